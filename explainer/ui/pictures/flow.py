"""Words on lines: lays pieces of text out like a paragraph and joins the pieces of one word. Pure geometry.

Used by the sentence being read, and by whatever else shades words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

from explainer.ui.numbers import visible


@dataclass(frozen=True, slots=True)
class Chip:
    """One piece in its place: ``joined_left`` and ``joined_right`` say that it touches a neighbour of the same word."""

    index: int
    text: str
    x: float
    y: float
    w: float
    joined_left: bool
    joined_right: bool


def begins_word(piece: str) -> bool:
    """Whether ``piece`` stands apart from the piece before it."""
    return not piece or not (piece[0].isalnum() or piece[0] in "'’")


def outline(chip: Chip, box: QRectF, radius: float) -> QPainterPath:
    """The shape of ``chip`` drawn in ``box``: corners of ``radius`` pixels, round only at the ends of its word."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, radius, radius)
    if chip.joined_left:
        path.addRect(QRectF(box.left(), box.top(), radius, box.height()))
    if chip.joined_right:
        path.addRect(QRectF(box.right() - radius, box.top(), radius, box.height()))
    return path


def flow(
    pieces: Sequence[str],
    width: float,
    *,
    measure: Callable[[str], float],
    line: float,
    pad: float,
    gap: float,
) -> list[Chip]:
    """Lay ``pieces`` out in ``width`` pixels, words never broken across lines unless one is wider than a line.

    Args:
        pieces: token display texts.
        width: of the paragraph.
        measure: width of a text in pixels.
        line: height from one line to the next.
        pad: space left and right of a text inside its chip.
        gap: space between words.
    """
    words: list[list[int]] = []
    for i, piece in enumerate(pieces):
        if i == 0 or begins_word(piece) or not words:
            words.append([i])
        else:
            words[-1].append(i)
    chips: list[Chip] = []
    x = y = 0.0
    for word in words:
        texts = [visible(pieces[i]) for i in word]
        # Padding only at the word's ends, so that its pieces read as one word.
        widths = [
            measure(text) + (pad if k == 0 else 0.0) + (pad if k == len(word) - 1 else 0.0)
            for k, text in enumerate(texts)
        ]
        if x > 0 and x + sum(widths) > width:
            x, y = 0.0, y + line
        for k, i in enumerate(word):
            chips.append(Chip(i, texts[k], x, y, widths[k], k > 0, k < len(word) - 1))
            x += widths[k]
        x += gap
    return chips
