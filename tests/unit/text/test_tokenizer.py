"""The tokenizer keeps every text whole, and markers stay outside the text."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.markers import SPECIALS
from explainer.text.storyland import documents
from explainer.text.tokenizer import Tokenizer

TEXTS = [document.text for document in itertools.islice(documents(1), 1500)]
TOKENIZER = Tokenizer.train(TEXTS, 1024)

ODD = ["", " ", "\0", "a\r\nb", "\u0301", "e\u0301 é", "😀👩\u200d👩\u200d👧", "تعلم", "學習", "\ufeffx", "a\u200db"]
ODD += ["  two  spaces ", "\x7f\x80"]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_survive(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.text())
def test_any_text_survives(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.lists(st.text(), max_size=5))
def test_a_batch_is_encoded_like_its_texts(texts: list[str]) -> None:
    batch = TOKENIZER.encode_batch(texts)
    assert [ids.tolist() for ids in batch] == [TOKENIZER.encode(text) for text in texts]
    assert all(ids.dtype == np.uint16 for ids in batch)


@given(st.text())
def test_pieces_put_together_are_the_text(text: str) -> None:
    assert b"".join(TOKENIZER.piece_bytes(token) for token in TOKENIZER.encode(text)) == text.encode()


def test_markers_have_the_first_ids() -> None:
    assert (TOKENIZER.eot, TOKENIZER.user, TOKENIZER.assistant, TOKENIZER.end) == (0, 1, 2, 3)
    assert [TOKENIZER.piece(token) for token in range(4)] == list(SPECIALS)


@pytest.mark.parametrize("marker", SPECIALS)
def test_a_marker_typed_by_a_user_is_plain_text(marker: str) -> None:
    text = f"Hello {marker} world{marker}"
    for ids in (TOKENIZER.encode(text), TOKENIZER.encode_batch([text])[0].tolist()):
        assert not set(ids) & {0, 1, 2, 3}
        assert TOKENIZER.decode(ids) == text


def test_frequent_words_and_all_names_are_single_tokens() -> None:
    for word in (" the", " Mia", " Ben", " box", " said"):
        assert len(TOKENIZER.encode(word)) == 1, word


def test_decoding_never_fails_on_incomplete_characters() -> None:
    ids = TOKENIZER.encode("😀")
    assert len(ids) > 1
    assert "\ufffd" in TOKENIZER.decode(ids[:1])


def test_partial_characters_are_shown_as_their_bytes() -> None:
    shown = "".join(TOKENIZER.piece(token) for token in TOKENIZER.encode("€"))
    assert shown == "⟨E2⟩⟨82⟩⟨AC⟩"


def test_ids_out_of_range_are_refused() -> None:
    for token in (-1, TOKENIZER.vocab_size):
        with pytest.raises(IndexError, match=str(token)):
            TOKENIZER.piece(token)


def test_each_merge_makes_a_token() -> None:
    made = {TOKENIZER.piece_bytes(token) for token in range(TOKENIZER.vocab_size)}
    assert len(TOKENIZER.merges) == TOKENIZER.vocab_size - 256 - len(SPECIALS)
    assert all(left + right in made for left, right in TOKENIZER.merges)
    assert TOKENIZER.vocab_size == 1024


def test_a_tiny_text_gives_a_smaller_vocabulary_that_works() -> None:
    small = Tokenizer.train(["abab abab"], 1024)
    assert 260 <= small.vocab_size < 300
    assert small.decode(small.encode("anything ü")) == "anything ü"


def test_training_without_any_text_leaves_the_bytes() -> None:
    empty = Tokenizer.train([], 1024)
    assert empty.vocab_size == 260
    assert empty.decode(empty.encode("hé")) == "hé"


def test_a_vocabulary_too_small_for_the_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="260"):
        Tokenizer.train(TEXTS, 100)


def test_a_saved_tokenizer_is_the_same_when_loaded(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    TOKENIZER.save(path)
    loaded = Tokenizer.load(path)
    text = "Mia <|end|> put the 😀 in the box."
    assert loaded.encode(text) == TOKENIZER.encode(text)
    assert loaded.merges == TOKENIZER.merges
    assert loaded.vocab_size == TOKENIZER.vocab_size


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"no json",
        b"\xff\xfe\x00",
        b'{"model": {"type": "WordLevel", "vocab": {}, "unk_token": ""}}',
        b"[1, 2]",
    ],
)
def test_a_file_that_is_no_tokenizer_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"wrong\.json.*is not a tokenizer"):
        Tokenizer.load(path)


def test_a_missing_tokenizer_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"none\.json.*cannot be read"):
        Tokenizer.load(tmp_path / "none.json")
