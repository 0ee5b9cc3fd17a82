"""What may stand in a cell: plain data, with the words that are read in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from explainer.ui.look import BODY
from explainer.ui.pictures.becoming import Word


@dataclass(frozen=True, slots=True)
class TextCell:
    """Words or a number, cut where there is no room.

    Attributes:
        text: what is written. ink: its colour. size: of the letters, design pixels.
        short: what is written where its column is narrow (``Column.roomy``), or None for the same.
        right: at the right of its place, at the left, or (None) as its column.
        lines: as many as may be filled where the row is high enough.
        shade: how strong the ground behind it is, 0 to 1 of ``hue``; 0 for none.
    """

    text: str
    ink: str = "ink"
    size: float = BODY
    bold: bool = False
    digits: bool = False
    struck: bool = False
    short: str | None = None
    right: bool | None = None
    lines: int = 1
    shade: float = 0.0
    hue: str = "attention"

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read in it."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class PieceCell:
    """A piece with the rest of its word in grey; ``struck`` where it has no chance."""

    word: Word
    size: float = BODY
    ink: str = "ink"
    struck: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The whole word."""
        return (self.word.whole,)


@dataclass(frozen=True, slots=True)
class BarCell:
    """A bar from ``start`` to ``end``; all places are shares of the room there is, 0 to 1.

    Attributes:
        colour: of the bar. hollow: an outline and no more. track: a quiet ground as long as the room.
        thick: design pixels.
        outline: another value beside it: an outline beyond the bar, or a notch within it.
        mark: another value, as an upright line across.
        zero: an upright line where it starts. margin: thin lines this far to both sides of it.
        label: written beside its end; ``reserve`` is a text for whose width room is kept.
    """

    end: float
    colour: str = "pretrain"
    start: float = 0.0
    hollow: bool = False
    track: bool = False
    thick: float = 18.0
    outline: float | None = None
    mark: float | None = None
    zero: bool = False
    margin: float = 0.0
    label: str = ""
    reserve: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written beside it."""
        return (self.label,) if self.label else ()

    def until(self, end: float, label: str) -> BarCell:
        """The same kind of bar to another place."""
        return replace(self, end=end, label=label)


@dataclass(frozen=True, slots=True)
class BarsCell:
    """Bars one below the other."""

    bars: tuple[BarCell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written beside them."""
        return tuple(text for bar in self.bars for text in bar.texts)


@dataclass(frozen=True, slots=True)
class LineCell:
    """Words, words ``beside`` them after a ``gap`` (design pixels), and others at the ``right``, which are cut last."""

    left: TextCell
    beside: TextCell | None = None
    right: TextCell | None = None
    gap: float = 10.0


@dataclass(frozen=True, slots=True)
class LinesCell:
    """Lines one below the other; a Bar among them is as wide as the cell."""

    lines: tuple[LineCell | BarCell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read in them, from the top."""
        found: list[str] = []
        for line in self.lines:
            parts = (line,) if isinstance(line, BarCell) else (line.left, line.beside, line.right)
            found += [text for part in parts if part is not None for text in part.texts]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Legend:
    """What kinds of bars mean: for a heading."""

    entries: tuple[tuple[BarCell, str], ...]


Cell: TypeAlias = TextCell | PieceCell | BarCell | BarsCell | LinesCell
