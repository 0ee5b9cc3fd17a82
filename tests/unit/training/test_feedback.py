"""Learning from a judge: PPO and RLOO on a bandit whose answer is known, the leash, and what is reported."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch

from explainer.model.generate import generate
from explainer.model.gpt import GPT
from explainer.training.feedback import FeedbackConfig, Judged, KLPenalty, RolloutCollector
from explainer.training.guarded import GIVE_UP_AFTER, TrainingDiverged
from explainer.training.ppo import PPOConfig, ppo
from explainer.training.precision import Precision
from explainer.training.reports import FinishedReport, PartReport, RollbackReport, RoundReport
from explainer.training.reward import RewardModel
from explainer.training.rloo import RLOOConfig, rloo
from explainer.training.rollout import Rollout, exact_kl
from tests.unit.training.bandit import ARMS, END, FAST, LIKED, PROMPTS, LikesOneToken, chance, new_bandit
from tests.unit.training.telling import finish, only, poison

QUICK_PPO = PPOConfig(prompts_per_round=64, max_new_tokens=2, at_once=64, optim=FAST, value_optim=FAST)
QUICK_RLOO = RLOOConfig(prompts_per_round=16, k=4, max_new_tokens=2, at_once=64, optim=FAST)


@pytest.fixture(scope="module")
def bandit() -> GPT:
    return new_bandit()


Train = Callable[..., tuple[GPT, list[RoundReport]]]


@pytest.fixture(params=["ppo", "rloo"])
def train(request, bandit, fp32) -> Train:
    """Train a copy of the bandit with one of the two for some rounds."""

    def run(rounds, kl_penalty=None, scorer=None, seed=0, **changes):
        policy, scorer = copy.deepcopy(bandit), scorer or LikesOneToken()
        if request.param == "ppo":
            config = replace(QUICK_PPO, seed=seed, **changes)
            value_model = RewardModel(bandit)
            reports = ppo(
                policy, bandit, scorer, PROMPTS, rounds, END, fp32, config, kl_penalty, value_model=value_model
            )
        else:
            config = replace(QUICK_RLOO, seed=seed, **changes)
            reports = rloo(policy, bandit, scorer, PROMPTS, rounds, END, fp32, config, kl_penalty)
        return policy, list(reports)

    return run


# ---- the direction of learning --------------------------------------------------------------------------------------


def test_the_bandit_starts_with_all_arms_about_as_likely(bandit):
    assert [chance(bandit, arm) for arm in ARMS] == pytest.approx([0.25] * 4, abs=0.06)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_round_makes_the_liked_answer_likelier_and_the_others_less_likely(train, bandit, seed):
    policy, _ = train(1, seed=seed)
    assert chance(policy) > chance(bandit) + 0.005
    assert sum(chance(policy, arm) for arm in ARMS if arm != LIKED) < 1 - chance(bandit)


def test_without_a_leash_it_ends_with_nothing_but_the_liked_answer(train):
    policy, reports = train(40, kl_penalty=KLPenalty(coefficient=0.0))
    rounds = only(reports, RoundReport)
    assert chance(policy) > 0.9
    assert rounds[0].score_mean < 0.5 < 0.9 < rounds[-1].score_mean
    assert rounds[-1].entropy < rounds[0].entropy


def test_on_a_short_leash_it_stays_where_it_was(train, bandit):
    policy, reports = train(40, kl_penalty=KLPenalty(coefficient=50.0))
    assert chance(policy) == pytest.approx(chance(bandit), abs=0.1)
    assert only(reports, RoundReport)[-1].kl_nats < 0.1


def test_with_the_sign_flipped_it_unlearns_what_is_liked(train):
    policy, reports = train(20, kl_penalty=KLPenalty(coefficient=0.0), reward_sign=-1.0)
    assert chance(policy) < 0.02
    assert only(reports, RoundReport)[-1].score_mean < 0.1


def test_an_answer_without_an_end_is_worth_the_penalty_however_much_the_judge_likes_it(train, bandit):
    """Answers of one token are never ended, so all are worth the same and there is nothing to learn."""
    policy, reports = train(1, max_new_tokens=1)
    (report,) = only(reports, RoundReport)
    assert report.ended_share == 0 < report.score_mean
    assert chance(policy) == pytest.approx(chance(bandit), abs=1e-4)


def test_the_leash_can_be_cut_while_it_runs(bandit, fp32):
    policy, kl_penalty = copy.deepcopy(bandit), KLPenalty(coefficient=50.0)
    held = None
    for report in rloo(policy, bandit, LikesOneToken(), PROMPTS, 60, END, fp32, QUICK_RLOO, kl_penalty):
        if isinstance(report, RoundReport) and report.round == 20:
            held = chance(policy)
            kl_penalty.coefficient = 0.0
    assert held < 0.4 < 0.9 < chance(policy)


def test_in_bf16_the_bandit_is_learned_too(bandit):
    policy, bf16 = copy.deepcopy(bandit), Precision("cpu", torch.bfloat16)
    values = RewardModel(bandit)
    reports = list(
        ppo(policy, bandit, LikesOneToken(), PROMPTS, 10, END, bf16, QUICK_PPO, KLPenalty(0.0), value_model=values)
    )
    assert chance(policy) > chance(bandit) + 0.2
    assert only(reports, RoundReport)[0].kl_nats == pytest.approx(0, abs=1e-3)


# ---- the leash ------------------------------------------------------------------------------------------------------


def test_an_adaptive_leash_pulls_harder_above_its_target_and_less_below():
    """Ziegler et al., section 2.2: the error is bounded by 20 %, and acts over the horizon."""
    kl_penalty = KLPenalty(coefficient=1.0, adaptive_target=2.0, horizon=1000)
    kl_penalty.adapt(2.2, 500)
    assert kl_penalty.coefficient == pytest.approx(1 + 0.1 * 0.5)
    kl_penalty.coefficient = 1.0
    kl_penalty.adapt(50.0, 500)
    assert kl_penalty.coefficient == pytest.approx(1 + 0.2 * 0.5)
    kl_penalty.coefficient = 1.0
    kl_penalty.adapt(0.0, 500)
    assert kl_penalty.coefficient == pytest.approx(1 - 0.2 * 0.5)


def test_a_fixed_leash_does_not_adapt():
    kl_penalty = KLPenalty(coefficient=0.3)
    kl_penalty.adapt(100.0, 10_000)
    assert kl_penalty.coefficient == 0.3


def test_an_adaptive_leash_adapts_after_every_round_to_that_rounds_kl(bandit, fp32):
    policy, kl_penalty = copy.deepcopy(bandit), KLPenalty(coefficient=1.0, adaptive_target=1e-4, horizon=640)
    expected = 1.0
    for report in rloo(policy, bandit, LikesOneToken(), PROMPTS, 4, END, fp32, QUICK_RLOO, kl_penalty):
        if isinstance(report, RoundReport):
            assert report.kl_coefficient == pytest.approx(expected)
            expected *= 1 + min(max(report.kl_nats / 1e-4 - 1, -0.2), 0.2) * 64 / 640
    assert kl_penalty.coefficient == pytest.approx(expected)
    assert expected == pytest.approx(0.98 * 1.02**3)  # no KL in the first round, more than the target afterwards


# ---- what the reports say -------------------------------------------------------------------------------------------


def test_reports_count_rounds_and_answers_and_end(train):
    _, reports = train(3)
    rounds = only(reports, RoundReport)
    assert [(r.round, r.rounds, r.answers) for r in rounds] == [(1, 3, 64), (2, 3, 128), (3, 3, 192)]
    assert rounds[-1].seconds_left == 0
    assert isinstance(reports[-1], FinishedReport) and reports[-1].step == 3
    parts = only(reports, PartReport)
    assert list(dict.fromkeys(p.what for p in parts)) == ["writing", "judging", "learning"]
    assert all(0 < p.done <= p.of for p in parts)


def test_a_round_tells_of_its_own_answers(train):
    _, reports = train(2)
    first, second = only(reports, RoundReport)
    assert first.kl_nats == pytest.approx(0, abs=1e-5)  # the policy was the reference still
    assert second.kl_nats > 1e-4
    assert first.length_mean == pytest.approx(2, abs=0.1)
    assert first.kl_per_token == pytest.approx(first.kl_nats / first.length_mean)
    assert first.kl_coefficient == 0.12 and first.learning_rate == pytest.approx(1e-3)
    assert first.entropy < math.log(4)
    assert 0 < first.approx_kl < 1 and first.ratio_max > 1
    assert len(first.examples) == 4
    for prompt, answer, score in first.examples:
        assert list(prompt) in PROMPTS
        assert score == float(LIKED in answer)


def test_only_ppo_has_a_value_model_to_report_on(bandit, fp32):
    policy = copy.deepcopy(bandit)
    (by_rloo,) = only(rloo(policy, bandit, LikesOneToken(), PROMPTS, 1, END, fp32, QUICK_RLOO), RoundReport)
    assert by_rloo.method == "rloo" and by_rloo.value_loss is None and by_rloo.explained_variance is None
    values = RewardModel(bandit)
    reports = only(
        ppo(policy, bandit, LikesOneToken(), PROMPTS, 40, END, fp32, QUICK_PPO, value_model=values), RoundReport
    )
    assert reports[0].method == "ppo" and reports[-1].value_loss < reports[0].value_loss


def test_the_kl_reported_is_measured_over_the_whole_vocabulary(bandit, new_model, fp32):
    policy, reference = bandit, new_model(seed=3)
    asker = RolloutCollector(policy, reference, LikesOneToken(), PROMPTS, END, FeedbackConfig(max_new_tokens=2), fp32)
    judged = finish(asker.ask())
    rollout = judged.rollout
    with torch.no_grad():
        p, q = (model(rollout.ids)[:, :-1][rollout.mask] for model in (policy, reference))
    torch.testing.assert_close(judged.kl, exact_kl(p, q, rollout.mask)[0], atol=1e-4, rtol=1e-4)
    assert float(judged.kl.sum()) > 1


@pytest.mark.parametrize(("sign", "expected"), [(1.0, [4.0, -2.0]), (-1.0, [-4.0, -2.0])])
def test_an_answer_without_an_end_gets_the_penalty_instead_of_its_score(sign, expected):
    rollout = Rollout.of([[0], [0]], [[1, END], [1, 1]], END)
    nothing = torch.zeros(rollout.mask.shape)
    judged = Judged(rollout, torch.tensor([4.0, 7.0]), nothing, nothing, nothing, nothing)
    assert judged.rewards(FeedbackConfig(no_end_penalty=-2.0, reward_sign=sign)).tolist() == expected


def test_the_same_seed_learns_exactly_the_same(train):
    def scores(seed):
        policy, reports = train(4, seed=seed)
        return [(r.score_mean, r.kl_nats) for r in only(reports, RoundReport)], chance(policy)

    assert scores(1) == scores(1)
    assert scores(1) != scores(2)


def test_the_reference_and_the_judge_are_not_changed(bandit, fp32):
    judge = RewardModel(bandit)
    with torch.no_grad():
        judge.head.weight.fill_(0.1)
    before = [p.detach().clone() for p in (*bandit.parameters(), *judge.parameters())]
    list(ppo(copy.deepcopy(bandit), bandit, judge, PROMPTS, 3, END, fp32, QUICK_PPO))
    assert all(torch.equal(p, q) for p, q in zip(before, (*bandit.parameters(), *judge.parameters()), strict=True))


# ---- PPO-ptx --------------------------------------------------------------------------------------------------------


def test_with_pretraining_text_in_the_mix_that_text_is_learned_too(bandit, repeating, fp32):
    def loss_on_text(weight):
        policy = copy.deepcopy(bandit)
        config = replace(QUICK_PPO, ptx_weight=weight)
        list(
            ppo(
                policy, bandit, LikesOneToken(), PROMPTS, 20, END, fp32, config,
                value_model=RewardModel(bandit), source=repeating,
            )
        )  # fmt: skip
        ids = torch.arange(9)[None] % 12
        with torch.no_grad():
            return float(torch.nn.functional.cross_entropy(policy(ids[:, :-1])[0], ids[0, 1:])), chance(policy)

    (without, _), (with_it, liked) = loss_on_text(0.0), loss_on_text(1.0)
    assert with_it < without - 0.5
    assert liked > chance(bandit) + 0.1


def test_what_ppo_needs_and_has_not_is_refused(bandit, fp32):
    with pytest.raises(ValueError, match="value model"):
        ppo(bandit, bandit, LikesOneToken(), PROMPTS, 1, END, fp32)
    with pytest.raises(ValueError, match="pretraining text"):
        ppo(bandit, bandit, RewardModel(bandit), PROMPTS, 1, END, fp32, replace(QUICK_PPO, ptx_weight=1.0))
    with pytest.raises(ValueError, match="no prompt"):
        ppo(bandit, bandit, RewardModel(bandit), [], 1, END, fp32)


# ---- when numbers break ---------------------------------------------------------------------------------------------


def _with_poison(reports: Iterator, policy: GPT, after_round: int) -> list:
    seen = []
    for report in reports:
        seen.append(report)
        if isinstance(report, RoundReport) and report.round == after_round and not only(seen, RollbackReport):
            poison(policy)
    return seen


def test_broken_weights_lead_back_to_the_last_good_state_and_it_goes_on(bandit, fp32):
    policy = copy.deepcopy(bandit)
    config = replace(QUICK_RLOO, keep_every=2)
    reports = rloo(policy, bandit, LikesOneToken(), PROMPTS, 8, END, fp32, config)
    seen = _with_poison(reports, policy, after_round=5)
    (rollback,) = only(seen, RollbackReport)
    assert (rollback.step, rollback.back_to, rollback.rate_scale) == (6, 4, 0.5)
    rounds = only(seen, RoundReport)
    assert [r.round for r in rounds] == [1, 2, 3, 4, 5, 5, 6, 7, 8]
    assert [r.learning_rate for r in rounds[5:]] == pytest.approx([0.5e-3, 0.5e-3, 1e-3, 1e-3])  # 6 proved good
    assert chance(policy) > chance(bandit)


def test_a_broken_value_model_takes_the_policy_back_with_it(bandit, fp32):
    policy, values = copy.deepcopy(bandit), RewardModel(bandit)
    config = replace(QUICK_PPO, keep_every=1)
    seen = []
    for report in ppo(policy, bandit, LikesOneToken(), PROMPTS, 4, END, fp32, config, value_model=values):
        seen.append(report)
        if isinstance(report, RoundReport) and report.round == 2 and not only(seen, RollbackReport):
            poison(values.trunk)
    assert [(r.step, r.back_to) for r in only(seen, RollbackReport)] == [(3, 1)]
    assert only(seen, RoundReport)[-1].round == 4
    assert all(p.isfinite().all() for p in values.parameters())


def test_a_policy_that_breaks_again_and_again_is_given_up(bandit, fp32):
    policy = copy.deepcopy(bandit)
    poison(policy)
    seen = []
    with pytest.raises(TrainingDiverged, match="Start over"):
        for report in rloo(policy, bandit, LikesOneToken(), PROMPTS, 4, END, fp32, QUICK_RLOO):
            seen.append(report)
    assert len(only(seen, RollbackReport)) == GIVE_UP_AFTER - 1 and not only(seen, RoundReport)


def test_parts_of_a_minibatch_add_up_to_its_whole(bandit, fp32):
    """However few answers are computed on at once, the update is the same."""

    def answers(at_once):
        policy = copy.deepcopy(bandit)
        config = replace(QUICK_RLOO, at_once=at_once)
        list(rloo(policy, bandit, LikesOneToken(), PROMPTS, 1, END, fp32, config))
        return policy

    for p, q in zip(answers(5).parameters(), answers(64).parameters(), strict=True):
        torch.testing.assert_close(p, q, atol=2e-4, rtol=0)
    assert generate(bandit, PROMPTS, max_new_tokens=2, stop=frozenset((END,)))[0][-1] == END
