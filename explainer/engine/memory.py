"""Memory that is free goes back to the system.

Generation and exams make arrays of every length. Once freed they leave holes, which glibc's allocator keeps: over an
hour of use the process grew by 80 MB though nothing leaked (``python -m tests.benchmarks soak``: 605 MB, and 471 MB
after one call of this function).

Decision: ask for the holes back after every exam and every few seconds of a later stage, which takes some milliseconds.
Rejected: smaller thresholds for ``mmap`` in the allocator, which cost a page fault for every large array in every step.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable


def _trimmer() -> Callable[[int], int] | None:
    """The C library's ``malloc_trim``, or None where there is another allocator."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):
        return None


_trim = _trimmer()


def give_back() -> None:
    """Return free memory to the system, where the allocator can be asked to. Any thread; holds no lock of Python's."""
    if _trim is not None:
        _trim(0)
