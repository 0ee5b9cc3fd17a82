"""The three sentences in which a word is compared: a line for each, with the sign of its path and what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.pathpicture import draw_sign
from explainer.ui.widgets.limit import limit

TYPING_MS = 300  # after the last key before the model is asked
LONGEST = 1000  # characters; the context is shorter


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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        self.fields = tuple(QLineEdit() for _ in titles)
        for line, (field, title, tip) in enumerate(zip(self.fields, titles, tips, strict=True)):
            label = QLabel(title)
            label.setProperty("tone", "quiet")
            label.setBuddy(field)
            field.setProperty("kind", "field")
            field.setAccessibleName(title)
            limit(field, LONGEST)
            field.setToolTip(tip)
            field.textEdited.connect(lambda _text: self._typing.start())
            field.returnPressed.connect(self.ask)
            for column, widget in enumerate((Sign(look, line), label, field)):
                self._grid.addWidget(widget, line, column)
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

    def _put(self, field: QLineEdit, text: str) -> None:
        field.setText(text)
        field.setCursorPosition(0)  # of a long sentence the beginning is seen

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(self._look.px(6))
        self._grid.setVerticalSpacing(self._look.px(4))
