"""All views of the window, one of which is open; each is made when it is first opened.

Which view lies beside which, and which page, is asked here: the pages under *Deeper* count while they are unfolded.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from explainer.ui.frame.view import View
from explainer.ui.look import Look
from explainer.ui.panels import Panel, PanelSpec
from explainer.ui.panels.registry import PAGES, VIEW_OF, VIEWS
from explainer.ui.widgets.card import Card


class Views(QStackedWidget):
    """The views, one on top of the other.

    Args:
        make: makes the panel of a page.
        unfolded: ids of the views whose pages under *Deeper* were unfolded when the window was last used.
    """

    page_asked = Signal(str)
    card_asked = Signal(Card, str)  # a card, and what it asks the window for
    unfolded_changed = Signal(frozenset)  # ids of the views whose pages under Deeper stand beside the others

    def __init__(
        self, look: Look, make: Callable[[PanelSpec], Panel], unfolded: frozenset[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._make = make
        self._unfolded = unfolded & {view.id for view in VIEWS}
        self._views: dict[str, View] = {}

    @property
    def made(self) -> list[View]:
        """The views made so far."""
        return list(self._views.values())

    def of(self, page_id: str) -> View:
        """The view of a page."""
        spec = VIEW_OF[page_id]
        if spec.id not in self._views:
            view = self._views[spec.id] = View(self._look, spec, self._make, unfolded=spec.id in self._unfolded)
            view.page_asked.connect(self.page_asked)
            view.card_asked.connect(self.card_asked)
            view.head.unfolded_changed.connect(lambda unfolded, v=spec.id: self._note(v, unfolded=unfolded))
            self.addWidget(view)
        return self._views[spec.id]

    def remembered(self, page_id: str) -> str:
        """The page to open where ``page_id`` is asked for: of a view, the page that was last open there."""
        return self.of(page_id).page if page_id in PAGES and page_id == VIEW_OF[page_id].id else page_id

    def view_beside(self, page_id: str, step: int) -> str:
        """Id of the view ``step`` further than that of ``page_id``, round and round."""
        ids = [spec.id for spec in VIEWS]
        return ids[(ids.index(VIEW_OF[page_id].id) + step) % len(ids)]

    def page_beside(self, page_id: str, step: int) -> str:
        """Id of the page ``step`` further in the same view, round and round, among those that are in sight."""
        ids = [page.id for page in VIEW_OF[page_id].pages if not page.deeper or self.of(page_id).head.unfolded]
        return ids[(ids.index(page_id) + step) % len(ids)]

    def has_other_pages(self, page_id: str) -> bool:
        """Whether there is another page to go to from there."""
        return self.page_beside(page_id, 1) != page_id

    def _note(self, view_id: str, *, unfolded: bool) -> None:
        self._unfolded = self._unfolded | {view_id} if unfolded else self._unfolded - {view_id}
        self.unfolded_changed.emit(self._unfolded)
