"""Pairs of answers that differ in one thing alone: what a judge sees, and what it is blind to.

Both answers of a pair say the same in the same words but for that one thing, so a judge that prefers the better one no
more often than a coin does cannot see it. The questions are of all groups; the answers are the world's, not a model's.
"""

from dataclasses import dataclass
from random import Random

from explainer.text.storyland.chat.answers import Answerer, fact_sentences
from explainer.text.storyland.chat.manners import MANNERS, Manner
from explainer.text.storyland.chat.questions import Question, Task, questions
from explainer.text.storyland.knowledge import ALSO_TRUE, FactRow
from explainer.text.storyland.richness import Richness

TRUTH = "truth"  # right or wrong, in the same manner
_AGAINST_PLAIN = (Manner.KIND, Manner.RUDE, Manner.RAMBLING)


@dataclass(frozen=True)
class Contrast:
    """Two answers to one question.

    Attributes:
        differs: ``truth``, or the manner that one has and the other has not.
        question: what was asked.
        better: what a person who likes kind and correct answers prefers. worse: the other.
    """

    differs: str
    question: Question
    better: str
    worse: str


def contrasts(seed: int, richness: Richness, n: int) -> tuple[Contrast, ...]:
    """Return ``n`` pairs for each difference; the same seed gives the same."""
    rng = Random(f"contrasts {richness.name} {seed}")
    answerer = Answerer(richness, rng)
    asked = [q for q in questions(richness) if q.task is Task.FACT]
    found: list[Contrast] = []
    while len(found) < n:
        question = rng.choice(asked)
        row = answerer.rows[question.subject]
        wrong = _wrong(row, answerer, rng)
        if wrong is not None:
            manner = rng.choice([m for m in MANNERS if m is not Manner.CURT])
            right_core, wrong_core = _same_form(row, wrong, answerer, rng)
            state = rng.getstate()
            better = answerer.wrap(right_core, manner)
            rng.setstate(state)  # the same phrases around both
            found.append(Contrast(TRUTH, question, better, answerer.wrap(wrong_core, manner)))
    for tone in _AGAINST_PLAIN:
        for _ in range(n):
            question = rng.choice(asked)
            core = answerer.core(question, Manner.PLAIN)
            pair = answerer.wrap(core, tone), answerer.wrap(core, Manner.PLAIN)
            better, worse = pair if tone is Manner.KIND else pair[::-1]
            found.append(Contrast(tone.value, question, better, worse))
    return tuple(found)


def _wrong(row: FactRow, answerer: Answerer, rng: Random) -> FactRow | None:
    """Return the fact with an answer that is not true, or None where there is none."""
    others = [
        other
        for other in answerer.rows.values()
        if other.kind == row.kind and other.answer != row.answer and other.answer not in ALSO_TRUE.get(row.id, ())
    ]
    if not others:
        return None
    other = rng.choice(others)
    return FactRow(row.kind, row.subject, other.answer, other.phrase)


def _same_form(right: FactRow, wrong: FactRow, answerer: Answerer, rng: Random) -> tuple[str, str]:
    said = [fact_sentences(answerer.book, row) for row in (right, wrong)]
    at = rng.randrange(len(said[0]))
    return said[0][at], said[1][at]
