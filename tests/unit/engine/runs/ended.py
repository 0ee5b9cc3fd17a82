"""A process that is ended between any two system calls that write; run as a program by ``test_killed``.

``python -m tests.unit.engine.runs.ended WHAT FOLDER`` makes a run, and then does WHAT again and again in copies of this
process (``fork``), each of which ends itself (``os._exit``, no clean-up) at the next later system call, or half-way
through it where it writes data. After each, what is left is opened and looked at. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from explainer.engine.runs.autosave import Autosaver
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from explainer.engine.stages.votes import PreferenceLog
from explainer.training.reports import Stage
from tests.unit.engine.runs.whole_run import new_session, opened, small, through

#: System calls that change what is on the disk.
CALLS = (
    "open",
    "write",
    "fsync",
    "replace",
    "rename",
    "unlink",
    "remove",
    "mkdir",
    "rmdir",
    "link",
    "truncate",
    "ftruncate",
)
ENDED = 9


def end_at(n: int, *, half: bool) -> None:
    """End this process at the ``n``-th call from now on; ``half``: data that would be written is written half."""
    count = 0

    def watch(name: str) -> None:
        real = getattr(os, name)

        def call(*args, **options):
            nonlocal count
            count += 1
            if count == n:
                if half and name == "write":
                    real(args[0], memoryview(args[1])[: len(args[1]) // 2])
                os._exit(ENDED)
            return real(*args, **options)

        setattr(os, name, call)

    for name in CALLS:
        watch(name)


def ended_everywhere(act: Callable[[], object], left: Callable[[int], str], most: int = 400) -> dict[str, object]:
    """Do ``act`` in copies that end later and later, until one comes to its end.

    Args:
        act: what is done.
        left: looks at what is there afterwards, and says what it found: "before" or "after".
        most: calls, in case it never comes to its end.

    Returns:
        How many copies were ended, and what was left each time.
    """
    found = []
    for half in (False, True):
        for n in range(1, most):
            child = os.fork()
            if child == 0:
                end_at(n, half=half)
                try:
                    act()
                finally:
                    os._exit(0)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code in (0, ENDED), code
            found.append(left(n))
            if code == 0:
                break
        else:
            raise AssertionError("it never came to its end")
    return {"ended": len(found) - 2, "left": found}


def _weights(session: Session) -> list[float]:
    return [float(p.double().sum()) for p in session.model.parameters()]


def _made(**settings: object) -> Session:
    made = new_session(**settings)
    made.pipeline.go_on()
    for _ in range(3):
        made.pipeline.advance()
    return made


def saving(root: Path, *, onto_another: bool) -> dict[str, object]:
    """Saving again into the run's own folder, or over another run."""
    folder, fresh = root / "run", root / "fresh"
    first = _made(seed=1) if onto_another else _made()
    first.course.preferences.votes.add("pair", "Who?", ("Tom.", "Sam."))
    save_run(first, fresh)
    old = _weights(first)
    session = _made() if onto_another else first
    session.course.preferences.votes.add(
        "pair", "Who?", ("Mia.", "Ben.")
    )  # into the fresh folder, where that is its own
    through(session)
    session.pipeline.begin(Stage.SFT)
    through(session)
    new = _weights(session)
    both = ["Tom.", "Mia."]
    votes = {"before": ["Tom."], "after": ["Mia."]} if onto_another else {"before": both, "after": both}

    def put_back() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(fresh, folder)

    def left(n: int) -> str:
        again = opened(folder)
        assert again.damage == (), again.damage
        found = {str(old): "before", str(new): "after"}.get(str(_weights(again)))
        assert found is not None, f"after {n} calls it is neither the old run nor the new one"
        assert [vote.answers[0] for vote in again.course.preferences.votes.votes] == votes[found], (n, found)
        if found == "before":
            again.pipeline.resume()
            assert again.pipeline.advance() is not None, "it goes on with what was under way"
        put_back()
        return found

    def act() -> None:
        if not onto_another:
            session.course.preferences.votes.go_on_in(folder / "preferences.jsonl")
        save_run(session, folder)

    put_back()
    return ended_everywhere(act, left)


def autosaving(root: Path) -> dict[str, object]:
    """Keeping by itself, for the first time and again."""
    session = _made()
    saver = Autosaver(root / "autosaves")
    saver.begin(session)
    results: dict[str, object] = {"ended": 0, "left": []}
    for again in (False, True):
        if again:
            saver.keep()
            session.pipeline.advance()
        shutil.rmtree(root / "copy", ignore_errors=True)
        if (root / "autosaves").exists():
            shutil.copytree(root / "autosaves", root / "copy")
        before = _weights(opened(next((root / "autosaves").iterdir()))) if again else None
        new = _weights(session)

        def left(n: int, *, before: list[float] | None = before, new: list[float] = new) -> str:
            folder = root / "autosaves" / session.record.run
            try:
                weights = _weights(opened(folder))
            except ValueError:
                assert before is None, f"after {n} calls nothing can be opened"
                weights = None
            shutil.rmtree(root / "autosaves", ignore_errors=True)
            if (root / "copy").exists():
                shutil.copytree(root / "copy", root / "autosaves")
            if weights == new:
                return "after"
            assert weights == before
            return "before"

        found = ended_everywhere(saver.keep, left)
        results = {"ended": results["ended"] + found["ended"], "left": [*results["left"], *found["left"]]}
    return results


def voting(root: Path) -> dict[str, object]:
    """A vote by hand, and an export of all votes over an older one."""
    path, exported = root / "preferences.jsonl", root / "export.jsonl"
    book = PreferenceLog(path)
    book.add("pair", "Who?", ("Mia.", "Ben."))
    book.export(exported)
    kept = path.read_bytes(), exported.read_bytes()

    def act() -> None:
        book.add("up", "Who?", ("Tom.",))
        book.export(exported)

    def left(n: int) -> str:
        voted, written = len(PreferenceLog(path).votes), len(PreferenceLog(exported).votes)
        assert voted in (1, 2) and written in (1, 2) and written <= voted, (n, voted, written)
        again = PreferenceLog(path)
        again.add("down", "Who?", ("Sam.",))
        assert len(PreferenceLog(path).votes) == voted + 1, "a vote was glued to what was cut off"
        for file, data in zip((path, exported), kept, strict=True):
            file.write_bytes(data)
        return "after" if written == 2 else "before"

    return ended_everywhere(act, left)


def main() -> None:
    """Do what is asked for."""
    torch.set_num_threads(1)  # threads do not come along into a copy
    what, root = sys.argv[1], Path(sys.argv[2])
    with small():
        match what:
            case "save":
                found = saving(root, onto_another=False)
            case "save over another":
                found = saving(root, onto_another=True)
            case "autosave":
                found = autosaving(root)
            case "vote":
                found = voting(root)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
