"""One view in the middle of the window: its title, one plain sentence, and its pages, panels that scroll if they must.

A view of one page shows no choice of pages. Pages are made when they are first opened.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explainer.ui.look import TITLE, Look
from explainer.ui.panels import Panel, PanelSpec, ViewSpec
from explainer.ui.panels.registry import title
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine


class View(QWidget):
    """Title, caption, choice of pages, and the page that is open."""

    page_asked = Signal(str)

    def __init__(
        self, look: Look, spec: ViewSpec, make: Callable[[PanelSpec], Panel], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._spec = spec
        self._make = make
        self._pages: dict[str, QScrollArea] = {}
        self._panels: dict[str, Panel] = {}
        self.page = spec.id
        self.setAccessibleName(title(spec))
        self.title = TextLine(look, title(spec), size=TITLE, bold=True, colour="ink")
        self.caption = TextLine(look, size=16)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addWidget(self.caption, 1, Qt.AlignmentFlag.AlignBottom)
        self.buttons: dict[str, Button] = {}
        if len(spec.pages) > 1:
            self._add_buttons()
        self._stack = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._stack, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def panel(self) -> Panel:
        """The panel of the page that is open."""
        return self.panel_of(self.page)

    @property
    def scroll_area(self) -> QScrollArea:
        """What the open page scrolls in, where it does not fit."""
        return self._pages[self.page]

    @property
    def panels(self) -> list[Panel]:
        """The panels made so far."""
        return list(self._panels.values())

    def panel_of(self, page_id: str) -> Panel:
        """The panel of a page, made where it has not been opened yet."""
        if page_id not in self._panels:
            spec = next(page for page in self._spec.pages if page.id == page_id)
            panel = self._panels[page_id] = self._make(spec)
            panel.setAutoFillBackground(False)
            panel.caption_changed.connect(lambda text, p=page_id: self._set_caption(p, text))
            scroll = self._pages[page_id] = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setWidget(panel)
            scroll.viewport().setAutoFillBackground(False)
            self._stack.addWidget(scroll)
            panel.fit(self.width() / self._look.zoom)
        return self._panels[page_id]

    def open(self, page_id: str) -> None:
        """Show a page."""
        panel = self.panel_of(page_id)
        self.page = page_id
        self._stack.setCurrentWidget(self._pages[page_id])
        self.caption.set_text(panel.caption())
        if page_id in self.buttons:
            self.buttons[page_id].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the panels how much room there is."""
        for panel in self._panels.values():
            panel.fit(self.width() / self._look.zoom)

    def _add_buttons(self) -> None:
        group = QButtonGroup(self)
        group.setExclusive(True)
        for page in self._spec.pages:
            name = title(page)
            tip = self.tr("Page of this view: {name}  (F6 goes to the next)").format(name=name)
            button = Button(self._look, name, kind="page", name=name, tip=tip)
            button.setObjectName(f"page.{page.id}")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, p=page.id: self.page_asked.emit(p))
            group.addButton(button)
            self.buttons[page.id] = button
            self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)

    def _set_caption(self, page_id: str, text: str) -> None:
        if page_id == self.page:
            self.caption.set_text(text)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(8))
        self._head.setSpacing(px(4))
        self._head.setContentsMargins(px(1), px(2), 0, 0)
        metrics = self._look.metrics(TITLE, bold=True)
        for panel in self._panels.values():
            panel.fit(self.width() / self._look.zoom)
        self.title.setFixedWidth(round(metrics.horizontalAdvance(title(self._spec))) + px(14))
