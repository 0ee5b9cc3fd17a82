"""Running work that is done in parts to its end, where nobody waits for what lies between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def drain_all(work: Generator[Part, None, Result], tell: Callable[[Part], object] | None = None) -> Result:
    """Run ``work`` to its end and return what it returns; ``tell`` is told every part on the way."""
    while True:
        try:
            part = next(work)
        except StopIteration as done:
            result: Result = done.value
            return result
        if tell is not None:
            tell(part)
