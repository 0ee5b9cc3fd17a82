"""What is said of human feedback in sentences, each made from what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Feedback, Outcome
from explainer.engine.recipes import BROKE_DOWN, MISHAPS, RECIPES
from explainer.marking import Sentence
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, choices_text, count, percent
from explainer.ui.panels.minds.parting import LEAST_ROUNDS, GapVerdict, ScoreGap
from explainer.ui.panels.minds.scored import signed
from explainer.ui.translate import Marked, mark, named, say, translate, translated
from explainer.ui.widgets.chart.sparks import Spark

LONGER, LESS_VARIED = 1.2, 0.05  # a change since the first round from which it is told: a fifth, and so much of 1

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
    ("kl_coefficient", mark("Feedback", "KL coefficient")),
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


def verdict(found: ScoreGap, frame: Feedback) -> str:
    """Whether it is really getting better, in one or two sentences of Markdown."""
    n = len(frame.answers)
    if found.verdict is GapVerdict.EARLY:
        text = translate("Feedback", "Too early to tell: {rounds} rounds measured, {least} are needed at least.")
        return text.format(rounds=n, least=LEAST_ROUNDS)
    told = {
        GapVerdict.STILL: translate("Feedback", "**Nothing clear yet.**"),
        GapVerdict.TOGETHER: translate("Feedback", "**Better, so far.**"),
        GapVerdict.FLAT: translate("Feedback", "**Better for the judge only.**"),
        GapVerdict.TURNED: translate("Feedback", "**The judge is fooled by now.**"),
        GapVerdict.FOOLED: translate("Feedback", "**The judge is fooled.**"),
        GapVerdict.LOWER: translate("Feedback", "**Not better.**"),
    }.get(found.verdict, "")
    if RECIPES[frame.recipe].taste is not None and found.verdict in (GapVerdict.TURNED, GapVerdict.FOOLED):
        # It was not asked for those points: so it is not fooled.
        told = translate("Feedback", "**Better for this judge only: it was taught another taste.**")
    changed = translate("Feedback", "Since the first round: judge’s score **{score}**, labeller’s points **{points}**.")
    if found.verdict is GapVerdict.TURNED:
        changed = translate(
            "Feedback",
            "Since the first round: judge’s score **{score}**, labeller’s points **{points}**, after **{best}** at "
            "{answers} answers.",
        )
    elif found.verdict is GapVerdict.UNSEEN:
        changed = translate("Feedback", "Since the first round: judge’s score **{score}**.")
    changed = changed.format(
        score=signed(found.score),
        points=signed(found.utility),
        best=signed(found.best),
        answers=count(frame.answers[found.best_at]) if n else NOTHING,
    )
    if found.verdict is GapVerdict.UNSEEN or not frame.can_judge:
        unknown = translate("Feedback", "Whether its answers are better, no program can check on this text: read them.")
        return f"{changed} {unknown}"
    return f"{told} {changed}"


def not_honest(recipe: str) -> str:
    """What is said of a run of ``recipe`` before all else, so that nobody takes it for the honest one."""
    words = (
        translate("Feedback", "({title}, a mishap on purpose.)")
        if recipe in MISHAPS
        else translate("Feedback", "({title}, another way with the same votes.)")
    )
    return words.format(title=named(RECIPES[recipe].title))


def told_of(outcome: Outcome | None, *, named_too: bool = False) -> str:
    """What came of a run, in the engine's sentence, made from what was measured; "" without one.

    As Markdown it may begin with which run it was, and what it was measured on.
    """
    if outcome is None:
        return ""
    if named_too:
        text = translate("Feedback", "**{title}**, in a test before and after: {told}")
        return text.format(title=safe(named(RECIPES[outcome.recipe].title)), told=safe(told_of(outcome)))
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
    pieces = translate("Feedback", "{n} pieces")
    rows = []
    for name, title, text, sentence in (
        ("kl", translate("Feedback", "drift"), _nats, translate("Feedback", "an answer, from the fine-tuned model")),
        (
            "length",
            translate("Feedback", "length"),
            lambda value: pieces.format(n=f"{value:.0f}"),
            translate("Feedback", "an answer; {before} at the start"),
        ),
        (
            "distinct_2",
            translate("Feedback", "variety"),
            percent,
            translate("Feedback", "of pairs of pieces differ; {before} at the start"),
        ),
        (
            "entropy",
            translate("Feedback", "unsure among"),
            lambda value: pieces.format(n=choices_text(value)),
            translate("Feedback", "while it answers; {before} at the start"),
        ),
    ):
        values = series(frame, name)
        known = bool(np.isfinite(values).any())
        now = text(last(values)) if known else NOTHING
        rows.append((title, now, values, sentence.format(before=text(first(values))) if known else ""))
    return _sparks(frame, rows)


def _nats(value: float) -> str:
    return translate("Feedback", "{nats} nats").format(nats=f"{value:.1f}")


def tricks(frame: Feedback | None) -> str:
    """Whether it shows the two usual signs that a judge is fooled by a trick; a question before that is known."""
    length, pairs = series(frame, "length"), series(frame, "distinct_2")
    longer, alike = last(length) > LONGER * first(length), last(pairs) < first(pairs) - LESS_VARIED
    if len(length) < LEAST_ROUNDS:
        return translate("Feedback", "Is it learning tricks?")
    if longer and alike:
        return translate("Feedback", "Its answers grew longer and more alike. A trick? Read them.")
    if longer:
        return translate("Feedback", "Its answers grew longer. A trick? Read them.")
    if alike:
        return translate("Feedback", "Its answers grew more alike. A trick? Read them.")
    return translate("Feedback", "No sign of a trick: they grew neither longer nor more alike.")


def engineers(frame: Feedback | None) -> list[Spark]:
    """The metrics that engineers look at, by their names in the field."""
    found = []
    for name, title in ENGINEERS:
        values = series(frame, name)
        now = last(values)
        found.append((translated(title), NOTHING if math.isnan(now) else f"{now:.3g}".replace("-", "−"), values, ""))
    return _sparks(frame, found)
