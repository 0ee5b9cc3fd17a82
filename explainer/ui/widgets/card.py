"""A card: white, rounded, one idea. A title, one plain caption, the picture, and "more" for the exact definition.

Its menu copies or saves it as a picture or as numbers and lets it fill the window; so does a double click beside the
picture. The card itself only asks: the window chooses files, tells how it went, and has the room (``frame.saving``,
``frame.spotlight``). The body decides the size; the caption wraps.

Decision: a ``Card`` is only the place, and what one sees is its ``CardSheet``. To fill the window the sheet is lent out
and the place stays where it is, so panels may go on to arrange their cards at any moment. Rejected: lending the card
itself, which a panel's next arranging would have taken back; hiding all the others, for which every panel's layout
would have needed to be made.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from explainer.ui.look import HEADING, SMALL, Look
from explainer.ui.widgets import export, vector
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.failedpicture import FailedPicture
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import Table
from explainer.ui.widgets.textline import CLEARLY, TextLine

__all__ = ["TIGHT", "WIDE", "Card", "CardSheet", "Table"]

FILL, COPY_PICTURE, SAVE_PNG, SAVE_SVG, COPY_NUMBERS, SAVE_CSV = (
    "fill",
    "copy_picture",
    "png",
    "svg",
    "copy_numbers",
    "csv",
)

WIDE, TIGHT = 19, 12  # design pixels of the margins at the left and right, as ever and in a dense card


class CardSheet(QWidget):
    """What one sees of a card: the white ground, the head, the definition where it is unfolded, and the body."""

    opened = Signal()  # a double click where it means nothing else

    def __init__(self, look: Look, body: QWidget, parent: Card) -> None:
        super().__init__(parent)
        self._look = look
        self._body = body
        self.card = parent  # whose it is, wherever it is lent to
        self._accent = ""
        self.setObjectName("sheet")

    def set_accent(self, colour: str) -> None:
        """Have a top edge in the colour called ``colour``, or none."""
        if colour != self._accent:
            self._accent = colour
            self.update()

    def picture(self) -> QImage:
        """As for paper: without the buttons of the head."""
        with export.for_paper(self, export.FINE):
            return export.picture(self._paint, self.size())

    def svg(self, title: str, description: str) -> bytes:
        """The same in lines and letters."""
        with export.for_paper(self, 1.0):
            return vector.svg(self, title, description, self._is_handle)

    def _paint(self, painter: QPainter) -> None:
        self.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
        for child in self.children():
            if isinstance(child, QWidget) and child.isVisibleTo(self) and not self._is_handle(child):
                # A graphics view has another ``render``, of its scene.
                QWidget.render(child, painter, child.pos(), QRegion(), QWidget.RenderFlag.DrawChildren)

    def _is_handle(self, child: QWidget) -> bool:
        """Whether ``child`` is a button of the head."""
        return isinstance(child, Button) and child.parent() is self

    def paintEvent(self, event: QPaintEvent) -> None:
        """The white, rounded ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._look.colour("card"))
        painter.setPen(QPen(QColor(self._look.colours.line), 1))
        radius = self._look.px(12)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, radius, radius)
        if self._accent:
            shape = QPainterPath()
            shape.addRoundedRect(ground, radius, radius)
            painter.setClipPath(shape)
            painter.fillRect(QRectF(0, 0, self.width(), self._look.px(5)), self._look.colour(self._accent))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for room, unless the click was meant for something in the body."""
        under = self.childAt(event.position().toPoint())
        in_body = under is not None and (under is self._body or self._body.isAncestorOf(under))
        if event.button() == Qt.MouseButton.LeftButton and (not in_body or _is_ground(under)):
            self.opened.emit()


class Card(QWidget):
    """A titled card around ``body``; ``table`` gives the numbers it draws, or None while there are none.

    ``size`` is that of its title in design pixels.
    """

    asked = Signal(str)  # for what the window does: FILL, COPY_PICTURE, …

    def __init__(
        self,
        look: Look,
        title: str,
        caption: str,
        body: QWidget,
        *,
        more: str = "",
        table: Callable[[], Table | None] | None = None,
        size: float = HEADING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.body = body
        self.table = table
        self.setObjectName("card")
        self.sheet = CardSheet(look, body, self)
        self.sheet.opened.connect(lambda: self.asked.emit(FILL))
        self._title = TextLine(look, title, size=size, bold=True, colour="ink", lines=3)
        self._caption = TextLine(look, caption, size=SMALL, colour="ink3", lines=3)
        if not caption:
            self._caption.hide()
        self._more_text = more
        self._more = QLabel(more)
        self._more.setWordWrap(True)
        self._more.setTextFormat(Qt.TextFormat.MarkdownText)
        self._more.setProperty("tone", "quiet")
        self._more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._more.hide()
        self.more_button = Button(
            look, self.tr("more"), kind="plain", tip=self.tr("The exact definition"), parent=self.sheet
        )
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._unfold)
        self.more_button.setVisible(bool(more))
        self.menu_button = Button(
            look,
            kind="plain",
            icon="more",
            tip=self.tr("Copy, save or enlarge this card"),
            parent=self.sheet,
        )
        self.menu_button.clicked.connect(self._open_menu)
        self.back_button = Button(
            look,
            self.tr("Back"),
            icon="shrink",
            name=self.tr("Put this card back"),
            tip=self.tr("Put this card back among the others  (F11 or Escape)"),
            parent=self.sheet,
        )
        self.back_button.clicked.connect(lambda: self.asked.emit(FILL))
        self.back_button.hide()
        self._lent = False
        self._failed: FailedPicture | None = None
        self._head = QHBoxLayout()
        self._dense = self._beside = False
        self._titles = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._titles.addWidget(self._title)
        self._titles.addWidget(self._caption)
        self._head.addLayout(self._titles, 1)
        self._handles = QHBoxLayout()
        for button in (self.more_button, self.menu_button, self.back_button):
            self._handles.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        handles = QVBoxLayout()
        handles.addLayout(self._handles)
        handles.addStretch(1)
        self._head.addLayout(handles)
        self._column = QVBoxLayout(self.sheet)
        self._column.addLayout(self._head)
        self._column.addWidget(self._more)
        self._column.addWidget(body, 1)
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self.sheet)
        self._name()
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def title(self) -> str:
        """Its title."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Show another title."""
        if title != self._title.text():
            self._title.set_text(title)
            self._keep_title_whole()
            self._name()

    def set_caption(self, caption: str) -> None:
        """Show another caption, or none."""
        self._caption.set_text(caption)
        self._caption.setVisible(bool(caption))

    def caption(self) -> str:
        """The caption shown."""
        return self._caption.text()

    def set_dense(self, dense: bool) -> None:
        """Have narrow margins: for a page that must fit a low window."""
        if dense != self._dense:
            self._dense = dense
            self._restyle()

    def set_beside(self, beside: bool) -> None:
        """Have the caption beside the title and not below it."""
        if beside != self._beside:
            self._beside = beside
            way = QBoxLayout.Direction
            self._titles.setDirection(way.LeftToRight if beside else way.TopToBottom)
            self._titles.setStretchFactor(self._caption, int(beside))
            self._restyle()

    def set_accent(self, colour: str) -> None:
        """Belong to what the colour called ``colour`` means: a top edge and the title in it."""
        self.sheet.set_accent(colour)
        self._title.set_colour(colour)

    def describe(self, text: str) -> None:
        """Say in words what can be seen in it, for screen readers."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            self.body.setAccessibleDescription(text)

    def add_button(self, button: Button) -> None:
        """Put ``button`` into the card's head."""
        self._handles.insertWidget(0, button, 0, Qt.AlignmentFlag.AlignVCenter)

    # ---- as a file ---------------------------------------------------------------------------------------------------

    def picture(self) -> QImage:
        """The card as a picture, without its buttons."""
        return self.sheet.picture()

    def as_png(self) -> bytes:
        """The same as a file."""
        return export.png(self.picture())

    def as_svg(self) -> bytes:
        """The card as a file of lines and letters."""
        return self.sheet.svg(self.title, self.accessibleDescription())

    def numbers(self) -> Table | None:
        """The numbers it draws, or None where it draws none (now)."""
        return self.table() if self.table is not None else None

    # ---- where it fails ----------------------------------------------------------------------------------------------

    @property
    def failed(self) -> FailedPicture | None:
        """What stands in the place of the picture while that is switched off, or None."""
        return self._failed

    def fail(self, details: str) -> None:
        """Switch the picture off, for it failed; ``details`` can be copied."""
        if self._failed is None:
            self._failed = FailedPicture(self._look, self.body, details, self.sheet)
            self._column.insertWidget(self._column.indexOf(self.body), self._failed, 1)
            self.body.setUpdatesEnabled(False)  # though a page should show it again
            self.body.hide()
            self._failed.show()

    def mend(self) -> None:
        """Show the picture again."""
        if self._failed is not None:
            self._column.removeWidget(self._failed)
            self._failed.hide()
            self._failed.deleteLater()
            self._failed = None
            self.body.setUpdatesEnabled(True)
            self.body.show()

    # ---- in all the window -------------------------------------------------------------------------------------------

    @property
    def lent(self) -> bool:
        """Whether what one sees of it fills the window at present."""
        return self._lent

    def lend(self) -> CardSheet:
        """Give the sheet away; the place of the card stays empty until ``take_back``."""
        self._lent = True
        self.back_button.show()
        return self.sheet

    def take_back(self) -> None:
        """Have the sheet again."""
        self._lent = False
        self.back_button.hide()
        self._place.addWidget(self.sheet)
        self.sheet.show()

    # ---- its menu ----------------------------------------------------------------------------------------------------

    def make_menu(self) -> QMenu:
        """The menu, as it is right now."""
        menu = QMenu(self.menu_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        fill = self.tr("Put it back") if self._lent else self.tr("Fill the window")
        menu.addAction(f"{fill}\tF11", lambda: self.asked.emit(FILL))
        if self._more_text:
            unfolded = not self._more.isHidden()
            text = self.tr("Fold the definition") if unfolded else self.tr("The exact definition")
            menu.addAction(text, self.more_button.toggle)
        menu.addSeparator()
        menu.addAction(self.tr("Copy as picture"), lambda: self.asked.emit(COPY_PICTURE))
        menu.addAction(self.tr("Save as PNG…"), lambda: self.asked.emit(SAVE_PNG))
        menu.addAction(self.tr("Save as SVG…"), lambda: self.asked.emit(SAVE_SVG))
        menu.addSeparator()
        copy = menu.addAction(self.tr("Copy the numbers"), lambda: self.asked.emit(COPY_NUMBERS))
        save = menu.addAction(self.tr("Save the numbers as CSV…"), lambda: self.asked.emit(SAVE_CSV))
        if self.numbers() is None:
            reason = self.tr("There are no numbers here yet") if self.table else self.tr("There are no numbers in it")
            for action in (copy, save):
                action.setEnabled(False)
                action.setToolTip(reason)
                action.setText(f"{action.text()}\t{reason}")
        return menu

    def _open_menu(self) -> None:
        self.make_menu().popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _keep_title_whole(self) -> None:
        """Beside its title, a caption has what is left; some more than its width keeps the title on one line."""
        wide = self._title.sizeHint().width() + self._look.px(CLEARLY + 2)
        self._title.setMinimumWidth(wide if self._beside else 0)

    def _name(self) -> None:
        """Names for those who do not see it."""
        self.setAccessibleName(self.title)
        self.more_button.setAccessibleName(self.tr("More about: {title}").format(title=self.title))
        self.menu_button.setAccessibleName(self.tr("Menu of: {title}").format(title=self.title))

    def _unfold(self, unfolded: bool) -> None:
        self._more.setVisible(unfolded)
        self.more_button.setText(self.tr("less") if unfolded else self.tr("more"))

    def _restyle(self) -> None:
        px = self._look.px
        across, along = (px(TIGHT), px(8)) if self._dense else (px(WIDE), px(14))
        self._column.setContentsMargins(across, along, across, along)
        self._column.setSpacing(px(2 if self._dense else 6))
        self._head.setSpacing(px(2))
        self._handles.setSpacing(px(2))
        self._titles.setSpacing(0 if self._beside else px(2))
        self._keep_title_whole()
        self.sheet.update()


def _is_ground(widget: QWidget | None) -> bool:
    """Whether a double click there means nothing: a mere container, or words that are not for selecting."""
    if widget is None:
        return True
    plain = type(widget) is QWidget or isinstance(widget, Paragraph | TextLine)
    return plain and widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not widget.hasMouseTracking()
