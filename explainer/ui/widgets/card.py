"""A card: white, rounded, one idea. A title, one plain caption, the picture, and "more" for the exact definition.

Its menu copies or saves the card as a picture. The body decides the size; the caption wraps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from explainer.ui.look import HEADING, SMALL, Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a card: one row of values for each thing it draws."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class Card(QWidget):
    """A titled card around ``body``; ``table`` gives the numbers it draws, or None while there are none."""

    saved = Signal(str)  # the path of a picture that was saved, or an empty text where that failed

    def __init__(
        self,
        look: Look,
        title: str,
        caption: str,
        body: QWidget,
        *,
        more: str = "",
        table: Callable[[], Table | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.body = body
        self.table = table
        self.setObjectName("card")
        self.setAccessibleName(title)
        self._title = TextLine(look, title, size=HEADING, bold=True, colour="ink")
        self._caption = TextLine(look, caption, size=SMALL, colour="ink3")
        self._more_text = more
        self._more = QLabel(more)
        self._more.setWordWrap(True)
        self._more.setTextFormat(Qt.TextFormat.MarkdownText)
        self._more.setProperty("tone", "quiet")
        self._more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._more.hide()
        self.more_button = Button(look, self.tr("more"), kind="plain", tip=self.tr("The exact definition"))
        self.more_button.setCheckable(True)
        self.more_button.setAccessibleName(self.tr("More about: {title}").format(title=title))
        self.more_button.toggled.connect(self._unfold)
        self.more_button.setVisible(bool(more))
        self.menu_button = Button(
            look,
            kind="plain",
            icon="more",
            name=self.tr("Menu of: {title}").format(title=title),
            tip=self.tr("Copy or save this card as a picture"),
        )
        self.menu_button.clicked.connect(self._open_menu)
        self._head = QHBoxLayout()
        self._titles = QVBoxLayout()
        self._titles.addWidget(self._title)
        self._titles.addWidget(self._caption)
        self._head.addLayout(self._titles, 1)
        for button in (self.more_button, self.menu_button):
            self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._more)
        self._column.addWidget(body, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def title(self) -> str:
        """Its title."""
        return self._title.text()

    def set_caption(self, caption: str) -> None:
        """Show another caption."""
        self._caption.set_text(caption)

    def caption(self) -> str:
        """The caption shown."""
        return self._caption.text()

    def picture(self) -> QPixmap:
        """The card as a picture, without its buttons."""
        shown = [b for b in (self.more_button, self.menu_button) if b.isVisible()]
        for button in shown:
            button.setVisible(False)
        picture = self.grab()
        for button in shown:
            button.setVisible(True)
        return picture

    def describe(self, text: str) -> None:
        """Say in words what can be seen in it, for screen readers."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            self.body.setAccessibleDescription(text)

    def add_button(self, button: Button) -> None:
        """Put ``button`` into the card's head."""
        self._head.insertWidget(1, button, 0, Qt.AlignmentFlag.AlignTop)

    def copy_picture(self) -> None:
        """Lay the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    def save_picture(self, path: Path) -> bool:
        """Write the picture to ``path`` as PNG; return whether that worked."""
        worked = bool(self.picture().save(str(path), "PNG"))
        self.saved.emit(str(path) if worked else "")
        return worked

    def paintEvent(self, event: QPaintEvent) -> None:
        """The white, rounded ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._look.colour("card"))
        painter.setPen(QPen(QColor(self._look.colours.line), 1))
        radius = self._look.px(12)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(19), px(14), px(19), px(14))
        self._column.setSpacing(px(6))
        self._head.setSpacing(px(2))
        self._titles.setSpacing(px(2))
        self.update()

    def _unfold(self, unfolded: bool) -> None:
        self._more.setVisible(unfolded)
        self.more_button.setText(self.tr("less") if unfolded else self.tr("more"))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy as picture"), self.copy_picture)
        menu.addAction(self.tr("Save as PNG…"), self._choose_file)
        if self._more_text:
            text = self.tr("Fold the definition") if self._more.isVisible() else self.tr("The exact definition")
            menu.addAction(text, self.more_button.toggle)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _choose_file(self) -> None:
        # Not modal: the show goes on while the file is chosen.
        dialog = QFileDialog(self, self.tr("Save as PNG"), f"{self.title}.png".replace("?", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        dialog.fileSelected.connect(lambda path: QTimer.singleShot(0, self, lambda: self.save_picture(Path(path))))
        dialog.show()
