"""The widget: what it shows, its order, how it is painted, and how large it is. Pointer and keys: ``hands``."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHeaderView, QTableView, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.widgets.datatable.columns import Column, Size
from explainer.ui.widgets.datatable.fitting import whole_rows, widths
from explainer.ui.widgets.datatable.hands import Hands, Take
from explainer.ui.widgets.datatable.head import Head
from explainer.ui.widgets.datatable.model import Rows, RowsModel
from explainer.ui.widgets.datatable.painter import draw, paint_ground
from explainer.ui.widgets.table import Table
from explainer.ui.widgets.textline import TextLine

HEAD = 24.0  # design pixels of one line of headings
LETTERS = 14.5  # of the line below


class DataTable(QTableView):
    """The table; a kind of table says its columns, what is told of a row, and what can be done with it.

    Attributes:
        SIZE: of rows and of the whole.
        TAKE: how a row is taken.
        KEEPS: whether the row that was come to stays chosen when the keys go elsewhere.
    """

    SIZE = Size()
    TAKE = Take.NEVER
    KEEPS = False

    taken = Signal(object)  # a row, by click or Enter
    came = Signal(object)  # a row to which keys or a click went
    pointed = Signal(object)  # the row under the pointer or the keys, or None
    unwanted = Signal(object)  # a row, by the Delete key
    holding = Signal(str, bool)  # that the "pointer" or the "keyboard" is here

    def __init__(self, look: Look, name: str, empty: str = "", parent: QWidget | None = None) -> None:
        """No rows yet: ``empty`` stands there until then; ``name`` is for those who do not see it."""
        super().__init__(parent)
        self.look = look
        self.rows_model = RowsModel(self.columns(), self.tell, self.key, self)
        self._empty = empty
        self._question: object = None
        self.hands = Hands(self)
        self._fitting = False
        self._fit = 1  # whole rows that there is room for
        self.grown = 1.0
        self.foot = TextLine(look, size=LETTERS, parent=self)
        self.foot.hide()
        self.setHorizontalHeader(Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setModel(self.rows_model)
        self.setShowGrid(False)
        self.setAutoScroll(False)
        self.setTabKeyNavigation(False)
        for corner in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            corner.hide()
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QTableView { selection-background-color: transparent; }")
        self.setAccessibleName(name)
        self.verticalScrollBar().setAccessibleName(self.tr("More rows of: {name}").format(name=name))
        self.setToolTip(self.tr("Point at a row, or go from row to row with the up and down arrow keys"))
        self.verticalScrollBar().valueChanged.connect(self._tell_rest)
        look.changed.connect(self._restyle)

    # ---- what a kind of table says ----------------------------------------------------------------------------------

    def columns(self) -> Sequence[Column]:
        """Asked once."""
        raise NotImplementedError

    def tell(self, row: Any) -> str:  # noqa: ANN401
        """A row in a sentence."""
        raise NotImplementedError

    def key(self, row: Any) -> Hashable:  # noqa: ANN401
        """What tells a row from the others, whatever its values are now."""
        return row

    def rest_text(self) -> str:
        """The line below the rows (``SIZE.foot``); asked whenever other rows come in sight."""
        return ""

    # ---- rows -------------------------------------------------------------------------------------------------------

    @property
    def still(self) -> bool:
        """Whether the order holds still now."""
        return self.hands.under or self.hands.keyed

    @property
    def rows(self) -> Rows:
        """In the order shown."""
        return self.rows_model.rows

    def set_rows(self, rows: Rows, question: object = None) -> None:
        """Show ``rows``, which answer ``question``; those of another are in their own order, and nothing is chosen."""
        another = question != self._question
        at = self.current()
        key = self.key(at) if at is not None and not another else None
        if another:
            self._question = question
            self.hands.let_go()
            self.verticalScrollBar().setValue(0)
        if self.rows_model.set_rows(rows, keep=self.still and not another):
            self.updateGeometry()
        if self.hands.hover is not None and self.hands.hover >= len(self.rows):
            self.hands.hover = None
        self.hands.choose(self.rows_model.place(key) if key is not None else None)
        self.renew()

    def clear(self) -> None:
        """No rows."""
        self.set_rows((), object())

    def renew(self) -> None:
        """Rows are the same, what they show may be other."""
        self.updateGeometries()
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self._tell_rest()

    def set_empty_text(self, text: str) -> None:
        """What stands there while there are no rows."""
        if text != self._empty:
            self._empty = text
            self.viewport().update()

    def rows_in_sight(self) -> range:
        """The rows that can be seen, all of them whole."""
        first = self.verticalScrollBar().value()
        return range(min(first, len(self.rows)), min(len(self.rows), first + self._fit))

    def labels(self) -> list[tuple[str, ...]]:
        """All that is written in the rows in sight."""
        return [self.rows_model.texts(row) for row in self.rows_in_sight()]

    def describe(self, row: int) -> str:
        """A row in a sentence; "" where there is none."""
        return self.rows_model.tell(row) if 0 <= row < len(self.rows) else ""

    def sentences(self) -> list[str]:
        """All rows in words, or what stands there without any."""
        return [self.tell(row) for row in self.rows] or [self._empty]

    def numbers(self) -> Table | None:
        """What the card's file holds."""
        return self.rows_model.numbers()

    # ---- which row --------------------------------------------------------------------------------------------------

    def current(self) -> Any | None:  # noqa: ANN401
        """The row that was come to, or None."""
        row = self.currentIndex().row()
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def set_current(self, key: Hashable | None) -> None:
        """Choose the row of ``key``, as its owner says, and bring it in sight."""
        place = self.rows_model.place(key) if key is not None else None
        if place != self.hands.at:
            self.hands.choose(place)
            if place is not None:
                self.bring(place)
            self.viewport().update()

    def point_at(self, key: Hashable | None) -> None:
        """Mark a row that is pointed at elsewhere."""
        place = self.rows_model.place(key) if key is not None else None
        if place != self.hands.hover:
            self.hands.hover = place
            if place is not None:
                self.bring(place)
            self.viewport().update()

    def bring(self, row: int) -> None:
        """Scroll until ``row`` is in sight."""
        bar = self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), row - self._fit + 1), row))

    def let_go(self) -> None:
        """No row is chosen."""
        self.hands.let_go()

    # ---- sorting and copying ----------------------------------------------------------------------------------------

    def sort_by(self, section: int) -> None:
        """Put the rows in the order of a column, the largest first; again: reversed; a third time: as they came."""
        column = self.rows_model.shown[section]
        if not column.sorts:
            return
        at, now = self.current(), self.rows_model.sorted_by
        mine = now is not None and now[0] is column
        again = mine and now is not None and not now[1]
        self.rows_model.sort_by(None if mine and again else column, reverse=not mine)
        self.hands.choose(self.rows_model.place(self.key(at)) if at is not None else None)
        self.renew()

    # ---- pointing and keys ------------------------------------------------------------------------------------------

    def row_at(self, at: QPoint) -> int | None:
        """The row at a place in the viewport."""
        row = self.rowAt(at.y())
        return row if row >= 0 else None

    def row_rect(self, row: int) -> QRectF:
        """Where a row stands in the viewport."""
        high = self.verticalHeader().defaultSectionSize()
        return QRectF(0, (row - self.verticalScrollBar().value()) * high, self.viewport().width(), high)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the row under the pointer."""
        self.hands.move(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a row."""
        self.hands.press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what a click does here."""
        self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a row."""
        self.hands.double(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with this row."""
        self.hands.menu(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self.hands.enter(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        self.hands.enter(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        self.hands.focus(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are not."""
        self.hands.focus(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row; what is not for us is left to the window."""
        event.setAccepted(self.hands.key(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """The sentence about a row comes by our own hand; where there is none, what can be done here."""
        if event.type() == QEvent.Type.ToolTip and self.hands.hover is not None:
            return True
        return super().viewportEvent(event)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the rows in sight, and over it the cells."""
        with QPainter(self.viewport()) as painter:  # which ends it, should anything fail
            painter.fillRect(event.rect(), self.look.colour("card"))
            self._paint_rows(painter)

    def _paint_rows(self, painter: QPainter) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not len(self.rows):
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
            return
        chosen, at = {index.row() for index in self.selectionModel().selectedRows()}, self.hands.at
        columns = [
            (section, column, self.columnViewportPosition(section), self.columnWidth(section))
            for section, column in enumerate(self.rows_model.shown)
            if not self.isColumnHidden(section)
        ]
        edge = look.px(self.SIZE.edge)
        for row in self.rows_in_sight():
            box = self.row_rect(row)
            if row in chosen or row == self.hands.hover:
                sign = "focus" if self.hasFocus() else "edge" if self.KEEPS else ""
                paint_ground(painter, look, box, sign if row == at else "")
            elif row and self.SIZE.lined:
                painter.setPen(QPen(look.colour("line"), 1))
                painter.drawLine(box.topLeft(), box.topRight())
            for section, column, left, wide in columns:
                place = QRectF(left, box.top(), wide, box.height())
                draw(painter, look, column, self.rows_model.cell(row, section), place, edge=edge, grown=self.grown)
        if self.hasFocus() and at is None:
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As it would like."""
        return self._size_of(self.SIZE.usual, self.SIZE.wide)

    def minimumSizeHint(self) -> QSize:
        """At least."""
        return self._size_of(self.SIZE.least, self.SIZE.width)

    def _size_of(self, rows: float | None, width: float) -> QSize:
        px, rule = self.look.px, self.SIZE
        n = max(1, len(self.rows)) if rows is None else rows
        return QSize(px(width), self._head_height() + self._foot_height() + round(n * px(rule.row)))

    def _head_height(self) -> int:
        head = self.SIZE.head
        if head is None:
            head = HEAD if any(column.title and column.press is None for column in self.rows_model.shown) else 0
        return self.look.px(head) if head else 0

    def _foot_height(self) -> int:
        return self.look.px(self.SIZE.foot) if self.SIZE.foot else 0

    def updateGeometries(self) -> None:
        """Whole rows, that fill the room as far as they may grow; columns that fill the width."""
        if self._fitting:
            return
        self._fitting = True
        px, n = self.look.px, len(self.rows)
        head, foot = self._head_height() if n else 0, self._foot_height()
        room = max(1, self.height() - head - foot)
        high, self._fit = whole_rows(self.SIZE, px, room, n)
        spare = 0 if n <= self._fit else max(0, room - self._fit * high)
        self.setViewportMargins(0, head, 0, foot + spare)
        rows, bar = self.verticalHeader(), self.verticalScrollBar()
        if rows.defaultSectionSize() != high:
            rows.setDefaultSectionSize(high)
        bar.setRange(0, max(0, n - self._fit))
        bar.setPageStep(self._fit)
        bar.setSingleStep(1)
        seen = self.viewport().geometry()
        shown = [section for section in range(len(self.rows_model.shown)) if self.rows_model.seen(section)]
        columns = [self.rows_model.shown[section] for section in shown]
        for section in range(len(self.rows_model.shown)):
            self.setColumnHidden(section, section not in shown)
        for section, wide in zip(shown, widths(columns, px, seen.width()), strict=True):
            if self.columnWidth(section) != wide:
                self.setColumnWidth(section, wide)
        rows.setGeometry(0, seen.top(), 0, seen.height())
        rows.viewport().resize(
            0, seen.height()
        )  # hidden, it would not know; Qt looks here for where the last page begins
        self.horizontalHeader().setVisible(head > 0)
        self.horizontalHeader().setGeometry(QRect(seen.left(), seen.top() - head, seen.width(), head))
        self.foot.setVisible(foot > 0)
        if foot:
            left = self.columnViewportPosition(1) if len(self.rows_model.shown) > 1 else 0
            end = seen.top() + (min(n, self._fit) * high if n else 0)
            self.foot.setGeometry(seen.left() + left + px(4), end, seen.width() - left - px(4), foot)
        self._fitting = False

    def _tell_rest(self) -> None:
        if self.SIZE.foot:
            self.foot.set_text(self.rest_text())

    def _restyle(self) -> None:
        self.updateGeometry()
        self.renew()
