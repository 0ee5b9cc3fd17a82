"""Documents end where a reader would say so: at blank lines, and at lines that are nothing but a sign for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.splitting import LONGEST_DOCUMENT, split
from explainer.text.textfiles import read_documents

POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。"


@pytest.mark.parametrize(
    "line",
    [
        "%",
        "***",
        "* * *",
        "*  *  *",
        "<|endoftext|>",
        " <|endoftext|> ",
        "</s>",
        "~~~~",
        "+++",
        "＊＊＊",
        "※　※　※",
        "___",
    ],
)
def test_a_line_that_parts_texts_ends_a_document_however_short(line: str) -> None:
    parted = split(f"\n{line}\n".join([POEM] * 30))
    assert parted.documents == [POEM] * 30
    assert parted.separators.total() == 29


def test_an_end_of_text_at_the_end_or_beginning_of_a_line_parts_too() -> None:
    assert split("One.<|endoftext|>\nTwo.\n<|endoftext|>Three.").documents == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("line", ["---", "=====", "- - -", "———"])
def test_a_rule_parts_but_a_heading_may_be_underlined(line: str) -> None:
    assert split(f"Heading\n{line}\nText.").documents == [f"Heading\n{line}\nText."]
    assert split(f"One.\n\n{line}\n\nTwo.").documents == ["One.", "Two."]


@pytest.mark.parametrize(
    "line", ["5 %", "100%", "**bold**", "* a", "#", "# Title", "-", "a <|endoftext|> b", "| --- |"]
)
def test_text_is_not_taken_for_a_separator(line: str) -> None:
    parted = split(f"One.\n{line}\nTwo.")
    assert parted.documents == [f"One.\n{line}\nTwo."] and not parted.separators


@given(st.text(st.sampled_from("ab \n%*-.\u3000<|endoftext|>"), max_size=400))
def test_no_letter_is_lost_and_no_document_is_empty_or_too_long(text: str) -> None:
    parted = split(text)
    assert all(0 < len(document) <= LONGEST_DOCUMENT for document in parted.documents)
    letters = "ab."
    kept = [c for document in parted.documents for c in document if c in letters]
    assert kept == [c for c in text if c in letters] or "<|endoftext|>" in text


def test_a_long_line_is_cut_after_sentences_also_those_without_spaces() -> None:
    text = POEM.replace("\n", "") * 2000
    parted = split(text)
    assert "".join(parted.documents) == text
    assert all(document.endswith("。") for document in parted.documents)
    assert parted.n_cut == len(parted.documents) > 1


def test_how_a_text_was_parted_is_told(tmp_path: Path) -> None:
    path = tmp_path / "poems.txt"
    path.write_text("\n%\n".join(f"{POEM}{i}" for i in range(400)), encoding="utf-8")
    documents, notices = read_documents([path])
    assert len(documents) == 400
    assert list(map(str, notices)) == ["“poems.txt”: lines of “%” part its 400 documents."]
    path.write_text("A joke in a line of its own.\n" * 2000, encoding="utf-8")
    documents, notices = read_documents([path])
    (notice,) = map(str, notices)
    assert f"were cut into {len(documents)} parts of at most 8,000 characters" in notice
    assert all(document.endswith("own.") for document in documents), "at the end of a line"


def test_colour_codes_are_left_out_and_told_and_other_text_stays(tmp_path: Path) -> None:
    path = tmp_path / "colours.txt"
    lines = [f"\x1b[32m《感遇・其{i}》\x1b[m\n\x1b]0;title\x07\x1b[1;33m{POEM}\x1b(B" for i in range(300)]
    path.write_text("\n%\n".join(lines), encoding="utf-8")
    documents, notices = read_documents([path])
    assert documents[0] == f"《感遇・其0》\n{POEM}"
    assert not any("\x1b" in document for document in documents)
    assert "“colours.txt”: 1,500 colour codes for terminals were left out." in map(str, notices)


def test_an_ordinary_text_gets_no_notice(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text("A paragraph of a book that says this and that.\n\n" * 600, encoding="utf-8")
    assert read_documents([path])[1] == []
