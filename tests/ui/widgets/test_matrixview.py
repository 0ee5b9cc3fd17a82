"""A table of shades: cells within their limits, names that fit, scrolling, keys, screen readers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.widgets.matrixview import Cell, Grid, MatrixView
from tests.ui.conftest import flush


class Table(MatrixView):
    """Cells of at least 20 by 20 pixels, all of one colour; what lies right of the diagonal is passed over."""

    SIZE, LEAST = (300, 200), (100, 80)
    LEAST_CELL, MOST_CELL, SQUARE, TEXTS = (20, 20), (50, 30), False, True

    drawn: int = 0

    def row_name(self, row: int) -> str:
        return f"row {row}"

    def column_name(self, column: int) -> str:
        return f"{column}"

    def describe(self, cell: Cell) -> str:
        return f"cell {cell[0]} {cell[1]}"

    def ground(self, cell: Cell) -> QColor:
        return QColor("#FF0000")

    def hidden(self, cell: Cell) -> bool:
        return cell[1] > cell[0]

    def draw_text(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        self.drawn += 1


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(Look(), "Table", "Here a table will stand.")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.set_shape(4, 3)
    made.show()
    flush()
    return made


def test_the_cells_are_a_sequence_without_being_made() -> None:
    grid = Grid(100_000, 100_000)
    assert grid[100_001] == (1, 1) and grid.index((1, 1)) == 100_001
    assert (99_999, 99_999) in grid and (100_000, 0) not in grid and (-1, 0) not in grid
    assert list(Grid(2, 2)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_cells_take_the_room_there_is_within_their_limits(table: Table) -> None:
    assert table.pitch() == (50, 30), "no larger than they may be"
    table.set_shape(4, 8)
    assert 20 < table.pitch()[0] < 50 and not table.horizontalScrollBar().isVisible()
    table.set_shape(4, 40)
    assert table.pitch() == (20, 30) and table.horizontalScrollBar().isVisible()
    assert not table.verticalScrollBar().isVisible()


def test_only_what_is_in_sight_is_drawn_and_the_wheel_brings_the_rest(table: Table) -> None:
    table.set_shape(1000, 5)
    table.drawn = 0
    table.grab()
    assert 0 < table.drawn <= 12 * 5
    down = QWheelEvent(
        QPointF(150, 100),
        QPointF(150, 100),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    table.wheelEvent(down)
    assert down.isAccepted() and table.in_sight()[0].start >= 1
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    assert table.in_sight()[0].stop == 1000
    table.wheelEvent(down)
    assert not down.isAccepted(), "at the end the page scrolls"


def test_the_keys_go_over_cells_not_past_what_is_hidden_and_bring_them_into_sight(table: Table) -> None:
    table.set_shape(1000, 5)
    table.setFocus()
    for key, at in (
        (Qt.Key.Key_Down, (1, 0)),
        (Qt.Key.Key_Right, (1, 1)),
        (Qt.Key.Key_Right, (1, 1)),
        (Qt.Key.Key_Up, (0, 0)),
        (Qt.Key.Key_End, (999, 4)),
    ):
        QTest.keyClick(table, key)
        assert table.at == at and table.accessibleDescription() == table.describe(at)
    assert table.in_sight()[0].stop == 1000
    assert table.window_box().contains(table.place((999, 4)).center())


def test_the_pointer_finds_the_cell_that_was_scrolled_under_it(table: Table) -> None:
    table.set_shape(1000, 5)
    table.bring(table.place((500, 2)))
    QTest.mouseMove(table, table.place((500, 2)).center().toPoint())
    assert table.at == (500, 2)
    QTest.mouseMove(table, QPoint(2, 100))
    assert table.at is None, "names are no cells"


def test_names_are_left_out_where_they_do_not_fit_but_never_that_of_the_cell_told_about(table: Table) -> None:
    table.LEAST_CELL = (5, 5)
    table.set_shape(30, 3)
    rows, columns = table.named()
    assert list(columns) == [0, 1, 2] and 1 not in rows and 3 < len(list(rows)) < 30
    table.point((1, 1))
    assert 1 in table.named()[0]


def test_a_cell_that_is_gone_is_told_about_no_longer(table: Table) -> None:
    table.point((3, 2))
    table.set_shape(3, 3)
    assert table.at is None
    table.clear()
    assert not table.ready()
    table.grab()


def test_every_cell_is_read_aloud(table: Table) -> None:
    read = QAccessible.queryAccessibleInterface(table)

    assert read.childCount() == 12
    assert read.child(4).text(QAccessible.Text.Name) == "cell 1 1"
