"""The loss curve: how wrong the guesses were at every moment, against pure guessing, with what was measured on the way.

Drawn by pyqtgraph, with items made once and then only given new data. Its axes are left out; grid, words and markers
are painted over and under the curves in pixels, because only there can labels be kept off the curve and each other
(``placing``). The axis of tokens is the whole planned run, entered in stages (1/64, 1/16, 1/4, all of it), so that the
first steps are seen as well as the last; between those moments nothing moves but the curve.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.engine.frames import LossCurve, Mark
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import choices_text, count
from explainer.ui.panels.learning.placing import Box, CurveMask, place_labels
from explainer.ui.panels.learning.unread import draw_unread, mask_of, said_of
from explainer.ui.pictures.curves import axis_end, smooth, thinned
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.theme import mix
from explainer.ui.translate import named

THICK_POINTS = 300  # of the smoothed line, which is wide and antialiased and so has to be short
SEARCH_EVERY = 1.0  # seconds between two searches for labels that found no room


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """Milestones that were measured at the same moment: one marker, one label of several lines."""

    tokens: int
    titles: tuple[str, ...]
    tip: str


class LossChart(pg.GraphicsView):
    """The chart alone, without its card."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._look = look
        self._frame: LossCurve | None = None
        self._planned = 0.0
        self._x_end, self._y_end = 1.0, 7.0
        self._empty = ""
        self._least_height = 140.0
        self._labels: list[Box | None] = []
        self._search_at = 0.0
        self._tokens: npt.NDArray[np.float64] = np.zeros(0)  # of the thick line
        self._loss: npt.NDArray[np.float64] = np.zeros(0)
        self.setObjectName("loss_chart")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Words lie over the whole picture, so it is repainted as a whole, once for all curves.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # a run dropped on it is meant for the window
        # A bare view box: PlotWidget would bring axes, buttons and menus that are not wanted here.
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        self.setCentralItem(self._box)
        self._raw = pg.PlotCurveItem(skipFiniteCheck=True, antialias=False)
        self._train = pg.PlotCurveItem(skipFiniteCheck=True, antialias=True)
        self._val = pg.PlotCurveItem(skipFiniteCheck=True, antialias=False)
        for curve in (self._raw, self._train, self._val):
            self._box.addItem(curve, ignoreBounds=True)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is no curve."""
        self._empty = text
        self.viewport().update()

    def set_least_height(self, height: float) -> None:
        """Be at least ``height`` design pixels high."""
        self._least_height = height
        self.setMinimumHeight(self._look.px(height))

    def clear_curve(self) -> None:
        """Show nothing."""
        self._frame = None
        self.resetCachedContent()
        self._planned = 0.0
        self._labels = []
        self._tokens = self._loss = np.zeros(0)
        self._raw.setData([], [])
        self._train.setData([], [])
        self._val.setData([], [])
        self.viewport().update()

    def set_planned(self, tokens: float) -> None:
        """The tokens of the whole run, as far as they can be foretold. Small changes are ignored: nothing jitters."""
        if tokens > 0 and abs(tokens - self._planned) > 0.04 * tokens:
            self._planned = tokens
            if self._frame is not None:
                self._set_ranges(self._frame)

    def apply(self, frame: LossCurve) -> None:
        """Draw ``frame``."""
        had_curve = self._has_curve
        self._frame = frame
        if self._has_curve != had_curve:
            self.resetCachedContent()
        self._set_ranges(frame)
        tokens, loss = frame.tokens.astype(np.float64), frame.loss.astype(np.float64)
        self._raw.setData(tokens, loss)
        thin = thinned(len(tokens), THICK_POINTS)
        self._tokens, self._loss = tokens[thin], smooth(loss, len(loss) // 80)[thin]
        self._train.setData(self._tokens, self._loss)  # each change asks for one repaint of the whole, see below
        self._val.setData(frame.val_tokens.astype(np.float64), frame.val_loss.astype(np.float64))

    def summary(self) -> str:
        """The curve in words."""
        frame = self._frame
        if frame is None or not len(frame.loss):
            return self._empty
        words = self.tr("After {tokens} tokens the loss is {loss}; pure guessing would be {guessing}.").format(
            tokens=count(int(frame.tokens[-1])), loss=f"{self._loss[-1]:.2f}", guessing=f"{frame.guessing:.2f}"
        )
        return " ".join(text for text in (words, said_of(frame), *(group.tip for group in self.groups())) if text)

    @property
    def frame_shown(self) -> LossCurve | None:
        """What is drawn."""
        return self._frame

    def label_boxes(self) -> list[Box | None]:
        """Where the milestone labels were last painted, in order; None for one that found no room."""
        return list(self._labels)

    def _set_ranges(self, frame: LossCurve) -> None:
        tokens = float(frame.tokens[-1]) if len(frame.tokens) else 0.0
        x_end = axis_end(tokens, self._planned)
        highest = max(frame.guessing, float(frame.loss.max()) if len(frame.loss) else 0.0)
        if frame.by_heart_from is not None:
            highest = max(highest, float(np.nanmax(frame.val_loss)))
        y_end = highest * 1.1
        if (x_end, y_end) != (self._x_end, self._y_end):
            self._x_end, self._y_end = x_end, y_end
            self._labels = []  # everything moved: the nearest places are others now
            self.resetCachedContent()
            self._fit()

    def _fit(self) -> None:
        plot = self._plot_rect()
        box = self.viewport().rect()
        if plot.width() <= 1 or plot.height() <= 1:
            return
        per_x, per_y = self._x_end / plot.width(), self._y_end / plot.height()
        self._box.setRange(
            xRange=(-plot.left() * per_x, (box.width() - plot.left()) * per_x),
            yRange=(-(box.height() - plot.bottom()) * per_y, self._y_end + plot.top() * per_y),
            padding=0,
            disableAutoRange=True,
        )

    def resizeEvent(self, event: object) -> None:
        """Keep the margins in pixels."""
        super().resizeEvent(event)
        if hasattr(self, "_look"):
            self._labels = []
            self._fit()

    def _plot_rect(self) -> QRectF:
        """Where the data lie, in pixels of the viewport."""
        px = self._look.px
        box = QRectF(self.viewport().rect())
        return box.adjusted(px(40), px(8), -px(20), -px(32))

    def _to_pixel(self, tokens: float, loss: float) -> tuple[float, float]:
        plot = self._plot_rect()
        return (
            plot.left() + tokens / self._x_end * plot.width(),
            plot.bottom() - loss / self._y_end * plot.height(),
        )

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """The grid and its numbers. pyqtgraph keeps this picture until ``resetCachedContent``."""
        painter.save()
        painter.resetTransform()
        look, px = self._look, self._look.px
        plot = self._plot_rect()
        painter.fillRect(self.viewport().rect(), look.colour("card"))
        painter.setFont(look.font(13, digits=True))
        step = 2 if self._y_end > 4 else 1
        for value in range(0, math.floor(self._y_end) + 1, step) if self._has_curve else ():
            y = round(self._to_pixel(0, value)[1])
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(round(plot.left()), y, round(plot.right()), y)
            painter.setPen(look.colour("ink3"))
            box = QRectF(0, y - px(10), plot.left() - px(9), px(20))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(value))
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """The guessing line, markers, labels, the end of the curve, and the words below."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot, px = self._plot_rect(), self._look.px
        if self._frame is not None and self._has_curve:
            self._draw_words(painter, self._frame)
            below = QRectF(plot.left(), plot.bottom() + px(8), plot.width(), px(20))
            painter.setFont(self._look.font(13, digits=True))
            painter.setPen(self._look.colour("ink3"))
            text = self.tr("pieces read → {count}").format(count=count(int(self._frame.tokens[-1])))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        else:
            room = QRectF(self.viewport().rect()).adjusted(px(60), 0, -px(60), 0)
            paint_empty(painter, self._look, room, self._empty, size=BODY, align=Qt.AlignmentFlag.AlignCenter)
        painter.restore()

    @property
    def _has_curve(self) -> bool:
        return self._frame is not None and len(self._frame.loss) > 0

    def _draw_words(self, painter: QPainter, frame: LossCurve) -> None:
        look, px = self._look, self._look.px
        plot = self._plot_rect()
        bold = look.font(13, bold=True, digits=True)
        painter.setFont(bold)
        metrics = painter.fontMetrics()
        height = metrics.height()
        guess_y = self._to_pixel(0, frame.guessing)[1]
        pen = QPen(look.colour("warning"), px(1.3), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.left(), guess_y), QPointF(plot.right(), guess_y))
        words = self.tr("pure guessing")
        width = metrics.horizontalAdvance(words)
        unread = mask_of(frame, self._to_pixel, self.viewport().width())
        below, above = (Box(plot.right() - width, guess_y + lift, width, height) for lift in (px(4), -height - px(3)))
        guess = above if unread.crosses(below, 2) and not unread.crosses(above, 2) else below
        painter.setPen(look.colour("warning"))
        painter.drawText(QPointF(guess.x, guess.y + metrics.ascent()), words)
        taken = [guess]
        xs = plot.left() + self._tokens * (plot.width() / self._x_end)
        ys = plot.bottom() - self._loss * (plot.height() / self._y_end)
        mask = CurveMask(xs, ys, self.viewport().width())
        bounds = Box(plot.left(), guess_y + px(3), plot.width() + px(16), plot.bottom() - guess_y - px(4))
        taken += self._draw_end(painter, (float(xs[-1]), float(ys[-1])), bounds, guess)
        room = bounds
        if frame.by_heart_from is not None:  # else it runs so near that words may lie over its thin dashes
            mask = mask.joined(unread)
            room = Box(plot.left(), plot.top(), plot.width() + px(16), plot.height())
            taken.append(Box(plot.left(), guess_y - 1, plot.width(), 2))  # the line of pure guessing
        taken += draw_unread(painter, look, frame, self._to_pixel, room, mask, taken)
        self._draw_marks(painter, bounds, mask, taken)

    def _draw_end(
        self,
        painter: QPainter,
        end: tuple[float, float],
        bounds: Box,
        guess: Box,
    ) -> list[Box]:
        """The dot at the end with its value; returns what they cover."""
        look, px = self._look, self._look.px
        metrics = painter.fontMetrics()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("pretrain"))
        painter.drawEllipse(QPointF(*end), px(5.5), px(5.5))
        words = self.tr("{loss} now").format(loss=f"{self._loss[-1]:.2f}")
        w, h = metrics.horizontalAdvance(words), metrics.height()
        # To the right of the dot where there is room, else over it.
        x = min(end[0] + px(9), bounds.x + bounds.w - w)
        y = end[1] - h - px(5)
        box = Box(x, max(bounds.y, y), w, h)
        if box.overlaps(guess, 2):
            box = Box(x, guess.y + guess.h + px(3), w, h)
        painter.setPen(look.colour("pretrain"))
        painter.drawText(QPointF(box.x, box.y + metrics.ascent()), words)
        return [box, Box(end[0] - px(7), end[1] - px(7), px(14), px(14))]

    def _draw_marks(self, painter: QPainter, bounds: Box, mask: CurveMask, taken: list[Box]) -> None:
        look, px = self._look, self._look.px
        metrics = painter.fontMetrics()
        groups = self.groups()
        anchors = [self._anchor(group) for group in groups]
        sizes = [
            (max(float(metrics.horizontalAdvance(t)) for t in g.titles), float(metrics.height() * len(g.titles)))
            for g in groups
        ]
        now = time.monotonic()
        patient = now < self._search_at
        if not patient:
            self._search_at = now + SEARCH_EVERY
        self._labels = place_labels(anchors, sizes, bounds, mask, taken, before=self._labels, patient=patient)
        for (x, y), box, group in zip(anchors, self._labels, groups, strict=True):
            if box is not None:
                painter.setPen(QPen(look.colour("ink"), 1))
                foot = box.foot(x, y)
                painter.drawLine(QPointF(x, y), QPointF(*foot))
                for line, title in enumerate(group.titles):
                    painter.drawText(QPointF(box.x, box.y + metrics.ascent() + line * metrics.height()), title)
        for x, y in anchors:
            painter.setPen(QPen(look.colour("ink"), px(2)))
            painter.setBrush(look.colour("card"))
            painter.drawEllipse(QPointF(x, y), px(5.5), px(5.5))

    def groups(self) -> list[MarkGroup]:
        """The milestones, those of one moment together."""
        by_tokens: dict[int, list[Mark]] = {}
        for mark in self._frame.marks if self._frame is not None else ():
            by_tokens.setdefault(mark.tokens, []).append(mark)
        words = self.tr("{title}: {measured}. Step {step}, loss {loss}.")
        return [
            MarkGroup(
                tokens,
                tuple(named(mark.title) for mark in marks),
                "\n".join(
                    words.format(title=named(m.title), measured=m.measured, step=count(m.step), loss=f"{m.loss:.2f}")
                    for m in marks
                ),
            )
            for tokens, marks in by_tokens.items()
        ]

    def _anchor(self, group: MarkGroup) -> tuple[float, float]:
        """Where the marker stands: at the tokens read when it was measured, on the curve as it is drawn."""
        return self._to_pixel(group.tokens, float(np.interp(group.tokens, self._tokens, self._loss)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer: a milestone with its measurement, or the value of the curve."""
        frame = self._frame
        if frame is None or not len(frame.loss):
            return
        at = event.position()
        for group in self.groups():
            x, y = self._anchor(group)
            if math.hypot(at.x() - x, at.y() - y) < self._look.px(10):
                QToolTip.showText(event.globalPosition().toPoint(), group.tip, self)
                return
        plot = self._plot_rect()
        tokens = (at.x() - plot.left()) / plot.width() * self._x_end
        if not frame.tokens[0] <= tokens <= frame.tokens[-1]:
            QToolTip.hideText()
            return
        loss = float(np.interp(tokens, frame.tokens, frame.loss))
        tip = self.tr("After {tokens} pieces: loss {loss} nats. As unsure as choosing among {choices} pieces.").format(
            tokens=count(tokens), loss=f"{loss:.2f}", choices=choices_text(loss)
        )
        QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def _restyle(self) -> None:
        px = self._look.px
        colours = self._look.colours
        self._raw.setPen(pg.mkPen(mix(colours.card, colours.pretrain, 0.38), width=1))
        self._train.setPen(pg.mkPen(colours.pretrain, width=px(2.4)))
        self._val.setPen(pg.mkPen(colours.ink2, width=1, style=Qt.PenStyle.DashLine))
        self.setMinimumHeight(px(self._least_height))
        self.resetCachedContent()
        self._fit()
        self.viewport().update()
