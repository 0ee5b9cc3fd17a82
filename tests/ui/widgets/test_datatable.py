"""The one table: order, values, keys, copying, sizes, and what it tells those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from explainer.ui.look import Look
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, Size, Take, TextCell
from explainer.ui.widgets.datatable.columns import Column as Declared
from explainer.ui.widgets.datatable.fitting import whole_rows, widths
from explainer.ui.widgets.datatable.menu import make_menu
from tests.ui.conftest import flush

BETS = {"moo": 0.5, "baa": 0.3, "woof": 0.2}


class Bets(DataTable):
    """Animals and how much is bet on each."""

    SIZE = Size(row=20, most=24, foot=20)
    TAKE = Take.CLICK
    bets: dict[str, float] = BETS

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("piece", lambda piece: TextCell(str(piece)), lambda piece: piece),
            Column(cell=lambda piece: BarCell(self.bets[piece]), width=40, grow=1),
            Column(
                "bet",
                lambda piece: TextCell(f"{self.bets[piece]:.0%}"),
                lambda piece: self.bets[piece],
                right=True,
                sorts=True,
            ),
        )

    def tell(self, piece: str) -> str:
        return f"{piece} has {self.bets[piece]:.0%}"

    def rest_text(self) -> str:
        return f"{len(self.rows) - len(self.rows_in_sight())} more"


@pytest.fixture
def table(qapp: QApplication) -> Iterator[Bets]:
    made = Bets(Look(), "Bets", "Bets will stand here.")
    made.resize(300, 200)
    made.show()
    made.set_rows(tuple(BETS), "first")
    flush()
    yield made
    made.deleteLater()
    flush()


def test_rows_read_as_they_are_declared(table: Bets) -> None:
    assert table.labels() == [("moo", "50%"), ("baa", "30%"), ("woof", "20%")]
    numbers = table.numbers()
    assert numbers is not None and numbers.columns == ("piece", "bet")
    assert numbers.rows == (("moo", 0.5), ("baa", 0.3), ("woof", 0.2))


def test_while_the_pointer_is_there_values_change_and_rows_stay(table: Bets) -> None:
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    table.hands.enter(True)
    table.bets = {"moo": 0.1, "baa": 0.2, "woof": 0.7}
    table.set_rows(("woof", "baa", "moo"), "first")
    assert table.labels() == [("moo", "10%"), ("baa", "20%"), ("woof", "70%")]
    table.hands.enter(False)
    table.set_rows(("woof", "baa", "moo"), "first")
    assert [piece for piece, _ in table.labels()] == ["woof", "baa", "moo"]
    table.hands.enter(True)
    table.set_rows(("baa", "moo", "woof"), "another question")
    assert [piece for piece, _ in table.labels()] == ["baa", "moo", "woof"], "only the same question holds still"


def test_a_row_that_is_new_or_gone_moves_no_other_under_the_pointer(table: Bets) -> None:
    table.hands.enter(True)
    table.bets = BETS | {"oink": 0.9}
    table.set_rows(("oink", "woof", "moo"), "first")
    assert [piece for piece, _ in table.labels()] == ["moo", "woof", "oink"]


def test_the_keys_stay_at_a_row_wherever_it_goes(table: Bets) -> None:
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current() == "moo"
    table.hands.keyed = False
    table.set_rows(("woof", "baa", "moo"), "first")
    assert table.current() == "moo" and table.currentIndex().row() == 2
    table.set_rows(("woof", "baa", "moo"), "another")
    assert table.current() is None


def test_keys_go_take_and_let_go(table: Bets) -> None:
    taken = QSignalSpy(table.taken)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    assert taken.count() == 1 and taken.at(0) == ["baa"]
    assert table.accessibleDescription() == "baa has 30%"
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert table.current() is None and not table.still


def test_a_click_on_a_heading_sorts_then_reverses_then_lets_be(table: Bets) -> None:
    table.bets = {"moo": 0.2, "baa": float("nan"), "woof": 0.7}
    table.set_rows(("moo", "baa", "woof"), "other")
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 10, 10)
    orders = []
    for _ in range(3):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        orders.append([piece for piece, _ in table.labels()])
    assert orders == [["woof", "moo", "baa"], ["moo", "woof", "baa"], ["moo", "baa", "woof"]]
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert orders[2] == [piece for piece, _ in table.labels()], "the first column was not declared to sort"


def test_chosen_rows_are_copied_as_they_read(table: Bets) -> None:
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "moo\t50%\nbaa\t30%"


def test_every_row_is_told_by_its_first_cell(table: Bets) -> None:
    told = QAccessible.queryAccessibleInterface(table)
    assert told.role() == QAccessible.Role.Table
    names = [told.child(i).text(QAccessible.Text.Name) for i in range(told.childCount())]
    assert names[5::4] == ["moo has 50%", "baa has 30%", "woof has 20%"]
    assert "bet 50%" in names and all(names[4:]), "no cell is silent"


def test_what_stands_there_without_rows_and_below_them(table: Bets) -> None:
    rows = np.arange(16_000)
    table.bets = dict.fromkeys(range(16_000), 0.0)  # type: ignore[arg-type]
    table.set_rows(rows, "many")
    assert 3 < len(table.rows_in_sight()) < 20
    assert table.foot.text() == f"{16_000 - len(table.rows_in_sight())} more" and table.foot.isVisible()
    assert table.viewport().height() == len(table.rows_in_sight()) * table.row_rect(0).height(), "only whole rows"
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    last = table.rows_in_sight()
    assert last.stop == 16_000 and table.rowAt(1) == last.start
    assert table.row_at(table.row_rect(15_999).center().toPoint()) == 15_999, "a click takes the row that is seen"
    full = table.grab().toImage()
    table.clear()
    assert table.grab().toImage() != full and table.rows_in_sight() == range(0)


def test_other_values_alone_build_nothing_anew(table: Bets) -> None:
    resets, changes = QSignalSpy(table.rows_model.modelReset), QSignalSpy(table.rows_model.dataChanged)
    table.set_rows(("woof", "baa", "moo"), "first")
    assert (resets.count(), changes.count()) == (0, 1)


def test_whole_rows_fill_the_room() -> None:
    rule = Size(row=20, most=26)
    assert whole_rows(rule, round, 100, 50) == (20, 5)
    assert whole_rows(rule, round, 110, 50) == (22, 5), "they grow where there is room"
    assert whole_rows(rule, round, 200, 3) == (26, 7), "but not beyond measure"


def test_columns_share_what_is_left() -> None:
    columns = [Declared(width=40), Declared(width=20, grow=1), Declared(width=20, grow=3)]
    assert widths(columns, round, 120) == [40, 30, 50]
    assert widths(columns, round, 70) == [40, 20, 10], "the last suffers where there is too little"


def test_a_cell_that_fails_is_told_and_leaves_no_painter_open(table: Bets) -> None:
    table.bets = {}
    with pytest.raises(KeyError):
        table.viewport().repaint()
    table.bets = BETS
    assert not table.grab().isNull(), "and it can be painted again"


def test_the_menu_copies_and_sorts_without_a_mouse(table: Bets) -> None:
    QTest.keyClick(table, Qt.Key.Key_Down)
    menu = make_menu(table)
    actions = {action.text().split("\t")[0]: action for action in menu.actions()}
    actions["Copy all rows"].trigger()
    assert QApplication.clipboard().text() == "piece\tbet\r\nmoo\t0.5\r\nbaa\t0.3\r\nwoof\t0.2\r\n"
    table.bets = {"moo": 0.1, "baa": 0.2, "woof": 0.7}
    actions["Sort by “bet”"].trigger()
    assert [piece for piece, _ in table.labels()] == ["woof", "baa", "moo"] and table.current() == "moo"
    menu.deleteLater()
