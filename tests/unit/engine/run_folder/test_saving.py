"""Saving all three stages at any moment, anywhere: nothing is lost, and nothing of another run is left."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from explainer.engine import run_folder, run_logs, run_weights
from explainer.engine.run_folder import NoSuchMind, save_run
from explainer.engine.stages.course import Recipes
from explainer.training.ppo import PPOConfig
from explainer.training.reports import RoundReport, Stage
from tests.unit.engine.run_folder.whole_run import (
    MINDS,
    edit,
    files,
    new_session,
    opened,
    the_file,
    through,
    weights,
)

# ---- in the middle of something -------------------------------------------------------------------------------------


def test_a_stage_saved_half_way_is_opened_half_way_and_goes_on(halfway):
    halfway.begin_stage(Stage.RLHF)
    while not isinstance(halfway.advance(), RoundReport):
        pass
    save_run(halfway, halfway.folder)
    again = opened(halfway.folder)
    assert (again.stage, again.step, again.complete) == (Stage.RLHF, 1, False)
    assert weights(again.model) == weights(halfway.model)
    assert weights(again.course.minds["rlhf"].model) == weights(halfway.model)
    assert dict(again.stages_event().trained)[Stage.RLHF] is False
    again.course.recipes = Recipes(rounds=1, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    again.begin()
    through(again)
    assert again.step == 2 and again.complete and len(again.course.feedback.answers) == 2


def test_a_stage_that_has_changed_nothing_yet_is_saved_as_where_it_begins(trained, tmp_path):
    fresh = new_session()
    fresh.begin()
    through(fresh)
    fresh.begin_stage(Stage.SFT)
    save_run(fresh, tmp_path / "run")
    again = opened(tmp_path / "run")
    assert (again.stage, again.step, again.complete) == (Stage.PRETRAIN, 4, True)
    assert weights(again.model) == weights(fresh.model)
    assert json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["version"] == 1


def test_pretraining_longer_keeps_the_minds_that_were(halfway):
    halfway.begin_stage(Stage.PRETRAIN)
    while halfway.record.step < 6:
        halfway.advance()
    save_run(halfway, halfway.folder)
    again = opened(halfway.folder)
    assert (again.stage, again.step, again.complete) == (Stage.PRETRAIN, 6, False)
    assert list(again.course.minds) == MINDS
    assert weights(again.model) == weights(halfway.model) == weights(again.course.minds["base"].model)


# ---- saving ---------------------------------------------------------------------------------------------------------


def test_weights_that_are_kept_are_written_once(halfway, monkeypatch):
    written = []
    real = run_weights.save_file
    monkeypatch.setattr(
        run_weights, "save_file", lambda w, path, metadata: written.append(path) or real(w, path, metadata)
    )
    save_run(halfway, halfway.folder)
    assert [p.name.split("-")[0] for p in written] == [".pretrain"], "its file was read as the present weights"
    written.clear()
    halfway.begin_stage(Stage.SFT)
    while halfway.step < 2:
        halfway.advance()
    save_run(halfway, halfway.folder)
    assert [p.name.split("-")[0] for p in written] == [".sft"]
    assert list(opened(halfway.folder).course.minds) == ["base", "rlhf", "rlhf.no_leash", "sft"]


def test_a_mind_whose_file_was_deleted_is_written_again(halfway):
    the_file(halfway.folder, "sft").unlink()
    save_run(halfway, halfway.folder)
    assert opened(halfway.folder).damage == ()


def test_saving_into_another_folder_takes_everything_along_and_leaves_the_first(halfway, tmp_path):
    before = files(halfway.folder)
    first = halfway.folder
    save_run(halfway, tmp_path / "other")
    assert files(first) == before
    assert files(tmp_path / "other").keys() == before.keys()
    halfway.course.votes.add("up", "Who?", ("Mia.",))
    assert len(opened(tmp_path / "other").course.votes.votes) == 3
    assert len(opened(first).course.votes.votes) == 2


def test_a_run_saved_over_another_leaves_nothing_of_it(folder):
    fresh = new_session(seed=1)
    save_run(fresh, folder)
    assert set(files(folder)) == {
        "run.json",
        "tokenizer.json",
        "metrics.jsonl",
        str(Path("snapshots") / "pretrain-00000000.safetensors"),
    }


@pytest.mark.parametrize("victim", ["sft", "judge", "preferences", "metrics", "run.json"])
def test_a_disk_that_fills_up_leaves_the_older_run_whole(halfway, tmp_path, monkeypatch, victim):
    """Whichever file the disk is full at, in a folder that holds another run: nothing of that has changed."""
    target = tmp_path / "target"
    save_run(new_session(seed=2), target)
    before, votes = files(target), halfway.course.votes.path
    full = OSError(28, "No space left on device")
    real_save, real_text = run_weights.save_file, Path.write_text

    def save(found, path, metadata):
        if victim in Path(path).name:
            Path(path).write_bytes(b"half")
            raise full
        real_save(found, path, metadata)

    def write_text(self, data, *args, **options):
        if victim in self.name:
            real_text(self, data[: len(data) // 2], *args, **options)
            raise full
        return real_text(self, data, *args, **options)

    def write_lines(path, lines):
        raise full

    monkeypatch.setattr(run_weights, "save_file", save)
    monkeypatch.setattr(Path, "write_text", write_text)
    if victim == "metrics":
        monkeypatch.setattr(run_folder, "_write_lines", write_lines)
    with pytest.raises(OSError, match="No space left"):
        save_run(halfway, target)
    monkeypatch.undo()
    assert files(target) == before
    assert halfway.course.votes.path == votes, "votes stay where they were"
    save_run(halfway, target)
    assert list(opened(target).course.minds) == MINDS


def test_what_is_no_number_is_null_in_the_files(halfway):
    course = halfway.course
    course.feedback.series["value_loss"][0] = math.nan
    course.feedback.series["ratio_max"][0] = math.inf
    course.judge.true_agreement[-1] = math.nan
    course.tuning.rehearsal[0] = math.nan
    save_run(halfway, halfway.folder)

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    json.loads((halfway.folder / "run.json").read_text("utf-8"), parse_constant=refuse)
    for line in (halfway.folder / "metrics.jsonl").read_text("utf-8").splitlines():
        json.loads(line, parse_constant=refuse)
    again = opened(halfway.folder).course
    assert math.isnan(again.feedback.series["value_loss"][0]) and math.isnan(again.feedback.series["ratio_max"][0])
    assert math.isnan(again.judge.true_agreement[-1]) and math.isnan(again.tuning.rehearsal[0])


# ---- older runs -----------------------------------------------------------------------------------------------------


def test_a_run_of_the_first_version_opens(folder):
    """As it was written before there were other stages than pretraining."""

    def as_before(data):
        for key in ("minds", "present", "judge_snapshot", "voting", "tuning", "judge", "feedback"):
            data.pop(key)
        data.update(version=1, stages=data["stages"][:1])

    edit(folder, as_before)
    (folder / "preferences.jsonl").unlink()
    again = opened(folder)
    assert (again.stage, again.step, again.complete, again.damage) == (Stage.PRETRAIN, 4, True, ())
    assert again.course.minds == {} and again.course.tuning is None and again.course.judge.model is None
    assert again.stages_event().trained == ((Stage.PRETRAIN, True),)
    with pytest.raises(NoSuchMind, match=r"has no stage “sft”; it has: base\."):
        opened(folder, "sft")


def test_only_a_run_with_later_stages_is_too_new_for_older_programs(folder, tmp_path):
    assert json.loads((folder / "run.json").read_text("utf-8"))["version"] == 2
    save_run(new_session(seed=3), tmp_path / "new")
    data = json.loads((tmp_path / "new" / "run.json").read_text("utf-8"))
    assert data["version"] == 1 and data["stages"][-1]["stage"] == "pretrain"


# ---- texts of one's own ---------------------------------------------------------------------------------------------


def test_a_run_whose_text_is_gone_opens_and_says_what_that_costs(tmp_path):
    words = ["cat", "dog", "sun", "boat", "tree", "hill", "song", "frog", "lamp", "road"]
    told = [
        f"The {a} saw the {b}. The {b} was {c} and the {a} was not."
        for a in words
        for b in words
        for c in ("big", "shy")
    ]
    text = tmp_path / "mine.txt"
    text.write_text("\n\n".join(told * 12), encoding="utf-8")
    made = new_session(text_files=(text,))
    made.begin()
    through(made)
    made.begin_stage(Stage.SFT)
    through(made)
    save_run(made, tmp_path / "run")
    whole = opened(tmp_path / "run")
    assert whole.damage == () and whole.course.syllabus.shown == made.course.syllabus.shown
    text.unlink()
    again = opened(tmp_path / "run")
    assert list(again.course.minds) == ["base", "sft"] and again.stage is Stage.SFT
    assert weights(again.model) == weights(made.model)
    assert len(again.damage) == 1 and "mine.txt" in again.damage[0]
    with pytest.raises(ValueError, match=r"mine\.txt"):
        again.begin_stage(Stage.RLHF)
    assert run_logs.read_lines(tmp_path / "run" / "metrics.jsonl"), "its curve is there all the same"
