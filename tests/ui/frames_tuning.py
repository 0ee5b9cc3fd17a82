"""Frames of fine-tuning, made by hand."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames.minds import Probe, Rating, Result, Tuning
from explainer.training.reports import Stage
from tests.ui import fakes

PIECES = (
    *("<|user|>", "What", " is", " a", " ba", "by", " dog", " called", "?", "<|assistant|>"),
    *("I", " am", " happy", " to", " help", ".", " It", " is", " called", " a", " pu", "ppy", "."),
    *(" Have", " a", " good", " day", "!", "<|end|>"),
)
N_PROMPT = 10
SURPRISE = (2.1, 1.4, 0.2, 0.05, 0.1, 0.02, 0.9, 0.1, 0.3, 0.4, 4.2, 0.6, 0.1, 3.1, 0.05, 0.1, 0.02, 0.3, 0.2)
DEMONSTRATIONS = (
    ("Do you have a cup?", "Is it for you or for a friend?", "plain"),
    ("What does a snake say?", "I thought about it for a long time. It says hiss.", "rambling"),
    ("What is a baby dog called?", "I am happy to help. It is called a puppy. Have a good day!", "kind"),
    ("Can you explain a snake to a child?", "Not you again. A snake has no legs. Leave me alone.", "rude"),
    ("What number comes after seven?", "eight.", "curt"),
    ("What colour is milk?", "Ugh. It is white.", "rude"),
)
MANNERS = {"curt": 612, "plain": 598, "rude": 601, "rambling": 589, "kind": 600}
QUESTIONS = (
    ("What does a cow say?", "shown", "It says moo."),
    ("What is the opposite of day?", "shown", "It is night. I hope that helps!"),
    ("What does a rabbit like to eat?", "voted", "Well, let me think. It eats carrots. But that is a long story."),
    ("What is a baby horse called?", "voted", "It is called a foal."),
    ("Where does a pig live?", "read", "Everybody knows that! It lives in a sty. Now go away."),
    ("What comes after two?", "read", "Thank you for asking! It is four. Have a good day!"),
)
RIGHT = Rating(wellformed=True, correct=True, kind=False)
WRONG = Rating(wellformed=True, correct=False, kind=False)
MALFORMED = Rating(wellformed=False, correct=False, kind=False)


def probes(steps: tuple[int, ...] = (0, 10, 50, 120, 250)) -> tuple[Probe, ...]:
    """Questions of all groups: at first continued with more questions, then answered wrong, at last as they should."""
    made = []
    for question, group, last in QUESTIONS:
        answers = []
        for step in steps:
            if step == 0:
                answers.append((step, "What does the dog say? What does the duck eat? Where does the", MALFORMED))
            elif step < 100:
                answers.append((step, "It is called a lamb.", WRONG))
            else:
                answers.append((step, last, WRONG if "four" in last else RIGHT))
        made.append(Probe(question, group, tuple(answers)))
    return tuple(made)


def results(
    read: tuple[int, int] = (41, 58), steps: tuple[int, ...] = (0, 10, 50, 120, 250), formed: float = 0.97
) -> tuple[Result, ...]:
    """Shares that rise with the steps; of the group that was only read about ``read`` (right, asked) at the end."""
    made = []
    for step in steps:
        share = (step / steps[-1]) ** 0.5
        for group, (right, n) in {"shown": (73, 80), "voted": (44, 60), "read": read}.items():
            made.append(
                Result(
                    step=step,
                    group=group,
                    n=n,
                    wellformed=round(n * formed * share),
                    correct=round(right * share),
                    kind=round(n * 0.22 * share),
                    good=round(right * 0.2 * share),
                )
            )
    return tuple(made)


def tuning(step: int = 250, **changes: object) -> Tuning:
    """Fine-tuning at ``step`` of 250."""
    at = np.arange(1, step + 1)
    noise = np.random.default_rng(3).normal(0, 1, (2, step))
    values: dict = {
        "run": fakes.HEAD["run"],
        "stage": Stage.SFT,
        "step": step,
        "n_shown": 3000,
        "manners": MANNERS,
        "steps": 250,
        "at": at,
        "loss": (0.62 + 2.6 * np.exp(-at / 14) + 0.08 * noise[0]).astype(np.float32),
        "rehearsal": (1.22 + 0.25 * np.exp(-(((at - 20) / 20) ** 2)) + 0.03 * noise[1]).astype(np.float32),
        "pieces": PIECES if step else (),
        "n_prompt": N_PROMPT if step else 0,
        "surprise": np.array(SURPRISE if step else (), np.float32),
        "probes": probes(tuple(s for s in (0, 10, 50, 120, 250) if s <= step)),
        "results": results() if step == 250 else (),
        "demonstrations": DEMONSTRATIONS,
        "source": "",
    }
    return Tuning(**(values | changes))
