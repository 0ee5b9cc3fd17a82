"""Pieces on lines: words kept together, right-to-left words and texts in their direction. Pure geometry."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.ui.widgets.tokenstrip.piece import Piece

Run = list[int]  # indices of pieces


@dataclass(frozen=True, slots=True)
class Place:
    """Where piece ``index`` stands: its line, left end and width in pixels, and whether it touches its neighbours."""

    index: int
    line: int
    x: float
    w: float
    joined_left: bool = False
    joined_right: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """Pieces in reading order.

    Attributes:
        places: of the pieces. n_lines: how many they take. from_right: whether the text as a whole runs to the left.
    """

    places: tuple[Place, ...] = ()
    n_lines: int = 0
    from_right: bool = False


def runs_left(text: str) -> bool | None:
    """Whether the first letter with a direction runs from right to left; None where none has one (UAX 9, rule P2)."""
    for c in text:
        found = unicodedata.bidirectional(c)
        if found in ("R", "AL"):
            return True
        if found == "L":
            return False
    return None


def words_of(pieces: Sequence[Piece]) -> list[Run]:
    """Which pieces form which word."""
    words: list[Run] = []
    for i, piece in enumerate(pieces):
        if piece.joined and words:
            words[-1].append(i)
        else:
            words.append([i])
    return words


def lay_out(
    pieces: Sequence[Piece],
    widths: Sequence[float],
    width: float,
    *,
    pad: float = 0.0,
    gap: float = 0.0,
    between: float = 0.0,
    tiles: bool = False,
    indent: float = 0.0,
) -> Laid:
    """Lay ``pieces`` out; words are broken only where one is wider than a line, pieces never.

    Args:
        pieces: in reading order.
        widths: of their texts, pixels.
        width: of a line.
        pad: space at both ends of a word, or of each piece where they are ``tiles``.
        gap: space between words.
        between: space between the pieces of a word.
        tiles: every piece is padded and stands by itself.
        indent: where the first line begins.
    """
    plain = all(piece.text.isascii() for piece in pieces)
    from_right = not plain and bool(runs_left("".join(piece.text for piece in pieces)))
    lines: list[list[tuple[Run, list[float], float]]] = [[]]
    x = indent
    for word in words_of(pieces):
        last = len(word) - 1
        ends = [2 if tiles else (k == 0) + (k == last) for k in range(len(word))]
        full = [widths[i] + pad * n for i, n in zip(word, ends, strict=True)]
        for first, end in _chunks(pieces, word, full, width, between):
            chunk, sizes = word[first:end], full[first:end]
            whole = sum(sizes) + between * (len(sizes) - 1)
            if lines[-1] and x + whole > width:
                lines.append([])
                x = 0.0
            lines[-1].append((chunk, sizes, whole))
            x += whole + (gap if end > last else between)
    places: dict[int, Place] = {}
    for number, line in enumerate(lines):
        start = indent if number == 0 else 0.0
        order, turned = _visual(pieces, line, from_right, plain)
        if from_right:
            start = width - start - sum(whole + gap for _, _, whole in line) + gap
        for at in order:
            chunk, sizes, _ = line[at]
            steps = range(len(chunk) - 1, -1, -1) if turned[at] else range(len(chunk))
            for nth, k in enumerate(steps):
                left, right = (nth > 0, nth < len(chunk) - 1) if not tiles else (False, False)
                places[chunk[k]] = Place(chunk[k], number, start, sizes[k], left, right)
                start += sizes[k] + between
            start += gap - between
    return Laid(tuple(places[i] for i in sorted(places)), len(lines) if places else 0, from_right)


def _chunks(
    pieces: Sequence[Piece], word: Run, full: list[float], width: float, between: float
) -> list[tuple[int, int]]:
    """(first, end) of the parts of a word that stand in one line: all of it where it fits in one.

    Pieces under one bracket stay together where they fit.
    """
    if sum(full) + between * (len(full) - 1) <= width:
        return [(0, len(word))]
    atoms: list[list[int]] = []
    for k, i in enumerate(word):
        if k and pieces[i].bound:
            atoms[-1].append(k)
        else:
            atoms.append([k])
    parts: list[tuple[int, int]] = []
    x = width + 1  # full
    for atom in atoms:
        size = sum(full[k] + between for k in atom)
        for group in [atom] if size <= width else [[k] for k in atom]:
            needs = sum(full[k] + between for k in group)
            if x + needs - between > width:
                parts.append((group[0], group[-1] + 1))
                x = 0.0
            else:
                parts[-1] = (parts[-1][0], group[-1] + 1)
            x += needs
    return parts


def _visual(
    pieces: Sequence[Piece], line: list[tuple[Run, list[float], float]], from_right: bool, plain: bool
) -> tuple[list[int], list[bool]]:
    """The words of a line from left to right, and which of them run to the left (UAX 9, rules N1, N2 and L2)."""
    n = len(line)
    if plain:
        return list(range(n)), [False] * n
    own = [runs_left("".join(pieces[i].text for i in chunk)) for chunk, _, _ in line]
    found: list[bool] = []
    for k, direction in enumerate(own):
        if direction is None:
            before = next((d for d in reversed(own[:k]) if d is not None), from_right)
            after = next((d for d in own[k:] if d is not None), from_right)
            direction = before if before == after else from_right
        found.append(direction)
    order = list(range(n))
    if from_right:
        order.reverse()
    against = [found[k] != from_right for k in order]
    start = 0
    while start < n:
        end = start + 1
        while end < n and against[end] == against[start]:
            end += 1
        if against[start]:
            order[start:end] = reversed(order[start:end])
        start = end
    return order, found
