"""Merges replayed by hand give what the real tokenizer gives, and are counted as one would count them on paper."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.merging import Applied, Ranks, Replay, count_merges, cut, history, pieces_after
from explainer.text.storyland import documents
from explainer.text.tokenizer import Tokenizer

TEXTS = [document.text for document in itertools.islice(documents(1), 300)]
TOKENIZER = Tokenizer.train(TEXTS, 700)
RAW = [TOKENIZER.piece_bytes(token) for token in range(TOKENIZER.vocab_size)]
RANKS = Ranks.of(TOKENIZER.merge_ids, RAW)
BYTE = RANKS.of_byte


def finish(counting):
    rests = 0
    while True:
        try:
            next(counting)
            rests += 1
        except StopIteration as done:
            return done.value, rests


def in_order(ids: list[int], merges, n: int) -> list[int]:
    """The first ``n`` merges applied one after the other, each from left to right: BPE as the paper tells it."""
    for left, right, new in merges[:n]:
        out: list[int] = []
        for token in ids:
            if out and out[-1] == left and token == right:
                out[-1] = new
            else:
                out.append(token)
        ids = out
    return ids


@given(st.text())
def test_words_put_together_are_the_text(text: str) -> None:
    assert b"".join(TOKENIZER.words(text)) == text.encode()


@given(st.text())
def test_replaying_all_merges_gives_the_real_ids_of_any_text(text: str) -> None:
    ids = [token for word in TOKENIZER.words(text) for token in cut(word, RANKS)]
    assert ids == TOKENIZER.encode(text)


@given(st.text(alphabet="aehlnst dog.Mib🙂ü", max_size=60))
def test_replaying_all_merges_gives_the_real_ids_of_text_that_merges_much(text: str) -> None:
    ids = [token for word in TOKENIZER.words(text) for token in cut(word, RANKS)]
    assert ids == TOKENIZER.encode(text)


@given(st.text(alphabet="aehlnst", max_size=12), st.integers(0, 500))
def test_a_word_after_k_merges_is_what_k_merges_in_order_make_of_it(text: str, k: int) -> None:
    moments = history(text.encode(), RANKS)
    expected = in_order([BYTE[byte] for byte in text.encode()], TOKENIZER.merge_ids, k)
    assert list(pieces_after(moments, k)) == expected


def test_a_long_word_is_cut_in_no_time_and_rightly() -> None:
    word = ("the" * 3000).encode()
    assert cut(word, RANKS) == TOKENIZER.encode(word.decode())


def test_the_history_of_a_word_tells_every_merge_and_loses_no_byte() -> None:
    word = b" basket"
    moments = history(word, RANKS)
    assert moments[0].by is None and len(moments[0].pieces) == len(word)
    assert list(moments[-1].pieces) == TOKENIZER.encode(" basket")
    for before, after in itertools.pairwise(moments):
        assert b"".join(RAW[token] for token in after.pieces) == word
        assert after.by is not None and RAW[after.by.new] == RAW[after.by.left] + RAW[after.by.right]
        assert len(before.pieces) - len(after.pieces) == after.by.merged
    ranks = [moment.by.rank for moment in moments[1:] if moment.by is not None]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)


def test_overlapping_pairs_stand_twice_and_are_merged_once() -> None:
    # pieces: the 256 bytes, then "aa", then "aab"
    raw = [bytes([i]) for i in range(256)] + [b"aa", b"aab"]
    a, b = ord("a"), ord("b")
    ranks = Ranks.of([(a, a, 256), (256, b, 257)], raw)
    replay = Replay(b"aaab", ranks)
    assert replay.step() == Applied(rank=0, left=a, right=a, new=256, stood=2, merged=1)
    assert replay.pieces() == [256, a, b]
    assert replay.step() is None and replay.n_pieces == 3
    assert cut(b"aaaab", ranks) == [256, 257]


def test_words_of_no_or_one_byte_stay_as_they_are() -> None:
    assert cut(b"", RANKS) == []
    assert history(b"x", RANKS) == history(b"x", RANKS) and len(history(b"x", RANKS)) == 1


def test_counts_and_lengths_equal_counting_by_brute_force() -> None:
    texts = TEXTS[:25]
    counts, _rests = finish(count_merges(TOKENIZER.count_words(texts), RANKS, len(TOKENIZER.merge_ids)))
    words = [[BYTE[byte] for byte in word] for text in texts for word in TOKENIZER.words(text)]
    assert counts.lengths[0] == sum(len(text.encode()) for text in texts)
    for rank, merge in enumerate(TOKENIZER.merge_ids):
        assert counts.stood[rank] == sum(pair == merge[:2] for word in words for pair in itertools.pairwise(word))
        words = [in_order(word, [merge], 1) for word in words]
        assert counts.lengths[rank + 1] == sum(map(len, words))
    assert counts.lengths[-1] == sum(len(TOKENIZER.encode(text)) for text in texts)


def test_each_merge_was_one_of_the_most_frequent_pairs_at_its_moment() -> None:
    """On the very text it was trained on: the counts are those by which BPE chose."""
    words = TOKENIZER.count_words(TEXTS)
    counts, _rests = finish(count_merges(words, RANKS, len(TOKENIZER.merge_ids)))
    now = {word: [BYTE[byte] for byte in word] for word in words}
    for rank, merge in enumerate(TOKENIZER.merge_ids):
        pairs: Counter[tuple[int, int]] = Counter()
        for word, ids in now.items():
            for pair in itertools.pairwise(ids):
                pairs[pair] += words[word]
        assert counts.stood[rank] == pairs[merge[:2]] == max(pairs.values())
        now = {word: in_order(ids, [merge], 1) for word, ids in now.items()}


def test_counting_rests_and_comes_to_the_same_whatever_the_order_of_words() -> None:
    words = TOKENIZER.count_words(TEXTS)
    n = len(TOKENIZER.merge_ids)
    once, rests = finish(count_merges(words, RANKS, n))
    assert rests > 1
    other, _ = finish(count_merges(dict(sorted(words.items())), RANKS, n))
    np.testing.assert_array_equal(once.stood, other.stood)
    np.testing.assert_array_equal(once.lengths, other.lengths)


def test_nothing_to_count_gives_zeros() -> None:
    counts, _ = finish(count_merges({}, RANKS, 3))
    assert counts.stood.tolist() == [0, 0, 0] and counts.lengths.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("text", ["<|endoftext|>", "🙂", "Grüße", "Привет"])
def test_merge_ids_are_the_merges_and_markers_are_no_part_of_them(text: str) -> None:
    assert [(RAW[a], RAW[b]) for a, b, _ in TOKENIZER.merge_ids] == list(TOKENIZER.merges)
    assert all(RAW[a] + RAW[b] == RAW[c] for a, b, c in TOKENIZER.merge_ids)
    assert not {token for merge in TOKENIZER.merge_ids for token in merge} & set(TOKENIZER.markers)
    assert [token for word in TOKENIZER.words(text) for token in cut(word, RANKS)] == TOKENIZER.encode(text)
