"""Comparisons: of two answers to a prompt, one was preferred; and how they are laid out to be learned from.

What the judge and DPO learn from. All comparisons of one prompt stay together, as in InstructGPT (Ouyang et al. 2022,
arXiv 2203.02155, section 3.5): each answer is then read once and not once a pair, and is not learned by heart.

What it leaves out: where comparisons come from; ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch
from torch import Tensor

from explainer.model.sizes import rows_for
from explainer.training.examples import TokenExample, collate


@dataclass(frozen=True, slots=True)
class Comparison:
    """One vote: of two answers to a prompt, one was preferred.

    Attributes:
        prompt, chosen, rejected: token ids; the answers with their end markers.
        weight: how much it counts, above 0; a vote of the simulated labeller counts 1.
    """

    prompt: tuple[int, ...]
    chosen: tuple[int, ...]
    rejected: tuple[int, ...]
    weight: float = 1.0

    @property
    def examples(self) -> tuple[TokenExample, TokenExample]:
        """Prompt and chosen, prompt and rejected."""
        return TokenExample.of(self.prompt, self.chosen), TokenExample.of(self.prompt, self.rejected)


def batches_by_prompt(comparisons: Sequence[Comparison], size: int, rng: np.random.Generator) -> list[list[Comparison]]:
    """Shuffle into batches of at most ``size``, unless one prompt alone has more: a prompt's are never parted."""
    groups: dict[tuple[int, ...], list[Comparison]] = {}
    for comparison in comparisons:
        groups.setdefault(comparison.prompt, []).append(comparison)
    prompts = list(groups.values())
    batches: list[list[Comparison]] = []
    for i in rng.permutation(len(prompts)):
        group = prompts[int(i)]
        if batches and len(batches[-1]) + len(group) <= size:
            batches[-1].extend(group)
        else:
            batches.append(list(group))
    return batches


def whole_prompts(batch: Sequence[Comparison], n_answers: int) -> list[list[Comparison]]:
    """Cut a batch of ``batches_by_prompt`` into parts of at most ``n_answers`` answers, unless one prompt has more."""
    parts: list[list[Comparison]] = []
    answers: set[TokenExample] = set()
    for _, group in groupby(batch, key=lambda c: c.prompt):
        comparisons = list(group)
        new = {example for c in comparisons for example in c.examples}
        if parts and len(answers | new) <= n_answers:
            parts[-1].extend(comparisons)
            answers |= new
        else:
            parts.append(comparisons)
            answers = new
    return parts


def lay_out(batch: Sequence[Comparison]) -> tuple[list[TokenExample], Tensor, Tensor]:
    """Every different answer of a batch once, and which of them are the chosen (N,) and the rejected (N,) ones."""
    row_of: dict[TokenExample, int] = {}
    pairs = [[row_of.setdefault(example, len(row_of)) for example in c.examples] for c in batch]
    rows = torch.tensor(pairs)  # (N, 2)
    return list(row_of), rows[:, 0], rows[:, 1]


def laid_out(batch: Sequence[Comparison], n_ctx: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The answers of a batch as ids and mask (see ``collate``), and which of them are chosen and rejected, (N,) each.

    The rows that fill up their number are empty, and nobody asks for them.
    """
    answers, chosen, rejected = lay_out(batch)
    return *collate(answers, n_ctx, rows_for(len(answers))), chosen, rejected
