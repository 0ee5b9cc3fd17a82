"""The leash: how dear it is to drift from the fine-tuned model. It pulls from the moment it is moved.

A slider for the coefficient, from none at all to tight in even steps of its logarithm; or a target for the drift, with
which the coefficient looks after itself (Ziegler et al. 2019, section 2.2). The controls show what is in force, but
while a hand is on them, or the engine has not answered yet, they stay where the hand has put them.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSlider, QWidget

from explainer.engine.commands import SetLeash
from explainer.engine.frames import Feedback
from explainer.engine.recipes import RECIPES
from explainer.ui.actions import Actions
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import NOTHING, count
from explainer.ui.translate import translate
from explainer.ui.widgets.kept import Kept, switch
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

LOOSE, TIGHT = 0.01, 2.0  # score a nat; the trial's 0.12 lies between, about in the middle
STOPS = 40  # of the slider; 0 is no leash
USUAL = 0.12
MUCH = 11.5  # nats: beyond, one in a hundred thousand is only "never"
TARGETS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30)  # nats an answer


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


def nearest_target(nats: float) -> int:
    """Index of the target that comes closest to ``nats``."""
    return min(range(len(TARGETS)), key=lambda i: abs(TARGETS[i] - nats))


def unheard(frame: Feedback | None) -> str:
    """Why what goes on does not hear the leash, in a sentence; "" where it does."""
    method = RECIPES[frame.recipe].method if frame is not None and frame.running else ""
    return {
        "dpo": translate("Leash", "It learns straight from the votes now (DPO), which keeps a leash of its own"),
        "best_of_n": translate("Leash", "Nothing is learned now, so there is nothing to hold"),
    }.get(method, "")


class LeashControls(QWidget):
    """The slider, the switch with its target, and the drift."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._actions = actions
        self._coefficient = USUAL
        self._stale: tuple[float, float | None] | None = None  # what was in force when a hand moved something
        self._told: tuple[float, float | None] = (USUAL, None)  # what was in force by the last frame
        self._mirroring = False
        self._unheard = ""  # why what goes on does not hear it
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STOPS)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(self.tr("Leash"))
        self.slider.setValue(stop_of(USUAL))
        self.slider.valueChanged.connect(self._pulled)
        self.adapt = QCheckBox(self.tr("Adjust itself to keep a chosen drift"))
        self.adapt.setAccessibleName(self.adapt.text())
        self.adapt.setToolTip(
            self.tr("The leash is pulled or slackened after every round, to keep the drift near this")
        )
        self.adapt.toggled.connect(self._switched)
        self.adapt.installEventFilter(self)
        self.target = QSlider(Qt.Orientation.Horizontal)
        self.target.setRange(0, len(TARGETS) - 1)
        self.target.setPageStep(2)
        self.target.setValue(nearest_target(5))
        self.target.setAccessibleName(self.tr("Wanted drift"))
        self.target.setToolTip(self.tr("The drift that the leash should hold, in nats an answer"))
        self.target.valueChanged.connect(lambda _: self._send())
        self.none = TextLine(look, self.tr("none"), size=SMALL)
        self.tight = TextLine(look, self.tr("tight"), size=SMALL, align=Qt.AlignmentFlag.AlignRight)
        self.now = TextLine(look, size=15.5, bold=True, colour="ink", align=Qt.AlignmentFlag.AlignCenter)
        self.wanted = TextLine(look, size=SMALL, colour="ink2", lines=2)
        self.drift = Paragraph(look, lines=2)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.none, 0, 0)
        self._grid.addWidget(self.slider, 0, 1)
        self._grid.addWidget(self.tight, 0, 2)
        self._grid.addWidget(self.now, 1, 0, 1, 3)
        self._grid.addWidget(self.adapt, 2, 0, 1, 3)
        self._hold = QHBoxLayout()
        self._hold.addWidget(self.target, 1)
        self._hold.addWidget(self.wanted, 1)
        self._grid.addLayout(self._hold, 3, 0, 1, 3)
        self._grid.addWidget(self.drift, 4, 0, 1, 3)
        self._grid.setRowStretch(5, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self._tell()
        self.set_drift(math.nan)

    @property
    def coefficient(self) -> float:
        """The coefficient shown."""
        return self._coefficient

    def show_frame(self, frame: Feedback) -> None:
        """Show what is in force, unless a hand has just changed it and the engine has not answered."""
        told = (frame.leash, frame.leash_target)
        self._told = told
        held = self.slider.isSliderDown() or self.target.isSliderDown()
        if held or told == self._stale:
            return
        self._stale = None
        self._mirroring = True
        self._coefficient = frame.leash
        self.slider.setValue(stop_of(frame.leash))
        self.adapt.setChecked(frame.leash_target is not None)
        if frame.leash_target is not None:
            self.target.setValue(nearest_target(frame.leash_target))
        self._mirroring = False
        self._tell()

    def kept(self) -> dict[str, Kept]:
        """Where the hand has put the sliders and the switch; put back, they pull as from a hand."""
        return {
            "hold": switch(self.adapt),
            "wanted": Kept(self.target.value, self.target.setValue),
            "leash": Kept(self.slider.value, self.slider.setValue),
        }

    def set_unheard(self, why: str) -> None:
        """Say why what goes on does not hear the leash, which then cannot be pulled; "" where it does."""
        if why != self._unheard:
            self._unheard = why
            self._tell()

    def forget(self) -> None:
        """A new run: nothing asked of the old one counts."""
        self._stale = None
        self.set_drift(math.nan)

    def set_drift(self, nats: float) -> None:
        """Say how far it has drifted: exact KL, nats an answer; NaN where nothing was measured."""
        if math.isnan(nats):
            text = self.tr("How far it drifts will be measured in every round.")
        else:
            text = self.tr("Drift now: **{nats} nats**.").format(nats=f"{nats:.1f}")
            text += " " + in_words(nats)
        self.drift.set_text(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A focused box keeps the space bar, which is also the window's key for Start."""
        return keeps_space(event)

    def _pulled(self, stop: int) -> None:
        if not self._mirroring:
            self._coefficient = coefficient_at(stop)
            self._send()

    def _switched(self, _on: bool) -> None:
        self._send()

    def _send(self) -> None:
        self._tell()
        if not self._mirroring:
            self._stale = self._told
            target = float(TARGETS[self.target.value()]) if self.adapt.isChecked() else None
            self._actions.do(SetLeash(self._coefficient, target))

    def _tell(self) -> None:
        heard = not self._unheard
        for control in (self.slider, self.adapt):
            if control.isEnabled() != heard:
                control.setEnabled(heard)
        self.slider.setToolTip(
            self._unheard
            or self.tr("How much every drift from the fine-tuned model costs; it pulls from the moment it is moved")
        )
        if not heard:
            self.now.set_text(self.tr("not heard by what goes on now"))
        elif self._coefficient == 0:
            self.now.set_text(self.tr("no leash"))
        else:
            self.now.set_text(self.tr("1 nat of drift costs {value} of score").format(value=f"{self._coefficient:.2g}"))
        on = self.adapt.isChecked() and heard
        if self.target.isEnabled() != on:
            self.target.setEnabled(on)
        nats = TARGETS[self.target.value()]
        words = self.tr("near {nats} nats an answer") if on else self.tr("off")
        self.wanted.set_text(words.format(nats=nats))

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(px(4))
        self._grid.setHorizontalSpacing(px(8))
        self._hold.setSpacing(px(10))


def in_words(nats: float) -> str:
    """A drift of ``nats`` in a sentence of Markdown; "" where nothing was measured."""
    if math.isnan(nats):
        return ""
    if nats >= MUCH:
        return translate("Leash", "Before feedback it would **hardly ever** have answered so.")
    words = translate("Leash", "Its typical answer is **{times} times** as likely as before feedback.")
    return words.format(times=times(nats))


def likelier(nats: float) -> str:
    """How much likelier a drift of ``nats`` makes what it says, in a few words; a dash where nothing was measured."""
    if math.isnan(nats):
        return NOTHING
    if nats >= MUCH:
        return translate("Leash", "hardly ever said before")
    return translate("Leash", "{times} times as likely").format(times=times(nats))


def times(nats: float) -> str:
    """How many times likelier a drift of ``nats`` makes what it says, for reading: ``1.6``, ``33``, ``3,000``."""
    value = math.exp(min(nats, 20.0))
    return f"{value:.1f}" if value < 9.95 else count(float(f"{value:.2g}"))
