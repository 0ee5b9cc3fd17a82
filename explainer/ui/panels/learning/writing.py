"""What the model wrote by itself at each age: the same start and the same dice, asked again and again as it learns.

As many ages are shown as fit: always the first and the newest, and between them ages that lie evenly on the way (each
about twice as old as the one before). "All" shows every age, to scroll through. The newest stands out in size and ink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explainer.engine.frames import Sample, Samples
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

ROW = 28  # design pixels of an older age
NEWEST_LINES = 3
LINE = 1.12  # from one line of the newest age to the next, times the height of its font


def choose(entries: Sequence[Sample], room: int) -> list[Sample]:
    """At most ``room`` of ``entries`` (oldest first): the first, the newest, and between them even steps of log age."""
    if len(entries) <= room:
        return list(entries)
    if room <= 1:
        return [entries[-1]]
    ages = [math.log1p(entry.step) for entry in entries]
    chosen = {0, len(entries) - 1}
    for k in range(1, room - 1):
        target = ages[0] + (ages[-1] - ages[0]) * k / (room - 1)
        free = [i for i in range(len(entries)) if i not in chosen]
        chosen.add(min(free, key=lambda i: abs(ages[i] - target)))
    return [entries[i] for i in sorted(chosen)]


class WritingView(QAbstractScrollArea):
    """The rows."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._entries: tuple[Sample, ...] = ()
        self._all = False
        self._layout: QTextLayout | None = None
        self.setObjectName("writing")
        self.setAccessibleName(self.tr("What it writes by itself"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._restyle)
        self._restyle()

    def apply(self, frame: Samples) -> None:
        """Show these ages."""
        if frame.entries == self._entries:
            return
        self._entries = frame.entries
        self._measure()
        self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._entries = ()
        self._measure()
        self.viewport().update()

    def set_all(self, show_all: bool) -> None:
        """Show every age, to scroll through, or as many as fit."""
        self._all = show_all
        self._measure()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self.viewport().update()

    def rows(self) -> list[Sample]:
        """The ages shown (or to be scrolled through), oldest first."""
        return list(self._entries) if self._all else choose(self._entries, self._room())

    @property
    def entries(self) -> tuple[Sample, ...]:
        """All ages, oldest first, also those that found no room."""
        return self._entries

    def summary(self) -> str:
        """The ages shown, oldest first."""
        if not self._entries:
            return self._empty
        return "\n".join(f"{self._age(entry)}: {self._line(entry)}" for entry in self.rows())

    def _line(self, entry: Sample) -> str:
        """What it wrote, on one line; that it wrote nothing, or was not done, is told."""
        line = _one_line(entry)
        if not entry.text.removeprefix(entry.start).strip():
            return (line + " " + self.tr("(it wrote nothing)")).strip()
        return line if line.rstrip("\"'”’»)")[-1:] in ".!?" else line + " …"

    def minimumSizeHint(self) -> QSize:
        """The newest and two more."""
        return QSize(self._look.px(200), self._look.px(ROW) * 3)

    def sizeHint(self) -> QSize:
        """Four ages."""
        return QSize(self._look.px(500), self._look.px(ROW) * 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows from old to new, ink growing darker."""
        painter = QPainter(self.viewport())
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        if not self._entries:
            paint_empty(painter, look, self.viewport().rect(), self._empty)
            return
        rows = self.rows()
        y = -float(self.verticalScrollBar().value())
        left = px(86)
        for i, entry in enumerate(rows[:-1]):
            if y + px(ROW) > 0 and y < self.viewport().height():
                nearly_new = i == len(rows) - 2
                painter.setFont(look.font(13.5, digits=True))
                painter.setPen(look.colour("ink3"))
                box = QRectF(0, y, left - px(8), px(ROW))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._age(entry))
                painter.setFont(look.font(15.5 if nearly_new else 15))
                painter.setPen(look.colour("ink2" if nearly_new else "ink3"))
                box = QRectF(left, y, self.viewport().width() - left, px(ROW))
                text = painter.fontMetrics().elidedText(
                    self._line(entry), Qt.TextElideMode.ElideRight, int(box.width())
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            y += px(ROW)
        painter.setFont(look.font(13.5, digits=True))
        painter.setPen(look.colour("ink2"))
        painter.drawText(QRectF(0, y, left - px(8), px(ROW)), Qt.AlignmentFlag.AlignVCenter, self._age(rows[-1]))
        if self._layout is not None:
            painter.setPen(look.colour("ink"))
            self._layout.draw(painter, QRectF(left, y + px(3), 10, 10).topLeft())
        if self.hasFocus():
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        self._measure()

    def _age(self, entry: Sample) -> str:
        return self.tr("step {step}").format(step=count(entry.step))

    def _room(self) -> int:
        """How many ages fit, the newest with all its lines."""
        rest = self.viewport().height() - self._newest_height()
        return 1 + max(0, int(rest // self._look.px(ROW)))

    def _newest_height(self) -> float:
        if self._layout is None:
            return self._look.px(ROW)
        return max(float(self._look.px(ROW)), self._layout.boundingRect().height() + self._look.px(6))

    def _newest_lines(self) -> int:
        """Lines of the newest age: so many that there is room for the first age too, for the two are compared."""
        if self._all or len(self._entries) == 1:
            return NEWEST_LINES
        room = self.viewport().height() - self._look.px(ROW) - self._look.px(6)
        return min(NEWEST_LINES, max(1, int(room / (self._look.metrics(17).height() * LINE))))

    def _measure(self) -> None:
        px = self._look.px
        self._layout = None
        if self._entries:
            width = self.viewport().width() - px(86)
            self._layout = _broken(self._line(self._entries[-1]), self._look.font(17), width, self._newest_lines())
        total = px(ROW) * (len(self.rows()) - 1) + self._newest_height()
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        bar.setRange(0, max(0, math.ceil(total) - self.viewport().height()) if self._all else 0)
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(px(ROW))
        if self._all and at_end:  # whoever follows the newest goes on following it, in other room too
            bar.setValue(bar.maximum())

    def _restyle(self) -> None:
        self.updateGeometry()
        self._measure()
        self.viewport().update()


def _one_line(entry: Sample) -> str:
    """The start and what followed on one line; bytes that are no text are marked."""
    text = entry.text if entry.text.startswith(entry.start) else entry.start + entry.text
    shown = "".join(c if c.isprintable() or c.isspace() else "▪" for c in text.replace("\ufffd", "▪"))
    return " ".join(shown.split())


def _broken(text: str, font: QFont, width: float, most: int) -> QTextLayout:
    """``text`` on at most ``most`` lines of ``width`` pixels, the last one cut with an ellipsis."""
    metrics = QFontMetricsF(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for _ in range(2):
        layout = QTextLayout(text, font)
        layout.setTextOption(option)
        layout.beginLayout()
        y, starts = 0.0, []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(20.0, width))
            line.setPosition(QRectF(0, y, 1, 1).topLeft())
            y += metrics.height() * LINE
            starts.append(line.textStart())
        layout.endLayout()
        if len(starts) <= most:
            break
        start = starts[most - 1]
        text = text[:start] + metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, max(20.0, width - 2))
    return layout
