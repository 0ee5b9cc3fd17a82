"""The word that a piece is the beginning of, followed piece by piece to its end: “m” becomes “moo”.

A word goes on with letters, digits, their accents and vowel signs, joiners, and an apostrophe with a letter after it
(“can” becomes “can't”). Spaces, all other signs and markers end it. A piece that is one space goes on with the word it
stands before. In a script that parts no words with spaces (``scripts``) a piece is a word of its own. Half a character
goes on until it is whole. What it leaves out: who says how the text goes on; it only looks at the pieces it is given.
"""

from __future__ import annotations

import codecs
import unicodedata

from explainer.text.scripts import parts_no_words
from explainer.text.tokenizer import Tokenizer

MOST_PIECES = 6  # after the first: what goes on longer is no word that anybody waits for
_JOINERS = "\u200c\u200d"


class WordEnd:
    """The word that one piece becomes.

    Attributes:
        open: whether the next piece may still belong to it.
        n: how many of the pieces taken belong to it, 0 to ``MOST_PIECES``.
    """

    def __init__(self, tokenizer: Tokenizer, first: int) -> None:
        self._tokenizer = tokenizer
        self._raw = b"" if first in tokenizer.markers else tokenizer.piece_bytes(first)
        self._text, half = _decoded(self._raw) or ("", False)  # without half a character at its end
        self._own = len(self._text)
        self._taken = 0
        self.n = 0
        self.open = half or _may_go_on(self._text)

    @property
    def ending(self) -> str:
        """What the first piece lacks of its word; "" where it is one. It ends with “…” where the word may go on."""
        found = self._text[self._own :]
        return f"{found}…" if found and self.open else found

    def take(self, token: int) -> None:
        """Follow the word into ``token``, the next piece of the text; nothing happens where it has ended."""
        if not self.open or self._taken == MOST_PIECES:
            return
        raw = self._raw + self._tokenizer.piece_bytes(token)
        decoded = None if token in self._tokenizer.markers else _decoded(raw)
        if decoded is None:
            self.open = False
            return
        text, half = decoded
        new = text[len(self._text) :]
        if new and not _goes_on(self._text, new):
            self.open = False
            return
        self._raw, self._taken = raw, self._taken + 1
        if new:
            self._text, self.n = text, self._taken
        self.open = half or _may_go_on(text)


def _decoded(raw: bytes) -> tuple[str, bool] | None:
    """Bytes as text, and whether half a character stands at their end; None where they are no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(raw), bool(decoder.getstate()[0])
    except UnicodeDecodeError:
        return None


def _may_go_on(text: str) -> bool:
    """Whether a word may go on after ``text``."""
    return text == " " or (text != "" and _of_a_word(text[-1]) and not parts_no_words(text[-1]))


def _goes_on(text: str, new: str) -> bool:
    """Whether ``new`` belongs to the word at whose end ``text`` stands; "" ends with half a character."""
    if not text or (_of_a_word(new[0]) and text == " "):
        return True
    if new[0] in "'’":
        return text != " " and new[1:2].isalpha()
    return _of_a_word(new[0]) and not parts_no_words(new[0])


def _of_a_word(c: str) -> bool:
    return c.isalnum() or c in _JOINERS or unicodedata.category(c).startswith("M")
