"""One merge as a picture: two pieces, and the piece they become; below, a text as it would be cut at that moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import HEADING, Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.inking import draw_piece
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import compact, written
from explainer.ui.panels.tokens.tiles import Tile, lay_out
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.theme import mix

BIG, TILE = 24.0, 46  # design pixels: letters and height of the two pieces
MOST_SHOWN = 300  # bytes: more than two lines hold on any screen


class MergePicture(QWidget):
    """Left + right → new, and how often they stood side by side."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._known: Known | None = None
        self._place = 0
        self.setObjectName("merge_picture")
        self.setAccessibleName(self.tr("The merge"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_merge(self, known: Known | None, place: int) -> None:
        """Draw the last of the first ``place`` merges; 0 is the beginning."""
        if (known, place) != (self._known, self._place):
            self._known, self._place = known, place
            self.setAccessibleDescription(self.describe())
            self.update()

    def describe(self) -> str:
        """It in words."""
        known = self._known
        if known is None:
            return self._empty
        if not self._place:
            return self.tr("At the beginning there are the 256 single bytes and no merge.")
        left, right, new = (written(known.frame.raw[int(i)]) for i in known.frame.merges[self._place - 1])
        text = self.tr("Merge {rank}: {left} + {right} → {new}").format(
            rank=count(self._place), left=left, right=right, new=new
        )
        return f"{text}. {self.count_text()}"

    def count_text(self) -> str:
        """How often the pair stood."""
        known = self._known
        if known is None or not self._place:
            return ""
        if not known.counted:
            return (
                self.tr("its count cannot be had: the text is gone") if known.frame.text_gone else self.tr("counting…")
            )
        times = int(known.frame.counts[self._place - 1])
        return self.tr("side by side {n} times in the text at that moment").format(n=count(times))

    def sizeHint(self) -> QSize:
        """One line of big pieces."""
        return QSize(self._look.px(480), self._look.px(TILE + 6))

    def minimumSizeHint(self) -> QSize:
        """The same, narrower."""
        return QSize(self._look.px(260), self._look.px(TILE + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Left, plus, right, arrow, new, words."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        room = QRectF(self.rect())
        known = self._known
        if known is None or not self._place:
            paint_empty(painter, look, room, self.describe(), size=HEADING, align=middle)
            return
        left, right, new = (written(known.frame.raw[int(i)]) for i in known.frame.merges[self._place - 1])
        metrics = look.metrics(BIG)
        x = 1.0
        for sign, text in (("", left), ("+", right), ("→", new)):
            if sign:
                painter.setFont(look.font(20))
                painter.setPen(look.colour("ink2"))
                painter.drawText(QRectF(x, 0, px(34), room.height()), Qt.AlignmentFlag.AlignCenter, sign)
                x += px(34)
            width = max(px(40), metrics.horizontalAdvance(text) + px(22))
            box = QRectF(x, px(3), min(width, room.width() - x - 2), px(TILE))
            made = sign == "→"
            painter.setPen(QPen(look.colour("embedding"), px(2)) if made else Qt.PenStyle.NoPen)
            painter.setBrush(
                QColor(mix(look.colours.card, look.colours.embedding, 0.25)) if made else look.colour("quiet_strong")
            )
            painter.drawRoundedRect(box, px(8), px(8))
            painter.setFont(look.font(BIG))
            draw_piece(painter, look, box, text)
            x += width
        rest = QRectF(x + px(18), 0, room.width() - x - px(18), room.height())
        painter.setFont(look.font(16, digits=True))
        painter.setPen(look.colour("ink"))
        if rest.width() > px(60):
            painter.drawText(rest, middle | Qt.TextFlag.TextWordWrap, self.count_text())


class TextAsCut(QWidget):
    """A text in the pieces it would be cut into after so many merges; fewer and bigger as merges are learned."""

    LINES = 2
    ROW = 34

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._known: Known | None = None
        self._words: tuple[bytes, ...] = ()
        self._place = 0
        self._pieces: list[int] = []
        self._tiles: tuple[Tile, ...] = ()
        self._whole = True
        self.setObjectName("text_as_cut")
        self.setAccessibleName(self.tr("Your text, as it would be cut at this moment"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def show_text(self, known: Known | None, words: Sequence[bytes], place: int) -> None:
        """Cut ``words`` by the first ``place`` merges."""
        if (known, tuple(words), place) != (self._known, self._words, self._place):
            self._known, self._words, self._place = known, tuple(words), place
            self._lay_out()

    @property
    def n_pieces(self) -> int:
        """Pieces of what can be seen."""
        return len(self._pieces)

    @property
    def whole(self) -> bool:
        """Whether the whole text can be seen."""
        return self._whole

    def labels(self) -> list[str]:
        """The pieces as written."""
        known = self._known
        return [written(known.frame.raw[token]) for token in self._pieces] if known is not None else []

    def describe(self) -> str:
        """It in words."""
        if not self._pieces:
            return self._empty
        return self.tr("{n} pieces: {pieces}").format(n=len(self._pieces), pieces=" · ".join(self.labels()))

    def sizeHint(self) -> QSize:
        """Always two lines, so that nothing moves."""
        return QSize(self._look.px(480), self._look.px(self.ROW) * self.LINES)

    def minimumSizeHint(self) -> QSize:
        """The same, narrower."""
        return QSize(self._look.px(240), self._look.px(self.ROW) * self.LINES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tiles; the ones that the last merge made are marked."""
        painter = QPainter(self)
        look, px, known = self._look, self._look.px, self._known
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(16))
        if known is None or not self._pieces:
            paint_empty(painter, look, self.rect(), self._empty, size=HEADING)
            return
        made = int(known.frame.merges[self._place - 1][2]) if self._place else -1
        fresh = QColor(mix(look.colours.card, look.colours.embedding, 0.3))
        row = px(self.ROW)
        for tile in self._tiles:
            token = self._pieces[tile.index]
            box = QRectF(tile.x + 1, tile.line * row + px(2), tile.w, row - px(5))
            painter.setPen(QPen(look.colour("embedding"), max(1, px(1.5))) if token == made else Qt.PenStyle.NoPen)
            painter.setBrush(fresh if token == made else look.colour("quiet_strong" if tile.index % 2 else "quiet"))
            painter.drawRoundedRect(box, px(5), px(5))
            draw_piece(painter, look, box, compact(known.frame.raw[token]))
        if not self._whole and self._tiles:
            last = self._tiles[-1]
            at = QPointF(last.x + last.w + px(6), last.line * row + px(22))
            painter.setPen(look.colour("ink2"))
            painter.drawText(at, "…")

    def _lay_out(self) -> None:
        """As many whole words as fit two lines when they are all single bytes: the same words at every moment."""
        known = self._known
        self._pieces, self._tiles, self._whole = [], (), True
        if known is not None:
            words = self._fitting(known)
            self._whole = len(words) == len(self._words)
            groups: list[list[int]] = []
            for word in words:
                pieces = known.pieces_after(word, self._place)
                groups.append(list(range(len(self._pieces), len(self._pieces) + len(pieces))))
                self._pieces += pieces
            self._tiles = self._laid(known, groups, self._pieces)
        self.setAccessibleDescription(self.describe())
        self.update()

    def _laid(self, known: Known, groups: list[list[int]], pieces: list[int]) -> tuple[Tile, ...]:
        px, metrics = self._look.px, self._look.metrics(16)
        widths = [metrics.horizontalAdvance(compact(known.frame.raw[token])) + px(8) for token in pieces]
        width = max(px(40), self.width() - px(16))
        return lay_out(groups, (), widths, width, between=2, gap=px(8)).tiles

    def _fitting(self, known: Known) -> list[bytes]:
        groups: list[list[int]] = []
        pieces: list[int] = []
        for word in self._words:
            single = known.pieces_after(word, 0)
            groups.append(list(range(len(pieces), len(pieces) + len(single))))
            pieces += single
            if len(pieces) > MOST_SHOWN:
                break
        tiles = self._laid(known, groups, pieces)
        fits = sum(1 for group in groups if tiles[group[-1]].line < self.LINES)
        return list(self._words[: max(1, fits)])

    def _restyle(self) -> None:
        self.updateGeometry()
        self._lay_out()
