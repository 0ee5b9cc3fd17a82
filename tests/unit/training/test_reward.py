"""The judge: it learns what people prefer, and its scores have a zero and a unit."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.training.comparisons import Comparison, batches_by_prompt, lay_out, whole_prompts
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.reports import FinishedReport, PartReport, RewardReport, RollbackReport
from explainer.training.reward import RewardConfig, RewardModel, agreement, train_reward
from explainer.training.rollout import Rollout
from tests.unit.training.telling import finish, only

END = 11
QUICK = RewardConfig(
    epochs=4, comparisons=16, optim=OptimConfig(muon_lr=0.0, adam_lr=5e-3), measure_every=4, keep_every=2
)


def votes(n, seed=0, liked=7):
    """Of two answers, the one that holds ``liked`` is preferred; nothing else differs systematically."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        prompt = (0, int(rng.integers(2, 7)), 1)
        plain = [int(t) for t in rng.integers(2, 7, rng.integers(1, 4))]
        good = [int(t) for t in rng.integers(2, 7, rng.integers(1, 4))]
        good[int(rng.integers(len(good)))] = liked
        found.append(Comparison(prompt, (*good, END), (*plain, END)))
    return found


@pytest.fixture
def judge(new_model) -> RewardModel:
    """A judge whose head already says something."""
    model = RewardModel(new_model())
    with torch.no_grad():
        model.head.weight.normal_(generator=torch.Generator().manual_seed(1))
    return model


# ---- the model ------------------------------------------------------------------------------------------------------


def test_it_starts_from_the_models_weights_and_has_its_own(new_model):
    model = new_model()
    judge = RewardModel(model)
    for (name, p), q in zip(model.named_parameters(), judge.trunk.parameters(), strict=True):
        assert torch.equal(p, q), name
        assert p is not q
    assert not judge(torch.tensor([[1, 2, 3]])).detach().any()  # it has no opinion yet


def test_the_score_is_the_value_at_the_answers_last_token(judge):
    rollout = Rollout.of([[0, 1], [0, 1, 2]], [[4, END], [5]], END)
    values = judge(rollout.ids).detach()
    torch.testing.assert_close(judge.score(rollout), torch.stack([values[0, 3], values[1, 3]]))


def test_neither_padding_nor_company_changes_a_score(judge):
    prompts, answers = [[0, 1], [0], [0, 1, 2]], [[4, END], [5, 5, 5, 5, 5, END], [6]]
    together = judge.score(Rollout.of(prompts, answers, END))
    alone = [float(judge.score(Rollout.of([p], [a], END))[0]) for p, a in zip(prompts, answers, strict=True)]
    assert together.tolist() == pytest.approx(alone, abs=1e-5)


def test_normalised_scores_have_mean_0_and_standard_deviation_1_and_the_same_order(judge):
    rng = np.random.default_rng(0)
    answers = [[int(t) for t in rng.integers(2, 11, 3)] for _ in range(40)]
    rollout = Rollout.of([[0, 1]] * 40, answers, END)
    raw = judge.score(rollout)
    mean, std = judge.normalise(rollout)
    scores = judge.score(rollout)
    assert mean == pytest.approx(float(raw.mean()), abs=1e-5)
    assert std == pytest.approx(float(raw.std(correction=0)), rel=1e-4)
    assert float(scores.mean()) == pytest.approx(0, abs=1e-5)
    assert float(scores.std(correction=0)) == pytest.approx(1, abs=1e-4)
    torch.testing.assert_close(scores, (raw - mean) / std, atol=1e-4, rtol=1e-4)
    assert judge.normalise(rollout) == pytest.approx((mean, std))  # again, and nothing is scaled twice


def test_a_judge_without_an_opinion_can_be_normalised_too(new_model):
    judge = RewardModel(new_model())
    rollout = Rollout.of([[0]] * 2, [[1, END], [2, END]], END)
    assert judge.normalise(rollout) == (0.0, 0.0)
    assert judge.score(rollout).tolist() == [0.0, 0.0]


# ---- learning -------------------------------------------------------------------------------------------------------


def test_it_learns_a_preference_and_judges_answers_it_never_saw(new_model, fp32):
    judge = RewardModel(new_model())
    reports = list(train_reward(judge, votes(200), votes(60, seed=1), fp32, QUICK))
    steps = only(reports, RewardReport)
    assert steps[0].loss == pytest.approx(math.log(2))
    assert steps[-1].loss < 0.4
    measured = [r.held_out_agreement for r in steps if r.held_out_agreement is not None]
    assert measured[-1] >= 0.95
    assert finish(agreement(judge, votes(60, seed=1))) == measured[-1]


def test_muon_can_train_a_judge_too_and_finds_the_matrices_of_its_trunk(new_model, fp32):
    config = replace(QUICK, optim=OptimConfig(muon_lr=0.02, adam_lr=5e-3))
    judge = RewardModel(new_model())
    assert sum(len(muon.parameters) for muon in Optimizer(judge, config.optim).muons) == 4
    list(train_reward(judge, votes(200), (), fp32, config))
    assert finish(agreement(judge, votes(60, seed=1))) >= 0.95


def test_a_weight_decides_between_votes_that_contradict_each_other(new_model, fp32):
    one_way = [replace(c, weight=3.0) for c in votes(60)]
    other_way = [replace(c, chosen=c.rejected, rejected=c.chosen) for c in votes(60)]
    judge = RewardModel(new_model())
    list(train_reward(judge, one_way + other_way, (), fp32, QUICK))
    assert finish(agreement(judge, votes(60, seed=1))) > 0.9


def test_agreement_counts_a_tie_as_half(new_model):
    assert finish(agreement(RewardModel(new_model()), votes(10))) == 0.5


def test_reports_count_up_and_measure_agreement_when_told_and_at_the_end(new_model, fp32):
    reports = list(train_reward(RewardModel(new_model()), votes(40), votes(20, seed=1), fp32, QUICK))
    steps = only(reports, RewardReport)
    n = len(steps)
    assert [r.step for r in steps] == list(range(1, n + 1)) and {r.steps for r in steps} == {n}
    assert [r.step for r in steps if r.held_out_agreement is not None] == [
        s for s in range(1, n + 1) if s % 4 == 0 or s == n
    ]
    parts = only(reports, PartReport)
    assert all(0 < r.done <= r.of for r in parts)
    assert {r.of for r in parts if r.what == "judging"} == {20}
    assert steps[-1].seconds_left == 0
    assert isinstance(reports[-1], FinishedReport) and reports[-1].step == n


def test_the_same_seed_learns_exactly_the_same(new_model, fp32):
    def losses(seed):
        config = replace(QUICK, seed=seed)
        return [r.loss for r in only(train_reward(RewardModel(new_model()), votes(40), (), fp32, config), RewardReport)]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_broken_weights_lead_back_to_the_last_good_state(new_model, fp32):
    judge = RewardModel(new_model())
    rollbacks, steps = [], []
    for report in train_reward(judge, votes(100), (), fp32, QUICK):
        if isinstance(report, RollbackReport):
            rollbacks.append(report)
        elif isinstance(report, RewardReport):
            steps.append(report)
            if report.step == 5 and not rollbacks:
                with torch.no_grad():
                    judge.head.weight[0, 0] = math.nan
    assert [(r.step, r.back_to, r.rate_scale) for r in rollbacks] == [(6, 4, 0.5)]
    assert steps[-1].step == steps[-1].steps and math.isfinite(steps[-1].loss)


def test_weights_that_break_in_the_very_last_step_are_not_left_behind(new_model, fp32, monkeypatch):
    real, calls = Optimizer.step, []

    def step(self, factor):
        real(self, factor)
        calls.append(factor)
        if len(calls) == n:
            with torch.no_grad():
                self.model.head.weight[0, 0] = math.nan

    n = only(train_reward(RewardModel(new_model()), votes(100), (), fp32, QUICK), RewardReport)[-1].steps
    monkeypatch.setattr(Optimizer, "step", step)
    judge = RewardModel(new_model())
    seen = list(train_reward(judge, votes(100), (), fp32, QUICK))
    (rollback,) = only(seen, RollbackReport)
    assert rollback.step == n and rollback.back_to < n
    assert only(seen, RewardReport)[-1].step == n and isinstance(seen[-1], FinishedReport)
    assert all(torch.isfinite(p).all() for p in judge.parameters())


def test_the_tokens_of_steps_that_were_taken_back_are_not_counted(new_model, fp32):
    def tokens(break_at: int | None) -> int:
        judge = RewardModel(new_model())
        for report in train_reward(judge, votes(100), (), fp32, QUICK):
            if isinstance(report, RewardReport) and report.step == break_at:
                break_at = None
                with torch.no_grad():
                    judge.head.weight[0, 0] = math.nan
        assert isinstance(report, FinishedReport)
        return report.tokens

    assert tokens(5) == tokens(None) > 0


def test_no_votes_and_votes_that_do_not_fit_are_refused(new_model, fp32):
    judge = RewardModel(new_model())
    with pytest.raises(ValueError, match="no vote"):
        train_reward(judge, (), (), fp32)
    with pytest.raises(ValueError, match="sees 8 at once"):
        train_reward(judge, [Comparison((0,) * 8, (1,), (2,))], (), fp32)


# ---- batches --------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 10), st.integers(0, 99))
def test_comparisons_of_one_prompt_stay_together_and_each_is_read_once(prompts, size, seed):
    comparisons = [Comparison((p,), (i,), (i + 1,)) for i, p in enumerate(prompts)]
    batches = batches_by_prompt(comparisons, size, np.random.default_rng(seed))
    assert Counter(c for batch in batches for c in batch) == Counter(comparisons)
    for prompt in set(prompts):
        assert sum(any(c.prompt == (prompt,) for c in batch) for batch in batches) == 1
    for batch in batches:
        assert len(batch) <= size or len({c.prompt for c in batch}) == 1


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(2, 10))
def test_parts_of_a_batch_hold_whole_prompts_and_no_more_answers_than_wanted(prompts, n_answers):
    batch = [Comparison((p,), (i,), (i + 1,)) for i, p in enumerate(sorted(prompts))]
    parts = whole_prompts(batch, n_answers)
    assert [c for part in parts for c in part] == batch
    for part in parts:
        assert len(lay_out(part)[0]) <= n_answers or len({c.prompt for c in part}) == 1
        assert sum(c.prompt in {d.prompt for d in part} for c in batch) == len(part)


def test_each_answer_is_read_once_though_it_is_compared_with_several():
    """Four answers to one prompt make six comparisons."""
    answers = [(n, END) for n in range(4)]
    pairs = [Comparison((1,), a, b) for i, a in enumerate(answers) for b in answers[i + 1 :]]
    examples, chosen, rejected = lay_out(pairs)
    assert len(pairs) == 6 and len(examples) == 4
    compared = [(examples[a].ids[1:], examples[b].ids[1:]) for a, b in zip(chosen, rejected, strict=True)]
    assert compared == [(c.chosen, c.rejected) for c in pairs]
