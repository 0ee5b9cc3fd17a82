"""Pieces and changes in the words of these pages. Pure functions."""

from __future__ import annotations

import math

from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, cited, isolated, percent, visible
from explainer.ui.pictures.becoming import Word


def named(piece: str) -> str:
    """A piece as it is named in a sentence, as Markdown: a sign is put in quotation marks, a word stands for itself."""
    text = cited(piece)
    return safe(text) if any(c.isalnum() for c in text) else f"“{safe(text)}”"


def strong(word: Word) -> str:
    """A piece in bold for a sentence, as Markdown, with the rest of its word behind it: ``**m**oo``."""
    if not word.ending or not word.head:
        return f"**{named(word.piece) if not word.ending else safe(isolated(word.whole))}**"
    text = f"**{safe(word.head)}**{safe(word.rest)}"
    return text if isolated(word.whole) == word.whole else f"\u2068{text}\u2069"


def points(change: float) -> str:
    """A change of a bet, -1 to 1, in points of a hundred with its sign: ``−13``, ``+0.4``, ``0``."""
    if math.isnan(change):
        return NOTHING
    value = abs(change) * 100
    sign = "+" if change > 0 else "−"
    if value >= 9.95:
        return f"{sign}{value:.0f}"
    if value >= 0.095:
        return f"{sign}{value:.1f}"
    if value >= 0.005:
        return f"{sign}{value:.2f}"
    return f"{sign}{value:.3f}" if value >= 0.0005 else "0"


def fine_percent(share: float) -> str:
    """A bet that is to be compared with another: small ones keep a digit that tells them apart."""
    value = share * 100
    if math.isnan(share) or value >= 0.1 or value <= 0:
        return percent(share)
    if value >= 0.001:
        return f"{value:.2f} %" if value >= 0.01 else f"{value:.3f} %"
    return "<0.001 %"


def glued(piece: str) -> bool:
    """Whether a piece goes on the word before it, or begins a text: a word without the blank before it."""
    return bool(piece) and piece[0].isalnum()


def running(pieces: tuple[str, ...]) -> str:
    """Pieces as running text on one line."""
    return "".join(visible(p) if not p.strip(" ") else p.replace("\n", "↵ ").replace("\t", "⇥") for p in pieces)
