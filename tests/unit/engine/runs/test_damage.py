"""What is damaged of a run costs itself only: the base opens, and a sentence says what is missing."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from explainer.engine.runs.problems import RunFolderError
from explainer.engine.runs.saving import save_run
from explainer.training.reports import Stage
from tests.unit.engine.runs.whole_run import (
    MINDS,
    edit,
    opened,
    the_file,
    truncate,
)

# ---- damage ---------------------------------------------------------------------------------------------------------


def with_nan(path: Path) -> None:
    found = load_file(path)
    next(iter(found.values())).fill_(math.nan)
    save_file(found, path)


@pytest.mark.parametrize("spoil", [Path.unlink, truncate, lambda p: p.write_bytes(b""), with_nan])
def test_a_damaged_judge_costs_the_judge_alone(trained, folder, spoil):
    path = the_file(folder, "judge")
    spoil(path)
    again = opened(folder)
    assert again.course.preferences.reward_log.model is None
    assert list(again.course.minds) == MINDS and again.course.present.step == 2
    (sentence,) = map(str, again.damage)
    assert str(path) in sentence and sentence.startswith("The judge’s weights") and "\n" not in sentence
    assert again.notices == again.damage
    assert not any(vote.used for vote in again.course.preferences.votes.votes), "the next judge has seen none of them"
    assert again.course.preferences.reward_log.voted == trained.course.preferences.reward_log.voted


@pytest.mark.parametrize("spoil", [Path.unlink, truncate, with_nan])
@pytest.mark.parametrize("name", ["sft", "rlhf", "rlhf.no_leash"])
def test_a_damaged_mind_costs_that_mind_alone(folder, name, spoil):
    path = the_file(folder, name)
    spoil(path)
    again = opened(folder)
    assert list(again.course.minds) == [mind for mind in MINDS if mind != name]
    assert len(again.damage) == 1 and str(path) in str(again.damage[0])
    assert again.course.present.stage is (Stage.SFT if name == "rlhf" else Stage.RLHF), (
        "the present one, or what it came from"
    )
    with pytest.raises(RunFolderError, match=path.name):
        opened(folder, name)


def test_a_damaged_file_stays_when_the_run_is_saved_again(folder):
    path = the_file(folder, "sft")
    truncate(path)
    spoiled = path.read_bytes()
    save_run(opened(folder), folder)
    assert path.read_bytes() == spoiled
    assert opened(folder).damage == ()


def test_a_damaged_base_is_refused(folder):
    truncate(the_file(folder, "pretrain"))
    with pytest.raises(RunFolderError, match=r"pretrain-00000004-\w+\.safetensors cannot be read"):
        opened(folder)


@pytest.mark.parametrize("snapshot", ["../../secret.safetensors", "/etc/passwd"])
def test_weights_are_not_fetched_from_another_place(folder, tmp_path, snapshot):
    (tmp_path / "secret.safetensors").write_bytes(the_file(folder, "sft").read_bytes())
    edit(folder, lambda d: d["minds"][1].update(snapshot=snapshot))
    assert "sft" not in opened(folder).course.minds


JUNK = [None, 7, "text", [], [1], {}, {"x": 1}, [[]], [{}]]


@pytest.mark.parametrize("junk", JUNK, ids=map(repr, JUNK))
@pytest.mark.parametrize("key", ["voting", "tuning", "judge", "feedback", "minds", "present", "judge_snapshot"])
def test_whatever_stands_in_run_json_the_base_opens(folder, key, junk):
    edit(folder, lambda d: d.update({key: junk}))
    again = opened(folder, "base")
    assert again.record.step == 4
    if key in ("voting", "tuning", "judge", "feedback"):
        assert len(again.damage) == 1 and str(folder) in str(again.damage[0])
        assert list(again.course.minds) == MINDS


@pytest.mark.parametrize("junk", JUNK, ids=map(repr, JUNK))
@pytest.mark.parametrize("part", ["id", "stage", "recipe", "step", "snapshot"])
def test_an_entry_of_a_mind_that_makes_no_sense_costs_that_mind(folder, part, junk):
    if part == "step" and junk == 7:
        return  # a step like any other
    edit(folder, lambda d: d["minds"][1].update({part: junk}))
    again = opened(folder)
    assert list(again.course.minds) == ["base", "rlhf", "rlhf.no_leash"]
    assert len(again.damage) == 1


@pytest.mark.parametrize("junk", JUNK, ids=map(repr, JUNK))
@pytest.mark.parametrize("kind", ["sft", "judge", "voted", "round"])
def test_lines_that_make_no_sense_do_not_keep_the_run_from_opening(folder, kind, junk):
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        fields = {"step": junk, "loss": junk, "answers": junk, "series": junk, "question": junk, "held_out": junk}
        file.write(json.dumps({"kind": kind, **fields, "utilities": junk, "votes": junk}) + "\n")
        file.write('{"kind": "rou')
    again = opened(folder)
    assert list(again.course.minds) == MINDS and len(again.damage) <= 1


def test_votes_that_cannot_be_read_are_told_and_set_aside_at_the_next_save(folder):
    (folder / "preferences.jsonl").write_bytes(b"\xff\xfe\0\0" * 9 + b"\n" + b"\xff\0")
    again = opened(folder)
    assert again.course.preferences.votes.votes == [] and list(again.course.minds) == MINDS
    assert len(again.damage) == 1 and "preferences.jsonl" in str(again.damage[0])
    save_run(again, folder)
    assert (folder / "preferences.damaged.jsonl").read_bytes().startswith(b"\xff\xfe")
    assert opened(folder).damage == ()


def test_lines_among_the_votes_that_are_none_are_counted(folder):
    with (folder / "preferences.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": 9, "kind": "pai')
    again = opened(folder)
    assert len(again.course.preferences.votes.votes) == 2
    assert tuple(map(str, again.damage)) == (
        f"{folder / 'preferences.jsonl'} has 1 line that is no vote; it was passed over.",
    )
