"""Small models with weights large and uneven enough that a mistake shows in the numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT

TINY = GPTConfig(n_layer=2, n_head=3, n_embd=24, n_ctx=16, vocab_size=50)


def rough_model(config: GPTConfig = TINY, seed: int = 0) -> GPT:
    """A model none of whose weights is where initialisation leaves it: biases and layer norms count too."""
    generator = torch.Generator().manual_seed(seed)
    model = GPT(config, generator=generator)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if p.dim() == 2:
                p.copy_(0.3 * noise)
            elif "ln_" in name and name.endswith("weight"):
                p.copy_(1 + 0.4 * noise)
            else:
                p.copy_(0.3 * noise)
    return model.eval()


@pytest.fixture
def make_model() -> Callable[..., GPT]:
    return rough_model


@pytest.fixture
def tiny() -> GPT:
    return rough_model()


@pytest.fixture
def ids() -> torch.Tensor:
    """(3, 16) tokens."""
    return torch.randint(0, TINY.vocab_size, (3, TINY.n_ctx), generator=torch.Generator().manual_seed(5))
