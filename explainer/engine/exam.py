"""The exam: at growing ages the model writes by itself and is judged, and milestones are stamped where measured.

Sitting it takes about a tenth of a second, so it is sat after 10, 15, 22, … steps: often while everything changes,
seldom later. That costs a few per cent of the training time, with a window or without.

What it writes for people to see has the same start and the same dice every time, so that only the model differs.
"""

from __future__ import annotations

from explainer.engine.frames import Mark, Sample
from explainer.engine.session import Session
from explainer.model.generate import Sampling, generate

FIRST_AGE = 10
GROWTH = 1.5
LONGEST_WAIT = 200  # steps between two exams at the most

SHOWN_TOKENS = 60
SHOWN_SAMPLING = Sampling(temperature=0.7)


class Exam:
    """Examines one session. Used by the worker thread, or by the command line."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._next = 0

    @property
    def due(self) -> bool:
        """Whether the model has reached the age of its next exam, or has finished."""
        record = self.session.record
        return record.step >= self._next or (record.complete and self._last_age() != record.step)

    def _last_age(self) -> int:
        samples = self.session.record.samples
        return samples[-1].step if samples else -1

    def sit(self) -> list[Mark]:
        """Let the model write, judge it, and return the milestones it has newly reached."""
        record = self.session.record
        record.add_sample(self._write())
        self._next = min(max(record.step + FIRST_AGE, int(record.step * GROWTH)), record.step + LONGEST_WAIT)
        return []

    def _write(self) -> Sample:
        """Write as in every exam before."""
        s = self.session
        start = [s.tokenizer.eot, *s.tokenizer.encode(s.text_start)]
        written = generate(
            s.model,
            [start],
            max_new_tokens=SHOWN_TOKENS,
            sampling=SHOWN_SAMPLING,
            seeds=s.settings.seed,
            stop=frozenset({s.tokenizer.eot}),
        )[0]
        text = s.tokenizer.decode([t for t in written if t != s.tokenizer.eot])
        return Sample(s.record.step, s.record.tokens, s.text_start, text)
