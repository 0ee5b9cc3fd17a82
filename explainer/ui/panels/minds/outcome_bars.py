"""How a run of feedback ended: bars for before, after, and what the honest run came to. No painting.

One group a measure, each with a range that holds all runs there are, so that choosing another run moves the bars and
not their scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from explainer.engine.frames import Outcome
from explainer.engine.recipes import HONEST
from explainer.ui.numbers import NOTHING, percent
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.scored import signed
from explainer.ui.translate import mark, translate, translated
from explainer.ui.widgets.chart.sparks import Group, Spark
from explainer.ui.widgets.chart.ticks import ends

LEAST = 104.0  # design pixels of a measure
ROW = (20.0, 64.0)  # and of a bar with what is round it, at least and at most
SHAPE = (5, 3)  # measures, and bars of each: before, after, honest


def measured(value: float | None) -> bool:
    """Whether there is such a number: neither None nor NaN."""
    return value is not None and not math.isnan(value)


def honest_of(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The last honest run, or None."""
    return next((o for o in reversed(outcomes) if o.recipe == HONEST), None)


def outcome_groups(shown: Outcome | None, outcomes: Sequence[Outcome]) -> list[Group]:
    """What is drawn of ``shown``, one of ``outcomes``, beside the honest run."""
    if shown is None:
        return []
    honest = honest_of(outcomes)
    other = honest if honest is not None and shown.recipe != HONEST else None
    before, after, beside = (
        translated(name)
        for name in (mark("OutcomeBars", "before"), mark("OutcomeBars", "after"), mark("OutcomeBars", "honest"))
    )
    groups = []
    for title, short, first, last, text in (
        (mark("OutcomeBars", "judge’s score"), mark("OutcomeBars", "judge"), "score_before", "score_after", signed),
        (
            mark("OutcomeBars", "labeller’s points"),
            mark("OutcomeBars", "points"),
            "utility_before",
            "utility_after",
            signed,
        ),
        (
            mark("OutcomeBars", "good: kind and correct"),
            mark("OutcomeBars", "good"),
            "good_before",
            "good_after",
            percent,
        ),
        (mark("OutcomeBars", "correct"), mark("OutcomeBars", "correct"), "correct_before", "correct_after", percent),
        (mark("OutcomeBars", "drift, nats an answer"), mark("OutcomeBars", "drift, nats"), "", "kl", "{:.1f}".format),
    ):
        bars = [(before, getattr(shown, first) if first else 0.0, "sft")]
        bars.append((after, getattr(shown, last), colour_of(shown.recipe)))
        if other is not None:
            bars.append((beside, getattr(other, last), "rlhf"))
        every = [value for o in outcomes for name in (first, last) if name and measured(value := getattr(o, name))]
        span = (0.0, 1.0) if text is percent else ends(min([0.0, *every]), max([0.0, *every]))
        sparks = []
        for name, value, colour in bars:
            known = value is not None and measured(value)
            told = text(value) if known else NOTHING
            sparks.append(
                Spark(
                    name=name,
                    value=told,
                    x=np.zeros(1),
                    y=np.array([value if known else math.nan]),
                    span=span,
                    colour=colour,
                    bar=True,
                    told=translate("OutcomeBars", "{measure}, {when}: {value}").format(
                        measure=translated(title), when=name, value=told
                    ),
                )
            )
        groups.append(Group(title=translated(title), short=translated(short), sparks=tuple(sparks)))
    return groups
