"""``train --stages``: what makes no sense is refused before any work, and what is told is told once and in order."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout

import pytest

from explainer import cli
from explainer.cli.showing import ProgressLines
from explainer.cli.stage_news import StageNews
from explainer.cli.train import milestone_fields
from explainer.engine.frames import MilestoneMark
from explainer.engine.session import Session
from explainer.training.reports import PartReport, Stage
from tests.unit.engine.runs.whole_run import new_session, small


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ("dance", "there is no stage “dance”. There are: pretrain, sft, rlhf."),
        ("pretrain,SFT", "there is no stage “SFT”"),
        ("", "“” cannot be trained. They build on each other"),
        ("pretrain,rlhf", "each needs those before it"),
        ("sft,pretrain", "Training begins with a new model"),
        ("sft,rlhf", "a run that is there cannot be gone on with here; the window can"),
        ("pretrain,pretrain", "in this order, once"),
        ("pretrain,sft,rlhf,sft", "Use pretrain, pretrain,sft or pretrain,sft,rlhf."),
    ],
)
def test_stages_that_cannot_be_trained_are_refused_with_those_that_can(stages, words, tmp_path, capsys):
    assert cli.main(["train", "--out", str(tmp_path / "run"), "--stages", stages]) == 2
    told = capsys.readouterr()
    assert told.out == "" and words in told.err and len(told.err.splitlines()) == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("stages", "option"),
    [("pretrain", "--sft-steps"), ("pretrain", "--rounds"), ("pretrain,sft", "--rounds"), ("pretrain,sft", "--votes")],
)
def test_an_option_of_a_stage_that_is_not_trained_is_refused(stages, option, tmp_path, capsys):
    assert cli.main(["train", "--out", str(tmp_path / "run"), "--stages", stages, option, "3"]) == 2
    assert f"{option} is about the stage" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="module")
def told() -> Iterator[list[dict[str, object]]]:
    """All that is told of a whole tiny run, as JSON."""
    with small(), redirect_stdout(io.StringIO()) as out:
        made = new_session()
        show = ProgressLines()
        for stage in Stage:
            _train(made, stage, show)
    yield [json.loads(line, parse_constant=_refuse) for line in out.getvalue().splitlines()]


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def _train(made: Session, stage: Stage, show: ProgressLines) -> None:
    news = StageNews(made)
    made.pipeline.begin(stage)
    while (report := made.pipeline.advance()) is not None:
        for kind, fields in news.of(report):
            show.tell(kind, fields)
    for kind, fields in news.of(None):
        show.tell(kind, fields)


def kinds(told: list[dict[str, object]], *, stage: str | None = None) -> list[str]:
    found = [str(t["report"]) for t in told if stage is None or t.get("stage") == stage]
    return [kind for i, kind in enumerate(found) if i == 0 or found[i - 1] != kind]


def test_every_stage_is_told_in_its_order(told):
    assert kinds(told, stage="sft") == ["probe", "exam", "sft", "exam", "sft", "probe", "exam"]
    assert kinds(told, stage="rlhf") == ["votes", "judge", "agreement", "exam", "round", "outcome"]
    assert [t["step"] for t in told if t["report"] == "step"] == [1, 2, 3, 4]
    assert [t["step"] for t in told if t["report"] == "sft"] == [1, 2, 3]
    assert [t["round"] for t in told if t["report"] == "round"] == [1, 2]


def test_no_part_of_a_round_and_no_array_is_told(told):
    assert not {"part", PartReport.__name__} & set(kinds(told))
    assert not any("example" in name for t in told for name in t)


def test_probes_and_exams_are_told_once(told):
    probes = [(t["step"], t["question"]) for t in told if t["report"] == "probe"]
    assert len(probes) == len(set(probes)) == 14 and {step for step, _ in probes} == {0, 3}
    exams = [(t["step"], t["group"]) for t in told if t["report"] == "exam" and t["stage"] == "sft"]
    assert len(exams) == len(set(exams)) and {step for step, _ in exams} == {0, 1, 3}
    assert all(t["correct"] <= t["n"] for t in told if t["report"] == "exam" and t["stage"] == "sft")


def test_votes_and_judge_are_summed_up(told):
    (votes,) = (t for t in told if t["report"] == "votes")
    assert votes["by_hand"] == 0 and votes["taste"] == "kind" and "correct" in votes["true_points"]
    assert 0 < votes["simulated"] <= 60 and votes["simulated_held_out"] > 0
    (agreement,) = (t for t in told if t["report"] == "agreement")
    assert agreement["votes_seen"][-1] == votes["simulated"]
    assert all(0 <= share["share"] <= 1 for share in agreement["sees"])


def test_a_round_tells_what_is_really_so_beside_what_the_judge_thinks(told):
    for t in told:
        if t["report"] == "round":
            assert t["recipe"] == "honest" and {"score_mean", "kl_nats", "utility", "good", "correct"} <= t.keys()


def test_the_end_of_feedback_is_told_in_a_sentence_with_its_numbers(told):
    (outcome,) = (t for t in told if t["report"] == "outcome")
    assert "{" not in outcome["sentence"] and outcome["rounds"] == 2 and outcome["utility_before"] is not None


def test_a_stage_that_cannot_begin_is_told_and_what_was_trained_is_saved(tmp_path, capsys, monkeypatch):
    def too_long(self, recipe="honest"):
        raise ValueError("all questions are too long for this model")

    monkeypatch.setattr("explainer.engine.stages.course.Course.check", too_long)
    out = tmp_path / "run"
    with small():
        code = cli.main(
            ["train", "--out", str(out), "--preset", "xs", "--steps", "3", "--stages", "pretrain,sft", "--json"]
        )
    told = capsys.readouterr()
    assert code == 2
    assert told.err.strip() == (
        f"--stages: sft could not be trained. All questions are too long for this model. The rest is saved in {out}."
    )
    assert json.loads(told.out.splitlines()[-1])["report"] == "saved"
    assert json.loads((out / "run.json").read_text("utf-8"))["stages"][0]["step"] == 3


def test_a_milestone_is_told_with_what_was_measured_as_one_text():
    made = MilestoneMark(
        "words", "It writes words", 5, 320, 3.5, "{good} of {of} real words", {"good": "9", "of": "10"}
    )
    told = milestone_fields(made)
    assert told["measured"] == "9 of 10 real words" and "values" not in told
