"""What is said of human feedback in sentences, each made from what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from explainer.engine.events import Sentence
from explainer.engine.frames import Feedback, Outcome
from explainer.engine.recipes import BROKE_DOWN, MISHAPS, RECIPES
from explainer.ui.numbers import NOTHING, choices_text, count, percent
from explainer.ui.panels.minds.parting import LEAST_ROUNDS, Parting, Verdict
from explainer.ui.panels.minds.scored import signed
from explainer.ui.translate import Marked, mark, named, say, translate, translated
from explainer.ui.widgets.chart.sparks import Spark

Series = npt.NDArray[np.float64]
ENGINEERS = (
    ("ratio_max", mark("Feedback", "ratio, largest")),
    ("clip_fraction", mark("Feedback", "clip fraction")),
    ("value_loss", mark("Feedback", "value error")),
    ("explained_variance", mark("Feedback", "explained variance")),
    ("approx_kl", mark("Feedback", "approximate KL")),
    ("policy_loss", mark("Feedback", "policy loss")),
    ("kl_per_token", mark("Feedback", "KL a token")),
    ("ended", mark("Feedback", "brought to an end")),
    ("leash", mark("Feedback", "KL coefficient")),
)


def series(frame: Feedback | None, name: str) -> Series:
    """One series of ``frame``, (n,); NaN where it has none."""
    if frame is None:
        return np.zeros(0)
    return np.asarray(frame.series.get(name, np.full(len(frame.answers), np.nan)), np.float64)


def last(values: Series) -> float:
    """The last value there is, or NaN."""
    seen = values[np.isfinite(values)]
    return float(seen[-1]) if len(seen) else math.nan


def first(values: Series) -> float:
    """The first value there is, or NaN."""
    seen = values[np.isfinite(values)]
    return float(seen[0]) if len(seen) else math.nan


def verdict(found: Parting, frame: Feedback) -> str:
    """Whether it is really getting better, in one or two sentences of Markdown."""
    words = {
        Verdict.EARLY: translate(
            "Feedback", "Too early to tell: {rounds} rounds measured, {least} are needed at least."
        ),
        Verdict.UNSEEN: translate(
            "Feedback",
            "The judge’s score changed by **{score}**. What it is really worth cannot be checked on this text: "
            "only your own eyes can tell.",
        ),
        Verdict.TOGETHER: translate(
            "Feedback", "**Yes, so far.** The judge’s score: **{score}**. The labeller’s points: **{points}**."
        ),
        Verdict.FLAT: translate(
            "Feedback",
            "**For the judge only.** Its score: **{score}**. The labeller’s points have not clearly changed: "
            "**{points}**.",
        ),
        Verdict.TURNED: translate(
            "Feedback",
            "**Not any more: the lines part.** The judge’s score: **{score}**. The labeller’s points were "
            "**{best}** after {answers} answers and are **{points}** now.",
        ),
        Verdict.FOOLED: translate(
            "Feedback",
            "**No: it is fooling the judge.** The judge’s score: **{score}**. The labeller’s points: "
            "**{points}**, less than before.",
        ),
        Verdict.LOWER: translate(
            "Feedback", "**No.** The judge’s score fell: **{score}**. The labeller’s points: **{points}**."
        ),
        Verdict.STILL: translate("Feedback", "Not yet: the judge’s score has not clearly changed (**{score}**)."),
    }[found.verdict]
    if not frame.can_judge and found.verdict not in (Verdict.EARLY, Verdict.UNSEEN, Verdict.STILL):
        words = translate(
            "Feedback",
            "The judge’s score: **{score}**. The labeller’s points: **{points}**. Whether that is better, no "
            "program can tell on a text of your own: read the answers.",
        )
    n = len(frame.answers)
    return words.format(
        rounds=n,
        least=LEAST_ROUNDS,
        score=signed(found.score),
        points=signed(found.utility),
        best=signed(found.best),
        answers=count(frame.answers[found.best_at]) if n else NOTHING,
    )


def not_honest(recipe: str) -> str:
    """What is said of a run of ``recipe`` before all else, so that nobody takes it for the honest one."""
    words = (
        translate("Feedback", "({title}, a mishap on purpose.)")
        if recipe in MISHAPS
        else translate("Feedback", "({title}, another way to learn from the same votes.)")
    )
    return words.format(title=named(RECIPES[recipe].title))


def told_of(outcome: Outcome | None) -> str:
    """What came of a run, in the engine's sentence, made from what was measured; "" without one."""
    if outcome is None:
        return ""
    broke_down = outcome.sentence.startswith(BROKE_DOWN)
    told = say(Sentence(Marked(outcome.sentence.removeprefix(BROKE_DOWN).strip()), outcome.values))
    return say(Sentence(BROKE_DOWN, outcome.values)) + " " + told if broke_down else told


def lesson(method: str) -> str:
    """How it learns, in a sentence."""
    return {
        "ppo": translate(
            "Feedback", "Nobody shows it better answers: it tries, and what scores well becomes likelier."
        ),
        "rloo": translate(
            "Feedback", "Four answers to each question: what scores better than the others becomes likelier."
        ),
        "dpo": translate(
            "Feedback", "It learns from the votes themselves. The answers it writes are only there to be measured."
        ),
        "best_of_n": translate(
            "Feedback", "Nothing is learned: of eight answers to each question, the judge’s favourite counts."
        ),
    }[method]


def doing(frame: Feedback | None, *, going: bool = True) -> str:
    """What it does right now, with how far that is; what is done, where it is not ``going`` on."""
    if frame is None or not (going or len(frame.answers)):
        return translate("Feedback", "Nothing yet.")
    words = {
        "votes": translate("Feedback", "First: votes are collected, {done} of {of}."),
        "judge": translate("Feedback", "Then: the judge learns from the votes, {done} of {of} read."),
        "writing": translate("Feedback", "Round {round} of {rounds}: it writes answers, {done} of {of}."),
        "judging": translate("Feedback", "Round {round} of {rounds}: the judge reads them, {done} of {of}."),
        "examining": translate("Feedback", "A test: the same questions before the first round and after the last."),
        "learning": translate("Feedback", "Round {round} of {rounds}: the dials are turned, {done} of {of}."),
    }.get(frame.doing if going else "", translate("Feedback", "{finished} of {rounds} rounds are done."))
    finished = len(frame.answers)
    return words.format(
        done=count(frame.done),
        of=count(frame.of),
        round=min(finished + 1, max(frame.rounds, 1)),
        rounds=frame.rounds,
        finished=finished,
    )


def course(frame: Feedback) -> tuple[Series, float]:
    """Answers tried by the end of each round, (n,), and how many it will be by the end of the plan."""
    x = np.asarray(frame.answers, np.float64)
    n = len(x)
    return x, max(float(x[-1]) / n * max(frame.rounds, n), 1.0) if n else 1.0


def _sparks(frame: Feedback | None, rows: Sequence[tuple[str, str, Series, str]]) -> list[Spark]:
    """Name, value, course and sentence of each as they are drawn, over the whole planned run."""
    x, x_end = course(frame) if frame is not None else (np.zeros(0), 1.0)
    return [
        Spark(name=name, value=value, x=x[: len(y)] / x_end, y=y, sentence=sentence)
        for name, value, y, sentence in rows
    ]


def signs(frame: Feedback | None) -> list[Spark]:
    """The four signs of drift: how far, how long, how varied, how sure."""
    kl, length, pairs, entropy = (series(frame, name) for name in ("kl", "length", "distinct_2", "entropy"))
    nats = last(kl)
    rows = [
        (
            translate("Feedback", "drift"),
            translate("Feedback", "{nats} nats").format(nats=f"{nats:.1f}") if nats == nats else NOTHING,
            kl,
            translate("Feedback", "an answer, from the fine-tuned model"),
        ),
        (
            translate("Feedback", "length"),
            translate("Feedback", "{n} pieces").format(n=f"{last(length):.0f}") if len(length) else NOTHING,
            length,
            translate("Feedback", "an answer; {n} pieces at the start").format(n=f"{first(length):.0f}")
            if len(length)
            else "",
        ),
        (
            translate("Feedback", "variety"),
            percent(last(pairs)),
            pairs,
            translate("Feedback", "pairs not repeated; {before} at the start").format(before=percent(first(pairs)))
            if len(pairs)
            else "",
        ),
        (
            translate("Feedback", "doubt"),
            translate("Feedback", "{n} pieces").format(n=choices_text(last(entropy))) if len(entropy) else NOTHING,
            entropy,
            translate("Feedback", "to choose among; {before} at the start").format(before=choices_text(first(entropy)))
            if len(entropy)
            else "",
        ),
    ]
    return _sparks(frame, rows)


def engineers(frame: Feedback | None) -> list[Spark]:
    """The metrics that engineers look at, by their names in the field."""
    found = []
    for name, title in ENGINEERS:
        values = series(frame, name)
        now = last(values)
        found.append((translated(title), NOTHING if math.isnan(now) else f"{now:.3g}".replace("-", "−"), values, ""))
    return _sparks(frame, found)
