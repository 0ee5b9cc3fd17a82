"""What a panel is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame
from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import Sampling
from explainer.ui.show import Show


@dataclass(frozen=True, slots=True)
class PanelContext:
    """All that a panel is given."""

    look: Look
    show: Show
    actions: Actions
    prompt: Prompt
    sampling: Sampling


class Panel(QWidget):
    """The base of all views: cards under a title that the window draws."""

    caption_changed = Signal(str)

    def apply(self, frame: Frame) -> None:
        """Draw ``frame``. Frames of other topics are ignored."""
        raise NotImplementedError

    def clear(self) -> None:
        """Show nothing of an older run."""
        raise NotImplementedError

    def summary(self) -> str:
        """What can be seen, in one or two sentences: for screen readers, the speaker's window and tests."""
        raise NotImplementedError

    def fit(self, width: float) -> None:
        """There are ``width`` design pixels; a panel with cards side by side may put them one below the other."""

    def caption(self) -> str:
        """The one plain sentence beside the title."""
        return ""


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One view: ``topics`` are the frames it wants while it is visible."""

    id: str
    title: str  # English; translated in the context "Panels"
    topics: frozenset[str]
    factory: Callable[[PanelContext], Panel]
