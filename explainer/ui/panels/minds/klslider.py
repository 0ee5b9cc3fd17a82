"""The slider for the KL coefficient, the *leash*: from none at all to tight, in even steps of its logarithm.

It shows what is in force, but stays where a hand has put it while it is held, and until the engine has answered.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QSlider

from explainer.engine.frames import Feedback
from explainer.engine.recipes import RECIPES
from explainer.ui.translate import translate

LOOSE, TIGHT = 0.01, 2.0  # score a nat; the trial's 0.12 lies between, about in the middle
STOPS = 40  # of the slider; 0 is no leash
USUAL = 0.12


def coefficient_at(stop: int) -> float:
    """The coefficient at a stop of the slider, in three digits."""
    if stop <= 0:
        return 0.0
    value = LOOSE * (TIGHT / LOOSE) ** ((min(stop, STOPS) - 1) / (STOPS - 1))
    return float(f"{value:.3g}")


def stop_of(coefficient: float) -> int:
    """The stop of the slider that comes closest to ``coefficient``."""
    if coefficient <= LOOSE / 2:
        return 0
    place = 1 + math.log(coefficient / LOOSE) / math.log(TIGHT / LOOSE) * (STOPS - 1)
    return min(STOPS, max(1, round(place)))


def unheard(frame: Feedback | None) -> str:
    """Why what goes on does not hear the leash, in a sentence; "" where it does."""
    method = RECIPES[frame.recipe].method if frame is not None and frame.running else ""
    return {
        "dpo": translate("Leash", "It learns straight from the votes now (DPO), which keeps a leash of its own"),
        "best_of_n": translate("Leash", "Nothing is learned now, so there is nothing to hold"),
    }.get(method, "")


class KLSlider(QSlider):
    """``tip`` says what it does, where what goes on hears it.

    Attributes:
        coefficient: where it stands.
    """

    def __init__(self, tip: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.coefficient = USUAL
        self._tip = tip
        self._in_force: tuple[float, float | None] = (USUAL, None)  # by the last frame
        self._stale: tuple[float, float | None] | None = None  # what was in force when a hand moved something
        self.setRange(0, STOPS)
        self.setPageStep(5)
        self.setValue(stop_of(USUAL))
        self.setAccessibleName(translate("Leash", "Leash"))
        self.setToolTip(tip)
        self.valueChanged.connect(self._moved)

    def show_frame(self, frame: Feedback, *, held: bool = False) -> bool:
        """Show what is in force, unless a hand is on it (or on what goes with it, ``held``); whether it does."""
        self._in_force = frame.kl_coefficient, frame.kl_target
        if held or self.isSliderDown() or self._in_force == self._stale:
            return False
        self._stale = None
        self.coefficient = frame.kl_coefficient
        with QSignalBlocker(self):
            self.setValue(stop_of(frame.kl_coefficient))
        return True

    def wait(self) -> None:
        """The engine was told something by hand: what is in force now, it is no more."""
        self._stale = self._in_force

    def forget(self) -> None:
        """A new run: nothing asked of the old one counts."""
        self._stale = None

    def set_unheard(self, why: str) -> None:
        """Say why what goes on does not hear it, which then cannot be pulled; "" where it does."""
        if self.isEnabled() == bool(why):
            self.setEnabled(not why)
        self.setToolTip(why or self._tip)

    def _moved(self, stop: int) -> None:
        self.coefficient = coefficient_at(stop)
