"""Saving all three stages at any moment, anywhere: nothing is lost, and nothing of another run is left."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from explainer.engine import told
from explainer.engine.checkpoint import Checkpoint
from explainer.engine.runs import logs
from explainer.engine.runs import weights as weights_module
from explainer.engine.runs.problems import NoSuchMind
from explainer.engine.runs.saving import save_run
from explainer.engine.stages.course import Recipes
from explainer.training.ppo import PPOConfig
from explainer.training.reports import RoundReport, Stage
from tests.unit.engine.runs.whole_run import (
    MINDS,
    edit,
    files,
    full_disk,
    new_session,
    opened,
    the_file,
    through,
    weights,
)

# ---- in the middle of something -------------------------------------------------------------------------------------


def test_a_stage_saved_half_way_is_opened_half_way_and_goes_on(halfway):
    halfway.pipeline.begin(Stage.RLHF)
    while not isinstance(halfway.pipeline.advance(), RoundReport):
        pass
    save_run(halfway, halfway.folder)
    again = opened(halfway.folder)
    assert again.course.present == Checkpoint(Stage.RLHF, step=1) and not again.course.complete
    assert weights(again.model) == weights(halfway.model)
    assert weights(again.course.minds["rlhf"].model) == weights(halfway.model)
    assert dict(told.stages(again.course).trained)[Stage.RLHF] is False
    again.course.recipes = Recipes(rounds=1, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    again.pipeline.go_on()
    through(again)
    assert again.course.present.step == 2 and again.course.complete and len(again.course.feedback.answers) == 2


def test_a_stage_that_has_changed_nothing_yet_is_saved_as_where_it_begins(trained, tmp_path):
    fresh = new_session()
    fresh.pipeline.go_on()
    through(fresh)
    fresh.pipeline.begin(Stage.SFT)
    save_run(fresh, tmp_path / "run")
    again = opened(tmp_path / "run")
    assert again.course.present == Checkpoint(Stage.PRETRAIN, step=4) and again.course.complete
    assert weights(again.model) == weights(fresh.model)


def test_pretraining_longer_keeps_the_minds_that_were(halfway):
    halfway.pipeline.begin(Stage.PRETRAIN)
    while halfway.record.step < 6:
        halfway.pipeline.advance()
    save_run(halfway, halfway.folder)
    again = opened(halfway.folder)
    assert again.course.present == Checkpoint(Stage.PRETRAIN, step=6) and not again.course.complete
    assert list(again.course.minds) == MINDS
    assert weights(again.model) == weights(halfway.model) == weights(again.course.minds["base"].model)


# ---- saving ---------------------------------------------------------------------------------------------------------


def test_weights_that_are_kept_are_made_into_bytes_once(halfway, monkeypatch):
    written = []
    real = weights_module.as_bytes
    monkeypatch.setattr(weights_module, "as_bytes", lambda *args, **about: written.append(args) or real(*args, **about))
    for path in (halfway.folder / "snapshots").iterdir():
        path.touch()
    before = {path: path.stat().st_mtime_ns for path in (halfway.folder / "snapshots").iterdir()}
    save_run(halfway, halfway.folder)
    assert len(written) == 1, "the base, whose file was read as the present weights"
    halfway.pipeline.begin(Stage.SFT)
    while halfway.course.present.step < 2:
        halfway.pipeline.advance()
    written.clear()
    save_run(halfway, halfway.folder)
    after = {path: path.stat().st_mtime_ns for path in (halfway.folder / "snapshots").iterdir()}
    assert len(written) == 1 and {path.name.split("-")[0] for path in after.keys() - before.keys()} == {
        "sft",
        "underway",
    }
    assert all(after[path] == before[path] for path in after.keys() & before.keys())
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
    halfway.course.preferences.votes.add("up", "Who?", ("Mia.",))
    assert len(opened(tmp_path / "other").course.preferences.votes.votes) == 3
    assert len(opened(first).course.preferences.votes.votes) == 2


def test_a_run_saved_over_another_leaves_nothing_of_it(folder):
    fresh = new_session(seed=1)
    save_run(fresh, folder)
    assert set(files(folder)) == {
        "run.json",
        "tokenizer.json",
        "metrics.jsonl",
        "preferences.jsonl",
        str(Path("snapshots") / the_file(folder, "pretrain-00000000").name),
    }
    assert (folder / "preferences.jsonl").read_bytes() == b""


@pytest.mark.parametrize("victim", ["sft", "judge", "preferences", "metrics", "run.json"])
def test_a_disk_that_fills_up_leaves_the_older_run_whole(halfway, tmp_path, monkeypatch, victim):
    """Whichever file the disk is full at, in a folder that holds another run: nothing of that has changed."""
    target = tmp_path / "target"
    other = new_session(seed=2)
    other.course.preferences.votes.add("pair", "Who?", ("Tom.", "Sam."))
    save_run(other, target)
    before, votes = files(target), halfway.course.preferences.votes.path
    with full_disk(monkeypatch, victim, 9), pytest.raises(OSError, match="No space left"):
        save_run(halfway, target)
    after = files(target)
    assert {name: after[name] for name in before} == before
    assert weights(opened(target).model) == weights(other.model)
    assert [vote.answers for vote in opened(target).course.preferences.votes.votes] == [("Tom.", "Sam.")]
    assert halfway.course.preferences.votes.path == votes, "votes stay where they were"
    save_run(halfway, target)
    assert list(opened(target).course.minds) == MINDS
    assert files(target).keys() == files(halfway.folder).keys()


def test_what_is_no_number_is_null_in_the_files(halfway):
    course = halfway.course
    course.feedback.series["value_loss"][0] = math.nan
    course.feedback.series["ratio_max"][0] = math.inf
    course.preferences.reward_log.true_agreement[-1] = math.nan
    course.tuning.rehearsal[0] = math.nan
    save_run(halfway, halfway.folder)

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    json.loads((halfway.folder / "run.json").read_text("utf-8"), parse_constant=refuse)
    for line in (halfway.folder / "metrics.jsonl").read_text("utf-8").splitlines():
        json.loads(line, parse_constant=refuse)
    again = opened(halfway.folder).course
    assert math.isnan(again.feedback.series["value_loss"][0]) and math.isnan(again.feedback.series["ratio_max"][0])
    assert math.isnan(again.preferences.reward_log.true_agreement[-1]) and math.isnan(again.tuning.rehearsal[0])


# ---- older runs -----------------------------------------------------------------------------------------------------


def test_a_run_of_the_first_version_opens(folder):
    """As it was written before there were other stages than pretraining."""

    def as_before(data):
        for key in (
            "minds",
            "present",
            "judge_snapshot",
            "voting",
            "tuning",
            "judge",
            "feedback",
            "under_way",
            "files",
        ):
            data.pop(key)
        data.update(version=1, stages=data["stages"][:1])

    edit(folder, as_before)
    (folder / "preferences.jsonl").unlink()
    again = opened(folder)
    assert again.course.present == Checkpoint(Stage.PRETRAIN, step=4) and again.course.complete and again.damage == ()
    assert (
        again.course.minds == {} and again.course.tuning is None and again.course.preferences.reward_log.model is None
    )
    assert told.stages(again.course).trained == ((Stage.PRETRAIN, True),)
    with pytest.raises(NoSuchMind, match=r"has no stage “sft”; it has: base\."):
        opened(folder, "sft")


def test_a_run_of_the_second_version_opens(folder, trained):
    """As it was written before files were named by their content and stages under way were kept."""

    def as_before(data):
        for key in ("files", "texts", "under_way"):
            data.pop(key)
        for key in ("seconds", "last", "curve_width"):
            data["stages"][0].pop(key)
        for entry in (*data["stages"], *data["minds"]):
            entry["snapshot"] = _plain(folder, entry["snapshot"])
        data["judge_snapshot"] = _plain(folder, data["judge_snapshot"])
        data["version"] = 2

    edit(folder, as_before)
    again = opened(folder)
    assert again.damage == () and list(again.course.minds) == MINDS and not again.course.training
    assert weights(again.model) == weights(trained.course.minds["rlhf"].model)
    assert len(again.course.preferences.votes.votes) == 2
    save_run(again, folder)
    assert json.loads((folder / "run.json").read_text("utf-8"))["version"] == 3
    names = {path.name for path in (folder / "snapshots").iterdir()}
    assert len(names) == 5 and all(len(name.split("-")) == 3 for name in names), "those of before are gone"
    assert opened(folder).damage == ()


def _plain(folder: Path, name: str) -> str:
    """The name that a file had then; it has it afterwards."""
    plain = "-".join(name.split("-")[:2]) + ".safetensors"
    path = folder / "snapshots" / name
    if path.exists():
        path.rename(path.with_name(plain))
    return plain


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
    made.pipeline.go_on()
    through(made)
    made.pipeline.begin(Stage.SFT)
    through(made)
    save_run(made, tmp_path / "run")
    whole = opened(tmp_path / "run")
    assert whole.damage == () and whole.course.preferences.tasks.shown == made.course.preferences.tasks.shown
    text.unlink()
    again = opened(tmp_path / "run")
    assert list(again.course.minds) == ["base", "sft"] and again.course.present.stage is Stage.SFT
    assert weights(again.model) == weights(made.model)
    assert len(again.damage) == 1 and "mine.txt" in str(again.damage[0])
    with pytest.raises(ValueError, match=r"mine\.txt"):
        again.pipeline.begin(Stage.RLHF)
    assert logs.read_lines(tmp_path / "run" / "metrics.jsonl"), "its curve is there all the same"
