"""Stage one under way: reading text, a step at a time, one of which can be looked at closely and taken back.

Unlike the later stages (``run.StageRun``) it is told of in the session's record, which outlives it: the same model may
read on later, with a new budget.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from explainer.engine.record import Record
from explainer.engine.stages.underway import Kind, UnderWay
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.training.arithmetic import Arithmetic
from explainer.training.closeup import Loupe
from explainer.training.pretrain import PretrainConfig, pretrain
from explainer.training.reports import CloseUpReport, Report, UndoneReport
from explainer.training.schedule import Budget


class Pretraining:
    """Reading from where the record stands.

    Args:
        model: changed in place.
        corpus: what is read.
        record: is written to.
        budget: of steps or of time.
        token_bytes: (V,) bytes of text of each token.
        resume: go on from there; the record is that of then.
    """

    def __init__(
        self,
        model: GPT,
        corpus: Corpus,
        arithmetic: Arithmetic,
        record: Record,
        budget: Budget,
        config: PretrainConfig,
        token_bytes: npt.NDArray[np.int64],
        resume: UnderWay | None = None,
    ) -> None:
        self._record = record
        self._budget = budget
        self._loupe = Loupe()
        self._last: Report | None = None
        start = resume.values["start"] if resume is not None else (record.step, record.tokens, record.text_bytes)
        self._began_at, tokens, text_bytes = (int(n) for n in start)
        self._start = [self._began_at, tokens, text_bytes]
        self._reports = pretrain(
            model,
            corpus,
            budget,
            arithmetic,
            config,
            token_bytes=token_bytes,
            start_step=self._began_at,
            start_tokens=tokens,
            start_bytes=text_bytes,
            loupe=self._loupe,
            resume=resume.state if resume is not None else None,
        )
        if resume is None:
            record.begin()

    def advance(self, *, closely: bool = False) -> Report | None:
        """Do the next piece of work and return its report, or None when there is none left; ``closely`` looks at it."""
        self._loupe.look = closely
        report = self._last = next(self._reports, None)
        if report is not None:
            self._record.apply(report)
        return report

    def under_way(self) -> UnderWay:
        """What is needed to go on from here."""
        budget = {"steps": self._budget.steps, "seconds": self._budget.seconds}
        return UnderWay(kind=Kind.READING, values={"start": self._start, "budget": budget}, state=self._reports.state())

    def finish(self) -> None:
        """Let the rate run down and end."""
        self._budget.finish_early(self._record.step - self._began_at, self._record.seconds)

    def close(self) -> None:
        """Let go of what only the work needed."""
        self._reports.close()

    # ---- the step looked at ------------------------------------------------------------------------------------------

    @property
    def can_undo_step(self) -> bool:
        """Whether the last thing that happened is a step looked at closely, which can be taken back."""
        return isinstance(self._last, CloseUpReport)

    @property
    def at_looked_step(self) -> bool:
        """Whether a step looked at, done or taken back, is the last thing that happened: going on changes its frame."""
        return isinstance(self._last, CloseUpReport | UndoneReport)

    def keep_step(self) -> None:
        """Give up taking it back."""
        self._last = None

    def undo_step(self) -> None:
        """Take back the step that was looked at closely; see ``can_undo_step``."""
        self._loupe.undo = True
        self.advance()
