"""The prompt in pieces: big tiles, each with its number beneath. Pointing at one, by mouse or keys, chooses it.

Characters that fell apart into bytes stand under a bracket with the character itself. Pieces that no longer fit the
model's view are pale. What is pointed at stays chosen when the pointer goes away, so that one can read about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.panels.tokens.inking import draw_piece
from explainer.ui.panels.tokens.letters import Split, grouped, split_characters, written
from explainer.ui.panels.tokens.tiles import Bracket, Laid, Tile, lay_out
from explainer.ui.pictures.empty import paint_empty

SIZE, NUMBER = 20.0, 13.0  # design pixels: the piece, and its number
TILE, BELOW, ABOVE, APART = 35, 19, 18, 6  # heights of a tile, its number, a bracket, and the space between lines
WIDE, LARGER = 1000, 1.25  # design pixels from which everything is so much larger: a big screen, seen from afar
NOTHING = Laid((), (), 0)


class PromptPieces(QAbstractScrollArea):
    """The tiles. ``pointed`` says which piece a person chose; -1 where they let go."""

    pointed = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._ids: tuple[int, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._words: list[list[int]] = []
        self._splits: list[Split] = []
        self._n_dropped = 0
        self._laid = NOTHING
        self._shown: tuple[object, ...] = ()
        self._laid_for: tuple[object, ...] = ()
        self._chosen: int | None = None
        self.setObjectName("prompt_pieces")
        self.setAccessibleName(self.tr("Your text in pieces"))
        self.setToolTip("")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        look.changed.connect(self._restyle)

    def apply(self, ids: Sequence[int], raw: Sequence[bytes], words: Sequence[bytes], n_dropped: int) -> None:
        """Show these pieces."""
        texts = tuple(written(piece) for piece in raw)
        shown = (tuple(ids), texts, tuple(words), n_dropped)
        if shown == self._shown:
            return
        self._shown = shown
        self._ids, self._texts, self._n_dropped = tuple(ids), texts, n_dropped
        self._words = grouped(raw, words)
        self._splits = split_characters(raw)
        self._chosen = None
        self._lay_out()

    def clear(self) -> None:
        """Show nothing."""
        self._ids, self._texts, self._words, self._splits = (), (), [], []
        self._shown = ()
        self._chosen = None
        self._lay_out()

    def choose(self, index: int | None) -> None:
        """Mark a piece; says nothing."""
        if index != self._chosen:
            self._chosen = index
            self.viewport().update()

    def reveal(self, index: int) -> None:
        """Scroll so that a piece is in sight."""
        tile = next((tile for tile in self._laid.tiles if tile.index == index), None)
        if tile is not None:
            top, bar = tile.line * self._line_height, self.verticalScrollBar()
            bar.setValue(min(max(bar.value(), top + self._line_height - self.viewport().height()), top))

    @property
    def chosen(self) -> int | None:
        """The piece that is marked."""
        return self._chosen

    @property
    def laid(self) -> Laid:
        """Where everything lies."""
        return self._laid

    def labels(self) -> list[tuple[str, str]]:
        """(piece, number) of every tile."""
        return [(text, str(token)) for text, token in zip(self._texts, self._ids, strict=True)]

    def words(self) -> list[list[int]]:
        """Which pieces form which word."""
        return self._words

    def split_of(self, index: int) -> Split | None:
        """The character that piece ``index`` is a part of, where it is no text by itself."""
        return next((split for split in self._splits if split.first <= index <= split.last), None)

    def box(self, tile: Tile) -> QRectF:
        """Where a tile is drawn, in pixels of the viewport."""
        px = self._px
        y = tile.line * self._line_height + self._above - self.verticalScrollBar().value()
        return QRectF(tile.x + 2, y + 2, tile.w, px(TILE))

    def sizeHint(self) -> QSize:
        """Two lines, with brackets or without: it does not change with the text."""
        px = self._px
        return QSize(self._look.px(480), 2 * px(ABOVE + TILE + BELOW + APART) + px(2))

    def minimumSizeHint(self) -> QSize:
        """The same, narrower."""
        return QSize(self._look.px(240), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines in sight."""
        painter = QPainter(self.viewport())
        look = self._look
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._laid.tiles:
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
            return
        top = self.verticalScrollBar().value()
        lines = range(top // self._line_height, (top + self.viewport().height()) // self._line_height + 1)
        for tile in self._laid.tiles:
            if tile.line in lines:
                self._draw_tile(painter, tile)
        for bracket in self._laid.brackets:
            if bracket.line in lines:
                self._draw_bracket(painter, bracket)

    def _draw_tile(self, painter: QPainter, tile: Tile) -> None:
        look, px = self._look, self._px
        box = self.box(tile)
        dropped, chosen = tile.index < self._n_dropped, tile.index == self._chosen
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quiet_strong" if tile.index % 2 else "quiet"))
        if dropped:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, px(6), px(6))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "ink"), max(2, px(2.4))))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        painter.setFont(look.font(SIZE * self._larger))
        inner = box.adjusted(px(3), 0, -px(3), 0)
        draw_piece(painter, look, inner, self._texts[tile.index], "ink3" if dropped else "ink")
        painter.setFont(look.font(NUMBER * self._larger, bold=chosen, digits=True))
        painter.setPen(look.colour("ink" if chosen else "ink3"))
        below = QRectF(box.left() - px(2), box.bottom() + px(1), box.width() + px(4), px(BELOW - 2))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(self._ids[tile.index]))

    def _draw_bracket(self, painter: QPainter, bracket: Bracket) -> None:
        look, px = self._look, self._px
        y = bracket.line * self._line_height - self.verticalScrollBar().value() + 2
        left, right, foot = bracket.x + 3, bracket.x + bracket.w + 1, y + px(ABOVE) - px(3)
        painter.setFont(look.font(16 * self._larger, bold=True))
        painter.setPen(look.colour("ink"))
        text = painter.fontMetrics().elidedText(bracket.text, Qt.TextElideMode.ElideRight, round(right - left))
        width = painter.fontMetrics().horizontalAdvance(text) + px(8)
        middle = (left + right) / 2
        painter.drawText(QRectF(left, y - px(3), right - left, px(ABOVE)), Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(look.colour("ink2"), max(1, px(1.3))))
        arm = y + px(ABOVE) / 2
        for end, inner in ((left, middle - width / 2), (right, middle + width / 2)):
            if (inner - end) * (1 if end == left else -1) > 0:
                painter.drawLine(QPointF(end, arm), QPointF(inner, arm))
            painter.drawLine(QPointF(end, arm), QPointF(end, foot))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose the piece under the pointer."""
        found = self._at(event.position())
        if found is not None and found != self._chosen:
            self.choose(found)
            self.pointed.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from piece to piece and line to line, Home and End to the ends; Escape lets go."""
        key, n = Qt.Key(event.key()), len(self._laid.tiles)
        sideways = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -n,
            Qt.Key.Key_End: n,
        }
        if n and key in sideways:
            start = self._chosen if self._chosen is not None else (-1 if sideways[key] > 0 else n)
            self._go(min(max(0, start + sideways[key]), n - 1))
        elif n and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(self._neighbour(1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Escape:
            self.choose(None)
            self.pointed.emit(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The mark shows where the keyboard is."""
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """It no longer does."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Break the lines anew; on a wide screen they are higher too."""
        if event is not None and (event.oldSize().width() >= self._look.px(WIDE)) != (self._larger > 1):
            self.updateGeometry()
        self._lay_out()

    @property
    def _larger(self) -> float:
        return LARGER if self.width() >= self._look.px(WIDE) else 1.0

    def _px(self, length: float) -> int:
        return self._look.px(length * self._larger)

    def _whole_lines(self) -> None:
        """Only whole lines are shown: what is left over stays empty."""
        below = max(0, self.height()) % self._line_height if self.height() >= self._line_height else 0
        if self.viewportMargins().bottom() != below:
            self.setViewportMargins(0, 0, 0, below)

    def _go(self, index: int) -> None:
        self.choose(index)
        self.reveal(index)
        self.pointed.emit(index)

    def _neighbour(self, lines: int) -> int:
        """The piece above or below the chosen one."""
        now = self._laid.tiles[self._chosen or 0]
        middle = now.x + now.w / 2
        others = [tile for tile in self._laid.tiles if tile.line == now.line + lines]
        return min(others, key=lambda tile: abs(tile.x + tile.w / 2 - middle)).index if others else now.index

    def _at(self, at: QPointF) -> int | None:
        line = int((at.y() + self.verticalScrollBar().value()) // self._line_height)
        for tile in self._laid.tiles:
            if tile.line == line and tile.x <= at.x() - 2 <= tile.x + tile.w:
                return tile.index
        return None

    @property
    def _above(self) -> int:
        """Room for brackets, where there are any."""
        return self._px(ABOVE) if self._splits else 0

    @property
    def _line_height(self) -> int:
        return self._px(TILE + BELOW + APART) + self._above

    def _lay_out(self) -> None:
        """Lay the tiles out where anything about them has changed; the place of the scroll bar is always kept free."""
        px, larger = self._px, self._larger
        width = max(px(40), self.width() - self.verticalScrollBar().sizeHint().width() - 4)
        asked = (self._shown, width, px(100))
        if asked != self._laid_for:
            self._laid_for = asked
            big, small = self._look.metrics(SIZE * larger), self._look.metrics(NUMBER * larger, bold=True)
            number, pad = small.horizontalAdvance("8"), (px(14), px(6))
            of_text = {text: big.horizontalAdvance(text) + pad[0] for text in set(self._texts)}
            widths = [
                max(of_text[text], number * len(str(token)) + pad[1])
                for text, token in zip(self._texts, self._ids, strict=True)
            ]
            self._laid = lay_out(self._words, self._splits, widths, width, between=px(2), gap=px(11))
        self._whole_lines()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._laid.n_lines * self._line_height - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(self._line_height)
        self.viewport().update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self._lay_out()
