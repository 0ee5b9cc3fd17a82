"""A run that was saved in the middle of anything goes on, to the bit, as if it had not stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.recipes import HONEST
from explainer.engine.runs.saving import save_run, write_run
from explainer.engine.session import Session
from explainer.engine.stages.course import Recipes
from explainer.training.finetune import FinetuneConfig
from explainer.training.ppo import PPOConfig
from explainer.training.reports import (
    FinetuneReport,
    PartReport,
    RewardReport,
    RoundReport,
    Stage,
    StepReport,
    ValidationReport,
)
from tests.unit.engine.runs.whole_run import edit, new_session, opened, the_file, through, truncate, weights


def _recipes() -> Recipes:
    ppo = PPOConfig(prompts_per_round=4, max_new_tokens=8, epochs=1, minibatch=2)
    tuning = FinetuneConfig(demonstrations=4, rehearsals=1, keep_every=2)
    return Recipes(tuning=tuning, tuning_steps=6, rounds=3, ppo=ppo, n_simulated=60)


def _told(report: object) -> object:
    match report:
        case StepReport():
            return report.step, report.tokens, report.loss, report.grad_norm
        case ValidationReport():
            return "validation", report.step, report.loss
        case FinetuneReport():
            return report.step, report.loss, report.rehearsal_loss
        case RewardReport():
            return "judge", report.step, report.loss
        case RoundReport():
            return report.round, report.score_mean, report.kl_nats, report.value_loss, report.examples
    return None


def _rest(session: Session) -> list[object]:
    """Train the stage to its end; return all that it told on the way."""
    told = []
    while (report := session.pipeline.advance()) is not None:
        told.append(_told(report))
    return [one for one in told if one is not None]


def _until(session: Session, is_there: Callable[[object], bool]) -> None:
    while not is_there(report := session.pipeline.advance()):
        assert report is not None, "it never came"


def _share(session: Session) -> float:
    """How much of the stage under way is done, as the ribbon tells it."""
    run = session.course.run
    if run is not None:
        return run.pace.fraction
    return session.record.progress_frame(session.settings.planned_steps, moving=False).fraction


def _same_from_here(session: Session, folder: Path) -> None:
    """What follows in ``session`` is what follows where it is saved, opened and taken up."""
    write_run(session, folder)
    again = opened(folder)
    again.course.recipes = session.course.recipes
    assert again.damage == ()
    assert again.course.present.stage is session.course.present.stage or session.course.run is not None
    again.pipeline.resume()
    assert again.course.training and _share(again) == pytest.approx(_share(session)), "as far as it was"
    ours, theirs = _rest(session), _rest(again)
    assert ours == theirs
    assert weights(again.model) == weights(session.model)
    assert (
        again.course.present == Checkpoint(session.course.present.stage, step=session.course.present.step)
        and again.course.complete == session.course.complete
    )
    assert list(again.course.minds) == list(session.course.minds)
    assert again.record.step == session.record.step
    curves = [s.record.train_curve.points() for s in (again, session)]
    assert curves[0][0].tolist() == curves[1][0].tolist()
    if session.course.tuning is not None:
        assert again.course.tuning.at == session.course.tuning.at
        assert again.course.tuning.loss == pytest.approx(session.course.tuning.loss, abs=1e-5)
        assert [p.answers for p in again.course.tuning.probes] == [p.answers for p in session.course.tuning.probes]
        assert again.course.tuning.results == session.course.tuning.results
    assert again.course.feedback.answers == session.course.feedback.answers
    assert again.course.feedback.outcomes == session.course.feedback.outcomes


@pytest.fixture
def session() -> Session:
    made = new_session()
    made.course.recipes = _recipes()
    return made


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
def test_in_the_middle_of_pretraining(session, tmp_path, steps):
    session.pipeline.go_on()
    session.pipeline.advance()
    while session.record.step < steps:
        session.pipeline.advance()
    _same_from_here(session, tmp_path / "run")


def test_in_pretraining_that_was_gone_on_with(session, tmp_path):
    session.pipeline.go_on()
    through(session)
    session.pipeline.go_on()
    _until(session, lambda report: isinstance(report, StepReport) and report.step == 6)
    _same_from_here(session, tmp_path / "run")
    assert session.course.present.step == 8


def test_right_after_a_step_that_was_looked_at_and_taken_back(session, tmp_path):
    session.pipeline.go_on()
    session.pipeline.advance()
    session.pipeline.advance()
    session.pipeline.advance(closely=True)
    session.pipeline.undo_step()
    _same_from_here(session, tmp_path / "run")


@pytest.fixture
def read(session) -> Session:
    session.pipeline.go_on()
    through(session)
    return session


def _fine_tuned(session: Session) -> Session:
    session.pipeline.begin(Stage.SFT)
    through(session)
    return session


@pytest.mark.parametrize("pieces", [0, 1, 3, 12, 40])
def test_in_the_middle_of_fine_tuning(read, tmp_path, pieces):
    """Between steps, before the first, and while questions are being asked."""
    read.pipeline.begin(Stage.SFT)
    for _ in range(pieces):
        read.pipeline.advance()
    _same_from_here(read, tmp_path / "run")


@pytest.mark.parametrize("step", [1, 2, 5, 6])
def test_after_a_step_of_fine_tuning(read, tmp_path, step):
    read.pipeline.begin(Stage.SFT)
    _until(read, lambda report: isinstance(report, FinetuneReport) and report.step == step)
    _same_from_here(read, tmp_path / "run")


@pytest.mark.parametrize("recipe", [HONEST, "rloo", "dpo", "no_leash"])
@pytest.mark.parametrize("after", [0, 1])
def test_in_the_middle_of_a_round(read, tmp_path, recipe, after):
    """It goes on from the end of the round before: there it was, and not half-way between two models."""
    _fine_tuned(read)
    if recipe != HONEST:
        read.pipeline.begin(Stage.RLHF)
        through(read)
    if recipe == "dpo":  # a fourth of the rounds
        read.course.recipes = replace(read.course.recipes, rounds=12)
    read.pipeline.begin(Stage.RLHF, recipe)
    if after:
        _until(read, lambda report: isinstance(report, RoundReport) and report.round == after)
    _until(
        read, lambda report: isinstance(report, PartReport) and report.what == "learning" and read.course.run.touched
    )
    write_run(read, tmp_path / "run")
    again = opened(tmp_path / "run")
    again.course.recipes = read.course.recipes
    again.pipeline.resume()
    assert _share(again) == pytest.approx(_share(read)), "as far as it was"
    whole, rest = _rest(read), _rest(again)
    assert rest[-len(whole) :] == whole and len(rest) >= len(whole) > 0
    assert weights(again.model) == weights(read.model)
    assert again.course.feedback.outcomes == read.course.feedback.outcomes


@pytest.mark.parametrize("kind", [PartReport, RewardReport])
def test_votes_and_judge_begin_again_and_come_to_the_same(read, tmp_path, kind):
    _fine_tuned(read)
    read.pipeline.begin(Stage.RLHF)
    _until(read, lambda report: isinstance(report, kind))
    write_run(read, tmp_path / "run")
    again = opened(tmp_path / "run")
    again.course.recipes = read.course.recipes
    again.pipeline.resume()
    assert again.course.run is not None and again.course.run.stage is Stage.RLHF
    through(read)
    through(again)
    assert weights(again.model) == weights(read.model)
    assert again.course.preferences.reward_log.agreement == pytest.approx(
        read.course.preferences.reward_log.agreement, abs=1e-5
    )


def test_saving_changes_nothing_of_what_follows(session, tmp_path):
    other = new_session()
    other.pipeline.go_on()
    session.pipeline.go_on()
    for step in range(2):
        session.pipeline.advance()
        other.pipeline.advance()
        save_run(session, tmp_path / f"run {step}")
    assert _rest(session) == _rest(other)


def test_a_finished_run_has_nothing_under_way(read, tmp_path):
    save_run(read, tmp_path / "run")
    again = opened(tmp_path / "run")
    assert again.pipeline.under_way() is None
    again.pipeline.resume()
    assert not again.course.training


def test_beginning_something_else_gives_up_what_was_under_way(session, tmp_path):
    session.pipeline.go_on()
    session.pipeline.advance()
    session.pipeline.advance()
    save_run(session, tmp_path / "run")
    again = opened(tmp_path / "run")
    again.pipeline.go_on()
    assert again.pipeline.kept is None
    through(again)
    assert again.course.present.step == session.course.present.step + 4


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "values", "kind", "recipe", "other model"])
def test_what_was_under_way_may_be_damaged_and_the_rest_opens(session, tmp_path, damage):
    folder = tmp_path / "run"
    session.pipeline.go_on()
    for _ in range(3):
        session.pipeline.advance()
    save_run(session, folder)
    path = the_file(folder, "underway")
    match damage:
        case "cut":
            truncate(path)
        case "garbage":
            path.write_bytes(b"\x05" * 99)
        case "gone":
            path.unlink()
        case "values":
            edit(folder, lambda data: data["under_way"].update(values=[1]))
        case "kind":
            edit(folder, lambda data: data["under_way"].update(kind="sleeping"))
        case "recipe":
            edit(folder, lambda data: data["under_way"].update(recipe=5))
        case "other model":
            other = path.with_name("underway-x.safetensors")
            save_file({"a": torch.zeros(2)}, other, metadata={"state": json.dumps({"done": [1, 2, 3]})})
            edit(folder, lambda data: data["under_way"].update(snapshot=other.name))
    again = opened(folder)
    assert again.course.present.step == session.course.present.step and weights(again.model) == weights(session.model)
    if damage == "other model":
        with pytest.raises(ValueError):
            again.pipeline.resume()
    else:
        assert len(again.damage) == 1
        again.pipeline.resume()
    assert not again.course.training
    again.pipeline.go_on()
    assert again.pipeline.advance() is not None
