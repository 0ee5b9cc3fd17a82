"""Looking at one step closely, and taking it back: what the panel is told, and that no trace is left."""

from __future__ import annotations

import time
from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from explainer.engine.commands import (
    ExamineStep,
    Finish,
    Open,
    Pause,
    Prepare,
    Reset,
    Resume,
    SetDemand,
    Start,
    StepOnce,
    Stop,
    UndoStep,
)
from explainer.engine.events import Failed, MilestoneReached, Notice, Refused, StateChanged
from explainer.engine.frames import OneStep, Topic
from explainer.engine.runs.saving import save_run
from explainer.engine.states import State
from tests.unit.engine.telling import failures, kinds, plain

WANTED = frozenset({Topic.ONE_STEP, Topic.PROGRESS})


@pytest.fixture
def ready(new_show):
    """A show whose model is there and has done some steps by hand."""

    def make(steps=3, **changes):
        made = new_show(**changes)
        made.do(SetDemand(WANTED), Prepare())
        made.settle()
        for _ in range(steps):
            made.do(StepOnce())
        made.mailbox.take()
        return made

    return make


def _weights(show):
    return {name: p.clone() for name, p in show.session.model.state_dict().items()}


def _same(a, b):
    return all(torch.equal(a[name], b[name]) for name in a)


def _frame(show) -> OneStep:
    """The frame that lies in the mailbox, or is made on being asked for anew."""
    frames = show.mailbox.take()
    if Topic.ONE_STEP not in frames:
        show.do(SetDemand(frozenset()))
        show.do(SetDemand(WANTED))
        frames = show.mailbox.take()
    return frames[Topic.ONE_STEP]


# ---- what is told --------------------------------------------------------------------------------------------------


def test_the_frame_is_what_the_weights_say_before_and_after(ready):
    show = ready()
    before = _weights(show)
    show.do(ExamineStep())
    after = _weights(show)
    frame = _frame(show)
    assert (frame.number, frame.step, frame.undone, frame.can_undo) == (4, 4, False, True)
    assert frame.pieces == tuple(show.session.pieces[i] for i in frame.ids)
    model = show.session.model
    with torch.no_grad():
        for weights, told in ((before, frame.before), (after, frame.after)):
            model.load_state_dict(weights)
            logits = model(torch.tensor(frame.ids[None, :-1]))[0].double().numpy()
            bets = np.exp(logits - logits.max(-1, keepdims=True))
            bets /= bets.sum(-1, keepdims=True)
            np.testing.assert_allclose(told, bets[np.arange(len(told)), frame.ids[1:]], rtol=1e-4)
    change = sum(float(((after[n] - before[n]).double() ** 2).sum()) for n in ("wte.weight",)) ** 0.5
    size = float((before["wte.weight"].double() ** 2).sum()) ** 0.5
    assert (frame.parts[0].name, frame.parts[-1].name) == ("embedding", "final_norm")
    assert frame.parts[0].change_norm == pytest.approx(change, rel=1e-6)
    assert frame.parts[0].weight_norm == pytest.approx(size, rel=1e-6)
    assert frame.n_tokens == show.session.record.last.tokens - 3 * frame.n_tokens
    assert frame.learning_rate == show.session.record.last.learning_rate
    assert not any(getattr(frame, name).flags.writeable for name in ("ids", "before", "after"))


def test_nothing_is_told_before_a_step_was_looked_at(ready):
    show = ready()
    show.do(SetDemand(frozenset()))
    show.do(SetDemand(WANTED))
    assert Topic.ONE_STEP not in show.mailbox.take()


def test_it_is_told_at_once_when_the_step_can_no_longer_be_taken_back(ready):
    show = ready()
    show.do(ExamineStep())
    assert _frame(show).can_undo
    show.do(StepOnce())
    assert show.worker.at.publisher.due_in(time.monotonic()) is not None
    time.sleep(0.11)
    show.tick()
    frame = show.mailbox.take()[Topic.ONE_STEP]
    assert (frame.number, frame.step, frame.can_undo, frame.undone) == (4, 5, False, False)
    assert plain(show.do(UndoStep())[0].why)


def test_it_is_told_when_learning_goes_on_after_a_step_was_taken_back(ready):
    show = ready()
    for move in (ExamineStep(), UndoStep(), StepOnce()):
        show.do(move)
    time.sleep(0.11)
    show.tick()
    frame = show.mailbox.take()[Topic.ONE_STEP]
    assert (frame.number, frame.step, frame.undone, frame.can_undo) == (4, 4, True, False)


# ---- the step ------------------------------------------------------------------------------------------------------


def test_it_does_one_step_from_idle_paused_and_running_and_is_paused_then(ready):
    show = ready(steps=0)
    assert show.state is State.IDLE
    show.do(ExamineStep())
    assert (show.step, show.state) == (1, State.PAUSED)
    show.do(ExamineStep())
    show.tick(5)
    assert (show.step, show.state) == (2, State.PAUSED)
    show.do(Resume())
    show.tick(2)
    step = show.step
    show.do(ExamineStep())
    show.tick(5)
    assert (show.step, show.state) == (step + 1, State.PAUSED)
    assert _frame(show).number == step + 1


def test_with_no_model_one_is_made_first(show):
    show.do(ExamineStep())
    show.settle()
    show.tick(5)
    assert (show.step, show.state) == (1, State.PAUSED)
    assert show.session.course.run.can_undo_step


def test_a_step_looked_at_is_the_step_that_would_have_been(ready):
    plain_show, watched = ready(), ready()
    plain_show.do(StepOnce())
    watched.do(ExamineStep())
    assert _same(_weights(plain_show), _weights(watched))
    for show in (plain_show, watched):
        show.do(Resume())
        show.until(State.IDLE)
    assert _same(_weights(plain_show), _weights(watched))
    assert _curve(plain_show) == _curve(watched)


def _curve(show):
    tokens, loss = show.session.record.train_curve.points()
    val_tokens, val = show.session.record.val_curve.points()
    return tokens.tolist(), loss.tolist(), val_tokens.tolist(), val.tolist()


# ---- taken back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, 3, 19])  # an exam is due after 20
def test_after_taking_it_back_training_goes_on_as_if_it_had_never_been_looked_at(ready, steps):
    plain_show, watched = ready(steps), ready(steps)
    if not steps:
        for show in (plain_show, watched):
            show.do(Start(), Pause())
    before, record = _weights(watched), _recorded(watched)
    watched.do(ExamineStep())
    told = watched.tick(3)
    assert kinds(told, MilestoneReached) == []
    told = watched.do(UndoStep())
    assert kinds(told, (Refused)) == [] and watched.state is State.PAUSED
    assert _same(before, _weights(watched))
    assert _recorded(watched) == record or not steps  # the validation before the first step is no part of it
    assert (_frame(watched).undone, _frame(watched).can_undo, _frame(watched).step) == (True, False, steps)
    for show in (plain_show, watched):
        show.do(StepOnce())
    assert _same(_weights(plain_show), _weights(watched))
    for show in (plain_show, watched):
        show.do(Resume())
        show.until(State.IDLE)
    assert _same(_weights(plain_show), _weights(watched))
    assert _curve(plain_show) == _curve(watched)
    assert plain_show.session.record.samples == watched.session.record.samples
    assert plain_show.session.record.marks == watched.session.record.marks


def _recorded(show):
    record = show.session.record
    return {
        "counts": (record.step, record.tokens, record.text_bytes, record.seconds, record.complete),
        "last": record.last.step if record.last else None,
        "means": (record.smooth_loss if record.step else None),
        "curves": _curve(show),
        "lists": (list(record.marks), list(record.samples)),
        "validation": record.validation,
    }


def test_the_numbers_stay_after_it_was_taken_back(ready):
    show = ready()
    show.do(ExamineStep())
    first = _frame(show)
    show.do(UndoStep())
    back = _frame(show)
    for field in fields(first):
        if field.name not in ("step", "undone", "can_undo"):
            np.testing.assert_array_equal(getattr(first, field.name), getattr(back, field.name))
    show.do(ExamineStep())
    again = _frame(show)
    assert again.can_undo and not again.undone and again.number == first.number
    np.testing.assert_array_equal(first.after, again.after)
    assert again.parts == first.parts


def test_the_panels_see_the_weights_of_before(ready):
    show = ready()
    show.do(SetDemand(WANTED | {Topic.NEXT_TOKEN}))
    bets = show.mailbox.take()[Topic.NEXT_TOKEN].probability
    show.do(ExamineStep())
    changed = show.mailbox.take()[Topic.NEXT_TOKEN].probability
    show.do(UndoStep())
    back = show.mailbox.take()
    assert not np.array_equal(bets, changed)
    np.testing.assert_array_equal(bets, back[Topic.NEXT_TOKEN].probability)
    assert back[Topic.PROGRESS].step == 3


def test_the_last_step_waits_to_be_kept_or_taken_back(new_show, settings):
    show = new_show(replace(settings, steps=3))
    show.do(SetDemand(WANTED), Prepare())
    show.settle()
    for _ in range(3):
        show.do(ExamineStep())
    show.tick(3)
    assert (show.step, show.state) == (3, State.PAUSED)
    show.do(UndoStep())
    assert (show.step, show.state) == (2, State.PAUSED)
    show.do(ExamineStep())
    told = show.do(Resume()) + show.tick(2)
    assert (show.step, show.state) == (3, State.IDLE)
    assert kinds(told, StateChanged)[-1].complete and failures(told) == []
    assert show.session.record.validation.step == 3
    (refused,) = kinds(show.do(UndoStep()), Refused)
    assert "right after" in plain(refused.why)


def test_an_exam_that_falls_due_waits_until_the_step_is_kept(ready):
    show = ready(19)
    samples = len(show.session.record.samples)
    show.do(ExamineStep())
    show.tick(3)
    assert show.worker.at.exam.due and len(show.session.record.samples) == samples
    show.do(StepOnce())
    show.tick(3)
    assert [sample.step for sample in show.session.record.samples][samples:] == [20]
    assert show.step == 21


# ---- refused, in words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moves",
    [
        (),
        (StepOnce(),),
        (ExamineStep(), StepOnce()),
        (ExamineStep(), Resume()),
        (ExamineStep(), Resume(), Pause()),
        (ExamineStep(), Finish()),
        (ExamineStep(), Stop()),
        (ExamineStep(), UndoStep()),
    ],
    ids=lambda moves: "-".join(type(move).__name__ for move in moves) or "nothing",
)
def test_taking_back_what_cannot_be_is_refused_in_a_plain_sentence_and_changes_nothing(ready, moves):
    show = ready()
    for move in moves:
        show.do(move)
    show.do(Pause())
    before, step = _weights(show), show.step
    (refused,) = kinds(show.do(UndoStep()), Refused)
    assert refused.command == "UndoStep" and "Do one step" in plain(refused.why)
    assert _same(before, _weights(show)) and show.step == step


def test_with_no_model_there_is_nothing_to_take_back(show):
    (refused,) = show.do(UndoStep())
    assert plain(refused.why)
    assert show.state is State.IDLE


def test_asked_for_in_one_breath_the_step_is_done_first_and_not_taken_back_behind_ones_back(ready):
    show = ready()
    (refused,) = kinds(show.do(ExamineStep(), UndoStep()), Refused)  # there was nothing to take back when it was asked
    assert plain(refused.why)
    assert show.step == 4 and show.session.course.run.can_undo_step


def test_a_new_model_forgets_the_step_of_the_old(ready):
    show = ready()
    show.do(ExamineStep())
    show.do(Reset())
    show.settle()
    assert kinds(show.do(UndoStep()), Refused)
    show.mailbox.take()
    show.do(SetDemand(frozenset()))
    show.do(SetDemand(WANTED))
    assert Topic.ONE_STEP not in show.mailbox.take()


def test_a_step_that_fails_is_told_and_cannot_be_taken_back(ready):
    show = ready()
    with torch.no_grad():
        show.session.model.ln_f.weight.fill_(float("nan"))
    told = show.do(ExamineStep())
    assert kinds(told, Notice) and not kinds(told, Failed)
    assert show.state is State.PAUSED and not show.session.course.run.can_undo_step
    assert kinds(show.do(UndoStep()), Refused)


def test_a_run_that_was_opened_can_be_looked_at_too(ready, tmp_path):
    older = ready()
    older.do(Stop())
    save_run(older.session, tmp_path / "run")
    show = ready(0)
    show.do(Open(tmp_path / "run"))
    show.settle()
    assert show.session.pipeline.recorded
    before = _weights(show)
    show.do(ExamineStep())
    assert (show.step, show.state) == (4, State.PAUSED)
    show.do(UndoStep())
    assert show.step == 3 and _same(before, _weights(show))
