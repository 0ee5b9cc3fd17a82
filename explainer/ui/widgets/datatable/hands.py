"""What pointer and keys do in a table: which row they are at, and that rows hold still meanwhile.

A frame that comes while there is a pointer or while the keys are at a row changes values and moves no row, until the
pointer leaves, the keys let go, or another question is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QToolTip

from explainer.ui.widgets.datatable.menu import copy_rows, make_menu

if TYPE_CHECKING:
    from explainer.ui.widgets.datatable.view import DataTable

_FLAGS = QItemSelectionModel.SelectionFlag


class Take(Enum):
    """How a row is taken by hand; by keys it is Enter, whichever it is."""

    NEVER = auto()
    CLICK = auto()
    DOUBLE_CLICK = auto()


class Hands:
    """The hands in one table.

    Attributes:
        hover: place of the row under the pointer, or None. at: of the row that keys or a click went to, or None.
        under: whether the pointer is in the table. keyed: whether the keys are at a row.
    """

    def __init__(self, table: DataTable) -> None:
        self._table = table
        self.hover: int | None = None
        self.under = self.keyed = False
        self._pressed: int | None = None
        self._anchor = 0

    @property
    def at(self) -> int | None:
        """Where keys or a click went."""
        row = self._table.currentIndex().row()
        return row if row >= 0 else None

    def choose(self, row: int | None) -> None:
        """Be at ``row`` without telling anybody."""
        selection = self._table.selectionModel()
        if row == self.at and (row is None or len(selection.selectedRows()) == 1):
            return
        index = self._table.rows_model.index(row, 0) if row is not None else QModelIndex()
        selection.setCurrentIndex(index, _FLAGS.ClearAndSelect | _FLAGS.Rows)

    def go(self, row: int, *, keyed: bool, extend: bool = False) -> None:
        """Go to ``row``, or choose all rows up to it."""
        table, model = self._table, self._table.rows_model
        row = min(max(0, row), len(model.rows) - 1)
        self.choose(row)
        self._anchor = min(self._anchor, len(model.rows) - 1) if extend else row
        if extend:
            first, last = sorted((self._anchor, row))
            rows = QItemSelection(model.index(first, 0), model.index(last, 0))
            table.selectionModel().select(rows, _FLAGS.ClearAndSelect | _FLAGS.Rows)
        if keyed and not self.keyed:
            self.keyed = True
            table.holding.emit("keyboard", True)
        table.bring(row)
        table.setAccessibleDescription(table.describe(row))
        self.say_pointed()
        table.viewport().update()
        table.came.emit(model.rows[row])

    def let_go(self) -> None:
        """Be at no row."""
        self.choose(None)
        if self.keyed:
            self.keyed = False
            self._table.holding.emit("keyboard", False)
        QToolTip.hideText()
        self.say_pointed()
        self._table.viewport().update()

    def say_pointed(self) -> None:
        """Tell which row is pointed at, or gone to."""
        rows, place = self._table.rows, self.hover if self.hover is not None else self.at
        self._table.pointed.emit(rows[place] if place is not None and place < len(rows) else None)

    # ---- the pointer ------------------------------------------------------------------------------------------------

    def enter(self, inside: bool) -> None:
        """The pointer comes, or goes."""
        self.under = inside
        self._table.holding.emit("pointer", inside)
        if not inside:
            self._hover(None, QPoint())

    def move(self, event: QMouseEvent) -> None:
        """Tell about the row under the pointer."""
        table, row = self._table, self._table.row_at(event.position().toPoint())
        can = table.TAKE is not Take.NEVER or table.KEEPS or self._press_at(event) is not None
        hand = Qt.CursorShape.PointingHandCursor if row is not None and can else Qt.CursorShape.ArrowCursor
        table.viewport().setCursor(hand)
        self._hover(row, event.globalPosition().toPoint())

    def press(self, event: QMouseEvent) -> None:
        """Go to a row; where a click does something, it does so when the button is let go."""
        row = self._table.row_at(event.position().toPoint())
        self._pressed = row if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None and self._table.TAKE is not Take.CLICK and self._press_at(event) is None:
            self.go(self._pressed, keyed=False, extend=_shift(event))

    def release(self, event: QMouseEvent) -> None:
        """Do what a click does here."""
        table, row, pressed = self._table, self._table.row_at(event.position().toPoint()), self._pressed
        self._pressed = None
        if row is None or row != pressed:
            return
        press = self._press_at(event)
        if press is not None:
            press(table.rows[row])
        elif table.TAKE is Take.CLICK:
            table.taken.emit(table.rows[row])

    def double(self, event: QMouseEvent) -> None:
        """Take a row."""
        table, row = self._table, self._table.row_at(event.position().toPoint())
        if table.TAKE is not Take.DOUBLE_CLICK:
            self.press(event)
        elif row is not None and event.button() == Qt.MouseButton.LeftButton:
            table.taken.emit(table.rows[row])

    def menu(self, event: QContextMenuEvent) -> None:
        """What can be done with this row."""
        table, row = self._table, self._table.row_at(event.pos())
        keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        if not keys and row is not None and not table.KEEPS:
            self.go(row, keyed=False)
        if len(table.rows):
            place = table.row_rect(self.at or 0).bottomLeft().toPoint() if keys else event.pos()
            make_menu(table).popup(table.viewport().mapToGlobal(place))

    def _hover(self, row: int | None, at: QPoint) -> None:
        if row != self.hover:
            self.hover = row
            self._tell(row, at)
            self.say_pointed()
            self._table.viewport().update()

    def _press_at(self, event: QMouseEvent) -> Callable[[Any], None] | None:
        column = self._table.columnAt(round(event.position().x()))
        return self._table.rows_model.shown[column].press if column >= 0 else None

    def _tell(self, row: int | None, at: QPoint) -> None:
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(at, self._table.describe(row), self._table)

    # ---- the keys ---------------------------------------------------------------------------------------------------

    def focus(self, event: QFocusEvent) -> None:
        """Tab comes to the first row in sight, where none is chosen; without the keys none is, unless it stays."""
        table = self._table
        if event.gotFocus():
            tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
            if tab and self.at is None and len(table.rows):
                self.go(table.rows_in_sight().start, keyed=True)
        elif event.reason() != Qt.FocusReason.PopupFocusReason and not table.KEEPS:
            self.let_go()
        else:
            QToolTip.hideText()
        table.viewport().update()

    def key(self, event: QKeyEvent) -> bool:
        """Arrows, Page, Home and End go; Enter takes, Escape lets go, Ctrl+C copies. Returns whether it was for us."""
        table, at, n = self._table, self.at, len(self._table.rows)
        page = len(table.rows_in_sight())
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -n,
            Qt.Key.Key_End: n,
        }
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_rows(table)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            table.selectAll()
        elif key in steps and n:
            self.go((at if at is not None else -1) + steps[key], keyed=True, extend=at is not None and _shift(event))
            row = self.at or 0
            self._tell(row, table.viewport().mapToGlobal(table.row_rect(row).bottomLeft().toPoint()))
        elif at is None:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and table.TAKE is not Take.NEVER:
            table.taken.emit(table.rows[at])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            table.unwanted.emit(table.rows[at])
        elif key == Qt.Key.Key_Escape and not table.KEEPS:
            self.let_go()
        else:
            return False
        return True


def _shift(event: QMouseEvent | QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
