"""A bandit whose answer is known: what learning from a judge must do to it can be said beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from explainer.model.gpt import GPT
from explainer.training.examples import TokenExample
from explainer.training.finetune import FinetuneConfig, finetune
from explainer.training.optim import OptimConfig
from explainer.training.precision import Precision
from explainer.training.rollout import Rollout
from explainer.training.schedule import Schedule
from tests.unit.training.conftest import CONFIG

END = 11
ARMS = (4, 5, 6, 7)  # the answers there are, each followed by the end marker
LIKED = 5
PROMPTS = [[0, 2], [0, 3]]
FAST = OptimConfig(muon_lr=0.0, adam_lr=1e-3, betas=(0.9, 0.95))


@dataclass(frozen=True)
class LikesOneToken:
    """A judge that likes answers with one token and no other; ``most`` as much as it can."""

    token: int = LIKED
    most: float = 1.0

    def score(self, rollout: Rollout) -> torch.Tensor:
        return torch.tensor([self.most * (self.token in answer) for answer in rollout.answers])


def new_bandit() -> GPT:
    """A model that answers every prompt with one of the arms, each about as likely, and stops."""
    model = GPT(CONFIG, generator=torch.Generator().manual_seed(0))
    examples = [TokenExample((*prompt, arm, END), 2) for prompt in PROMPTS for arm in ARMS]
    config = FinetuneConfig(
        steps=150,
        demonstrations=8,
        optim=OptimConfig(muon_lr=0.0, adam_lr=1e-2),
        schedule=Schedule(warmup_steps=3, constant_until=0.2),
    )
    for _ in finetune(model, examples, None, Precision("cpu", torch.float32), config):
        pass
    return model


def chance(model: GPT, token: int = LIKED) -> float:
    """Probability of an answer that begins with ``token``."""
    with torch.no_grad():
        return float(model(torch.tensor([PROMPTS[0]]))[0, -1].softmax(-1)[token])
