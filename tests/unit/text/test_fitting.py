"""The vocabulary fits the script: of a Chinese text most pieces are characters, of an English one nothing changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from explainer.text.corpus import Corpus
from explainer.text.tokenizer import Tokenizer
from tests.unit.text.test_holdout import prose


def chinese(n_chars: int, n_kinds: int = 1200) -> str:
    """Characters of which some are frequent and most are rare, as they are in any text."""
    dice = random.Random(0)
    kinds = [chr(0x4E00 + i) for i in range(n_kinds)]
    weights = [1 / (i + 5) for i in range(n_kinds)]
    text = "".join(dice.choices(kinds, weights, k=n_chars))
    return "\n\n".join(text[i : i + 500] for i in range(0, n_chars, 500))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text(chinese(30_000), encoding="utf-8")
    return path


def test_a_chinese_text_gets_a_vocabulary_in_which_most_pieces_can_be_read(book: Path) -> None:
    corpus = Corpus.from_files([book], vocab_size=512)
    tokenizer = corpus.tokenizer
    assert 1024 < tokenizer.vocab_size <= 2048
    parts = sum(tokenizer.is_part(token) for token in corpus.val.tolist())
    assert parts < 0.25 * len(corpus.val)
    asked_for = Tokenizer.train(corpus.learned_from, 512)
    assert sum(asked_for.is_part(token) for token in asked_for.encode(chinese(3_000))) > len(corpus.val) / 2
    assert any(f"{tokenizer.vocab_size:,} pieces instead of 512" in str(notice) for notice in corpus.notices)


def test_a_model_that_goes_on_learning_keeps_its_vocabulary(book: Path) -> None:
    old = Tokenizer.train([chinese(10_000)], 400)
    assert Corpus.from_files([book], vocab_size=400, tokenizer=old).tokenizer is old


@pytest.mark.parametrize(
    "text",
    [
        prose(60_000),
        "Das Mädchen läuft über die Straße, und es freut sich. " * 900,
        "Мороз и солнце; день чудесный! Ещё ты дремлешь, друг прелестный. " * 600,
        "🙂" * 20_000,
    ],
)
def test_other_scripts_get_what_was_asked_for(text: str) -> None:
    assert Tokenizer.fitting([text], 512).vocab_size <= 512


def test_a_vocabulary_never_grows_beyond_four_times_or_eight_thousand() -> None:
    text = chinese(60_000, 15_000)
    assert Tokenizer.fitting([text], 300).vocab_size == 1200
    assert Tokenizer.fitting([text], 4096).vocab_size <= 8192


def test_a_genome_is_cut_for_counting_and_read_whole() -> None:
    text = "".join(random.Random(0).choices("ACGT", k=50_000))
    tokenizer = Tokenizer.train([text], 400)
    assert tokenizer.vocab_size == 400
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("text", ["caf\udce9", "\ud83d", "a\udfffb"])
def test_half_a_character_reads_as_a_question_mark(text: str) -> None:
    tokenizer = Tokenizer.train(["abc"], 300)
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text.encode("utf-8", "replace").decode()
    assert tokenizer.encode_batch([text])[0].tolist() == ids
    assert b"".join(tokenizer.words(text)).decode() == tokenizer.decode(ids)
    assert tokenizer.count_words([text]).total() == len(tokenizer.words(text))
