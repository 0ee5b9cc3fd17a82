"""Frames of fine-tuning, judge and feedback: what their logs say, as pictures need it."""

from __future__ import annotations

import math

import numpy as np

from explainer.engine.frames import Feedback, FeedbackCurve, Judge, Tuning
from explainer.engine.frames.base import Floats, Ints
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.recipes import HONEST
from explainer.engine.stages.feedback import FeedbackRun
from explainer.engine.stages.feedbacklog import History

MOST_SHOWN = 60  # demonstrations to browse


def tuning_frame(context: ObservationContext) -> Tuning | None:
    """Fine-tuning so far; None before it was begun."""
    log = context.history.course.tuning
    if log is None:
        return None
    last = log.last
    every = max(1, len(log.tasks.shown) // MOST_SHOWN)
    return Tuning(
        **context.stamp(),
        n_shown=len(log.tasks.shown),
        manners=dict(log.manners),
        steps=log.steps,
        at=_ints(log.at),
        loss=_floats(log.loss),
        rehearsal=_floats(log.rehearsal) if log.rehearsal and not math.isnan(log.rehearsal[-1]) else None,
        pieces=tuple(context.pieces[i] for i in last.example_ids) if last is not None else (),
        n_prompt=last.n_prompt if last is not None else 0,
        surprise=frozen(last.example_surprise.astype(np.float32)) if last is not None else _floats([]),
        probes=tuple(log.probes),
        results=tuple(log.results),
        demonstrations=tuple((s.question, s.answer, s.manner) for s in log.tasks.shown[::every][:MOST_SHOWN]),
        source=log.tasks.source,
    )


def judge_frame(context: ObservationContext) -> Judge:
    """The judge: how it was trained and what it sees; while another is trained, how that one does."""
    course = context.history.course
    log, reward_training = course.shown_reward_log, course.shown_reward_training
    return Judge(
        **context.stamp(),
        trained=log.model is not None,
        training=log.training,
        doing=reward_training.doing if reward_training is not None else "",
        share=reward_training.share if reward_training is not None else 0.0,
        taste=log.taste if log.n_simulated else "",
        n_hand=log.n_hand,
        n_simulated=log.n_simulated,
        at=_ints(log.at),
        steps=log.steps,
        loss=_floats(log.loss),
        guessing=math.log(2),
        votes_seen=_ints(log.votes_seen),
        agreement=_floats(log.agreement),
        true_agreement=_floats(log.true_agreement),
        hand_before=log.hand_before,
        hand_after=log.hand_after,
        sees=tuple(log.sees),
        samples=tuple(log.samples),
    )


def feedback_frame(context: ObservationContext) -> Feedback:
    """Learning from the judge, round by round."""
    course = context.history.course
    log = course.feedback
    holder = course.run if isinstance(course.run, FeedbackRun) else course  # a mishap has its own
    return Feedback(
        **context.stamp(),
        recipe=log.recipe or HONEST,
        running=log.running,
        doing=log.doing,
        done=log.done,
        of=log.of,
        rounds=log.rounds,
        answers=_ints(log.answers),
        series={name: _floats(values) for name, values in log.series.items()},
        kl_coefficient=holder.kl_penalty.coefficient,
        kl_target=holder.kl_penalty.adaptive_target,
        tried=tuple(log.tried),
        outcomes=tuple(log.outcomes),
        can_judge=not course.preferences.asked_before or course.preferences.tasks.can_check,
        courses={recipe: _curve(rounds) for recipe, rounds in log.histories.items()},
    )


def _curve(rounds: History) -> FeedbackCurve:
    score, utility, kl = (_floats(rounds.series[name]) for name in ("score", "utility", "kl"))
    return FeedbackCurve(_ints(rounds.answers), score, utility, kl)


def _ints(values: list[int]) -> Ints:
    return frozen(np.array(values, dtype=np.int64))


def _floats(values: list[float]) -> Floats:
    return frozen(np.array(values, dtype=np.float32))
