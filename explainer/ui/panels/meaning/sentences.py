"""The three sentences in which a word is compared: a field for each, with the sign of its path and what it is for.

Side by side where each has room for a sentence, one below the other where not.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.pathpicture import draw_sign
from explainer.ui.panels.panel import TWO_COLUMNS
from explainer.ui.widgets.limit import limit

TYPING_MS = 300  # after the last key before the model is asked
LONGEST = 1000  # characters; the context is shorter
SHORTEST = 20  # characters for which a field has room beside the others


class Sign(QWidget):
    """The sign of a text beside its field."""

    def __init__(self, look: Look, which: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._which = look, which
        look.changed.connect(self._restyle)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_sign(painter, self._look, self._which, self.rect().toRectF().center(), self._look.px(5.5))

    def _restyle(self) -> None:
        self.setFixedSize(self._look.px(20), self._look.px(20))


class Sentences(QWidget):
    """The fields. ``asked`` says that a person wants what stands in them compared."""

    asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wide: bool | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.asked)
        titles = (
            self.tr("First sentence"),
            self.tr("Second: another meaning"),
            self.tr("Third: the first meaning again"),
        )
        tips = (
            self.tr("Type a sentence with a word that the others have too; Enter asks at once"),
            self.tr("Type a sentence in which that word means something else; Enter asks at once"),
            self.tr("The control: a sentence in which that word means what it means in the first, said in other words"),
        )
        self.fields = tuple(QLineEdit() for _ in titles)
        labels = tuple(QLabel(title) for title in titles)
        for label, field, title, tip in zip(labels, self.fields, titles, tips, strict=True):
            label.setProperty("tone", "quiet")
            label.setBuddy(field)
            field.setProperty("kind", "field")
            field.setAccessibleName(title)
            limit(field, LONGEST)
            field.setToolTip(tip)
            field.textEdited.connect(lambda _text: self._typing.start())
            field.returnPressed.connect(self.ask)
        signs = tuple(Sign(look, which) for which in range(len(titles)))
        self._lines = tuple(zip(signs, labels, self.fields, strict=True))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.fit(TWO_COLUMNS)
        look.changed.connect(self._restyle)
        self._restyle()

    def texts(self) -> tuple[str, str, str]:
        """What stands in the fields: first, second, control."""
        first, second, control = (field.text() for field in self.fields)
        return first, second, control

    def fill(self, texts: Sequence[str]) -> None:
        """Put ``texts`` into the fields and ask."""
        for field, text in zip(self.fields, texts, strict=True):
            self._put(field, text)
        self.ask()

    def follow(self, texts: Sequence[str], *, new: bool) -> None:
        """Show the ``texts`` of a frame. While a person types, the fields are theirs; ``new`` is another model."""
        for field, text in zip(self.fields, texts, strict=True):
            if field.text() != text and not self._typing.isActive() and (new or not field.hasFocus()):
                self._put(field, text)

    def ask(self) -> None:
        """Ask now."""
        self._typing.stop()
        self.asked.emit()

    @property
    def typing(self) -> bool:
        """Whether a person has just typed and the model has not been asked yet."""
        return self._typing.isActive()

    def fit(self, width: float) -> None:
        """There are ``width`` design pixels."""
        wide = width >= TWO_COLUMNS
        if wide == self._wide:
            return
        self._wide = wide
        for i, (sign, label, field) in enumerate(self._lines):
            self._grid.addWidget(sign, *((1, 2 * i) if wide else (i, 0)))
            self._grid.addWidget(label, *((0, 2 * i + 1) if wide else (i, 1)))
            self._grid.addWidget(field, *((1, 2 * i + 1) if wide else (i, 2)))
        self._share_out()

    def show_word(self, word: str) -> None:
        """Of a sentence that is too long for its field, show the part that has ``word``."""
        for field in self.fields:
            if not field.hasFocus():
                field.setCursorPosition(0)
                field.setCursorPosition(max(0, field.text().rfind(word)) + len(word))

    def _put(self, field: QLineEdit, text: str) -> None:
        field.setText(text)
        field.setCursorPosition(0)
        self._share_out()

    def _share_out(self) -> None:
        """Side by side, each field has room for what stands in it, as far as there is."""
        for column in range(6):
            text = self.fields[column // 2].text()
            share = (8 + max(SHORTEST, min(2 * SHORTEST, len(text)))) * (column % 2)
            self._grid.setColumnStretch(column, share if self._wide else int(column == 2))

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(self._look.px(6))
        self._grid.setVerticalSpacing(self._look.px(4))
