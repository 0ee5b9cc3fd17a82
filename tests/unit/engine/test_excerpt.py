"""The first words of a text, as the first page shows them."""

from __future__ import annotations

from pathlib import Path

from explainer.engine.suggestions import EXCERPT_CHARS, excerpt
from explainer.text.corpus import Corpus


def test_the_excerpt_is_of_the_text_that_is_read_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    others = "".join(f"Number {n} of them came after {n * n}.\n" for n in range(1500))
    text.write_text("Once\tupon a\n\ntime, there were many words.\n" + others, encoding="utf-8")
    words = excerpt(Corpus.from_files([text], vocab_size=300, seed=0))
    assert 80 < len(words) <= EXCERPT_CHARS
    assert words in " ".join(text.read_text(encoding="utf-8").split()), "word for word"
    assert "\n" not in words and "endoftext" not in words


def test_without_a_text_there_is_none() -> None:
    assert excerpt(None) == ""


def test_a_script_without_spaces_is_cut_as_well(tmp_path: Path) -> None:
    text = tmp_path / "b.txt"
    text.write_text("春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少" * 900, encoding="utf-8")
    words = excerpt(Corpus.from_files([text], vocab_size=600, seed=0))
    assert 0 < len(words) <= EXCERPT_CHARS
