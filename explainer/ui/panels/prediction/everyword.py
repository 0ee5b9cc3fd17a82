"""A table of all positions and all stages: what the model would bet comes after each piece, if it stopped there.

A column is a piece of the text (the last ones in sight, the others by scrolling), a row a stage, the model's own bet at
the bottom. The shade is the bet; a thick outline marks the stage from which on the answer stays what it is in the end.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explainer.engine.frames import Lens
from explainer.ui.look import Look
from explainer.ui.numbers import cited, isolated, percent, visible
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.holding import Hold
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix

NAMES, HEAD = 108, 25  # design pixels: the names of the stages, the pieces of the text
NARROWEST, WIDEST = 60, 112  # a column
LOWEST, HIGHEST, WITH_NUMBER = 21, 44, 38  # a row; from this height on the bet is written below the piece
MOST_COLUMNS = 14  # in sight, where there is room
STRONGEST = 0.52  # of the colour, for a bet of 100 %


def settled(top_ids: np.ndarray) -> np.ndarray:
    """The first stage from which on the likeliest piece stays what it is in the end: (n_layer + 1, S) to (S,)."""
    same = top_ids == top_ids[-1]
    return top_ids.shape[0] - np.minimum.accumulate(same[::-1], axis=0).sum(axis=0)


class EveryWord(QAbstractScrollArea):
    """The table."""

    def __init__(self, look: Look, hold: Hold[Lens], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._pieces: tuple[str, ...] = ()
        self._settled: np.ndarray = np.zeros(0, int)
        self._pointed: tuple[int, int] | None = None  # stage and position
        self._prompt: object = None
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.setObjectName("every_word")
        self.setAccessibleName(self.tr("What it would bet after each piece of the text, at every stage"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().setAccessibleName(self.tr("Earlier and later pieces of the text"))
        look.changed.connect(self._restyle)

    # ---- what it shows ----------------------------------------------------------------------------------------------

    @property
    def settled(self) -> list[int]:
        """For every position the stage from which on its answer stays."""
        return [int(stage) for stage in self._settled]

    @property
    def pointed(self) -> tuple[int, int] | None:
        """Stage and position that are pointed at."""
        return self._pointed

    def apply(self, frame: Lens, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        self._pieces = pieces
        self._show(frame)

    def clear(self) -> None:
        """Show nothing."""
        self._settled, self._pointed = np.zeros(0, int), None
        self._set_range()
        self.viewport().update()

    def name(self, stage: int) -> str:
        """What a stage is called."""
        frame = self.hold.shown
        if stage == 0:
            return self.tr("before block 1")
        if frame is not None and stage == len(frame.probability) - 1:
            return self.tr("its bet")
        return self.tr("after block {n}").format(n=stage)

    def describe(self, stage: int, position: int) -> str:
        """A sentence about one cell."""
        frame = self.hold.shown
        if frame is None:
            return ""
        after = "".join(frame.seen_pieces[max(0, position - 3) : position + 1]).strip() or visible(
            frame.seen_pieces[position]
        )
        text = self.tr("After “{text}”, {stage}: “{piece}” {share}.").format(
            text=isolated(after.replace("\n", "↵")),
            stage=self.name(stage),
            piece=cited(self._pieces[int(frame.top_ids[stage, position])]),
            share=percent(float(frame.top_probability[stage, position])),
        )
        right = self.tr("In the end: “{piece}” {share}, its answer {since}.").format(
            piece=cited(self._pieces[int(frame.top_ids[-1, position])]),
            share=percent(float(frame.top_probability[-1, position])),
            since=self._since(int(self._settled[position])),
        )
        return f"{text}\n{right}"

    def _since(self, stage: int) -> str:
        if stage == 0:
            return self.tr("from the start")
        return self.tr("since block {n}").format(n=stage)

    def _show(self, frame: Lens) -> None:
        self._settled = settled(frame.top_ids)
        question = (frame.run, frame.prompt)
        if question != self._prompt:
            self._prompt, self._pointed = question, None
            self._set_range()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())
        self._set_range()
        self.viewport().update()

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def _n(self) -> tuple[int, int]:
        """Stages and positions."""
        frame = self.hold.shown
        return (0, 0) if frame is None else (frame.top_ids.shape[0], frame.top_ids.shape[1])

    def sizeHint(self) -> QSize:
        """Rows with their numbers."""
        px, stages = self._look.px, self._n()[0] or 5
        return QSize(px(600), px(HEAD + stages * HIGHEST + 12))

    def minimumSizeHint(self) -> QSize:
        """Rows without."""
        px, stages = self._look.px, self._n()[0] or 5
        return QSize(px(300), px(HEAD + stages * LOWEST + 12))

    def row_height(self) -> float:
        """Pixels from one row to the next."""
        stages = max(1, self._n()[0])
        z = self._look.zoom
        return min(HIGHEST * z, max(LOWEST * z, (self.viewport().height() - HEAD * z) / stages))

    def column_width(self) -> float:
        """Pixels from one column to the next."""
        z, positions = self._look.zoom, max(1, self._n()[1])
        room = self.viewport().width() - NAMES * z
        return min(WIDEST * z, max(NARROWEST * z, room / min(positions, MOST_COLUMNS)))

    def columns_in_sight(self) -> range:
        """Positions that can be seen, at least in part."""
        width, left = self.column_width(), self.horizontalScrollBar().value()
        room = self.viewport().width() - NAMES * self._look.zoom
        first = int(left // width)
        return range(first, min(self._n()[1], int(np.ceil((left + room) / width))))

    def cell(self, stage: int, position: int) -> QRectF:
        """Where a cell stands in the viewport."""
        px = self._look.px
        width, height = self.column_width(), self.row_height()
        x = px(NAMES) + position * width - self.horizontalScrollBar().value()
        return QRectF(x + 1.5, px(HEAD) + stage * height + 1.5, width - 3, height - 3)

    def _set_range(self) -> None:
        width = self.column_width()
        room = self.viewport().width() - NAMES * self._look.zoom
        bar = self.horizontalScrollBar()
        at_end = bar.value() == bar.maximum()
        bar.setRange(0, max(0, int(np.ceil(self._n()[1] * width - room))))
        bar.setPageStep(max(1, int(room)))
        bar.setSingleStep(max(1, int(width)))
        if at_end:
            bar.setValue(bar.maximum())
        self.updateGeometry()

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is in sight."""
        painter = QPainter(self.viewport())
        look, px = self._look, self._look.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.hold.shown
        if frame is None:
            paint_empty(painter, look, self.viewport().rect(), self._empty)
            return
        stages, _ = self._n()
        middle = Qt.AlignmentFlag.AlignVCenter
        for stage in range(stages):
            painter.setFont(look.font(13.5, bold=stage == stages - 1))
            painter.setPen(look.colour("ink" if stage == stages - 1 else "ink2"))
            box = QRectF(0, self.cell(stage, 0).top(), px(NAMES - 8), self.cell(stage, 0).height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, self.name(stage))
        painter.setClipRect(QRectF(px(NAMES), 0, self.viewport().width() - px(NAMES), self.viewport().height()))
        painter.setFont(look.font(14, bold=True))
        metrics = painter.fontMetrics()
        painter.setPen(look.colour("ink"))
        for position in self.columns_in_sight():
            box = self.cell(0, position)
            text = metrics.elidedText(
                visible(frame.seen_pieces[position]), Qt.TextElideMode.ElideRight, int(box.width())
            )
            painter.drawText(QRectF(box.left(), 0, box.width(), px(HEAD - 3)), Qt.AlignmentFlag.AlignCenter, text)
        for position in self.columns_in_sight():
            for stage in range(stages):
                self._draw_cell(painter, frame, stage, position)
        if self.hasFocus() and self._pointed is None:
            painter.setClipping(False)
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    def _draw_cell(self, painter: QPainter, frame: Lens, stage: int, position: int) -> None:
        look, px, c = self._look, self._look.px, self._look.colours
        box = self.cell(stage, position)
        share = float(frame.top_probability[stage, position])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(c.card, c.pretrain, 0.04 + (STRONGEST - 0.04) * share)))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if stage == int(self._settled[position]):
            painter.setPen(QPen(look.colour("pretrain_done"), px(2)))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(4), px(4))
        if (stage, position) == self._pointed:
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "edge"), px(2.6)))
            painter.drawRoundedRect(box, px(4), px(4))
        final = frame.top_ids[stage, position] == frame.top_ids[-1, position]
        painter.setFont(look.font(13.5, bold=bool(final)))
        painter.setPen(look.colour("ink"))
        text = painter.fontMetrics().elidedText(
            visible(self._pieces[int(frame.top_ids[stage, position])]),
            Qt.TextElideMode.ElideRight,
            int(box.width() - px(6)),
        )
        if box.height() < px(WITH_NUMBER - 4):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            return
        half = box.height() / 2
        painter.drawText(QRectF(box.left(), box.top() + px(1), box.width(), half), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(look.font(12, digits=True))
        painter.drawText(
            QRectF(box.left(), box.top() + half - px(2), box.width(), half),
            Qt.AlignmentFlag.AlignCenter,
            percent(share),
        )

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Hold still under the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointed = self._pointed if self.hasFocus() else None
            self.hold.hold("pointer", False)
            QToolTip.hideText()
            self.viewport().update()
        return super().viewportEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self.hold.hold("pointer")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the cell under the pointer."""
        found = self._at(event.position())
        if found != self._pointed:
            self._pointed = found
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPosition().toPoint(), self.describe(*found), self)
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Any wheel scrolls sideways, unless there is nowhere to go: then the page scrolls."""
        bar = self.horizontalScrollBar()
        turn = event.angleDelta().x() or event.angleDelta().y()
        before = bar.value()
        bar.setValue(before - round(turn / 120 * bar.singleStep()))
        event.setAccepted(bar.value() != before)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on."""
        super().focusOutEvent(event)
        self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End go from cell to cell; Escape lets go."""
        stages, positions = self._n()
        far = max(1, positions)
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -far),
            Qt.Key.Key_End: (0, far),
        }
        key = Qt.Key(event.key())
        if key in steps and positions:
            stage, position = self._pointed or (stages - 1, positions - 1)
            if self._pointed is not None:
                stage = min(max(stage + steps[key][0], 0), stages - 1)
                position = min(max(position + steps[key][1], 0), positions - 1)
            self._pointed = (stage, position)
            self.hold.hold("keyboard")
            self._into_sight(position)
            text = self.describe(stage, position)
            self.setAccessibleDescription(text)
            QToolTip.showText(
                self.viewport().mapToGlobal(self.cell(stage, position).bottomLeft().toPoint()), text, self
            )
            self.viewport().update()
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def _into_sight(self, position: int) -> None:
        bar, width = self.horizontalScrollBar(), self.column_width()
        room = self.viewport().width() - NAMES * self._look.zoom
        low, high = int(np.ceil((position + 1) * width - room)), int(position * width)
        bar.setValue(min(max(bar.value(), low), high))

    def _let_go(self) -> None:
        self._pointed = None
        self.hold.hold("keyboard", False)
        QToolTip.hideText()
        self.viewport().update()

    def _at(self, at: QPointF) -> tuple[int, int] | None:
        if at.x() < self._look.px(NAMES):
            return None
        for position in self.columns_in_sight():
            for stage in range(self._n()[0]):
                if self.cell(stage, position).contains(at):
                    return stage, position
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer columns fit."""
        self._set_range()

    def _restyle(self) -> None:
        self._set_range()
        self.viewport().update()
