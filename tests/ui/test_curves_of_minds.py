"""Labels at the ends of curves overlap neither each other nor the edge, and axes end where people expect."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.panels.minds.curvechart import CurveChart
from explainer.ui.panels.minds.curves import Axes, Curve, Level, grid_step, round_up, spread

Heights = st.lists(st.tuples(st.floats(0, 200), st.floats(5, 30)), min_size=1, max_size=6)


@given(Heights)
def test_labels_that_fit_keep_inside_in_order_and_apart(labels: list[tuple[float, float]]) -> None:
    centres, heights = [c for c, _ in labels], [h for _, h in labels]
    placed = spread(centres, heights, 0.0, 200.0)
    order = sorted(range(len(labels)), key=lambda i: centres[i])
    for above, below in pairwise(order):
        assert placed[below] - placed[above] >= (heights[above] + heights[below]) / 2 - 1e-6
    assert placed[order[0]] - heights[order[0]] / 2 >= -1e-6
    assert placed[order[-1]] + heights[order[-1]] / 2 <= 200.0 + 1e-6  # six of 30 pixels at most


def test_two_labels_at_one_height_move_apart_evenly_and_a_third_far_away_stays() -> None:
    assert spread([50, 50, 150], [20, 20, 20], 0, 200) == [40, 60, 150]


def test_a_label_at_the_edge_is_pushed_inside() -> None:
    assert spread([2, 199], [20, 20], 0, 200) == [10, 190]


@pytest.mark.parametrize(
    ("value", "end", "step"),
    [(0.7, 0.8, 0.2), (1.0, 1.0, 0.5), (3.3, 4.0, 1.0), (5.4, 6.0, 2.0), (62, 80, 20), (110, 150, 50), (0, 1, 0.5)],
)
def test_an_axis_ends_at_a_round_number_and_its_grid_meets_it(value: float, end: float, step: float) -> None:
    assert round_up(value) == pytest.approx(end)
    assert grid_step(end) == pytest.approx(step)
    axes = Axes(x_end=1, x_words="", y_from=0, y_end=end, y_step=step, x_text="{x}")
    assert axes.grid()[-1] == pytest.approx(end)


def _chart(qtbot: QtBot, width: int) -> CurveChart:
    chart = CurveChart(Look(), "A chart", "Nothing yet.")
    qtbot.addWidget(chart)
    chart.resize(width, 180)
    xs = np.array([0.0, 50.0, 100.0])
    chart.show_curves(
        [
            Curve(name="with votes", colour="rlhf", xs=xs, ys=np.array([0.5, 0.6, 0.73])),
            Curve(name="with its points", colour="ink", xs=xs, ys=np.array([0.5, 0.7, np.nan])),
        ],
        [Level(name="72.6 people with each other", colour="ink2", y=0.726)],
        Axes(x_end=100, x_words="votes", y_from=0.4, y_end=1, y_step=0.2, x_text="{x} votes"),
    )
    chart.grab()
    return chart


@pytest.mark.parametrize("width", [230, 320, 700])
def test_every_end_is_labelled_inside_the_picture_however_narrow(qtbot: QtBot, width: int) -> None:
    chart = _chart(qtbot, width)
    assert [text for text, _ in chart.label_boxes] == [
        "0.73 with votes",
        "0.70 with its points",
        "72.6 people with each other",
    ]
    boxes = [box for _, box in chart.label_boxes]
    assert all(box.right() <= width and box.top() >= 0 and box.bottom() <= 180 for box in boxes)
    inner = [box.adjusted(0, 0.01, 0, -0.01) for box in boxes]
    assert not any(a.intersects(b) for i, a in enumerate(inner) for b in inner[i + 1 :])


def test_the_arrow_keys_tell_each_point_and_leave_out_what_was_not_measured(qtbot: QtBot) -> None:
    chart = _chart(qtbot, 400)
    chart.show()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == "0 votes: 0.50 with votes; 0.50 with its points"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleDescription() == "100 votes: 0.73 with votes"


def test_without_a_measured_point_it_says_what_will_be_seen(qtbot: QtBot) -> None:
    chart = _chart(qtbot, 400)
    assert "0.73 with votes" in chart.summary()
    chart.clear()
    assert chart.summary() == "Nothing yet."
