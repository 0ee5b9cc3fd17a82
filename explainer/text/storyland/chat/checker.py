"""Says strictly of an answer whether it is well formed, correct, and kind. No model is asked: this is the truth.

An answer is cut into sentences. Those that are phrases of a manner (`manners`) are tone; what is left is the core. It
is *well formed* if it ended by itself, has a core, every sentence of the core is one that the world's grammar can write
(or the bare answer), no sentence stands there twice and there are no more than four phrases (`MOST_PHRASES`). It is
*correct* if the core answers this very question and holds nothing but what is true: "the opposite of cold is hot" does
not answer what the opposite of hot is. It is *kind* if it is well formed and all its phrases, of which there is at
least one, are kind ones.
"""

import re
from dataclasses import dataclass
from functools import cache

from explainer.text.storyland.acceptor import grammar, spans, tokenize
from explainer.text.storyland.chat.answers import SHOP_ANSWERS, curt, fact_sentences, row_of
from explainer.text.storyland.chat.manners import MANNER_OF, MOST_PHRASES, Manner
from explainer.text.storyland.chat.questions import GREETINGS, Question, Task, shop_things
from explainer.text.storyland.grammar import capital
from explainer.text.storyland.knowledge import ALSO_TRUE, KINDS, FactRow, by_subject, rows
from explainer.text.storyland.lore import slots_of
from explainer.text.storyland.phrasebook import Book, book
from explainer.text.storyland.richness import Richness

_SENTENCE = re.compile(r"[^.!?]*[.!?]+|[^.!?]+$")
_WAYS = ("say", "tell", "it")


@dataclass(frozen=True)
class Check:
    """What the strict check found.

    Attributes:
        wellformed, correct, kind: see the module.
        manner: in which manner it is given; None where phrases of several are mixed.
        words: how many words it has. exclamations: how many exclamation marks.
    """

    wellformed: bool
    correct: bool
    kind: bool
    manner: Manner | None
    words: int
    exclamations: int

    @property
    def good(self) -> bool:
        """Kind and correct."""
        return self.kind and self.correct


def sentences(text: str) -> list[str]:
    """Cut a text after every full stop, question mark and exclamation mark; an unfinished rest is one more."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


class Checker:
    """Checks answers to questions of one world; `Checker.of` keeps them."""

    def __init__(self, richness: Richness) -> None:
        self.richness = richness
        self._grammar = grammar(richness)
        self._book = book(richness)
        self._rows = row_of(richness)
        self._true = frozenset(_plain(s) for row in rows(richness) for s in _naming(self._book, row))
        self._curt = frozenset(_plain(curt(row)) for row in rows(richness))
        self._shop = frozenset(
            _plain(form.format(thing=thing)) for thing in shop_things(richness) for form in SHOP_ANSWERS
        )
        self._greetings = frozenset(_plain(reply) for replies in GREETINGS.values() for reply in replies)

    @staticmethod
    @cache
    def of(richness: Richness) -> "Checker":
        """Return the checker of a world."""
        return Checker(richness)

    def check(self, question: Question, answer: str, ended: bool = True) -> Check:
        """Return what is to be said of an answer.

        Args:
            question: what was asked.
            answer: the text, without the end marker.
            ended: whether the model ended it by itself.
        """
        said = sentences(answer)
        tone = [MANNER_OF[s] for s in said if s in MANNER_OF]
        core = [s for s in said if s not in MANNER_OF]
        manner = self._manner(tone, core)
        wellformed = (
            ended
            and bool(core)
            and len({_plain(s) for s in said}) == len(said)
            and len(tone) <= MOST_PHRASES
            and all(self._is_sentence(s, alone=len(core) == 1) for s in core)
        )
        return Check(
            wellformed=wellformed,
            correct=bool(core) and self._is_right(question, core),
            kind=wellformed and manner is Manner.KIND,
            manner=manner,
            words=len(answer.split()),
            exclamations=answer.count("!"),
        )

    def _manner(self, tone: list[Manner], core: list[str]) -> Manner | None:
        kinds = set(tone)
        if not kinds:
            return Manner.CURT if core and _plain(core[0]) in self._curt else Manner.PLAIN
        return kinds.pop() if len(kinds) == 1 else None

    def _is_sentence(self, sentence: str, *, alone: bool) -> bool:
        plain = _plain(sentence)
        if alone and (plain in self._curt or plain in self._shop or plain in self._greetings):
            return True
        found = list(spans(tokenize(capital(sentence))))
        return bool(found) and all(span.complete and self._grammar.accepts(span.role, span.tokens) for span in found)

    def _is_right(self, question: Question, core: list[str]) -> bool:
        plain = [_plain(sentence) for sentence in core]
        match question.task:
            case Task.FACT:
                right = self._answers(question.subject)
                return any(s in right for s in plain) and all(s in right or s in self._true for s in plain)
            case Task.EXPLAIN:
                known = self._told_of(question.subject)
                return len({known.get(s) for s in plain}) >= 2 and all(s in known for s in plain)
            case Task.STORY:
                named = re.compile(rf"\b{re.escape(question.subject)}\b")
                return (
                    len(core) >= 2
                    and any(named.search(s) for s in core)
                    and all(self._is_sentence(s, alone=False) for s in core)
                )
            case Task.SHOP:
                return len(core) == 1 and plain[0] in {_plain(f.format(thing=question.subject)) for f in SHOP_ANSWERS}
            case Task.GREETING:
                replies = {_plain(reply) for reply in GREETINGS[question.subject]}
                return len(core) == 1 and plain[0] in replies

    @cache  # noqa: B019  checkers live as long as the program
    def _answers(self, fact: str) -> frozenset[str]:
        """Everything that answers the question about a fact."""
        row = self._rows[fact]
        true = [row]
        for other in rows(self.richness):  # what is true as well
            if other.kind == row.kind and other.answer in ALSO_TRUE.get(row.id, ()):
                true.append(FactRow(row.kind, row.subject, other.answer, other.phrase))
        said = [s for each in true for s in (*fact_sentences(self._book, each, _WAYS), curt(each))]
        bare = [f"{each.answer}." for each in true] + [f"a {each.answer}." for each in true]
        return frozenset(_plain(s) for s in said + bare)

    @cache  # noqa: B019
    def _told_of(self, animal: str) -> dict[str, str]:
        """Every true sentence about an animal, and which fact it tells."""
        return {
            _plain(s): row.id
            for row in by_subject(self.richness)[animal]
            for s in (*_naming(self._book, row), *fact_sentences(self._book, row, ("it",)))
        }


def _naming(groups: Book, row: FactRow) -> list[str]:
    """Return the sentences that tell a fact and name what it is about: "It is Rome." is true of Italy alone."""
    subject, slots = KINDS[row.kind][0], slots_of(row)
    return [
        form.fill(slots)
        for way in ("say", "tell")
        for forms in groups.get(f"{way} {row.kind}", ())
        for form in forms
        if any(slot.lower().removeprefix("a_") == subject for slot in form.slots)
    ]


def _plain(sentence: str) -> str:
    """The same sentence for "moo.", "Moo!" and "Moo.": a small first letter and a full stop, unless it asks."""
    body = sentence.rstrip(".!")
    return (body[:1].lower() + body[1:]) + ("" if body.endswith("?") else ".")
