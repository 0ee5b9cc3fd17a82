"""What all painters of the trip are given, and the few strokes they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from explainer.ui.look import Look
from explainer.ui.panels.overview.film import Film, FilmStage
from explainer.ui.panels.overview.layout import TripLayout
from explainer.ui.panels.overview.parts import AttentionRibbon, Part
from explainer.ui.panels.overview.scene import TripScene
from explainer.ui.theme import mix

WORDS, HEADING, DIGITS = 15.0, 16.0, 15.0  # font sizes in design pixels; none smaller, it is read from afar
FAINT = 0.13  # how much is seen of a stage that has not begun
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Canvas:
    """A painter, and everything it paints from."""

    painter: QPainter
    look: Look
    scene: TripScene
    places: TripLayout
    ribbons: Sequence[AttentionRibbon]
    film: Film
    pointed: Part | None

    def px(self, length: float) -> int:
        """Design pixels."""
        return self.look.px(length)

    def colour(self, name: str) -> QColor:
        """A colour of the theme."""
        return self.look.colour(name)

    def tint(self, name: str, share: float) -> QColor:
        """``share`` of a colour laid over the card."""
        return QColor(mix(self.look.colours.card, str(getattr(self.look.colours, name)), share))

    def enter(self, stage: FilmStage) -> float:
        """What is painted from now on belongs to ``stage``; returns how much of it is in sight."""
        share = self.film.share(stage)
        self.painter.setOpacity(FAINT + (1 - FAINT) * share)
        return share

    def text(
        self,
        box: QRectF,
        align: Qt.AlignmentFlag,
        words: str,
        colour: str | QColor,
        size: float = WORDS,
        *,
        bold: bool = False,
        digits: bool = False,
    ) -> None:
        """One line, cut where it does not fit."""
        font = self.look.font(size, bold=bold, digits=digits)
        self.painter.setFont(font)
        self.painter.setPen(self.colour(colour) if isinstance(colour, str) else colour)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 1)
        self.painter.drawText(box, align, shown)

    def width(self, words: str, font: QFont) -> float:
        """Width of a line."""
        return QFontMetricsF(font).horizontalAdvance(words)

    def fill(self, box: QRectF, colour: QColor, radius: float) -> None:
        """A rounded box without an outline."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(box, radius, radius)

    def line(self, x0: float, x1: float, y: float, thick: float, colour: QColor) -> None:
        """A level line."""
        self.painter.fillRect(QRectF(x0, y - thick / 2, x1 - x0, thick), colour)

    def curve(self, start: QPointF, end: QPointF, thick: float, colour: QColor) -> None:
        """A line that leaves and arrives level."""
        path = QPainterPath(start)
        bend = (end.x() - start.x()) * 0.5
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        self.stroke(path, thick, colour)

    def stroke(self, path: QPainterPath, thick: float, colour: QColor) -> None:
        """A line of even thickness."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QBrush(colour), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        self.painter.drawPath(path)

    def plus(self, at: QPointF) -> None:
        """Where something is added to the stream."""
        radius, arm = self.px(8.5), self.px(4)
        self.painter.setBrush(self.colour("card"))
        self.painter.setPen(QPen(self.colour("embedding"), self.px(2)))
        self.painter.drawEllipse(at, radius, radius)
        self.painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
        self.painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
