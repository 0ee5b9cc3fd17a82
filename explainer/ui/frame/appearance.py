"""How the window looks, as people change it: light or dark, how big, moving or still, full screen. It is remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.settings_store import SettingsStore
from explainer.ui.stylesheet import stylesheet
from explainer.ui.theme import palette


class Appearance(QObject):
    """Serves the actions about it."""

    def __init__(self, window: QWidget, look: Look, store: SettingsStore, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._store = store
        self._motion = actions["motion"]
        self._motion.setChecked(look.motion)
        actions.serve(
            {
                "theme": self._toggle_theme,
                "zoom_in": lambda: look.zoom_by(1),
                "zoom_out": lambda: look.zoom_by(-1),
                "zoom_reset": lambda: look.set_zoom(1.0),
                "motion": self._toggle_motion,
                "full_screen": self._toggle_full_screen,
            }
        )
        look.changed.connect(self._dress)
        self._dress()

    def follow_system(self, scheme: Qt.ColorScheme) -> None:
        """The desktop went light or dark; follow it as long as the user has not chosen."""
        if self._store.theme == "system":
            self._look.set_theme(scheme == Qt.ColorScheme.Dark)

    def _dress(self) -> None:
        """Give the application and the window the look in force."""
        look = self._look
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(look.colours))
            app.setFont(look.font())
        QToolTip.setFont(look.font(14))
        self._window.setStyleSheet(stylesheet(look))
        self._store.zoom = look.zoom

    def _toggle_theme(self) -> None:
        self._store.theme = "light" if self._look.dark else "dark"
        self._look.set_theme(not self._look.dark)

    def _toggle_motion(self) -> None:
        self._store.motion = self._motion.isChecked()
        self._look.set_motion(self._store.motion)

    def _toggle_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
