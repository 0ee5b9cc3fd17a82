"""The leash in few words: a slider, how far it has drifted, how many votes people gave, and the way to vote.

The whole of it, with a leash that holds the drift by itself, stands on the page of human feedback (``leash``).
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from explainer.engine.commands import SetLeash
from explainer.engine.frames import Ballot, Feedback
from explainer.ui.actions import Actions
from explainer.ui.intents import OpenPage
from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.numbers import NOTHING, count
from explainer.ui.panels.minds.leash import STOPS, USUAL, coefficient_at, likelier, stop_of, unheard
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

ANY_HEIGHT = 16_777_215  # pixels: no limit, for Qt
VOTES = "minds.votes"  # the page on which pairs are voted on


class Named(QWidget):
    """A name at the left and a value at the right; the next of the ``shorter`` names where both do not fit."""

    def __init__(self, look: Look, name: str, *shorter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._names = (name, *shorter)
        self.value = NOTHING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_value(self, value: str) -> None:
        """Show ``value``."""
        if value != self.value:
            self.value = value
            self.setAccessibleName(f"{self._names[0]}: {value}")
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._look.px(180), self._look.px(22))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the shortest name and a value."""
        return QSize(self._look.px(90), self._look.px(22))

    def name_in(self, room: float) -> str:
        """The name that is written where there are ``room`` pixels for it."""
        wide = self._look.metrics(BODY).horizontalAdvance
        return next((name for name in self._names if wide(name) <= room), self._names[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The value first, the name in what room is left."""
        painter = QPainter(self)
        painter.setFont(self._look.font(BODY, bold=True, digits=True))
        painter.setPen(self._look.colour("ink"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | middle, self.value)
        room = self.width() - painter.fontMetrics().horizontalAdvance(self.value) - self._look.px(8)
        painter.setFont(self._look.font(BODY))
        painter.setPen(self._look.colour("ink2"))
        name = painter.fontMetrics().elidedText(self.name_in(room), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | middle, name)


class LeashBody(QWidget):
    """Slider, two numbers, one button."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._actions = actions
        self._told = USUAL  # in force by the last frame
        self._stale: float | None = None  # in force when a hand moved the slider: the engine has not answered yet
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STOPS)
        self.slider.setPageStep(5)
        self.slider.setValue(stop_of(USUAL))
        self.slider.setAccessibleName(self.tr("Leash"))
        self.slider.valueChanged.connect(self._pulled)
        self._pull = QHBoxLayout()
        self._pull.addWidget(TextLine(look, self.tr("none"), size=SMALL), 0)
        self._pull.addWidget(self.slider, 1)
        self._pull.addWidget(TextLine(look, self.tr("tight"), size=SMALL), 0)
        self.drift = Named(look, self.tr("What it says is typically"), self.tr("What it says"), self.tr("It says"))
        self.drift.setToolTip(
            self.tr("Drift: how much likelier what it says now is than it was for the fine-tuned model")
        )
        self.votes = Named(look, self.tr("Votes by hand"), self.tr("By hand"))
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._pull)
        self._column.addWidget(self.drift)
        self._voting = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._voting.addWidget(self.votes, 1)
        self.vote = Button(look, self.tr("Vote on pairs…"), tip=self.tr("Read two answers and say which is better"))
        self.vote.clicked.connect(lambda: actions.do(OpenPage(VOTES)))
        self._voting.addWidget(self.vote)
        self._column.addLayout(self._voting)
        self._tight = False
        self._column.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.clear()

    def set_tight(self, tight: bool) -> None:
        """Take less height: the button beside the number of votes, not below it."""
        if tight != self._tight:
            self._tight = tight
            way = QBoxLayout.Direction
            self._voting.setDirection(way.LeftToRight if tight else way.TopToBottom)
            self.vote.setText(self.tr("Vote…") if tight else self.vote.accessibleName())
            self._restyle()

    def show_feedback(self, frame: Feedback) -> None:
        """Show what is in force, unless a hand has just changed it, and how far it has drifted."""
        kl = frame.series.get("kl")
        known = kl[np.isfinite(kl)] if kl is not None else np.zeros(0)
        self.drift.set_value(likelier(float(known[-1])) if len(known) else NOTHING)
        self._told = frame.leash
        self._hear(unheard(frame))
        if self.slider.isSliderDown() or self._told == self._stale:
            return
        self._stale = None
        self.slider.blockSignals(True)
        self.slider.setValue(stop_of(frame.leash))
        self.slider.blockSignals(False)

    def show_ballot(self, frame: Ballot) -> None:
        """Show how many votes were given by hand."""
        self.votes.set_value(count(frame.n_hand))

    def clear(self) -> None:
        """Nothing is known."""
        self._stale = None
        self._hear("")
        self.drift.set_value(NOTHING)
        self.votes.set_value(NOTHING)

    def _hear(self, unheard: str) -> None:
        """Whether what goes on hears the leash, or why not."""
        if self.slider.isEnabled() == bool(unheard):
            self.slider.setEnabled(not unheard)
        self.slider.setToolTip(
            unheard or self.tr("How tightly it is held to the fine-tuned model; it pulls from the moment it is moved")
        )

    def _pulled(self, stop: int) -> None:
        self._stale = self._told
        self._actions.do(SetLeash(coefficient_at(stop)))

    def _restyle(self) -> None:
        px, tight = self._look.px, self._tight
        self._column.setContentsMargins(0, 0 if tight else px(4), 0, 0)
        self._column.setSpacing(px(2 if tight else 4))
        self._voting.setSpacing(px(8 if tight else 4))
        self._pull.setSpacing(px(10))
        self.vote.setMaximumHeight(px(31) if tight else ANY_HEIGHT)
