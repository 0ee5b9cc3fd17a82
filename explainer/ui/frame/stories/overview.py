"""The story of the Overview. Where it looks right now is said by ``trip_leans``, made from the weights."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_LOOKS_BACK = mark("Stories", "Where it looks")
_THICKER = mark(
    "Stories",
    "To guess what comes next, every piece looks back. The thicker the purple line, the more “**{trip_looking}**” "
    "borrows from that piece.",
)
_LEANS = mark("Stories", "{trip_leans}")
_TOLD = mark("Stories", "Nobody told it where to look. That, too, is learned from the text.")

STORIES: dict[tuple[str, Phase], Story] = {
    ("overview", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "The whole machine, and it knows nothing"),
        (
            mark(
                "Stories",
                "Your words come in at the left as **{trip_pieces} pieces**. Bets on the next one go out at the right.",
            ),
            mark("Stories", "Every dial is still random. {trip_leans}"),
            mark("Stories", "Press **Start**: the same picture, while it learns."),
        ),
        "start_pause",
        mark("Stories", "Start"),
    ),
    ("overview", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Watch the purple lines take sides"),
        (
            _THICKER,
            _LEANS,
            mark("Stories", "At the right the best bet is {top} ({top_share})."),
        ),
    ),
    ("overview", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        _LOOKS_BACK,
        (
            _THICKER,
            _LEANS,
            _TOLD,
            mark("Stories", "Step through its **{trip_blocks} blocks** with the arrows above the picture."),
        ),
    ),
    ("overview", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        _LOOKS_BACK,
        (
            _THICKER,
            _LEANS,
            mark("Stories", "Then it thinks: **{trip_on}** of {trip_units} units are on, and add their part."),
            mark("Stories", "**Follow one trip** shows it stage by stage."),
        ),
    ),
    ("overview", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        _LOOKS_BACK,
        (
            _THICKER,
            _LEANS,
            _TOLD,
            mark("Stories", "**Follow one trip** shows it stage by stage. A click on any part opens its view."),
        ),
    ),
}
