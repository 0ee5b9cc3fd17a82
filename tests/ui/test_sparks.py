"""Small courses and bars in rows: each is told in a sentence, names stand once where they are the same, none is cut."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.widgets.chart.sparks import Spark, SparkGroup, Sparks

X = np.linspace(0, 1, 4)


def course(name: str, **other: object) -> Spark:
    return Spark(**({"name": name, "value": "3.0", "x": X, "y": np.array([0.0, 1.0, 2.0, 3.0])} | other))  # type: ignore[arg-type]


def bar(name: str, value: float) -> Spark:
    at = {"x": np.zeros(1), "y": np.array([value])}
    return Spark(name=name, value=f"{value:g}", span=(-1.0, 1.0), bar=True, **at)


def shown(qtbot: QtBot, groups: list[SparkGroup], width: int = 600, height: int = 160, **other: object) -> Sparks:
    sparks = Sparks(Look(), "Signs", "Nothing yet.", **({"least": 150, "row": (20, 40)} | other))  # type: ignore[arg-type]
    qtbot.addWidget(sparks)
    sparks.resize(width, height)
    sparks.set(groups)
    sparks.show()
    return sparks


def test_nothing_is_said_to_be_nothing_and_keeps_its_room(qtbot: QtBot) -> None:
    sparks = shown(qtbot, [], shape=(2, 3))
    assert sparks.summary() == "Nothing yet."
    assert not sparks.grab().isNull()
    before = sparks.sizeHint().height()
    sparks.set([SparkGroup(sparks=(course("a"), course("b"), course("c"))) for _ in range(2)])
    assert sparks.sizeHint().height() == before


def test_keys_and_pointer_tell_each_in_a_sentence(qtbot: QtBot) -> None:
    sparks = shown(
        qtbot, [SparkGroup(sparks=(course("drift", sentence="an answer"),)), SparkGroup(sparks=(course("length"),))]
    )
    qtbot.keyClick(sparks, Qt.Key.Key_Down)
    assert sparks.accessibleDescription() == "drift: 3.0. an answer"
    qtbot.keyClick(sparks, Qt.Key.Key_End)
    assert sparks.accessibleDescription() == "length: 3.0."
    QTest.mouseMove(sparks, sparks.foot_of(0).toPoint() - sparks.foot_of(0).toPoint() / 2)
    assert QToolTip.text() == "drift: 3.0. an answer"
    assert sparks.summary() == "drift: 3.0. an answer\nlength: 3.0."


@pytest.mark.parametrize("width", [180, 420, 900])
def test_rows_lie_inside_and_beside_each_other_at_any_width(qtbot: QtBot, width: int) -> None:
    groups = [SparkGroup(title=f"Group {i}", note="n = 9", sparks=(course("right"), course("wrong"))) for i in range(3)]
    sparks = shown(qtbot, groups, width)
    sparks.resize(width, sparks.sizeHint().height())
    rows = sparks._rows()
    assert len(rows) == 6
    assert all(QRectF(sparks.rect()).adjusted(-1, -1, 1, 1).contains(row) for row in rows)
    assert not any(a.adjusted(1, 1, -1, -1).intersects(b) for i, a in enumerate(rows) for b in rows[i + 1 :])


def test_names_that_are_the_same_everywhere_stand_once_for_a_row_of_groups(qtbot: QtBot) -> None:
    alike = [SparkGroup(sparks=(course("before"), course("after"))) for _ in range(3)]
    first, _, second = shown(qtbot, alike, 800)._rows()[:3]
    assert first.width() > second.width() + 20, "the first has the names"
    below = shown(qtbot, alike, 200)._rows()
    assert len({round(row.width()) for row in below}) == 1, "below each other, each has its own"
    other = shown(qtbot, [SparkGroup(sparks=(course("drift"),)), SparkGroup(sparks=(course("length"),))], 800)._rows()
    assert other[0].width() == other[1].width()


def test_a_bar_goes_right_from_0_or_left_and_not_at_all_where_nothing_was_measured(qtbot: QtBot) -> None:
    sparks = shown(
        qtbot, [SparkGroup(sparks=(bar("up", 1.0), bar("down", -1.0), bar("unknown", float("nan"))))], 500, 120
    )
    image = sparks.grab().toImage()
    colour = sparks._look.colour("rlhf")
    reach = []
    for row in sparks._rows():
        y = round(row.center().y())
        reach.append([x for x in range(image.width()) if QColor(image.pixel(x, y)) == colour])
    up, down, unknown = reach
    assert len(up) > 40 and len(down) > 40 and not unknown
    assert max(down) <= min(up), "both begin at 0"


def test_a_picture_that_grows_by_steps_and_lacks_points_is_drawn(qtbot: QtBot) -> None:
    gap = course("gap", y=np.array([np.nan, 1.0, np.nan, -2.0]))
    assert not shown(qtbot, [SparkGroup(sparks=(gap, course("none", y=np.full(4, np.nan))))]).grab().isNull()
