"""Texts for people where they are data: marked, so that they can be found and translated; it knows no Qt.

A marked text is the English text itself. A ``Sentence`` is a marked template with its values, and a ``Problem`` is an
error that says one. The window translates them where they are shown (``explainer.ui.translate``), a terminal prints
their ``str``. No sentence is put together from parts, since each language has an order of its own: what differs is a
value, or another whole sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self


class Marked(str):
    """A text for people that translators have seen; ``context`` is under what they find it."""

    __slots__ = ("context",)
    context: str


def mark(context: str, text: str) -> Marked:
    """Mark ``text``; both are literals, or ``lupdate`` does not see them."""
    marked = Marked(text)
    marked.context = context
    return marked


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence for people, or a part of one that stands for itself, such as a reason in brackets.

    Attributes:
        template: English, with a field for each value.
        values: by field; a marked text or a sentence among them is translated too.
    """

    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


class Problem(ValueError):
    """What somebody asked for cannot be; ``str`` is the English text.

    Mistakes that only a programmer can make are plain errors: nobody translates them.

    Attributes:
        sentence: says what is wrong, to people.
    """

    def __init__(self, template: Marked, /, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """The problem that a sentence from elsewhere tells."""
        return cls(sentence.template, **sentence.values)


def sentence_of(error: BaseException) -> Sentence:
    """What an error says to people: a problem its own sentence, any other its text, which nobody can translate."""
    return error.sentence if isinstance(error, Problem) else as_it_is(str(error))


def as_it_is(text: str) -> Sentence:
    """A text that others have made, such as the operating system, where a sentence is needed."""
    return Sentence(mark("engine", "{problem}"), {"problem": text})


def joined(names: Sequence[object]) -> object:
    """One name or more as a value of a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *firsts, last = names
    if not firsts:
        return last
    these = firsts[0]
    for that in firsts[1:]:
        these = Sentence(mark("engine", "{these}, {that}"), {"these": these, "that": that})
    return Sentence(mark("engine", "{these} and {that}"), {"these": these, "that": last})
