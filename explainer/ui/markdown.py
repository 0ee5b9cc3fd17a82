"""Text of people and of models inside sentences that are Markdown."""

from __future__ import annotations

import re

_SIGNS = frozenset("\\`*_{}[]<>#+-.!|~&")


def safe(text: str) -> str:
    """``text`` with the signs that Markdown would take for its own made harmless."""
    return "".join("\\" + c if c in _SIGNS else c for c in text)


def plain(markdown: str) -> str:
    """A sentence without Markdown's signs, for those who hear it."""
    return re.sub(r"\\(.)", r"\1", markdown.replace("**", ""))
