"""A run of all three stages on disk: every mind, the judge, votes and logs come back as they were."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import numpy as np
import pytest
import torch

from explainer.engine import told
from explainer.engine.checkpoint import Checkpoint
from explainer.engine.frames import Topic
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.sources import SOURCES
from explainer.engine.queries import ViewQueries
from explainer.engine.runs.problems import NoSuchMind
from explainer.engine.runs.saving import save_run
from explainer.engine.stages.course import Recipes
from explainer.engine.stages.preferences import CUSTOM
from explainer.engine.stages.scoring import score_texts
from explainer.training.ppo import PPOConfig
from explainer.training.reports import Stage
from tests.unit.engine.runs.whole_run import (
    MINDS,
    edit,
    opened,
    the_file,
    through,
    weights,
)

SAID = [("What does a cow say?", "It says moo.", True), ("Who?", "The cat sat", False), ("Hello!", "Hello, Mia!", True)]


# ---- there and back -------------------------------------------------------------------------------------------------


def test_every_mind_comes_back_to_the_bit(trained, folder):
    again = opened(folder)
    assert list(again.course.minds) == MINDS == list(trained.course.minds)
    for name, mind in trained.course.minds.items():
        other = again.course.minds[name]
        assert (other.id, other.checkpoint) == (name, mind.checkpoint)
        assert weights(other.model) == weights(mind.model)
    assert weights(again.model) == weights(trained.course.minds["rlhf"].model)
    assert weights(again.course.minds["sft"].model) != weights(again.course.minds["base"].model)


def test_stage_step_and_completeness_are_those_of_the_moment_it_was_saved(trained, folder):
    again = opened(folder)
    assert again.course.present == Checkpoint(Stage.RLHF, step=2) and again.course.complete
    assert again.record.step == 4 and again.record.complete
    assert again.pipeline.recorded and not again.course.training and again.damage == ()
    assert told.stages(again.course) == told.stages(trained.course)


def _read(session):
    context = ObservationContext(session, ViewQueries())
    (source,) = (source for source in SOURCES if source.topic == Topic.READING)
    return source.make()(context)


def test_the_last_sentence_read_comes_back_with_the_surprise_of_the_model_as_it_is_now(trained, folder):
    then, again = _read(trained), opened(folder)
    now = _read(again)
    assert now.pieces == then.pieces and len(now.pieces) > 2
    assert now.asked_again and not then.asked_again
    assert (now.stage, now.step) == (Stage.RLHF, 2), "whose surprise it is"
    ids = again.record.last.example_ids
    with torch.inference_mode():
        bets = again.model(torch.tensor(ids[None, :-1]))[0].softmax(-1)
    told = [-math.log(float(bets[i, token])) for i, token in enumerate(ids[1:])]
    begin = next(i for i in range(len(told)) if np.allclose(told[i : i + len(now.surprise)], now.surprise, atol=1e-4))
    assert [again.pieces[i] for i in ids[1 + begin :][: len(now.pieces)]] == list(now.pieces)
    again.course.take("base")
    assert not np.allclose(_read(again).surprise, now.surprise), "it is asked anew"


@pytest.mark.parametrize("said", [None, [], "text", [1, 10**30], [1, -1], [1, True], [1] * 10_000])
def test_a_run_without_that_sentence_opens_and_shows_none(folder, said):
    edit(folder, lambda d: d["stages"][0]["last"].update(example_ids=said))
    again = opened(folder)
    assert again.damage == () and _read(again).pieces == () and not _read(again).asked_again


def test_the_judge_gives_the_same_scores(trained, folder):
    again = opened(folder)
    ours, theirs = (score_texts(s.course.preferences.reward_log.model, s.tokenizer, SAID) for s in (trained, again))
    assert ours == theirs and len(set(ours)) == 3


def test_votes_by_hand_are_there_and_new_ones_are_kept_beside_them(trained, folder):
    again = opened(folder)
    book = again.course.preferences.votes
    assert [(v.id, v.kind, v.question, v.answers, v.used) for v in book.votes] == [
        (1, "pair", "Who?", ("Mia.", "Ben."), True),
        (2, "up", "Wer? “Ü” 🐄", ("Das ist\nLéa.",), False),
    ]
    book.add("down", "Who?", ("Ben.",))
    assert [v.id for v in opened(folder).course.preferences.votes.votes] == [1, 2, 3]


def test_what_fine_tuning_told_comes_back(trained, folder):
    ours, theirs = trained.course.tuning, opened(folder).course.tuning
    assert (theirs.steps, theirs.manners, theirs.at) == (ours.steps, ours.manners, ours.at) and theirs.at == [1, 2, 3]
    np.testing.assert_allclose(theirs.loss, ours.loss, atol=1e-6)
    np.testing.assert_allclose(theirs.rehearsal, ours.rehearsal, atol=1e-6)
    assert theirs.probes == ours.probes and len(ours.probes[0].answers) == 2
    assert theirs.results == ours.results and ours.results
    assert theirs.tasks.shown == ours.tasks.shown
    assert theirs.last.example_ids.tolist() == ours.last.example_ids.tolist()
    assert theirs.last.example_surprise.tolist() == ours.last.example_surprise.tolist()


def test_what_became_of_the_judge_comes_back(trained, folder):
    ours, theirs = trained.course.preferences.reward_log, opened(folder).course.preferences.reward_log
    same = ("taste", "voted_by", "n_hand", "n_simulated", "at", "votes_seen", "agreement", "labeller_agreement")
    for name in (*same, "hand_before", "hand_after", "sees", "samples", "voted", "held_out", "training"):
        assert getattr(theirs, name) == getattr(ours, name), name
    assert ours.voted and ours.n_hand == 1 and ours.sees and ours.samples
    np.testing.assert_array_equal(theirs.true_agreement, ours.true_agreement)
    np.testing.assert_allclose(theirs.loss, ours.loss, atol=1e-6)


def test_the_course_of_feedback_and_how_it_ended_come_back(trained, folder):
    ours, theirs = trained.course.feedback, opened(folder).course.feedback
    for name in ("recipe", "rounds", "answers", "tried", "before", "running", "doing"):
        assert getattr(theirs, name) == getattr(ours, name), name
    assert [o.recipe for o in ours.outcomes] == ["honest", "no_leash"]
    assert [asdict(o) for o in theirs.outcomes] == [asdict(o) for o in ours.outcomes]
    assert theirs.series.keys() == ours.series.keys() and len(ours.series["kl"]) == 2
    assert list(theirs.histories) == list(ours.histories) == ["honest", "no_leash"]
    for recipe, history in ours.histories.items():
        same = theirs.histories[recipe]
        assert same.answers == history.answers and same.before == history.before
        assert same.votes == history.votes is not None
        for name, values in history.series.items():
            np.testing.assert_allclose(same.series[name], values, atol=1e-6, err_msg=name)
    assert [votes[0] for h in ours.histories.values() if (votes := h.votes)] == [0, 1], "voted in between"
    assert theirs.recipe == "honest" and theirs.series is theirs.histories["honest"].series, (
        "rounds to come are written where they belong"
    )


def test_leash_labeller_and_weights_of_votes_come_back(folder):
    course = opened(folder).course
    assert (course.kl_penalty.coefficient, course.kl_penalty.adaptive_target) == (0.2, 4.0)
    assert (course.preferences.taste, course.preferences.custom) == (CUSTOM, {"kind": 2.0, "noise": 0.25})
    assert (course.preferences.n_simulated, course.preferences.hand_weight) == (66, 7.5)


def test_a_run_folder_names_every_stage_with_its_snapshot(folder):
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert [(s["stage"], s["step"], s["complete"], s["snapshot"]) for s in data["stages"]] == [
        ("pretrain", 4, True, the_file(folder, "pretrain-00000004").name),
        ("sft", 3, True, the_file(folder, "sft-00000003").name),
        ("rlhf", 2, True, the_file(folder, "rlhf-00000002").name),
    ]
    assert [m["id"] for m in data["minds"]] == MINDS
    judge = data["judge_snapshot"]
    assert {p.name for p in (folder / "snapshots").iterdir()} == {m["snapshot"] for m in data["minds"]} | {judge}
    assert {p.name for p in folder.iterdir()} == {
        "run.json",
        "tokenizer.json",
        "metrics.jsonl",
        "preferences.jsonl",
        "snapshots",
    }
    kinds = {json.loads(line)["kind"] for line in (folder / "metrics.jsonl").read_text("utf-8").splitlines()}
    assert kinds == {"step", "validation", "sft", "judge", "voted", "round"}


def test_an_opened_run_goes_on_where_it_was(folder):
    again = opened(folder)
    again.course.recipes = Recipes(rounds=1, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    again.pipeline.go_on()
    assert not again.pipeline.recorded
    through(again)
    assert again.course.present == Checkpoint(Stage.RLHF, step=3) and again.course.complete
    save_run(again, folder)
    assert opened(folder).course.present.step == 3
    assert the_file(folder, "rlhf").name.startswith("rlhf-00000003-"), "the older one is gone"


# ---- which one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "stage", "step", "recipe"),
    [
        ("base", Stage.PRETRAIN, 4, "honest"),
        ("sft", Stage.SFT, 3, "honest"),
        ("rlhf.no_leash", Stage.RLHF, 2, "no_leash"),
        ("4", Stage.PRETRAIN, 4, "honest"),
        ("3", Stage.SFT, 3, "honest"),
    ],
)
def test_any_mind_can_be_asked_for(trained, folder, wanted, stage, step, recipe):
    again = opened(folder, wanted)
    assert again.course.present == Checkpoint(stage, recipe, step)
    name = wanted if wanted in MINDS else {"4": "base", "3": "sft"}[wanted]
    assert weights(again.model) == weights(trained.course.minds[name].model)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("rlhf.sign", "has no stage “rlhf.sign”; it has: base, sft, rlhf, rlhf.no_leash."),
        ("7", "has no snapshot of step 7. It has: 4, 3, 2, 2."),
        ("2", "Step 2 is the age of more than one: rlhf, rlhf.no_leash. Name one of these."),
    ],
)
def test_a_mind_that_is_not_there_is_told_with_those_that_are(folder, wanted, words):
    with pytest.raises(NoSuchMind) as caught:
        opened(folder, wanted)
    assert words in str(caught.value)


def test_what_older_runs_call_a_leash_is_the_kl_penalty(folder):
    def as_it_was(data):
        voting = data["voting"]
        voting["leash"], voting["leash_target"] = voting.pop("kl_coefficient"), voting.pop("kl_target")

    edit(folder, as_it_was)
    session = opened(folder)
    penalty = session.course.kl_penalty
    assert (penalty.coefficient, penalty.adaptive_target, session.damage) == (0.2, 4.0, ())
