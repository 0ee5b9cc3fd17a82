"""Where the word ends that a piece begins: followed by hand, piece by piece, in several scripts."""

from __future__ import annotations

import pytest

from explainer.text.markers import END, EOT
from explainer.text.tokenizer import Tokenizer
from explainer.text.wordend import MOST_PIECES, WordEnd

BYTES = Tokenizer.train(["x"], 260)  # every piece is one byte
WORDS = Tokenizer.train(["I can't. Paris is old; the cow says moo. " * 50], 400)  # whole words


def followed(first: str | bytes, *then: str | bytes, tokenizer: Tokenizer = BYTES) -> tuple[str, int, bool]:
    """Ending, how many pieces that is, and whether the word may go on."""
    (start, *rest) = [token for part in (first, *then) for token in _ids(part, tokenizer)]
    word = WordEnd(tokenizer, start)
    for token in rest:
        word.take(token)
    return word.ending, word.n, word.open


def _ids(part: str | bytes, tokenizer: Tokenizer) -> list[int]:
    if part in (EOT, END):
        return [tokenizer.marker(str(part))]
    raw = part.encode() if isinstance(part, str) else part
    if tokenizer is BYTES:
        return [
            next(t for t in range(260) if BYTES.piece_bytes(t) == bytes([b]) and t not in BYTES.markers) for b in raw
        ]
    return tokenizer.encode(str(part))


@pytest.mark.parametrize("end", [" ", ".", ",", "\n", '"', "-", "🙂", EOT, END, b"\xff"])
def test_a_word_ends_at_a_space_a_sign_a_line_break_and_a_marker(end: str | bytes) -> None:
    assert followed("m", "o", "o", end, "x") == ("oo", 2, False)


@pytest.mark.parametrize("first", [".", "\n", "\t", '"', "-", "'", EOT, END])
def test_a_sign_a_line_break_and_a_marker_are_no_part_of_a_word(first: str) -> None:
    assert followed(first, "m", "o") == ("", 0, False)


def test_a_word_that_has_ended_stays_as_it_is() -> None:
    assert followed("a", " ", "b") == ("", 0, False)


def test_digits_accents_and_joiners_belong_to_a_word() -> None:
    assert followed("4", "2", " ")[0] == "2"
    assert followed("e", "\u0301", "t", ".")[0] == "\u0301t"
    assert followed("x", "\u200c", "y", " ")[0] == "\u200cy"


def test_an_apostrophe_with_a_letter_belongs_to_the_word() -> None:
    can, *rest = WORDS.encode(" can't.")
    assert [WORDS.piece(t) for t in (can, *rest)] == [" can", "'t", "."], "as the tokenizer cuts it"
    assert followed(" can't.", tokenizer=WORDS) == ("'t", 1, False)
    assert followed("n", "'", "t") == ("", 0, False), "alone it may be a quotation mark"


def test_a_space_becomes_the_word_it_stands_before() -> None:
    assert followed(" ", "M", "o", "o", ".") == ("Moo", 3, False)
    assert followed(" ", " ", "M") == ("", 0, False)
    assert followed(" ", ".", "M") == ("", 0, False)


@pytest.mark.parametrize("text", ["牛", "ね", "ว", "ຄ", "က", "ក"])
def test_where_no_spaces_part_words_a_piece_is_a_word_of_its_own(text: str) -> None:
    chinese = Tokenizer.train([f"{text}{text} " * 50], 300)
    (piece,) = chinese.encode(text)[:1]
    assert chinese.piece(piece).strip() in (text, text * 2)
    assert not WordEnd(chinese, piece).open
    half = text.encode()
    assert followed(half[:1], half[1:], half) == (text, 2, False), "half of it becomes the whole, and no more"


def test_a_word_in_letters_never_goes_on_with_a_script_without_spaces() -> None:
    assert followed("m", "o", "牛", "o") == ("o", 1, False)


@pytest.mark.parametrize("word", ["корова", "αγελάδα", "बकरी", "بقرة", "פרה", "소가"])
def test_other_scripts_that_part_words_with_spaces_go_on(word: str) -> None:
    raw = word.encode()
    seven = raw[: 1 + MOST_PIECES].decode(errors="ignore")  # whole letters of as many bytes as are followed
    ending, _, open_ = followed(raw[:1], raw[1:], " ")
    assert len(seven) > 1 and ending.removesuffix("…") == seven
    assert open_ == ending.endswith("…") == (len(raw) > MOST_PIECES)


def test_half_a_character_that_never_becomes_whole_has_no_ending() -> None:
    assert followed(b"\xe7", b"\x89") == ("", 0, True)
    assert followed(b"\xe7", b"\x89", "m") == ("", 0, False), "a broken character"
    assert followed(b"\x89", "m") == ("", 0, False), "the end of one"
    assert followed("m", b"\xc3", EOT) == ("", 0, False)
    assert followed("m", "o", b"\xc3", EOT) == ("o", 1, False)


def test_a_word_without_end_is_followed_so_far_and_says_that_it_goes_on() -> None:
    ending, n, open_ = followed("m", "o" * 50)
    assert (ending, n, open_) == ("o" * MOST_PIECES + "…", MOST_PIECES, True)
    assert MOST_PIECES == 6, "as the pages say"
