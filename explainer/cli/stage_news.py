"""What the three stages tell on the command line: every report as a kind and plain fields, whoever shows them.

Reports of steps and rounds come as they are. What a stage measures between them (examinations, questions asked again
and again, how the votes went, how a run of feedback ended) is in its log; it is told as soon as it stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from explainer.engine.session import Session
from explainer.training.reports import (
    FinetuneReport,
    FinishedReport,
    RewardReport,
    RollbackReport,
    RoundReport,
    Stage,
    StepReport,
    ValidationReport,
)

Fields = dict[str, object]
News = tuple[str, Fields]

_KINDS: dict[type, str] = {
    StepReport: "step",
    ValidationReport: "validation",
    RollbackReport: "rollback",
    FinishedReport: "finished",
    FinetuneReport: "sft",
    RewardReport: "judge",
    RoundReport: "round",
}
_TRUE = ("utility", "good", "correct", "kind")  # of a round's answers, measured by what is really so


class StageNews:
    """Listens to one session.

    Args:
        session: what it has told before is not told again.
    """

    def __init__(self, session: Session) -> None:
        course = session.course
        self._session = session
        self._tuning = course.tuning
        self._results = len(course.tuning.results) if course.tuning is not None else 0
        self._probed = sum(len(probe.answers) for probe in course.tuning.probes) if course.tuning is not None else 0
        self._voted: object = course.shown_reward_log.voted
        self._judge: object = course.preferences.reward_log.model
        self._before: object = course.feedback.before
        self._outcomes = len(course.feedback.outcomes)

    def of(self, report: object) -> Iterator[News]:
        """Yield what there is to tell after ``report`` (None: the stage has ended); parts of a round are not told."""
        yield from self._measured()
        kind = _KINDS.get(type(report))
        if kind is None:
            return
        fields = {
            name: value
            for name, value in asdict(report).items()  # type: ignore[call-overload]
            if not isinstance(value, np.ndarray) and name != "examples"
        }
        stage = self._session.course.present.stage
        if stage is not Stage.PRETRAIN:
            fields = {"stage": stage, **fields}
        if isinstance(report, RoundReport):
            log = self._session.course.feedback
            fields |= {"recipe": log.recipe} | {name: log.series[name][-1] for name in _TRUE if log.series[name]}
        yield kind, fields

    def _measured(self) -> Iterator[News]:
        course = self._session.course
        tuning, judge, feedback = course.tuning, course.preferences.reward_log, course.feedback
        if tuning is not self._tuning:
            self._tuning, self._results, self._probed = tuning, 0, 0
        if tuning is not None:
            told = 0
            for probe in tuning.probes:
                for step, text, rating in probe.answers[self._probed // max(1, len(tuning.probes)) :]:
                    fields = {"question": probe.question, "group": probe.group, "answer": text}
                    yield "probe", {"stage": Stage.SFT, "step": step, **fields, **asdict(rating)}
                told += len(probe.answers)
            self._probed = told
            for result in tuning.results[self._results :]:
                yield "exam", {"stage": Stage.SFT, **asdict(result)}
            self._results = len(tuning.results)
        if course.shown_reward_log.voted is not self._voted:
            self._voted = course.shown_reward_log.voted
            yield "votes", self._votes()
        if judge.model is not self._judge:
            self._judge = judge.model
            yield "agreement", self._agreement()
        if feedback.before is not self._before:
            self._before = feedback.before
            if feedback.before is not None:
                yield "exam", {"stage": Stage.RLHF, "step": 0, **asdict(feedback.before)}
        for outcome in feedback.outcomes[self._outcomes :]:
            told_in_words = outcome.sentence.format(**outcome.values)
            fields = {name: value for name, value in asdict(outcome).items() if name not in ("sentence", "values")}
            yield "outcome", {"stage": Stage.RLHF, **fields, "sentence": told_in_words}
        self._outcomes = len(feedback.outcomes)

    def _votes(self) -> Fields:
        """How the votes went that the judge will learn from, and those it is measured on."""
        course, log = self._session.course, self._session.course.shown_reward_log
        return {
            "stage": Stage.RLHF,
            "prompts": len(log.voted),
            "prompts_held_out": len(log.held_out),
            "simulated": sum(len(v.votes) for v in log.voted),
            "simulated_held_out": sum(len(v.votes) for v in log.held_out),
            "by_hand": len(course.preferences.votes.votes),
            "taste": course.preferences.taste,
            "true_points": course.preferences.taste_of(course.preferences.taste).formula(),
            "labeller_agreement": log.labeller_agreement,
        }

    def _agreement(self) -> Fields:
        """How well the judge agrees with votes that it has not learned from, and what it tells apart."""
        log = self._session.course.preferences.reward_log
        return {
            "stage": Stage.RLHF,
            "votes_seen": log.votes_seen,
            "agreement": log.agreement,
            "true_agreement": log.true_agreement,
            "hand_before": log.hand_before,
            "hand_after": log.hand_after,
            "sees": [{"what": what, "share": share, "pairs": n} for what, share, n in log.sees],
        }
