"""The leash: how dear it is to drift from the fine-tuned model. It pulls from the moment it is moved.

A slider for the coefficient; or a target for the drift, with which the coefficient looks after itself (Ziegler et al.
2019, section 2.2). A short form of it stands beside the three answers (``klshortly``).
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSlider, QWidget

from explainer.engine.commands import SetKLPenalty
from explainer.engine.frames import Feedback
from explainer.ui.actions import Actions
from explainer.ui.look import SMALL, Look
from explainer.ui.panels.minds.drift import in_words
from explainer.ui.panels.minds.klslider import KLSlider
from explainer.ui.widgets.kept import Kept, switch
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

TARGETS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30)  # nats an answer


def nearest_target(nats: float) -> int:
    """Index of the target that comes closest to ``nats``."""
    return min(range(len(TARGETS)), key=lambda i: abs(TARGETS[i] - nats))


class KLPenaltyControls(QWidget):
    """The slider, the switch with its target, and the drift."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._actions = actions
        self._unheard = ""  # why what goes on does not hear it
        self.slider = KLSlider(
            self.tr("How much every drift from the fine-tuned model costs; it pulls from the moment it is moved")
        )
        self.slider.valueChanged.connect(self._send)
        self.adapt = QCheckBox(self.tr("Adjust itself to keep a chosen drift"))
        self.adapt.setAccessibleName(self.adapt.text())
        self.adapt.setToolTip(
            self.tr("The leash is pulled or slackened after every round, to keep the drift near this")
        )
        self.adapt.toggled.connect(self._send)
        self.adapt.installEventFilter(self)
        self.target = QSlider(Qt.Orientation.Horizontal)
        self.target.setRange(0, len(TARGETS) - 1)
        self.target.setPageStep(2)
        self.target.setValue(nearest_target(5))
        self.target.setAccessibleName(self.tr("Wanted drift"))
        self.target.setToolTip(self.tr("The drift that the leash should hold, in nats an answer"))
        self.target.valueChanged.connect(self._send)
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

    def show_frame(self, frame: Feedback) -> None:
        """Show what is in force, unless a hand has just changed it and the engine has not answered."""
        if not self.slider.show_frame(frame, held=self.target.isSliderDown()):
            return
        with QSignalBlocker(self.adapt), QSignalBlocker(self.target):
            self.adapt.setChecked(frame.kl_target is not None)
            if frame.kl_target is not None:
                self.target.setValue(nearest_target(frame.kl_target))
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
        self.slider.forget()
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

    def _send(self) -> None:
        self._tell()
        self.slider.wait()
        target = float(TARGETS[self.target.value()]) if self.adapt.isChecked() else None
        self._actions.do(SetKLPenalty(self.slider.coefficient, target))

    def _tell(self) -> None:
        heard = not self._unheard
        self.slider.set_unheard(self._unheard)
        if self.adapt.isEnabled() != heard:
            self.adapt.setEnabled(heard)
        if not heard:
            self.now.set_text(self.tr("not heard by what goes on now"))
        elif self.slider.coefficient == 0:
            self.now.set_text(self.tr("no leash"))
        else:
            self.now.set_text(
                self.tr("1 nat of drift costs {value} of score").format(value=f"{self.slider.coefficient:.2g}")
            )
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
