"""Turns events into sentences: picks a form, fills it, and keeps track of who is being talked about.

One `Teller` tells one document. It does not say the same thing twice in the same way, and writes "she" for a name
only while it is clear who is meant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from explainer.text.storyland.grammar import Form, Slots
from explainer.text.storyland.phrasebook import Book

#: In what mood things are said.
_GLAD = ("thanks", "welcome", "just what", "yes swap", "yes guess", "am good", "better", "help lost", "help lonely",
         "help broken", "help hungry", "yes come", "forgive", "good race", "for you")  # fmt: skip
_SAD = ("sorry", "only a joke", "tells", "am bad", "why lost", "why lonely", "why broken", "why tired", "why hungry",
        "confess", "none left")  # fmt: skip
_MOODS = dict.fromkeys(_GLAD, "glad") | dict.fromkeys(_SAD, "sad")
T = TypeVar("T")

_AGAIN = 0.7  # how often a person who was just the subject is called he or she when nothing speaks against it


@dataclass(frozen=True)
class Person:
    """A character: a name and the pronouns that go with it."""

    name: str
    girl: bool

    def slots(self, number: str = "") -> dict[str, str]:
        """Return this person's values for the slots `name`, `he`, `him`, `his`, each with `number` at its end."""
        he, him, his = ("she", "her", "her") if self.girl else ("he", "him", "his")
        return {f"name{number}": self.name, f"he{number}": he, f"him{number}": him, f"his{number}": his}


class Teller:
    """Collects the sentences of one document."""

    def __init__(self, rng: Random, book: Book) -> None:
        self.random = rng.random
        self.book = book
        self.parts: list[str] = []
        self._last = Form("")
        self._used: set[int] = set()
        self._met: dict[bool, Person] = {}  # the first girl and the first boy named so far
        self._shared: set[bool] = set()  # whether several girls, several boys were named
        self._topic: Person | None = None  # the last sentence's subject, if "he" or "she" would mean this person

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices, each equally likely."""
        return choices[int(self.random() * len(choices))]

    def _is_clear(self, person: Person) -> bool:
        """Whether "he" or "she" would be understood as this person here."""
        return self._topic is person or (person.girl not in self._shared and self._met.get(person.girl) is person)

    def _form(self, group: str, same_sex: bool, clear: bool) -> Form:
        forms = self.book[group]
        n = len(forms)
        start = int(self.random() * n)
        fallback: Form | None = None
        for i in range(n):
            variants = forms[(start + i) % n]
            form = variants[int(self.random() * len(variants))] if len(variants) > 1 else variants[0]
            if (same_sex and form.tells_two_apart) or (not clear and form.leans_on_context):
                continue
            if id(variants) not in self._used:
                self._used.add(id(variants))
                return form
            fallback = fallback or form
        if fallback is None:
            raise ValueError(f"No form of the group {group!r} fits here.")
        return fallback

    def phrase(self, group: str, a: Person | None = None, b: Person | None = None, **slots: str) -> str:
        """Return one sentence (or more, where the form has more) of a group, without adding it to the document.

        Args:
            group: which group of the phrasebook.
            a: the person of the slots `name`, `he`, ... and `who`.
            b: the person of the slots `name2`, `he2`, ...
            slots: values of all other slots.
        """
        clear = a is not None and self._is_clear(a)
        form = self._form(group, a is not None and b is not None and a.girl == b.girl, clear)
        self._last = form
        values = Slots(slots)
        if a is not None:
            values.update(a.slots())
            values["who"] = values["he"] if clear and self.random() < _AGAIN else a.name
        if b is not None:
            values.update(b.slots("2"))
        return form.template % values

    def _meet(self, person: Person) -> None:
        known = self._met.setdefault(person.girl, person)
        if known is not person:
            self._shared.add(person.girl)

    def say(self, group: str, a: Person | None = None, b: Person | None = None, **slots: str) -> None:
        """Add a sentence of a group to the document; the arguments are those of `phrase`."""
        self.parts.append(self.phrase(group, a, b, **slots))
        said = self._last.mentions
        if a is not None and said & 1:
            self._meet(a)
            self._topic = a
        if b is not None and said & 2:
            self._meet(b)
            if a is not None and b.girl == a.girl:
                self._topic = None

    def speak(self, speaker: Person, words: str, mood: str = "") -> None:
        """Add direct speech: `words` (whole sentences) in quotation marks, with who says it before or after.

        Args:
            speaker: who says it.
            words: what is said.
            mood: "glad" or "sad" if it is to be heard in how it is said, else "".
        """
        ending = words[-1]
        group = "asks" if ending == "?" else "cries" if ending == "!" else "says"
        if self.random() < 0.8:
            spoken = words[:-1] + "," if ending == "." else words
            how = f"says {mood}" if mood and group == "says" else group
            self.parts.append(f'"{spoken}" {self.phrase(how, speaker)}')
        else:
            self.parts.append(f'{self.phrase(group + " first", speaker)} "{words}"')
        self._meet(speaker)
        self._topic = speaker

    def talk(self, group: str, a: Person, b: Person | None = None, **slots: str) -> None:
        """Let `a` say something of a group; inside it `name2` is the person spoken to."""
        self.speak(a, self.phrase(group, None, b, **slots), _MOODS.get(group, ""))

    def add(self, text: str) -> None:
        """Add a ready sentence (of the phrasebook) about nobody in particular."""
        self.parts.append(text)

    def line(self) -> None:
        """Begin a new line."""
        self.parts.append("\n")

    def text(self) -> str:
        """Return the document so far."""
        return " ".join(self.parts).replace(" \n ", "\n")


def people(names: Mapping[str, tuple[str, ...]]) -> tuple[Person, ...]:
    """Return the characters of a world from its words (classes `name` and `girl`)."""
    girls = frozenset(names["girl"])
    return tuple(Person(name, name in girls) for name in names["name"])
