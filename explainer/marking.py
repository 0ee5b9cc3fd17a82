"""Marks texts for people where they are data, so that they can be found and translated; it knows no Qt.

A marked text is the English text itself. The window translates it where it is shown (``explainer.ui.translate``), a
terminal prints it as it is.
"""

from __future__ import annotations


class Marked(str):
    """A text for people that translators have seen; ``context`` is under what they find it."""

    __slots__ = ("context",)
    context: str


def mark(context: str, text: str) -> Marked:
    """Mark ``text``; both are literals, or ``lupdate`` does not see them."""
    marked = Marked(text)
    marked.context = context
    return marked
