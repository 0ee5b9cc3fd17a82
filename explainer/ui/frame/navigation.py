"""The list of views at the left. It is made from the panel registry: a new view appears by being registered.

In a low window its entries move closer together, and where even that is not enough the list scrolls with wheel and
keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.panels import ViewSpec
from explainer.ui.widgets.button import Button

ENTRY, LEAST_ENTRY, BETWEEN = 37, 23, 4  # design pixels: height of an entry where there is room, and where not; gap


class Navigation(QWidget):
    """One button a view, one for runs, and small ones for look and keys at the bottom."""

    def __init__(self, look: Look, actions: Actions, specs: Sequence[ViewSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._specs = specs
        self.setAccessibleName(self.tr("Views"))
        self.buttons: dict[str, Button] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        entries = QWidget()
        self._entries = QVBoxLayout(entries)
        self._entries.setContentsMargins(0, 0, 0, 0)
        for spec in specs:
            button = Button(look, kind="nav").bind(actions.views[spec.id])
            button.setObjectName(f"nav.{spec.id}")
            group.addButton(button)
            self.buttons[spec.id] = button
            self._entries.addWidget(button)
        self.runs = Button(look, kind="nav").bind(actions["runs"])
        self.runs.setObjectName("nav.runs")
        group.addButton(self.runs)
        self._entries.addStretch(1)
        self._entries.addWidget(self.runs)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(entries)
        entries.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._scroll, 1)
        self._foot = QHBoxLayout()
        self.theme = Button(look, kind="plain", icon="moon").bind(actions["theme"], show_text=False)
        self.keys = Button(look, kind="plain", icon="keys").bind(actions["keys"], show_text=False)
        self.story = Button(look, kind="plain", icon="fold-right").bind(actions["story"], show_text=False)
        for button in (self.theme, self.keys, self.story):
            self._foot.addWidget(button)
        self._foot.addStretch(1)
        self._column.addLayout(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(7), 0, px(1), 0)
        self._column.setSpacing(px(BETWEEN))
        self._entries.setSpacing(px(BETWEEN))
        self._foot.setSpacing(0)
        self.setFixedWidth(px(126))
        self.theme.set_icon("sun" if self._look.dark else "moon")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for each entry."""
        self._fit()

    def _fit(self) -> None:
        px, n = self._look.px, len(self.buttons) + 1
        room = (self.height() - self._foot.sizeHint().height() - px(BETWEEN)) // max(1, n) - px(BETWEEN)
        height = min(px(ENTRY), max(px(LEAST_ENTRY), room))
        for button in (*self.buttons.values(), self.runs):
            button.setFixedHeight(height)
