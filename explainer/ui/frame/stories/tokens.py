"""The story of Tokens: it does not change with learning, for the pieces are found before the first step."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_PHASES = (Phase.FRESH, Phase.EARLY, Phase.MIDDLE, Phase.PAUSED, Phase.COMPLETE)

_PIECES = (
    mark("Stories", "The model never sees letters. Your text is cut into **pieces**, and each is only a number to it."),
    mark("Stories", "Your text: **{n_bytes} bytes**, {n_pieces}. {most}"),
    mark(
        "Stories",
        "Frequent words are one piece. A word nobody has written before falls into parts, at worst into single bytes. "
        "So it can read anything, **Grüße** and **Привет** too.",
    ),
)
_FOUND = (
    mark(
        "Stories",
        "No dictionary was put in. At first there were only 256 pieces, one for each **byte**.",
    ),
    mark(
        "Stories",
        "In the text, **{first_left}** and **{first_right}** stood side by side most often, {first_times} times. They "
        "became the first new piece. Then everything was counted again.",
    ),
    mark(
        "Stories",
        "After **{n_merges} merges** a piece holds {bytes_a_piece} bytes on average. Press ▶ to watch, or drag the "
        "slider.",
    ),
)
_FIXED = mark("Stories", "This is done before the first step; learning does not change it.")
_ELSEWHERE = mark("Stories", "**Grammar, meaning, facts** come later, in the dials. Here it is only counting.")

STORIES: dict[tuple[str, Phase], Story] = {}
for _phase in _PHASES:
    _last = _ELSEWHERE if _phase is Phase.COMPLETE else _FIXED
    STORIES["tokens", _phase] = Story(
        mark("Stories", "WHAT IT READS"),
        mark("Stories", "Text becomes numbers"),
        (*_PIECES, _last),
        "view.tokens.vocabulary",
        mark("Stories", "How the pieces were found"),
    )
    STORIES["tokens.vocabulary", _phase] = Story(
        mark("Stories", "WHERE THE PIECES COME FROM"),
        mark("Stories", "What stands together, grows together"),
        (*_FOUND, _last),
        "view.tokens",
        mark("Stories", "Back to your text"),
    )
