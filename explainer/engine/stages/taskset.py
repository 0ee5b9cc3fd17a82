"""What there is to ask, how answers look, and who can say whether they are right: for Storyland, and for own texts.

Of Storyland everything is known: questions, demonstrations, the strict check and what a labeller likes. Of a user's own
text nothing is: there a demonstration is a passage cut in two (its first sentence as the question, what follows as the
answer), nobody can check an answer, and only tastes that look at the surface can vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from explainer.marking import Sentence, mark
from explainer.text.chat import answer_ids, prompt_ids
from explainer.text.storyland.chat import (
    CANNOT_KNOW,
    TASTES,
    UNKNOWABLE,
    Check,
    Checker,
    Exposure,
    Question,
    Taste,
    demonstrations,
    questions,
)
from explainer.text.storyland.richness import Richness
from explainer.text.tokenizer import Tokenizer
from explainer.training.examples import TokenExample

N_DEMONSTRATIONS = 3000
EXAMINED = 96  # questions of an examination, or a few more
MOST_ANSWER_TOKENS = 48
MOST_QUESTION_TOKENS = 24
FEWEST_PASSAGES = 40  # of an own text; fewer would be learned by heart
OWN_TASTES = ("long", "terse", "exclamation")
TOO_LITTLE = mark(
    "engine",
    "Your text has too few passages of two sentences to make questions and answers of. Choose a longer text, or the "
    "built-in stories.",
)
_PROBED = 6  # questions asked again and again while fine-tuning goes on
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]+[\"”’」』]?\s*")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One demonstration: question, answer, and in which manner it is given ("" where nobody knows)."""

    question: str
    answer: str
    manner: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the group it is in ("" for own texts)."""

    text: str
    group: str


class TaskSet:
    """Everything that stages two and three are about.

    Args:
        source: plain words for where the demonstrations come from.
        shown: demonstrations, in the order in which they were made.
        practice: what is asked in stage three.
        examined: what is asked to measure; a mixture of all groups.
        probes: a few of these, to be followed by eye; in Storyland also one that nobody could know.
        tastes: who can vote, by id; the first is the default.
        checker: of Storyland, or None.
        known: the questions that the checker knows, by their text.
        text_gone: why the text could not be read, if it could not.
    """

    def __init__(
        self,
        source: str,
        shown: Sequence[ShownAnswer],
        practice: Sequence[str],
        examined: Sequence[Asked],
        probes: Sequence[Asked],
        tastes: Mapping[str, Taste],
        checker: Checker | None = None,
        known: Mapping[str, Question] | None = None,
        *,
        text_gone: Sentence | None = None,
    ) -> None:
        self.source = source
        self.shown = tuple(shown)
        self.practice = tuple(practice)
        self.examined = tuple(examined)
        self.probes = tuple(probes)
        self.tastes = dict(tastes)
        self.checker = checker
        self._known = dict(known or {})
        self._text_gone = text_gone

    @classmethod
    def storyland(cls, richness: Richness, seed: int) -> TaskSet:
        """What there is to ask in the built-in world."""
        shown = [
            ShownAnswer(d.question.text, d.answer, d.manner.value)
            for d in demonstrations(seed, richness, N_DEMONSTRATIONS)
        ]
        known = questions(richness)
        examined = [Asked(q.text, q.group.value) for q in known]
        practice = [q.text for q in known if q.group is not Exposure.READ]
        return cls(
            "Storyland",
            shown,
            practice,
            examined,
            [*_some_of_each(examined), Asked(CANNOT_KNOW, UNKNOWABLE)],
            TASTES,
            Checker.of(richness),
            {q.text: q for q in known},
        )

    @classmethod
    def own_text(cls, documents: Iterable[str], name: str, *, text_gone: Sentence | None = None) -> TaskSet:
        """What there is to ask of a user's text: how its passages go on."""
        passages: dict[str, str] = {}
        for document in documents:
            for paragraph in document.split("\n"):
                said = [s.strip() for s in _SENTENCE.findall(paragraph)]
                for first, second in zip(said[::2], said[1::2], strict=False):
                    passages.setdefault(first, second)
        pairs = list(passages.items())
        practice = [question for question, _ in pairs[1::2]]
        examined = [Asked(question, "") for question in practice]
        shown = [ShownAnswer(question, answer, "") for question, answer in pairs[::2]]
        tastes = {name: replace(TASTES[name], correct=0.0) for name in OWN_TASTES}
        return cls(name, shown, practice, examined, examined[:_PROBED], tastes, text_gone=text_gone)

    @property
    def exam(self) -> tuple[Asked, ...]:
        """A sample of what is asked to measure, always the same."""
        return self.examined[:: max(1, len(self.examined) // EXAMINED)]

    @property
    def can_check(self) -> bool:
        """Whether anybody can say if an answer is right."""
        return self.checker is not None

    @property
    def enough(self) -> bool:
        """Whether there are enough demonstrations to learn from."""
        return len(self.shown) >= FEWEST_PASSAGES and bool(self.practice)

    @property
    def why_not(self) -> Sentence | None:
        """Why stages two and three have nothing to work with here, if they have nothing."""
        return None if self.enough else self._text_gone or Sentence(TOO_LITTLE)

    def knows(self, question: str) -> bool:
        """Whether answers to this question can be checked."""
        return question.strip() in self._known

    def check(self, question: str, answer: str, ended: bool) -> Check | None:
        """Return the strict check of an answer, or None where the question is not known."""
        known = self._known.get(question.strip())
        if known is None or self.checker is None:
            return None
        return self.checker.check(known, answer, ended)

    def utility(self, taste: Taste, question: str, answer: str, ended: bool) -> float | None:
        """Return the true points of an answer; None where only a check could tell and there is none."""
        check = self.check(question, answer, ended)
        if check is None:
            if self.can_check:
                return None
            check = surface(answer, ended)
        return taste.utility(check)

    def examples(self, tokenizer: Tokenizer, n_ctx: int) -> list[TokenExample]:
        """The demonstrations as token ids; those that are too long are left out."""
        return list(self._examples(tokenizer, n_ctx))

    def can_be_read(self, tokenizer: Tokenizer, n_ctx: int) -> bool:
        """Whether there is a demonstration and a question short enough for a model."""
        return any(self._examples(tokenizer, n_ctx)) and bool(self.prompts(tokenizer, n_ctx))

    def _examples(self, tokenizer: Tokenizer, n_ctx: int) -> Iterator[TokenExample]:
        for shown in self.shown:
            answer = answer_ids(tokenizer, shown.answer)
            example = TokenExample.of(prompt_ids(tokenizer, shown.question), answer)
            if len(answer) <= MOST_ANSWER_TOKENS and len(example.ids) <= n_ctx:
                yield example

    def prompts(self, tokenizer: Tokenizer, n_ctx: int) -> dict[tuple[int, ...], str]:
        """What is asked in stage three, as token ids, with the question of each; too long ones are left out."""
        room = n_ctx - MOST_QUESTION_TOKENS if n_ctx > 2 * MOST_QUESTION_TOKENS else n_ctx // 2
        encoded = {tuple(prompt_ids(tokenizer, question)): question for question in self.practice}
        return {ids: question for ids, question in encoded.items() if len(ids) <= min(room, MOST_QUESTION_TOKENS)}


def surface(answer: str, ended: bool) -> Check:
    """Return what can be seen of an answer by anyone: its length, its exclamation marks, and whether it ended."""
    return Check(
        wellformed=ended and bool(answer.strip()),
        correct=False,
        kind=False,
        manner=None,
        words=len(answer.split()),
        exclamations=answer.count("!"),
    )


def _some_of_each(examined: Sequence[Asked]) -> list[Asked]:
    """Return a few questions of every group, the first of different kinds."""
    found: list[Asked] = []
    for group in Exposure:
        mine = [asked for asked in examined if asked.group == group.value]
        every = max(1, len(mine) * len(Exposure) // _PROBED)
        found += mine[::every][: _PROBED // len(Exposure)]
    return found
