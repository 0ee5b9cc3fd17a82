"""Where the pieces of a text lie: big tiles on lines, words kept together, characters that fell apart under a bracket.

Pure geometry in pixels. It differs from ``pictures.flow`` in that every piece is a tile of its own, wide enough for the
number below it, and that a character whose bytes are several pieces stays in one line where it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.ui.panels.tokens.letters import Split


@dataclass(frozen=True, slots=True)
class Tile:
    """Piece ``index``, in line ``line``."""

    index: int
    line: int
    x: float
    w: float


@dataclass(frozen=True, slots=True)
class Bracket:
    """Over tiles of one line that are one text together."""

    text: str
    n_pieces: int
    line: int
    x: float
    w: float


@dataclass(frozen=True, slots=True)
class Laid:
    """All of it, and how many lines there are."""

    tiles: tuple[Tile, ...]
    brackets: tuple[Bracket, ...]
    n_lines: int


def lay_out(
    words: Sequence[Sequence[int]],
    splits: Sequence[Split],
    widths: Sequence[float],
    width: float,
    *,
    between: float,
    gap: float,
) -> Laid:
    """Lay pieces out in ``width`` pixels.

    Args:
        words: which pieces form which word.
        splits: pieces that are characters only together.
        widths: of the tiles, by index of the piece.
        width: of a line.
        between: space between pieces of one word.
        gap: space between words.
    """
    split_at = {i: split for split in splits for i in range(split.first, split.last + 1)}
    tiles: dict[int, Tile] = {}
    x, line = 0.0, 0
    for word in words:
        runs: list[list[int]] = []  # what a line should not part
        for i in word:
            split = split_at.get(i)
            if split is not None and runs and split_at.get(runs[-1][-1]) is split:
                runs[-1].append(i)
            else:
                runs.append([i])
        whole = sum(widths[i] + between for i in word) - between
        if x > 0 and x + whole > width:
            x, line = 0.0, line + 1
        for run in runs:
            if x > 0 and x + sum(widths[i] + between for i in run) - between > width:
                x, line = 0.0, line + 1
            for i in run:
                w = widths[i]
                if x > 0 and x + w > width:
                    x, line = 0.0, line + 1
                tiles[i] = Tile(i, line, x, min(w, width))
                x += w + between
        x += gap - between
    brackets = []
    for split in splits:
        lines: dict[int, list[Tile]] = {}
        for i in range(split.first, split.last + 1):
            if i in tiles:
                lines.setdefault(tiles[i].line, []).append(tiles[i])
        for number, over in lines.items():
            x0, x1 = over[0].x, over[-1].x + over[-1].w
            brackets.append(Bracket(split.text, split.last - split.first + 1, number, x0, x1 - x0))
    return Laid(tuple(tiles.values()), tuple(brackets), line + 1 if tiles else 0)
