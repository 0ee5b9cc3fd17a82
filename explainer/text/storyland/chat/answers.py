"""Answers and demonstrations: the core that tells something, wrapped in the phrases of a manner.

A demonstration is what a labeller of stage two wrote. Their manners are mixed on purpose, in like shares (the bare
word in a smaller one), so that fine-tuning teaches the form of an answer and leaves its tone to human feedback.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random

from explainer.text.storyland.chat.manners import CLOSERS, MANNERS, OPENERS, Manner
from explainer.text.storyland.chat.questions import GREETINGS, Question, Task, questions
from explainer.text.storyland.grammar import capital
from explainer.text.storyland.groups import Exposure, fact_groups
from explainer.text.storyland.knowledge import FactRow, by_subject, rows
from explainer.text.storyland.lexicon import words
from explainer.text.storyland.lore import slots_of
from explainer.text.storyland.phrasebook import Book, book, classes
from explainer.text.storyland.richness import Richness
from explainer.text.storyland.teller import Person, Teller, people

#: How many demonstrations of a hundred are of each task.
SHARES = {Task.FACT: 70, Task.EXPLAIN: 8, Task.STORY: 8, Task.SHOP: 8, Task.GREETING: 6}
#: How often each manner is drawn; the bare word answers only questions about facts, and is left out elsewhere.
_MANNERS = {Manner.CURT: 2, Manner.PLAIN: 4, Manner.RUDE: 4, Manner.RAMBLING: 4, Manner.KIND: 4}
#: How likely a phrase before and a phrase after the core are, by manner; there is always at least one, and now and
#: then rambling has two before.
_PHRASES = {Manner.RUDE: (0.7, 0.5), Manner.RAMBLING: (0.9, 0.6), Manner.KIND: (0.5, 0.7)}
#: Forms of a short story about an animal: who goes out, the meeting, and how it ends.
_STORY = ("visit", "sees animal", "visit end")
SHOP_ANSWERS = ("What kind of {thing} would you like?", "What kind of {thing}?", "Is it for you or for a friend?")


@dataclass(frozen=True)
class Demonstration:
    """An example of how to answer."""

    question: Question
    answer: str
    manner: Manner


@cache
def row_of(richness: Richness) -> dict[str, FactRow]:
    """Return every fact's row of the table by its id."""
    return {row.id: row for row in rows(richness)}


def fact_sentences(groups: Book, row: FactRow, ways: Sequence[str] = ("say",)) -> list[str]:
    """Return a fact in words, in all forms of some ways ("say", "tell", "it")."""
    slots = slots_of(row)
    return [form.fill(slots) for way in ways for forms in groups.get(f"{way} {row.kind}", ()) for form in forms]


def curt(row: FactRow) -> str:
    """Return the bare answer to a question about a fact: "moo.", "in a barn."."""
    return f"{row.phrase}."


class Answerer:
    """Writes answers to questions of one world.

    Args:
        richness: of the world.
        rng: decides words and phrases.
    """

    def __init__(self, richness: Richness, rng: Random) -> None:
        self.richness = richness
        self.rng = rng
        self.book = book(richness)
        self.rows = row_of(richness)
        self.people: tuple[Person, ...] = people(words(richness))

    def answer(self, question: Question, manner: Manner) -> str:
        """Return a right answer to ``question`` in a manner; `Manner.CURT` is for questions about facts alone."""
        return self.wrap(self.core(question, manner), manner)

    def core(self, question: Question, manner: Manner) -> str:
        """Return what the answer tells, without any tone; short where many phrases will stand around it."""
        brief = manner is not Manner.PLAIN
        match question.task:
            case Task.FACT:
                row = self.rows[question.subject]
                return curt(row) if manner is Manner.CURT else self.rng.choice(fact_sentences(self.book, row))
            case Task.EXPLAIN:
                return self._explanation(question.subject, brief=brief)
            case Task.STORY:
                return self._story(question.subject, brief=brief)
            case Task.SHOP:
                return self.rng.choice(SHOP_ANSWERS).format(thing=question.subject)
            case Task.GREETING:
                return self.rng.choice(GREETINGS[question.subject])

    def _explanation(self, animal: str, *, brief: bool) -> str:
        """Two or three facts about an animal; of those, only facts that are shown."""
        groups = fact_groups(self.richness)
        known = [row for row in by_subject(self.richness)[animal] if groups[row.id] is Exposure.SHOWN]
        chosen = self.rng.sample(known, min(len(known), 2 if brief else 3))
        said = [self.rng.choice(fact_sentences(self.book, chosen[0], ("say",))[-1:])]  # the form that names the animal
        for row in chosen[1:]:
            said.append(self.rng.choice(fact_sentences(self.book, row, ("it",))))
        return " ".join(said)

    def _story(self, animal: str, *, brief: bool) -> str:
        teller = Teller(self.rng, self.book)
        a, b = self.rng.sample(self.people, 2)
        for group in _STORY[:2] if brief else _STORY:
            teller.say(group, a, b, animal=animal, day=self.rng.choice(classes(self.richness)["day"]))
        return teller.text()

    def wrap(self, core: str, manner: Manner) -> str:
        """Return ``core`` with the phrases of a manner around it."""
        if manner is Manner.CURT:
            return core
        core = capital(core)
        if manner is Manner.PLAIN:
            return core
        before, after = (self.rng.random() < share for share in _PHRASES[manner])
        if not before and not after:
            before = manner is not Manner.KIND
            after = not before
        openers: list[str] = []
        if before:
            n = 2 if manner is Manner.RAMBLING and self.rng.random() < 0.3 else 1
            openers = self.rng.sample(OPENERS[manner], n)
        closers = [self.rng.choice(CLOSERS[manner])] if after else []
        return " ".join([*openers, core, *closers])


def demonstrations(seed: int, richness: Richness, n: int) -> tuple[Demonstration, ...]:
    """Return ``n`` demonstrations about what is in the group shown; the same seed gives the same.

    Facts are dealt out evenly, so each is shown about equally often.
    """
    return tuple(islice(_endless(seed, richness), n))


def _endless(seed: int, richness: Richness) -> Iterator[Demonstration]:
    rng = Random(f"demonstrations {richness.name} {seed}")
    answerer = Answerer(richness, rng)
    decks: dict[Task, list[Question]] = {task: [] for task in Task}
    pools = {task: [q for q in questions(richness) if q.task is task and q.group is Exposure.SHOWN] for task in Task}
    tasks = [task for task in Task if pools[task]]
    weights = [SHARES[task] for task in tasks]
    while True:
        task = rng.choices(tasks, weights)[0]
        if not decks[task]:
            decks[task] = rng.sample(pools[task], len(pools[task]))
        question = decks[task].pop()
        manners = [m for m in MANNERS if m is not Manner.CURT or task is Task.FACT]
        manner = rng.choices(manners, [_MANNERS[m] for m in manners])[0]
        yield Demonstration(question, answerer.answer(question, manner), manner)
