"""Where people look inside the model: which block, which head, which piece of the prompt. Shared by all views.

Choosing a head in the Overview is choosing it in Attention too. A new model has other blocks: the choice is kept within
what it has.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """Block, head and position in focus.

    Attributes:
        layer: block, from 0. head: way of looking within the block, from 0.
        position: index of the piece that looks, among those the model sees (``InsideFrame.seen_ids``); None follows
            the last one.
        muted: (block, head) pairs that people do without, to see what that costs.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.n_layer = self.n_head = 1
        self.layer = self.head = 0
        self.position: int | None = None
        self.muted: frozenset[tuple[int, int]] = frozenset()

    def set_model(self, n_layer: int, n_head: int) -> None:
        """A model with so many blocks, and heads in each, is there."""
        self.n_layer, self.n_head = n_layer, n_head
        self.layer, self.head = min(self.layer, n_layer - 1), min(self.head, n_head - 1)
        self.position = None
        self.muted = frozenset()
        self.changed.emit()

    def look(self, layer: int, head: int) -> None:
        """Choose a head; beyond the first or last block or head it stays at that."""
        layer, head = min(max(layer, 0), self.n_layer - 1), min(max(head, 0), self.n_head - 1)
        if (layer, head) != (self.layer, self.head):
            self.layer, self.head = layer, head
            self.changed.emit()

    def point(self, position: int | None) -> None:
        """Choose the piece that looks, or the last one."""
        if position != self.position:
            self.position = position
            self.changed.emit()

    def mute(self, heads: frozenset[tuple[int, int]]) -> None:
        """Note which heads people do without (``Actions.mute`` tells the engine)."""
        if heads != self.muted:
            self.muted = heads
            self.changed.emit()

    def row(self, n_seen: int) -> int:
        """The index of the piece that looks, in a text of ``n_seen`` pieces."""
        return n_seen - 1 if self.position is None else min(self.position, n_seen - 1)
