"""Work is kept by itself: in time, whole, never in the way, and gone when nobody needs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explainer.engine import autosaves
from explainer.engine.autosaves import delete, list_kept, thin
from explainer.engine.commands import Discard, Open, Pause, Prepare, Reset, Save, Start, StepOnce, Thumb
from explainer.engine.events import Notice, Refused, Saved, TextGone, WorkChanged
from explainer.engine.runs import autosave, store
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.unit.engine.runs.showing import STEPS
from tests.unit.engine.runs.whole_run import full_disk
from tests.unit.engine.telling import kinds, plain


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "autosaves"


@pytest.fixture
def shown(quick, settings, root, make_show):
    """A show that is kept at every opportunity, some steps on its way."""
    show = make_show(settings, root)
    show.do(Start())
    show.settle()
    show.tick(5)
    return show


@pytest.fixture
def at_once(monkeypatch) -> None:
    monkeypatch.setattr(autosave, "INTERVAL", 0.0)


def _close(show) -> None:
    show.worker.at.keeper.close()


# ---- when -----------------------------------------------------------------------------------------------------------


def test_it_is_kept_when_the_time_has_come_and_not_before(quick, settings, root, make_show):
    now = [0.0]
    show = make_show(settings, root)
    show.worker.at.keeper.autosaver._clock = lambda: now[0]
    show.do(Start())
    show.settle()
    show.tick(3)
    assert not root.exists()
    now[0] += autosave.INTERVAL
    show.tick()
    kept = root / show.session.record.run
    before = (kept / "run.json").stat().st_mtime_ns
    show.tick(2)
    assert (kept / "run.json").stat().st_mtime_ns == before
    now[0] += autosave.INTERVAL
    show.tick()
    assert (kept / "run.json").stat().st_mtime_ns > before
    assert autosave.INTERVAL <= 30


def test_it_is_kept_at_every_pause_and_at_the_end_of_a_stage(shown, root):
    shown.do(Pause())
    shown.tick()
    kept = root / shown.session.record.run
    assert autosaves._read(kept).step == shown.step
    shown.do(Start())
    shown.until(State.IDLE)
    shown.tick()
    assert autosaves._read(kept).complete and autosaves._read(kept).step == 30


def test_nothing_is_kept_of_a_model_that_has_learned_nothing(quick, settings, root, make_show, at_once):
    show = make_show(settings, root)
    show.do(Prepare())
    show.settle()
    show.tick(3)
    _close(show)
    assert list(root.glob("*")) == []


def test_broken_weights_are_not_kept(shown, root, at_once):
    shown.tick()
    kept = root / shown.session.record.run
    step = autosaves._read(kept).step
    next(shown.session.model.parameters()).data[0, 0] = float("nan")
    shown.session.work.add()
    shown.worker.at.keeper.look()
    assert autosaves._read(kept).step == step


# ---- what is there afterwards ---------------------------------------------------------------------------------------


def test_while_the_show_goes_on_it_is_not_offered_and_after_a_crash_it_is(shown, root, at_once):
    shown.tick()
    assert list_kept(root) == (), "it is in use"
    shown.worker.at.keeper.autosaver._lock.release()  # as the end of the process does
    (kept,) = list_kept(root)
    assert (kept.open, kept.stage, kept.step, kept.planned) == (True, Stage.PRETRAIN, shown.step, 30)
    assert kept.corpus == shown.session.corpus_name and kept.home is None and kept.n_bytes > 1000
    assert abs(kept.when - time.time()) < 60


def test_a_show_that_ends_by_itself_keeps_what_is_not_saved_and_offers_it(shown, root):
    _close(shown)
    (kept,) = list_kept(root)
    assert kept.open and kept.step == shown.step


def test_what_was_not_wanted_stays_and_is_not_offered(shown, root):
    shown.do(Discard())
    _close(shown)
    (kept,) = list_kept(root)
    assert not kept.open


def test_what_was_saved_elsewhere_is_not_kept_twice(shown, root, tmp_path, at_once):
    shown.tick()
    assert [path.name for path in root.iterdir()] == [shown.session.record.run]
    shown.do(Pause())
    shown.do(Save(tmp_path / "mine"))
    assert list(root.glob("*/run.json")) == []
    _close(shown)
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("command", [Reset(), "open"])
def test_another_model_in_its_place_lets_it_go(shown, root, tmp_path, command, at_once):
    run, step = shown.session.record.run, shown.step
    shown.do(Pause())
    if command == "open":
        shown.do(Save(tmp_path / "mine"))
        shown.do(StepOnce())
        shown.tick(2)
        step += 1
        command = Open(tmp_path / "mine")
    shown.do(command)
    shown.settle()
    kept = {one.run: one for one in list_kept(root)}
    assert not kept[run].open and kept[run].step == step


def test_two_shows_of_one_run_do_not_share_a_folder(shown, root, tmp_path, settings, make_show, at_once):
    shown.do(Pause())
    shown.do(Save(tmp_path / "mine"))
    shown.do(StepOnce())
    shown.tick(2)
    other = make_show(settings, root)
    told = other.do(Open(tmp_path / "mine")) + other.settle()
    other.do(StepOnce())
    other.tick(3)
    assert sorted(path.name for path in root.iterdir()) == [
        shown.session.record.run,
        f"{shown.session.record.run}-2",
    ]
    (notice,) = [event for event in kinds(told, Notice) if "another Explainer window" in str(event.what)]
    assert str(tmp_path / "mine") in plain(notice.what)
    assert kinds(told, WorkChanged)[-1].folder is None
    (refused,) = kinds(other.do(Save()), Refused)
    assert "no folder of its own" in plain(refused.why)
    (refused,) = kinds(other.do(Save(tmp_path / "mine")), Refused)
    assert "another Explainer window" in plain(refused.why)
    assert kinds(other.do(Save(tmp_path / "theirs")), Saved) == [Saved(tmp_path / "theirs")]


def test_what_two_windows_take_up_goes_on_in_a_folder_of_each(shown, root, settings, make_show, at_once):
    shown.do(Thumb("Who?", "Mia.", good=True))
    shown.tick()
    shown.worker.at.keeper.autosaver._lock.release()
    (kept,) = list_kept(root)
    shows = [make_show(settings, root) for _ in range(2)]
    for show in shows:
        show.do(Open(kept.path))
        show.settle()
    for show in shows:
        show.do(StepOnce(), Thumb("Who?", f"Ben {id(show)}.", good=True))
        show.tick(3)
    assert sorted(path.name for path in root.iterdir()) == [kept.run, f"{kept.run}-2"]
    assert [len(show.session.course.preferences.votes.votes) for show in shows] == [2, 2]
    assert len({show.session.course.preferences.votes.path for show in shows}) == 2


# ---- going on -------------------------------------------------------------------------------------------------------


def _losses(output: str) -> dict[int, str]:
    return {int(step): loss for step, loss in (line.split() for line in output.splitlines())}


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_after_kill_9_going_on_gives_the_losses_that_not_stopping_would_have_given(tmp_path):
    command = [sys.executable, "-m", "tests.unit.engine.runs.showing"]
    whole = subprocess.run([*command, str(tmp_path / "whole")], capture_output=True, text=True, check=True)
    expected = _losses(whole.stdout)
    assert list(expected) == list(range(1, STEPS + 1))
    root = tmp_path / "kept"
    with subprocess.Popen([*command, str(root)], stdout=subprocess.PIPE, text=True) as show:
        assert show.stdout is not None
        for line in show.stdout:
            if int(line.split()[0]) >= 12 and any(root.glob("*/run.json")):
                show.send_signal(signal.SIGKILL)
                break
    assert show.returncode == -signal.SIGKILL
    (kept,) = list_kept(root)
    assert kept.open and 0 < kept.step < STEPS
    again = subprocess.run([*command, str(root), str(kept.path)], capture_output=True, text=True, check=True)
    rest = _losses(again.stdout)
    assert list(rest) == list(range(kept.step + 1, STEPS + 1))
    assert rest == {step: expected[step] for step in rest}, "to the bit"


def test_what_was_kept_goes_back_to_its_own_folder(shown, root, tmp_path, settings, make_show, at_once):
    shown.do(Pause())
    shown.do(Save(tmp_path / "mine"))
    shown.session.course.preferences.votes.add("up", "Who?", ("Mia.",))
    shown.do(StepOnce())
    shown.tick(2)
    shown.worker.at.keeper.autosaver._lock.release()
    shown.worker.at.keeper._lock.release()
    (kept,) = list_kept(root)
    assert kept.home == tmp_path / "mine" and kept.step == shown.step
    again = make_show(settings, root)
    told = again.do(Open(kept.path)) + again.settle()
    assert again.state is State.PAUSED and again.step == shown.step
    assert kinds(told, WorkChanged)[-1] == WorkChanged(shown.session.record.run, tmp_path / "mine", True)
    assert [vote.answers for vote in again.session.course.preferences.votes.votes] == [("Mia.",)]
    assert kinds(again.do(Save()), Saved) == [Saved(tmp_path / "mine")]
    assert list(root.iterdir()) == []


def test_votes_on_a_run_without_a_folder_are_kept_at_once(shown, root, settings, make_show):
    shown.do(Pause())
    shown.do(Thumb("Who?", "Mia.", good=True))
    shown.tick()
    shown.worker.at.keeper.autosaver._lock.release()
    (kept,) = list_kept(root)
    again = make_show(settings, root)
    again.do(Open(kept.path))
    again.settle()
    assert [vote.answers for vote in again.session.course.preferences.votes.votes] == [("Mia.",)]


# ---- what can go wrong ----------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_once_and_learning_goes_on(shown, root, monkeypatch, at_once):
    with full_disk(monkeypatch, "run.json", 5):
        told = shown.tick(6)
        (notice,) = kinds(told, Notice)
        assert "No space left" in plain(notice.what)
    step = shown.step
    told = shown.tick(3)
    assert kinds(told, Notice) == [] and shown.step == step + 3
    assert autosaves._read(root / shown.session.record.run).step == shown.step


def test_saving_tells_where_the_work_is_and_whether_it_is_safe(shown, tmp_path):
    run = shown.session.record.run
    shown.do(Pause())
    told = shown.do(Save(tmp_path / "mine"))
    assert kinds(told, WorkChanged) == [WorkChanged(run, tmp_path / "mine", False)]
    told = shown.do(StepOnce()) + shown.tick()
    assert kinds(told, WorkChanged) == [WorkChanged(run, tmp_path / "mine", True)]
    told = shown.do(Save())
    assert kinds(told, Saved) == [Saved(tmp_path / "mine")]
    assert kinds(told, WorkChanged) == [WorkChanged(run, tmp_path / "mine", False)]
    assert kinds(shown.tick(2), WorkChanged) == []


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_cannot_be_one_is_refused_in_a_sentence(shown, tmp_path, name):
    shown.do(Pause())
    (refused,) = kinds(shown.do(Save(tmp_path / name)), Refused)
    assert plain(refused.why)
    assert shown.session.folder is None and shown.session.work.unsaved


def test_a_text_that_has_moved_is_asked_for_and_one_that_changed_is_noticed(
    small_world, text_file, root, tmp_path, make_show
):
    mine = tmp_path / "mine.txt"
    mine.write_bytes(text_file.read_bytes())
    settings = RunSettings(preset="xs", text_files=(mine,), device="cpu", steps=30)
    show = make_show(settings, root)
    show.do(Start())
    show.settle()
    show.tick(4)
    show.do(Pause())
    show.do(Save(tmp_path / "run"))
    _close(show)
    there = tmp_path / "elsewhere.txt"
    mine.rename(there)
    again = make_show(settings, root)
    told = again.do(Open(tmp_path / "run")) + again.settle()
    run = show.session.record.run
    assert kinds(told, TextGone) == [TextGone(run, (mine,), ())]
    assert again.state is State.IDLE and again.step == show.step
    again.worker.at.keeper.close()
    mine.write_text("Another text.\n\n" * 3000, encoding="utf-8")
    told = again.do(Open(tmp_path / "run")) + again.settle()
    assert kinds(told, TextGone) == [TextGone(run, (), (mine,))]
    told = again.do(Open(tmp_path / "run", (there,))) + again.settle()
    assert kinds(told, TextGone) == []
    assert again.state is State.PAUSED, "and it goes on where it stopped"
    assert again.session.settings.text_files == (there,)


# ---- room -----------------------------------------------------------------------------------------------------------


def _kept(root: Path, name: str, hour: int, *, is_open: bool) -> None:
    folder = root / name
    folder.mkdir(parents=True)
    said = {"home": None, "closed": not is_open, "stage": "sft", "step": 3, "planned": None, "complete": False}
    data = {
        "version": 3,
        "run": name,
        "corpus": {"name": "Storyland"},
        "settings": {"preset": "s"},
        "saved": f"2026-11-30T{hour:02}:00:00+0000",
        "autosave": said,
        "filling": "x" * 1000,
    }
    (folder / "run.json").write_text(json.dumps(data), encoding="utf-8")


def test_the_oldest_that_nobody_wanted_make_room_first(root):
    for hour, name in enumerate(("a", "b", "c", "d")):
        _kept(root, name, hour, is_open=name in "ac")
    (root / "no run").mkdir()
    (root / "no run" / "run.json").write_text("{")
    assert [kept.run for kept in list_kept(root)] == ["d", "c", "b", "a"]
    thin(root, budget=3000)
    assert [kept.run for kept in list_kept(root)] == ["c", "a"]
    thin(root, budget=10)
    assert [kept.run for kept in list_kept(root)] == ["c"], "never the newest that is offered"
    delete(list_kept(root)[0])
    assert list_kept(root) == () and (root / "no run").exists()
    assert list_kept(root / "nowhere") == ()


def test_a_folder_in_use_is_never_taken_for_room(root):
    for hour in range(3):
        _kept(root, f"run {hour}", hour, is_open=False)
    lock = store.FolderLock(root / "run 0")
    thin(root, budget=10)
    lock.release()
    assert [kept.run for kept in list_kept(root)] == ["run 2", "run 0"]
