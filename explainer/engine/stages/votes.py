"""Votes by hand: kept at once in ``preferences.jsonl``, one JSON object a line, and turned into comparisons.

A line is a ballot (``{"id": 3, "kind": "pair", "question": …, "answers": [best, …, worst]}``), a thumb (one answer,
kind ``up`` or ``down``), or the withdrawal of one (``{"undo": 3}``). Lines are only ever added, whole (``appending``),
so a power cut loses the last line at most, and whatever was voted can be traced. A file may come from anywhere: a line
that is no vote is passed over and counted, and none can take long to find that out.

A thumb alone compares nothing. It is turned into comparisons with other answers to the same question: with those that
got the other thumb, and with one that the model writes of itself, which is taken to be worse than what was liked and
better than what was disliked.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from explainer.engine.appending import append
from explainer.engine.frames import Rating
from explainer.marking import Problem, mark

MOST_TEXT = 2000  # characters of a question or an answer in an imported file
MOST_BYTES = 20_000_000  # of a file of votes: some 50,000 of them, far more than anybody gives by hand
MOST_LINES = 400_000  # of a file of votes, withdrawals among them: read in a few seconds, whatever stands in them
_LARGEST_ID = 2**53  # what every reader of JSON can hold
_KINDS = ("pair", "rank", "up", "down")


class VotesError(Problem):
    """A file of votes cannot be used."""


@dataclass(slots=True)
class PreferenceRecord:
    """One vote by hand.

    Attributes:
        id: counted from 1.
        kind: ``pair``, ``rank``, ``up`` or ``down``.
        question: what was asked. answers: best first; one for a thumb.
        used: whether the judge has been trained with it (in this session).
        ratings: of the answers, as they were told to whoever voted; not written down.
    """

    id: int
    kind: str
    question: str
    answers: tuple[str, ...]
    used: bool = False
    ratings: tuple[Rating, ...] = ()


class PreferenceLog:
    """All votes by hand of one run.

    Args:
        path: of ``preferences.jsonl``; votes that are there already are read. None keeps votes in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.votes: list[PreferenceRecord] = []
        self.unreadable = 0  # lines that were skipped when the file was read
        self._next = 1
        self._size = _size_of(path)  # bytes of the file after what was last read or written here
        self._downs: tuple[object, _Downs] | None = None
        if path is not None and path.exists():
            self.votes, self.unreadable = _read_votes(path)
            self._next = _after(self.votes)

    def add(
        self, kind: str, question: str, answers: tuple[str, ...], *, in_place_of: Iterable[PreferenceRecord] = ()
    ) -> PreferenceRecord:
        """Store a vote, and withdraw those it takes the place of: all of that or nothing.

        Raises:
            Problem: it could not be read again: a text is empty or far too long, or there are too few or too many.
            OSError: it could not be written; it does not count then.
        """
        vote = PreferenceRecord(self._next, kind, question, answers)
        if not _is_sound(vote):
            length = mark("engine", "only questions and answers of 1 to {most:,} characters can be voted on")
            raise Problem(length, most=MOST_TEXT)
        self._store([vote], in_place_of)
        return vote

    def undo(self, number: int | None = None) -> PreferenceRecord | None:
        """Take back the last vote, or that with a number; return it, or None where there is none.

        Raises:
            OSError: it could not be written; the vote still counts then.
        """
        found = [vote for vote in self.votes if number in (None, vote.id)]
        if not found:
            return None
        self._store([], found[-1:])
        return found[-1]

    def withdraw(self, votes: Iterable[PreferenceRecord]) -> None:
        """Take back these votes, all or none.

        Raises:
            OSError: it could not be written; they still count then.
        """
        self._store([], votes)

    def move_to(self, path: Path) -> None:
        """Keep the votes in another file from now on; those there are go with them.

        Raises:
            OSError: it could not be written; the votes stay where they were.
        """
        if path == self.path:
            return
        self.export(path)
        self.go_on_in(path)

    def go_on_in(self, path: Path) -> None:
        """Add votes to come to another file, which holds those there are."""
        self.path, self._size = path, _size_of(path)

    def as_bytes(self) -> bytes:
        """The votes that count, as the content of a file."""
        return b"".join(map(_as_line, self.votes))

    def export(self, path: Path) -> None:
        """Write the votes that count into a file, in place of what is there.

        Raises:
            OSError: it could not be written; a file that was there is as it was.
        """
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(self.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def take_in(self, path: Path) -> int:
        """Add the votes of a file, except those that are here already; return how many were added: all or none.

        Raises:
            VotesError: it cannot be read or holds no votes.
            OSError: they could not be stored.
        """
        votes, unreadable = _read_votes(path)
        if not votes:
            none = (
                mark(
                    "engine",
                    "“{name}” holds no votes: none of its lines is a vote. Choose a file that “Export votes” wrote.",
                )
                if unreadable
                else mark("engine", "“{name}” holds no votes: it is empty. Choose a file that “Export votes” wrote.")
            )
            raise VotesError(none, name=path.name)
        known = {(vote.kind, vote.question, vote.answers) for vote in self.votes}
        told = dict.fromkeys((vote.kind, vote.question, vote.answers) for vote in votes)
        new = [said for said in told if said not in known]
        self._store([PreferenceRecord(self._next + place, *said) for place, said in enumerate(new)], ())
        return len(new)

    def pairs(self, vote: PreferenceRecord) -> Iterator[tuple[str, str]]:
        """The comparisons (better answer, worse answer) that follow from one vote and the other thumbs."""
        if vote.kind in ("pair", "rank"):
            yield from combinations(vote.answers, 2)
        elif vote.kind == "up":
            for worse in self._thumbs_down().answers.get(vote.question, ()):
                if worse != vote.answers[0]:
                    yield vote.answers[0], worse

    @property
    def n_pairs(self) -> int:
        """Comparisons that follow from all votes; a thumb counts as one at least."""
        downs, found = self._thumbs_down(), 0
        for vote in self.votes:
            if vote.kind == "up":
                same = downs.alike[vote.question, vote.answers[0]]
                found += max(1, len(downs.answers.get(vote.question, ())) - same)
            else:
                found += max(1, len(vote.answers) * (len(vote.answers) - 1) // 2)
        return found

    def _thumbs_down(self) -> _Downs:
        """Answers with a thumb down, by question; looked for anew only when votes have come or gone."""
        key = (len(self.votes), self._next, self.votes[-1] if self.votes else None)
        if self._downs is None or self._downs[0] != key:
            self._downs = (key, _Downs(self.votes))
        return self._downs[1]

    def _store(self, new: list[PreferenceRecord], withdrawn: Iterable[PreferenceRecord]) -> None:
        """Write withdrawals and votes, then let them count."""
        gone = list(withdrawn)
        if not (new or gone):
            return
        self._make_way(new)
        if self.path is not None:
            undone = b"".join(_encoded({"undo": vote.id}) for vote in gone)
            self._size = append(self.path, undone + b"".join(map(_as_line, new)))
        for vote in gone:
            self.votes.remove(vote)
        self.votes += new
        self._next += len(new)

    def _make_way(self, new: list[PreferenceRecord]) -> None:
        """Give new votes numbers that nobody has used: another program may have voted into the same file meanwhile."""
        if self.path is not None and _size_of(self.path) != self._size:
            try:
                self._next = max(self._next, _after(_read_votes(self.path)[0]))
            except VotesError:
                return
            for place, vote in enumerate(new):
                vote.id = self._next + place


class _Downs:
    """Answers with a thumb down: of each question, and how often each was given."""

    def __init__(self, votes: Iterable[PreferenceRecord]) -> None:
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.alike: Counter[tuple[str, str]] = Counter()
        for vote in votes:
            if vote.kind == "down":
                self.answers[vote.question].append(vote.answers[0])
                self.alike[vote.question, vote.answers[0]] += 1


def _size_of(path: Path | None) -> int:
    return path.stat().st_size if path is not None and path.exists() else 0


def _after(votes: Iterable[PreferenceRecord]) -> int:
    return 1 + max((vote.id for vote in votes), default=0)


def _encoded(line: dict[str, object]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _as_line(vote: PreferenceRecord) -> bytes:
    return _encoded({"id": vote.id, "kind": vote.kind, "question": vote.question, "answers": list(vote.answers)})


def _read_votes(path: Path) -> tuple[list[PreferenceRecord], int]:
    """Return the votes of a file that were not withdrawn, and how many lines were none.

    Raises:
        VotesError: it cannot be read as text.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            large = mark("engine", "“{name}” holds no votes: it is larger than any file of votes.")
            raise VotesError(large, name=path.name)
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        unread = mark("engine", "“{name}” cannot be read: {why}.")
        raise VotesError(unread, name=path.name, why=str(error.strerror or error)) from error
    if len(lines) > MOST_LINES:
        many = mark("engine", "“{name}” holds no votes: it has more lines than any file of votes.")
        raise VotesError(many, name=path.name)
    votes: dict[
        tuple[object, ...], PreferenceRecord
    ] = {}  # by all a line says: one that stands there twice is one vote
    by_id: dict[int, list[tuple[object, ...]]] = defaultdict(list)  # two files in one have numbers twice
    unreadable, understood = 0, False
    for line in lines:
        if not line.strip():
            continue
        said = _said(line)
        understood = understood or said is not None
        if isinstance(said, int):
            if found := by_id[said]:
                votes.pop(found.pop())
        elif said is None:
            unreadable += 1
        else:
            key = (said.id, said.kind, said.question, said.answers)
            if key not in votes:
                votes[key] = said
                by_id[said.id].append(key)
    if not understood and not _is_text(lines):
        raise VotesError(mark("engine", "“{name}” holds no votes: it is not a text file."), name=path.name)
    return list(votes.values()), unreadable


def _said(line: bytes) -> PreferenceRecord | int | None:
    """What a line says: a vote, the number of one that is withdrawn, or nothing that can be understood."""
    try:
        data = json.loads(line)
        if not isinstance(data, dict):
            return None
        if "undo" in data:
            return _number(data["undo"])
        vote = PreferenceRecord(_number(data["id"]), data["kind"], data["question"], _as_texts(data["answers"]))
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError):
        return None
    return vote if _is_sound(vote) else None


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= _LARGEST_ID:
        raise ValueError("not the number of a vote")
    return int(value)


def _is_text(lines: list[bytes]) -> bool:
    """Whether all lines are UTF-8; the last one may have been cut off within a character."""
    try:
        b"\n".join(lines[:-1]).decode("utf-8")
        return b"\0" not in b"".join(lines)
    except UnicodeDecodeError:
        return False


def _as_texts(answers: object) -> tuple[str, ...]:
    if not isinstance(answers, list):
        raise TypeError(f"answers are a list, not {type(answers).__name__}")
    return tuple(answers)


def _is_sound(vote: PreferenceRecord) -> bool:
    enough = len(vote.answers) == 1 if vote.kind in ("up", "down") else 2 <= len(vote.answers) <= 9
    return vote.kind in _KINDS and enough and all(map(_can_be_said, (vote.question, *vote.answers)))


def _can_be_said(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip()) and len(text) <= MOST_TEXT and text == readable(text)


def readable(text: str) -> str:
    """The text as a file and a tokenizer can take it: half a character, typed or pasted, reads as “?”."""
    return text.encode("utf-8", "replace").decode()
