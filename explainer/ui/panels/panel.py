"""What a panel is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, PromptFrame
from explainer.ui.actions import Actions
from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.panels.cardgrid import CardGrid
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import SamplingChoice
from explainer.ui.show import Show
from explainer.ui.translate import Marked
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.kept import Kept, found_in

TWO_COLUMNS = 715  # design pixels from which most pages put cards side by side; below, some would lack room
ROOMY = 900  # and from which captions may be longer


@dataclass(frozen=True, slots=True)
class PanelContext:
    """All that a panel is given."""

    look: Look
    show: Show
    actions: Actions
    prompt: Prompt
    sampling: SamplingChoice
    focus: Focus


class Panel(QWidget):
    """The base of all views: cards under a title that the window draws.

    While one of its cards fills the window, the panel itself is hidden and the card's body is not: what only visible
    pictures should do is for the body to decide.
    """

    caption_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._serials: dict[type[Frame], int] = {}  # of the prompt that the last frame of each kind answered

    def take(self, frame: Frame) -> None:
        """Draw ``frame`` and remember which prompt it answers. The window calls this, a panel says how to draw."""
        self.apply(frame)
        if isinstance(frame, PromptFrame):
            self._serials[type(frame)] = frame.serial

    def begin(self) -> None:
        """Forget an older run."""
        self._serials.clear()
        self.clear()

    @property
    def prompt_serial(self) -> int | None:
        """Serial of the prompt that everything drawn here belongs to, at least; None where nothing answers a prompt."""
        return min(self._serials.values(), default=None)

    def ready(self) -> bool:
        """Whether all is there that belongs on a picture of it; False while something is still being measured."""
        return True

    def apply(self, frame: Frame) -> None:
        """Draw ``frame``. Frames of other topics are ignored."""
        raise NotImplementedError

    def clear(self) -> None:
        """Show nothing of an older run."""
        raise NotImplementedError

    def summary(self) -> str:
        """What can be seen, in one or two sentences: for screen readers, the speaker's window and tests."""
        raise NotImplementedError

    def kept(self) -> Mapping[str, Kept]:
        """What people can set in it, by name, in the order in which it is put back; tables and charts need no naming.

        What other pages share (the head that is looked at, the text, the dice) is no page's own.
        """
        return {}

    def state(self) -> dict[str, Any]:
        """All that people have set in it, as data that JSON can hold."""
        return {name: kept.get() for name, kept in self._all_kept().items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Set what ``state`` names as it was; what it does not name stays as it is.

        Raises:
            ValueError: there is nothing of that name to set, or it cannot be that.
        """
        all_kept = self._all_kept()
        if unknown := set(state) - set(all_kept):
            raise ValueError(f"nothing in this page is called {', '.join(sorted(unknown))}")
        for name, kept in all_kept.items():
            if name in state:
                kept.put(state[name])

    def _all_kept(self) -> dict[str, Kept]:
        return {**self.kept(), **found_in(self)}

    def tell_summary(self, *cards: Card) -> None:
        """Say the summary to screen readers, of the panel and of ``cards``."""
        summary = self.summary()
        self.setAccessibleDescription(summary)
        for card in cards:
            card.describe(summary)

    def fit(self, width: float) -> None:
        """There are ``width`` design pixels; a panel with cards side by side may put them one below the other."""
        grid = self.layout()
        if isinstance(grid, CardGrid):
            grid.fit(width)

    def values(self) -> Mapping[str, str]:
        """Live values that the story of this page may quote, as Markdown: *all* fields its story uses, always."""
        return {}

    def cards(self) -> list[Card]:
        """Its cards, in reading order."""
        return self.findChildren(Card)

    def caption(self) -> str:
        """The one plain sentence beside the title."""
        return ""


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One page of a view: ``topics`` are the frames it wants while it is visible.

    The id is that of its view, for the first page, and ``view.page`` for the others. ``deeper`` pages are for people
    who want to know exactly: they are folded away under a button of that name until they are asked for.
    """

    id: str
    title: Marked
    topics: frozenset[str]
    factory: Callable[[PanelContext], Panel]
    deeper: bool = False


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """One entry of the list at the left: a view of one page or of several, which its head lets people choose from."""

    title: Marked
    pages: tuple[PanelSpec, ...]

    @property
    def id(self) -> str:
        """The view's id: that of its first page."""
        return self.pages[0].id

    @property
    def topics(self) -> frozenset[str]:
        """What any of its pages wants."""
        return frozenset().union(*(page.topics for page in self.pages))
