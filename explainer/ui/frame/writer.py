"""Keep writing: asks for one more piece about four times a second, and never before the last one has come.

It stops where the text ends, and after a few sentences in any case: whoever pressed it once must not find every page
full of what it went on to write.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from explainer.engine.commands import Command, WriteOn
from explainer.engine.events import Event, Failed, Prepared, PromptWritten, Refused, TextEnded
from explainer.text.markers import END, EOT
from explainer.ui.numbers import percent
from explainer.ui.prompt import Prompt
from explainer.ui.translate import translate

PIECE_MS = 250
LONGEST_RUN = 60  # pieces, some four sentences; then it rests


def text_ended(event: TextEnded) -> str:
    """What a person is told where the model writes no further."""
    if event.marker == EOT:
        words = translate(
            "Writer", "Here it ends the text: that was {share} of its bet. Other dice or another bet lead on."
        )
    elif event.marker == END:
        words = translate(
            "Writer", "Here it ends its answer: that was {share} of its bet. Other dice or another bet lead on."
        )
    else:
        words = translate(
            "Writer", "Here somebody else would speak: that was {share} of its bet. Another bet leads on."
        )
    return words.format(share=percent(event.probability))


class Writer(QObject):
    """The toggle behind "Keep writing"."""

    def __init__(self, send: Callable[[Command], None], prompt: Prompt, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self._prompt = prompt
        self._waiting = False
        self._left = 0
        self.on_stop: Callable[[], None] = lambda: None
        self._timer = QTimer(self)
        self._timer.setInterval(PIECE_MS)
        self._timer.timeout.connect(self._next)

    @property
    def writing(self) -> bool:
        """Whether it goes on."""
        return self._timer.isActive()

    def set_writing(self, writing: bool) -> None:
        """Begin or stop."""
        if writing and not self.writing:
            self._left = LONGEST_RUN
            self._waiting = False
            self._prompt.begin_run()
            self._timer.start()
            self._next()
        elif not writing and self.writing:
            self._timer.stop()
            self.on_stop()

    def take_event(self, event: Event) -> None:
        """A piece came, or the model is gone."""
        if isinstance(event, PromptWritten):
            self._waiting = False
        elif isinstance(event, (TextEnded, Refused, Failed, Prepared)):
            self.set_writing(False)

    def _next(self) -> None:
        if self._waiting or self._prompt.composing:
            return
        if self._left == 0:
            self.set_writing(False)
            return
        self._left -= 1
        self._waiting = True
        self._send(WriteOn())
