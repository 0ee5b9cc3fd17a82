"""Stage one under way: reading text, a step at a time, one of which can be looked at closely and taken back.

It is told of in the session's record, which outlives it: the same model may read on later, with a new budget.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Progress
from explainer.engine.recipes import HONEST
from explainer.engine.record import Record
from explainer.engine.stages.run import StageRules, StageRun
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.training.precision import Precision
from explainer.training.pretrain import PretrainConfig, pretrain
from explainer.training.reports import CloseUpReport, Report, RollbackReport, Stage, StepReport, UndoneReport
from explainer.training.schedule import Budget
from explainer.training.stepprobe import StepProbe


class PretrainRun(StageRun):
    """Reading from where the record stands.

    Args:
        model: changed in place.
        corpus: what is read.
        record: is written to.
        budget: of steps or of time.
        planned: steps of a whole budget, or None where it is a time.
        token_bytes: (V,) bytes of text of each token.
        resume: go on from there; the record is that of then.
    """

    stage = Stage.PRETRAIN
    recipe = HONEST
    manner = StageRules(even=True, examined=True, in_record=True)

    def __init__(
        self,
        model: GPT,
        corpus: Corpus,
        precision: Precision,
        record: Record,
        budget: Budget,
        planned: int | None,
        config: PretrainConfig,
        token_bytes: npt.NDArray[np.int64],
        resume: UnderWay | None = None,
    ) -> None:
        super().__init__()
        self._record = record
        self._budget = budget
        self._planned = planned
        self._loupe = StepProbe()
        self._last: object | None = None  # report
        start = resume.values["start"] if resume is not None else (record.step, record.tokens, record.text_bytes)
        self._began_at, tokens, text_bytes = (int(n) for n in start)
        self._start = [self._began_at, tokens, text_bytes]
        self._reports = pretrain(
            model,
            corpus,
            budget,
            precision,
            config,
            token_bytes=token_bytes,
            start_step=self._began_at,
            start_tokens=tokens,
            start_bytes=text_bytes,
            probe_request=self._loupe,
            resume=resume.state if resume is not None else None,
        )
        self.touched = resume is not None
        if resume is None:
            record.begin()
        self.pace.steps = planned or 0
        self._keep_pace()
        self._work = self._through()

    def advance(self, *, closely: bool = False) -> object | None:
        """As for every stage."""
        self._loupe.look = closely
        self._last = super().advance()
        return self._last

    def finish(self) -> None:
        """Let the rate run down and end."""
        self._budget.finish_early(self._record.step - self._began_at, self._record.seconds)

    def close(self) -> None:
        """As for every stage; where no step was done, the record is as it was before."""
        self._record.left()
        self._reports.close()
        super().close()

    def under_way(self) -> UnderWay:
        """What is needed to go on from here."""
        budget = {"steps": self._budget.steps, "seconds": self._budget.seconds}
        return UnderWay(
            kind=UnderWayKind.READING, values={"start": self._start, "budget": budget}, state=self._reports.state()
        )

    def progress_frame(self, run: str, *, moving: bool) -> Progress:
        """As the record tells it."""
        return self._record.progress_frame(self._planned, moving=moving)

    def _through(self) -> Iterator[Report]:
        for report in self._reports:
            self._record.apply(report)
            self._keep_pace()
            self.whole = isinstance(report, StepReport | CloseUpReport | RollbackReport)
            self.changed = self.whole or isinstance(report, UndoneReport)
            # A validation before a step belongs to that step; what follows the last step only closes the stage.
            self.rests = self.whole and not (isinstance(report, StepReport) and report.progress >= 1.0)
            yield report

    def _keep_pace(self) -> None:
        pace, record, last = self.pace, self._record, self._record.last
        pace.step, pace.tokens = record.step, record.tokens
        pace.fraction = last.progress if last is not None else 0.0
        pace.seconds_left = last.seconds_left if last is not None else None

    # ---- the step looked at ------------------------------------------------------------------------------------------

    @property
    def can_undo_step(self) -> bool:
        """As for every stage."""
        return isinstance(self._last, CloseUpReport)

    @property
    def at_looked_step(self) -> bool:
        """As for every stage."""
        return isinstance(self._last, CloseUpReport | UndoneReport)

    def keep_step(self) -> None:
        """Give up taking it back."""
        self._last = None

    def undo_step(self) -> None:
        """Take back the step that was looked at closely; see ``can_undo_step``."""
        self._loupe.undo = True
        self.advance()
