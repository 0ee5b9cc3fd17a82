"""The story of Prediction; that of its further pages is in ``prediction_pages``."""

from __future__ import annotations

from explainer.ui.frame.stories import prediction_pages
from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

STORIES: dict[tuple[str, Phase], Story] = {
    ("prediction", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "All bets are nearly equal"),
        (
            mark(
                "Stories",
                "For every piece it knows, all {vocabulary} of them, the model bets how likely it comes next.",
            ),
            mark("Stories", "Its dials are still random, so no bet stands out: the biggest is only **{top_share}**."),
            mark("Stories", "Press **Start** and watch the bets take sides."),
        ),
    ),
    ("prediction", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "The bets begin to take sides"),
        (
            mark("Stories", "After “{prompt_end}” it bets most on {top} ({top_share})."),
            mark("Stories", "At first only common pieces rise. That already lowers its surprise."),
            mark("Stories", "Type your own words below: the bars answer while it learns."),
        ),
    ),
    ("prediction", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "A bet on every piece it knows"),
        (
            mark(
                "Stories",
                "After “{prompt_end}” it bets most on {top} ({top_share}). All {vocabulary} bets add up to 100 %.",
            ),
            mark("Stories", "It is as unsure here as choosing blindly among **{prompt_choices} pieces**."),
            mark("Stories", "**Click a bar** to take that piece instead, and see where the text goes."),
        ),
    ),
    ("prediction", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "Writing is betting, again and again"),
        (
            mark("Stories", "After “{prompt_end}” it bets most on {top} ({top_share})."),
            mark(
                "Stories",
                "**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does.",
            ),
            mark("Stories", "**Ctrl+Z** takes a piece back. Click another bar to take another branch."),
        ),
    ),
    ("prediction", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "Writing is betting, again and again"),
        (
            mark(
                "Stories",
                "After “{prompt_end}” it bets most on {top} ({top_share}); the dice may still choose another.",
            ),
            mark(
                "Stories",
                "**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does.",
            ),
            mark(
                "Stories",
                "Turn the **temperature** down and it always says the obvious. Turn it up and it starts to ramble.",
            ),
        ),
    ),
} | prediction_pages.STORIES
