"""The file of votes: whole lines or none, whatever fails in mid-write, whoever else writes, whatever stands in it."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from explainer.engine import appending
from explainer.engine.stages import votes as votes_module
from explainer.engine.stages.votes import PreferenceLog, PreferenceRecord, VotesError
from tests.unit.engine.telling import plain


def questions(book: PreferenceLog) -> list[str]:
    return [vote.question for vote in book.votes]


def said(book: PreferenceLog) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(vote.kind, vote.question, vote.answers) for vote in book.votes]


@pytest.fixture
def book(tmp_path) -> PreferenceLog:
    made = PreferenceLog(tmp_path / "preferences.jsonl")
    made.add("pair", "first", ("a", "b"))
    return made


# ---- a disk that is full in mid-line --------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 1, 20, 59, 60, 61, 62, 63])
@pytest.mark.parametrize("can_take_back", [True, False])
def test_a_vote_cut_off_by_a_full_disk_is_refused_and_spoils_no_other(book, monkeypatch, room, can_take_back):
    real, full = os.write, [True]

    def short(file: int, data: bytes) -> int:
        if not full[0]:
            return real(file, data)
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(file, data[: left.pop()])

    def cannot(*_: object) -> None:
        raise OSError(errno.EIO, "no")

    left = [room] if room else []
    monkeypatch.setattr(appending.os, "write", short)
    if not can_take_back:
        monkeypatch.setattr(appending.os, "ftruncate", cannot)
    with pytest.raises(OSError, match="No space"):
        book.add("pair", "second", ("a", "b" * 40))
    assert questions(book) == ["first"]
    full[0] = False
    book.add("pair", "third", ("a", "b"))
    book.add("pair", "fourth", ("a", "b"))
    assert questions(book) == ["first", "third", "fourth"] == questions(PreferenceLog(book.path))
    if can_take_back:
        assert PreferenceLog(book.path).unreadable == 0, "not a trace of it"


def test_a_vote_that_is_not_safely_on_the_disk_does_not_count(book, monkeypatch):
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(appending.os, "fsync", broken)
        with pytest.raises(OSError):
            book.add("pair", "second", ("a", "b"))
        with pytest.raises(OSError):
            book.undo()
    assert questions(book) == ["first"] == questions(PreferenceLog(book.path))


def test_each_vote_is_one_write_and_is_on_the_disk_before_it_counts(book, monkeypatch):
    done = []
    real_write, real_sync = os.write, os.fsync
    monkeypatch.setattr(appending.os, "write", lambda f, data: done.append("write") or real_write(f, data))
    monkeypatch.setattr(appending.os, "fsync", lambda f: done.append("sync") or real_sync(f))
    book.add("up", "first", ("a",))
    book.add("down", "first", ("a",), in_place_of=[book.votes[-1]])
    assert done == ["write", "sync"] * 2


# ---- somebody else writes -------------------------------------------------------------------------------------------


def test_two_programs_on_one_file_lose_no_vote_and_take_back_only_their_own(tmp_path):
    path = tmp_path / "preferences.jsonl"
    one, other = PreferenceLog(path), PreferenceLog(path)
    one.add("pair", "of one", ("a", "b"))
    other.add("pair", "of the other", ("a", "b"))
    one.add("pair", "again of one", ("a", "b"))
    assert len({vote.id for vote in (*one.votes, *other.votes)}) == 3
    other.undo()
    assert questions(PreferenceLog(path)) == ["of one", "again of one"]


def test_lines_of_many_writers_stay_whole(tmp_path):
    path = tmp_path / "preferences.jsonl"

    def vote(writer: int) -> None:
        book = PreferenceLog(path)
        for n in range(20):
            book.add("pair", f"{writer} {n}", ("a" * 900, "b" * 900))

    writers = [threading.Thread(target=vote, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    again = PreferenceLog(path)
    assert again.unreadable == 0 and set(questions(again)) == {f"{w} {n}" for w in range(4) for n in range(20)}


# ---- import ---------------------------------------------------------------------------------------------------------


def test_an_import_is_one_write_however_many_votes_it_brings(book, tmp_path, monkeypatch):
    lines = [{"id": n, "kind": "up", "question": f"Q{n % 50}", "answers": [f"answer {n}"]} for n in range(1, 5001)]
    path = tmp_path / "import.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, *lines[:9]]))
    done = Counter()
    real_write, real_sync = os.write, os.fsync
    monkeypatch.setattr(appending.os, "write", lambda f, d: done.update(["write"]) or real_write(f, d))
    monkeypatch.setattr(appending.os, "fsync", lambda f: done.update(["sync"]) or real_sync(f))
    assert book.take_in(path) == 5000
    assert done == {"write": 1, "sync": 1}
    assert len({vote.id for vote in book.votes}) == 5001
    assert len(PreferenceLog(book.path).votes) == 5001


def test_an_import_that_cannot_be_stored_adds_nothing(book, tmp_path, monkeypatch):
    path = tmp_path / "import.jsonl"
    path.write_text("".join(json.dumps({"id": n, "kind": "up", "question": "Q", "answers": [f"{n}"]}) + "\n"
                            for n in range(1, 99)))  # fmt: skip

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(appending.os, "write", full)
        with pytest.raises(OSError):
            book.take_in(path)
    assert questions(book) == ["first"] == questions(PreferenceLog(book.path))


def test_comparisons_are_counted_without_comparing_every_vote_with_every_other(monkeypatch):
    book = PreferenceLog()
    for n in range(40):
        book.add("up", f"Q{n % 3}", (f"good {n % 5}",))
        book.add("down", f"Q{n % 4}", (f"bad {n % 7}" if n % 2 else f"good {n % 5}",))
        book.add("rank", "Q0", ("a", "b", "c"))

    def by_hand() -> int:
        found = 0
        for vote in book.votes:
            n = len(list(book.pairs(vote)))
            slow = [v for v in book.votes if v.kind == "down" and v.question == vote.question
                    and v.answers != vote.answers] if vote.kind == "up" else []  # fmt: skip
            assert vote.kind != "up" or n == len(slow)
            found += max(1, n)
        return found

    assert book.n_pairs == by_hand()
    book.undo()
    book.undo(2)
    assert book.n_pairs == by_hand()
    looked = []
    monkeypatch.setattr(PreferenceLog, "pairs", lambda *_: looked.append(1) or iter(()))
    assert book.n_pairs > 0 and not looked


# ---- whatever stands in it ------------------------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(), st.booleans(), st.none(), st.just(10**400), st.text(max_size=3)
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["\0", "a\0b", "\ud83d", "\udce9", "\u2028", "‮", "x" * 3000, "🙂" * 1500, " "]),
    NUMBERS,
    st.lists(st.text(max_size=3), max_size=3),
)
LINES = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "id": NUMBERS,
            "kind": st.one_of(st.sampled_from(["pair", "rank", "up", "down", "best", ""]), TEXTS),
            "question": TEXTS,
            "answers": st.one_of(st.lists(TEXTS, max_size=11), TEXTS, st.dictionaries(st.text(max_size=2), TEXTS)),
            "undo": st.one_of(NUMBERS, st.lists(NUMBERS, max_size=2)),
        },
    ).map(lambda line: json.dumps(line).encode()),
    st.recursive(st.none() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=9).map(
        lambda data: json.dumps(data).encode()
    ),
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"[" * 200_000,
            b'{"a":' * 50_000,
            b'{"id": ' + b"9" * 5000 + b"}",
            b'{"undo": 1e999}',
            b'{"undo": NaN}',
            b'{"undo": -0}',
            b"x" * 1_000_000,
            b'"' + b"a" * 1_000_000 + b'"',
            b"\0" * 1000,
            b"\xef\xbb\xbf{}",
        ]
    ),
)


@given(st.lists(LINES, max_size=12))
@hypothesis_settings(max_examples=300)
def test_any_lines_are_votes_or_passed_over_and_the_book_can_go_on(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("votes") / "preferences.jsonl"
    path.write_bytes(b"\n".join(lines))
    try:
        book = PreferenceLog(path)
    except VotesError as error:
        assert plain(error) and "preferences.jsonl" in str(error)
        return
    for vote in book.votes:
        assert (
            isinstance(vote, PreferenceRecord) and 0 < vote.id <= 2**53 and all(vote.answers) and vote.question.strip()
        )
        "".join((vote.question, *vote.answers)).encode()
    assert book.n_pairs >= len(book.votes)
    before = said(book)
    book.add("pair", "and on", ("a", "b"))
    again = PreferenceLog(path)
    assert [(vote.kind, vote.question, vote.answers) for vote in again.votes] == [
        *before,
        ("pair", "and on", ("a", "b")),
    ]
    again.undo()
    assert [(vote.kind, vote.question, vote.answers) for vote in PreferenceLog(path).votes] == before
    assert PreferenceLog().take_in(path) == len(set(before)) if before else True


@pytest.mark.parametrize("line", [b'{"undo": 7}', b"{", b"", b"x"])
def test_more_lines_than_anybody_votes_are_refused_at_once(tmp_path, monkeypatch, line):
    monkeypatch.setattr(votes_module, "MOST_LINES", 1000)
    path = tmp_path / "votes.jsonl"
    path.write_bytes((line + b"\n") * 1001)
    with pytest.raises(VotesError) as caught:
        PreferenceLog().take_in(path)
    assert plain(caught.value)


def test_withdrawals_of_votes_that_are_not_there_cost_nothing(tmp_path):
    """Each used to be looked for among all votes: a file of 20 MB took an hour, in which nothing learned."""
    n = 10_000
    votes = [json.dumps({"id": k, "kind": "up", "question": "Q", "answers": [str(k)]}) for k in range(1, n + 1)]
    undone = [json.dumps({"undo": k}) for k in (*range(n + 1, 30 * n), *range(n, 1, -1))]
    path = tmp_path / "votes.jsonl"
    path.write_text("\n".join(votes + undone))
    assert [vote.answers for vote in PreferenceLog(path).votes] == [("1",)]


def test_a_book_whose_first_line_is_damaged_opens_though_all_votes_were_taken_back(tmp_path):
    path = tmp_path / "preferences.jsonl"
    path.write_bytes(b"\x80\n" + json.dumps({"undo": 1}).encode() + b"\n")
    book = PreferenceLog(path)
    assert book.votes == [] and book.unreadable == 1
