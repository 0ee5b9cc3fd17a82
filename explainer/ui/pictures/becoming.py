"""A piece and the word it becomes: the piece strong, and in a quieter ink what the word has beyond it (**m**oo).

The engine finds the rest of the word (``engine.observe.endings``); here it is put into words, and painted. Both parts
are laid out as one text, so that in Arabic or Hebrew the rest stands at the left of the piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout

from explainer.text.markers import ASSISTANT, END, EOT, SPECIALS, USER
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import isolated, shaped, visible
from explainer.ui.translate import Marked, mark, translate, translated

_LINE, _TAB, _SPACE, _SPACES = "line", "tab", "space", "spaces"
_SHOWN = {
    EOT: mark("Becoming", "⟨text end⟩"),
    END: mark("Becoming", "⟨answer end⟩"),
    USER: mark("Becoming", "⟨question⟩"),
    ASSISTANT: mark("Becoming", "⟨answer⟩"),
    _LINE: mark("Becoming", "⟨line break⟩"),
    _TAB: mark("Becoming", "⟨tab⟩"),
    _SPACE: mark("Becoming", "⟨space⟩"),
    _SPACES: mark("Becoming", "⟨{n} spaces⟩"),
}
_TOLD = {
    EOT: mark("Becoming", "the end of the text"),
    END: mark("Becoming", "the end of the answer"),
    USER: mark("Becoming", "the beginning of a question"),
    ASSISTANT: mark("Becoming", "the beginning of an answer"),
    _LINE: mark("Becoming", "a line break"),
    _TAB: mark("Becoming", "a tab"),
    _SPACE: mark("Becoming", "a space"),
    _SPACES: mark("Becoming", "{n} spaces"),
}
_BYTES_AT_END = re.compile("(?:⟨[0-9A-F]{2}⟩)+$")  # as ``Tokenizer.piece`` shows part of a character
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_BLANKS = re.compile("[ \n\r\t]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece, and what it lacks of the word it becomes.

    Attributes:
        piece: display text of a token. ending: of the same word; "" where there is none.
    """

    piece: str
    ending: str = ""

    @property
    def head(self) -> str:
        """The piece as people read it: blanks and markers in words, half a character only where nothing else is."""
        if self.ending and not self._letters.strip():
            return "" if self._letters else visible(self.piece)
        return _named(self.piece) or visible(self._letters)

    @property
    def rest(self) -> str:
        """What follows it."""
        known = visible(self._letters)[-1:] if self._letters.strip() else ""
        return shaped(known + self.ending)[len(known) :]  # a sign that changes the one before it stands with that

    @property
    def whole(self) -> str:
        """The word: “moo”."""
        return (visible(self._letters) if self._letters.strip() else "") + self.rest if self.ending else self.head

    def told(self) -> str:
        """The piece in a sentence, in quotation marks, with its word where that is longer."""
        if not self.ending:
            return f"“{isolated(self.head)}”"
        text = translate("Becoming", "“{piece}”, which becomes “{word}”")
        return text.format(piece=isolated(_named(self.piece) or visible(self.piece)), word=isolated(self.whole))

    @property
    def _letters(self) -> str:
        """The piece without half a character at its end, where the ending makes that a whole one."""
        return _BYTES_AT_END.sub("", self.piece) if self.ending else self.piece


def _named(piece: str) -> str:
    """What is no word in words: a marker, or a piece of blanks; "" for any other."""
    return _in_words(piece, _SHOWN)


def going_on(piece: str, before: str) -> str:
    """``piece`` as it is listed after the text ``before``: with a hyphen where it goes on a word, ``-nd`` after ``is``.

    Only in scripts that have capitals: others part their words otherwise, or not at all. A piece that repeats the one
    before it needs none.
    """
    joined = all(c.isalpha() and c.lower() != c.upper() for c in (before[-1:], piece[:1]))
    return f"-{piece}" if joined and piece != before else piece


def spoken(piece: str) -> str:
    """A piece in a sentence: in quotation marks, or what is not seen in words: ``“cold”``, ``a line break``."""
    return _unseen(piece) or f"“{isolated(_seen(piece))}”"


def named(piece: str) -> str:
    """The same as Markdown in a sentence that sets it in bold: a word needs no quotation marks there, a sign does."""
    text = _unseen(piece) or isolated(_seen(piece))
    return safe(text) if any(c.isalnum() for c in text) else f"“{safe(text)}”"


def strong(word: Word) -> str:
    """A piece in bold for a sentence, as Markdown, with the rest of its word behind it: ``**m**oo``."""
    if not word.ending or not word.head:
        return f"**{named(word.piece) if not word.ending else safe(isolated(word.whole))}**"
    text = f"**{safe(word.head)}**{safe(word.rest)}"
    return text if isolated(word.whole) == word.whole else f"\u2068{text}\u2069"


def _seen(piece: str) -> str:
    """A piece that has letters or signs, without the blanks around them."""
    return visible(_BLANKS.sub(" ", piece).strip(" "))


def _unseen(piece: str) -> str:
    """A marker, or a piece of blanks, in words; "" for any other."""
    return _in_words(piece, _TOLD)


def _in_words(piece: str, words: Mapping[str, Marked]) -> str:
    """A marker, or a piece of blanks, in these words; "" for what has letters or signs."""
    if piece in SPECIALS:
        return translated(words[piece])
    if not piece or piece.strip(" \n\r\t"):
        return ""
    if set(piece) & {"\n", "\r"}:
        return translated(words[_LINE])
    if "\t" in piece:
        return translated(words[_TAB])
    return translated(words[_SPACE]) if len(piece) == 1 else translated(words[_SPACES]).format(n=len(piece))


def word_width(look: Look, word: Word, size: float) -> float:
    """Width in pixels of a word painted at ``size`` design pixels."""
    strong, light = (QFontMetricsF(look.font(size, bold=bold)) for bold in (True, False))
    return strong.horizontalAdvance(word.head) + light.horizontalAdvance(word.rest)


def paint_word(
    painter: QPainter,
    look: Look,
    box: QRectF,
    align: Qt.AlignmentFlag,
    word: Word,
    *,
    size: float,
    ink: str = "ink",
    rest_ink: str = "ink3",
    struck: bool = False,
) -> None:
    """Paint a word on one line, cut where it does not fit.

    Args:
        painter: at work.
        look: the theme in force.
        box: where; the line stands in the middle of its height.
        align: where in its width: left, right or centre.
        word: the piece and its rest.
        size: of the letters in design pixels.
        ink: colour of the piece.
        rest_ink: colour of what follows it: 4.5:1 on what it is painted on.
        struck: strike both through, and paint the piece no bolder than the rest.
    """
    strong, light = look.font(size, bold=not struck), look.font(size)
    for font in (strong, light):
        font.setStrikeOut(struck)
    head, tail = _cut(word.head, word.rest, strong, light, box.width())
    if not tail:  # most words: a layout would take three times as long
        painter.save()
        painter.setFont(strong)
        painter.setPen(look.colour(ink))
        painter.drawText(box, align & ~Qt.AlignmentFlag.AlignVertical_Mask | _ONE_LINE, head)
        painter.restore()
        return
    layout = QTextLayout(head + tail, strong)
    ranges = []
    for start, text, font, name in ((0, head, strong, ink), (_utf16(head), tail, light, rest_ink)):
        part = QTextLayout.FormatRange()
        part.start, part.length = start, _utf16(text)
        part.format = _format(font, look, name)
        ranges.append(part)
    layout.setFormats(ranges)
    layout.beginLayout()
    line = layout.createLine()
    line.setNumColumns(_utf16(head + tail) + 1)
    layout.endLayout()
    room = box.width() - line.naturalTextWidth()
    share = 1.0 if align & Qt.AlignmentFlag.AlignRight else 0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0.0
    layout.draw(painter, QPointF(box.left() + share * room, box.top() + (box.height() - line.height()) / 2))


def _format(font: QFont, look: Look, ink: str) -> QTextCharFormat:
    result = QTextCharFormat()
    result.setFont(font)
    result.setForeground(look.colour(ink))
    return result


def _cut(head: str, tail: str, strong: QFont, light: QFont, width: float) -> tuple[str, str]:
    """Both parts as far as ``width`` has room for them: the rest is cut before the piece is."""
    right = Qt.TextElideMode.ElideRight
    wide, narrow = QFontMetricsF(strong), QFontMetricsF(light)
    room = width - wide.horizontalAdvance(head)
    if room < 0:
        return wide.elidedText(head, right, width), ""
    return head, narrow.elidedText(tail, right, room + 1)


def _utf16(text: str) -> int:
    """Length of a text as Qt counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
