"""Texts and models small enough that a hundred steps of training take a second."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import torch

from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.training.precision import Precision

CONFIG = GPTConfig(n_layer=1, n_head=2, n_embd=16, n_ctx=8, vocab_size=12)
FP32 = Precision("cpu", torch.float32)


class Text:
    """A hand-made source of tokens; ``ready`` of its training tokens are there at first, more when asked for."""

    def __init__(self, train: npt.ArrayLike, val: npt.ArrayLike = (), ready: int | None = None) -> None:
        self.all = np.asarray(train, dtype=np.uint16)
        self.val = np.asarray(val, dtype=np.uint16)
        self.ready = len(self.all) if ready is None else ready

    @property
    def train(self) -> npt.NDArray[np.uint16]:
        return self.all[: self.ready]

    @property
    def exhausted(self) -> bool:
        return self.ready == len(self.all)

    def ensure(self, n_tokens: int) -> int:
        self.ready = max(self.ready, min(n_tokens + 3, len(self.all)))  # a little more, as a batch would bring
        return self.ready


@pytest.fixture
def repeating() -> Text:
    """0 1 2 … 11 0 1 2 …: after one token, every next one can be known."""
    return Text(np.arange(2400) % 12, np.arange(5, 245) % 12)


@pytest.fixture
def make_text() -> type[Text]:
    return Text


@pytest.fixture
def fp32() -> Precision:
    return FP32


@pytest.fixture
def new_model() -> Callable[..., GPT]:
    def make(seed: int = 0, config: GPTConfig = CONFIG) -> GPT:
        return GPT(config, generator=torch.Generator().manual_seed(seed))

    return make
