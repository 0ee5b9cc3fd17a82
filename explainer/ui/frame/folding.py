"""What is folded away where there is no room for it, at this size and zoom: the list at the left, the story, words."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout

from explainer.ui.actions import Actions
from explainer.ui.frame.navigation import Navigation
from explainer.ui.frame.promptbar import PromptBar
from explainer.ui.frame.story import StoryPanel
from explainer.ui.frame.topbar import TopBar
from explainer.ui.look import Look
from explainer.ui.settings_store import SettingsStore

NO_STORY, NO_NAVIGATION = 1010, 700  # design pixels of width below which these are folded by themselves


class Folding:
    """Folds the parts of a window; ``middle`` is the layout in which list, pages and story stand."""

    def __init__(
        self,
        look: Look,
        store: SettingsStore,
        actions: Actions,
        parts: tuple[TopBar, Navigation, StoryPanel, PromptBar],
        middle: QBoxLayout,
    ) -> None:
        self._look = look
        self._store = store
        self._story = actions["story"]
        self._parts = parts
        self._middle = middle
        self._story_wanted = not store.story_folded
        actions.serve({"story": self._toggle_story})

    def fit(self, pixels: int, *, lit: bool, tells: bool) -> None:
        """The window is ``pixels`` wide; ``lit``: one card fills it; ``tells``: what is open has a story beside it."""
        width = pixels / self._look.zoom
        top, navigation, story, prompt_bar = self._parts
        top.fit(width)
        prompt_bar.fit(width)
        has_list = width >= NO_NAVIGATION and not lit
        navigation.setVisible(has_list)
        margin = self._look.px(14)
        self._middle.setContentsMargins(0 if has_list else margin, margin, margin, margin)
        shown = self._story_wanted and width >= NO_STORY and tells
        story.setVisible(shown)
        self._story.setChecked(shown)
        self._story.setEnabled(tells)

    def _toggle_story(self) -> None:
        self._story_wanted = self._story.isChecked()
        self._store.story_folded = not self._story_wanted
        self._parts[2].setVisible(self._story_wanted)
