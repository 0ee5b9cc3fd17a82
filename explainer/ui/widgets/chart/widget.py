"""The chart as a page puts it into a card: give it a ``Plot`` whenever a frame has come, and it draws that.

Point at it, or go from point to point with the left and right arrow keys (Shift: ten at once; Home, End), and it tells
the values there; drag over a stretch, or turn the wheel while it has the keys, to see that stretch larger; Escape or
the button "whole" leads back. Without the keys the wheel goes on scrolling the page. What is seen larger has its own
heights: the vertical axis then spans what lies there.

Curves, axes and guides are items of pyqtgraph, made once and then only given new data; words are painted over them
(``lettering``), because only in pixels can they be kept off the curves and each other.
"""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.widgets import reading
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.chart.axes import Axes
from explainer.ui.widgets.chart.curves import Curves
from explainer.ui.widgets.chart.lettering import Lettering
from explainer.ui.widgets.chart.plot import Plot, Span
from explainer.ui.widgets.table import Table

MANY = 10  # points that a key goes with Shift
CLOSEST = 4  # points that the largest view shows at least
NEAR = 10.0  # design pixels from a mark at which it is told
DRAG = 6.0  # design pixels that a drag has to go to be one


class Chart(pg.GraphicsView):
    """Draws a ``Plot``, or the text ``empty`` while no line has a point.

    Args:
        look: theme and zoom.
        name: what it is, for those who do not see it.
        empty: what stands there while nothing is drawn.
        least: its least height, design pixels.
        moves: whether a click, a drag or a key on it asks for a point (``asked``), instead of looking closer.
    """

    asked = Signal(int)  # a point, by its index, where it ``moves``

    def __init__(
        self,
        look: Look,
        name: str,
        empty: str,
        *,
        least: float = 150,
        moves: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._look, self._empty, self._least, self._moves = look, empty, least, moves
        reading.install(Chart)
        self.reading: object = None  # what screen readers are told of it, once one has asked
        self.plot = Plot()
        self.span: Span | None = None  # of x, while a stretch is seen larger
        self.at: int | None = None  # the point that is told
        self._drag: tuple[float, float] | None = None  # pixels from and to
        self.words = Lettering(look)
        self._area = QRectF()  # where the data lie, pixels
        self.setAccessibleName(name)
        self.setToolTip(
            self.tr("Click, drag, or use the arrow keys to go to a moment")
            if moves
            else self.tr("Point at it, or use the left and right arrow keys; drag over a stretch to see it larger")
        )
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        # Words lie over the whole picture, so it is repainted as a whole, once for all curves.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # a run dropped on it is meant for the window
        self._curves = Curves(look)
        self._axes = Axes(look, self._curves.view)
        for item in (self._curves.view, *self._axes.items):
            self.scene().addItem(item)
        self.whole_button = Button(
            look,
            self.tr("whole"),
            icon="shrink",
            name=self.tr("Show the whole of: {chart}").format(chart=name),
            tip=self.tr("Show the whole again  (Escape)"),
            parent=self,
        )
        self.whole_button.clicked.connect(self.show_whole)
        self.whole_button.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    # ---- what is drawn -----------------------------------------------------------------------------------------------

    def set(self, plot: Plot) -> None:
        """Draw ``plot``."""
        if plot.seen(None) != self.plot.seen(None):
            self.words.forget_places()
        self.plot = plot
        if plot.is_empty():
            self.span = None
        if self.at is not None and self.at >= len(plot.points()):
            self._mark(None)
        if self.at is None:
            self.setAccessibleDescription(self.summary())
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.set(Plot())

    def set_empty_text(self, text: str) -> None:
        """What stands there while nothing is drawn."""
        if text != self._empty:
            self._empty = text
            self.viewport().update()

    def set_least_height(self, height: float) -> None:
        """Be at least ``height`` design pixels high."""
        self._least = height
        self.updateGeometry()

    def labels(self) -> list[str]:
        """What is written at the ends of the lines, then of the guides."""
        words = self.tr("{value} {name}")
        lines = [words.format(value=line.value, name=line.name).strip() for line in self.plot.lines]
        return lines + [guide.name for guide in self.plot.guides]

    def ready(self) -> bool:
        """Whether anything is drawn."""
        return not self.plot.is_empty()

    def parts(self) -> range:
        """None: its points are too many to be listed, and are told one after the other."""
        return range(0)

    def describe(self, point: int) -> str:
        """A point in a sentence."""
        return self.plot.told(point)

    def summary(self) -> str:
        """The picture in words: the ends of the lines, and what the marks say."""
        if not self.ready():
            return self._empty
        said = [self.plot.summary or "; ".join(filter(None, self.labels())), *(mark.tip for mark in self.plot.marks)]
        return " ".join(filter(None, said))

    def table(self) -> Table | None:
        """The numbers it draws, or None while there are none."""
        return self.plot.table(self.tr("measured") if any(m.tip for m in self.plot.marks) else "")

    # ---- a stretch of it ---------------------------------------------------------------------------------------------

    def show_span(self, low: float, high: float) -> None:
        """See the stretch from ``low`` to ``high`` larger, as far as there are points for it."""
        xs = self.plot.points()
        if len(xs) < CLOSEST:
            return
        least = self.plot.x_end * CLOSEST / max(len(xs), CLOSEST) / 2
        middle, half = (low + high) / 2, max((high - low) / 2, least)
        low, high = max(0.0, middle - half), min(self.plot.x_end, middle + half)
        self._look_at((low, high) if high - low < self.plot.x_end * 0.999 else None)

    def show_whole(self) -> None:
        """See all of it again."""
        self._look_at(None)

    def _look_at(self, span: Span | None) -> None:
        self.span = span
        self.words.forget_places()
        self._draw()

    # ---- drawing -----------------------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Where the data lie, in pixels."""
        return QRectF(self._area)

    def place_of(self, index: int) -> QPointF:
        """Where the ``index``-th point lies on the horizontal axis, in pixels."""
        area, (low, high, _, _) = self._area, self.plot.seen(self.span)
        x = (float(self.plot.points()[index]) - low) / (high - low)
        return QPointF(area.left() + x * area.width(), area.bottom())

    def _draw(self) -> None:
        """Give everything to the items, and find the places of the words."""
        self.whole_button.setVisible(self.span is not None)
        empty = not self.ready()
        for item in (self._curves.view, *self._axes.items):
            item.setVisible(not empty)
        if empty:
            self.words.clear()
            self.viewport().update()
            return
        plot, span = self.plot, self.span
        names = self.words.names_width([name for name in self.labels() if name], self.width(), plot.words)
        area = self._area = self._axes.measure(plot, self.size(), names, span)
        self._curves.draw(plot, area, span)
        self._axes.draw(plot, area, self.width(), span)
        button = self.whole_button
        button.adjustSize()
        button.move(round(area.right()) - button.width(), round(area.top()))
        covered = [QRectF(button.geometry())] if span is not None else []
        self.words.arrange(plot, self.labels(), area, plot.seen(span), self.width(), covered)
        self._place_cross()
        self.viewport().update()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """The ground of the card."""
        painter.fillRect(rect, self._look.colour("card"))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """The words, in pixels."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.ready():
            paint_empty(painter, self._look, self.viewport().rect(), self._empty)
        else:
            self.words.paint(painter)
            self._axes.paint_units(painter, self.plot, self.size())
            if self._drag is not None:
                left, right = sorted(self._drag)
                shade = self._look.colour("focus")
                shade.setAlphaF(0.18)
                painter.fillRect(QRectF(left, self._area.top(), right - left, self._area.height()) & self._area, shade)
            if self.hasFocus():
                paint_ring(painter, self._look, self.viewport().rect(), radius=5)
        painter.restore()

    def close(self) -> bool:
        """As every widget: pyqtgraph's own takes the scene away while Qt still asks the view for it."""
        return QWidget.close(self)

    # ---- size and theme ----------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        return QSize(self._look.px(320), self._look.px(self._least + 40))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(self._look.px(220), self._look.px(self._least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find all places anew."""
        super().resizeEvent(event)
        if hasattr(self, "words"):
            self.words.forget_places()
            self._draw()

    def _restyle(self) -> None:
        self.words.forget_places()
        self.updateGeometry()
        self._draw()

    # ---- pointing ----------------------------------------------------------------------------------------------------

    def index_at(self, x: float) -> int | None:
        """The point nearest to pixel ``x``, or None where that is beside the plot."""
        area, edge = self._area, self._look.px(4)
        beside = not area.left() - edge <= x <= area.right() + edge
        return None if not self.ready() or beside else self.plot.nearest(self._value_at(x))

    def _value_at(self, x: float) -> float:
        area, (low, high, _, _) = self._area, self.plot.seen(self.span)
        return low + (x - area.left()) / max(1.0, area.width()) * (high - low)

    def viewportEvent(self, event: QEvent) -> bool:
        """The sentence about a point comes by our own hand."""
        if event.type() == QEvent.Type.ToolTip and self.at is not None:
            return True
        if event.type() == QEvent.Type.Leave:
            self._mark(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stretch, or go to a point."""
        if event.button() == Qt.MouseButton.LeftButton and self.ready():
            x = event.position().x()
            if self._moves:
                self._ask(x)
            elif self.area().contains(event.position()):
                self._drag = (x, x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the point or the mark under the pointer, or go along with a drag."""
        at = event.position()
        if self._drag is not None:
            self._drag = (self._drag[0], at.x())
            self.viewport().update()
            return
        if self._moves:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._ask(at.x())
            return
        place = event.globalPosition().toPoint()
        for mark, ring in zip(self.plot.marks, self.words.rings, strict=False):
            if mark.tip and math.hypot(at.x() - ring.x(), at.y() - ring.y()) < self._look.px(NEAR):
                QToolTip.showText(place, mark.tip, self)
                return
        self._mark(self.index_at(at.x()))
        if self.at is not None:
            QToolTip.showText(place, self.plot.told(self.at), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A stretch that was dragged over is seen larger."""
        if self._drag is not None:
            start, end = sorted(self._drag)
            self._drag = None
            if end - start >= self._look.px(DRAG):
                self._mark(None)
                self.show_span(self._value_at(start), self._value_at(end))
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Closer or further round the pointer, while it has the keys; else the page scrolls."""
        if not self.hasFocus() or not self.ready() or self._moves:
            event.ignore()
            return
        self._closer(0.8 ** (event.angleDelta().y() / 120), self._value_at(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point, or closer and further."""
        n = len(self.plot.points())
        many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        steps = {Qt.Key.Key_Left: -many, Qt.Key.Key_Right: many, Qt.Key.Key_Home: -n, Qt.Key.Key_End: n}
        key = Qt.Key(event.key())
        if self._moves:
            steps |= {Qt.Key.Key_PageUp: -max(1, n // 20), Qt.Key.Key_PageDown: max(1, n // 20)}
        if key in steps and n and self.ready():
            self._step(steps[key], back=key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and not self._moves and self.ready():
            x = float(self.plot.points()[self.at]) if self.at is not None else sum(self.plot.seen(self.span)[:2]) / 2
            self._closer(1.25 if key == Qt.Key.Key_Minus else 0.8, x)
        elif key == Qt.Key.Key_Escape and self.at is not None:
            self._mark(None)
        elif key == Qt.Key.Key_Escape and self.span is not None:
            self.show_whole()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._mark(None)
        self.viewport().update()

    def _step(self, by: int, *, back: bool) -> None:
        n = len(self.plot.points())
        if self._moves:
            at = self.plot.nearest(self.plot.marks[0].x) if self.plot.marks else 0
            self.asked.emit(min(max(0, at + by), n - 1))
            return
        start = self.at if self.at is not None else n if back else -1
        self._mark(min(max(0, start + by), n - 1))
        assert self.at is not None
        x = float(self.plot.points()[self.at])
        if self.span is not None and not self.span[0] <= x <= self.span[1]:
            half = (self.span[1] - self.span[0]) / 2
            self.show_span(x - half, x + half)
        self.setAccessibleDescription(self.plot.told(self.at))
        QToolTip.showText(self.mapToGlobal(self.place_of(self.at).toPoint()), self.plot.told(self.at), self)

    def _ask(self, x: float) -> None:
        found = self.index_at(min(max(x, self._area.left()), self._area.right()))
        if found is not None:
            self.asked.emit(found)

    def _closer(self, factor: float, x: float) -> None:
        low, high, _, _ = self.plot.seen(self.span)
        self.show_span(x - (x - low) * factor, x + (high - x) * factor)

    def _mark(self, index: int | None) -> None:
        """Point at ``index``, or at nothing."""
        if index != self.at:
            self.at = index
            self._place_cross()
            if index is None:
                QToolTip.hideText()
                self.setAccessibleDescription(self.summary())
            self.viewport().update()

    def _place_cross(self) -> None:
        self._curves.point_at(None if self.at is None else float(self.plot.points()[self.at]))
