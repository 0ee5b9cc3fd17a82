"""A button that mirrors an action: its words, its keys, its tooltip, and whether it makes sense now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from explainer.ui import icons
from explainer.ui.look import Look
from explainer.ui.widgets.keys import keeps_space


class Button(QPushButton):
    """A push button of one ``kind``: ``primary`` (dark), ``secondary``, ``plain`` (no frame) or ``nav``.

    A focused button keeps the space bar for itself, although space is also the window's key for Start and Pause.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        kind: str = "secondary",
        icon: str = "",
        name: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon_name = icon
        self._action: QAction | None = None
        self._show_text = True
        self._short = False
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        # A click leaves the keyboard where it was, so that the space bar goes on to start and pause.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._had_focus = False  # when it was disabled
        self.setAccessibleName(name or text)
        self.setToolTip(tip)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.property("kind"))

    def set_kind(self, kind: str) -> None:
        """Become another kind."""
        if kind != self.kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._restyle()

    def set_icon(self, name: str) -> None:
        """Show another drawing."""
        if name != self._icon_name:
            self._icon_name = name
            self._restyle()

    def bind(self, action: QAction, *, show_text: bool = True) -> Button:
        """Mirror ``action`` from now on; returns itself."""
        self._action = action
        self._show_text = show_text
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._mirror)
        self._mirror()
        return self

    def shorten(self, words: str) -> None:
        """Show of the action ``all`` its words, a ``short`` form of them (its icon text), or ``none``."""
        if (words != "none", words == "short") != (self._show_text, self._short):
            self._show_text, self._short = words != "none", words == "short"
            self.setText("")
            self._mirror()

    def event(self, event: QEvent) -> bool:
        """Keep the space bar."""
        return keeps_space(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def _mirror(self) -> None:
        action = self._action
        if action is None:
            return
        text = action.iconText() if self._short else action.text()
        if self._show_text and self.text() != text:
            self.setText(text)
        self.setAccessibleName(action.text())
        self.setToolTip(action.toolTip())
        if self.isEnabled() != action.isEnabled():
            self._enable(action.isEnabled())
            self._restyle()
        if self.isCheckable():
            self.setChecked(action.isChecked())

    def _enable(self, enabled: bool) -> None:
        """Disabled for a moment, it must not hand the focus to its neighbour, whom the next key would press."""
        if not enabled and self.hasFocus():
            self._had_focus = True
            self.clearFocus()
        self.setEnabled(enabled)
        if enabled and self._had_focus:
            self._had_focus = False
            if QApplication.focusWidget() in (None, self.window()):
                self.setFocus()

    def _restyle(self) -> None:
        if not self._icon_name:
            return
        colours = self._look.colours
        colour = colours.on_button if self.kind == "primary" and self.isEnabled() else colours.ink
        if not self.isEnabled():
            colour = colours.ink3
        size = self._look.px(16)
        self.setIcon(icons.icon(self._icon_name, colour, size))
        self.setIconSize(QSize(size, size))
