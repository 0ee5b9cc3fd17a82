"""What people point at holds still: a frame that comes meanwhile waits, until they let go or ask something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

F = TypeVar("F")


class Hold(Generic[F]):
    """Shows frames through ``show``, except while there is a reason to hold still.

    Attributes:
        shown: the frame that is drawn, or None.
    """

    def __init__(self, question: Callable[[F], object], show: Callable[[F], None]) -> None:
        """``question`` is what a frame answers; the answer to another question is never held back."""
        self._question = question
        self._show = show
        self._reasons: set[str] = set()
        self._waiting: F | None = None
        self.shown: F | None = None

    @property
    def still(self) -> bool:
        """Whether frames wait now."""
        return bool(self._reasons)

    def offer(self, frame: F) -> None:
        """Show ``frame`` now or later."""
        if self._reasons and self.shown is not None and self._question(self.shown) == self._question(frame):
            self._waiting = frame
            return
        self._take(frame)

    def hold(self, reason: str, wanted: bool = True) -> None:
        """Hold still for ``reason``, or no longer for it."""
        (self._reasons.add if wanted else self._reasons.discard)(reason)
        if not self._reasons and self._waiting is not None:
            self._take(self._waiting)

    def let_go(self) -> None:
        """Nobody points any more, by pointer or keyboard; what a button holds stays."""
        for reason in self._reasons - {"button"}:
            self.hold(reason, False)

    def clear(self) -> None:
        """Forget what was shown."""
        self.shown = self._waiting = None

    def _take(self, frame: F) -> None:
        self.shown, self._waiting = frame, None
        self._show(frame)
