"""The story of every page, in every phase of learning: no field is left without a value."""

from __future__ import annotations

from string import Formatter

import pytest

from explainer.ui.frame.stories import story_for
from explainer.ui.frame.story import values
from explainer.ui.panels.registry import PAGES
from explainer.ui.show import Phase
from explainer.ui.window import MainWindow


@pytest.mark.parametrize("page", list(PAGES))
def test_every_field_of_a_story_has_a_value_and_its_heading_too(learner: MainWindow, page: str) -> None:
    learner.show_view(page)
    known = values(learner.show_state) | dict(learner.panel(page).values())
    for phase in Phase:
        story = story_for(page, phase)
        for text in (story.heading, *story.paragraphs):
            asked = {field for _, field, _, _ in Formatter().parse(text) if field}
            assert asked <= set(known), (phase, text)
    learner.story.refresh()
    assert "{" not in learner.story.text().replace("\\{", "")
