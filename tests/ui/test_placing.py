"""Labels on the loss curve: never on each other, on the curve, or outside."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explainer.ui.pictures.curves import axis_end, smooth, thinned
from explainer.ui.widgets.chart.placing import Box, CurveMask, place_labels

BOUNDS = Box(40, 30, 560, 220)
XS = np.arange(40, 400, dtype=float)
YS = 40 + 190 * (1 - np.exp(-(XS - 40) / 60))
CURVE = CurveMask(XS, YS, 640)


def anchor(x: float) -> tuple[float, float]:
    return x, float(np.interp(x, XS, YS))


@given(st.lists(st.tuples(st.floats(41, 399), st.floats(30, 200)), min_size=1, max_size=7))
def test_labels_never_overlap_each_other_the_curve_or_the_edge(marks: list[tuple[float, float]]) -> None:
    anchors = [anchor(x) for x, _ in marks]
    taken = [Box(410, 200, 60, 16)]
    boxes = place_labels(anchors, [(w, 16.0) for _, w in marks], BOUNDS, CURVE, taken)
    shown = [box for box in boxes if box is not None]
    for i, box in enumerate(shown):
        assert box.inside(BOUNDS)
        assert not CURVE.crosses(box)
        assert not any(box.overlaps(other) for other in shown[i + 1 :] + taken)


def test_five_ordinary_milestones_all_find_room() -> None:
    anchors = [anchor(x) for x in (60, 110, 170, 240, 320)]
    assert None not in place_labels(anchors, [(130.0, 16.0)] * 5, BOUNDS, CURVE)


def test_a_label_that_is_still_free_stays_where_it_was() -> None:
    anchors = [anchor(x) for x in (60, 170)]
    first = place_labels(anchors, [(120.0, 16.0)] * 2, BOUNDS, CURVE)
    longer = CurveMask(np.append(XS, 480.0), np.append(YS, 229.0), 640)
    assert place_labels(anchors, [(120.0, 16.0)] * 2, BOUNDS, longer, before=first) == first


def test_lines_through_and_past_a_box() -> None:
    box = Box(10, 10, 20, 10)
    assert box.meets_line(0, 0, 40, 30)
    assert box.meets_line(20, 0, 20, 40)
    assert box.meets_line(15, 12, 16, 13), "wholly inside"
    assert not box.meets_line(0, 0, 5, 40)
    assert not box.meets_line(0, 30, 40, 30)
    assert not box.meets_line(0, 0, 8, 8)


def test_the_axis_shows_the_first_steps_and_then_the_whole_run() -> None:
    planned = 1_000_000.0
    assert axis_end(1024, planned) == planned / 64
    assert axis_end(30_000, planned) == planned / 16
    assert axis_end(500_000, planned) == planned
    assert axis_end(2_000_000, planned) == 2_000_000


def test_smoothing_keeps_the_first_value_and_the_mean_of_a_line() -> None:
    line = np.linspace(7.0, 1.0, 50)
    smoothed = smooth(line, 5)
    assert smoothed[0] == 7.0
    assert np.allclose(smoothed[5:-5], line[5:-5])
    assert len(smooth(np.zeros(0), 3)) == 0


def test_thinning_keeps_both_ends() -> None:
    kept = thinned(1999, 300)
    assert len(kept) <= 300
    assert (kept[0], kept[-1]) == (0, 1998)
    assert list(thinned(3, 300)) == [0, 1, 2]
