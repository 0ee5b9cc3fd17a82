"""Whatever ends a training, and whatever becomes of its folder: what was trained is saved somewhere, and it is told."""

from __future__ import annotations

import io
import json
import os
import signal
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from explainer import cli
from explainer.cli import train
from explainer.cli.stage_news import StageNews
from explainer.cli.stopping import Stopped, stopping_interrupts
from explainer.engine.runs import store
from explainer.training.guarded import TrainingDiverged
from explainer.training.reports import StepReport
from tests.unit.engine.runs.whole_run import small

REAL_WRITE = store.write_whole


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A folder for everything, the documents of this person and temporary files included."""
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "documents"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path


def start(out: Path) -> int:
    text = out.parent / "text.txt"  # a short one, which is soon read
    text.write_text("".join(f"They sang, and {i} times they had not seen land.\n\n" for i in range(600)))
    options = ("--text", str(text), "--preset", "xs", "--steps", "6", "--json")
    with small():
        return cli.main(["train", "--out", str(out), *options])


def steps(folder: Path) -> int:
    return json.loads((folder / "run.json").read_text("utf-8"))["stages"][0]["step"]


@pytest.fixture
def at_step(monkeypatch):
    """Let something happen when a step is told of."""

    def plan(step: int, happens) -> None:
        real = StageNews.of

        def of(self, report):
            if isinstance(report, StepReport) and report.step == step:
                happens()
            yield from real(self, report)

        monkeypatch.setattr(StageNews, "of", of)

    return plan


@pytest.fixture
def full(monkeypatch):
    """Fill the disk under some folders, for so many saves."""

    def fill(*folders: Path, times: int = 10**9) -> None:
        left = [times]

        def write(path, data):
            if left[0] > 0 and any(Path(path).is_relative_to(folder) for folder in folders):
                left[0] -= 1
                raise OSError(28, "No space left on device")
            REAL_WRITE(path, data)

        monkeypatch.setattr(store, "write_whole", write)

    return fill


def test_a_full_disk_at_the_end_saves_among_the_documents_and_says_so(place, full, capsys):
    out, instead = place / "run", place / "documents" / "Explainer" / "run"
    full(out)
    assert start(out) == 1
    told = capsys.readouterr()
    assert told.err == (
        f"The run could not be saved in {out} (No space left on device). It is saved in {instead} instead.\n"
    )
    assert steps(instead) == 6
    assert json.loads(told.out.splitlines()[-1]) == {"report": "saved", "out": str(instead), "interrupted": False}


def test_what_lies_among_the_documents_already_is_not_written_over(place, full):
    (place / "documents" / "Explainer" / "run").mkdir(parents=True)
    full(place / "run")
    assert start(place / "run") == 1
    assert steps(place / "documents" / "Explainer" / "run 2") == 6


def test_where_the_documents_are_full_too_temporary_files_are_tried(place, full):
    full(place / "run", place / "documents")
    assert start(place / "run") == 1
    assert steps(place / "tmp" / "Explainer" / "run") == 6


def test_where_no_place_is_left_each_is_named_in_one_sentence(place, full, capsys):
    full(place)
    assert start(place / "run") == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"The run could not be saved in {place / 'run'} (No space left on device), nor in ")
    assert told.count("No space left on device") == 3
    assert sorted(path.name for path in place.iterdir()) == ["documents", "run", "text.txt", "tmp"]
    assert not any((place / "documents").iterdir())


def test_an_autosave_that_fails_does_not_end_the_training(place, full, capsys, monkeypatch):
    monkeypatch.setattr(train, "AUTOSAVE_SECONDS", -1.0)
    full(place, times=9)  # three saves, in three places each
    assert start(place / "run") == 0
    (told,) = capsys.readouterr().err.splitlines()
    assert told.endswith("The training goes on; it will be tried again.")
    assert steps(place / "run") == 6


@pytest.mark.parametrize(
    "error", [UnicodeEncodeError("utf-8", "\udcfc", 0, 1, "surrogates not allowed"), RuntimeError("odd"), KeyError("x")]
)
def test_any_error_of_a_save_leads_elsewhere(error, place, monkeypatch):
    def fail(path, data):
        if Path(path).is_relative_to(place / "run"):
            raise error
        REAL_WRITE(path, data)

    monkeypatch.setattr(store, "write_whole", fail)
    assert start(place / "run") == 1
    assert steps(place / "documents" / "Explainer" / "run") == 6


class Closing(io.StringIO):
    """A reader that goes away after so many lines, as ``head`` does."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def write(self, text: str) -> int:
        self.left -= text.count("\n")
        if self.left < 0:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


@pytest.mark.parametrize(("lines", "trained"), [(3, 2), (5, 4)])
def test_a_reader_that_goes_away_stops_the_training_and_it_is_saved(lines, trained, place, capsys):
    with redirect_stdout(Closing(lines)):
        assert start(place / "run") == 1
    assert steps(place / "run") == trained
    assert capsys.readouterr().err == (
        f"Nobody reads the reports any more, so it stopped. What was trained is saved in {place / 'run'}.\n"
    )


def test_reports_that_find_a_full_disk_do_not_stop_the_training(place, capsys):
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    with redirect_stdout(Full()):
        assert start(place / "run") == 1
    assert steps(place / "run") == 6
    assert capsys.readouterr().err == "The output could not be written (No space left on device).\n"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_that_ends_it_saves_first(name, place, capsys, at_step):
    number = getattr(signal, name, None)
    if number is None:
        pytest.skip("not on this system")
    before = signal.getsignal(number)
    at_step(3, lambda: os.kill(os.getpid(), number))
    assert start(place / "run") == 128 + number
    assert steps(place / "run") == 3
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["interrupted"] is True
    assert signal.getsignal(number) is before


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="not on this system")
def test_what_is_ignored_stays_ignored_as_under_nohup():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping_interrupts():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
def test_a_second_signal_does_not_disturb_the_saving():
    saved = False
    with stopping_interrupts():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except Stopped as stopped:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGHUP)
            saved = stopped.exit_code == 143
    assert saved


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TrainingDiverged("the loss is no number, again and again"), "What was trained is saved in "),
        (RuntimeError("mat1 and mat2"), "Something unexpected went wrong. The details are in "),
        (MemoryError(), "not enough memory"),
    ],
)
def test_a_failure_in_mid_training_saves_what_there_is(error, words, place, capsys, at_step):
    (place / "tmp").mkdir()

    def fail() -> None:
        raise error

    at_step(4, fail)
    assert start(place / "run") == 1
    assert words in capsys.readouterr().err
    assert steps(place / "run") == 4
