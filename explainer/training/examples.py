"""Demonstrations as tensors: prompt and answer in one row, and a mask that says which tokens are learned.

The loss is taken on the answer's tokens only, its end marker included: the model should learn to answer, not to ask,
and when to stop. Rows are filled up from the right; no token sees what comes after it, so the filling changes nothing.

Batches are filled up to one of a few sizes (``model.sizes``): their width, where that differs their rows, and the
number of places that the head is asked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.marking import Problem, mark
from explainer.model.sizes import places_for, width_for
from explainer.training.state import TrainerState, numpy_dice, put_numpy_dice

PAD = 0  # any token would do: it is never seen and never a target


@dataclass(frozen=True, slots=True)
class TokenExample:
    """A prompt and the answer to it, as token ids.

    Attributes:
        ids: both, the answer's end marker included where it has one.
        n_prompt: how many of them are the prompt; at least 1 and less than all.

    Raises:
        ValueError: there is no prompt or no answer.
    """

    ids: tuple[int, ...]
    n_prompt: int

    def __post_init__(self) -> None:
        if not 0 < self.n_prompt < len(self.ids):
            raise ValueError(
                f"an example needs a prompt and an answer; {self.n_prompt} of {len(self.ids)} tokens are the prompt"
            )

    @classmethod
    def of(cls, prompt: Sequence[int], answer: Sequence[int]) -> TokenExample:
        """Join a prompt and its answer."""
        return cls((*prompt, *answer), len(prompt))

    @property
    def n_answer(self) -> int:
        """Tokens of the answer."""
        return len(self.ids) - self.n_prompt


def collate(
    examples: Sequence[TokenExample], n_ctx: int | None = None, rows: int | None = None
) -> tuple[Tensor, Tensor]:
    """Lay examples under each other, filled up from the right.

    Args:
        examples: one or more.
        n_ctx: the model's context; the width is then one of a few. Without it, it is that of the longest.
        rows: how many there are to be; those beyond the examples are empty. Without it, as many as there are examples.

    Returns:
        ids (B, T), int64, and mask (B, T - 1), bool: entry t is True exactly where token t + 1, the target of position
        t, belongs to an answer.
    """
    width = width_for(max(len(e.ids) for e in examples), n_ctx)
    empty = max(0, (rows or 0) - len(examples))
    ids = torch.tensor([[*e.ids, *[PAD] * (width - len(e.ids))] for e in examples] + [[PAD] * width] * empty)  # (B, T)
    target = torch.arange(1, width)  # (T - 1,): place of each target in its row
    first = torch.tensor([[e.n_prompt] for e in examples] + [[width]] * empty)
    end = torch.tensor([[len(e.ids)] for e in examples] + [[0]] * empty)
    return ids, (target >= first) & (target < end)


def at_targets(x: Tensor, mask: Tensor, head: Callable[[Tensor], Tensor]) -> Tensor:
    """Ask ``head`` only at the places whose target counts: (B, T, C) to (N, V), row after row; N = ``mask.sum()``.

    The head is wide, and answers are half of the tokens. It is asked at a few places more, so that their number is one
    of a few; nothing comes of those.

    Args:
        x: what the model made of every token.
        mask: (B, T - 1) True where the target counts.
        head: from (M, C) to (M, V).
    """
    B, T, C = x.shape
    row, place = mask.nonzero(as_tuple=True)
    index = row * T + place  # (N,)
    some = F.pad(index, (0, places_for(len(index)) - len(index)))
    return head(x.reshape(B * T, C).index_select(0, some))[: len(index)]


T = TypeVar("T")


class Deck(Generic[T]):
    """Deals things in random order, each once before any comes again.

    Args:
        things: one or more.
        seed: of the order.
    """

    def __init__(self, things: Sequence[T], seed: int) -> None:
        self._things = list(things)
        self._rng = np.random.default_rng(seed)
        self._waiting: list[int] = []

    def draw(self, n: int) -> list[T]:
        """Return ``n`` of them, some more than once where ``n`` is more than there are."""
        return [self._things[i] for i in self.draw_places(n)]

    def draw_places(self, n: int) -> list[int]:
        """The same as places in what was given."""
        while len(self._waiting) < n:
            self._waiting.extend(self._rng.permutation(len(self._things)).tolist())
        taken, self._waiting = self._waiting[:n], self._waiting[n:]
        return taken

    def state(self) -> TrainerState:
        """What waits to be dealt, and the dice."""
        return TrainerState(values={"waiting": list(self._waiting), "dice": numpy_dice(self._rng)})

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is of a deck of other things.
        """
        self._waiting = places(saved.values["waiting"], len(self._things))
        put_numpy_dice(self._rng, saved.values["dice"])


class BatchesOfLikeLength:
    """Batches without end, examples of like length together, so that little of a batch is padding.

    Every ``grouped`` batches are drawn at once, sorted, cut, and given out in random order.

    Args:
        examples: one or more.
        size: of a batch.
        seed: of the order.
    """

    def __init__(self, examples: Sequence[TokenExample], size: int, seed: int, grouped: int = 4) -> None:
        self._examples = list(examples)
        self._size = size
        self._grouped = grouped
        self._deck = Deck(self._examples, seed)
        self._rng = np.random.default_rng(seed)
        self._waiting: list[list[int]] = []  # batches to give out next, as places

    def __iter__(self) -> Iterator[list[TokenExample]]:
        return self

    def __next__(self) -> list[TokenExample]:
        if not self._waiting:
            drawn = self._deck.draw_places(self._size * self._grouped)
            drawn.sort(key=lambda place: len(self._examples[place].ids))
            order = self._rng.permutation(self._grouped).tolist()
            self._waiting = [drawn[at * self._size : (at + 1) * self._size] for at in order]
        return [self._examples[place] for place in self._waiting.pop(0)]

    def state(self) -> TrainerState:
        """What waits to be given out, and the dice."""
        waiting = [list(batch) for batch in self._waiting]
        return TrainerState.of({"deck": self._deck.state()}, waiting=waiting, dice=numpy_dice(self._rng))

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is of other examples.
        """
        self._deck.load_state(saved.part("deck"))
        self._waiting = [places(batch, len(self._examples)) for batch in saved.values["waiting"]]
        put_numpy_dice(self._rng, saved.values["dice"])


def places(saved: Sequence[object], of: int) -> list[int]:
    """Saved places among ``of`` things.

    Raises:
        ValueError: one of them is none.
    """
    found = [int(str(place)) for place in saved]
    if any(not 0 <= place < of for place in found):
        raise Problem(mark("engine", "the state to go on from speaks of things that are not there"))
    return found


def check_length(examples: Sequence[TokenExample], n_ctx: int) -> None:
    """Make sure that every example fits the context.

    Raises:
        Problem: one does not; it says which.
    """
    for i, example in enumerate(examples):
        if len(example.ids) > n_ctx:
            too_long = mark(
                "engine",
                "Example {i} has {n} tokens, and this model sees {n_ctx} at once. Shorten it, or choose a larger "
                "preset.",
            )
            raise Problem(too_long, i=i + 1, n=len(example.ids), n_ctx=n_ctx)
