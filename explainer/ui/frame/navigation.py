"""The list of views at the left. It is made from the panel registry: a new view appears by being registered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.panels import ViewSpec
from explainer.ui.widgets.button import Button


class Navigation(QWidget):
    """One button a view, and small ones for look and keys at the bottom."""

    def __init__(self, look: Look, actions: Actions, specs: Sequence[ViewSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._specs = specs
        self.setAccessibleName(self.tr("Views"))
        self.buttons: dict[str, Button] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        self._column = QVBoxLayout(self)
        for spec in specs:
            button = Button(look, kind="nav").bind(actions.views[spec.id])
            button.setObjectName(f"nav.{spec.id}")
            group.addButton(button)
            self.buttons[spec.id] = button
            self._column.addWidget(button)
        self._column.addStretch(1)
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
        self._column.setContentsMargins(px(9), 0, px(7), 0)
        self._column.setSpacing(px(4))
        self._foot.setSpacing(0)
        self.setFixedWidth(px(126))
        self.theme.set_icon("sun" if self._look.dark else "moon")
