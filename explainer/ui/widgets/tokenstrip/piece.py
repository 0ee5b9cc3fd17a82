"""A piece of text and all that may be said of it, as data; and how a row of them is set. No painting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from explainer.ui.look import BODY
from explainer.ui.numbers import visible


class Edge(Enum):
    """The outline of a piece."""

    NONE = auto()
    SOLID = auto()
    DASHED = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a row.

    Attributes:
        text: as it is painted (see ``written``); signs for blanks before its letters are paler.
        told: a sentence with its numbers, for whoever points at it, goes there with the keys, or cannot see it.
        joined: it goes on the word of the piece before it.
        rest: what it lacks of the word that it becomes, in grey.
        hue: a colour of the theme by its name, for all that follows.
        shade: 0 to 1, of the hue in the ground.
        ground: colour of the theme, for the ground where there is no shade; "": none.
        line: -1 to 1, thickness of a line below it; above it where negative.
        line_hue: colour of the line, where it is not ``hue``.
        arrow: -1 to 1, size of a triangle below it, which points up, or down where negative.
        below: a number under it. beside: at its right.
        above: a text over it, in a bracket that spans it and the ``bound`` ones that follow it.
        bound: it stands under the bracket of the piece before it, in the same word.
        edge: its outline, in the hue where it is solid.
        chosen: framed. faint: pale. strike: struck through. small: in small letters.
    """

    text: str
    told: str = ""
    joined: bool = False
    rest: str = ""
    hue: str = ""
    shade: float = 0.0
    ground: str = ""
    line: float = 0.0
    line_hue: str = ""
    arrow: float = 0.0
    below: str = ""
    above: str = ""
    bound: bool = False
    beside: str = ""
    edge: Edge = Edge.NONE
    chosen: bool = False
    faint: bool = False
    strike: bool = False
    small: bool = False

    def form(self, *, numbered: bool) -> tuple[object, ...]:
        """All that its width and place depend on; the number below is among that where ``numbered``."""
        below = self.below if numbered else ""
        return self.text, self.joined, self.rest, self.above, self.bound, self.beside, self.small, below


class Long(Enum):
    """What becomes of a text that is too long for its place."""

    SCROLL = auto()  # by whole lines
    FOLD = auto()  # its beginning is left away, and counted
    CUT = auto()  # its end is left away


class Choosing(Enum):
    """What a person can do with a piece beyond pointing at it."""

    NONE = auto()
    ENTER = auto()  # a click or Enter chooses it
    KEYS = auto()  # a click chooses it, and so do the arrow keys; Escape lets go of it


class Tail(Enum):
    """What stands after the last piece."""

    NONE = auto()
    DOTS = auto()  # it was cut off
    CARET = auto()  # more is being written


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a row is set. Lengths are shares of the letters' size, where no unit is named.

    Attributes:
        sizes: of the letters, design pixels, from the largest: the first in which all has room is taken.
        usual: the size for which room is asked; the smallest where it is None.
        box: height of a piece. leading: space between lines.
        pad: design pixels left and right of a word. gap: between words.
        space: between words, too, as a share of the size.
        tiles: every piece is a tile of its own, with room at its sides and round corners.
        below: size of the numbers below, design pixels; 0 keeps no room for them. above: the same above.
        fits_numbers: a piece is as wide as its number; else a number that would touch a larger one is left out.
        arrows: room for triangles below.
        lines: room is asked for so many. least: and for so many at least.
        grows: but for no more than the text needs.
        place: design pixels, the width of every piece where all have the same.
        writes: more may come: dots, or a block, always have room behind the last word.
        tips: sentences come up where one points.
        long: what becomes of a long text. choosing: what a click does.
    """

    sizes: tuple[float, ...] = (BODY,)
    usual: float | None = None
    box: float = 1.75
    leading: float = 0.3
    pad: float = 5.0
    gap: float = 4.0
    space: float = 0.0
    tiles: bool = False
    below: float = 0.0
    above: float = 0.0
    fits_numbers: bool = False
    arrows: bool = False
    lines: int = 2
    least: int = 1
    grows: bool = False
    place: float = 0.0
    writes: bool = False
    tips: bool = True
    long: Long = Long.CUT
    choosing: Choosing = Choosing.NONE


def begins_word(piece: str) -> bool:
    """Whether ``piece`` stands apart from the piece before it."""
    return not piece or not (piece[0].isalnum() or piece[0] in "'’")


def written(pieces: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Display texts of tokens as ``Piece.text`` and ``Piece.joined``: blanks visible, letters after letters joined."""
    for i, piece in enumerate(pieces):
        yield visible(piece), i > 0 and not begins_word(piece)


LONGEST_WORD = 18  # letters; what a model that knows no words yet runs together is broken after so many


def prose(pieces: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The same as words are written: a blank, the end of a line or too many letters end a word; marks stay with it."""
    long = 0
    for i, piece in enumerate(pieces):
        after_end = i > 0 and pieces[i - 1].endswith("\n")
        apart = i == 0 or piece[:1].isspace() or after_end or long + len(piece) > LONGEST_WORD
        long = len(piece) if apart else long + len(piece)
        yield visible(piece), not apart
