"""Some 5 % of any text are kept aside, whatever its paragraphs are like, and never learned from."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.corpus import Corpus, CorpusError
from explainer.text.holdout import hold_out

SENTENCE = "the sea was calm and nobody on the ship had seen land for many days but still they sang"


def prose(n_chars: int, seed: int = 0) -> str:
    dice, words = random.Random(seed), SENTENCE.split()
    return " ".join(dice.choices(words, k=n_chars // 3))[: n_chars - 1] + "."


SHAPES = {
    "one paragraph of 20,001 letters": prose(20_001),
    "two": f"{prose(10_000)}\n\n{prose(10_001, 1)}",
    "three": "\n\n".join(prose(6_667, i) for i in range(3)),
    "21 paragraphs": "\n\n".join(prose(1_000, i) for i in range(21)),
    "a few long ones among many short": "\n\n".join(prose(7_900 if i % 9 == 0 else 450, i) for i in range(60)),
    "a log": "\n".join(f"2026-11-30 06:{i // 60:02}:{i % 60:02} heartbeat {i} ok" for i in range(1200)),
    "jokes": "\n".join(prose(60, i) for i in range(3000)),
    "Chinese": "".join(random.Random(2).choices("浮云终日行游子久不至三夜频梦君情亲见意", k=30_000)),
}


@pytest.mark.parametrize("seed", [0, 1, 19, 10**18])
@pytest.mark.parametrize("shape", SHAPES)
def test_about_a_twentieth_is_kept_aside(shape: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(SHAPES[shape], encoding="utf-8")
    corpus = Corpus.from_files([path], vocab_size=300, seed=seed)
    corpus.ensure(10**9)
    held, learned = (len(corpus.tokenizer.decode(ids.tolist())) for ids in (corpus.val, corpus.train))
    assert 0.035 < held / (held + learned) < 0.065


DOCUMENTS = st.lists(st.text(st.sampled_from("ab. "), min_size=1, max_size=900), min_size=1, max_size=60, unique=True)


@given(DOCUMENTS, st.integers(0, 40))
def test_no_letter_is_lost_or_read_twice(documents: list[str], seed: int) -> None:
    learned, held = hold_out(documents, seed)
    assert held and all(held) and all(learned)
    assert sorted("".join(learned + held).replace(" ", "")) == sorted("".join(documents).replace(" ", ""))


def test_a_document_kept_aside_is_not_learned_from_where_it_occurs_again() -> None:
    documents = [f"{i} {prose(500, i)}" for i in range(50)] * 3
    learned, held = hold_out(documents, 0)
    assert not set(held) & set(learned)


def test_what_is_kept_aside_comes_from_all_over() -> None:
    documents = [f"{i} {prose(500, i)}" for i in range(400)]
    _, held = hold_out(documents, 3)
    places = [int(text.split()[0]) for text in held]
    assert 19 <= len(places) <= 21 and max(places) - min(places) > 300


def test_of_a_huge_text_no_more_is_kept_aside_than_is_of_use() -> None:
    documents = [f"{i} {SENTENCE * 90}" for i in range(5000)]
    learned, held = hold_out(documents, 0)
    assert 800_000 < sum(map(len, held)) < 1_210_000
    assert sum(map(len, learned)) > 38_000_000


def test_a_text_that_repeats_one_long_passage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parrot.txt"
    path.write_text((prose(5_000) + "\n\n") * 30, encoding="utf-8")
    with pytest.raises(CorpusError, match="over and over"):
        Corpus.from_files([path], vocab_size=300)
