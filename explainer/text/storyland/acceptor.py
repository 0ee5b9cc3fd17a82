"""Decides whether a sentence is one that the world's grammar can write: the phrasebook, run backwards.

All forms are put into a tree of words, in which a slot is a branch that any phrase of its class may take (a small
non-deterministic automaton). Direct speech is cut into spans first: what leads in (`Mia said,`), what is spoken, and
who says it (`said Mia.`). Forms and texts are cut by the same function, so a sentence is accepted if and only if its
spans are those of some forms, in an order that the quotation marks allow.

Left out on purpose: whether a sentence is true, whether it fits the one before, and whether two slots of a sentence
go together. `judge.py` measures truth and fit separately.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from explainer.text.storyland.grammar import Form, capital, slot_class, with_article
from explainer.text.storyland.phrasebook import LEAD_GROUPS, TAG_GROUPS, book, classes
from explainer.text.storyland.richness import Richness

_TOKEN = re.compile(r'"|\n|[.,!?:;]|[^\s".,!?:;]+')
_FORM_TOKEN = re.compile(r'\{\w+\}|"|\n|[.,!?:;]|[^\s".,!?:;{}]+')
_ENDS = frozenset(".?!")


class Role(Enum):
    """What a span is for."""

    SENTENCE = "sentence"  # told or spoken
    LEAD = "lead"  # before direct speech: "Mia said,"
    TAG = "tag"  # after it: "said Mia."


@dataclass
class Span:
    """Words that belong together, with their punctuation.

    Attributes:
        role: see `Role`; a span after direct speech is a TAG if it cannot be a sentence of its own.
        tokens: the words and marks; a comma before a closing quotation mark is written as a full stop.
        spoken: whether it stands in quotation marks.
        after_speech: whether direct speech ended right before it.
        complete: whether it came to its end (a model's text may stop in the middle).
        broken: whether a quotation was opened before it and not closed by the end of the line.
    """

    role: Role
    tokens: list[str]
    spoken: bool = False
    after_speech: bool = False
    complete: bool = True
    broken: bool = False


def tokenize(text: str) -> list[str]:
    """Return the words, marks and line breaks of a text; everything that is not a mark or space is a word."""
    return _TOKEN.findall(text)


def spans(tokens: Sequence[str]) -> Iterator[Span]:
    """Cut tokens into spans."""
    current: list[str] = []
    inside = False  # inside quotation marks
    after = False  # right after closing quotation marks
    comma = False  # the speech before ended in a comma, so that a tag must follow
    last: Span | None = None
    for token in tokens:
        done: Span | None = None
        if token == '"':
            if inside:
                comma = bool(current) and current[-1] == ","
                if comma:
                    current[-1] = "."
                if current:
                    done = Span(Role.SENTENCE, current, spoken=True)
            elif current:
                done = Span(Role.LEAD, current, after_speech=after)
            after, inside = inside, not inside
        elif token == "\n":
            if current or inside:
                done = Span(_role(after, comma, current), current, inside, after, broken=inside)
            inside = after = comma = False
        else:
            current.append(token)
            if token in _ENDS:
                done = Span(_role(after, comma, current), current, inside, after)
                after = comma = False
        if done is not None:
            if last is not None:
                yield last
            last, current = done, []
    if last is not None:
        yield last
    if current or (after and comma):
        yield Span(_role(after, comma, current), current, inside, after, complete=False)


def _role(after: bool, comma: bool, tokens: Sequence[str]) -> Role:
    """A span right after speech belongs to it if the speech ended in a comma, or if the span begins small."""
    return Role.TAG if after and (comma or _begins_small(tokens[0])) else Role.SENTENCE


def _begins_small(token: str) -> bool:
    word = token[1:-1] if token[0] == "{" and len(token) > 2 else token  # a text may hold a brace of its own
    return word[0].islower() and slot_class(word) not in {"name", "petname"}


@dataclass
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    slots: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)  # groups whose form ends here


@dataclass(frozen=True)
class Match:
    """A sentence read by the grammar: the group of its form and what filled the slots."""

    group: str
    slots: dict[str, str]


class Grammar:
    """The sentences that a world of some richness can write."""

    def __init__(self, richness: Richness) -> None:
        """Build the tree of all forms; takes some milliseconds (`grammar` keeps the result)."""
        self._classes = classes(richness)
        self._phrases: dict[str, dict[str, list[tuple[str, ...]]]] = {}  # slot -> first word -> phrases
        self._roots = {role: _Node() for role in Role}
        self.words: set[str] = set()
        for group, forms in book(richness).items():
            for variants in forms:
                for form in variants:
                    self._add(group, form)
        for phrases in self._phrases.values():
            for starts in phrases.values():
                self.words.update(word for phrase in starts for word in phrase)
        self.words |= {word.lower() for word in self.words}
        self.names = frozenset(self._classes["name"])
        self.girls = frozenset(self._classes["girl"])
        self.words -= {name.lower() for name in self.names}

    def _add(self, group: str, form: Form) -> None:
        for span in spans(_FORM_TOKEN.findall(form.text)):
            role = span.role
            if group in TAG_GROUPS:
                role = Role.TAG
            elif group in LEAD_GROUPS:
                role = Role.LEAD
            node = self._roots[role]
            for token in span.tokens:
                if token[0] == "{":
                    slot = token[1:-1]
                    self._know(slot_class(slot))
                    node = node.slots.setdefault(slot, _Node())
                else:
                    if token[0].isalpha():
                        self.words.add(token)
                    node = node.words.setdefault(token, _Node())
            if group not in node.ends:
                node.ends.append(group)

    def _know(self, slot: str) -> None:
        if slot in self._phrases:
            return
        starts: dict[str, list[tuple[str, ...]]] = {}
        for phrase in self._values(slot):
            words = tuple(_TOKEN.findall(phrase))
            starts.setdefault(words[0], []).append(words)
        self._phrases[slot] = starts

    def _values(self, slot: str) -> list[str]:
        if slot in self._classes:
            return list(self._classes[slot])
        if slot[0].isupper():
            return [capital(phrase) for phrase in self._values(slot[0].lower() + slot[1:])]
        if slot.startswith("a_"):
            return [with_article(phrase) for phrase in self._values(slot[2:])]
        raise KeyError(f"The slot {slot!r} has no words.")

    def accepts(self, role: Role, tokens: Sequence[str]) -> bool:
        """Return whether some form with this role reads exactly these tokens."""
        return self._walk(self._roots[role], tokens, 0)

    def _walk(self, node: _Node, tokens: Sequence[str], i: int) -> bool:
        if i == len(tokens):
            return bool(node.ends)
        following = node.words.get(tokens[i])
        if following is not None and self._walk(following, tokens, i + 1):
            return True
        return any(
            self._walk(next_node, tokens, i + len(phrase))
            for slot, next_node in node.slots.items()
            for phrase in self._phrases[slot_class(slot)].get(tokens[i], ())
            if len(phrase) == 1 or tuple(tokens[i : i + len(phrase)]) == phrase
        )

    def readings(self, tokens: Sequence[str]) -> Iterator[Match]:
        """Yield every way in which a form of the phrasebook reads these tokens as a sentence."""
        yield from self._read(self._roots[Role.SENTENCE], tokens, 0, {})

    def _read(self, node: _Node, tokens: Sequence[str], i: int, filled: dict[str, str]) -> Iterator[Match]:
        if i == len(tokens):
            for group in node.ends:
                yield Match(group, dict(filled))
            return
        following = node.words.get(tokens[i])
        if following is not None:
            yield from self._read(following, tokens, i + 1, filled)
        for slot, next_node in node.slots.items():
            for phrase in self._phrases[slot_class(slot)].get(tokens[i], ()):
                if tuple(tokens[i : i + len(phrase)]) == phrase:
                    yield from self._read(next_node, tokens, i + len(phrase), {**filled, slot: " ".join(phrase)})


@cache
def grammar(richness: Richness) -> Grammar:
    """Return the grammar of a world of this richness, built once."""
    return Grammar(richness)
