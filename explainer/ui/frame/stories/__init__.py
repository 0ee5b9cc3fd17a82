"""What the story panel tells, as data: for every view and every phase of learning a heading and short paragraphs.

Texts are Markdown with fields in braces that the panel fills with live values (see ``story.values``). One idea a
paragraph, short sentences, plain words first. Nothing is claimed here that is not measured: what the model can do is
quoted from milestones, and numbers from frames.

One module a view. Keys are the id of a page and the phase of learning; a page without a story of its own is told like
the first page of its view. Fields beyond the common ones (``story.values``) come from the panel (``Panel.values``).
"""

from __future__ import annotations

from explainer.ui.frame.stories import (
    attention,
    learning,
    meaning,
    minds_answers,
    minds_feedback,
    minds_judge,
    minds_tuning,
    minds_votes,
    minds_wrong,
    overview,
    prediction,
    tokens,
)
from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_MAKING = Story(
    mark("Stories", "ONE MOMENT"),
    mark("Stories", "A model is being made"),
    (
        mark("Stories", "The text it will read is being made ready, and cut into pieces that a model can read."),
        mark("Stories", "Then the model gets its dials, all set at random."),
    ),
)
_FAILED = Story(
    mark("Stories", "IT STOPPED"),
    mark("Stories", "Something went wrong"),
    (
        mark("Stories", "The line above the text box says what. The last good model can still be asked."),
        mark("Stories", "**Start again** makes a new one."),
    ),
    "start_pause",
    mark("Stories", "Start again"),
)

_FAILED_EMPTY = Story(
    mark("Stories", "IT STOPPED"),
    mark("Stories", "Something went wrong"),
    (
        mark("Stories", "The line above the text box says what. There is no model yet."),
        mark("Stories", "**Start again** makes one."),
    ),
    "start_pause",
    mark("Stories", "Start again"),
)

STORIES: dict[tuple[str, Phase], Story] = (
    overview.STORIES
    | tokens.STORIES
    | meaning.STORIES
    | attention.STORIES
    | prediction.STORIES
    | learning.STORIES
    | minds_answers.STORIES
    | minds_tuning.STORIES
    | minds_votes.STORIES
    | minds_judge.STORIES
    | minds_feedback.STORIES
    | minds_wrong.STORIES
)


def story_for(view: str, phase: Phase, *, has_model: bool = True) -> Story:
    """The page for ``view`` in ``phase``. A view without pages of its own is told like Learning."""
    if phase is Phase.PREPARING:
        return _MAKING
    if phase is Phase.FAILED:
        return _FAILED if has_model else _FAILED_EMPTY
    view_id = view.partition(".")[0]  # a page without a story of its own is told like its view
    return STORIES.get((view, phase)) or STORIES.get((view_id, phase)) or STORIES[("learning", phase)]
