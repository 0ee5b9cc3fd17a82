"""A list of runs: Qt's list view over rows of two lines, the name and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.runs.folders import readable
from explainer.ui.runs.words import line

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
HIGH, SIDE = 50, 12  # design pixels: height of a row, room at its sides


@dataclass(frozen=True, slots=True)
class Row:
    """One run of a list: ``key`` tells it from the others, ``when`` it was, and ``faded`` that it cannot be opened."""

    key: Path
    name: str
    told: str
    when: str = ""
    faded: bool = False


class RowsModel(QAbstractListModel):
    """Rows for Qt's views."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row shows and says."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.name}\n{line(row.told, row.when)}\n{readable(str(row.key))}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}, {line(row.told, row.when)}"
            case _ if role == ROW:
                return row
        return None


class _Painter(QStyledItemDelegate):
    """Paints a row: its name, and below it what is known of it, each cut where it is too long."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines; any width."""
        return QSize(self._look.px(100), self._look.px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint."""
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        look, px = self._look, self._look.px
        rect = QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = rect.adjusted(1, 1, -1, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet_strong" if chosen else "quiet"))
            painter.drawRoundedRect(ground, px(8), px(8))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, px(8), px(8))
        inner = rect.adjusted(px(SIDE), px(5), -px(SIDE), -px(5))
        half = inner.height() // 2
        upper, lower = inner.adjusted(0, 0, 0, half - inner.height()), inner.adjusted(0, half, 0, 0)
        ink = "ink3" if row.faded else "ink"
        when = self._write(painter, upper, row.when, SMALL, "ink3", Qt.AlignmentFlag.AlignRight)
        upper.setRight(upper.right() - when - (px(10) if when else 0))
        self._write(painter, upper, row.name, BODY, ink, Qt.AlignmentFlag.AlignLeft, bold=True)
        self._write(painter, lower, row.told, SMALL, "ink3" if row.faded else "ink2", Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        size: float,
        colour: str,
        side: Qt.AlignmentFlag,
        *,
        bold: bool = False,
    ) -> int:
        """Write ``text``, cut to ``place``; its width in pixels."""
        painter.setFont(self._look.font(size, bold=bold))
        painter.setPen(self._look.colour(colour))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, cut)
        return painter.fontMetrics().horizontalAdvance(cut)


class Rows(QListView):
    """The list. Enter and a double click open a row, Delete deletes it; both only ask."""

    opened = Signal(object)  # the key of a row
    unwanted = Signal(object)
    chosen = Signal()  # another row, or none

    def __init__(self, look: Look, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(look, self))
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.viewport().setAutoFillBackground(False)
        look.changed.connect(self._restyle)

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show ``rows``; the one that was chosen stays so, where it is still there."""
        if rows == self.rows.rows:
            return
        before = self.current()
        self.rows.set_rows(rows)
        place = next((i for i, row in enumerate(rows) if before is not None and row.key == before.key), None)
        if place is not None:
            self.setCurrentIndex(self.rows.index(place))
        self.updateGeometry()
        self.chosen.emit()

    def current(self) -> Row | None:
        """The row that is chosen."""
        chosen = self.selectedIndexes()
        row = chosen[0].data(ROW) if chosen else None
        return row if isinstance(row, Row) else None

    def choose(self, key: Path) -> None:
        """Choose a row."""
        for i, row in enumerate(self.rows.rows):
            if row.key == key:
                self.setCurrentIndex(self.rows.index(i))

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a point."""
        n = min(max(1, len(self.rows.rows)), 12)
        return QSize(self._look.px(300), n * self._look.px(HIGH) + self._look.px(4))

    def minimumSizeHint(self) -> QSize:
        """Half a row shows that there are more."""
        n = min(max(1.0, len(self.rows.rows)), 3.5)
        return QSize(self._look.px(120), round(n * self._look.px(HIGH)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete deletes; space is left to the window, as everywhere."""
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row.key)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row is not None:
            self.unwanted.emit(row.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first row where none is chosen, as a list that is entered by Tab should."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rows:
            self.setCurrentIndex(self.rows.index(0))

    def _open(self, index: Index) -> None:
        row = index.data(ROW)
        if isinstance(row, Row):
            self.opened.emit(row.key)

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
        self.viewport().update()
