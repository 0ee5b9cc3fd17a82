"""How the next word is drawn, as the window holds it: one value, changed from several places, sent and remembered.

The value in force is always one that the window can show to its last digit (temperature and top-p in hundredths), and
the words for it are made here, so that the bar, the popover and the page of the bets cannot say different things.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Command, SetSampling
from explainer.ui.intents import Dispatcher
from explainer.ui.numbers import count
from explainer.ui.translate import translate

GREEDY = 0.0  # the temperature that means: always the likeliest
WARMEST = 2.0


def temperature_text(value: SetSampling) -> str:
    """The temperature: ``0.8``, ``1.25``."""
    return f"{value.temperature:.2f}".rstrip("0").rstrip(".")


def top_k_text(value: SetSampling) -> str:
    """How many pieces top-k keeps: ``40``, ``all``."""
    return count(value.top_k) if value.top_k else translate("Sampling", "all")


def top_p_text(value: SetSampling) -> str:
    """The share top-p keeps: ``50 %``."""
    return f"{value.top_p * 100:.0f} %"


def cut_text(value: SetSampling) -> str:
    """Among which pieces the dice choose: ``5 likeliest, top 50 %``."""
    k, p = count(value.top_k), top_p_text(value)
    if value.top_p >= 1:
        words = translate("Sampling", "{k} likeliest") if value.top_k else translate("Sampling", "All pieces")
    else:
        words = translate("Sampling", "{k} likeliest, top {p}") if value.top_k else translate("Sampling", "Top {p}")
    return words.format(k=k, p=p)


def _in_hundredths(value: SetSampling) -> SetSampling:
    temperature = max(0.01, round(value.temperature, 2)) if value.temperature > 0 else 0.0
    return replace(value, temperature=temperature, top_p=max(0.01, round(value.top_p, 2)))


class SamplingChoice(QObject):
    """Temperature, top-k, top-p and dice in force."""

    changed = Signal()

    def __init__(
        self,
        dispatcher: Dispatcher,
        send: Callable[[Command], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._do, self._send = dispatcher.do, send
        dispatcher.serve(SetSampling, self._take)
        self.value = SetSampling()
        self._warm = self.value.temperature or SetSampling().temperature

    @property
    def greedy(self) -> bool:
        """Whether the likeliest word is always taken, with no dice."""
        return self.value.temperature == GREEDY

    def set(self, **changes: Any) -> None:  # noqa: ANN401
        """Change some of ``temperature``, ``top_k``, ``top_p``, ``seed``."""
        value = _in_hundredths(replace(self.value, **changes))
        if value != self.value:
            self._do(value)

    def set_greedy(self, greedy: bool) -> None:
        """Always the likeliest, or back to the temperature there was before."""
        self.set(temperature=GREEDY if greedy else self._warm)

    def new_dice(self) -> None:
        """Take other dice: the same prompt may now go on differently."""
        self.set(seed=(self.value.seed + 1) % 1_000_000)

    def resend(self) -> None:
        """Tell the engine the present value."""
        self._send(self.value)

    def _take(self, value: SetSampling) -> None:
        self.value = _in_hundredths(value)
        if value.temperature:
            self._warm = self.value.temperature
        self._send(self.value)
        self.changed.emit()
