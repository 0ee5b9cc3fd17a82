"""Votes by hand: kept at once, never lost, never invented, whatever stands in a file."""

from __future__ import annotations

import json
import os
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from explainer.engine.stages import votes as votes_module
from explainer.engine.stages.votes import PreferenceLog, VotesError
from tests.unit.engine.telling import plain


def told(book: PreferenceLog) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(vote.kind, vote.question, vote.answers) for vote in book.votes]


def line(number: object = 1, kind: object = "pair", question: object = "Q?", answers: object = ("a", "b")) -> str:
    return json.dumps({"id": number, "kind": kind, "question": question, "answers": answers}, ensure_ascii=False)


@pytest.fixture
def book(tmp_path) -> PreferenceLog:
    return PreferenceLog(tmp_path / "run" / "preferences.jsonl")


# ---- kept at once -------------------------------------------------------------------------------------------------


def test_a_vote_is_in_the_file_before_anything_else_happens(book):
    book.add("pair", "Who?", ("Mia.", "Ben."))
    assert [json.loads(row) for row in book.path.read_text(encoding="utf-8").splitlines()] == [
        {"id": 1, "kind": "pair", "question": "Who?", "answers": ["Mia.", "Ben."]}
    ]
    book.add("up", "Who?", ("Mia.",))
    book.undo()
    rows = [json.loads(row) for row in book.path.read_text(encoding="utf-8").splitlines()]
    assert [row.get("id") for row in rows] == [1, 2, None] and rows[2] == {"undo": 2}


def test_what_was_voted_is_there_when_the_run_is_opened_again(book):
    book.add("pair", "Who?", ("Mia.", "Ben."))
    book.add("rank", "Wer? “Ü”\u2028\x85🐄", ("a\nb", "b", "c\t", "d"))
    book.add("up", "Who?", ("Mia.",))
    again = PreferenceLog(book.path)
    assert told(again) == told(book) and again.unreadable == 0
    assert not any(vote.used for vote in again.votes)
    assert again.add("down", "Who?", ("Ben.",)).id == 4


def test_a_vote_that_could_not_be_written_does_not_count(tmp_path):
    (tmp_path / "run").write_text("a file where the folder should be")
    book = PreferenceLog()
    book.add("pair", "Q", ("a", "b"))
    book.path = tmp_path / "run" / "preferences.jsonl"
    with pytest.raises(OSError):
        book.add("pair", "Q", ("c", "d"))
    with pytest.raises(OSError):
        book.undo()
    assert told(book) == [("pair", "Q", ("a", "b"))]


# ---- taken back ---------------------------------------------------------------------------------------------------


def test_the_last_vote_or_one_by_its_number_is_taken_back(book):
    for n in range(4):
        book.add("pair", f"Q{n}", ("a", "b"))
    assert book.undo().question == "Q3"
    assert book.undo(2).question == "Q1"
    assert book.undo(2) is None and book.undo(99) is None
    assert [vote.question for vote in PreferenceLog(book.path).votes] == ["Q0", "Q2"]
    book.undo()
    book.undo()
    assert book.undo() is None and PreferenceLog(book.path).votes == []


def test_a_number_that_is_given_again_after_an_undo_means_the_new_vote(book):
    book.add("pair", "Q", ("a", "b"))
    book.undo()
    again = PreferenceLog(book.path)
    again.add("pair", "Q", ("b", "a"))
    assert told(PreferenceLog(book.path)) == [("pair", "Q", ("b", "a"))]


@given(st.lists(st.one_of(st.tuples(st.sampled_from(["a", "b", "ü\u2028"]), st.text(max_size=9)), st.integers(-1, 9))))
@hypothesis_settings(max_examples=60)
def test_whatever_is_voted_and_taken_back_is_what_is_read_again(tmp_path_factory, doings):
    path = tmp_path_factory.mktemp("votes") / "preferences.jsonl"
    book = PreferenceLog(path)
    for doing in doings:
        if isinstance(doing, int):
            book.undo(None if doing < 0 else doing)
        else:
            book.add("up", doing[0], (doing[1].strip() or "x",))
    again = PreferenceLog(path)
    assert told(again) == told(book) and again.unreadable == 0


# ---- damaged files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", range(1, 30, 4))
def test_of_a_file_cut_off_in_mid_line_only_the_last_vote_is_lost(book, keep):
    book.add("pair", "Who?", ("Mia.", "Ben."))
    book.add("pair", "Où? “🐄”", ("é", "b"))
    whole = book.path.read_bytes()
    second = whole.splitlines(keepends=True)[1]
    book.path.write_bytes(whole[: -len(second) + keep])
    again = PreferenceLog(book.path)
    assert told(again) == [("pair", "Who?", ("Mia.", "Ben."))] and again.unreadable == 1
    again.add("up", "Who?", ("Mia.",))  # and the next is not lost with it
    assert told(PreferenceLog(book.path)) == told(again) and len(again.votes) == 2


def test_a_file_cut_off_within_a_character_opens(book):
    book.add("pair", "Où?", ("é", "b"))
    whole = book.path.read_bytes()
    book.path.write_bytes(whole[: whole.index("é".encode()) + 1])
    again = PreferenceLog(book.path)
    assert again.votes == [] and again.unreadable == 1


@given(st.binary(max_size=300))
def test_any_bytes_can_be_imported_or_are_refused_in_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("import") / "votes.jsonl"
    path.write_bytes(content)
    book = PreferenceLog()
    try:
        assert book.take_in(path) == len(book.votes) > 0
    except VotesError as error:
        assert plain(error) and book.votes == []


@pytest.mark.parametrize(
    "bad",
    [
        "no JSON",
        "[1, 2]",
        "7",
        "null",
        '"undo"',
        "{}",
        "[" * 100_000,
        line(answers="ab"),  # letters are not answers
        line(answers=["a"]),
        line(answers=[]),
        line(answers=["a", ""]),
        line(answers=["a", "  "]),
        line(answers=["a", 7]),
        line(answers=["a", None]),
        line(answers=list("abcdefghij")),
        line(answers={"a": "b"}),
        line(kind="up"),
        line(kind="best"),
        line(kind=["pair"]),
        line(question=""),
        line(question=None),
        line(question="x" * 5000),
        line(answers=["a", "x" * 5000]),
        line(number="one"),
        line(number=None),
        line(number=float("inf")),
        line(number=float("nan")),
        '{"id": 1, "kind": "pair", "question": "\\ud83d", "answers": ["a", "b"]}',  # half a character
        '{"undo": Infinity}',
        '{"undo": []}',
    ],
)
def test_a_line_that_is_no_vote_is_skipped_and_counted_and_the_others_count(tmp_path, bad):
    path = tmp_path / "votes.jsonl"
    path.write_text(f"{line(1)}\n{bad}\n\n{line(2, 'up', 'Q?', ['a'])}\n", encoding="utf-8")
    book = PreferenceLog(path)
    assert [vote.kind for vote in book.votes] == ["pair", "up"] and book.unreadable == 1
    assert PreferenceLog().take_in(path) == 2


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"hello\n", bytes(range(256)), b"\xff\xfe" * 50, b"\x89PNG\r\n\x1a\n\0"]
)
def test_a_file_that_holds_no_votes_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "holiday.png"
    path.write_bytes(content)
    book = PreferenceLog()
    with pytest.raises(VotesError, match=r"holiday\.png") as caught:
        book.take_in(path)
    assert plain(caught.value) and book.votes == []


def test_what_is_not_there_or_is_a_folder_is_refused_in_a_sentence(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.jsonl"):
        with pytest.raises(VotesError) as caught:
            PreferenceLog().take_in(path)
        assert path.name in plain(caught.value)


def test_a_file_far_too_large_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(votes_module, "MOST_BYTES", 100)
    path = tmp_path / "votes.jsonl"
    path.write_text(line() + " " * 100)
    with pytest.raises(VotesError, match="larger") as caught:
        PreferenceLog().take_in(path)
    assert plain(caught.value)


def test_a_file_with_a_mark_of_its_encoding_is_read_whole(tmp_path):
    path = tmp_path / "votes.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line().encode() + b"\r\n")
    assert PreferenceLog().take_in(path) == 1


# ---- export and import --------------------------------------------------------------------------------------------


def test_what_is_exported_can_be_imported_and_is_the_same(book, tmp_path):
    for n in range(3):
        book.add("rank", f"Q{n} “ü”", ("a", "b", "c"))
    book.add("down", "Q0", ("d",))
    book.undo(2)
    out = tmp_path / "folder" / "of" / "mine" / "votes.jsonl"
    book.export(out)
    other = PreferenceLog()
    assert other.take_in(out) == 3 and told(other) == told(book)
    assert book.take_in(out) == 0 and other.take_in(out) == 0  # they are here already
    assert [path.name for path in out.parent.iterdir()] == ["votes.jsonl"]


def test_two_files_in_one_lose_nothing_though_their_numbers_are_the_same(tmp_path):
    path = tmp_path / "votes.jsonl"
    path.write_text(f"{line(1, question='A?')}\n{line(1, question='B?')}\n{line(1, question='A?')}\n")
    book = PreferenceLog()
    assert book.take_in(path) == 2
    assert [(vote.id, vote.question) for vote in book.votes] == [(1, "A?"), (2, "B?")]


def test_an_export_that_fails_leaves_the_old_file_as_it_was(book, tmp_path, monkeypatch):
    book.add("pair", "Q", ("a", "b"))
    out = tmp_path / "votes.jsonl"
    out.write_text("of old")

    def full(self: Path, target: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError):
        book.export(out)
    assert out.read_text() == "of old"
    assert {path.name for path in tmp_path.iterdir()} == {"votes.jsonl", "run"}


def test_votes_move_with_the_run_when_it_is_saved(book, tmp_path):
    book.add("pair", "Q", ("a", "b"))
    book.add("pair", "R", ("a", "b"))
    book.undo(1)
    new = tmp_path / "saved" / "preferences.jsonl"
    book.move_to(new)
    book.add("up", "R", ("a",))
    assert told(PreferenceLog(new)) == told(book) == [("pair", "R", ("a", "b")), ("up", "R", ("a",))]


# ---- comparisons --------------------------------------------------------------------------------------------------


def test_an_order_of_answers_is_a_comparison_of_each_two():
    book = PreferenceLog()
    vote = book.add("rank", "Q", ("best", "good", "bad", "worst"))
    assert list(book.pairs(vote)) == list(combinations(("best", "good", "bad", "worst"), 2))
    assert book.n_pairs == 6
    assert list(book.pairs(book.add("pair", "Q", ("a", "b")))) == [("a", "b")]


def test_thumbs_are_compared_with_the_other_thumbs_for_the_same_question():
    book = PreferenceLog()
    up = book.add("up", "Q", ("good",))
    assert list(book.pairs(up)) == [] and book.n_pairs == 1  # it will be compared with an answer of the model's
    first, second = book.add("down", "Q", ("bad",)), book.add("down", "Q", ("worse",))
    book.add("down", "another question", ("poor",))
    assert list(book.pairs(up)) == [("good", "bad"), ("good", "worse")]
    assert list(book.pairs(first)) == list(book.pairs(second)) == []  # counted once, not twice
