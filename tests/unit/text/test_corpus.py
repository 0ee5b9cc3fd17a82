"""Corpora: grown as needed, validation kept apart, and every bad file answered with one sentence."""

import os
import random
from pathlib import Path

import numpy as np
import pytest

from explainer.text import textfiles
from explainer.text.corpus import Corpus, CorpusError
from explainer.text.tokenizer import Tokenizer

WORDS = "the sea was calm and nobody on the ship had seen land for many days but still they sang"


@pytest.fixture(scope="module")
def storyland() -> Corpus:
    return Corpus.storyland(7, "xs", vocab_size=512, target_chars=1_500_000)


def prose(n_paragraphs: int, seed: int = 0) -> str:
    rng = random.Random(seed)
    words = WORDS.split()
    return "\n\n".join(f"{i}: " + " ".join(rng.choices(words, k=90)) + "." for i in range(n_paragraphs))


def documents_of(ids: np.ndarray, tokenizer: Tokenizer) -> list[str]:
    ends = np.flatnonzero(ids == tokenizer.eot)
    starts = np.concatenate([[0], ends[:-1] + 1])
    return [tokenizer.decode(ids[start:end]) for start, end in zip(starts, ends, strict=True)]


def test_the_first_batch_is_there_at_once_and_the_rest_comes_when_asked(storyland: Corpus) -> None:
    fresh = Corpus.storyland(7, "xs", vocab_size=512, target_chars=1_500_000)
    first = len(fresh.train)
    assert first >= 150_000
    assert not fresh.exhausted
    assert fresh.ensure(first) == first, "nothing more was asked for"
    assert fresh.ensure(first + 1) > first
    fresh.ensure(10**9)
    assert fresh.exhausted
    assert 1_500_000 <= fresh.chars_ready < 1_501_000
    assert 15_000 <= len(fresh.val) <= 40_000


def test_growing_changes_nothing_that_was_there(storyland: Corpus) -> None:
    before = storyland.train.copy()
    storyland.ensure(len(before) + 200_000)
    assert np.array_equal(storyland.train[: len(before)], before)


def test_a_view_taken_before_growth_stays_as_it_was_and_cannot_be_written(storyland: Corpus) -> None:
    view = storyland.train
    copy = view.copy()
    storyland.ensure(10**9)
    assert np.array_equal(view, copy)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1


def test_the_same_seed_gives_the_same_tokens_and_growth_in_steps_too(storyland: Corpus) -> None:
    again = Corpus.storyland(7, "xs", vocab_size=512, target_chars=1_500_000)
    while not again.exhausted:
        again.ensure(len(again.train) + 50_000)
    storyland.ensure(10**9)
    assert np.array_equal(again.train, storyland.train)
    assert np.array_equal(again.val, storyland.val)
    assert not np.array_equal(Corpus.storyland(8, "xs", vocab_size=512).val, storyland.val)


def test_validation_text_of_storyland_comes_from_another_seed(storyland: Corpus) -> None:
    long_ones = {text for text in documents_of(storyland.train, storyland.tokenizer) if len(text) > 200}
    held_out = [text for text in documents_of(storyland.val, storyland.tokenizer) if len(text) > 200]
    assert sum(text in long_ones for text in held_out) / len(held_out) < 0.05


def test_storyland_says_what_it_is(storyland: Corpus) -> None:
    assert storyland.name == "Storyland"
    assert storyland.describe() == {"kind": "storyland", "seed": 7, "richness": "xs", "chars": 1_500_000}


def test_a_users_text_is_split_and_never_shared_between_training_and_validation(tmp_path: Path) -> None:
    path = tmp_path / "sea.txt"
    path.write_text(prose(400), encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=512)
    corpus.ensure(10**9)
    train = set(documents_of(corpus.train, corpus.tokenizer))
    val = documents_of(corpus.val, corpus.tokenizer)
    assert not train & set(val)
    assert "\n\n".join(sorted([*train, *val], key=lambda t: int(t.split(":")[0]))) == prose(400)
    assert 0.03 < len(val) / (len(val) + len(train)) < 0.08
    numbers = [int(text.split(":")[0]) for text in val]
    assert max(numbers) - min(numbers) > 300, "validation is spread through the text"
    assert corpus.describe()["files"] == ["sea.txt"]
    assert corpus.name == "sea.txt"


def test_a_paragraph_that_occurs_twice_is_not_in_both_halves(tmp_path: Path) -> None:
    path = tmp_path / "twice.txt"
    path.write_text(prose(60) + "\n\n" + prose(60), encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=512)
    corpus.ensure(10**9)
    train = set(documents_of(corpus.train, corpus.tokenizer))
    assert not train & set(documents_of(corpus.val, corpus.tokenizer))


def test_several_files_make_one_corpus(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for i, path in enumerate(paths):
        path.write_text(prose(60, seed=i), encoding="utf-8")
    assert Corpus.from_files(paths, vocab_size=512).name == "a.txt and b.txt"


def test_a_byte_order_mark_and_windows_line_ends_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbf" + prose(100).replace("\n", "\r\n").encode())
    text, cut = textfiles.read_text(path)
    assert text == prose(100)
    assert not cut


def test_one_very_long_line_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    line = prose(300).replace("\n", " ")
    path.write_text(line, encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=512)
    corpus.ensure(10**9)
    assert len(corpus.val) > 0
    assert corpus.chars_ready > 0.9 * len(line) * 19 / 20 - 8000


def test_a_line_without_any_space_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "dense.txt"
    path.write_text("學習" * 15_000, encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=512)
    assert corpus.ensure(10**9) > 0


def test_a_character_cut_by_the_reading_chunks_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfiles, "_CHUNK", 7)
    path = tmp_path / "umlauts.txt"
    path.write_text("äöü€😀\n" * 50, encoding="utf-8")
    assert textfiles.read_text(path)[0] == "äöü€😀\n" * 50


def test_a_huge_text_is_cut_with_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfiles, "MAX_BYTES", 30_000)
    path = tmp_path / "huge.txt"
    path.write_text(prose(200), encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=512)
    corpus.ensure(10**9)
    assert corpus.chars_ready <= 30_000
    assert len(corpus.notices) == 1
    assert "Only the first" in str(corpus.notices[0])


BAD = {
    "empty.txt": (b"", "no text"),
    "blank.txt": (b"\n \n\n", "no text"),
    "short.txt": (b"Hello world. " * 100, "1.3 kB of text, but at least 20 kB"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 3000, "not a text file"),
    "wide.txt": (prose(100).encode("utf-16"), "UTF-16"),
    "old.txt": (("Das Mädchen läuft. " * 2000).encode("latin-1"), "UTF-8.*Latin-1"),
    "cut.txt": (prose(100).encode() + b"\xe2\x82", "UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_answered_with_one_sentence_that_names_it(tmp_path: Path, name: str) -> None:
    content, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=reason) as caught:
        Corpus.from_files([path])
    message = str(caught.value)
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "; " in message, "it says what to do"


def test_a_text_that_only_repeats_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parrot.txt"
    path.write_text(("Polly wants a cracker. " * 30 + "\n\n") * 50, encoding="utf-8")
    with pytest.raises(CorpusError, match="over and over"):
        Corpus.from_files([path])


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.txt.*not found"):
        Corpus.from_files([tmp_path / "none.txt"])
    with pytest.raises(CorpusError, match="is a folder"):
        Corpus.from_files([tmp_path])
    with pytest.raises(CorpusError, match="No text file"):
        Corpus.from_files([])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(prose(100), encoding="utf-8")
    path.chmod(0)
    with pytest.raises(CorpusError, match=r"secret\.txt.*may not be read"):
        Corpus.from_files([path])
