"""Other demonstrations to browse: question, answer, and in which manner it is given. They are mixed on purpose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import isolated
from explainer.ui.panels.minds.tuning_shown import ShownPieces
from explainer.ui.panels.minds.tuning_words import manner_name
from explainer.ui.pictures.rowlist import RowList
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

BESIDE = 560  # design pixels from which the list stands beside the demonstration


class ExampleList(RowList):
    """Two lines a demonstration: what is asked, and the answer that is shown."""

    LEAST = 1

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._rows: tuple[tuple[str, str, str], ...] = ()
        self.setObjectName("examples")

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show (question, answer, manner)."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.renew()

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """What it lists."""
        return self._rows

    def n_rows(self) -> int:
        """How many there are."""
        return len(self._rows)

    def describe(self, row: int) -> str:
        """A demonstration in words."""
        question, answer, manner = self._rows[row]
        return self.tr("“{question}” — “{answer}” ({manner})").format(
            question=isolated(question), answer=isolated(answer), manner=manner_name(manner)
        )

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """The question with the manner at the right, and below it the answer."""
        look, px = self._look, self._look.px
        question, answer, manner = self._rows[row]
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        upper = QRectF(box.left(), box.top() + px(3), box.width(), px(19))
        lower = QRectF(box.left(), box.top() + px(22), box.width(), px(21))
        painter.setFont(look.font(13.5, bold=True))
        painter.setPen(look.colour("sft"))
        name = manner_name(manner)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        taken = painter.fontMetrics().horizontalAdvance(name) + px(10)
        for place, text, size, colour, room in (
            (upper, question, 13.5, "ink2", box.width() - taken),
            (lower, answer, 15.0, "ink", box.width()),
        ):
            painter.setFont(look.font(size))
            painter.setPen(look.colour(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(place, left, shown)


class Shown(QWidget):
    """The demonstration of the last step, the button that begins the stage, and the list below or beside."""

    def __init__(
        self, look: Look, pieces: ShownPieces, begin: Button, examples: ExampleList, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.manners = TextLine(look, size=13.5, colour="ink2", lines=3)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(pieces, 1)
        left.addWidget(begin, 0, Qt.AlignmentFlag.AlignLeft)
        left.setSpacing(0)
        right.addWidget(self.manners)
        right.addWidget(examples, 1)
        self._parts = left, right
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(left, 5)
        self._box.addLayout(right, 4)
        look.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        wide = event.size().width() >= self._look.px(BESIDE)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _restyle(self) -> None:
        px = self._look.px
        self._box.setSpacing(px(6))
        self._parts[1].setSpacing(px(2))
