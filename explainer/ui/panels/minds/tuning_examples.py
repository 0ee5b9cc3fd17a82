"""Other demonstrations to browse: question, answer, and in which manner it is given. They are mixed on purpose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import isolated
from explainer.ui.panels.minds.tuning_shown import ShownPieces
from explainer.ui.panels.minds.tuning_words import manner_name
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.datatable import Column, DataTable, Line, Lines, Size, Text
from explainer.ui.widgets.textline import TextLine

BESIDE = 560  # design pixels from which the list stands beside the demonstration


class ExampleList(DataTable):
    """Two lines a demonstration: what is asked, and the answer that is shown."""

    SIZE = Size(row=46, most=54, least=1, usual=4, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """All in one."""
        return (Column(cell=self._lines, grow=1),)

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show (question, answer, manner)."""
        if tuple(rows) != self.rows:
            self.set_rows(tuple(rows))

    def tell(self, row: tuple[str, str, str]) -> str:
        """A demonstration in words."""
        question, answer, manner = row
        return self.tr("“{question}” — “{answer}” ({manner})").format(
            question=isolated(question), answer=isolated(answer), manner=manner_name(manner)
        )

    @staticmethod
    def _lines(row: tuple[str, str, str]) -> Lines:
        question, answer, manner = row
        named = Text(manner_name(manner), "sft", SMALL, bold=True)
        return Lines((Line(Text(question, "ink2", SMALL), right=named), Line(Text(answer, size=15.0))))


class Shown(QWidget):
    """The demonstration of the last step, the button that begins the stage, and the list below or beside."""

    def __init__(
        self, look: Look, pieces: ShownPieces, begin: Button, examples: ExampleList, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.manners = TextLine(look, size=SMALL, colour="ink2", lines=3)
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
