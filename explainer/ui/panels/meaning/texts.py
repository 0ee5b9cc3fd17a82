"""Texts of this view made safe for Markdown."""

from __future__ import annotations


def safe(text: str) -> str:
    """``text`` with Markdown's signs made harmless."""
    return "".join("\\" + c if c in "\\`*_{}[]<>#+-.!|~&" else c for c in text)
