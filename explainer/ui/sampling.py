"""How the next word is drawn, as the window holds it: one value, changed from several places, sent and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Command, SetSampling

GREEDY = 0.0  # the temperature that means: always the likeliest
WARMEST = 2.0


class Sampling(QObject):
    """Temperature, top-k, top-p and dice in force."""

    changed = Signal()

    def __init__(
        self, send: Callable[[Command], None], value: SetSampling | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._send = send
        self.value = value if value is not None else SetSampling()
        self._warm = self.value.temperature or SetSampling().temperature

    @property
    def greedy(self) -> bool:
        """Whether the likeliest word is always taken, with no dice."""
        return self.value.temperature == GREEDY

    def set(self, **changes: Any) -> None:  # noqa: ANN401
        """Change some of ``temperature``, ``top_k``, ``top_p``, ``seed``."""
        value = replace(self.value, **changes)
        if value == self.value:
            return
        self.value = value
        if value.temperature:
            self._warm = value.temperature
        self._send(value)
        self.changed.emit()

    def set_greedy(self, greedy: bool) -> None:
        """Always the likeliest, or back to the temperature there was before."""
        self.set(temperature=GREEDY if greedy else self._warm)

    def new_dice(self) -> None:
        """Take other dice: the same prompt may now go on differently."""
        self.set(seed=(self.value.seed + 1) % 1_000_000)

    def resend(self) -> None:
        """Tell the engine the present value."""
        self._send(self.value)
