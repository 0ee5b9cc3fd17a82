"""What fails in the window stays where it is: which picture an error belongs to, and what a page says of it.

Whatever a page raises (when it is made, given a frame, painted, asked for words) is looked up here: the innermost
widget that was at work inside of a card's body is the picture, and its card covers it; what belongs to no picture is
its page's. A page of which something failed says so in a strip at its top: what could not be drawn stands still.

Left out: what belongs to no page (the ribbon, the text line, …), which ``app.ErrorsToWindow`` tells as a notice.
"""

from __future__ import annotations

import traceback
from types import TracebackType

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame
from explainer.ui.look import Look
from explainer.ui.panels.panel import Panel
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, CardSheet
from explainer.ui.widgets.strip import Strip


class FailedPage(Panel):
    """Stands for a page that could not be made. It shows nothing: the strip above it says why."""

    def apply(self, frame: Frame) -> None:
        """Draw nothing."""

    def clear(self) -> None:
        """There is nothing to clear."""

    def summary(self) -> str:
        """Why there is nothing to see."""
        return self.tr("This page failed.")


class FailureStrip(Strip):
    """One sentence at the top of a page of which something failed; ``again`` asks to try once more."""

    again = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._details = ""
        self.copy = Button(look, self.tr("Copy details"), tip=self.tr("Copy the technical details for a report"))
        self.copy.clicked.connect(self._copy)
        self.retry = Button(look, self.tr("Try again"), tip=self.tr("Draw what failed on this page once more"))
        self.retry.clicked.connect(self.again)
        for button in (self.copy, self.retry):
            self.add_button(button)

    def tell(self, failures: list[str], *, whole: bool) -> None:
        """Say that something failed (``whole``: all of the page), with these details; nothing where there are none."""
        self._details = "\n\n".join(dict.fromkeys(failures))
        if not failures:
            self.say("")
        elif whole:
            self.say(self.tr("This page failed. Learning goes on; it is tried again when you open the page again."))
        else:
            self.say(
                self.tr(
                    "Something on this page failed, so a part of it is empty or stands still. Learning goes on; it is "
                    "tried again when you open the page again."
                )
            )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.sentence.text()}\n\n{self._details}")


def place_of(trace: TracebackType | None) -> tuple[Card | None, Panel | None]:
    """The card whose picture was at work when an error was raised, and the page, as far as there are such.

    What a card was asked to do with its picture (copying its numbers, say) is not the picture's failure.
    """
    at_work = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(trace)]
    widgets = [one for one in at_work if isinstance(one, QWidget) and shiboken6.isValid(one)]
    if any(isinstance(one, Card) for one in widgets[:1]):
        return None, None
    for widget in reversed(widgets):
        card = _card_around(widget)
        panel = _panel_around(card if card is not None else widget)
        if panel is not None:
            return card, panel
    return None, None


def _card_around(widget: QWidget) -> Card | None:
    """The card in whose body a widget lies; its sheet may be lent out at present."""
    inside = widget
    above = widget.parentWidget()
    while above is not None and not isinstance(above, CardSheet):
        inside, above = above, above.parentWidget()
    if isinstance(above, CardSheet) and above.card.body is inside:
        return above.card
    return None


def _panel_around(widget: QWidget) -> Panel | None:
    found: QWidget | None = widget
    while found is not None and not isinstance(found, Panel):
        found = found.parentWidget()
    return found
