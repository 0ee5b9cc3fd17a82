"""From tensors to the small, read-only arrays that frames carry."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
from torch import Tensor

from explainer.engine.frames import Floats


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Make ``array`` read-only and return it."""
    array.flags.writeable = False
    return array


def floats(tensor: Tensor) -> Floats:
    """A read-only float32 copy of ``tensor`` that shares no memory with the model."""
    return frozen(tensor.detach().float().cpu().numpy().copy())
