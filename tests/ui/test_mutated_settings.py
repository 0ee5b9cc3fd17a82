"""Whatever stands in the file of remembered settings, the window gets values that it can use, or its defaults.

How many are tried: see ``tests.mutations``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import SetSampling
from explainer.ui.settings_store import SettingsStore
from tests.mutations import NUMBERS, PLACES, WORDS, damaged, mutated
from tests.unit.engine.runs.watched import bounded

#: By key: as a window writes it.
KEYS = {
    "window/geometry": "@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\x4\\xff)",
    "window/theme": "dark",
    "window/zoom": "1.25",
    "window/view": "learning",
    "window/story_folded": "true",
    "window/motion": "false",
    "window/pictures": "/tmp",
    "window/texts": "/tmp",
    "runs/folder": "/tmp",
    "runs/recent": '"[{\\"path\\": \\"/tmp/run\\", \\"name\\": \\"run\\"}]"',
    "sampling/temperature": "0.8",
    "sampling/top_k": "40",
    "sampling/top_p": "0.95",
    "sampling/seed": "7",
}

VARIANTS = ["@Invalid()", "@ByteArray()", "@ByteArray(\\x1\\xd9\\xd0\\xcb)", "@Variant(\\0\\0\\0\\x1)", "@Variant()",
            "@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\0\\xeQRegularExp)", "@Variant(\\0\\0\\0\\t\\x7f\\xff\\xff\\xff)",
            "@DateTime(\\0)", "@Rect(0 0 -1 1e9)", "@Size(1 x)", "@Point()", "@String(7)", "@@x",
            "a, b, c", "1, 2", '"', "\\x110000", "nan", "inf", "-inf", "1e999", "0x7", "1_0", "٣"]  # fmt: skip

texts = st.one_of(
    st.sampled_from(VARIANTS),
    st.sampled_from([str(number) for number in NUMBERS] + PLACES),
    st.sampled_from([word.encode("utf-8", "replace").decode() for word in WORDS]),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace").decode()),
)


@st.composite
def settings_file(draw: st.DrawFn) -> bytes:
    """A file in Qt's format: values changed, keys there twice or gone, bytes damaged."""
    values = dict(KEYS)
    for key in draw(st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=5)):
        values[key] = draw(texts)
    lines, section = [], ""
    for key, value in values.items():
        if draw(st.integers(0, 9)) == 0:
            continue
        group, name = key.split("/")
        if group != section:
            lines.append(f"[{group}]")
            section = group
        lines += [f"{name}={value}"] * draw(st.sampled_from([1, 1, 1, 2]))
    whole = "\n".join(lines).encode("utf-8", "replace")
    return draw(damaged(whole)) if draw(st.integers(0, 3)) == 0 else whole


@pytest.fixture
def window(qtbot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    return found


def test_a_list_without_end_does_not_end_the_program(tmp_path):
    """Qt asks for 64 GB, and aborts."""
    path = tmp_path / "settings.ini"
    path.write_text("[window]\ntheme=dark\ngeometry=@Variant(\\0\\0\\0\\t\\x7f\\xff\\xff\\xff)\n")
    with bounded():
        store = SettingsStore.at(path)
        assert store.geometry is None
    store.theme = "light"
    store.save()
    assert SettingsStore.at(path).theme == "light"


@pytest.mark.parametrize("key", ["window/pictures", "window/texts", "runs/folder"])
@pytest.mark.parametrize("name", ["x" * 300, "/" + "🐄" * 5000, "a\0b"])
def test_a_folder_that_cannot_be_is_not_there(tmp_path, key, name):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue(key, name)
    store = SettingsStore(settings)
    assert (store.pictures, store.texts, store.runs) == (None, None, None)


@mutated(40)
@given(data=st.data())
def test_mutated_settings(window, tmp_path, data):
    path = tmp_path / "settings.ini"
    path.write_bytes(data.draw(settings_file()))
    before = path.read_bytes()
    with bounded():
        store = SettingsStore.at(path)
        found = {
            name: getattr(store, name) for name, value in vars(SettingsStore).items() if isinstance(value, property)
        }
    (kept,) = tmp_path.iterdir()  # as it was, or set aside as it was
    assert kept.name in (path.name, f"{path.name}.damaged") and kept.read_bytes() == before
    for name, value in found.items():
        _is_usable(name, value, window)
    store.theme = "dark"
    store.save()
    assert QSettings(str(path), QSettings.Format.IniFormat).status() in (
        QSettings.Status.NoError,
        QSettings.Status.FormatError,
    )
    assert SettingsStore.at(path).theme == "dark"
    for left in tmp_path.iterdir():
        left.unlink()


def _is_usable(name: str, value: object, window: QWidget) -> None:
    """Whether the window can take a setting as it is."""
    match value:
        case None | bool():
            pass
        case QByteArray():
            window.restoreGeometry(value)
        case float():
            assert 0.5 <= value <= 3.0, name
        case Path():
            assert value.is_dir(), name
        case SetSampling(temperature, top_k, top_p, seed):
            assert 0 <= temperature <= 2 and 0 < top_p <= 1 and type(top_k) is type(seed) is int
            assert top_k >= 0 and seed >= 0
        case str():
            assert len(value.encode("utf-8")) < 2_000_000, name  # no half characters
        case frozenset():
            assert all(isinstance(view, str) for view in value), name  # of which the window takes those it knows
        case _:
            raise AssertionError(f"{name} is {value!r}")
