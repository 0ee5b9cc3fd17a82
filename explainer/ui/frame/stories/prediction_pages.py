"""The stories of the further pages of Prediction: block by block, other branches, what made it likely."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_FRESH, _EARLY, _MIDDLE, _PAUSED, _COMPLETE = (
    mark("Stories", "BEFORE IT HAS READ A WORD"),
    mark("Stories", "THE FIRST STEPS"),
    mark("Stories", "IT IS LEARNING"),
    mark("Stories", "PAUSED"),
    mark("Stories", "IT HAS LEARNT"),
)

_ANSWER_GROWS = mark("Stories", "An answer grows, block by block")
_STOP_EARLY = mark(
    "Stories",
    "Suppose the model stopped early, and we read its bets after each block as if it were the last. "
    "That is what the columns show.",
)
_ITS_COURSE = mark("Stories", "{lens_sentence}")
_FOLLOW = mark("Stories", "**Click any piece** to follow it through the blocks instead.")

_ELSEWHERE = mark("Stories", "One other word, another story")
_SAME_DICE = mark(
    "Stories",
    "Every branch gets the **same dice**. What differs between them comes from the first piece alone.",
)
_BRANCH_TOP = mark("Stories", "It bets most on {branch_top}: {branch_share}.")
_TAKE = mark("Stories", "**Click a first piece** to go that way; **Ctrl+Z** brings you back.")
_SEARCH = mark("Stories", "Or try a piece of your own choice: type it into the line above the branches.")

_LEAVE_OUT = mark("Stories", "Leave one piece out, and ask again")
_NO_REASONS = mark("Stories", "The model cannot tell us its reasons. But we can **take a piece away** and measure.")
_WHY_SENTENCE = mark("Stories", "{why_sentence}")
_ANOTHER = mark("Stories", "Choose another piece above the text to ask what would have made **that** one likelier.")

STORIES: dict[tuple[str, Phase], Story] = {
    ("prediction.blocks", Phase.FRESH): Story(
        _FRESH,
        mark("Stories", "No block has anything to say yet"),
        (
            _STOP_EARLY,
            mark("Stories", "All dials are random still: no block has learnt anything to add."),
            mark("Stories", "Press **Start** and watch which block finds the answer."),
        ),
    ),
    ("prediction.blocks", Phase.EARLY): Story(_EARLY, _ANSWER_GROWS, (_STOP_EARLY, _ITS_COURSE)),
    ("prediction.blocks", Phase.MIDDLE): Story(_MIDDLE, _ANSWER_GROWS, (_STOP_EARLY, _ITS_COURSE, _FOLLOW)),
    ("prediction.blocks", Phase.PAUSED): Story(_PAUSED, _ANSWER_GROWS, (_STOP_EARLY, _ITS_COURSE, _FOLLOW)),
    ("prediction.blocks", Phase.COMPLETE): Story(
        _COMPLETE,
        _ANSWER_GROWS,
        (
            _STOP_EARLY,
            _ITS_COURSE,
            mark(
                "Stories",
                "The table shows it for every word of your text. An **outline** marks from which block on an "
                "answer stays what it is.",
            ),
        ),
    ),
    ("prediction.branches", Phase.FRESH): Story(
        _FRESH,
        mark("Stories", "Every branch is noise"),
        (
            _SAME_DICE,
            mark("Stories", "It has learnt nothing yet, so all that follows is pieces thrown together."),
            mark("Stories", "Press **Start**, and come back to see words, then sentences."),
        ),
    ),
    ("prediction.branches", Phase.EARLY): Story(_EARLY, _ELSEWHERE, (_BRANCH_TOP, _SAME_DICE)),
    ("prediction.branches", Phase.MIDDLE): Story(
        _MIDDLE,
        _ELSEWHERE,
        (
            _BRANCH_TOP,
            _SAME_DICE,
            mark(
                "Stories", "While it learns, the branches are written anew every 2 seconds. **Keep still** holds them."
            ),
        ),
    ),
    ("prediction.branches", Phase.PAUSED): Story(_PAUSED, _ELSEWHERE, (_BRANCH_TOP, _SAME_DICE, _TAKE)),
    ("prediction.branches", Phase.COMPLETE): Story(_COMPLETE, _ELSEWHERE, (_SAME_DICE, _TAKE, _SEARCH)),
    ("prediction.why", Phase.FRESH): Story(
        _FRESH,
        _LEAVE_OUT,
        (
            _NO_REASONS,
            mark("Stories", "Before it has learnt, leaving a piece out changes next to nothing."),
            mark("Stories", "Press **Start** and see which pieces begin to matter."),
        ),
    ),
    ("prediction.why", Phase.EARLY): Story(_EARLY, _LEAVE_OUT, (_NO_REASONS, _WHY_SENTENCE)),
    ("prediction.why", Phase.MIDDLE): Story(_MIDDLE, _LEAVE_OUT, (_NO_REASONS, _WHY_SENTENCE, _ANOTHER)),
    ("prediction.why", Phase.PAUSED): Story(_PAUSED, _LEAVE_OUT, (_NO_REASONS, _WHY_SENTENCE, _ANOTHER)),
    ("prediction.why", Phase.COMPLETE): Story(
        _COMPLETE,
        _LEAVE_OUT,
        (
            _NO_REASONS,
            _WHY_SENTENCE,
            _ANOTHER,
            mark(
                "Stories",
                "Careful: two pieces that say the same can hide each other, for without the one the other is there "
                "still.",
            ),
        ),
    ),
}
