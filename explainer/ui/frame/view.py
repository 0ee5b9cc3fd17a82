"""One view in the middle of the window: its head, and its pages, panels that scroll if they must.

A view of one page shows no choice of pages. Pages are made when they are first opened.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explainer.ui.frame.viewhead import ViewHead
from explainer.ui.look import Look
from explainer.ui.panels import Panel, PanelSpec, ViewSpec
from explainer.ui.panels.registry import title
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.scroll import LANE, Lane


class View(QWidget):
    """Head, and the page that is open. ``card_asked`` passes on what one of the cards asks the window for."""

    page_asked = Signal(str)
    card_asked = Signal(Card, str)

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
        self.head = ViewHead(look, title(spec), [(page.id, title(page)) for page in spec.pages])
        self.head.page_asked.connect(self.page_asked)
        self._stack = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._top = QHBoxLayout()  # as wide as the pages below, which have a lane for the scroll bar
        self._top.addWidget(self.head)
        self._column.addLayout(self._top)
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
            panel.caption_changed.connect(lambda text, p=page_id: self._set_caption(p, text))
            for card in panel.cards():
                card.asked.connect(lambda what, c=card: self.card_asked.emit(c, what))
            self._pages[page_id] = Lane(panel)
            self._stack.addWidget(self._pages[page_id])
            panel.fit(self._room())
        return self._panels[page_id]

    def open(self, page_id: str) -> None:
        """Show a page."""
        panel = self.panel_of(page_id)
        self.page = page_id
        self._stack.setCurrentWidget(self._pages[page_id])
        self.head.set_page(page_id, panel.caption())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the panels how much room there is."""
        self._fit()
        self.head.refit()

    def _set_caption(self, page_id: str, text: str) -> None:
        if page_id == self.page:
            self.head.set_caption(text)

    def _fit(self) -> None:
        for panel in self._panels.values():
            panel.fit(self._room())

    def _room(self) -> float:
        """Design pixels that a page is wide."""
        return self.width() / self._look.zoom - LANE

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(8))
        self._top.setContentsMargins(0, 0, self._look.px(LANE), 0)
        self._fit()
