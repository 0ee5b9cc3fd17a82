"""Batches come in few sizes in every stage, and what fills them up changes nothing that is learned."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.training.comparisons import Comparison, laid_out
from explainer.training.dpo import DPOConfig, dpo
from explainer.training.examples import TokenExample, at_targets, collate
from explainer.training.feedback import KLPenalty
from explainer.training.finetune import FinetuneConfig, answer_losses, finetune
from explainer.training.ppo import PPOConfig, ppo
from explainer.training.reports import FinetuneReport, RewardReport, RoundReport
from explainer.training.reward import RewardConfig, RewardModel, train_reward
from explainer.training.rollout import Rollout, answer_logprobs

CONFIG = GPTConfig(n_layer=1, n_head=1, n_embd=8, n_ctx=64, vocab_size=24)
END = 23
PRODUCTS = ("mm", "addmm", "bmm", "baddbmm", "linear")
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


class Products(TorchDispatchMode):
    """Notes the sizes of all matrix products."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: set[tuple[object, ...]] = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.overloadpacket.__name__
        if name in PRODUCTS:
            self.sizes.add((name, *(tuple(a.shape) for a in args if isinstance(a, torch.Tensor))))
        return func(*args, **(kwargs or {}))


def sizes_of(reports: Iterator[object], kind: type, n: int) -> int:
    """How many different sizes the products of ``n`` steps or rounds have, after some that are not counted."""
    with Products() as products:
        seen = 0
        for report in reports:
            seen += isinstance(report, kind)
            if seen == n:
                break
    return len(products.sizes)


@pytest.fixture
def model() -> GPT:
    return GPT(CONFIG, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def examples() -> list[TokenExample]:
    """Questions and answers of many lengths."""
    rng = np.random.default_rng(0)
    lengths = rng.integers((3, 1), (20, 38), (300, 2)).tolist()
    return [
        TokenExample.of(rng.integers(1, END, p).tolist(), [*rng.integers(1, END, a).tolist(), END]) for p, a in lengths
    ]


@pytest.fixture
def comparisons(examples) -> list[Comparison]:
    """Two to four comparisons of answers to each of some prompts."""
    found = []
    for i in range(0, 240, 6):
        prompt, *answers = (e.ids[e.n_prompt :] for e in examples[i : i + 4 + i % 3])
        found += [Comparison(prompt[:15], answers[0], other) for other in answers[1:]]
    return found


# ---- few sizes ------------------------------------------------------------------------------------------------------
# Were all batches just as wide and high as what is in them, these numbers would be 643, 363 and 1,069.


def test_fine_tuning_multiplies_few_sizes(model, examples, fp32):
    steps = finetune(model, examples, None, fp32, FinetuneConfig(steps=60, demonstrations=8))
    assert sizes_of(steps, FinetuneReport, 60) < 250


def test_the_judge_multiplies_few_sizes(model, comparisons, fp32):
    steps = train_reward(RewardModel(model), comparisons, comparisons[:40], fp32, RewardConfig(epochs=6))
    assert sizes_of(steps, RewardReport, 40) < 200


def test_rounds_of_practice_multiply_few_sizes(model, examples, fp32):
    policy, judge = GPT(CONFIG), RewardModel(model)
    prompts = [e.ids[: e.n_prompt] for e in examples]
    config = PPOConfig(prompts_per_round=32, max_new_tokens=30)
    rounds = ppo(policy, model, judge, prompts, 9, END, fp32, config, KLPenalty(0.1))
    assert sizes_of(rounds, RoundReport, 8) < 600


# ---- and nothing changes -----------------------------------------------------------------------------------------


def test_the_losses_of_answers_are_those_without_filling(model, examples):
    losses, right = answer_losses(model, *collate(examples[:9], CONFIG.n_ctx, rows=16))
    plain, rightly = answer_losses(model, *collate(examples[:9]))
    torch.testing.assert_close(losses, plain, **CLOSE)
    assert right.tolist() == rightly.tolist()


def test_the_gradients_are_those_without_filling(model, examples):
    gradients = []
    for batch in (collate(examples[:9], CONFIG.n_ctx, rows=16), collate(examples[:9])):
        model.zero_grad()
        answer_losses(model, *batch)[0].mean().backward()
        gradients.append([p.grad.clone() for p in model.parameters()])
    for filled, plain in zip(*gradients, strict=True):
        torch.testing.assert_close(filled, plain, **CLOSE)


def test_the_head_is_asked_where_the_mask_says_and_nowhere_else():
    x = torch.arange(2 * 4 * 3, dtype=torch.float32).view(2, 4, 3)
    mask = torch.tensor([[True, False, True], [False, False, True]])
    assert torch.equal(at_targets(x, mask, lambda rows: rows), x[:, :-1][mask])
    assert at_targets(x, torch.zeros(2, 3, dtype=torch.bool), lambda rows: rows).shape == (0, 3)


def test_answers_are_as_likely_whatever_stands_beside_them(model, examples):
    prompts, answers = [e.ids[: e.n_prompt] for e in examples], [e.ids[e.n_prompt :] for e in examples]
    many = Rollout.of(prompts[:20], answers[:20], END, n_ctx=CONFIG.n_ctx)
    for rows in many.parts(range(20), 8):
        part = many.rows(rows)
        together = answer_logprobs(model, part.ids, part.mask).sum(dim=1)
        for i, row in enumerate(rows):
            alone = Rollout.of([prompts[row]], [answers[row]], END)
            torch.testing.assert_close(together[i], answer_logprobs(model, alone.ids, alone.mask).sum(), **CLOSE)


def test_a_judge_scores_the_same_with_empty_rows_beside(model, comparisons):
    judge = RewardModel(model)
    with torch.no_grad():
        judge.head.weight.normal_(generator=torch.Generator().manual_seed(1))
    batch = comparisons[:5]
    ids, mask, chosen, rejected = laid_out(batch, CONFIG.n_ctx)
    scores = judge.at_end(ids, mask)
    for i, comparison in enumerate(batch):
        for row, example in zip((chosen[i], rejected[i]), comparison.examples, strict=True):
            alone = judge.at_end(*collate([example]))
            torch.testing.assert_close(scores[row], alone[0], **CLOSE)


def test_dpo_learns_from_votes_of_an_odd_number_of_answers(model, comparisons, fp32):
    policy = GPT(CONFIG)
    config = DPOConfig(prompts_per_round=4, max_new_tokens=5, comparisons=7)
    judge = RewardModel(model)
    rounds = dpo(policy, model, judge, comparisons, [c.prompt for c in comparisons], 2, END, fp32, config)
    told = [report for report in rounds if isinstance(report, RoundReport)]
    assert len(told) == 2 and all(np.isfinite(report.policy_loss) for report in told)
