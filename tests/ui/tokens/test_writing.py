"""How pieces and bytes are written for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.ui.look import Look
from explainer.ui.panels.tokens.family import FamilyTree
from explainer.ui.panels.tokens.letters import compact, grouped, quoted, split_characters, written
from tests.ui import frames_tokens as made


def test_blanks_are_drawn_and_half_characters_are_in_hex() -> None:
    assert written(b" basket") == "␣basket"
    assert written("ü".encode()) == "ü" and written("ü".encode()[:1]) == "⟨C3⟩"
    assert written(b"\n\t") == "↵⇥" and written(b"\0") == "⟨00⟩"
    assert written("\u0301".encode()) == "◌\u0301"
    assert compact(b"\xd0") == "D0" and compact("⟨".encode()) == "⟨"
    assert quoted(b" basket") == "“basket”" and quoted(b" ") == "“␣”"


def test_pieces_of_one_word_stand_together() -> None:
    cut = made.cut("Mia put zum in")
    words = ["".join(cut.raw[i].decode() for i in group) for group in grouped(cut.raw, cut.words)]
    assert words == ["Mia", " put", " zum", " in"]


@given(st.text(), st.lists(st.integers(1, 4)))
def test_every_piece_is_in_one_word_however_a_model_cut_it(text: str, sizes: list[int]) -> None:
    raw, pieces = text.encode(), []
    for size in sizes:
        pieces, raw = ([*pieces, raw[:size]], raw[size:]) if raw else (pieces, raw)
    groups = grouped(pieces, made.tokenizer().words(text))
    assert [i for group in groups for i in group] == list(range(len(pieces)))


@given(st.text(alphabet="aü🙂Пß ", max_size=30))
def test_a_bracket_stands_over_each_character_that_fell_apart(text: str) -> None:
    raw = [bytes([byte]) for byte in text.encode()]
    splits = split_characters(raw)
    assert [split.text for split in splits] == [c for c in text if len(c.encode()) > 1]
    for split in splits:
        assert b"".join(raw[split.first : split.last + 1]).decode() == split.text


def test_bytes_that_are_no_text_have_no_bracket() -> None:
    assert split_characters([b"\x82"] * 100) == []
    assert [s.text for s in split_characters([b"\x82", b"a"])] == []


@pytest.mark.parametrize("width", [3, 8, 12, 16, 20, 22, 30, 60])
def test_the_letters_of_a_byte_never_reach_over_its_box(qapp: object, width: float) -> None:
    tree = FamilyTree(Look())
    for text in ("D8", "⟨U+200B⟩", "W"):
        size = tree.byte_size(text, width)
        assert size is None or tree._look.metrics(size, bold=True).horizontalAdvance(text) < width
    assert tree.byte_size("D8", 60) == 17
    tree.deleteLater()
