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
from explainer.ui.translate import translate
from explainer.ui.widgets.chart.sparks import Spark, SparkGroup
from explainer.ui.widgets.chart.ticks import ends

LEAST = 104.0  # design pixels of a measure
ROW = (20.0, 64.0)  # and of a bar with what is round it, at least and at most
SHAPE = (5, 3)  # measures, and bars of each: before, after, honest


def value_of(outcome: Outcome, field: str, when: str) -> float:
    """What was measured ``before`` or ``after`` a run; NaN where nothing was. All runs begin without drift (``kl``)."""
    if field == "kl":
        return outcome.kl if when == "after" else 0.0
    value = getattr(outcome, f"{field}_{when}")
    return math.nan if value is None else float(value)


def honest_of(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The last honest run, or None."""
    return next((o for o in reversed(outcomes) if o.recipe == HONEST), None)


def outcome_groups(shown: Outcome | None, outcomes: Sequence[Outcome]) -> list[SparkGroup]:
    """What is drawn of ``shown``, one of ``outcomes``, beside the honest run."""
    if shown is None:
        return []
    honest = honest_of(outcomes)
    other = honest if honest is not None and shown.recipe != HONEST else None
    bars = [
        (translate("OutcomeBars", "before"), shown, "before", "sft"),
        (translate("OutcomeBars", "after"), shown, "after", colour_of(shown.recipe)),
    ]
    if other is not None:
        bars.append((translate("OutcomeBars", "honest"), other, "after", "rlhf"))
    groups = []
    for field, title, short, text in (
        ("score", translate("OutcomeBars", "judge’s score"), translate("OutcomeBars", "judge"), signed),
        ("utility", translate("OutcomeBars", "labeller’s points"), translate("OutcomeBars", "points"), signed),
        ("good", translate("OutcomeBars", "good: kind and correct"), translate("OutcomeBars", "good"), percent),
        ("correct", translate("OutcomeBars", "correct"), translate("OutcomeBars", "correct"), percent),
        (
            "kl",
            translate("OutcomeBars", "drift, nats an answer"),
            translate("OutcomeBars", "drift, nats"),
            "{:.1f}".format,
        ),
    ):
        every = [value_of(o, field, when) for o in outcomes for when in ("before", "after")]
        known = [0.0, *(value for value in every if not math.isnan(value))]
        span = (0.0, 1.0) if text is percent else ends(min(known), max(known))
        sparks = []
        for name, run, when, colour in bars:
            value = value_of(run, field, when)
            told = NOTHING if math.isnan(value) else text(value)
            sentence = translate("OutcomeBars", "{measure}, {when}: {value}")
            sparks.append(
                Spark(
                    name=name,
                    value=told,
                    x=np.zeros(1),
                    y=np.array([value]),
                    span=span,
                    colour=colour,
                    bar=True,
                    told=sentence.format(measure=title, when=name, value=told),
                )
            )
        groups.append(SparkGroup(title=title, short=short, sparks=tuple(sparks)))
    return groups
