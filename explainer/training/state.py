"""All that decides what a trainer does next, so that it can go on later as if it had never stopped.

A trainer is an iterator of reports with a ``state()``: named tensors (weights, the optimiser's memory) and plain values
(counts, dice, what is left of a shuffled deck) that JSON can hold. Given back to a trainer that was made in the same
way, on the same text and with the same number of threads, the losses that follow are those that not stopping would have
given, to the bit.

What it leaves out: speeds, which belong to the computer, and the last good state that a breakdown goes back to; after
going on, that is the state itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
from torch import Tensor, nn

from explainer.marking import Problem, mark

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class TrainerState:
    """Named tensors and plain values; the names of parts are joined by dots.

    Attributes:
        tensors: of any shape; whoever keeps the state longer than until the next step has to copy them.
        values: by name, made of what JSON has.
    """

    tensors: Mapping[str, Tensor] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Mapping[str, TrainerState], **values: object) -> TrainerState:
        """Join parts, and add values of the whole."""
        tensors = {f"{name}.{key}": t for name, part in parts.items() for key, t in part.tensors.items()}
        inner = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.values.items()}
        return cls(tensors, inner | values)

    @classmethod
    def of_module(cls, module: nn.Module) -> TrainerState:
        """The weights of a module, as they are."""
        return cls({name: p.detach() for name, p in module.named_parameters()})

    def part(self, name: str) -> TrainerState:
        """What ``of`` was given under a name; empty where it was not."""
        start = f"{name}."
        return TrainerState(
            {key.removeprefix(start): t for key, t in self.tensors.items() if key.startswith(start)},
            {key.removeprefix(start): value for key, value in self.values.items() if key.startswith(start)},
        )

    def without(self, name: str) -> TrainerState:
        """Everything but a part."""
        start = f"{name}."
        return TrainerState(
            {key: t for key, t in self.tensors.items() if not key.startswith(start)},
            {key: value for key, value in self.values.items() if not key.startswith(start)},
        )

    def copied(self) -> TrainerState:
        """The same with tensors of its own, which later steps do not change."""
        return TrainerState({key: t.detach().clone() for key, t in self.tensors.items()}, dict(self.values))


@runtime_checkable
class Trainer(Protocol[R_co]):
    """A stage at work: reports one after the other, and what decides the next of them."""

    def __iter__(self) -> Iterator[R_co]:
        """Itself."""

    def __next__(self) -> R_co:
        """Work on until there is something to report."""

    def state(self) -> TrainerState:
        """What decides everything that follows; part ``model`` holds the weights that are trained."""


def fill(tensors: Mapping[str, Tensor], saved: TrainerState) -> None:
    """Put saved tensors into those of the same names, in place.

    Raises:
        ValueError: one is missing, or of another shape: it is the state of another model.
    """
    for name, tensor in tensors.items():
        found = saved.tensors.get(name)
        if found is None or found.shape != tensor.shape:
            stranger = mark(
                "engine", "the state to go on from does not fit this model: “{name}” is missing or of another size"
            )
            raise Problem(stranger, name=name)
        tensor.copy_(found)


def numpy_dice(rng: np.random.Generator) -> dict[str, Any]:
    """The state of NumPy's dice, as JSON can hold it."""
    return dict(rng.bit_generator.state)


def put_numpy_dice(rng: np.random.Generator, saved: Mapping[str, Any]) -> None:
    """Put back what ``numpy_dice`` gave."""
    rng.bit_generator.state = dict(saved)


def python_dice(rng: random.Random) -> list[Any]:
    """The state of Python's dice, as JSON can hold it."""
    version, numbers, gauss = rng.getstate()
    return [version, list(numbers), gauss]


def put_python_dice(rng: random.Random, saved: list[Any]) -> None:
    """Put back what ``python_dice`` gave."""
    version, numbers, gauss = saved
    rng.setstate((version, tuple(numbers), gauss))
