"""Which device and which numbers to compute with: chosen by measuring, not by guessing.

On CPUs with bf16 units, bf16 matrix products are two to five times as fast as fp32 ones; on others they are many times
slower (pytorch#146508). Names of instruction sets do not tell reliably, so a product of a typical size is timed in both
for a few milliseconds.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from explainer.marking import Problem, mark


@dataclass(frozen=True, slots=True)
class Precision:
    """Where and in which numbers the forward and backward passes run; weights and optimiser state are always fp32.

    Attributes:
        device: ``cpu``, ``cuda`` or ``mps``.
        dtype: of the matrix products: ``torch.float32`` or ``torch.bfloat16``.
        speedup: how many times as fast bf16 products were as fp32 ones when timed; None where they were not timed.
    """

    device: str
    dtype: torch.dtype
    speedup: float | None = None

    def autocast(self) -> AbstractContextManager[object]:
        """Context for the forward pass in training."""
        if self.dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self.device, dtype=self.dtype)

    def __str__(self) -> str:
        name = "bf16" if self.dtype == torch.bfloat16 else "fp32"
        timed = f" (bf16 products {self.speedup:.1f} × as fast as fp32 here)" if self.speedup is not None else ""
        return f"{name} on {self.device}{timed}"


def choose_device(wish: str = "auto") -> str:
    """Return ``cuda``, ``mps`` or ``cpu``: the wish, or the best there is.

    Raises:
        Problem: the wish is unknown or not there.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wish == "auto":
        return next(name for name, here in there.items() if here)
    if wish not in there:
        unknown = mark("engine", "“{wish}” is not a device Explainer knows. Choose auto, cpu, cuda or mps.")
        raise Problem(unknown, wish=wish)
    if not there[wish]:
        usable = ", ".join(name for name, here in there.items() if here)
        absent = mark("engine", "This computer (or its PyTorch) has no “{wish}” device. Usable here: {usable}.")
        raise Problem(absent, wish=wish, usable=usable)
    return wish


def choose_precision(device: str) -> Precision:
    """Time the candidates on ``device`` and return the faster."""
    if device == "cuda":
        return Precision(device, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32)
    if device != "cpu":
        return Precision(device, torch.float32)
    speedup = _bf16_speedup()
    # Casts and the rest of the step eat a part of the gain: below this it is none.
    return Precision(device, torch.bfloat16 if speedup > 1.3 else torch.float32, speedup)


def _bf16_speedup(seconds: float = 0.3) -> float:
    """How many times as fast a (1024, 128) by (128, 512) product is in bf16 as in fp32: the best of each, in turns.

    The first of each, which sets things up, is not counted. Hopeless arithmetic must not hold up the start: it ends
    after about ``seconds``, however few turns that were.
    """
    operands = {
        dtype: (torch.ones(1024, 128, dtype=dtype), torch.ones(128, 512, dtype=dtype))
        for dtype in (torch.float32, torch.bfloat16)
    }
    best = dict.fromkeys(operands, float("inf"))
    end = time.perf_counter() + seconds
    for turn in range(20):
        for dtype, (a, b) in operands.items():
            start = time.perf_counter()
            torch.mm(a, b)
            if turn > 0:
                best[dtype] = min(best[dtype], time.perf_counter() - start)
        if turn > 0 and time.perf_counter() > end:
            break
    return best[torch.float32] / best[torch.bfloat16]
