"""Scripts that part no words with spaces, such as Chinese and Thai: there, letters are counted where else words are."""

from __future__ import annotations

import re
import unicodedata

_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
_LETTERS = re.compile(r"[^\W\d_]")
_JOINER = "\u200d"


def has_spaces(text: str) -> bool:
    """Whether the words of ``text`` are parted by spaces, going by most of its letters."""
    return 2 * len(_WITHOUT_SPACES.findall(text)) <= len(_LETTERS.findall(text))


def parts_no_words(letter: str) -> bool:
    """Whether ``letter`` is of a script that parts no words with spaces."""
    return _WITHOUT_SPACES.match(letter) is not None


def first_letters(text: str, n: int) -> str:
    """Return the first ``n`` characters of ``text``, or a few more where a letter is made of several."""
    end = n
    while 0 < end < len(text) and (_belongs_to_the_last(text[end]) or text[end - 1] == _JOINER):
        end += 1
    return text[:end]


def _belongs_to_the_last(letter: str) -> bool:
    """Accents, vowel signs, joiners, and the tones of faces."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me") or letter == _JOINER or "🏻" <= letter <= "🏿"
