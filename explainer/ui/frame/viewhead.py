"""The head of a view: its title, one plain sentence, and the choice of its pages, arranged so that nothing is cut off.

One line where all fits. Where it does not, the sentence takes a line of its own; where not even title and pages fit
side by side, the pages fold into one button with a menu. A sentence that grows while one reads it may move to a second
line but does not jump back before the room or the page changes.

Pages for people who want to know exactly are folded away under *Deeper*, and stand beside the others once that was
pressed or one of them is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QWidget

from explainer.ui.look import TITLE, Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

CAPTION = 16.0  # design pixels of its letters


@dataclass(frozen=True, slots=True)
class Tab:
    """One page to choose."""

    id: str
    title: str
    deeper: bool = False


class ViewHead(QWidget):
    """Title, caption and pages, which are shown where there is more than one."""

    page_asked = Signal(str)
    unfolded_changed = Signal(bool)

    def __init__(
        self, look: Look, title: str, pages: Sequence[Tab], *, unfolded: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._page = pages[0].id
        self._deep = frozenset(page.id for page in pages if page.deeper)
        self.unfolded = unfolded
        self._two_lines = False
        self.title = TextLine(look, title, size=TITLE, bold=True, colour="ink", parent=self)
        self.caption = TextLine(look, size=CAPTION, parent=self)
        self.buttons: dict[str, Button] = {}
        self.menu_button = Button(look, name=self.tr("Pages of this view"), parent=self)
        self.menu_button.setToolTip(self.tr("Pages of this view  (F6 goes to the next)"))
        self.menu_button.setMenu(QMenu(self.menu_button))
        self.deeper = Button(look, kind="page", parent=self)
        self.deeper.setObjectName("deeper")
        self.deeper.setVisible(False)
        self.deeper.clicked.connect(lambda: self.unfold(not self.unfolded))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if len(pages) > 1:
            self._add_pages(pages)
        self._tell_deeper()
        look.changed.connect(self._restyle)
        self._restyle()

    def set_page(self, page_id: str, caption: str) -> None:
        """Another page is open."""
        self._page = page_id
        if page_id in self._deep and not self.unfolded:
            self.unfold(True)
        self.caption.set_text(caption)
        if page_id in self.buttons:
            self.buttons[page_id].setChecked(True)
            self.menu_button.setText(self.buttons[page_id].text() + " ▾")
        for action in self.menu_button.menu().actions():
            action.setChecked(action.data() == page_id)
        self._two_lines = False
        self._arrange()

    def set_caption(self, caption: str) -> None:
        """The sentence of the open page has changed."""
        if caption != self.caption.text():
            self.caption.set_text(caption)
            self._arrange()

    def unfold(self, unfolded: bool) -> None:
        """Show the pages that lie deeper beside the others, or fold them away again; an open one makes room."""
        self.unfolded = unfolded
        if not unfolded and self._page in self._deep:
            self.page_asked.emit(next(page for page in self.buttons if page not in self._deep))
        self._tell_deeper()
        self._two_lines = False
        self._arrange()
        self.unfolded_changed.emit(unfolded)

    def refit(self) -> None:
        """The room has changed, and the page may have shortened its sentence to it."""
        self._two_lines = False
        self._arrange()

    def sizeHint(self) -> QSize:
        """One line or two; any width will do."""
        px, line = self._look.px, self._first_line()
        height = line + (self.caption.sizeHint().height() if self._two_lines else 0)
        return QSize(px(400), height + px(2))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        if event.size().width() != event.oldSize().width():
            self._two_lines = False
        self._arrange()

    def _add_pages(self, pages: Sequence[Tab]) -> None:
        group = QButtonGroup(self)
        group.setExclusive(True)
        for page in pages:
            page_id, name = page.id, page.title
            tip = self.tr("Page of this view: {name}  (F6 goes to the next)").format(name=name)
            button = Button(self._look, name, kind="page", name=name, tip=tip, parent=self)
            button.setObjectName(f"page.{page_id}")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, p=page_id: self.page_asked.emit(p))
            group.addButton(button)
            self.buttons[page_id] = button
            if page_id == self._first_deep():
                self.menu_button.menu().addSection(self.tr("Deeper"))
            action = self.menu_button.menu().addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(page_id)
            action.triggered.connect(lambda _checked=False, p=page_id: self.page_asked.emit(p))

    def _first_deep(self) -> str:
        return next((page for page in self.buttons if page in self._deep), "")

    def _tell_deeper(self) -> None:
        """Name the button by what it does."""
        self.deeper.setText(self.tr("Deeper ◂") if self.unfolded else self.tr("Deeper ▸"))
        self.deeper.setAccessibleName(
            self.tr("Deeper: fold away") if self.unfolded else self.tr("Deeper: show more pages")
        )
        names = ", ".join(button.text() for page, button in self.buttons.items() if page in self._deep)
        tip = self.tr("Fold away: {pages}") if self.unfolded else self.tr("For those who want to know exactly: {pages}")
        self.deeper.setToolTip(tip.format(pages=names))

    def _row(self) -> list[Button]:
        """The buttons that stand beside each other where there is room."""
        row: list[Button] = []
        for page_id, button in self.buttons.items():
            if page_id == self._first_deep():
                row.append(self.deeper)
            if self.unfolded or page_id not in self._deep:
                row.append(button)
        return row

    def _first_line(self) -> int:
        height = self.title.sizeHint().height()
        return max(height, self.menu_button.sizeHint().height()) if self.buttons else height

    def _arrange(self) -> None:
        px, width = self._look.px, self.width()
        gap, between = px(14), px(4)
        line, top = self._first_line(), px(2)
        title = min(self.title.sizeHint().width(), width)
        wide = [button.sizeHint().width() for button in self._row()]
        row = sum(wide) + between * max(0, len(wide) - 1)
        folded = bool(wide) and title + gap + row > width
        if folded:
            row = min(self.menu_button.sizeHint().width(), max(0, width - title - gap))
        room = width - title - gap - (row + gap if row else 0)
        caption = round(self._look.metrics(CAPTION).horizontalAdvance(self.caption.text())) + px(4)
        before = self.sizeHint().height()
        self._two_lines = self._two_lines or caption > room
        high, low = self.title.sizeHint().height(), self.caption.sizeHint().height()
        y = top + (line - high) // 2
        self.title.setGeometry(QRect(0, y, title, high))
        if self._two_lines:
            self.caption.setGeometry(QRect(0, top + line, width, low))
        else:  # letters of both sizes stand on one base line
            drop = self._look.metrics(TITLE, bold=True).descent() - self._look.metrics(CAPTION).descent()
            self.caption.setGeometry(QRect(title + gap, y + high - low - round(drop), max(0, room), low))
        self._place_pages(wide, folded=folded, row=row, between=between, top=top, line=line)
        if self.sizeHint().height() != before or self.height() != self.sizeHint().height():
            self.updateGeometry()

    def _place_pages(self, wide: list[int], *, folded: bool, row: int, between: int, top: int, line: int) -> None:
        x = self.width() - row
        high = self.menu_button.sizeHint().height()
        y = top + (line - high) // 2
        self.menu_button.setVisible(folded)
        self.menu_button.setGeometry(QRect(x, y, row, high))
        shown = self._row()
        for button in (*self.buttons.values(), self.deeper):
            button.setVisible(not folded and button in shown)
        for button, width in zip(shown, wide, strict=True):
            button.setGeometry(QRect(x, y, width, high))
            x += width + between

    def _restyle(self) -> None:
        self._two_lines = False
        self._arrange()
        self.updateGeometry()
