"""What the window says when something went wrong, in the engine or in itself: on the page, or in the notice bar.

A failure is told where it happened and once: until a page is opened or another model is there, the same words are not
said again. Left out: what a page or a card shows then (``failing``), and how errors get here (``app``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from explainer.engine.events import Event, Failed, PictureFailed, WorkerEnded
from explainer.ui.frame.notices import Notices
from explainer.ui.frame.view import View
from explainer.ui.translate import say, translate


class Troubles:
    """Tells of failures.

    Args:
        notices: where is said what belongs to no page.
        views: those made so far.
        shown: the view that is open.
        save: begins to save the run.
    """

    def __init__(
        self,
        notices: Notices,
        views: Callable[[], Iterable[View]],
        shown: Callable[[], View],
        save: Callable[[], object],
    ) -> None:
        self._notices = notices
        self._views = views
        self._shown = shown
        self._save = save
        self._told: set[str] = set()  # details of what was said in the notice bar

    def news(self) -> None:
        """There is something new: what failed before may be told again."""
        self._told.clear()

    def tell(self, sentence: str, details: str) -> None:
        """Say in the notice bar that something failed which belongs to no page."""
        if details not in self._told:
            self._told.add(details)
            self._notices.warn(sentence, details)

    def blame(self, error: BaseException) -> bool:
        """Switch off the picture that raised ``error``; False where it was none."""
        return any(view.blame(error) for view in self._views())

    def take_event(self, event: Event) -> None:
        """Tell what an event says of a failure."""
        if isinstance(event, Failed):
            self._notices.warn(say(event.what), event.details)
        elif isinstance(event, PictureFailed):
            if not self._shown().failed(event.topic, event.details):
                self.tell(say(event.what), event.details)
        elif isinstance(event, WorkerEnded) and event.can_save:
            answers = ((translate("Troubles", "Save…"), self._save), (translate("Troubles", "Not now"), lambda: None))
            self._notices.ask(say(event.what), answers, event.details)
        elif isinstance(event, WorkerEnded):
            self._notices.warn(say(event.what), event.details)
