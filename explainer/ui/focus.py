"""Where people look inside the model: which block, which head, which piece of the prompt. Shared by all views.

Choosing a head in the Overview is choosing it in Attention too. A new model has other blocks: the choice is kept within
what it has.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Command, SetMuted
from explainer.ui.intents import Dispatcher, SelectHead, SelectPosition


class Focus(QObject):
    """Block, head and position in focus.

    Attributes:
        layer: block, from 0. head: way of looking within the block, from 0.
        position: index of the piece that looks, among those the model sees (``InsideFrame.seen_ids``); None follows
            the last one.
        muted: (block, head) pairs that people do without, to see what that costs.
    """

    changed = Signal()

    def __init__(self, dispatcher: Dispatcher, send: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do, self._send = dispatcher.do, send
        dispatcher.serve(SelectHead, self._look)
        dispatcher.serve(SelectPosition, self._point)
        dispatcher.serve(SetMuted, self._mute)
        self.n_layer = self.n_head = 1
        self.layer = self.head = 0
        self.position: int | None = None
        self.muted: frozenset[tuple[int, int]] = frozenset()

    def set_model(self, n_layer: int, n_head: int) -> None:
        """A model with so many blocks, and heads in each, is there."""
        self.n_layer, self.n_head = n_layer, n_head
        self.layer, self.head = self._there_is(self.layer, self.head)
        self.position = None
        self.muted = frozenset()
        self.changed.emit()

    def look(self, layer: int, head: int) -> None:
        """Choose a head; beyond the first or last block or head it stays at that."""
        wanted = self._there_is(layer, head)
        if wanted != (self.layer, self.head):
            self._do(SelectHead(*wanted))

    def point(self, position: int | None) -> None:
        """Choose the piece that looks, or the last one."""
        if position != self.position:
            self._do(SelectPosition(position))

    def mute(self, heads: frozenset[tuple[int, int]]) -> None:
        """Do without these heads, (block, head) from 0, and have measured what that costs."""
        self._do(SetMuted(heads))

    def row(self, n_seen: int) -> int:
        """The index of the piece that looks, in a text of ``n_seen`` pieces."""
        return n_seen - 1 if self.position is None else min(self.position, n_seen - 1)

    def _there_is(self, layer: int, head: int) -> tuple[int, int]:
        """The nearest head that this model has."""
        return min(max(layer, 0), self.n_layer - 1), min(max(head, 0), self.n_head - 1)

    def _look(self, wanted: SelectHead) -> None:
        self.layer, self.head = self._there_is(wanted.layer, wanted.head)
        self.changed.emit()

    def _point(self, wanted: SelectPosition) -> None:
        self.position = wanted.position
        self.changed.emit()

    def _mute(self, command: SetMuted) -> None:
        if command.heads != self.muted:
            self.muted = command.heads
            self.changed.emit()
        self._send(command)
