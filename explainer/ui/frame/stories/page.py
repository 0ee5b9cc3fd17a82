"""What a page of the story is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One page: ``action`` is the id of the action offered below it, with the words on its button."""

    kicker: str
    heading: str
    paragraphs: tuple[str, ...]
    action: str = ""
    action_text: str = ""
