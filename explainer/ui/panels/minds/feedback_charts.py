"""From a frame of feedback to the two big charts: what is drawn, on which scale. No painting.

**Score and truth in one picture.** Both are drawn as change since the first round, so both begin at 0; each has its own
numbers at the left. The score counts in standard deviations of the fine-tuned model's answers (that is how the judge is
scaled), the points as the labeller gives them. A scale spans 1 unit or, where that is too little, the next of a few
fixed steps, for score and points apart; it never shrinks within a run. So noise is not blown up to fill the picture,
and neither line moves because the other did. Rejected: z-scores over the run so far, which make every line fill the
picture whatever happened, and move all of it with every round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explainer.engine.frames import Feedback
from explainer.ui.numbers import NOTHING, count, percent
from explainer.ui.panels.minds.feedback_words import Series, course, series
from explainer.ui.panels.minds.parting import DEPTHS, UNITS, depth, lately, unit, window
from explainer.ui.panels.minds.scored import signed
from explainer.ui.pictures.curves import smooth_known
from explainer.ui.translate import translate
from explainer.ui.widgets.chart import Line, Mark, Numbers, Plot, Scale

ROOM = 1.08  # above the highest step, so that a line there is seen whole


@dataclass(frozen=True, slots=True)
class Reach:
    """How much the picture spans: above 0 for the score and for the points, and what share of that below 0."""

    score: float = UNITS[0]
    points: float = UNITS[0]
    below: float = DEPTHS[0]


def course_of(frame: Feedback, recipe: str) -> Feedback:
    """``frame`` as it would be if ``recipe``, which was tried, were told of; itself where it is, or was not tried."""
    rounds = frame.courses.get(recipe)
    if recipe == frame.recipe or rounds is None:
        return frame
    shown = {"score": rounds.score, "utility": rounds.utility, "kl": rounds.kl}
    n = len(rounds.answers)
    return replace(frame, recipe=recipe, running=False, doing="", rounds=n, answers=rounds.answers, series=shown)


def since_start(values: Series) -> Series:
    """Change since the first round that has a value."""
    seen = values[np.isfinite(values)]
    return values - seen[0] if len(seen) else values


def reach(score: Series, points: Series, before: Reach) -> Reach:
    """What holds both changes, and no less than ``before``."""

    def most(values: Series) -> float:
        return float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 0.0

    wide = unit(most(score), before.score), unit(most(points), before.points)
    lows = [np.nanmin(v) / u for v, u in zip((score, points), wide, strict=True) if np.isfinite(v).any()]
    return Reach(*wide, depth(float(min(lows, default=0.0)), before.below))


class TruthLines:
    """The two lines of the run that is told of; what the picture spans widens with it and begins anew with another."""

    def __init__(self) -> None:
        self._frame: Feedback | None = None
        self._reach = Reach()

    def take(self, frame: Feedback) -> None:
        """Draw this from now on."""
        old = self._frame
        another = old is None or old.recipe != frame.recipe or len(frame.answers) < len(old.answers)
        score, points = since_start(series(frame, "score")), since_start(series(frame, "utility"))
        self._reach = reach(score, points, Reach() if another else self._reach)
        self._frame = frame

    def plot(self) -> Plot:
        """As they are drawn; nothing where there is no run."""
        return truth_plot(self._frame, self._reach) if self._frame is not None else Plot()

    def clear(self) -> None:
        """No run."""
        self._frame, self._reach = None, Reach()


def same_course(one: Feedback, other: Feedback) -> bool:
    """Whether two frames tell the same rounds of the same run, so that nothing has to be drawn anew."""
    if (one.recipe, one.rounds, one.can_judge, set(one.series)) != (
        other.recipe,
        other.rounds,
        other.can_judge,
        set(other.series),
    ):
        return False
    same = one.outcomes == other.outcomes and np.array_equal(one.answers, other.answers)
    return same and all(
        np.array_equal(values, other.series[name], equal_nan=True) for name, values in one.series.items()
    )


def _line(x: Series, y: Series, name: str, value: str, colour: str, *, dashed: bool = False) -> Line:
    """What is measured is drawn thin, its running mean thick: a round's few dozen answers make it jump."""
    return Line(
        name=name,
        value=value,
        colour=colour,
        x=x,
        y=smooth_known(y, lambda n: window(n) - 1),
        raw=y,
        dashed=dashed,
    )


def truth_plot(frame: Feedback, spans: Reach) -> Plot:
    """The judge's score and the true points."""
    x, x_end = course(frame)
    score, points = since_start(series(frame, "score")), since_start(series(frame, "utility"))
    digits = 1 if min(spans.score, spans.points) >= 1 else 2

    def column(head: str, colour: str, span: float) -> Numbers:
        return Numbers(head=head, colour=colour, text=lambda y: signed(y * span, digits))

    columns = [column(translate("Feedback", "score"), "rlhf", spans.score)]
    name = translate("Feedback", "judge’s score")
    lines = [_line(x, score / spans.score, name, signed(lately(score)), "rlhf")]
    if np.isfinite(points).any():
        name = translate("Feedback", "points")
        columns.append(column(name, "ink", spans.points))
        lines.append(_line(x, points / spans.points, name, signed(lately(points)), "ink", dashed=True))
    words = translate("Feedback", "new judge")
    return Plot(
        lines=tuple(lines),
        marks=tuple(
            Mark(x=float(x[i]), titles=(words,), dot=False, rule=True, colour="ink3") for i in new_judges(frame)
        ),
        scale=Scale(low=-spans.below, high=ROOM, step=0.5, columns=tuple(columns)),
        x_end=x_end,
        x_words=below(x),
        tell=lambda i: tell_truth(frame, i),
    )


def new_judges(frame: Feedback) -> list[int]:
    """Indices of the rounds after which a new judge took over: where a run of this kind had ended and was gone on with.

    Every run gets an outcome when it ends; "more rounds" go on counting, so a shorter outcome lies within this course.
    """
    ended = {outcome.rounds for outcome in frame.outcomes if outcome.recipe == frame.recipe}
    return sorted(rounds - 1 for rounds in ended if 0 < rounds < len(frame.answers))


def good_plot(frame: Feedback) -> Plot:
    """Shares of answers that were kind and correct, correct, kind."""
    x, x_end = course(frame)
    names = (
        ("good", translate("Feedback", "good"), "rlhf", False),
        ("correct", translate("Feedback", "correct"), "ink", True),
        ("kind", translate("Feedback", "kind"), "ink3", False),
    )
    shares = [(series(frame, name), title, colour, dashed) for name, title, colour, dashed in names]
    return Plot(
        lines=tuple(
            _line(x, y, title, percent(lately(y)), colour, dashed=dashed)
            for y, title, colour, dashed in shares
            if np.isfinite(y).any()
        ),
        scale=Scale(step=0.5, columns=(Numbers(text=percent),)),
        x_end=x_end,
        x_words=below(x),
        tell=lambda i: tell_good(frame, i),
    )


def below(x: Series) -> str:
    """What stands under the axis."""
    return translate("Feedback", "answers tried → {n}").format(n=count(x[-1]) if len(x) else NOTHING)


def tell_truth(frame: Feedback, i: int) -> str:
    """Round ``i`` of the first chart in words."""
    score, points = series(frame, "score"), series(frame, "utility")
    words = translate("Feedback", "Round {round}, {answers} answers: the judge’s score is {score} on average").format(
        round=i + 1, answers=count(frame.answers[i]), score=signed(float(score[i]), 2)
    )
    if not np.isfinite(points[i]):
        return words + "."
    return words + translate("Feedback", ", the labeller’s points {points}.").format(points=signed(float(points[i]), 2))


def tell_good(frame: Feedback, i: int) -> str:
    """Round ``i`` of the second chart in words."""
    good, correct, kind = (percent(float(series(frame, name)[i])) for name in ("good", "correct", "kind"))
    words = translate("Feedback", "Round {round}: {good} kind and correct, {correct} correct, {kind} kind.")
    return words.format(round=i + 1, good=good, correct=correct, kind=kind)
