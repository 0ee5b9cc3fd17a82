"""Rounds of learning from a judge: answer, judge, learn, tell, whatever the method.

A method says how it learns from judged answers (``Method``); everything else about a round is here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from torch import nn

from explainer.marking import Problem, mark
from explainer.training.feedback import Judged, KLPenalty, RolloutCollector
from explainer.training.guarded import GuardedOptimizer
from explainer.training.reports import FinishedReport, PartReport, RollbackReport, RoundReport
from explainer.training.rollout import distinct_2
from explainer.training.speed import Stopwatch
from explainer.training.state import TrainerState, fill

FeedbackReport = PartReport | RoundReport | RollbackReport | FinishedReport


@dataclass(slots=True, kw_only=True)
class Update:
    """What a method measured while it learned from a round; see ``RoundReport``. None where it has no such number.

    Attributes:
        judged: the answers to report on, where they are not those that were asked for.
    """

    ratio_max: float | None = None
    clip_fraction: float | None = None
    approx_kl: float | None = None
    policy_loss: float | None = None
    value_loss: float | None = None
    explained_variance: float | None = None
    kl_coefficient: float | None = None
    learning_rate: float | None = None
    kl_bound: float | None = None
    judged: Judged | None = None


class Method(Protocol):
    """A way to learn from judged answers.

    Attributes:
        name: in reports.
        per_prompt: answers it wants to each prompt.
        descent: where it can go back to; None where it changes no weights.
        trained: models beside the policy whose weights it changes, by name.
    """

    name: str
    per_prompt: int
    descent: GuardedOptimizer[int] | None

    @property
    def trained(self) -> Mapping[str, nn.Module]:
        """See the attribute."""

    def state(self) -> TrainerState:
        """What decides how it goes on learning, but for weights and optimisers."""

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is of other answers or votes.
        """

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Change the policy; None where numbers broke and the last good state is back.

        Args:
            judged: answers of the policy, ``per_prompt`` to each prompt one after the other.
            coefficient: of the leash, as it is now.
            progress: share of the rounds done, 0 to 1.
            done: rounds done.

        Raises:
            TrainingDiverged: after several rollbacks to the same state.
        """


def run_rounds(
    method: Method,
    asker: RolloutCollector,
    rounds: int,
    kl_penalty: KLPenalty,
    clock: Callable[[], float],
    resume: TrainerState | None = None,
) -> Rounds:
    """Ask, judge, learn and tell, round after round.

    Args:
        method: learns.
        asker: has the policy write, and its answers judged.
        rounds: how many.
        kl_penalty: read anew in every round.
        clock: seconds; time is only counted while the next report is being made.
        resume: go on from there, with everything else as it was.

    Raises:
        ValueError: ``resume`` is of another model, or of other prompts or votes.
        TrainingDiverged: after several rollbacks to the same state.
    """
    found = Rounds(method, asker, rounds, kl_penalty, clock)
    if resume is not None:
        found.load_state(resume)
    return found


class Rounds:
    """Rounds under way; made by ``run_rounds``.

    In the middle of a round some answers are written and some updates made, and nobody could go on from there. So the
    state is copied at the end of every round (a few milliseconds of a second's work).
    """

    def __init__(
        self, method: Method, asker: RolloutCollector, rounds: int, kl_penalty: KLPenalty, clock: Callable[[], float]
    ) -> None:
        self._method = method
        self._asker = asker
        self._rounds = rounds
        self._kl_penalty = kl_penalty
        self._done, self._tokens = 0, 0
        self._watch = Stopwatch(clock)
        self._boundary: TrainerState | None = None
        self._reports = self._watch.around(self._work())

    def __iter__(self) -> Iterator[FeedbackReport]:
        return self

    def __next__(self) -> FeedbackReport:
        return next(self._reports)

    def close(self) -> None:
        """Let go of what only the work needed; nothing follows then."""
        self._reports = iter(())  # it knows this trainer, which knows it: nobody else would part them

    def state(self) -> TrainerState:
        """What decides all that follows, as it was at the end of the last round; a copy."""
        return self._boundary or self._state()

    def _state(self) -> TrainerState:
        method = self._method
        parts = {
            "model": TrainerState.of_module(self._asker.policy),
            "asker": self._asker.state(),
            "method": method.state(),
        }
        parts |= {name: TrainerState.of_module(module) for name, module in method.trained.items()}
        if method.descent is not None:
            parts["descent"] = method.descent.state()
        return TrainerState.of(
            parts,
            done=self._done,
            tokens=self._tokens,
            seconds=self._watch.seconds,
            kl_penalty=[self._kl_penalty.coefficient, self._kl_penalty.adaptive_target],
        ).copied()

    def load_state(self, saved: TrainerState) -> None:
        """Go on from what ``state`` gave; the policy has the weights of then.

        Raises:
            ValueError: it is of another model, or of other prompts or votes.
        """
        method, v = self._method, saved.values
        self._done, self._tokens = int(v["done"]), int(v["tokens"])
        self._watch.go_on_from(float(v["seconds"]))
        coefficient, target = v["kl_penalty"]
        if not (coefficient >= 0 and (target is None or target > 0)):
            raise Problem(mark("engine", "the state to go on from has no KL penalty"))
        self._asker.load_state(saved.part("asker"))
        method.load_state(saved.part("method"))
        for name, module in method.trained.items():
            fill({key: p.data for key, p in module.named_parameters()}, saved.part(name))
        if method.descent is not None:
            method.descent.load_state(saved.part("descent"), self._done)
        self._kl_penalty.coefficient = float(coefficient)
        self._kl_penalty.adaptive_target = None if target is None else float(target)
        self._boundary = self._state()

    def _work(self) -> Iterator[FeedbackReport]:
        method, asker = self._method, self._asker
        self._boundary = self._boundary or self._state()
        while self._done < self._rounds or not (asker.can_write or method.descent is None):
            update: Update | None = None
            if asker.can_write or method.descent is None:
                judged = yield from asker.ask(method.per_prompt)
                progress = self._done / self._rounds
                update = yield from method.learn(judged, self._kl_penalty.coefficient, progress, self._done)
            else:
                method.descent.go_back()
            if update is None:
                assert method.descent is not None
                failed, self._done = self._done + 1, method.descent.kept_at
                yield RollbackReport(step=failed, back_to=self._done, rate_scale=method.descent.rate_scale)
                continue
            self._done, self._tokens = self._done + 1, self._tokens + int(judged.rollout.mask.sum())
            self._kl_penalty.adapt(float(judged.kl.sum()) / len(judged.rollout), len(judged.rollout))
            self._boundary = self._state()
            yield _report(method, asker, judged, update, self._done, self._rounds, self._watch.seconds)
        yield FinishedReport(self._done, self._tokens, self._watch.seconds)


def _report(
    method: Method, asker: RolloutCollector, judged: Judged, update: Update, done: int, rounds: int, seconds: float
) -> RoundReport:
    """Tell how a round went, after which ``done`` of ``rounds`` are over."""
    chosen = update.judged is not None  # then what was measured on the way is not what the chosen answers come from
    judged = update.judged or judged
    rollout, n_tokens, kl = judged.rollout, int(judged.rollout.mask.sum()), float(judged.kl.sum())
    every = max(1, len(rollout) // asker.config.examples)  # so that they are of different prompts
    return RoundReport(
        method=method.name,
        round=done,
        rounds=rounds,
        answers=asker.answers,
        score_mean=float(judged.scores.mean()),
        score_std=float(judged.scores.std(correction=0)),
        kl_nats=None if chosen else kl / len(rollout),
        kl_per_token=None if chosen else kl / n_tokens,
        kl_bound=update.kl_bound,
        length_mean=n_tokens / len(rollout),
        ended_share=float(rollout.ended.float().mean()),
        entropy=None if chosen else float(judged.entropy.sum()) / n_tokens,
        distinct_2=distinct_2(rollout.answers),
        ratio_max=update.ratio_max,
        clip_fraction=update.clip_fraction,
        approx_kl=update.approx_kl,
        policy_loss=update.policy_loss,
        value_loss=update.value_loss,
        explained_variance=update.explained_variance,
        kl_coefficient=update.kl_coefficient,
        learning_rate=update.learning_rate,
        seconds=seconds,
        seconds_left=seconds / done * (rounds - done),
        examples=tuple(
            (tuple(rollout.prompts[i]), tuple(rollout.answers[i]), float(judged.scores[i]))
            for i in range(0, len(rollout), every)[: asker.config.examples]
        ),
    )
