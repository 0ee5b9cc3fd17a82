"""The bets on the first piece of an answer, likeliest first, and what all others share. Painted bars.

A piece that is the beginning of a word stands with the rest of that word in grey (``pictures.becoming``).

A full bar is 100 %, in every mind's card alike, so that bars can be compared from card to card. What is not shown is
one more bar, hollow; together they make 100 %.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Answer
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import percent
from explainer.ui.pictures.becoming import Word, paint_word

ROW, HEAD = 17, 19  # design pixels
MOST = 3  # bars, beside that of all others
NAME, ROOMY_NAME = 74, 94  # design pixels of the words at the left, at most; the second holds “⟨line break⟩”
ROOMY = 250  # design pixels from which there is room for it


class FirstWords(QWidget):
    """The bars."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._stage = "pretrain"
        self.rows: tuple[tuple[Word, float], ...] = ()
        self.rest = 0.0
        self.setAccessibleName(self.tr("First word of its answer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_answer(self, answer: Answer | None, stage: str) -> None:
        """Show the bets on the first piece of ``answer``."""
        rows = _words(answer)[:MOST] if answer is not None else ()
        rest = answer.first_rest + sum(bet for _, bet in answer.first[MOST:]) if answer is not None else 0.0
        if (rows, rest, stage) != (self.rows, self.rest, self._stage):
            self.rows, self.rest, self._stage = rows, rest, stage
            told = [word.told() for word, _ in rows] + [self.tr("all others")]
            self.setAccessibleDescription(
                ", ".join(f"{name} {share}" for name, (_, share) in zip(told, self.labels(), strict=False))
            )
            self.update()

    def labels(self) -> list[tuple[str, str]]:
        """(word, bet) of every bar as written, the rest last."""
        if not self.rows:
            return []
        return [(word.whole, percent(bet)) for word, bet in self.rows] + [(self.tr("all others"), percent(self.rest))]

    def sizeHint(self) -> QSize:
        """A line of words and all bars."""
        return QSize(self._look.px(200), self._look.px(HEAD + ROW * (MOST + 1)))

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(self._look.px(150), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """One below the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._look, self._look.px
        painter.setFont(look.font(SMALL))
        painter.setPen(look.colour("ink3"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(0, 0, self.width(), px(HEAD)),
            Qt.AlignmentFlag.AlignLeft | middle,
            self.tr("First word of its answer"),
        )
        name = px(ROOMY_NAME if self.width() >= px(ROOMY) else NAME)
        number = round(look.metrics(SMALL).horizontalAdvance(">99.9 %")) + px(6)
        room = max(px(20), self.width() - name - px(8) - number)
        for row, (words, share) in enumerate(self.labels()):
            y = px(HEAD) + row * px(ROW)
            others = row == len(self.rows)
            place, right = QRectF(0, y, name, px(ROW)), Qt.AlignmentFlag.AlignRight | middle
            if others:
                painter.setFont(look.font(SMALL))
                painter.setPen(look.colour("ink2"))
                shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, name)
                painter.drawText(place, right, shown)
            else:
                paint_word(painter, look, place, right, self.rows[row][0], size=14.5)
            bet = self.rest if others else self.rows[row][1]
            bar = QRectF(name + px(8), y + px(2.5), max(px(1.5), room * min(1.0, bet)), px(ROW - 5))
            painter.setBrush(Qt.BrushStyle.NoBrush if others else look.colour(self._stage))
            painter.setPen(QPen(look.colour("edge"), 1) if others else Qt.PenStyle.NoPen)
            radius = min(px(3), bar.width() / 2)
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5) if others else bar, radius, radius)
            painter.setFont(look.font(SMALL, digits=True))
            painter.setPen(look.colour("ink2"))
            beside = QRectF(bar.right() + px(6), y, number, px(ROW))
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | middle, share)


def _words(answer: Answer) -> tuple[tuple[Word, float], ...]:
    """The likeliest first pieces with the rest of their words, and the bets on them."""
    endings = answer.first_endings or ("",) * len(answer.first)
    return tuple((Word(piece, ending), bet) for (piece, bet), ending in zip(answer.first, endings, strict=True))
