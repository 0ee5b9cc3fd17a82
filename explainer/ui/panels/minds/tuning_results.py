"""What it can do by now: for each group of questions, how many answers are well formed and how many right, over steps.

Each is a small course from nothing to all, with the present share beside it. The sentence below says what the numbers
bear out and nothing else (``tuning_words.what_it_shows``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explainer.engine.frames.minds import Result
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.tuning_words import course, group_title, groups_of
from explainer.ui.translate import translate
from explainer.ui.widgets.chart.sparks import Spark, SparkGroup


def result_groups(results: Sequence[Result], steps: int) -> list[SparkGroup]:
    """What is drawn of ``results`` in a stage of ``steps`` steps."""
    known = groups_of([r for r in results if r.n > 0])
    if len(known) > 1:
        known = [group for group in known if group]  # "" stands for all of them together
    end = max(1, steps, *(r.step for r in results)) if results else 1
    found = []
    for group in known:
        if told := course(results, group):
            shares = (
                _share(group, translate("Tuning", "well formed"), [(r.step, r.wellformed, r.n) for r in told], end),
                _share(group, translate("Tuning", "right"), [(r.step, r.correct, r.n) for r in told], end),
            )
            note = translate("Tuning", "{n} asked").format(n=count(told[-1].n))
            found.append(SparkGroup(title=group_title(group), note=note, sparks=shares))
    return found


def _share(group: str, name: str, measured: list[tuple[int, int, int]], end: int) -> Spark:
    """One measure of one group: (step, how many, of how many), oldest first."""
    (first, k0, n0), (step, k, n) = measured[0], measured[-1]
    text = translate("Tuning", "{group}: {k} of {n} {measure} at step {step}")
    text = text.format(group=group_title(group), k=count(k), n=count(n), measure=name, step=count(step))
    if len(measured) > 1:
        before = translate("Tuning", "; {k} of {n} at step {step}")
        text += before.format(k=count(k0), n=count(n0), step=count(first))
    return Spark(
        name=name,
        value=percent(k / n),
        x=np.array([step / end for step, _, _ in measured]),
        y=np.array([k / n for _, k, n in measured]),
        span=(0.0, 1.0),
        colour="sft",
        filled=True,
        told=text,
    )
