"""The place of an answer on its card: always equally high, so that no word that comes moves anything around it.

An answer that does not fit scrolls in it, whole lines at a time. While it is being written, the box follows its end,
unless somebody has scrolled away from there. The scroll bar lies over the margin that the words keep free: it breaks no
line when it comes.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.panels.minds.answerview import LINE, SLACK, AnswerView
from explainer.ui.widgets.scroll import Scroll

FEWEST, USUAL = 3, 6  # lines of the smallest letters that it has room for, at least and where there is enough room
BAR = 13  # design pixels, most of them its margin


class AnswerBox(Scroll):
    """Shows ``view``, or as much of it as there is room for. ``resized`` says that other letters may be right."""

    resized = Signal()

    def __init__(self, look: Look, view: AnswerView, parent: QWidget | None = None) -> None:
        super().__init__(view, "", parent)
        self._look, self._view = look, view
        self._end = 0  # where the words ended so far
        self._written = False  # whether somebody has seen this answer being written
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.setAccessibleName(self.tr("More of the answer"))
        self.bar.hide()
        inner = self.verticalScrollBar()
        inner.rangeChanged.connect(self._ranged)
        inner.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(inner.setValue)
        view.reached.connect(self._show_piece)
        look.changed.connect(self._restyle)
        self._restyle()

    def begin(self) -> None:
        """Another question: from the first word on."""
        self._written = False
        self.verticalScrollBar().setValue(0)

    def follow(self) -> None:
        """The view was given an answer: where it is being written, its end is what one wants to see."""
        answer = self._view.answer
        self._written = answer is not None and (self._written or not answer.done)
        self._take_whole_lines()

    def wanted_size(self) -> float:
        """The largest letters in which the answer can be seen whole; the smallest where it must scroll even so."""
        return self._view.wanted_size(self.height())

    def sizeHint(self) -> QSize:
        """The same whatever is written."""
        return QSize(self._look.px(200), self._lines(USUAL))

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(self._look.px(100), self._lines(FEWEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the right."""
        super().resizeEvent(event)
        self._place_bar()
        self._take_whole_lines()
        self.resized.emit()

    def _lines(self, n: int) -> int:
        return round(n * self._look.px(BODY) * LINE) - self._look.px(SLACK)

    def _take_whole_lines(self) -> None:
        """Where it scrolls, leave what is less than a line free: no line is seen cut through."""
        line, below = self._look.px(BODY) * LINE, 0.0
        if self._view.need > self.height():
            below = self.height() - math.floor((self.height() + self._look.px(SLACK)) / line) * line
        self.setViewportMargins(0, 0, 0, max(0, math.floor(below)))
        self.verticalScrollBar().setSingleStep(round(line))

    def _ranged(self) -> None:
        inner = self.verticalScrollBar()
        high, at_end = inner.maximum(), inner.value() >= self._end
        self._end = high
        self.bar.setRange(0, high)
        self.bar.setPageStep(inner.pageStep())
        self.bar.setSingleStep(inner.singleStep())
        self.bar.setVisible(high > 0)
        self.bar.raise_()
        if self._written and at_end:
            inner.setValue(high)

    def _show_piece(self, box: QRectF) -> None:
        middle = box.center().toPoint()
        self.ensureVisible(middle.x(), middle.y(), 0, round(box.height()))

    def _place_bar(self) -> None:
        wide = self._look.px(BAR)
        self.bar.setGeometry(self.width() - wide, 0, wide, self.height())

    def _restyle(self) -> None:
        self._place_bar()
        self.updateGeometry()
