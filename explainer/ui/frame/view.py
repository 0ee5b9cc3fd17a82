"""One view in the middle of the window: its head, and its pages, panels that scroll if they must.

A view of one page shows no choice of pages. Pages are made when they are first opened. Whatever one of them raises
stays there (see ``failing``), and is tried again when it is opened again.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explainer.engine.frames import Frame
from explainer.ui.frame.failing import FailedPage, FailureStrip, place_of
from explainer.ui.frame.viewhead import Tab, ViewHead
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
        self,
        look: Look,
        spec: ViewSpec,
        make: Callable[[PanelSpec], Panel],
        *,
        unfolded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._spec = spec
        self._make = make
        self._pages: dict[str, QScrollArea] = {}
        self._panels: dict[str, Panel] = {}
        self._failures: dict[str, dict[str, str]] = {}  # of each page: details, by the topic or what else failed
        self._values: dict[str, Mapping[str, str]] = {}  # last told to the story
        self.page = spec.id
        self.setAccessibleName(title(spec))
        pages = [Tab(page.id, title(page), page.deeper) for page in spec.pages]
        self.head = ViewHead(look, title(spec), pages, unfolded=unfolded)
        self.head.page_asked.connect(self.page_asked)
        self._stack = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._top = QHBoxLayout()  # as wide as the pages below, which have a lane for the scroll bar
        self._top.addWidget(self.head)
        self.strip = FailureStrip(look)
        self.strip.again.connect(lambda: self.page_asked.emit(self.page))
        self._column.addLayout(self._top)
        self._column.addWidget(self.strip)
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
            try:
                panel = self._make(spec)
            except Exception as error:
                panel = FailedPage()
                self._note(page_id, "page", error)
            self._panels[page_id] = panel
            panel.caption_changed.connect(lambda text, p=page_id: self._set_caption(p, text))
            for card in panel.cards():
                card.asked.connect(lambda what, c=card: self.card_asked.emit(c, what))
            self._pages[page_id] = Lane(panel)
            self._stack.addWidget(self._pages[page_id])
            with self.guarded(page_id):
                panel.fit(self._room())
        return self._panels[page_id]

    def open(self, page_id: str) -> None:
        """Show a page."""
        panel = self.panel_of(page_id)
        self.page = page_id
        with self.guarded(page_id):  # what Qt calls meanwhile and raises comes out here
            self._stack.setCurrentWidget(self._pages[page_id])
        caption = ""
        with self.guarded(page_id):
            caption = panel.caption()
        self.head.set_page(page_id, caption)
        self._tell()

    def take(self, page_id: str, topic: str, frame: Frame) -> None:
        """Let a page draw a frame."""
        with self.guarded(page_id, topic):
            self.panel_of(page_id).take(frame)
            if self._failures.get(page_id, {}).pop(topic, None) is not None:
                self._tell()

    def values(self, page_id: str) -> Mapping[str, str]:
        """What the story of a page may quote; where the page fails to tell, what it told last."""
        with self.guarded(page_id, "values"):
            self._values[page_id] = self.panel_of(page_id).values()
        return self._values.get(page_id, {})

    def begin(self) -> None:
        """Another run: let all pages forget the older one."""
        for page_id, panel in self._panels.items():
            with self.guarded(page_id):
                panel.begin()

    # ---- what fails --------------------------------------------------------------------------------------------------

    @contextmanager
    def guarded(self, page_id: str, what: str = "page") -> Iterator[None]:
        """Let what a page raises meanwhile be its own trouble."""
        try:
            yield
        except Exception as error:
            self.blame(error, page_id, what)

    def blame(self, error: BaseException, page_id: str = "", what: str = "") -> bool:
        """Switch off what raised ``error``; False where that is none of this view's pages.

        Args:
            error: the window may be in the midst of painting, so the card is covered when that is over.
            page_id: whose it is at any rate, where that is known.
            what: the topic, or another word, under which a page remembers it.
        """
        card, panel = place_of(error.__traceback__)
        mine = [page for page, one in self._panels.items() if one is panel]
        if not (mine or page_id):
            return False
        details = self._details(error)
        if card is not None and mine and card.failed is None:
            QTimer.singleShot(0, card, lambda: _cover(card, details))
        if card is None or what:
            self._note(page_id or mine[0], what, error)
        return True

    def failed(self, topic: str, details: str) -> bool:
        """The engine could not make a frame of ``topic``; False where the open page does not draw it."""
        if topic not in next(page.topics for page in self._spec.pages if page.id == self.page):
            return False
        self._failures.setdefault(self.page, {})[topic] = details
        self._tell()
        return True

    def try_again(self, page_id: str) -> None:
        """The page is about to be opened: show again what had failed on it, and make it anew where it could not be."""
        self._failures.pop(page_id, None)
        panel = self._panels.get(page_id)
        if isinstance(panel, FailedPage):
            del self._panels[page_id]
            self._stack.removeWidget(place := self._pages.pop(page_id))
            place.deleteLater()
        elif panel is not None:
            for card in panel.cards():
                card.mend()

    def _note(self, page_id: str, what: str, error: BaseException) -> None:
        self._failures.setdefault(page_id, {})[what] = self._details(error)
        QTimer.singleShot(0, self, self._tell)

    def _details(self, error: BaseException) -> str:
        return "".join(traceback.format_exception(error))

    def _tell(self) -> None:
        failures = self._failures.get(self.page, {})
        self.strip.tell(list(failures.values()), whole=isinstance(self._panels.get(self.page), FailedPage))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the panels how much room there is."""
        self._fit()
        self.head.refit()

    def _set_caption(self, page_id: str, text: str) -> None:
        if page_id == self.page:
            self.head.set_caption(text)

    def _fit(self) -> None:
        for page_id, panel in self._panels.items():
            with self.guarded(page_id):
                panel.fit(self._room())

    def _room(self) -> float:
        """Design pixels that a page is wide."""
        return self.width() / self._look.zoom - LANE

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(8))
        self._top.setContentsMargins(0, 0, self._look.px(LANE), 0)
        self._fit()


def _cover(card: Card, details: str) -> None:
    if shiboken6.isValid(card):
        card.fail(details)
