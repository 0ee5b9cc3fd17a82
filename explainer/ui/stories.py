"""What is told of the pages, read from Markdown: ``assets/stories/en``, one file a page.

A file holds the stories that stand beside its page, in the order in which a model grows up, so that somebody who is no
programmer reads it from top to bottom and sees what has been said before; a file for every phase would be a hundred of
them, of ten lines. Every story begins with a front matter between two lines of ``---``, then come a heading and
paragraphs::

    ---
    when: paused, complete, own text
    action: view.prediction
    button: See its bets
    ---
    # One step at a time

    The model stands still after **{steps} steps**.

    [broken] This one was made by a mishap.

``when`` names facts (``FACTS``): of those of one kind one has to hold, and of every kind that is named. Without it the
story fits always; the first story of a file that fits is told. The same words in brackets before a paragraph are for it
alone. Fields in braces are live values (``story.values``, ``Panel.values``); a paragraph that quotes what is not known
yet is left out. ``above`` stands above the heading, in place of the words for the phase; ``action`` is what the button
below does, in the words of that action unless ``button`` has others.

After the stories come the exact definitions of the page's cards (``definition``), each with ``card`` alone in its front
matter and no heading::

    ---
    card: loss
    ---
    **Cross-entropy loss** in nats a token: the mean of −ln p(right token) over one batch.

A file is read when its page is first opened, and kept. Another language is the same files in a folder beside ``en``.
Only emphasis is used of Markdown. Left out: which pages, actions and values there are, which the tests check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from explainer.shipped import asset

FACTS: Mapping[str, tuple[str, ...]] = {
    "phase": ("preparing", "fresh", "early", "middle", "paused", "complete", "failed"),
    "stage": ("reading", "fine-tuning", "feedback"),
    "text": ("storyland", "own text"),
    "weights": ("honest", "broken"),
    "rounds": ("no feedback yet", "feedback begun"),
    "model": ("no model", "a model"),
    "step": ("a step to take back", "no step to take back"),
}
_KIND = {fact: kind for kind, facts in FACTS.items() for fact in facts}
_FIELDS = ("when", "above", "action", "button", "card")
_FENCE = "---"
_CONDITION = re.compile(r"\[([^\]]*)\]\s*")

Condition = tuple[frozenset[str], ...]  # of each set one fact has to hold


class StoryError(ValueError):
    """A file is not as it should be: its name, the line, what was expected there, and what was found."""

    def __init__(self, path: Path, line: int, expected: str, found: str) -> None:
        super().__init__(f"{path.name}, line {line}: expected {expected}, found {found}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph as Markdown, with fields; ``line`` is where it begins in its file."""

    text: str
    when: Condition
    line: int

    @property
    def fields(self) -> set[str]:
        """Names of the values it quotes."""
        return {name for _, name, _, _ in Formatter().parse(self.text) if name is not None}


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a page on a condition; see the docstring of the module."""

    when: Condition
    heading: str
    passages: tuple[Passage, ...]
    line: int
    above: str = ""
    action: str = ""
    button: str = ""

    def told(self, facts: frozenset[str]) -> list[Passage]:
        """The passages that fit."""
        return [passage for passage in self.passages if fits(passage.when, facts)]


def fits(when: Condition, facts: frozenset[str]) -> bool:
    """Whether ``when`` holds, given the facts that do."""
    return all(some & facts for some in when)


class Stories:
    """The stories of one language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[Story, ...]] = {}

    def tell(self, page: str, facts: frozenset[str]) -> Story | None:
        """The story of ``page`` that fits, or None.

        Raises:
            StoryError: where its file, or that of what is told on all pages, is not as it should be.
            OSError: where it cannot be read.
        """
        names = ("everywhere", page, page.partition(".")[0])  # a page without a file is told like the first of its view
        return next((one for name in names for one in self._of(name) if fits(one.when, facts)), None)

    def _of(self, page: str) -> tuple[Story, ...]:
        if page not in self._read:
            self._read[page] = ()  # what fails is not tried every second
            path = self._folder / f"{page}.md"
            self._read[page] = read_stories(path) if path.is_file() else ()
        return self._read[page]


@dataclass(frozen=True, slots=True)
class _Part:
    """What follows a front matter: its ``fields``, and line and text of each block up to the next; lines from 1."""

    line: int
    text_line: int
    fields: Mapping[str, str]
    blocks: tuple[tuple[int, str], ...]


def read_stories(path: Path) -> tuple[Story, ...]:
    """All stories of a file, in its order.

    Raises:
        StoryError: where it is not as it should be.
        OSError: where it cannot be read.
    """
    return tuple(_story(path, part) for part in _parts(path) if "card" not in part.fields)


def read_definitions(path: Path) -> dict[str, str]:
    """The exact definitions of a file as Markdown, with fields, by card.

    Raises:
        StoryError: where it is not as it should be.
        OSError: where it cannot be read.
    """
    found: dict[str, str] = {}
    for part in _parts(path):
        if (card := part.fields.get("card")) is None:
            continue
        if len(part.fields) > 1 or card in found:
            raise StoryError(path, part.line, "a card that has no definition yet, and nothing else", repr(card))
        line, first = part.blocks[0] if part.blocks else (part.text_line, "nothing")
        if not part.blocks or first.startswith("#"):
            raise StoryError(path, line, f"the definition of {card!r} without a heading", repr(first))
        found[card] = "\n\n".join(_passage(path, line, text).text for line, text in part.blocks)
    return found


_kept_definitions = cache(read_definitions)  # a page asks once for each of its cards


def definition(page: str, card: str) -> str:
    """The exact definition that stands under "more" of a card of ``page``, as Markdown, with fields.

    Where the file is not as it should be, a sentence that says so: everything else of the page is of use without it.
    """
    path = asset("stories", "en", f"{page}.md")
    try:
        found = _kept_definitions(path)
        if card not in found:
            raise StoryError(path, 1, f"a definition of the card {card!r}", "none")
    except (StoryError, OSError) as error:
        return str(error)
    return found[card]


def _parts(path: Path) -> Iterator[_Part]:
    """The parts of a file, in its order."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise StoryError(path, error.object[: error.start].count(b"\n") + 1, "UTF-8", "other bytes") from None
    fences = [at for at, line in enumerate(lines) if line.rstrip() == _FENCE]
    if not fences or any(line.strip() for line in lines[: fences[0]]) or len(fences) % 2:
        raise StoryError(path, fences[-1] + 1 if fences else 1, "a front matter between two lines of ---", "none")
    ends = [*fences[2::2], len(lines)]
    for first, last, end in zip(fences[::2], fences[1::2], ends, strict=True):
        fields: dict[str, str] = {}
        for at in range(first + 1, last):
            name, _, value = (part.strip() for part in lines[at].partition(":"))
            if name not in _FIELDS or name in fields or not value:
                raise StoryError(path, at + 1, f"one of {', '.join(_FIELDS)}, once, with a value", repr(lines[at]))
            fields[name] = value
        yield _Part(first + 1, last + 1, fields, tuple(_blocks(lines, last + 1, end)))


def _story(path: Path, part: _Part) -> Story:
    fields = dict(part.fields)
    when = _condition(path, part.line + 1 + list(fields).index("when"), fields.pop("when")) if "when" in fields else ()
    line, heading = part.blocks[0] if part.blocks else (part.text_line, "nothing")
    if not heading.startswith("# "):
        raise StoryError(path, line, "a heading after #", repr(heading))
    passages = tuple(_passage(path, at, text) for at, text in part.blocks[1:])
    if not passages:
        raise StoryError(path, line, "paragraphs after the heading", "none")
    return Story(when, heading.removeprefix("# ").replace("**", ""), passages, part.line, **fields)


def _blocks(lines: list[str], start: int, end: int) -> Iterator[tuple[int, str]]:
    """Line, from 1, and text of whatever stands between empty lines."""
    block: list[str] = []
    for at in range(start, end + 1):
        line = lines[at].strip() if at < end else ""
        if line:
            block.append(line)
        elif block:
            yield at - len(block) + 1, " ".join(block)
            block = []


def _passage(path: Path, line: int, text: str) -> Passage:
    found = _CONDITION.match(text)
    when = _condition(path, line, found[1]) if found else ()
    passage = Passage(text[found.end() :] if found else text, when, line)
    try:
        odd = sorted(name for name in passage.fields if not name.isidentifier())
    except ValueError as error:
        raise StoryError(path, line, "a value as {name}", str(error)) from None
    if odd or not passage.text or passage.text.startswith("#"):
        raise StoryError(path, line, "a paragraph with values as {name}", repr(", ".join(odd) or text))
    return passage


def _condition(path: Path, line: int, words: str) -> Condition:
    facts = [word.strip() for word in words.split(",")]
    for fact in facts:
        if fact not in _KIND:
            raise StoryError(path, line, f"facts ({', '.join(_KIND)})", repr(fact))
    return tuple(frozenset(f for f in facts if _KIND[f] == kind) for kind in dict.fromkeys(_KIND[f] for f in facts))
