"""One merge as a picture: two pieces, and the piece they become; below, a text as it would be cut at that moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import HEADING, Look
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.tokens.inking import draw_piece
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import compact, plainly, tile, written
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.theme import mix
from explainer.ui.widgets.tokenstrip import Edge, Piece, Setting, Tail, TokenStrip

BIG, TILE = 24.0, 46  # design pixels: letters and height of the two pieces
CUT = Setting(sizes=(16.0,), box=1.8, leading=0.3, tiles=True, pad=4, gap=8, least=2, writes=True)
MOST_SHOWN = 300  # bytes: more than two lines hold on any screen


class MergePicture(QWidget):
    """Left + right → new, and how often they stood side by side."""

    def __init__(self, look: Look, empty: str, *, exact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._exact, self._write = exact, written if exact else plainly
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
            if not self._exact:
                return self.tr("At the beginning every letter is a piece of its own, and some are several.")
            return self.tr("At the beginning there are the 256 single bytes and no merge.")
        left, right, new = (self._write(known.frame.raw[int(i)]) for i in known.frame.merges[self._place - 1])
        text = self.tr("Merge {rank}: {left} + {right} → {new}").format(
            rank=count(self._place), left=left, right=right, new=new
        )
        if not self._exact:
            text = self.tr("“{left}” and “{right}” become “{new}”").format(left=left, right=right, new=new)
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
        left, right, new = (self._write(known.frame.raw[int(i)]) for i in known.frame.merges[self._place - 1])
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


class TextAsCut(TokenStrip):
    """A text in the pieces it would be cut into after so many merges; fewer and bigger as merges are learned.

    There are as many whole words as fit two lines when they are all single bytes: the same words at every moment.
    ``resized`` says that there may be another number of them.
    """

    resized = Signal()

    def __init__(self, look: Look, empty: str, *, exact: bool, parent: QWidget | None = None) -> None:
        self._write = compact if exact else tile
        super().__init__(look, self.tr("Your text, as it would be cut at this moment"), empty, CUT, parent)
        self._known: Known | None = None
        self._words: tuple[bytes, ...] = ()
        self._place = 0
        self._n_words = 0  # that have room
        self.setObjectName("text_as_cut")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, known: Known | None, words: Sequence[bytes], place: int) -> None:
        """Cut ``words`` by the first ``place`` merges."""
        if (known, tuple(words), place) != (self._known, self._words, self._place):
            self._known, self._words, self._place = known, tuple(words), place
            self._cut()

    @property
    def n_pieces(self) -> int:
        """Pieces of what can be seen."""
        return len(self.pieces)

    @property
    def whole(self) -> bool:
        """Whether the whole text can be seen."""
        return self._known is None or self._n_words == len(self._words)

    def labels(self) -> list[str]:
        """The pieces as written."""
        return [piece.text for piece in self.pieces]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._cut()
        self.resized.emit()

    def _cut(self) -> None:
        known = self._known
        pieces: list[Piece] = []
        if known is not None:
            self._n_words = self._fitting(known)
            made = int(known.frame.merges[self._place - 1][2]) if self._place else -1
            for word in self._words[: self._n_words]:
                pieces += self._pieces_of(known, known.pieces_after(word, self._place), len(pieces), made)
        self.show_pieces(pieces, Tail.NONE if self.whole else Tail.DOTS, "ink2")
        self.setAccessibleDescription(self.in_words())

    def _pieces_of(self, known: Known, word: Sequence[int], n: int, made: int = -1) -> list[Piece]:
        """The pieces of a word after ``n`` others; the one that the last merge made is marked."""
        return [
            Piece(
                self._write(known.frame.raw[token]),
                self.tr("“{piece}” is piece {number}").format(
                    piece=isolated(self._write(known.frame.raw[token])), number=token
                ),
                joined=k > 0,
                ground="quiet_strong" if (n + k) % 2 else "quiet",
                hue="embedding",
                shade=0.3 if token == made else 0.0,
                edge=Edge.SOLID if token == made else Edge.NONE,
            )
            for k, token in enumerate(word)
        ]

    def _fitting(self, known: Known) -> int:
        """How many words fit when they are single bytes, and at least one."""
        pieces: list[Piece] = []
        ends: list[int] = []
        for word in self._words:
            pieces += self._pieces_of(known, known.pieces_after(word, 0), len(pieces))
            ends.append(len(pieces) - 1)
            if len(pieces) > MOST_SHOWN:
                break
        places = self.rows.lay(pieces, self.rows.size).places
        return max(1, sum(places[end].line < CUT.lines for end in ends)) if ends else 0
