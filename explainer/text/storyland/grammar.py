"""Sentence forms: what the phrasebook is written in, and how a form becomes a sentence.

A form is a sentence with typed slots, `{who} put the {thing} in the {box}.`; the generator fills the slots, the
judge accepts whatever could have filled them. Both read the same forms, so 'what the grammar accepts' is one thing.

Notation, in the phrase files:

- `== name` begins a group of forms that say the same thing in different ways;
- `{thing}` is a slot of class *thing*; `{thing2}` is another slot of the same class;
- `{a_thing}` puts the right article in front, `{Thing}` and `{A_thing}` begin with a capital;
- `[happily|slowly|]` chooses one of the alternatives; ` / ` is a line break;
- a form that begins with `+ ` is only for the richer worlds (level 2 and 3).
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_RICH = 2  # the level of forms marked with "+"
_FIRST = frozenset({"he", "him", "his", "He", "His"})
_NAMED = frozenset({"name", "who", "Who"})
_SECOND = frozenset({"he2", "him2", "his2", "He2", "His2"})
_OTHER = _SECOND | {"name2"}


def with_article(phrase: str) -> str:
    """Return `phrase` with "a" or "an" in front, by its first sound as written ("an egg", "a ball")."""
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


def capital(phrase: str) -> str:
    """Return `phrase` with a capital first letter and the rest as it was."""
    return phrase[0].upper() + phrase[1:]


class Slots(dict[str, str]):
    """Values for slots; `a_x` and `X` are made from `x` when first asked for."""

    def __missing__(self, key: str) -> str:
        """Derive a capitalised value or one with an article from the plain one.

        Raises:
            KeyError: the plain slot has no value either.
        """
        if key[:1].isupper():
            value = capital(self[key[0].lower() + key[1:]])
        elif key.startswith("a_"):
            value = with_article(self[key[2:]])
        else:
            raise KeyError(key)
        self[key] = value
        return value


@dataclass(frozen=True)
class Form:
    """One way to say something: the text with its slots, the richness it needs, and what the realiser asks."""

    text: str
    level: int = 0

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Names of the slots in the order in which they stand."""
        return tuple(SLOT.findall(self.text))

    @cached_property
    def template(self) -> str:
        """The form as a `%`-template, the fastest way to fill in names that Python has."""
        return SLOT.sub(r"%(\1)s", self.text.replace("%", "%%"))

    @cached_property
    def tells_two_apart(self) -> bool:
        """Whether a pronoun stands for the second person, so that the two must not both be he (or she)."""
        return not _SECOND.isdisjoint(self.slots)

    @cached_property
    def mentions(self) -> int:
        """Whom the form names or means: bit 1 for the first person, bit 2 for the second."""
        return 1 * (not (_FIRST | _NAMED).isdisjoint(self.slots)) + 2 * (not _OTHER.isdisjoint(self.slots))

    @cached_property
    def leans_on_context(self) -> bool:
        """Whether the form says he or she of the first person without a name: clear only if the text just named it."""
        return not _FIRST.isdisjoint(self.slots) and _NAMED.isdisjoint(self.slots)

    def fill(self, slots: Mapping[str, str]) -> str:
        """Return the sentence with its slots filled.

        Raises:
            KeyError: a slot has no value.
        """
        return self.template % slots


def slot_class(slot: str) -> str:
    """Return the class of a slot: its name without the trailing number (`thing2` is a `thing`)."""
    return slot.rstrip("0123456789")


def expand(text: str) -> list[str]:
    """Return every sentence form that `text` stands for: one for each combination of its `[a|b|]` choices."""
    parts = _CHOICE.split(text)  # text, choice, text, choice, ..., text
    options = [[part] if i % 2 == 0 else part.split("|") for i, part in enumerate(parts)]
    return [re.sub(r" +", " ", "".join(chosen)).strip() for chosen in itertools.product(*options)]


def parse(source: str) -> dict[str, tuple[tuple[Form, ...], ...]]:
    """Read a phrase file.

    Returns:
        For each group its forms in the order written; each is a tuple of the variants its choices allow.

    Raises:
        ValueError: a form stands outside a group, or a group is written twice.
    """
    groups: dict[str, list[tuple[Form, ...]]] = {}
    current: list[tuple[Form, ...]] | None = None
    for line in source.splitlines():
        line = line.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("== "):
            name = line[3:].strip()
            if name in groups:
                raise ValueError(f"The group {name!r} is written twice in the phrasebook.")
            current = groups[name] = []
        elif current is None:
            raise ValueError(f"The form {line!r} stands before the first group of the phrasebook.")
        else:
            level = _RICH if line.startswith("+ ") else 0
            line = line.removeprefix("+ ").replace(" / ", "\n")
            current.append(tuple(Form(text, level) for text in expand(line)))
    return {name: tuple(forms) for name, forms in groups.items()}
