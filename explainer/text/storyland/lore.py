"""Facts put into words, and told evenly: the least told fact is told next, so each has a known frequency."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random

from explainer.text.storyland.grammar import Form, Slots
from explainer.text.storyland.knowledge import ALSO_TRUE, KINDS, NUMBERS, Fact, FactRow, by_subject, rows
from explainer.text.storyland.phrasebook import book
from explainer.text.storyland.richness import Richness

_N_WRONG = 4


def slots_of(row: FactRow) -> Slots:
    """Return the slots of a fact, for the forms of its kind."""
    subject, answer = KINDS[row.kind]
    slots = Slots({subject: row.subject, answer: row.phrase})
    if row.kind == "home":
        slots["home"] = row.answer
    return slots


@dataclass
class Said:
    """What a document has told of facts so far: its sentences, and how often each form was used."""

    texts: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)

    def rank(self, form: Form, text: str) -> tuple[bool, int]:
        """Return how worn a sentence is: said before counts most, then how often its form was used."""
        return text in self.texts, self.forms[form.text]


class Lore:
    """Puts facts into words and keeps count of how often each was told.

    Attributes:
        told: how often each fact's answer was told so far, by its id.
        ids: the facts told since the list was last cleared (the current document's).
    """

    def __init__(self, rng: Random, richness: Richness) -> None:
        self._random = rng.random
        self._book = book(richness)
        self.rows = rows(richness)
        self.of_animal = by_subject(richness)
        self.animals = tuple(self.of_animal)
        self.by_kind: dict[str, tuple[FactRow, ...]] = {
            kind: found for kind in KINDS if (found := tuple(row for row in self.rows if row.kind == kind))
        }
        self.told: Counter[str] = Counter({row.id: 0 for row in self.rows})
        self.ids: list[str] = []

    def pick(self, among: Sequence[FactRow] | None = None, tries: int = 4) -> FactRow:
        """Return a fact: the least told of a few drawn at random from `among` (all, if None)."""
        pool = self.rows if among is None else among
        drawn = [pool[int(self._random() * len(pool))] for _ in range(tries)]
        return min(drawn, key=lambda row: self.told[row.id])

    def pick_animal(self) -> str:
        """Return an animal of which little was told so far."""
        drawn = [self.animals[int(self._random() * len(self.animals))] for _ in range(4)]
        return min(drawn, key=lambda animal: sum(self.told[row.id] for row in self.of_animal[animal])
                   / len(self.of_animal[animal]))  # fmt: skip

    def words(self, way: str, row: FactRow, said: Said | None = None) -> str:
        """Return a fact in words; counts it as told unless it is only asked.

        Args:
            way: "tell", "it", "ask" or "say" (see `phrases_facts`).
            row: the fact.
            said: what this document said before; a new sentence in a form used least is preferred, and noted.
        """
        forms = self._book.get(f"{way} {row.kind}") or self._book[f"say {row.kind}"]
        slots = slots_of(row)
        first = int(self._random() * len(forms))
        form = forms[first][0]
        text = form.template % slots
        if said is not None:
            for i in range(1, len(forms)):
                other = forms[(first + i) % len(forms)][0]
                candidate = other.template % slots
                if said.rank(other, candidate) < said.rank(form, text):
                    form, text = other, candidate
            said.forms[form.text] += 1
            said.texts.add(text)
        if way != "ask":
            self.told[row.id] += 1
            self.ids.append(row.id)
        return text


@cache
def facts(richness: Richness) -> tuple[Fact, ...]:
    """Return all facts of a world of this richness, with questions, cloze prompts and distractors."""
    groups = book(richness)
    found = []
    by_kind: dict[str, list[str]] = {}
    for row in rows(richness):
        answers = by_kind.setdefault(row.kind, [])
        if row.answer not in answers:
            answers.append(row.answer)
    for row in rows(richness):
        slots = slots_of(row)
        told = [form.fill(slots) for variants in groups[f"tell {row.kind}"] for form in variants]
        asked = [form.fill(slots) for variants in groups[f"ask {row.kind}"] for form in variants]
        end = f" {row.answer} legs." if row.kind == "legs" else f" {row.answer}."
        cloze = [text.removesuffix(end) for text in told if text.endswith(end)]
        answers = by_kind[row.kind]
        at = answers.index(row.answer)
        others = [answers[(at + k) % len(answers)] for k in range(1, len(answers))]
        true_too = ALSO_TRUE.get(row.id, ())
        wrong = tuple(word for word in others if word not in true_too and word not in row.subject.split())[:_N_WRONG]
        if len(wrong) < _N_WRONG and row.answer in NUMBERS:
            wrong += tuple(n for n in NUMBERS[2:] if n not in (*wrong, row.answer))[: _N_WRONG - len(wrong)]
        found.append(
            Fact(row.id, row.kind, row.subject, row.answer, tuple(cloze), asked[0], tuple(asked), tuple(told), wrong)
        )
    return tuple(found)
