"""What it can do by now: for each group of questions, how many answers are well formed and how many right, over steps.

Each is a small curve from nothing to all, with the present share beside it. Groups stand side by side where there is
room. The sentence below says what the numbers bear out and nothing else (``tuning_words.what_it_shows``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames.minds import Result
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.tuning_words import course, group_title, groups_of
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.parts import PointedParts
from explainer.ui.theme import mix

TITLE, ROW, LEAST_ROW, GAP, BETWEEN = 24, 44, 25, 5, 26  # design pixels
SIDE_BY_SIDE = 200  # a group's width from which they stand beside each other


@dataclass(frozen=True, slots=True)
class Share:
    """One measure of one group: how many of ``n`` at each step, oldest first."""

    group: str
    name: str
    course: tuple[tuple[int, int, int], ...]  # step, how many, of how many

    @property
    def now(self) -> float:
        """The newest share."""
        _, k, n = self.course[-1]
        return k / n


class ResultsView(PointedParts):
    """The small curves."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._groups: list[tuple[str, tuple[Share, ...]]] = []
        self._steps = 1
        self._told: tuple[tuple[Result, ...], int] = ((), 1)
        self.setObjectName("tuning_results")
        self.setAccessibleName(self.tr("What it can do by now"))
        self.setToolTip(self.tr("Point at a line, or go from line to line with the up and down arrow keys"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def apply(self, results: Sequence[Result], steps: int) -> None:
        """Show them; ``steps`` are those of the whole stage."""
        if (tuple(results), steps) == self._told:
            return
        self._told = (tuple(results), steps)
        known = groups_of([r for r in results if r.n > 0])
        if len(known) > 1:
            known = [group for group in known if group]  # "" stands for all of them together
        before = len(self._groups)
        self._groups = [
            (
                group,
                (
                    Share(group, self.tr("well formed"), tuple((r.step, r.wellformed, r.n) for r in found)),
                    Share(group, self.tr("right"), tuple((r.step, r.correct, r.n) for r in found)),
                ),
            )
            for group in known
            if (found := course(results, group))
        ]
        self._steps = max(1, steps, *(r.step for r in results)) if results else max(1, steps)
        if len(self._groups) != before:
            self._at = None
            self.updateGeometry()
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What stands there while nothing is measured."""
        if text != self._empty:
            self._empty = text
            self.update()

    def shares(self) -> list[Share]:
        """All that is drawn, in reading order."""
        return [share for _, shares in self._groups for share in shares]

    def labels(self) -> list[tuple[str, str, str]]:
        """(group, measure, share) as written."""
        return [(group_title(s.group), s.name, percent(s.now)) for s in self.shares()]

    def describe(self, index: int) -> str:
        """A measure in a sentence."""
        shares = self.shares()
        if not 0 <= index < len(shares):
            return ""
        share = shares[index]
        (_, k0, n0), (step, k, n) = share.course[0], share.course[-1]
        text = self.tr("{group}: {k} of {n} {measure} at step {step}").format(
            group=group_title(share.group), k=count(k), n=count(n), measure=share.name, step=count(step)
        )
        if len(share.course) > 1:
            text += self.tr("; {k} of {n} at step {step}").format(
                k=count(k0), n=count(n0), step=count(share.course[0][0])
            )
        return text

    def summary(self) -> str:
        """All measures."""
        return "\n".join(self.describe(i) for i in range(len(self.shares()))) or self._empty

    def sizeHint(self) -> QSize:
        """All groups below each other."""
        px, n = self._look.px, max(3, len(self._groups))
        return QSize(px(250), n * (px(TITLE) + 2 * px(32) + px(GAP)))

    def minimumSizeHint(self) -> QSize:
        """The same, close together, or side by side."""
        px = self._look.px
        n = 1 if self._side_by_side() else len(self._groups) or 3
        return QSize(px(220), n * (px(TITLE) + 2 * px(LEAST_ROW) + px(GAP)))

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Titles, names, curves, shares."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._groups:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        number = 0
        for i, (group, shares) in enumerate(self._groups):
            place = self._place(i)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.setFont(look.font(14.5, bold=True))
            painter.setPen(look.colour("ink"))
            title = QRectF(place.left(), place.top(), place.width(), px(TITLE))
            painter.drawText(title, left, group_title(group))
            painter.setFont(look.font(13, digits=True))
            painter.setPen(look.colour("ink3"))
            n = self.tr("n = {n}").format(n=count(shares[0].course[-1][2]))
            painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, n)
            for k, share in enumerate(shares):
                self._draw_share(painter, share, self._row(i, k), marked=number == self._at)
                number += 1

    def _draw_share(self, painter: QPainter, share: Share, row: QRectF, *, marked: bool) -> None:
        look, px = self._look, self._look.px
        if marked:
            painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), px(5), px(5))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(13.5))
        painter.setPen(look.colour("ink2"))
        name = px(90)
        painter.drawText(QRectF(row.left() + px(3), row.top(), name, row.height()), left, share.name)
        painter.setFont(look.font(15, bold=True, digits=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(row.adjusted(0, 0, -px(4), 0), right, percent(share.now))
        number = round(look.metrics(15, bold=True).horizontalAdvance("99.9 %")) + px(14)
        room = QRectF(row.left() + name, row.top() + px(3), row.width() - name - number, row.height() - px(7))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        points = [
            QPointF(room.left() + step / self._steps * room.width(), room.bottom() - k / n * room.height())
            for step, k, n in share.course
        ]
        colour = look.colour("sft")
        foot = [QPointF(points[-1].x(), room.bottom()), QPointF(points[0].x(), room.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(look.colours.card, look.colours.sft, 0.18)))
        painter.drawPolygon(QPolygonF(points + foot))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, px(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(points[-1], px(3.5), px(3.5))

    def _side_by_side(self) -> bool:
        px, n = self._look.px, len(self._groups)
        return n > 1 and (self.width() - px(BETWEEN) * (n - 1)) / n >= px(SIDE_BY_SIDE)

    def _place(self, i: int) -> QRectF:
        """Where a group stands."""
        px, n = self._look.px, max(1, len(self._groups))
        if self._side_by_side():
            width = (self.width() - px(BETWEEN) * (n - 1)) / n
            return QRectF(i * (width + px(BETWEEN)), 0, width, self.height())
        height = self.height() / n
        return QRectF(0, i * height, self.width(), height)

    def _row(self, i: int, k: int) -> QRectF:
        px, place = self._look.px, self._place(i)
        height = min(px(ROW), max(px(LEAST_ROW) - 1, (place.height() - px(TITLE) - px(GAP)) / 2))
        return QRectF(place.left(), place.top() + px(TITLE) + k * height, place.width(), height)

    def resizeEvent(self, event: object) -> None:
        """Groups may come to stand otherwise."""
        self.updateGeometry()

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def n_parts(self) -> int:
        """One for each measure."""
        return len(self.shares())

    def part_at(self, point: QPointF) -> int | None:
        """The measure there."""
        return next((i for i, row in enumerate(self._rows()) if row.contains(point)), None)

    def foot_of(self, index: int) -> QPointF:
        """Below a measure."""
        return self._rows()[index].bottomLeft()

    def _rows(self) -> list[QRectF]:
        return [self._row(i, k) for i, (_, shares) in enumerate(self._groups) for k in range(len(shares))]
