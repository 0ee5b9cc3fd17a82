"""A text of the batch, each piece marked by what the step did to the bet on it.

A triangle under a piece points up where the right piece became likelier and down where it became less likely; its size
and the shade behind the word tell how much, on a scale of surprise (nats): twice as likely counts the same wherever it
happens. The scale is set by the text itself, so that late, small steps can be seen too; the numbers are told for the
piece pointed at, or reached with the arrow keys. Where there is no room for all of the text, it scrolls.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explainer.engine.frames import OneStep
from explainer.ui.look import BODY, Look
from explainer.ui.panels.learning.onestep_words import apart, bets, piece_name, times
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, flow
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix

LINE, WORD, MARK = 46, 28, 11  # design pixels: a line of text, a word in it, the biggest triangle below
LEAST_SCALE = 0.02  # nats: a text whose every bet changed by less is shown as hardly changed
SHADE = 0.42  # of the colour behind a word at the most, so that it stays readable


class StepText(QAbstractScrollArea):
    """The marked words. ``pointed`` tells the piece pointed at: its index in the frame, or -1."""

    pointed = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._frame: OneStep | None = None
        self._change: npt.NDArray[np.float64] = np.zeros(0)
        self._scale = LEAST_SCALE
        self._chips: list[Chip] = []
        self._index: int | None = None
        self._least = 2  # lines
        self._best = 0  # the piece that the sentence below is about while none is pointed at
        self.setObjectName("step_text")
        self.setAccessibleName(self.tr("The text it read in this step"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        look.changed.connect(self._restyle)
        self._restyle()

    def apply(self, frame: OneStep, best: int) -> None:
        """Show the text of ``frame``; entry ``best`` of its bets is the one talked about, and is brought into sight."""
        with np.errstate(divide="ignore", invalid="ignore"):  # a bet of 0 has no logarithm
            change = np.log(frame.after.astype(np.float64)) - np.log(frame.before.astype(np.float64))
        self._change = np.nan_to_num(change, nan=0.0, posinf=50.0, neginf=-50.0)
        self._scale = max(LEAST_SCALE, float(np.percentile(np.abs(self._change), 95))) if len(change) else LEAST_SCALE
        self._frame, self._best = frame, best + 1
        self._point(None)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._bring_into_sight(self._best)

    def set_least_lines(self, lines: int) -> None:
        """Have room for so many lines at least."""
        if lines != self._least:
            self._least = lines
            self.updateGeometry()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = None
        self._change = np.zeros(0)
        self._chips = []
        self._point(None)
        self._lay_out()

    @property
    def index(self) -> int | None:
        """The piece pointed at."""
        return self._index

    def changes(self) -> npt.NDArray[np.float64]:
        """(T - 1,) what the step changed in ln p of the right pieces; entry i belongs to piece i + 1."""
        return self._change

    def describe(self, index: int) -> str:
        """A sentence about piece ``index``."""
        frame = self._frame
        if frame is None or not 0 <= index < len(frame.pieces):
            return ""
        piece = piece_name(frame.pieces[index])
        if index == 0:
            return self.tr("“{piece}” is the first piece: it is read, not bet on.").format(piece=piece)
        before, after = float(frame.before[index - 1]), float(frame.after[index - 1])
        old, new = bets(before, after)
        return self.tr("It bet {old} on “{piece}”; after one step {new}: {times}.").format(
            old=old, piece=piece, new=new, times=times(before, after)
        )

    def sizeHint(self) -> QSize:
        """Four lines."""
        return QSize(self._look.px(460), self._look.px(LINE) * 4)

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(self._look.px(200), self._look.px(LINE * self._least - 4))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell about the piece under the pointer; let go of it when the pointer leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return True  # told in the sentence below, and at once
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self._point(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Find the piece."""
        place = event.position() + QPointF(0, self.verticalScrollBar().value())
        self._point(next((c.index for c in self._chips if self._box(c, whole=True).contains(place)), None))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from piece to piece, up and down from line to line, Home and End to the ends."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000}
        key = Qt.Key(event.key())
        if key in steps and self._chips:
            first = self._index is None
            self._go_to(0 if first else (self._index or 0) + steps[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._chips:
            self._go_to(self._beside(-1 if key == Qt.Key.Key_Up else 1))
        elif key == Qt.Key.Key_Escape and self._index is not None:
            self._point(None)
            QToolTip.hideText()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._point(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, their shades and their triangles."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        if self._frame is None:
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
            return
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        shown = QRectF(event.rect()).translated(0, top)
        for chip in self._chips:
            if self._box(chip, whole=True).intersects(shown):
                self._draw(painter, chip)
        painter.translate(0, top)
        if self.hasFocus() and self._index is None:
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _draw(self, painter: QPainter, chip: Chip) -> None:
        look, px = self._look, self._look.px
        box = self._box(chip)
        change = float(self._change[chip.index - 1]) if chip.index else 0.0
        share = min(1.0, abs(change) / self._scale)
        likelier = change > 0
        hue = str(look.colours.query if likelier else look.colours.key)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(look.colours.card, hue, SHADE * share)))
        painter.drawRoundedRect(box, px(5), px(5))
        font = look.font(16.5)
        painter.setFont(font)
        painter.setPen(look.colour("ink" if chip.index else "ink2"))
        metrics = painter.fontMetrics()
        y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(box.left() + (0 if chip.joined_left else px(5) - 1), y), chip.text)
        half = px(MARK) / 2 * math.sqrt(share)
        if half >= px(1.4):
            middle = QPointF(box.center().x(), box.bottom() + px(2) + px(MARK) / 2)
            tip = -half if likelier else half
            shape = QPolygonF([middle + QPointF(0, tip), middle + QPointF(-half, -tip), middle + QPointF(half, -tip)])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(hue))
            painter.drawPolygon(shape)
        if chip.index == (self._best if self._index is None else self._index):
            painter.setPen(
                QPen(look.colour("ink"), max(1.5, px(2))) if self._index is not None else look.colour("ink2")
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, px(5), px(5))

    def _box(self, chip: Chip, *, whole: bool = False) -> QRectF:
        px = self._look.px
        return QRectF(chip.x + 1, chip.y + 1, chip.w - 1, px(LINE - 4) if whole else px(WORD))

    def _beside(self, lines: int) -> int:
        """The piece above or below the present one."""
        here = self._chips[self._index or 0]
        wanted = here.y + lines * self._look.px(LINE)
        row = [chip for chip in self._chips if abs(chip.y - wanted) < 1]
        if not row:
            return here.index
        return min(row, key=lambda chip: abs(chip.x + chip.w / 2 - here.x - here.w / 2)).index

    def _go_to(self, index: int) -> None:
        index = min(max(0, index), len(self._chips) - 1)
        self._point(index)
        self._bring_into_sight(index)
        self.setAccessibleDescription(self.describe(index))

    def _bring_into_sight(self, index: int) -> None:
        if not 0 <= index < len(self._chips):
            return
        line, height = self._look.px(LINE), self.viewport().height()
        top = round(self._chips[index].y)
        bar = self.verticalScrollBar()
        if top < bar.value():
            bar.setValue(top)
        elif top + line > bar.value() + height:
            bar.setValue(top - max(0, height // line - 1) * line)  # whole lines

    def _point(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            self.viewport().update()
            self.pointed.emit(-1 if index is None else index)

    def _lay_out(self) -> None:
        px = self._look.px
        if self._frame is not None:
            self._chips = flow(
                apart(self._frame.pieces),
                self.viewport().width() - 2,
                measure=self._look.metrics(16.5).horizontalAdvance,
                line=px(LINE),
                pad=px(5),
                gap=px(3),
            )
        height = math.ceil(self._chips[-1].y) + px(LINE) if self._chips else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setSingleStep(px(LINE))
        bar.setPageStep(self.viewport().height())
        self.viewport().update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self._lay_out()
