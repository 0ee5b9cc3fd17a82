"""The same questions, asked again and again while it is fine-tuned: one column for each group, the newest answer first.

A group is where the model meets what a question is about; whether an answer is right is told by a sign and a word. As
many ages are shown as fit, the newest and the first always; "all ages" shows all, to scroll through. The newest answer
keeps room for all its lines, so that nothing moves when it changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.engine.frames.minds import Probe
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.minds.tuning_words import group_tip, group_title, groups_of, verdict
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.paintedscroll import PaintedScroll
from explainer.ui.pictures.ring import paint_ring

LEAST_COLUMN = 225  # design pixels; below, groups stand one below the other
ONE_LINE = 440  # and from which every answer of the demonstrations' length fits on one line
TITLE, QUESTION, MARK, LINE, OLDER, GAP = 24, 22, 19, 20, 22, 8
BETWEEN = 22  # columns


@dataclass(frozen=True, slots=True)
class Item:
    """A line of words in its place; ``tip`` belongs to answers and titles, which can be pointed at."""

    box: QRectF
    text: str
    size: float
    colour: str
    bold: bool = False
    lines: int = 1
    tip: str = ""
    answer: bool = False


def ages(n: int, room: int) -> list[int]:
    """At most ``room`` of ``n`` ages, newest first: the newest, the first, and others evenly between."""
    if n <= room:
        return list(range(n - 1, -1, -1))
    if room <= 1:
        return [n - 1] if n else []
    return sorted({round(k * (n - 1) / (room - 1)) for k in range(room)}, reverse=True)


class ProbesView(PaintedScroll):
    """The columns."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._probes: tuple[Probe, ...] = ()
        self._items: list[Item] = []
        self._all = False
        self._pointed = ""  # what is told of it
        self._at: int | None = None  # of the answers: the one the keys are at
        self.setObjectName("probes")
        self.setAccessibleName(self.tr("The same questions, again and again"))
        self.setToolTip(self.tr("Point at an answer, or go from answer to answer with the up and down arrow keys"))
        look.changed.connect(self._restyle)

    def apply(self, probes: Sequence[Probe]) -> None:
        """Show these."""
        if tuple(probes) != self._probes:
            another = [p.question for p in probes] != [p.question for p in self._probes]
            self._probes = tuple(probes)
            self._lay_out()
            if another:
                self.updateGeometry()

    def clear(self) -> None:
        """Show nothing."""
        self._at = None
        self.apply(())

    def set_all(self, show_all: bool) -> None:
        """Show every age, to scroll through, or as many as fit."""
        self._all = show_all
        self._lay_out()

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All questions with all their ages."""
        return self._probes

    def texts(self) -> list[str]:
        """All words shown, in reading order."""
        return [item.text for item in self._items]

    def summary(self) -> str:
        """The newest answer to each question."""
        told = []
        for group in groups_of(self._probes):
            for probe in self._of(group):
                if probe.answers:
                    told.append(self._tip(probe, len(probe.answers) - 1))
        return "\n".join(told) or self._empty

    def sizeHint(self) -> QSize:
        """The newest and two more ages."""
        return QSize(self._look.px(600), self._height(3))

    def minimumSizeHint(self) -> QSize:
        """The newest and the first."""
        return QSize(self._look.px(240), min(self._height(2), self._look.px(620)))

    # ---- places -----------------------------------------------------------------------------------------------------

    def _of(self, group: str) -> list[Probe]:
        known = groups_of(self._probes)
        return [p for p in self._probes if (p.group if p.group in known else "") == group]

    def _columns(self) -> int:
        n = max(1, len(groups_of(self._probes)))
        return n if self._width(n) >= self._look.px(LEAST_COLUMN) else 1

    def _width(self, columns: int) -> float:
        return (self.viewport().width() - self._look.px(BETWEEN) * (columns - 1)) / columns

    def _newest_lines(self) -> int:
        return 1 if self._width(self._columns()) >= self._look.px(ONE_LINE) else 2

    def _height(self, room: int) -> int:
        """Pixels that are needed to show ``room`` ages of each question (a little, where there are none)."""
        px = self._look.px
        groups = groups_of(self._probes)
        if not groups:
            return px(TITLE + QUESTION + MARK + 2 * LINE + OLDER + GAP)
        heights = [px(TITLE) + sum(self._probe_height(probe, room) for probe in self._of(group)) for group in groups]
        return max(heights) if self._columns() > 1 else sum(heights) + px(GAP) * (len(groups) - 1)

    def _probe_height(self, probe: Probe, room: int) -> int:
        px = self._look.px
        older = max(0, min(room, max(2, len(probe.answers))) - 1)
        return px(QUESTION) + px(MARK) + self._newest_lines() * px(LINE) + older * px(OLDER) + px(GAP)

    def _room(self) -> int:
        """How many ages of each question fit."""
        most = max((len(p.answers) for p in self._probes), default=0)
        if self._all:
            return max(1, most)
        room = 2
        while room < most and self._height(room + 1) <= self.viewport().height():
            room += 1
        return room

    def _lay_out(self) -> None:
        px = self._look.px
        self._items = []
        groups = groups_of(self._probes)
        columns, room = self._columns(), self._room()
        width = self._width(columns)
        y = 0.0
        for i, group in enumerate(groups):
            x = i * (width + px(BETWEEN)) if columns > 1 else 0.0
            y = 0.0 if columns > 1 else y
            box = QRectF(x, y, width, px(TITLE))
            self._items.append(Item(box, group_title(group), 13.5, "sft", bold=True, tip=group_tip(group)))
            y += px(TITLE)
            for probe in self._of(group):
                self._lay_out_probe(probe, room, QRectF(x, y, width, 0))
                y += self._probe_height(probe, room)
            y += px(GAP)
        self.set_range(self._height(room), px(QUESTION))
        answers = self._answers()
        if self._at is not None and self._at >= len(answers):
            self._at = None
        self.viewport().update()

    def _lay_out_probe(self, probe: Probe, room: int, place: QRectF) -> None:
        px = self._look.px
        x, y, width = place.x(), place.y(), place.width()
        self._items.append(Item(QRectF(x, y, width, px(QUESTION)), probe.question, 15.5, "ink", bold=True))
        y += px(QUESTION)
        if not probe.answers:
            self._items.append(Item(QRectF(x, y, width, px(MARK)), self.tr("not asked yet"), 13.5, "ink3"))
        for k, i in enumerate(ages(len(probe.answers), room)):
            step, text, rating = probe.answers[i]
            said, tip = verdict(rating), self._tip(probe, i)
            if k == 0:
                words = self.tr("step {step}").format(step=count(step))
                if said is not None:
                    words = f"{said.sign} {said.word} · {words}"
                colour = said.colour if said is not None else "ink2"
                self._items.append(Item(QRectF(x, y, width, px(MARK)), words, 13.5, colour, bold=True))
                y += px(MARK)
                lines = self._newest_lines()
                box = QRectF(x, y, width, lines * px(LINE))
                self._items.append(Item(box, _one_line(text), 15.5, "ink", lines=lines, tip=tip, answer=True))
                y += box.height()
                continue
            sign, number = px(18), px(42)
            if said is not None:
                self._items.append(Item(QRectF(x, y, sign, px(OLDER)), said.sign, 13.5, said.colour, bold=True))
            self._items.append(Item(QRectF(x + sign, y, number, px(OLDER)), count(step), 13.5, "ink3"))
            box = QRectF(x + sign + number, y, width - sign - number, px(OLDER))
            self._items.append(Item(box, _one_line(text), 15, "ink2", tip=tip, answer=True))
            y += px(OLDER)

    def _tip(self, probe: Probe, i: int) -> str:
        step, text, rating = probe.answers[i]
        said = verdict(rating)
        words = self.tr("“{question}”, step {step}: “{answer}”").format(
            question=isolated(probe.question), step=count(step), answer=isolated(_one_line(text))
        )
        if said is not None:
            words += f" {said.sign} {said.word}"
        return words

    def _answers(self) -> list[Item]:
        return [item for item in self._items if item.answer]

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words in sight."""
        painter = QPainter(self.viewport())
        look = self._look
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._probes:
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
        top = self.verticalScrollBar().value()
        marked = self._answers()[self._at] if self._at is not None else None
        for item in self._items:
            box = item.box.translated(0, -top)
            if box.bottom() < 0 or box.top() > self.viewport().height():
                continue
            if item is marked and self.hasFocus():
                paint_ring(painter, look, box, radius=4)
            self._draw(painter, item, box)
        if self.hasFocus() and marked is None:
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    def _draw(self, painter: QPainter, item: Item, box: QRectF) -> None:
        painter.setFont(self._look.font(item.size, bold=item.bold, digits=True))
        painter.setPen(self._look.colour(item.colour))
        metrics = painter.fontMetrics()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = item.text
        if item.lines == 1:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, math.floor(box.width()))
            painter.drawText(box, flags, text)
            return
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        while text and metrics.boundingRect(box.toRect(), int(wrap), text).height() > box.height() + 2:
            text = text[: max(0, len(text) - 6)].rstrip(" …") + "…" if len(text) > 6 else ""
        painter.drawText(box, wrap, text)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """The sentence about an answer comes by our own hand."""
        if event.type() == QEvent.Type.Leave:
            self._pointed = ""
            QToolTip.hideText()
        own = event.type() == QEvent.Type.ToolTip and bool(self._pointed)
        return True if own else super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about what is under the pointer."""
        at = event.position() + QPointF(0, self.verticalScrollBar().value())
        self._pointed = next((item.tip for item in self._items if item.tip and item.box.contains(at)), "")
        if self._pointed:
            QToolTip.showText(event.globalPosition().toPoint(), self._pointed, self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from answer to answer, Home and End to the ends, Escape lets go."""
        answers = self._answers()
        n = len(answers)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -n, Qt.Key.Key_End: n}
        key = Qt.Key(event.key())
        if key in steps and n:
            start = -1 if self._at is None else self._at
            self._at = min(max(0, start + steps[key]), n - 1)
            item = answers[self._at]
            self.bring(item.box.top(), item.box.bottom())
            self.setAccessibleDescription(item.tip)
            place = self.mapToGlobal(item.box.translated(0, -self.verticalScrollBar().value()).bottomLeft().toPoint())
            QToolTip.showText(place, item.tip, self)
            self.viewport().update()
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._at = None
            QToolTip.hideText()
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._at = None
        QToolTip.hideText()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns may fit."""
        before = self._columns(), self.minimumSizeHint().height()
        self._lay_out()
        if (
            before != (self._columns(), self.minimumSizeHint().height())
            or event.oldSize().width() != event.size().width()
        ):
            self.updateGeometry()

    def _restyle(self) -> None:
        self._lay_out()
        self.updateGeometry()


def _one_line(text: str) -> str:
    """An answer with its line ends made visible and bytes that are no text marked as such."""
    shown = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    return " ".join(shown.replace("\n", " ↵ ").split()) or "∅"
