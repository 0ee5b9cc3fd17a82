"""How a run of feedback ended, and the sentence that says so, made from what was measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

from explainer.engine.frames import Outcome
from explainer.engine.recipes import BROKE_DOWN, RECIPES
from explainer.marking import Marked, mark


@dataclass(frozen=True, slots=True)
class Summary:
    """Answers to fixed questions, measured.

    Attributes:
        n: answers. score: the judge's mean. utility: mean of the labeller's true points.
        good, correct, wellformed: shares, 0 to 1, or None where nobody can check. words: mean length.
    """

    n: int
    score: float
    utility: float
    good: float | None
    correct: float | None
    words: float
    wellformed: float | None


_CLEAR = 0.15  # a change of points or scores that is worth a word


def outcome(
    recipe: str, rounds: int, before: Summary, after: Summary, kl: float, *, broke_down: bool = False
) -> Outcome:
    """Return the outcome of a run, with its sentence; ``broke_down`` says that the practice ended by itself."""
    told = sentence(before, after, other_taste=RECIPES[recipe].taste is not None)
    template = f"{BROKE_DOWN} {told}" if broke_down else told
    return Outcome(
        recipe=recipe,
        rounds=rounds,
        score_before=before.score,
        score_after=after.score,
        utility_before=before.utility,
        utility_after=after.utility,
        good_before=before.good,
        good_after=after.good,
        correct_before=before.correct,
        correct_after=after.correct,
        kl=kl,
        sentence=template,
        values={
            "rounds": f"{rounds:,}",
            "score_before": _number(before.score),
            "score_after": _number(after.score),
            "points_before": _number(before.utility),
            "points_after": _number(after.utility),
            "good_before": _percent(before.good),
            "good_after": _percent(after.good),
            "correct_before": _percent(before.correct),
            "correct_after": _percent(after.correct),
            "words_before": f"{before.words:.0f}",
            "words_after": f"{after.words:.0f}",
            "clear": f"{_CLEAR:g}",
        },
    )


def sentence(before: Summary, after: Summary, *, other_taste: bool = False) -> Marked:
    """Return the English template of what happened to judge's score and true points, by how they moved.

    ``other_taste`` says that the judge learned from a labeller who likes other things than the true points count: then
    it is not fooled.
    """
    if math.isnan(before.utility) or math.isnan(after.utility):
        return mark(
            "engine",
            "The judge’s score went from {score_before} to {score_after}. Whether the answers are better, nobody can "
            "measure on this text.",
        )
    judge_up = after.score > before.score + _CLEAR
    judge_down = after.score < before.score - _CLEAR
    true_up = after.utility > before.utility + _CLEAR
    true_down = after.utility < before.utility - _CLEAR
    if judge_up and true_down and other_taste:
        return mark(
            "engine",
            "This judge was taught another taste. It is happier ({score_before} → {score_after}), answers went from "
            "{words_before} to {words_after} words, and the labeller’s points fell ({points_before} → {points_after}).",
        )
    if judge_up and true_down:
        return mark(
            "engine",
            "The judge is happier ({score_before} → {score_after}) and the labeller’s points fell "
            "({points_before} → {points_after}): the model has learned to fool the judge.",
        )
    if judge_up and true_up:
        return mark(
            "engine",
            "The judge is happier ({score_before} → {score_after}), and the labeller’s points rose too "
            "({points_before} → {points_after}).",
        )
    if judge_up:
        return mark(
            "engine",
            "The judge is happier ({score_before} → {score_after}), but the labeller’s points hardly changed "
            "({points_before} → {points_after}; a change below {clear} counts as none).",
        )
    if judge_down and true_down:
        return mark(
            "engine",
            "Judge and labeller agree: it got worse (judge {score_before} → {score_after}, labeller’s points "
            "{points_before} → {points_after}).",
        )
    if judge_down:
        return mark(
            "engine",
            "The judge likes it less ({score_before} → {score_after}); the labeller’s points: {points_before} → "
            "{points_after}.",
        )
    if true_up:
        return mark(
            "engine",
            "The judge sees hardly a difference ({score_before} → {score_after}), and the labeller’s points rose "
            "({points_before} → {points_after}).",
        )
    if true_down:
        return mark(
            "engine",
            "The judge sees hardly a difference ({score_before} → {score_after}), and the labeller’s points fell "
            "({points_before} → {points_after}).",
        )
    return mark(
        "engine",
        "Little has changed: judge {score_before} → {score_after}, labeller’s points {points_before} → {points_after}.",
    )


def _number(value: float) -> str:
    """One decimal, with a true minus, and no minus before a zero."""
    text = f"{value + 0.0:.1f}"
    return ("0.0" if text == "-0.0" else text).replace("-", "−")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
