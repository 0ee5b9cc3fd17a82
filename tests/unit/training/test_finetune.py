"""Fine-tuning: it learns to answer, keeps what it rehearses, and tells the truth about both."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.model.generate import generate
from explainer.training.examples import TokenExample, collate
from explainer.training.finetune import FinetuneConfig, answer_losses, finetune
from explainer.training.guarded import GIVE_UP_AFTER, TrainingDiverged
from explainer.training.optim import OptimConfig
from explainer.training.precision import Precision
from explainer.training.pretrain import PretrainConfig, pretrain, validation_loss
from explainer.training.reports import FinetuneReport, FinishedReport, RollbackReport
from explainer.training.schedule import Budget, Schedule
from tests.unit.training.telling import only, poison, weights

END = 11
# "0 x 1" is answered by x twice: a rule that a model of this size learns at once.
DEMONSTRATIONS = [TokenExample((0, x, 1, x, x, END), n_prompt=3) for x in range(2, 11)]
QUICK = FinetuneConfig(
    steps=60,
    demonstrations=6,
    rehearsals=2,
    optim=OptimConfig(muon_lr=0.0, adam_lr=1e-2),
    schedule=Schedule(warmup_steps=3, constant_until=0.2),
    keep_every=5,
)


@pytest.fixture
def run(new_model, repeating, fp32):
    def train(config=QUICK, model=None, source=repeating, examples=DEMONSTRATIONS, **options):
        model = model or new_model()
        return model, list(finetune(model, examples, source, fp32, config, **options))

    return train


# ---- learning -------------------------------------------------------------------------------------------------------


def test_it_learns_to_answer_and_to_stop(run):
    model, reports = run(replace(QUICK, steps=150), source=None)
    steps = only(reports, FinetuneReport)
    assert steps[0].loss == pytest.approx(math.log(12), abs=0.2)
    assert steps[-1].loss < 0.1 and steps[-1].accuracy == 1
    answers = generate(model, [[0, x, 1] for x in range(2, 11)], max_new_tokens=5, stop=frozenset((END,)))
    assert answers == [[x, x, END] for x in range(2, 11)]


def test_rehearsal_keeps_what_pretraining_taught(new_model, repeating, fp32, run):
    """The demonstrations contradict the text; without rehearsal the text is forgotten."""

    def taught():
        model = new_model()
        for _ in pretrain(model, repeating, Budget(steps=80), fp32, PretrainConfig(batch_tokens=64)):
            pass
        return model

    held_out = torch.from_numpy(np.arange(5, 5 + 9 * 9).reshape(9, 9) % 12)
    before = validation_loss(taught(), held_out, fp32)
    config = replace(QUICK, steps=100, rehearsals=8)
    with_it, reports = run(config, model=taught())
    without, _ = run(config, model=taught(), source=None)
    kept, lost = (validation_loss(model, held_out, fp32) for model in (with_it, without))
    assert only(reports, FinetuneReport)[-1].loss < 0.3  # and it has learned to answer beside it
    assert max(before, kept) < 0.3 < 2.0 < lost


def test_the_same_seed_learns_exactly_the_same_and_another_does_not(run):
    def losses(seed):
        return [report.loss for report in only(run(replace(QUICK, steps=15, seed=seed))[1], FinetuneReport)]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


@pytest.mark.parametrize("muon_lr", [0.0, 0.02])
def test_it_learns_with_and_without_muon(run, muon_lr):
    _, reports = run(replace(QUICK, optim=replace(QUICK.optim, muon_lr=muon_lr)))
    assert only(reports, FinetuneReport)[-1].loss < 1.0


def test_bf16_learns_too(new_model, repeating):
    reports = finetune(new_model(), DEMONSTRATIONS, repeating, Precision("cpu", torch.bfloat16), QUICK)
    steps = only(reports, FinetuneReport)
    assert steps[-1].loss < 0.7 * steps[0].loss


# ---- what is learned from -------------------------------------------------------------------------------------------


def test_the_loss_is_the_mean_surprise_of_the_answers_tokens_alone(new_model):
    model = new_model()
    examples = [TokenExample((0, 5, 1, 5, 5, END), 3), TokenExample((0, 7, END), 2)]
    losses, right = answer_losses(model, *collate(examples))
    expected, guessed = [], []
    for example in examples:
        log_p = model(torch.tensor([example.ids]))[0].log_softmax(-1)
        for i in range(example.n_prompt, len(example.ids)):
            expected.append(-float(log_p[i - 1, example.ids[i]].detach()))
            guessed.append(int(log_p[i - 1].argmax()) == example.ids[i])
    assert losses.tolist() == pytest.approx(expected, abs=1e-5)
    assert right.tolist() == guessed


@pytest.mark.parametrize("weight", [0.5, 2.0])
def test_a_rehearsed_token_counts_for_as_many_answer_tokens_as_it_is_told_to(new_model, make_text, fp32, weight):
    """One demonstration of three answer tokens and one window of eight targets: the first gradient is known."""
    text = make_text(np.arange(9), np.arange(9))
    example, window = DEMONSTRATIONS[0], torch.arange(9)[None]
    twin = new_model()
    answers, _ = answer_losses(twin, *collate([example]))
    text_loss = torch.nn.functional.cross_entropy(twin(window[:, :-1])[0], window[0, 1:])
    ((answers.sum() + weight * 8 * text_loss) / (3 + weight * 8)).backward()
    norm = math.sqrt(sum(float(p.grad.square().sum()) for p in twin.parameters()))
    config = replace(QUICK, steps=1, demonstrations=1, rehearsals=1, rehearsal_weight=weight)
    report = only(finetune(new_model(), [example], text, fp32, config), FinetuneReport)[0]
    assert report.grad_norm == pytest.approx(norm, rel=1e-4)
    assert report.loss == pytest.approx(float(answers.mean().detach()), rel=1e-5)
    assert report.rehearsal_loss == pytest.approx(float(text_loss.detach()), rel=1e-5)
    assert report.tokens == 3 + 8


def test_a_demonstration_that_does_not_fit_is_refused_before_anything_is_learned(new_model, fp32):
    model = new_model()
    before = weights(model)
    with pytest.raises(ValueError, match="Example 2 has 9 tokens, and this model sees 8"):
        finetune(model, [DEMONSTRATIONS[0], TokenExample(tuple(range(9)), 3)], None, fp32, QUICK)
    with pytest.raises(ValueError, match="no demonstration"):
        finetune(model, [], None, fp32, QUICK)
    assert all(torch.equal(a, b) for a, b in zip(before, weights(model), strict=True))


# ---- what the reports say -------------------------------------------------------------------------------------------


def test_reports_count_up_and_end_at_the_whole(run):
    _, reports = run()
    steps = only(reports, FinetuneReport)
    assert [r.step for r in steps] == list(range(1, 61))
    assert {r.steps for r in steps} == {60}
    assert [r.progress for r in steps] == pytest.approx([n / 60 for n in range(1, 61)])
    for r in steps:
        assert r.learning_rate == pytest.approx(1e-2 * QUICK.schedule.factor(r.step - 1, (r.step - 1) / 60))
    assert steps[-1].seconds_left == 0
    assert isinstance(reports[-1], FinishedReport)
    assert (reports[-1].step, reports[-1].tokens) == (60, steps[-1].tokens)


def test_without_rehearsal_there_is_no_rehearsal_loss(run):
    _, reports = run(replace(QUICK, steps=3), source=None)
    assert [r.rehearsal_loss for r in only(reports, FinetuneReport)] == [None] * 3


def test_the_demonstration_shown_is_one_learned_from_with_the_surprise_of_its_answer(new_model, fp32):
    model = new_model()
    reports = finetune(model, DEMONSTRATIONS, None, fp32, replace(QUICK, steps=5))
    for _ in range(5):
        before = new_model()
        before.load_state_dict(model.state_dict())
        r = next(reports)
        assert TokenExample(tuple(r.example_ids.tolist()), r.n_prompt) in DEMONSTRATIONS
        log_p = before(torch.from_numpy(r.example_ids)[None])[0].log_softmax(-1)
        expected = [-float(log_p[i - 1, r.example_ids[i]].detach()) for i in range(r.n_prompt, len(r.example_ids))]
        assert r.example_surprise.tolist() == pytest.approx(expected, abs=1e-5)


def test_asked_to_finish_early_it_runs_down_and_ends(new_model, fp32):
    budget = Budget(steps=1000)
    last = None
    for report in finetune(new_model(), DEMONSTRATIONS, None, fp32, QUICK, budget=budget):
        if isinstance(report, FinetuneReport):
            last = report
            if report.step == 20:
                budget.finish_early(report.step, report.seconds)
    assert (last.step, last.steps, last.progress) == (30, 30, 1.0)


def test_a_pause_is_not_counted(new_model, fp32):
    now = [0.0]

    def clock():
        now[0] += 0.001
        return now[0]

    reports = []
    for report in finetune(new_model(), DEMONSTRATIONS, None, fp32, replace(QUICK, steps=5), clock=clock):
        reports.append(report)
        now[0] += 1000  # the reader takes its time
    assert reports[-1].seconds < 1


# ---- when numbers break ---------------------------------------------------------------------------------------------


def test_broken_weights_lead_back_to_the_last_good_state_with_half_the_rate(new_model, repeating, fp32):
    model = new_model()
    good, rollbacks, after = {0: weights(model)}, [], []
    for report in finetune(model, DEMONSTRATIONS, repeating, fp32, QUICK):
        if isinstance(report, RollbackReport):
            rollbacks.append(report)
            assert all(torch.equal(a, b) for a, b in zip(weights(model), good[report.back_to], strict=True))
        elif isinstance(report, FinetuneReport):
            if rollbacks:
                after.append(report)
            else:
                good[report.step] = weights(model)
                if report.step == 12:
                    poison(model)
    assert [(r.step, r.back_to, r.rate_scale) for r in rollbacks] == [(13, 10, 0.5)]
    assert [r.step for r in after] == list(range(11, 61))
    assert after[-1].loss < after[0].loss


def test_a_model_that_breaks_again_and_again_is_given_up(new_model, fp32):
    model = new_model()
    poison(model)
    seen = []
    with pytest.raises(TrainingDiverged, match="Start over"):
        for report in finetune(model, DEMONSTRATIONS, None, fp32, QUICK):
            seen.append(report)
    assert [r.rate_scale for r in seen] == [0.5**n for n in range(1, GIVE_UP_AFTER)]
