"""The chart: words cross nothing, axes end where people expect, and it tells, looks closer and moves as it is asked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.widgets.chart import Chart, Guide, Line, Mark, Plot, Scale
from explainer.ui.widgets.chart.ticks import grid_step, multiples, round_up, spread, ticks

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
    assert multiples(0, end, step)[-1] == pytest.approx(end)


@given(st.floats(0, 1000), st.floats(0.01, 1000), st.integers(2, 9))
def test_numbers_at_an_axis_are_few_round_and_never_read_alike(low: float, wide: float, most: int) -> None:
    found = ticks(low, low + wide, most, lambda y: f"{y:.1f}")
    assert len(found) <= most + 1
    assert len({text for _, text in found}) == len(found)
    assert all(low - 1e-6 * wide <= value <= low + wide * (1 + 1e-6) for value, _ in found)


XS = np.array([0.0, 50.0, 100.0])
LINES = (
    Line(name="with votes", value="0.73", colour="rlhf", x=XS, y=np.array([0.5, 0.6, 0.73])),
    Line(name="with its points", value="0.70", colour="ink", x=XS, y=np.array([0.5, 0.7, np.nan])),
)
PLOT = Plot(
    lines=LINES,
    guides=(Guide(name="72.6 people with each other", colour="ink2", y=0.726),),
    scale=Scale(low=0.4, step=0.2),
    x_end=100,
    x_words="votes",
    x_told="{x} votes",
    x_column="votes",
)


def _chart(qtbot: QtBot, width: int = 400, plot: Plot = PLOT) -> Chart:
    chart = Chart(Look(), "A chart", "Nothing yet.")
    qtbot.addWidget(chart)
    chart.resize(width, 180)
    chart.set(plot)
    chart.show()
    chart.grab()
    return chart


def _curve(n: int = 200, **other: object) -> Plot:
    """A loss that falls from 7 to about 1 over ``n`` steps, with what it was smoothed from."""
    x = np.linspace(0, 1000, n)
    y = 1 + 6 * np.exp(-x / 100)
    line = Line(name="now", value=f"{y[-1]:.2f}", colour="pretrain", x=x, y=y, raw=y + 0.1)
    return Plot(**({"lines": (line,), "scale": Scale(high=8, step=2), "x_end": 1000.0} | other))  # type: ignore[arg-type]


def _drag(chart: Chart, start: float, end: float) -> None:
    y = round(chart.area().center().y())
    QTest.mousePress(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(start), y))
    QTest.mouseMove(chart.viewport(), QPoint(round(end), y))
    QTest.mouseRelease(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(end), y))


@pytest.mark.parametrize("width", [230, 320, 700])
def test_every_end_is_labelled_inside_the_picture_however_narrow(qtbot: QtBot, width: int) -> None:
    chart = _chart(qtbot, width)
    assert sorted(text for text, _ in chart.words.name_boxes()) == sorted(
        ["0.73 with votes", "0.70 with its points", "72.6 people with each other"]
    )
    boxes = [box for _, box in chart.words.name_boxes()]
    assert all(box.right() <= width and box.top() >= 0 and box.bottom() <= 180 for box in boxes)
    inner = [box.adjusted(0, 0.01, 0, -0.01) for box in boxes]
    assert not any(a.intersects(b) for i, a in enumerate(inner) for b in inner[i + 1 :])


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 1.0])
@pytest.mark.parametrize("width", [260, 600])
def test_names_cross_no_curve_while_it_grows(qtbot: QtBot, width: int, share: float) -> None:
    guides = (Guide(name="pure guessing", colour="warning", y=7.0),)
    plot = _curve(guides=guides, x_end=1000.0 / share)
    chart = _chart(qtbot, width, plot)
    area, line = chart.area(), plot.lines[0]
    xs = area.left() + line.x / plot.x_end * area.width()
    ys = area.bottom() - line.y / 8 * area.height()
    for text, box in chart.words.name_boxes():
        inside = (xs > box.left()) & (xs < box.right())
        assert not ((ys[inside] > box.top()) & (ys[inside] < box.bottom())).any(), text
    assert len(chart.words.name_boxes()) == 2


def test_the_arrow_keys_tell_each_point_and_leave_out_what_was_not_measured(qtbot: QtBot) -> None:
    chart = _chart(qtbot)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == "0 votes: 0.50 with votes; 0.50 with its points"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleDescription() == "100 votes: 0.73 with votes"
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.accessibleDescription() == chart.summary()


def test_without_a_measured_point_it_says_what_will_be_seen(qtbot: QtBot) -> None:
    chart = _chart(qtbot)
    assert "0.73 with votes" in chart.summary()
    chart.clear()
    assert chart.summary() == chart.accessibleDescription() == "Nothing yet."
    assert chart.table() is None and chart.words.name_boxes() == []
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    QTest.mouseMove(chart.viewport(), QPoint(100, 50))
    assert not chart.grab().isNull()


def test_the_table_has_a_row_for_each_place_and_what_was_measured_not_its_mean(qtbot: QtBot) -> None:
    table = _chart(qtbot).table()
    assert table is not None
    assert table.columns == ("votes", "with votes", "with its points")
    assert table.rows[0] == (0, 0.5, 0.5) and table.rows[1] == (50, 0.6, 0.7)
    raw = _curve(3).table()
    assert raw is not None and raw.rows[0][1] == pytest.approx(7.1)


def test_a_row_of_the_table_tells_what_a_mark_says(qtbot: QtBot) -> None:
    marked = _chart(qtbot, plot=_curve(3, marks=(Mark(x=250.0, titles=("Words",), tip="Words: 9 of 10."),)))
    table = marked.table()
    assert table is not None
    assert [(row[0], row[-1]) for row in table.rows] == [(0, None), (250, "Words: 9 of 10."), (500, None), (1000, None)]
    assert "Words: 9 of 10." in marked.summary()


def test_pointing_at_a_mark_tells_it_and_beside_it_the_curve(qtbot: QtBot) -> None:
    plot = _curve(marks=(Mark(x=500.0, titles=("Words",), tip="Words: 9 of 10."),), tell=lambda i: f"point {i}")
    chart = _chart(qtbot, 600, plot)
    area = chart.area()
    at = QPointF(area.left() + area.width() / 2, area.bottom() - plot.lines[0].at(500.0) / 8 * area.height())
    QTest.mouseMove(chart.viewport(), at.toPoint())
    assert QToolTip.text() == "Words: 9 of 10."
    QTest.mouseMove(chart.viewport(), QPointF(area.left() + area.width() / 4, at.y()).toPoint())
    assert QToolTip.text() == "point 50"


def test_a_stretch_dragged_over_is_seen_larger_and_escape_leads_back(qtbot: QtBot) -> None:
    chart = _chart(qtbot, 600, _curve())
    area = chart.area()
    assert chart.whole_button.isHidden()
    _drag(chart, area.left() + area.width() * 0.5, area.left() + area.width() * 0.75)
    assert chart.span == pytest.approx((500, 750), abs=3)
    low, high = chart.plot.seen(chart.span)[2:]
    assert 0 < low < 1.01 and high < 1.3, "as high as what lies there"
    assert chart.whole_button.isVisible()
    chart.set(_curve(201))
    assert chart.span == pytest.approx((500, 750), abs=3), "a new frame leaves it"
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.span is None and chart.whole_button.isHidden()
    _drag(chart, area.left() + 20, area.left() + 22)
    assert chart.span is None, "a click is no drag"


def test_the_keys_look_closer_and_follow_the_point(qtbot: QtBot) -> None:
    chart = _chart(qtbot, 600, _curve())
    for _ in range(8):
        qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.span is not None and chart.span[1] - chart.span[0] < 200
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.span[1] == 1000, "it goes along with the keys"
    for _ in range(40):
        qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.span[1] - chart.span[0] > 5, "there is nothing between two points"
    qtbot.mouseClick(chart.whole_button, Qt.MouseButton.LeftButton)
    assert chart.span is None


def test_the_wheel_scrolls_the_page_unless_the_chart_has_the_keys(qtbot: QtBot) -> None:
    chart = _chart(qtbot, 600, _curve())

    def turn() -> bool:
        place = QPointF(300, 90)
        event = QWheelEvent(
            place,
            chart.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        chart.wheelEvent(event)
        return event.isAccepted()

    chart.clearFocus()
    assert not turn() and chart.span is None
    chart.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    assert turn() and chart.span is not None


def test_a_chart_that_moves_asks_for_the_point_that_is_clicked_dragged_or_stepped_to(qtbot: QtBot) -> None:
    chart = Chart(Look(), "A chart", "Nothing yet.", moves=True)
    qtbot.addWidget(chart)
    chart.resize(500, 180)
    chart.set(_curve(101, marks=(Mark(x=500.0, titles=("here",)),)))
    chart.show()
    asked: list[int] = []
    chart.asked.connect(asked.append)
    area = chart.area()
    _drag(chart, area.center().x(), area.right() + 40)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        qtbot.keyClick(chart, key)
    assert asked == [50, 100, 51, 45, 0] and chart.span is None


def test_two_thousand_points_are_drawn_as_they_are_and_cost_a_few_labels_no_room(qtbot: QtBot) -> None:
    marks = tuple(Mark(x=x, titles=(f"Milestone {x:.0f}",)) for x in (20.0, 80.0, 200.0, 450.0))
    chart = _chart(qtbot, 620, _curve(2000, marks=marks))
    boxes = [box for box in chart.words.label_boxes() if box is not None]
    assert len(boxes) == 4
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_a_mark_at_the_very_end_of_the_line_is_labelled_too(qtbot: QtBot) -> None:
    chart = _chart(
        qtbot, 440, _curve(marks=(Mark(x=1000.0, titles=("174,397 pieces", "3.44 bytes a piece"), rule=True),))
    )
    assert None not in chart.words.label_boxes()
