"""Values as JSON can hold them, and back. NaN and infinity become ``null``: JSON knows no such thing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from explainer.marking import Problem, mark

T = TypeVar("T")
Scalar = str | float | None
_MOST = 2**62
_LARGEST = float(np.finfo(np.float32).max)


def plain(value: object) -> object:
    """Return ``value`` made of what JSON has: dataclasses become objects; tuples and arrays become lists."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case np.ndarray() | np.generic():
            return plain(value.tolist())
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain(asdict(value))
    return value


def line(kind: str, value: Mapping[str, object]) -> str:
    """Return one line of ``metrics.jsonl``."""
    named = {"kind": kind} | {key: plain(part) for key, part in value.items()}
    return json.dumps(named, ensure_ascii=False, allow_nan=False)


def whole(value: Scalar) -> int:
    """An integer that arrays, files' names and counters can hold.

    Raises:
        OverflowError: it is beyond all that is counted here.
    """
    found = int(value)  # type: ignore[arg-type]
    if not -_MOST < found < _MOST:
        raise OverflowError("a number is far too large")
    return found


def number(value: Scalar) -> float:
    """A float, or NaN for ``null``; an infinite one is NaN too, as it could not be written again as it is.

    Raises:
        OverflowError: it is larger than the numbers of curves can be.
    """
    found = math.nan if value is None else float(value)
    if not math.isfinite(found):
        return math.nan
    if abs(found) > _LARGEST:
        raise OverflowError("a number is far too large")
    return found


def finite(value: Scalar) -> float:
    """A float where there must be one.

    Raises:
        Problem: it is no finite number.
        OverflowError: as for ``number``.
    """
    found = number(value)
    if math.isnan(found):
        raise Problem(mark("engine", "{value} is no finite number"), value=value)
    return found


def maybe(value: Scalar) -> float | None:
    """A float as ``number`` takes it, or None for ``null``."""
    return None if value is None else number(value)


def _maybe_true(value: Scalar) -> bool | None:
    return None if value is None else bool(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "int": whole,
    "float": number,
    "str": str,
    "bool": bool,
    "float | None": maybe,
    "bool | None": _maybe_true,
}


def read(cls: type[T], data: Mapping[str, Any], **others: object) -> T:
    """Make a dataclass of what ``plain`` made of it; ``others`` are the fields that are no plain values.

    A field that an older program did not know takes its default.

    Raises:
        KeyError, TypeError, ValueError: a field is missing, or is not what it should be.
    """
    assert is_dataclass(cls)
    values: dict[str, Any] = {}
    for field in fields(cls):
        optional = field.default is not MISSING or field.default_factory is not MISSING
        if field.name not in others and not (optional and field.name not in data):
            values[field.name] = _READERS[str(field.type)](data[field.name])
    return cls(**values, **others)
