"""The widget: pieces in a row that wraps, one of which is pointed at, by the pointer or with the arrow keys.

Left and right go from piece to piece (in a text that runs to the left, towards where they point), up and down from line
to line, Home and End to the ends; Escape lets go. ``held`` says that somebody points: a picture that follows a run may
stand still meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.paintedscroll import PaintedScroll
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.widgets import reading
from explainer.ui.widgets.scroll import LaneBar
from explainer.ui.widgets.tokenstrip.laying import Place
from explainer.ui.widgets.tokenstrip.painting import RADIUS, paint_frame, paint_rows
from explainer.ui.widgets.tokenstrip.piece import Choosing, Long, Piece, Setting, Tail
from explainer.ui.widgets.tokenstrip.rows import Rows

SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class TokenStrip(PaintedScroll):
    """The pieces.

    ``pointed`` gives the piece pointed at, -1 when that ends; ``picked`` the one that is chosen, -1 when it is let go;
    ``held`` whether somebody points or goes through the pieces.
    """

    pointed = Signal(int)
    picked = Signal(int)
    held = Signal(bool)

    def __init__(
        self, look: Look, name: str, empty: str, setting: Setting | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, parent)
        reading.install(TokenStrip)
        self.reading: object = None  # what screen readers are told of it, once one has asked
        self.setting = setting or Setting()
        self.rows = Rows(look, self.setting)
        self._needed = 1 if empty else 0  # lines that the text takes
        self._least = self.setting.least
        self._at: int | None = None
        self._last: int | None = None  # the piece that was chosen last
        self._by_keys = False
        self.setVerticalScrollBar(LaneBar())
        scrolls = self.setting.long is Long.SCROLL
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._restyle)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_pieces(self, pieces: Sequence[Piece], tail: Tail = Tail.NONE, tail_hue: str = "ink") -> None:
        """Show ``pieces``; the lines are broken anew only where that may be needed."""
        rows, new, old = self.rows, tuple(pieces), self.rows.pieces
        if new == old and (tail, tail_hue) == (rows.tail, rows.tail_hue):
            return
        chosen = self._chosen
        rows.pieces, rows.tail, rows.tail_hue = new, tail, tail_hue
        if self._at is not None and self._at >= len(new):
            self._point(None)
        wide = self.setting.fits_numbers
        if len(old) != len(new) or any(
            a.form(numbered=wide) != b.form(numbered=wide) for a, b in zip(old, new, strict=True) if a is not b
        ):
            self._lay_out()
        elif chosen != self._chosen:
            self.bring_piece(self._chosen)
        if self.hasFocus():
            self._describe()
        self.viewport().update()

    def set_heading(self, text: str) -> None:
        """Put ``text`` before the first piece."""
        if text != self.rows.heading:
            self.rows.heading = text
            self._lay_out()

    def clear(self) -> None:
        """Show nothing."""
        self._by_keys = False
        self._point(None)
        self.show_pieces(())

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self.rows.pieces

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the pieces stand that are not folded away; ``index`` counts all."""
        return self.rows.laid.places

    @property
    def at(self) -> int | None:
        """The piece that is pointed at."""
        return self._at

    def describe(self, index: int) -> str:
        """The sentence about a piece, "" where there is none."""
        return self.pieces[index].told if 0 <= index < len(self.pieces) else ""

    def ready(self) -> bool:
        """Whether there are pieces."""
        return bool(self.pieces)

    def parts(self) -> range:
        """All pieces."""
        return range(len(self.pieces))

    def place(self, part: int) -> QRectF:
        """Where a piece is drawn, in pixels of the row."""
        return self.box(part).translated(QPointF(self.viewport().pos()))

    def in_words(self) -> str:
        """All of it, for who cannot see it."""
        if not self.pieces:
            return self._empty
        text = QCoreApplication.translate("TokenStrip", "{n} pieces: {pieces}")
        return text.format(n=count(len(self.pieces)), pieces=" · ".join(piece.text for piece in self.pieces))

    def point(self, index: int | None) -> None:
        """Mark a piece as pointed at, as something else points at it; says nothing."""
        if index != self._at:
            self._at = index
            self.viewport().update()

    def box(self, index: int) -> QRectF:
        """Where a piece is drawn, in pixels of the viewport; empty where it is not."""
        place = self.rows.place(index)
        return QRectF() if place is None else self.rows.box(place)

    def in_sight(self, index: int) -> bool:
        """Whether a piece can be seen now."""
        place = self.rows.place(index)
        return place is not None and self.rows.seen(place)

    def bring_piece(self, index: int | None) -> None:
        """Scroll by whole lines until a piece is in sight."""
        place = None if index is None else self.rows.place(index)
        if place is not None:
            bar = self.verticalScrollBar()
            bar.setValue(min(max(bar.value(), place.line - self.rows.fitting + 1), place.line))

    # ---- sizes ------------------------------------------------------------------------------------------------------

    @property
    def least(self) -> int:
        """Lines for which there is room at least."""
        return self._least

    def set_least(self, lines: int) -> None:
        """Have room for so many lines at least."""
        if lines != self._least:
            self._least = lines
            self.updateGeometry()

    def set_size(self, size: float) -> None:
        """Write in letters of ``size`` design pixels, whatever fits."""
        if self.rows.sizes != (size,):
            self.rows.sizes = (size,)
            self._lay_out()

    def sizeHint(self) -> QSize:
        """The lines for which room is asked."""
        lines = self._bounded(max(self._least, self.setting.lines))
        return QSize(self._look.px(300), self.rows.height_of(lines, self.setting.usual))

    def minimumSizeHint(self) -> QSize:
        """The least of them."""
        return QSize(self._look.px(120), self.rows.height_of(self._bounded(self._least)))

    def _bounded(self, lines: int) -> int:
        return min(lines, self._needed) if self.setting.grows else lines

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines in sight, and the frames of what is chosen or pointed at."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.pieces:
            paint_empty(painter, self._look, self.viewport().rect(), self._empty)
            return
        paint_rows(painter, self.rows)
        chosen = self._chosen
        for index, keys in ((chosen, self._at is None), (self._at, True)):
            if index is not None and self.in_sight(index):
                paint_frame(painter, self._look, self.box(index), "focus" if self.hasFocus() and keys else "ink")
        if self.hasFocus() and self._at is None and (chosen is None or not self.in_sight(chosen)):
            paint_ring(painter, self._look, self.viewport().rect(), radius=RADIUS)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """The sentence about a piece comes by our own hand."""
        own = event.type() == QEvent.Type.ToolTip and self._at is not None
        return own or super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point."""
        found = self._under(event.position())
        if found is None and self._by_keys:
            return
        if found != self._at:
            self._by_keys = False
            self._point(found)
            if self._choosable:
                hand = Qt.CursorShape.PointingHandCursor
                self.viewport().setCursor(hand if found is not None else Qt.CursorShape.ArrowCursor)
            self._tell(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        found = self._under(event.position())
        chooses = self._choosable and event.button() == Qt.MouseButton.LeftButton
        if chooses and found is not None:
            self._last = found
            self.picked.emit(found)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Somebody points."""
        self.held.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Nobody does, unless the keys do."""
        if not self._by_keys:
            self._release()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a long text by lines, and leave the wheel to the page where there is nothing to scroll."""
        bar = self.verticalScrollBar()
        if bar.maximum() == 0:
            event.ignore()
            return
        bar.setValue(bar.value() + (-1 if event.angleDelta().y() > 0 else 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from piece to piece, choose, let go."""
        key, places = Qt.Key(event.key()), self.places
        if places and (key in SIDEWAYS or key in ENDS or (key in LINES and self.rows.laid.n_lines > 1)):
            self._go(self._reached(key))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._choosable and self._at is not None:
            self.picked.emit(self._at)
        elif key == Qt.Key.Key_Escape and self.setting.choosing is Choosing.KEYS:
            self._release()
            self.picked.emit(-1)
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._release()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the piece that is chosen, or all."""
        super().focusInEvent(event)
        self._describe()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._release()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self._release()

    @property
    def _choosable(self) -> bool:
        return self.setting.choosing is not Choosing.NONE

    def _reached(self, key: Qt.Key) -> int:
        """Where a key goes from here."""
        places = self.places
        first, last = places[0].index, places[-1].index
        if key in ENDS:
            return places[ENDS[key]].index
        begun = (at for at in (self._at, self._chosen, self._last) if at is not None and first <= at <= last)
        now = next(begun, None)
        if key in SIDEWAYS:
            step = SIDEWAYS[key] * (-1 if self.rows.laid.from_right else 1)
            return (first if step > 0 else last) if now is None else min(max(first, now + step), last)
        here = self.rows.place(now) if now is not None else None
        if here is None:
            return first
        row = [place for place in places if place.line == here.line + LINES[key]]
        middle = here.x + here.w / 2
        return min(row, key=lambda p: abs(p.x + p.w / 2 - middle)).index if row else here.index

    def _go(self, index: int) -> None:
        self._by_keys = True
        self.held.emit(True)
        self.bring_piece(index)
        if self.setting.choosing is Choosing.KEYS:
            self._point(None)
            self.picked.emit(index)
        else:
            self._point(index)
        self.setAccessibleDescription(self.describe(index))
        if self._at is not None:
            self._tell(self.viewport().mapToGlobal(self.box(index).bottomLeft().toPoint()))

    def _tell(self, where: QPoint) -> None:
        if self._at is None:
            QToolTip.hideText()
        elif self.setting.tips and self.describe(self._at):
            QToolTip.showText(where, self.describe(self._at), self)

    def _point(self, index: int | None) -> None:
        if index != self._at:
            self._at = index
            self.viewport().update()
            self.pointed.emit(-1 if index is None else index)

    def _release(self) -> None:
        """Nobody points any more."""
        self._by_keys = False
        if self._at is not None:
            QToolTip.hideText()
        self._point(None)
        self.viewport().update()
        self.held.emit(False)

    def _describe(self) -> None:
        now = self._at if self._at is not None else self._chosen
        self.setAccessibleDescription(self.in_words() if now is None else self.describe(now))

    # ---- places -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        rows, setting, bar = self.rows, self.setting, self.verticalScrollBar()
        rows.fill(self.viewport().width(), self.viewport().height())
        if setting.grows:
            usual = setting.usual or setting.sizes[-1]
            needed = rows.laid.n_lines if usual == rows.size else rows.laid_in(usual).n_lines
            needed = max(1 if self._empty else 0, needed)
            if needed != self._needed:
                self._needed = needed
                self.updateGeometry()
        bar.setRange(0, max(0, rows.laid.n_lines - rows.fitting) if setting.long is Long.SCROLL else 0)
        bar.setPageStep(rows.fitting)
        self.bring_piece(self._chosen)
        self.viewport().update()

    def _scrolled(self, line: int) -> None:
        self.rows.first_line = line

    @property
    def _chosen(self) -> int | None:
        return next((i for i, piece in enumerate(self.pieces) if piece.chosen), None)

    def _under(self, point: QPointF) -> int | None:
        """The piece under a point of the viewport."""
        return next((place.index for place, box in self.rows.in_sight() if box.contains(point)), None)

    def _restyle(self) -> None:
        self.rows.restyle()
        self._lay_out()
        self.updateGeometry()
