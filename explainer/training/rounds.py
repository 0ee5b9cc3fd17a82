"""Rounds of learning from a judge: answer, judge, learn, tell, whatever the method.

A method says how it learns from judged answers (``Method``); everything else about a round is here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

from explainer.training.descent import Descent
from explainer.training.feedback import Asker, Judged, Leash
from explainer.training.reports import FinishedReport, PartReport, RollbackReport, RoundReport
from explainer.training.rollout import distinct_2
from explainer.training.speed import Stopwatch

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
    leash: float | None = None
    learning_rate: float | None = None
    kl_bound: float | None = None
    judged: Judged | None = None


class Method(Protocol):
    """A way to learn from judged answers.

    Attributes:
        name: in reports.
        per_prompt: answers it wants to each prompt.
        descent: where it can go back to; None where it changes no weights.
    """

    name: str
    per_prompt: int
    descent: Descent[int] | None

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
    method: Method, asker: Asker, rounds: int, leash: Leash, clock: Callable[[], float]
) -> Iterator[FeedbackReport]:
    """Ask, judge, learn and tell, round after round.

    Args:
        method: learns.
        asker: has the policy write, and its answers judged.
        rounds: how many.
        leash: read anew in every round.
        clock: seconds; time is only counted while the next report is being made.

    Raises:
        TrainingDiverged: after several rollbacks to the same state.
    """
    watch = Stopwatch(clock)
    return watch.around(_rounds(method, asker, rounds, leash, watch))


def _rounds(method: Method, asker: Asker, rounds: int, leash: Leash, watch: Stopwatch) -> Iterator[FeedbackReport]:
    done, tokens = 0, 0
    while done < rounds:
        update: Update | None = None
        if asker.can_write or method.descent is None:
            judged = yield from asker.ask(method.per_prompt)
            update = yield from method.learn(judged, leash.coefficient, done / rounds, done)
        else:
            method.descent.go_back()
        if update is None:
            assert method.descent is not None
            failed, done = done + 1, method.descent.kept_at
            yield RollbackReport(step=failed, back_to=done, rate_scale=method.descent.rate_scale)
            continue
        done, tokens = done + 1, tokens + int(judged.rollout.mask.sum())
        leash.adapt(float(judged.kl.sum()) / len(judged.rollout), len(judged.rollout))
        yield _report(method, asker, judged, update, done, rounds, watch.seconds)
    yield FinishedReport(done, tokens, watch.seconds)


def _report(
    method: Method, asker: Asker, judged: Judged, update: Update, done: int, rounds: int, seconds: float
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
        leash=update.leash,
        learning_rate=update.learning_rate,
        seconds=seconds,
        seconds_left=seconds / done * (rounds - done),
        examples=tuple(
            (tuple(rollout.prompts[i]), tuple(rollout.answers[i]), float(judged.scores[i]))
            for i in range(0, len(rollout), every)[: asker.config.examples]
        ),
    )
