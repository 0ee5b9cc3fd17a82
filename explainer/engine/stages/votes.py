"""Votes by hand: kept at once in ``preferences.jsonl``, one JSON object a line, and turned into comparisons.

A line is a ballot (``{"id": 3, "kind": "pair", "question": …, "answers": [best, …, worst]}``), a thumb (one answer,
kind ``up`` or ``down``), or the withdrawal of one (``{"undo": 3}``). Lines are only ever added, so a power cut loses
the last line at most, and whatever was voted can be traced.

A thumb alone compares nothing. It is turned into comparisons with other answers to the same question: with those that
got the other thumb, and with one that the model writes of itself, which is taken to be worse than what was liked and
better than what was disliked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from explainer.engine.frames import Rating

MOST_TEXT = 2000  # characters of a question or an answer in an imported file
MOST_BYTES = 20_000_000  # of a file of votes: some 50,000 of them, far more than anybody gives by hand
_KINDS = ("pair", "rank", "up", "down")


class VotesError(ValueError):
    """A file of votes cannot be used; the text is a sentence for people."""


@dataclass(slots=True)
class CastVote:
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


class VoteBook:
    """All votes by hand of one run.

    Args:
        path: of ``preferences.jsonl``; votes that are there already are read. None keeps votes in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.votes: list[CastVote] = []
        self.unreadable = 0  # lines that were skipped when the file was read
        self._next = 1
        self._torn = False  # whether the file's last line was cut off
        if path is not None:
            self._read(path)

    def add(self, kind: str, question: str, answers: tuple[str, ...]) -> CastVote:
        """Store a vote.

        Raises:
            ValueError: it could not be read again: a text is empty or far too long, or there are too few or too many.
            OSError: it could not be written; it does not count then.
        """
        vote = CastVote(self._next, kind, question, answers)
        if not _is_sound(vote):
            raise ValueError(f"only questions and answers of 1 to {MOST_TEXT:,} characters can be voted on")
        self._write(_as_line(vote))
        self._next += 1
        self.votes.append(vote)
        return vote

    def undo(self, number: int | None = None) -> CastVote | None:
        """Take back the last vote, or that with a number; return it, or None where there is none.

        Raises:
            OSError: it could not be written; the vote still counts then.
        """
        found = [vote for vote in self.votes if number in (None, vote.id)]
        if not found:
            return None
        self._write({"undo": found[-1].id})
        self.votes.remove(found[-1])
        return found[-1]

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
        self.path, self._torn = path, False

    def as_bytes(self) -> bytes:
        """The votes that count, as the content of a file."""
        return "".join(json.dumps(_as_line(v), ensure_ascii=False) + "\n" for v in self.votes).encode()

    def export(self, path: Path) -> None:
        """Write the votes that count into a file, in place of what is there.

        Raises:
            OSError: it could not be written; a file that was there is as it was.
        """
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(
                "".join(json.dumps(_as_line(v), ensure_ascii=False) + "\n" for v in self.votes), encoding="utf-8"
            )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def take_in(self, path: Path) -> int:
        """Add the votes of a file, except those that are here already; return how many were added.

        Raises:
            VotesError: it cannot be read or holds no votes.
            OSError: they could not be stored.
        """
        votes, unreadable = _read_votes(path)
        if not votes:
            why = "none of its lines is a vote" if unreadable else "it is empty"
            raise VotesError(f"“{path.name}” holds no votes: {why}. Choose a file that “Export votes” wrote.")
        known = {(vote.kind, vote.question, vote.answers) for vote in self.votes}
        new = [vote for vote in votes if (vote.kind, vote.question, vote.answers) not in known]
        for vote in new:
            self.add(vote.kind, vote.question, vote.answers)
        return len(new)

    def pairs(self, vote: CastVote) -> Iterator[tuple[str, str]]:
        """The comparisons (better answer, worse answer) that follow from one vote and the other thumbs."""
        if vote.kind in ("pair", "rank"):
            yield from combinations(vote.answers, 2)
            return
        if vote.kind == "up":
            for other in self.votes:
                if other.kind == "down" and other.question == vote.question and other.answers != vote.answers:
                    yield vote.answers[0], other.answers[0]

    @property
    def n_pairs(self) -> int:
        """Comparisons that follow from all votes; a thumb counts as one at least."""
        return sum(max(len(list(self.pairs(vote))), int(vote.kind in ("up", "down"))) for vote in self.votes)

    def _read(self, path: Path) -> None:
        if not path.exists():
            return
        self.votes, self.unreadable = _read_votes(path)
        self._torn = path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
        self._next = 1 + max((vote.id for vote in self.votes), default=0)

    def _write(self, line: dict[str, object]) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" * self._torn + json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._torn = False


def _as_line(vote: CastVote) -> dict[str, object]:
    return {"id": vote.id, "kind": vote.kind, "question": vote.question, "answers": list(vote.answers)}


def _read_votes(path: Path) -> tuple[list[CastVote], int]:
    """Return the votes of a file that were not withdrawn, and how many lines were none.

    Raises:
        VotesError: it cannot be read as text.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise VotesError(f"“{path.name}” holds no votes: it is larger than any file of votes.")
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise VotesError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    votes: dict[tuple[object, ...], CastVote] = {}  # by all a line says: one that stands there twice is one vote
    unreadable = 0
    for line in lines:
        try:
            data = json.loads(line)
            if "undo" in data:
                number = int(data["undo"])
                votes.pop(next((key for key in reversed(votes) if key[0] == number), ()), None)
                continue
            vote = CastVote(int(data["id"]), data["kind"], data["question"], _as_texts(data["answers"]))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            unreadable += bool(line.strip())
            continue
        if _is_sound(vote):
            votes.setdefault((vote.id, vote.kind, vote.question, vote.answers), vote)
        else:
            unreadable += 1
    if not votes and not _is_text(lines):
        raise VotesError(f"“{path.name}” holds no votes: it is not a text file.")
    return list(votes.values()), unreadable


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


def _is_sound(vote: CastVote) -> bool:
    enough = len(vote.answers) == 1 if vote.kind in ("up", "down") else 2 <= len(vote.answers) <= 9
    return vote.kind in _KINDS and enough and all(map(_can_be_said, (vote.question, *vote.answers)))


def _can_be_said(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip()) and len(text) <= MOST_TEXT and text == readable(text)


def readable(text: str) -> str:
    """The text as a file and a tokenizer can take it: half a character, typed or pasted, reads as “?”."""
    return text.encode("utf-8", "replace").decode()
