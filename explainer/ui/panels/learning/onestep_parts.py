"""Who was pushed, and who turned: for every part of the model the size of its gradient, and how far its weights went.

Two bars a part, each on a scale of its own, numbers beside them. The names are the plain ones, the term is told by the
tooltip. Up and down go from part to part.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.engine.frames import PartChange
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count
from explainer.ui.panels.learning.onestep_words import part_colour, part_term, part_title, part_words, relative, three
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

ROW, LEAST_ROW, HEAD = 50, 21, 40  # design pixels
GROW_MS = 300


class PartBars(QWidget):
    """The bars."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._parts: tuple[PartChange, ...] = ()
        self._grown = 1.0
        self._index: int | None = None
        self._growth = QVariantAnimation(self)
        self._growth.setDuration(GROW_MS)
        self._growth.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._growth.setStartValue(0.0)
        self._growth.setEndValue(1.0)
        self._growth.valueChanged.connect(self._grow)
        self.setObjectName("part_bars")
        self.setAccessibleName(self.tr("What the step did to each part of the model"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def apply(self, parts: Sequence[PartChange], *, grow: bool = False) -> None:
        """Show ``parts``; ``grow`` lets the bars grow from nothing."""
        another = len(parts) != len(self._parts)
        self._parts = tuple(parts)
        if another:
            self._index = None
            self.updateGeometry()
        self._growth.stop()
        self._grown = 1.0
        if grow and self._look.motion and self.isVisible():
            self._growth.start()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.apply(())

    def labels(self) -> list[tuple[str, str, str]]:
        """(name, push, turn) of every part, as written."""
        return [
            (" ".join(part_words(part)).strip(), three(part.grad_norm), f"{three(relative(part) * 1000)} ‰")
            for part in self._parts
        ]

    def describe(self, index: int) -> str:
        """A sentence about part ``index``."""
        if not 0 <= index < len(self._parts):
            return ""
        part = self._parts[index]
        return self.tr("{title} ({term}): {n} dials. Pushed by {push}, turned by {turn} ‰ of its size.").format(
            title=part_title(part)[:1].upper() + part_title(part)[1:],
            term=part_term(part),
            n=count(part.n_params),
            push=three(part.grad_norm),
            turn=three(relative(part) * 1000),
        )

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._look.px(360), self._look.px(HEAD + 32 * max(9, len(self._parts))))

    def minimumSizeHint(self) -> QSize:
        """All rows, close together."""
        return QSize(self._look.px(265), self._look.px(HEAD + LEAST_ROW * max(6, len(self._parts))))

    def event(self, event: QEvent) -> bool:
        """Tell about the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.describe(self._row_at(event.pos().y()))
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self._select(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row."""
        row = self._row_at(event.position().y())
        self._select(row if 0 <= row < len(self._parts) else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from part to part; Escape lets go."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}
        key = Qt.Key(event.key())
        if key in steps and self._parts:
            start = -1 if self._index is None and steps[key] > 0 else (self._index or 0)
            self._select(min(max(0, start + steps[key]), len(self._parts) - 1))
            text = self.describe(self._index or 0)
            self.setAccessibleDescription(text)
            place = self._row(self._index or 0).bottomLeft()
            QToolTip.showText(self.mapToGlobal(place), text, self)
        elif key == Qt.Key.Key_Escape and self._index is not None:
            self._select(None)
            QToolTip.hideText()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._select(None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heads of the two columns, then a row a part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        if not self._parts:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        self._draw_heads(painter)
        pushes = [part.grad_norm for part in self._parts]
        turns = [relative(part) for part in self._parts]
        most = max(max(pushes), 1e-30), max(max(turns), 1e-30)
        for i, part in enumerate(self._parts):
            if self._row(i).intersects(event.rect()):
                self._draw_row(painter, i, part, (pushes[i] / most[0], turns[i] / most[1]))
        if self.hasFocus() and self._index is None:
            paint_ring(painter, look, self.rect(), radius=5)

    def _draw_heads(self, painter: QPainter) -> None:
        look, px = self._look, self._look.px
        _, _, push, turn = self._columns()
        painter.setFont(look.font(13.5, bold=True))
        painter.setPen(look.colour("ink2"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(push.adjusted(0, 0, px(20), 0), left, self.tr("pushed"))
        painter.drawText(turn.adjusted(0, 0, px(20), 0), left, self.tr("turned"))
        painter.setFont(look.font(12.5))
        painter.setPen(look.colour("ink3"))
        painter.drawText(push.adjusted(0, px(17), px(20), 0), left, self.tr("gradient"))
        painter.drawText(turn.adjusted(0, px(17), px(20), 0), left, self.tr("‰ of its size"))

    def _draw_row(self, painter: QPainter, i: int, part: PartChange, shares: tuple[float, float]) -> None:
        look, px = self._look, self._look.px
        row = self._row(i)
        block_column, name_column, *bars = self._columns()
        if i == self._index:
            painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), px(5), px(5))
        block, name = part_words(part)
        first = i == 0 or part_words(self._parts[i - 1])[0] != block
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(15, bold=True))
        if block and first:
            painter.drawText(QRect(block_column.left(), row.top(), block_column.width(), row.height()), middle, block)
        painter.setFont(look.font(15, bold=not block))
        place = name_column if block else block_column.united(name_column)
        painter.drawText(QRect(place.left(), row.top(), place.width(), row.height()), middle, name)
        numbers = three(part.grad_norm), three(relative(part) * 1000)
        colour = look.colour(part_colour(part))
        thick = min(px(18), row.height() - px(7))
        number_width = self._number_width()
        for column, share, number in zip(bars, shares, numbers, strict=True):
            room = max(px(10), column.width() - number_width)
            width = max(px(2), room * share * self._grown)
            bar = QRectF(column.left(), row.center().y() + 0.5 - thick / 2, width, thick)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(bar, min(px(3), width / 2), px(3))
            painter.setPen(look.colour("ink"))
            painter.setFont(look.font(13.5, digits=True))
            x = column.left() + max(px(2), room * share) + px(5)
            metrics = painter.fontMetrics()
            y = row.center().y() + 0.5 + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x, y), number)

    def _number_width(self) -> int:
        return round(self._look.metrics(13.5).horizontalAdvance("0.0000")) + self._look.px(7)

    def _columns(self) -> tuple[QRect, QRect, QRect, QRect]:
        """Where block, name, push and turn stand."""
        px, width = self._look.px, self.width()
        metrics = self._look.metrics(15, bold=True)
        block = round(metrics.horizontalAdvance(self.tr("Block 10"))) if len(self._parts) > 20 else 0
        block = max(block, round(metrics.horizontalAdvance(part_words(self._parts[-1])[1]) * 0.62), px(58))
        name = px(56)
        left = px(4)
        room = width - left - block - name - px(4)
        half = room // 2
        height = self.height()
        return (
            QRect(left, 0, block, height),
            QRect(left + block, 0, name, height),
            QRect(left + block + name, 0, half - px(6), height),
            QRect(left + block + name + half, 0, half - px(2), height),
        )

    def _row(self, i: int) -> QRect:
        px = self._look.px
        n = max(1, len(self._parts))
        height = min(px(ROW), max(px(LEAST_ROW), (self.height() - px(HEAD)) // n))
        return QRect(0, px(HEAD) + i * height, self.width(), height)

    def _row_at(self, y: float) -> int:
        return int((y - self._look.px(HEAD)) // self._row(0).height())

    def _select(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            self.update()

    def _grow(self, share: float) -> None:
        self._grown = share
        self.update()
