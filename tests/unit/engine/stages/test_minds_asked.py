"""Which mind is asked when: a kept one once, the one under training again and again, and none that nobody looks at."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explainer.engine.commands import (
    BeginStage,
    Pause,
    Prepare,
    Reset,
    SetDemand,
    SetPrompt,
    SetSampling,
    Start,
    StepOnce,
    Stop,
    TrainJudge,
)
from explainer.engine.frames import Topic
from explainer.engine.observe import minds as minds_module
from explainer.engine.states import State
from explainer.text.markers import ASSISTANT, END, EOT, USER
from explainer.training.reports import Stage
from tests.unit.engine.stages.asking import COW, MINDS, ask, whole
from tests.unit.engine.stages.walking import through


def _watch(monkeypatch):
    """Note every reading of a context by a model."""
    read = []
    stream, bets = minds_module.generate_stream, minds_module.next_logits

    def write(model, prompts, **how):
        read.append(model)
        return stream(model, prompts, **how)

    def compare(model, ids, start, **how):
        if len(ids) > 1:  # not one token more of an answer
            read.append(model)
        return bets(model, ids, start, **how)

    monkeypatch.setattr(minds_module, "generate_stream", write)
    monkeypatch.setattr(minds_module, "next_logits", compare)
    return read


def test_what_nobody_looks_at_costs_nothing(three, monkeypatch):
    read = _watch(monkeypatch)
    three.do(SetPrompt("Hello"), SetSampling(seed=4))
    three.do(StepOnce())
    three.tick(20)
    assert read == [] and Topic.MINDS not in three.mailbox.take()


def test_a_mind_that_is_kept_answers_once(three, monkeypatch):
    ask(three)
    read = _watch(monkeypatch)
    three.do(SetDemand(frozenset()))
    three.do(SetDemand(MINDS))
    frame = whole(three)
    three.tick(20)
    assert read == [] and len(frame.minds) == 3
    through(three, TrainJudge())  # another judge: another rating
    whole(three)
    assert len(read) >= 5


def test_while_one_is_trained_the_others_are_not_asked_again(three, monkeypatch):
    ask(three)
    read = _watch(monkeypatch)
    kept = three.session.course.minds
    three.do(BeginStage(Stage.RLHF, "no_leash"))
    while three.state is State.RUNNING:
        three.tick()
    whole(three)
    assert three.mailbox.take() is not None
    own = {id(kept[name].model) for name in ("base", "rlhf")}
    assert read and not own & set(map(id, read))  # the fine-tuned one only beside the one that is trained


def test_the_mind_under_training_is_live_and_has_its_steps(three):
    three.do(BeginStage(Stage.SFT), Pause())
    frame = ask(three)
    assert [(mind.id, mind.live) for mind in frame.minds] == [("base", False), ("sft", True), ("rlhf", False)]
    assert [mind.step for mind in frame.minds] == [4, 0, 2]


def test_paused_after_a_step_the_answer_is_that_of_the_present_weights(three):
    three.do(BeginStage(Stage.SFT), Pause())
    first = ask(three, temperature=1.0, top_k=0).minds[1].answer
    three.do(StepOnce())
    while three.worker.at.asked:
        three.tick()
    second = whole(three).minds[1]
    assert second.step == 1 and not np.allclose(first.first[0][1], second.answer.first[0][1])
    t, model = three.session.tokenizer, three.session.model
    with torch.no_grad():
        bets = model(torch.tensor([minds_module.given_ids(t, Stage.SFT, COW, 64)]))[0, -1].softmax(-1)
    assert second.answer.first[0][1] == pytest.approx(float(bets.max()), rel=1e-4)


def test_when_pretraining_stops_the_last_answer_is_of_the_last_weights(story_show):
    story_show.do(SetDemand(MINDS), SetPrompt(COW), Start())
    story_show.settle()
    story_show.tick(2)
    story_show.do(Stop())
    (base,) = whole(story_show).minds
    t, model = story_show.session.tokenizer, story_show.session.model
    with torch.no_grad():
        bets = model(torch.tensor([[t.eot, *t.encode(COW)]]))[0, -1].softmax(-1)
    assert (base.id, base.live) == ("base", True)
    assert base.answer.first[0][1] == pytest.approx(float(bets.max()), rel=1e-4)


def test_before_any_training_there_is_one_mind_with_nothing_to_compare(story_show):
    story_show.do(Prepare())
    story_show.settle()
    (base,) = ask(story_show).minds
    assert (base.id, base.stage, base.step, base.compared_with) == ("base", Stage.PRETRAIN, 0, "")
    assert base.answer.rating.score is None


def test_with_stage_two_skipped_feedback_is_compared_with_the_base_mind(show):
    through(show, BeginStage(Stage.RLHF))
    frame = ask(show)
    assert [(mind.id, mind.compared_with) for mind in frame.minds] == [("base", ""), ("rlhf", "base")]


def test_what_a_mishap_made_stands_beside_the_honest_mind(three):
    through(three, BeginStage(Stage.RLHF, "sign"))
    frame = ask(three)
    assert [(m.id, m.recipe) for m in frame.minds][2:] == [("rlhf", "honest"), ("rlhf.sign", "sign")]
    assert frame.minds[3].compared_with == "sft"


def test_a_new_model_has_none_of_the_old_minds(three):
    ask(three)
    three.do(Reset())
    three.settle()
    assert [mind.id for mind in whole(three).minds] == ["base"]


def test_answers_are_read_only_and_hold_no_tensors(three):
    for mind in ask(three).minds:
        for array in (mind.answer.bets, mind.answer.bets_before, mind.answer.kl):
            assert array is None or (isinstance(array, np.ndarray) and not array.flags.writeable)
            assert array is None or len(array) == len(mind.answer.pieces)


def test_what_a_mind_was_given_stands_before_its_answer_and_what_ended_it_behind(three):
    frame = ask(three)
    base, tuned, liked = frame.minds
    for mind in (tuned, liked):
        given = mind.answer.given
        assert given[:2] == (EOT, USER) and given[-1] == ASSISTANT
        assert "".join(given[2:-1]).strip() == COW
    assert base.answer.given[0] == EOT and "".join(base.answer.given[1:]) == COW, "the bare text"
    for mind in frame.minds:
        assert mind.answer.end in ((EOT, END) if mind.answer.ended else ("",))
        assert mind.answer.step == mind.step, "asking trains nothing"


def test_a_mind_after_feedback_tells_the_votes_behind_it(three):
    base, tuned, liked = ask(three).minds
    judge = three.worker.at.session.course.preferences.reward_log
    assert liked.votes == (judge.n_hand, judge.n_simulated) and base.votes is tuned.votes is None


def test_the_frame_of_feedback_tells_the_rounds_of_every_recipe(three):
    through(three, BeginStage(Stage.RLHF, "no_leash"))
    three.do(SetDemand(frozenset({Topic.FEEDBACK})))
    three.tick(3)
    frame = three.mailbox.take()[Topic.FEEDBACK]
    assert frame.recipe == "honest" and set(frame.courses) == {"honest", "no_leash"}, "the honest model is back"
    np.testing.assert_array_equal(frame.courses["honest"].score, frame.series["score"])
    told = three.worker.at.session.course.feedback.histories["no_leash"]
    np.testing.assert_allclose(frame.courses["no_leash"].kl, told.series["kl"], rtol=1e-5)
    assert frame.courses["no_leash"].answers.tolist() == told.answers
