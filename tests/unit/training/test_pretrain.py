"""Pretraining: it learns, it tells the truth about it, and broken numbers do not end the show."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import count, pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from explainer.training.batches import validation_windows
from explainer.training.guarded import GIVE_UP_AFTER, TrainingDiverged
from explainer.training.optim import Optimizer
from explainer.training.precision import Precision, choose_device, choose_precision
from explainer.training.pretrain import PretrainConfig, pretrain, validation_loss
from explainer.training.reports import FinishedReport, RollbackReport, StepReport, ValidationReport
from explainer.training.schedule import Budget, Schedule
from tests.unit.training.telling import only, poison, weights

QUICK = PretrainConfig(batch_tokens=64, val_every=20, val_tokens=80, keep_every=10, schedule=Schedule(warmup_steps=3))


@pytest.fixture
def run(new_model, repeating, fp32):
    """Train a new tiny model for some steps and return it with all reports."""

    def train(steps=60, config=QUICK, model=None, **options):
        model = model or new_model()
        return model, list(pretrain(model, repeating, Budget(steps=steps), fp32, config, **options))

    return train


def _same(a, b):
    return all(torch.equal(p, q) for p, q in zip(a, b, strict=True))


# ---- learning ---------------------------------------------------------------------------------------------------


def test_a_text_that_repeats_is_learned_far_better_than_guessing(run):
    _, reports = run(steps=100)
    steps, validations = only(reports, StepReport), only(reports, ValidationReport)
    assert steps[0].loss == pytest.approx(math.log(12), abs=0.15)  # it begins by guessing
    assert steps[-1].loss < 0.2
    assert steps[-1].accuracy > 0.95
    assert validations[-1].loss < 0.2 < validations[0].loss


@pytest.mark.parametrize("muon_lr", [0.0, 0.02])
def test_it_learns_with_and_without_muon(run, muon_lr):
    _, reports = run(steps=60, config=replace(QUICK, optim=replace(QUICK.optim, muon_lr=muon_lr)))
    assert only(reports, StepReport)[-1].loss < 0.7


def test_the_same_seed_learns_exactly_the_same_and_another_reads_in_another_order(run):
    def losses(seed):
        return [report.loss for report in only(run(steps=25, config=replace(QUICK, seed=seed))[1], StepReport)]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_bf16_learns_too(new_model, repeating):
    reports = list(pretrain(new_model(), repeating, Budget(steps=60), Precision("cpu", torch.bfloat16), QUICK))
    assert only(reports, StepReport)[-1].loss < 0.7


def test_a_text_shorter_than_the_context_can_be_learned(new_model, make_text, fp32):
    text = make_text([3, 1, 4, 1, 5], [3, 1, 4])
    steps = only(pretrain(new_model(), text, Budget(steps=40), fp32, QUICK), StepReport)
    assert steps[-1].loss < steps[0].loss / 2
    assert len(steps[0].example_ids) == 5 and len(steps[0].example_surprise) == 4


# ---- what the reports say ---------------------------------------------------------------------------------------


def test_reports_count_up_without_gaps_and_end_at_the_whole(run):
    _, reports = run(steps=47)
    steps = only(reports, StepReport)
    assert [report.step for report in steps] == list(range(1, 48))
    assert [report.tokens for report in steps] == [64 * n for n in range(1, 48)]
    assert [report.progress for report in steps] == pytest.approx([n / 47 for n in range(1, 48)])
    assert all(a.seconds <= b.seconds for a, b in pairwise(steps))
    assert all(0 <= report.accuracy <= 1 and report.grad_norm > 0 for report in steps)
    assert steps[-1].seconds_left == 0
    assert isinstance(reports[-1], FinishedReport)
    assert (reports[-1].step, reports[-1].tokens) == (47, 47 * 64)


def test_validation_comes_before_all_then_often_then_regularly_and_at_the_end(run):
    _, reports = run(steps=47)
    assert [report.step for report in only(reports, ValidationReport)] == [0, 2, 5, 10, 20, 40, 47]
    assert [report.step for report in only(run(steps=40)[1], ValidationReport)] == [0, 2, 5, 10, 20, 40]


def test_the_rate_reported_is_the_schedules(run):
    _, reports = run(steps=40)
    for report in only(reports, StepReport):
        done = report.step - 1
        expected = QUICK.optim.adam_lr * QUICK.schedule.factor(done, done / 40)
        assert report.learning_rate == pytest.approx(expected)


def test_the_surprise_shown_is_minus_log_p_of_the_right_tokens(new_model, repeating, fp32):
    model = new_model()
    reports = pretrain(model, repeating, Budget(steps=30), fp32, QUICK)
    before = weights(model)
    checked = 0
    for report in reports:
        if isinstance(report, StepReport):
            older = new_model()
            with torch.no_grad():
                for p, q in zip(older.parameters(), before, strict=True):
                    p.copy_(q)
                ids = torch.from_numpy(report.example_ids)
                own = older(ids[None, :-1])[0].log_softmax(-1)
            expected = -own[torch.arange(len(ids) - 1), ids[1:]]
            np.testing.assert_allclose(report.example_surprise, expected.numpy(), rtol=1e-4, atol=1e-5)
            before = weights(model)
            checked += 1
    assert checked == 30


def test_loss_accuracy_and_gradient_are_those_of_the_whole_batch(new_model, make_text, fp32):
    """One window is all the text there is: the batch is that window, again and again."""
    text = make_text(np.arange(9), np.arange(9))
    model = new_model()
    twin = new_model()
    report = only(pretrain(model, text, Budget(steps=1), fp32, QUICK), StepReport)[0]
    ids = torch.arange(9)[None]
    logits = twin(ids[:, :-1])
    loss = F.cross_entropy(logits[0], ids[0, 1:])
    loss.backward()
    norm = math.sqrt(sum(float(p.grad.square().sum()) for p in twin.parameters()))
    assert report.loss == pytest.approx(loss.item(), rel=1e-5)
    assert report.accuracy == pytest.approx(float((logits[0].argmax(-1) == ids[0, 1:]).float().mean()))
    assert report.grad_norm == pytest.approx(norm, rel=1e-4)
    assert report.loss == pytest.approx(float(report.example_surprise.mean()), rel=1e-5)


def test_bits_per_byte_by_hand(new_model, make_text, fp32):
    """Token t stands for t + 1 bytes. 8 predictions of the tokens 1 … 8 are 2 + … + 9 = 44 bytes."""
    text = make_text(np.arange(9), np.arange(9))
    model = new_model()
    first = next(iter(pretrain(model, text, Budget(steps=1), fp32, QUICK, token_bytes=np.arange(1, 13))))
    assert first.bits_per_byte == pytest.approx(first.loss * 8 / 44 / math.log(2))


def test_bytes_read_are_those_of_the_tokens_predicted(new_model, make_text, fp32):
    text = make_text(np.arange(9), np.arange(9))
    steps = only(pretrain(new_model(), text, Budget(steps=2), fp32, QUICK, token_bytes=np.arange(1, 13)), StepReport)
    assert [report.text_bytes for report in steps] == [8 * 44, 16 * 44]  # 8 windows a batch


def test_validation_loss_does_not_depend_on_how_it_is_cut(new_model, repeating, fp32):
    model = new_model()
    windows = validation_windows(repeating, 9, 200)
    whole, parts = (validation_loss(model, windows, fp32, batch=batch) for batch in (1000, 3))
    assert whole == pytest.approx(parts, rel=1e-5)
    with torch.no_grad():
        expected = F.cross_entropy(model(windows[:, :-1]).flatten(0, 1), windows[:, 1:].flatten())
    assert whole == pytest.approx(float(expected), rel=1e-5)


def test_reports_hold_no_live_tensors_and_are_not_overwritten(run):
    steps = only(run(steps=3)[1], StepReport)
    assert all(type(report.loss) is float and type(report.grad_norm) is float for report in steps)
    assert not np.shares_memory(steps[0].example_ids, steps[1].example_ids)
    assert not np.shares_memory(steps[0].example_surprise, steps[1].example_surprise)


def test_going_on_counts_on_and_reads_on(run):
    model, first = run(steps=10)
    done = first[-1]
    _, second = run(steps=5, model=model, start_step=done.step, start_tokens=done.tokens, start_bytes=640)
    steps = only(second, StepReport)
    assert [report.step for report in steps] == [11, 12, 13, 14, 15]
    assert steps[-1].tokens == 15 * 64
    assert steps[-1].text_bytes == 15 * 64
    assert steps[0].progress == pytest.approx(0.2)  # of its own budget
    earlier = only(first, StepReport)
    assert not np.array_equal(steps[0].example_ids, earlier[0].example_ids)


def test_a_pause_costs_no_budget(new_model, repeating, fp32):
    """A clock that moves one second a look: what passes between two reports is not counted."""
    ticks = count()
    budget = Budget(seconds=40.0)
    reports = []
    for report in pretrain(new_model(), repeating, budget, fp32, QUICK, clock=lambda: float(next(ticks))):
        reports.append(report)
        for _ in range(1000):
            next(ticks)  # a long pause
    steps = only(reports, StepReport)
    assert len(steps) > 25
    assert 40 <= reports[-1].seconds < 45
    assert steps[-1].progress == 1


# ---- finishing early --------------------------------------------------------------------------------------------


def test_finishing_early_in_mid_run_decays_to_nothing_and_ends(new_model, repeating, fp32):
    budget = Budget(steps=1000)
    steps, last = [], None
    for last in pretrain(new_model(), repeating, budget, fp32, QUICK):
        if isinstance(last, StepReport):
            steps.append(last)
            if last.step == 40:
                budget.finish_early(last.step, last.seconds)
    assert isinstance(last, FinishedReport)
    assert last.step == 50  # the smallest run-down there is: ten steps
    rates = [report.learning_rate for report in steps[39:]]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 0.2 * rates[0]
    assert steps[-1].progress == 1 and steps[-1].seconds_left == 0


def test_finishing_early_before_the_end_never_makes_it_longer(new_model, repeating, fp32):
    budget = Budget(steps=44)
    last = None
    for last in pretrain(new_model(), repeating, budget, fp32, QUICK):
        if isinstance(last, StepReport) and last.step == 40:
            budget.finish_early(last.step, last.seconds)
    assert last.step == 44


# ---- when numbers break -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "back_to"), [(1, 0), (7, 0), (13, 10), (20, 10), (21, 20), (25, 20)])
def test_broken_weights_lead_back_to_the_last_good_state_with_half_the_rate(new_model, repeating, fp32, step, back_to):
    """After ``step`` steps the weights break, and the next step fails. A state is good once a step from it worked."""
    model = new_model()
    good: dict[int, list[torch.Tensor]] = {0: weights(model)}
    rollbacks, after = [], []
    for report in pretrain(model, repeating, Budget(steps=40), fp32, QUICK):
        if isinstance(report, RollbackReport):
            rollbacks.append(report)
            assert _same(weights(model), good[report.back_to])
        elif isinstance(report, StepReport):
            if rollbacks:
                after.append(report)
            else:
                good[report.step] = weights(model)
                if report.step == step:
                    poison(model)
    (rollback,) = rollbacks
    assert (rollback.step, rollback.back_to) == (step + 1, back_to)
    assert (rollback.tokens, rollback.text_bytes) == (64 * back_to, 64 * back_to)
    assert rollback.rate_scale == 0.5
    assert [report.step for report in after] == list(range(back_to + 1, 41))
    assert after[0].tokens == 64 * (back_to + 1)
    assert all(math.isfinite(report.loss) for report in after)
    for report in after:  # half the rate, until a later state than that has proved good
        done = report.step - 1
        factor = QUICK.schedule.factor(done, done / 40)
        scale = 0.5 if done <= back_to + QUICK.keep_every else 1.0
        assert report.learning_rate == pytest.approx(scale * QUICK.optim.adam_lr * factor)
    assert after[-1].loss < math.log(12)


def test_weights_that_break_in_the_very_last_step_are_not_left_behind(new_model, repeating, fp32, monkeypatch):
    """No step follows whose loss would show it."""
    real, calls = Optimizer.step, []

    def step(self, factor):
        real(self, factor)
        calls.append(factor)
        if len(calls) == 20:
            poison(self.model)

    monkeypatch.setattr(Optimizer, "step", step)
    model = new_model()
    reports = list(pretrain(model, repeating, Budget(steps=20), fp32, QUICK))
    (rollback,) = only(reports, RollbackReport)
    assert (rollback.step, rollback.back_to) == (20, 10)
    assert all(torch.isfinite(p).all() for p in model.parameters())
    assert all(math.isfinite(report.loss) for report in only(reports, ValidationReport))
    assert only(reports, StepReport)[-1].step == 20
    assert isinstance(reports[-1], FinishedReport)


def test_an_infinite_gradient_leads_back_too_though_the_loss_is_a_number(new_model, repeating, fp32):
    model = new_model()
    fired = []

    def spoil(grad):
        if len(fired) < 1 and calls[0] == 5:
            fired.append(True)
            return torch.full_like(grad, math.inf)
        return None

    calls = [0]
    model.ln_f.weight.register_hook(spoil)
    reports = []
    for report in pretrain(model, repeating, Budget(steps=20), fp32, QUICK):
        calls[0] += isinstance(report, StepReport)
        reports.append(report)
    (rollback,) = only(reports, RollbackReport)
    assert (rollback.step, rollback.back_to) == (6, 0)
    assert only(reports, StepReport)[-1].step == 20
    assert all(torch.isfinite(p).all() for p in model.parameters())


def test_a_model_that_breaks_again_and_again_is_given_up_with_a_plain_sentence(new_model, repeating, fp32):
    model = new_model()
    poison(model)
    seen = []
    with pytest.raises(TrainingDiverged, match="Start over"):
        for report in pretrain(model, repeating, Budget(steps=100), fp32, QUICK):
            seen.append(report)
    scales = [report.rate_scale for report in only(seen, RollbackReport)]
    assert scales == [0.5**n for n in range(1, GIVE_UP_AFTER)]
    assert only(seen, StepReport) == []


def test_an_update_that_always_breaks_the_weights_is_given_up_too(new_model, repeating, fp32, monkeypatch):
    """Every other step succeeds, and yet nothing is won: it must not go round in circles for ever."""
    real = Optimizer.step

    def step(self, factor):
        real(self, factor)
        poison(self.model)

    monkeypatch.setattr(Optimizer, "step", step)
    model = new_model()
    before = weights(model)
    seen = []
    with pytest.raises(TrainingDiverged):
        for report in pretrain(model, repeating, Budget(steps=100), fp32, QUICK):
            seen.append(report)
            assert len(seen) < 100
    assert len(only(seen, RollbackReport)) == GIVE_UP_AFTER - 1
    assert _same(weights(model), before)  # what is left is the last good model


def test_now_and_then_a_broken_step_does_not_add_up_to_giving_up(new_model, repeating, fp32):
    model = new_model()
    rollbacks = 0
    for report in pretrain(model, repeating, Budget(steps=200), fp32, QUICK):
        rollbacks += isinstance(report, RollbackReport)
        if isinstance(report, StepReport) and report.step % 20 == 15 and rollbacks < report.step // 20 + 1:
            poison(model)
    assert rollbacks == 10 > GIVE_UP_AFTER


# ---- devices ----------------------------------------------------------------------------------------------------


def test_auto_takes_the_best_device_there_is(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto") == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == "mps"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device("auto") == "cpu"
    assert choose_device("cpu") == "cpu"


def test_a_device_that_is_not_there_is_refused_with_what_is(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"no “cuda” device\. Usable here: cpu"):
        choose_device("cuda")
    with pytest.raises(ValueError, match="“tpu” is not a device Explainer knows"):
        choose_device("tpu")


@pytest.mark.parametrize(
    ("fp32_takes", "bf16_takes", "dtype"),
    [(1.0, 0.4, torch.bfloat16), (1.0, 0.9, torch.float32), (1.0, 30.0, torch.float32)],
)
def test_the_arithmetic_is_the_one_that_measured_faster_its_set_up_aside(monkeypatch, fp32_takes, bf16_takes, dtype):
    times = {torch.float32: fp32_takes, torch.bfloat16: bf16_takes}
    now = 0.0
    seen = set()

    def mm(a, b):
        nonlocal now
        now += times[a.dtype] + (0 if a.dtype in seen else 5.0)  # the first product of a type sets things up
        seen.add(a.dtype)

    monkeypatch.setattr("explainer.training.precision.torch.mm", mm)
    monkeypatch.setattr("explainer.training.precision.time.perf_counter", lambda: now)
    chosen = choose_precision("cpu")
    monkeypatch.undo()
    assert chosen.dtype == dtype
    assert chosen.speedup == pytest.approx(fp32_takes / bf16_takes)
    assert ("bf16 on cpu" if dtype == torch.bfloat16 else "fp32 on cpu") in str(chosen)
