"""The three stages are driven alike, and being driven changes nothing of what is learned."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.commands import ExamineStep, Start, UndoStep
from explainer.engine.stages import making
from explainer.engine.stages.feedback import FeedbackRun
from explainer.engine.stages.pretraining import PretrainRun
from explainer.engine.stages.rewardrun import RewardRun
from explainer.engine.stages.run import StageRun
from explainer.engine.stages.tuning import TuningRun
from explainer.engine.states import State
from explainer.training.pretrain import pretrain
from explainer.training.reports import Stage, StepReport, ValidationReport


def _numbers(report: object) -> tuple[object, ...] | None:
    match report:
        case StepReport():
            return report.step, report.tokens, report.loss, report.grad_norm, report.learning_rate
        case ValidationReport():
            return "held out", report.step, report.loss
    return None


def _alone(session) -> list[object]:
    """What training alone tells, without anything round it."""
    reports = pretrain(
        session.model,
        session.corpus,
        session.settings.budget(),
        session.precision,
        making.PretrainConfig(seed=session.settings.seed),
        token_bytes=session.token_bytes,
    )
    return [numbers for report in reports if (numbers := _numbers(report)) is not None]


def _same(one, other) -> bool:
    return all(torch.equal(p, q) for p, q in zip(one.parameters(), other.parameters(), strict=True))


def test_reading_learns_to_the_bit_as_training_alone_does(new_session):
    session, other = new_session(), new_session()
    session.pipeline.begin(Stage.PRETRAIN)
    told = []
    while (report := session.pipeline.advance()) is not None:
        told.append(_numbers(report))
    assert [numbers for numbers in told if numbers is not None] == _alone(other)
    assert _same(session.model, other.model)
    assert session.course.present == Checkpoint(step=30) and session.course.complete and not session.course.training


def test_so_it_does_in_the_show_with_steps_looked_at_and_taken_back(show, new_session, settings):
    for command in (ExamineStep(), UndoStep(), ExamineStep(), Start()):
        show.do(command)
        show.settle()
        show.tick(2)
    show.until(State.IDLE)
    other = new_session(settings)
    _alone(other)
    assert _same(show.session.model, other.model)


def test_whoever_drives_a_stage_finds_the_same_in_each():
    kinds = (PretrainRun, TuningRun, FeedbackRun, RewardRun)
    assert all(issubclass(kind, StageRun) for kind in kinds)
    one, *others = (kind.manner for kind in kinds)
    assert one.even and one.examined and one.in_record
    assert not any(manner.even or manner.examined or manner.in_record for manner in others)


def test_reading_tells_how_far_it_is_as_the_other_stages_do(new_session, settings):
    session = new_session(replace(settings, steps=4))
    session.pipeline.go_on()
    run = session.course.run
    seen = []
    while session.pipeline.advance() is not None:
        if run.whole:
            seen.append((run.pace.step, run.pace.fraction, run.pace.steps))
        assert run.pace.step == session.record.step == session.course.present.step
    assert seen == [(n, n / 4, 4) for n in range(1, 5)]
    assert run.complete and run.pace.seconds_left == pytest.approx(0)
