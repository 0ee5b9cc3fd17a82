"""A step looked at closely is the step that would have been, measured truly, and taken back without a trace."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from explainer.model.config import GPTConfig
from explainer.training.batches import validation_windows
from explainer.training.precision import Precision
from explainer.training.pretrain import PretrainConfig, pretrain
from explainer.training.reports import CloseUpReport, FinishedReport, StepReport, UndoneReport, ValidationReport
from explainer.training.schedule import Budget, Schedule
from explainer.training.stepprobe import StepProbe, part_of

QUICK = PretrainConfig(batch_tokens=64, val_every=20, val_tokens=80, keep_every=5, schedule=Schedule(warmup_steps=3))
TWO_BLOCKS = GPTConfig(n_layer=2, n_head=2, n_embd=16, n_ctx=8, vocab_size=12)
TIMED = {"seconds", "tokens_per_second", "steps_per_second", "seconds_left"}  # fields that a clock decides


class Course:
    """A course of pretraining that is driven report by report."""

    def __init__(self, model, text, precision, steps=30, config=QUICK, **options):
        self.model = model
        self.probe_request = StepProbe()
        self.reports = pretrain(
            model, text, Budget(steps=steps), precision, config, probe_request=self.probe_request, **options
        )

    def step(self, times=1):
        for _ in range(times):
            report = self.until(StepReport)
        return report

    def look(self):
        self.probe_request.look = True
        return self.until(CloseUpReport)

    def undo(self):
        self.probe_request.undo = True
        return next(self.reports)

    def until(self, kind):
        for report in self.reports:
            if isinstance(report, kind):
                return report
        raise AssertionError(f"no {kind.__name__} came")

    def weights(self):
        return {name: p.detach().clone() for name, p in self.model.named_parameters()}


@pytest.fixture
def course(new_model, repeating, fp32):
    def make(precision=fp32, **options):
        return Course(new_model(config=TWO_BLOCKS), repeating, precision, **options)

    return make


def _same(a, b):
    return all(torch.equal(a[name], b[name]) for name in a)


def _told(report):
    """What a report says, but for what depends on the clock."""
    return {f.name: getattr(report, f.name) for f in fields(report) if f.name not in TIMED}


def _alike(a, b):
    left, right = _told(a), _told(b)
    assert left.keys() == right.keys()
    for name, value in left.items():
        np.testing.assert_array_equal(value, right[name], err_msg=name)


def _log_bets(model, windows):
    """The logarithm of the bet on every right next token, in float64, written out."""
    rows = []
    with torch.no_grad():
        for window in windows:
            logits = model(window[None, :-1])[0].double()
            p = torch.exp(logits - logits.max(-1, keepdim=True).values)
            p = p / p.sum(-1, keepdim=True)
            rows.append(torch.log(p[torch.arange(len(window) - 1), window[1:]]))
    return torch.stack(rows)


# ---- it is the same step -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [0, 1, 5, 7])  # at 0 and 5 a good state is kept
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_step_looked_at_changes_the_weights_exactly_like_any_other(course, done, dtype):
    plain, watched = (course(precision=Precision("cpu", dtype)) for _ in range(2))
    if done:
        plain.step(done), watched.step(done)
    ordinary, close = plain.step(), watched.look()
    assert _same(plain.weights(), watched.weights())
    _alike(ordinary, close.step)
    for _ in range(8):  # nor is anything different later
        _alike(plain.step(), watched.step())
    assert _same(plain.weights(), watched.weights())


def test_one_look_is_one_step(course):
    one = course()
    one.look()
    assert isinstance(next(one.reports), StepReport)


# ---- what is measured ----------------------------------------------------------------------------------------------


def test_bets_and_losses_are_those_of_the_weights_before_and_after(course, repeating):
    one = course()
    one.step(4)
    held_out = validation_windows(repeating, 9, QUICK.val_tokens)
    twin = course()
    twin.step(4)
    close = one.look()
    text = torch.from_numpy(close.ids)
    before, after = twin.model, one.model
    for model, bets, held in (
        (before, close.before, close.held_out_before),
        (after, close.after, close.held_out_after),
    ):
        np.testing.assert_allclose(bets, _log_bets(model, text[None])[0].exp().numpy(), rtol=1e-4)
        assert held == pytest.approx(-float(_log_bets(model, held_out).mean()), rel=1e-5)
    assert close.before.shape == close.after.shape == (8,)
    assert close.n_tokens == 64
    assert close.loss_before == pytest.approx(close.step.loss, rel=1e-5)  # in fp32 both are the same number


def test_the_loss_after_is_that_of_the_very_batch_it_read(new_model, make_text, fp32):
    """One window is all the text there is: the batch is that window, again and again."""
    text = make_text(np.arange(9), np.arange(9))
    one = Course(new_model(), text, fp32)
    one.step(3)
    close = one.look()
    window = torch.arange(9)
    assert close.loss_after == pytest.approx(-float(_log_bets(one.model, window[None]).mean()), rel=1e-5)
    assert close.loss_after < close.loss_before
    assert close.after.prod() > close.before.prod()


def test_gradient_weight_and_change_are_told_by_part_of_the_model(course):
    one, twin = course(), course()
    one.step(4), twin.step(4)
    old = one.weights()
    close = one.look()
    twin.step()
    new = twin.weights()
    gradients = {name: p.grad for name, p in twin.model.named_parameters()}
    parts = {
        "embedding": ["wte."],
        "position": ["wpe."],
        "attention.0": ["h.0.ln_1.", "h.0.attn."],
        "feed_forward.0": ["h.0.ln_2.", "h.0.mlp."],
        "attention.1": ["h.1.ln_1.", "h.1.attn."],
        "feed_forward.1": ["h.1.ln_2.", "h.1.mlp."],
        "final_norm": ["ln_f."],
    }
    assert [part.name for part in close.parts] == list(parts)
    for part in close.parts:
        names = [n for n in old if any(n.startswith(beginning) for beginning in parts[part.name])]

        def size(tensors):
            return math.sqrt(sum(float((t.double() ** 2).sum()) for t in tensors))

        assert part.n_params == sum(old[n].numel() for n in names)
        assert part.grad_norm == pytest.approx(size(gradients[n] for n in names), rel=1e-6)
        assert part.weight_norm == pytest.approx(size(old[n] for n in names), rel=1e-6)
        assert part.change_norm == pytest.approx(size(new[n] - old[n] for n in names), rel=1e-6)
    assert sum(part.n_params for part in close.parts) == sum(p.numel() for p in old.values())
    assert math.hypot(*(part.grad_norm for part in close.parts)) == pytest.approx(close.step.grad_norm, rel=1e-5)


def test_every_parameter_of_a_model_belongs_to_a_part(new_model):
    assert all(part_of(name) for name, _ in new_model(config=TWO_BLOCKS).named_parameters())


# ---- taken back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [0, 1, 5, 7, 19])
def test_a_step_taken_back_leaves_no_trace(course, done):
    plain, watched = course(), course()
    if done:
        plain.step(done), watched.step(done)
    before = watched.weights()
    watched.look()
    assert not _same(before, watched.weights())
    assert watched.undo() == UndoneReport(done)
    assert _same(before, watched.weights())
    _alike(plain.step(), watched.step())
    assert _same(plain.weights(), watched.weights())
    rest, rest_watched = list(plain.reports), list(watched.reports)
    assert [type(r) for r in rest] == [type(r) for r in rest_watched]
    for a, b in zip(rest, rest_watched, strict=True):
        _alike(a, b)
    assert _same(plain.weights(), watched.weights())


def test_the_step_can_be_done_again_and_again_with_the_same_result(course):
    one = course()
    one.step(3)
    first = one.look()
    weights = one.weights()
    for _ in range(3):
        one.undo()
        again = one.look()
        assert _same(weights, one.weights())
        np.testing.assert_array_equal(first.after, again.after)
        assert (first.loss_after, first.held_out_after, first.parts) == (
            again.loss_after,
            again.held_out_after,
            again.parts,
        )


def test_the_last_step_can_be_taken_back_too(course):
    one = course(steps=4)
    one.step(3)
    assert one.look().step.progress == 1.0
    one.undo()
    assert one.step().progress == 1.0
    assert [type(report) for report in one.reports] == [ValidationReport, FinishedReport]


def test_a_validation_that_is_due_is_not_lost_and_not_done_twice(course):
    one = course(steps=8)
    kinds = []
    for report in one.reports:
        kinds.append((type(report), getattr(report, "step", None) if not isinstance(report, CloseUpReport) else 0))
        if isinstance(report, StepReport) and report.step == 1:
            one.probe_request.look = True  # the second step, after which the validation loss is measured
        if isinstance(report, CloseUpReport):
            one.probe_request.undo = True
    assert [step for kind, step in kinds if kind is ValidationReport] == [0, 2, 5, 8]


def test_good_states_to_go_back_to_are_those_that_training_would_have_had(course, monkeypatch):
    """The step taken back had just been proved good and kept; a rollback later must still end at the same state."""
    plain, watched = course(), course()
    plain.step(5), watched.step(5)
    watched.look(), watched.undo()
    for one in (plain, watched):
        with torch.no_grad():
            one.model.ln_f.weight.fill_(math.nan)
    back = [next(r for r in one.reports if not isinstance(r, ValidationReport)) for one in (plain, watched)]
    assert back[0] == back[1] and back[0].back_to == 0
    assert _same(plain.weights(), watched.weights())


def test_looking_costs_no_training_time(new_model, repeating, fp32):
    ticks = iter(range(10**6))
    one = Course(new_model(), repeating, fp32, clock=lambda: float(next(ticks)))
    third, fourth, fifth = one.step(3).seconds, one.step().seconds, one.look().step.seconds
    assert fifth - fourth == fourth - third == 1.0


def test_a_step_that_fails_is_rolled_back_and_the_look_forgotten(course):
    one = course()
    one.step(3)
    with torch.no_grad():
        one.model.ln_f.weight.fill_(math.nan)
    one.probe_request.look = True
    assert type(next(one.reports)).__name__ == "RollbackReport"
    assert not one.probe_request.look
    assert isinstance(next(one.reports), StepReport)


def test_another_text_than_the_first_is_in_the_mean_loss_only(course):
    close = course(config=replace(QUICK, batch_tokens=8)).look()
    assert close.n_tokens == 8
    assert close.loss_before == pytest.approx(-float(np.log(close.before.astype(np.float64)).mean()), rel=1e-5)
