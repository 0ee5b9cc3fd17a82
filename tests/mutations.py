"""Files as damage, other programs and ill will make them: strategies of hypothesis, for values, bytes and headers.

A value is changed where it stands (another type, another size, gone, there twice), bytes are cut, turned, put in and
repeated. How many of each kind are tried is the variable ``EXPLAINER_MUTATIONS``: 1250 makes 10,000 in all.
"""

from __future__ import annotations

import copy
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

_WANTED = int(os.environ.get("EXPLAINER_MUTATIONS", "0"))
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

Path = tuple[str | int, ...]


def mutated(few: int) -> settings:
    """Settings for a test that tries ``few`` examples, or as many as ``EXPLAINER_MUTATIONS`` says."""
    own = HealthCheck.function_scoped_fixture  # each example has a folder of its own in it
    return settings(
        max_examples=_WANTED or few,
        derandomize=not _WANTED,  # the same few in every ordinary run; chance is for the long ones
        database=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole runs takes longer than reading them
        suppress_health_check=[*_SLOW, own],
        deadline=None,
    )


# ---- values ----------------------------------------------------------------------------------------------------------

#: What json.dumps cannot write, by the text that stands for it.
_RAW = {"@deep@": "[" * 100_000 + "]" * 100_000, "@digits@": "9" * 5000, "@huge@": "1e999"} | {
    "@twice@": '{"a": 1, "a": 2}'
}

_DEEP: Any = None
for _ in range(400):
    _DEEP = {"deeper": [_DEEP]}

NUMBERS = [0, 1, -1, 0.5, 2**31, -(2**31), 2**63, 2**64, 10**12, 10**30, 10**308, 10**400, 1e308, -1e308, 5e-324]
NO_NUMBERS = [math.nan, math.inf, -math.inf]
WORDS = [
    "", " ", "text", "7", "nan", "a\0b", "\ud800", "x\udcff.safetensors", "line\nbreak\r\x1b[31m\u2028\u202e",
    "🐄" * 200, "x" * 1_000_000, "\\" * 300, "%s {name} {0}",
]  # fmt: skip
PLACES = [
    "../../secret", "../secret.safetensors", "/etc/passwd", "/dev/zero", "/proc/self/environ", "..", ".", "/", "~",
    "CON", "nul.safetensors", "COM1", "aux.json", "C:\\secret", "\\\\host\\share\\x", "https://example.org/x", "a/b/c",
]  # fmt: skip
SHAPES: list[Any] = [None, True, False, [], {}, [[]], [{}], {"": None}, {"x": 1}, [None] * 3, [0] * 100_000, _DEEP]

junk: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(NO_NUMBERS),
    st.sampled_from(WORDS),
    st.sampled_from(PLACES),
    st.sampled_from(SHAPES).map(copy.deepcopy),  # as what is drawn is changed further
    st.sampled_from(list(_RAW)),
    st.integers(-10, 10_000),
    st.floats(),
    st.text(max_size=12),
)


def paths_of(value: Any, at: Path = ()) -> Iterator[Path]:
    """All places in a value of JSON."""
    yield at
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths_of(part, (*at, key))


def _shape(path: Path) -> Path:
    return tuple("*" if isinstance(step, int) else step for step in path)


@st.composite
def changed(draw: st.DrawFn, value: Any, at_most: int = 3) -> Any:
    """A copy of ``value`` with one to three places changed; of like places in long lists one is as good as another."""
    found = copy.deepcopy(value)
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, at_most]))):
        by_shape: dict[Path, list[Path]] = {}
        for path in paths_of(found):
            by_shape.setdefault(_shape(path), []).append(path)
            if len(by_shape) > 400:
                break
        path = draw(st.sampled_from(draw(st.sampled_from(list(by_shape.values())))))
        found = _with(found, path, draw(st.sampled_from(_EDITS)), draw)
    return found


def _with(whole: Any, path: Path, edit: Callable[[Any, Any, st.DrawFn], None], draw: st.DrawFn) -> Any:
    if not path:
        return draw(junk) if draw(st.booleans()) else [whole]
    parent = whole
    for step in path[:-1]:
        parent = parent[step]
    edit(parent, path[-1], draw)
    return whole


def _replace(parent: Any, key: Any, draw: st.DrawFn) -> None:
    parent[key] = draw(junk)


def _remove(parent: Any, key: Any, draw: st.DrawFn) -> None:
    del parent[key]


def _wrap(parent: Any, key: Any, draw: st.DrawFn) -> None:
    parent[key] = draw(st.sampled_from([[parent[key]], {"x": parent[key]}, str(parent[key])[:1000]]))


def _add(parent: Any, key: Any, draw: st.DrawFn) -> None:
    if isinstance(parent, dict):
        parent[draw(st.sampled_from([*WORDS, *PLACES, "device", "name"]))] = draw(junk)
    else:
        parent.insert(key, copy.deepcopy(parent[key]) if draw(st.booleans()) else draw(junk))


def _nudge(parent: Any, key: Any, draw: st.DrawFn) -> None:
    match parent[key]:
        case bool() | None:
            parent[key] = 1
        case int() | float() as number:
            parent[key] = number + draw(st.sampled_from([1, -1, 0.5, 10**6, -(10**6), number]))
        case str() as text:
            parent[key] = draw(
                st.sampled_from([text[:-1], text + "x", text.upper(), text + "\0", f"../{text}", text * 3])
            )
        case list() as items:
            parent[key] = draw(st.sampled_from([items[:-1], items[1:], items * 2, items[::-1]]))
        case dict() as items:
            parent[key] = list(items.items())


_EDITS = [_replace, _replace, _replace, _remove, _wrap, _add, _nudge, _nudge]


def as_json(value: Any) -> bytes:
    """JSON of it; NaN, infinity and half characters included, and what nests or counts beyond all bounds."""
    text = json.dumps(value)
    for name, raw in _RAW.items():
        text = text.replace(f'"{name}"', raw)
    return text.encode()


# ---- bytes -----------------------------------------------------------------------------------------------------------


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes as a torn cable, a bad disk or an editor leaves them."""
    found = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, max(len(found) - 1, 0)))
        end = min(start + draw(st.sampled_from([1, 2, 8, 64, 4096])), len(found))
        match draw(st.integers(0, 7)):
            case 0:
                del found[start:]
            case 1 if found:
                found[start] ^= 1 << draw(st.integers(0, 7))
            case 2:
                found[start:start] = draw(st.binary(min_size=1, max_size=9))
            case 3:
                found[start:end] = bytes(end - start)
            case 4:
                found[end:end] = found[start:end] * draw(st.sampled_from([1, 2, 50]))
            case 5:
                del found[start:end]
            case 6:
                found[:0] = draw(st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 8, b"\n", b"PK\3\4"]))
            case _:
                found = found * 2 if draw(st.booleans()) else found[::-1]
    return bytes(found)


def document(value: Any) -> st.SearchStrategy[bytes]:
    """A file of JSON, changed in its values or in its bytes."""
    return st.one_of(*[changed(value).map(as_json)] * 4, damaged(as_json(value)))


@st.composite
def lines(draw: st.DrawFn, data: bytes) -> bytes:
    """A file of JSON lines: some changed, some gone, some there twice, or the whole damaged."""
    if draw(st.integers(0, 4)) == 0:
        return draw(damaged(data))
    found = data.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        match draw(st.integers(0, 5)):
            case 0 if found:
                del found[at : at + draw(st.sampled_from([1, 10]))]
            case 1 if found:
                found[at:at] = [found[at]] * draw(st.sampled_from([1, 3000]))
            case _ if found:
                found[at] = draw(changed(_value_of(found[at])).map(as_json))
    return b"\n".join(found) + draw(st.sampled_from([b"\n", b""]))


def _value_of(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


# ---- files of weights ------------------------------------------------------------------------------------------------


@st.composite
def weights_file(draw: st.DrawFn, data: bytes) -> bytes:
    """A safetensors file: its header's values, its header's length, or its bytes changed."""
    if draw(st.integers(0, 4)) == 0:
        return draw(damaged(data))
    n_header = int.from_bytes(data[:8], "little")
    header, rest = json.loads(data[8 : 8 + n_header]), data[8 + n_header :]
    if "state" in header.get("__metadata__", {}) and draw(st.booleans()):
        header["__metadata__"]["state"] = as_json(draw(changed(json.loads(header["__metadata__"]["state"])))).decode()
        text = json.dumps(header).encode()
    else:
        names = [name for name in header if name != "__metadata__"]
        for _ in range(draw(st.integers(0, 2))):
            _spoil_tensor(header, draw(st.sampled_from(names)), draw)
        text = as_json(draw(changed(header)) if draw(st.booleans()) else header)
    length = len(text) + draw(st.sampled_from([0] * 12 + [1, -1, 8, 2**31, 2**62]))
    return (length % 2**64).to_bytes(8, "little") + text + rest


def _spoil_tensor(header: dict[str, Any], name: str, draw: st.DrawFn) -> None:
    tensor = header.get(name)
    if not isinstance(tensor, dict):
        return
    huge = st.sampled_from([0, 1, 3, 2**31, 2**32 + 1, 2**62, 2**63, 2**64 - 1, 2**64, -1, 10**12])
    match draw(st.integers(0, 5)):
        case 0:
            tensor["shape"] = draw(st.lists(huge, max_size=4))
        case 1:
            tensor["data_offsets"] = draw(st.lists(huge, min_size=1, max_size=3))
        case 2:
            tensor["data_offsets"] = [0, tensor["data_offsets"][-1]] if tensor.get("data_offsets") else [0, 4]
        case 3:
            tensor["dtype"] = draw(st.sampled_from(["F64", "I64", "BF16", "F8_E4M3", "BOOL", "F4", "C64", "", "f32"]))
        case 4:
            header[draw(st.sampled_from([*WORDS, "blocks.9.attn.qkv.weight"]))] = header.pop(name)
        case _:
            header[f"{name}.more"] = dict(tensor)


def at(value: Mapping[str, Any], *path: str | int) -> Any:
    """What stands at a place."""
    found: Any = value
    for step in path:
        found = found[step]
    return found
