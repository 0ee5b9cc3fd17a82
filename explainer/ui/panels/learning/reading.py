"""The sentence in the present batch, each piece shaded by how much it surprised the model before it was corrected.

Surprise is ``-ln p(right piece)``, the very number that the step lowers. It is told three times: by the shade of red,
by the thickness of the line under the piece, and in words when a piece is pointed at (or reached with the arrow keys).
While someone points, the sentence stands still.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Reading
from explainer.ui.look import Look
from explainer.ui.numbers import cited, isolated, percent
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, flow, outline
from explainer.ui.pictures.pointing import PointedWords
from explainer.ui.theme import surprise_colour

MOST = 6.0  # nats shown as the darkest red: a bet of 1 in 400
LINES = 2


class ReadingView(PointedWords):
    """The shaded words."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._frame: Reading | None = None
        self._next: Reading | None = None
        self._chips: list[Chip] = []
        self.setObjectName("reading")
        self.setAccessibleName(self.tr("The sentence it is reading now"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        look.changed.connect(self._restyle)

    @property
    def frame_shown(self) -> Reading | None:
        """What is drawn."""
        return self._frame

    def apply(self, frame: Reading) -> None:
        """Show another sentence, unless someone is pointing at this one."""
        if self._held and self._frame is not None and self._frame.run == frame.run:
            self._next = frame
            return
        self._frame, self._next, self._pointed = frame, None, None
        self._lay_out()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = self._next = self._pointed = None
        self._chips = []
        self.update()

    def describe(self, index: int) -> str:
        """A sentence about piece ``index``."""
        if self._frame is None or not 0 <= index < len(self._frame.pieces):
            return ""
        surprise = float(self._frame.surprise[index])
        words = (
            self.tr("“{piece}”: it bets {share} on this piece. Surprise {nats} nats.")
            if self._frame.asked_again
            else self.tr("“{piece}”: it had bet {share} on this piece. Surprise {nats} nats.")
        )
        return words.format(
            piece=cited(self._frame.pieces[index]), share=percent(math.exp(-surprise)), nats=f"{surprise:.2f}"
        )

    def summary(self) -> str:
        """The sentence, and the pieces that surprised the model most."""
        frame = self._frame
        if frame is None or not frame.pieces:
            return self._empty
        worst = sorted(range(len(frame.pieces)), key=lambda i: -float(frame.surprise[i]))[:3]
        return self.tr("“{text}” It was most surprised by {pieces}.").format(
            text=isolated("".join(frame.pieces).strip()),
            pieces=", ".join(f"“{cited(frame.pieces[i])}”" for i in worst),
        )

    def sizeHint(self) -> QSize:
        """Always two lines, so that nothing moves when the sentence changes."""
        return QSize(self._look.px(300), self._look.px(36) * LINES + self._look.px(2))

    def minimumSizeHint(self) -> QSize:
        """One line, in a small window."""
        return QSize(self._look.px(120), self._look.px(36) + self._look.px(2))

    def chips(self) -> list[Chip]:
        """The pieces of the sentence."""
        return self._chips

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips, lines, words."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._frame is None or not self._chips:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        painter.setFont(look.font(17))
        metrics = painter.fontMetrics()
        warning = QColor(look.colours.warning)
        for chip in self._chips:
            box = self._box(chip)
            if box.bottom() > self.height() + 1:
                break
            share = min(1.0, float(self._frame.surprise[chip.index]) / MOST)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(surprise_colour(look.colours, share)))
            painter.drawPath(outline(chip, box, px(5)))
            thick = share * px(3.5)
            if thick >= 0.6:
                painter.fillRect(QRectF(box.left() + 1, box.bottom() - thick, box.width() - 2, thick), warning)
            painter.setPen(look.colour("ink"))
            x = box.left() + (0.0 if chip.joined_left else px(5))
            y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2 - 1
            painter.drawText(QPointF(x, y), chip.text)
            if chip.index == self._pointed:
                pen = painter.pen()
                pen.setWidth(2)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0, 0, 0, 0), px(4), px(4))
        if self.hasFocus() and self._pointed is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.colour("focus"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))

    def resizeEvent(self, event: object) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _box(self, chip: Chip) -> QRectF:
        return QRectF(chip.x + 1, chip.y + 1, chip.w, self._look.px(31))

    def _lay_out(self) -> None:
        px = self._look.px
        if self._frame is not None:
            metrics = self._look.metrics(17)
            self._chips = flow(
                self._frame.pieces,
                self.width() - 2,
                measure=metrics.horizontalAdvance,
                line=px(36),
                pad=px(5),
                gap=px(4),
            )
        self.update()

    def _release(self) -> None:
        super()._release()
        if self._next is not None:
            self.apply(self._next)

    def _restyle(self) -> None:
        self.updateGeometry()
        self._lay_out()
