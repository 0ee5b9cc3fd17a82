"""The exam: at growing ages the model writes by itself and is judged; milestones are stamped where measured.

Three parts: a text for people to read, which has the same start and the same dice every time, so that only the model
differs; a dozen free texts for the judge; and a sample of the facts, asked for by prompts to complete. A text of the
user's own has no judge but its own words: there, only the share of real words is measured.

Beside it stands a small question that is put more often: which of the examples offered to people it continues rightly.

Sitting it takes some tenths of a second, so it is sat after 20, 40, 64, 102, … steps: often while everything changes,
seldom later. That costs a few per cent of the training time, with a window or without. It is sat in parts, so that a
prompt typed meanwhile need not wait for the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.events import ExamplesTried
from explainer.engine.frames import MilestoneMark, Sample
from explainer.engine.memory import give_back
from explainer.engine.session import Session
from explainer.marking import mark
from explainer.model.generate import GREEDY, Sampling, generate
from explainer.text.scripts import has_spaces
from explainer.text.storyland import (
    RICHNESS,
    Fact,
    MilestoneWatch,
    Recall,
    Share,
    cloze,
    examples,
    facts,
    is_right,
    measures,
    right_answers,
)
from explainer.text.storyland.judge import judge

FIRST_AGE = 20
GROWTH = 1.6
LONGEST_WAIT = 250  # steps between two exams at the most

SHOWN_TOKENS = 60
SHOWN_SAMPLING = Sampling(temperature=0.7)
JUDGED_TEXTS = 12
JUDGED_TOKENS = 80
ASKED_FACTS = 60  # of them all, evenly spread: enough for a share to the nearest few per cent
ANSWER_TOKENS = 8
OWN_WORDS_TOKENS = 300_000  # how much of a user's text is read to learn which words are real


class Evaluator:
    """Examines one session. Used by the worker thread, or by the command line."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._watch = MilestoneWatch()
        self._next = session.record.step
        self._left_out: int | None = None  # step at which an exam failed
        if session.course.training and session.record.samples:  # taken up again: the exams come as they would have come
            self._next = _after(session.record.samples[-1].step)

    @property
    def due(self) -> bool:
        """Whether the model has reached the age of its next exam, or has finished since the last one."""
        record = self.session.record
        last = record.samples[-1].step if record.samples else -1
        return (record.step >= self._next or record.complete) and record.step not in (last, self._left_out)

    def sit(self) -> Generator[None, None, list[MilestoneMark]]:
        """Let the model write, and judge it, in parts; return the milestones it has newly reached.

        Between two parts anything may happen but training.
        """
        record = self.session.record
        record.add_sample(self.write())
        give_back()
        self._next = _after(record.step)
        if record.last is None or self.session.pipeline.recorded:
            return []  # an untrained model, or one just opened: nothing to stamp
        yield
        texts = self.free_texts()
        yield
        measured = self.measure(texts)
        stamped = {mark.id for mark in record.marks}  # an opened run's too; those of steps taken back are gone
        self._watch.reached = [milestone for milestone in self._watch.reached if milestone.id in stamped]
        marks = [
            MilestoneMark(
                id=milestone.id,
                title=milestone.title,
                step=record.step,
                tokens=record.tokens,
                loss=record.smooth_loss,
                measured=_MEASURES[milestone.measure],
                values={"good": str(measured[milestone.measure].good), "of": str(measured[milestone.measure].of)},
            )
            for milestone in self._watch.update(measured)
            if milestone.id not in stamped
        ]
        record.marks.extend(marks)
        give_back()
        return marks

    def leave_out(self) -> None:
        """Go on without the exam of this age, which failed; the next comes at the usual time."""
        self._left_out = self.session.record.step
        self._next = _after(self._left_out)

    def write(self) -> Sample:
        """Write for people to read, as in every exam before."""
        s = self.session
        start = [s.tokenizer.eot, *s.tokenizer.encode(s.text_start)]
        text = self._texts([start], SHOWN_TOKENS, SHOWN_SAMPLING, s.settings.seed)[0]
        return Sample(s.record.step, s.record.tokens, s.text_start, text)

    def free_texts(self) -> list[str]:
        """Write a dozen texts from nothing, with dice that differ from exam to exam."""
        s = self.session
        return self._texts([[s.tokenizer.eot]] * JUDGED_TEXTS, JUDGED_TOKENS, SHOWN_SAMPLING, 1000 + s.record.step)

    def measure(self, texts: Sequence[str]) -> Mapping[str, Share]:
        """Judge ``texts`` and ask for facts; return what was measured, by the names milestones use."""
        s = self.session
        if not s.is_storyland:
            return {"words": self._real_words(texts)} if self._own_words else {}
        richness = RICHNESS[s.settings.preset]
        known = facts(richness)
        every = max(1, len(known) // ASKED_FACTS)
        return measures(judge(texts, richness), self.recall(known[::every]))

    def recall(self, asked: Sequence[Fact]) -> Recall:
        """Ask for facts by prompts to complete, greedily."""
        s = self.session

        def predict(prompts: Sequence[str]) -> list[str]:
            ids = [[s.tokenizer.eot, *s.tokenizer.encode(prompt)] for prompt in prompts]
            return self._texts(ids, ANSWER_TOKENS, GREEDY, 0)

        return cloze(asked, predict)

    def try_examples(self) -> ExamplesTried | None:
        """Ask for the examples of which it is known what is right, as the prompt line would, but greedily.

        None before the model has learnt anything, and for a user's own text.
        """
        s = self.session
        at = s.course.present
        if at == Checkpoint() or not s.is_storyland:
            return None
        richness = RICHNESS[s.settings.preset]
        answers = right_answers(richness)
        prompts = [prompt for prompt in examples(richness) if prompt in answers]
        asked = [s.tokenizer.encode(prompt) for prompt in prompts]
        written = dict(zip(prompts, self._texts(asked, ANSWER_TOKENS, GREEDY, 0), strict=True))
        give_back()
        right = tuple(prompt for prompt in prompts if is_right(answers[prompt], written[prompt]))
        wrong = tuple(prompt for prompt in prompts if prompt not in right)
        return ExamplesTried(s.record.run, at.stage, at.step, right, wrong)

    def _texts(self, prompts: Sequence[Sequence[int]], n: int, sampling: Sampling, seed: int) -> list[str]:
        """Continue each prompt up to its end of text."""
        s = self.session
        stop = frozenset({s.tokenizer.eot})
        written = generate(s.model, prompts, max_new_tokens=n, sampling=sampling, seeds=seed, stop=stop)
        return [s.tokenizer.decode([t for t in ids if t not in stop]) for ids in written]

    @cached_property
    def _own_words(self) -> frozenset[str]:
        """The words of the user's own text; none where they cannot be told from each other, as in Chinese."""
        s = self.session
        text = s.tokenizer.decode(s.corpus.train[:OWN_WORDS_TOKENS].tolist())
        return frozenset(_words(text)) if has_spaces(text) else frozenset()

    def _real_words(self, texts: Sequence[str]) -> Share:
        """Words of ``texts`` that occur in the user's own text."""
        found = [word for text in texts for word in _words(text)[:-1]]  # the last word may be cut off
        return Share(sum(word in self._own_words for word in found), len(found))


def _after(step: int) -> int:
    """The age of the exam after one that was sat after ``step`` steps."""
    return step + min(max(FIRST_AGE, int(step * (GROWTH - 1))), LONGEST_WAIT)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


_MEASURES = {
    "words": mark("engine", "{good} of {of} real words"),
    "quotes": mark("engine", "{good} of {of} quotation marks closed"),
    "sentences": mark("engine", "{good} of {of} sentences the grammar accepts"),
    "pronouns": mark("engine", "{good} of {of} he and she that fit the names"),
    "objects": mark("engine", "{good} of {of} things found where they were put"),
    "facts": mark("engine", "{good} of {of} facts completed rightly"),
}
