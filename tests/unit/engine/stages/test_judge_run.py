"""The judge: simulated votes and votes by hand, what it learned from them, and that the model stays as it is."""

from __future__ import annotations

import copy
import math
from itertools import combinations

import numpy as np
import pytest
import torch

from explainer.engine.generators import drain_all
from explainer.engine.stages.making import reward_training as reward_training_of
from explainer.engine.stages.rewardrun import RewardRun
from explainer.engine.stages.rewardtraining import ANSWERS, HELD_OUT, PAIRS
from explainer.engine.stages.scoring import score_texts
from explainer.text.chat import answer_ids, answer_text, is_ended, prompt_ids
from explainer.training.optim import OptimConfig
from explainer.training.reports import Stage
from explainer.training.reward import RewardConfig
from explainer.training.rollout import Rollout
from tests.unit.engine.stages.walking import practise, same, small_recipes, to_the_end, tune, weights

KEEN = RewardConfig(epochs=12, comparisons=12, optim=OptimConfig(muon_lr=0.0, adam_lr=1e-2))
COW, BEE = "What does a cow say?", "What does a bee say?"


def _judge(course):
    course.begin_judge()
    to_the_end(course)
    return course.preferences.reward_log


@pytest.fixture
def tuned(course):
    tune(course)
    return course


# ---- simulated votes ------------------------------------------------------------------------------------------------


def test_training_the_judge_leaves_the_model_and_all_minds_as_they_are(tuned):
    present, kept = weights(tuned.model), {name: weights(mind.model) for name, mind in tuned.minds.items()}
    before = (tuned.present, tuned.complete, dict(tuned.trained))
    judge = _judge(tuned)
    assert same(tuned.model, present)
    assert all(same(tuned.minds[name].model, mind) for name, mind in kept.items()) and set(tuned.minds) == set(kept)
    assert (tuned.present, tuned.complete, tuned.trained) == before
    assert not same(judge.model.trunk, tuned.model)  # it is the judge's copy that learned
    assert all(p.grad is None for p in tuned.minds["sft"].model.parameters())


def test_votes_are_on_all_pairs_of_different_answers_to_one_question(tuned):
    judge = _judge(tuned)
    everyone = [*judge.voted, *judge.held_out]
    assert len(judge.voted) == 30 / PAIRS and len(judge.held_out) == math.ceil(HELD_OUT * 30 / PAIRS)
    assert len({v.question for v in everyone}) == len(everyone)
    for voted in everyone:
        assert len(set(voted.answers)) == len(voted.answers) <= ANSWERS
        assert {frozenset(pair) for pair in voted.votes} == set(
            map(frozenset, combinations(range(len(voted.answers)), 2))
        )
        assert voted.prompt == tuple(prompt_ids(tuned.tokenizer, voted.question))
        for ids, text, points in zip(voted.answers, voted.texts, voted.utilities, strict=True):
            assert text == answer_text(tuned.tokenizer, ids)
            ended = is_ended(tuned.tokenizer, ids)
            taste = tuned.preferences.tasks.tastes["kind"]
            assert points == tuned.preferences.tasks.utility(taste, voted.question, text, ended)
    assert judge.n_simulated == sum(len(v.votes) for v in judge.voted)


def test_no_prompt_is_both_learned_from_and_measured_on_even_where_there_are_fewer_prompts_than_votes(new_course):
    course = new_course(small_recipes(n_simulated=60))
    tune(course)
    few = list(course.preferences.tasks.prompts(course.tokenizer, 64).items())[:4]
    course._tasks = copy.copy(course.preferences.tasks)
    course.preferences.tasks.prompts = lambda *_: dict(few)
    judge = _judge(course)
    held_out, learned = ({v.prompt for v in group} for group in (judge.held_out, judge.voted))
    assert held_out and learned and not held_out & learned and held_out | learned == {prompt for prompt, _ in few}
    assert sum(len(v.votes) for v in judge.voted) == 60


def test_a_labeller_who_never_errs_always_votes_for_the_better(tuned):
    tuned.preferences.set_taste("custom", {"word": 1.0, "noise": 0.0})
    judge = _judge(tuned)
    checked = 0
    for voted in (*judge.voted, *judge.held_out):
        for better, worse in voted.votes:
            assert voted.utilities[better] >= voted.utilities[worse]
            checked += 1
    assert checked > 10 and judge.labeller_agreement == 1.0
    assert judge.taste == "custom"


def test_agreement_is_measured_on_prompts_kept_apart(tuned):
    judge = _judge(tuned)
    agreements = []
    for held_out in judge.held_out:
        scores = [float(judge.model.score(_rollout(tuned, held_out.prompt, ids))) for ids in held_out.answers]
        agreements += [scores[a] > scores[b] for a, b in held_out.votes]
    agreed = np.mean(agreements)
    assert judge.agreement[-1] == pytest.approx(agreed)
    assert judge.votes_seen == [12, judge.n_simulated] and len(judge.agreement) == len(judge.true_agreement) == 2
    assert all(0 <= x <= 1 for x in judge.agreement)
    assert all(math.isnan(x) or 0 <= x <= 1 for x in judge.true_agreement)


def test_scores_are_normalised_on_the_answers_voted_on(tuned):
    judge = _judge(tuned)
    scores = [
        judge.model.score(_rollout(tuned, voted.prompt, ids)).item() for voted in judge.voted for ids in voted.answers
    ]
    assert np.mean(scores) == pytest.approx(0, abs=1e-3) and np.std(scores) == pytest.approx(1, abs=1e-3)


def _rollout(course, prompt, ids):
    return Rollout.of([prompt], [ids], course.tokenizer.end, torch.device("cpu"))


def test_what_it_tells_apart_is_counted_for_each_difference(tuned):
    judge = _judge(tuned)
    assert {what for what, _, _ in judge.sees} == {"truth", "kind", "rude", "rambling"}
    assert all(n == 2 and 0 <= share <= 1 for _, share, n in judge.sees)
    scores = [score for _, _, score, _ in judge.samples]
    assert scores == sorted(scores, reverse=True) and len(scores) > 1


def test_another_labeller_means_other_votes_and_the_same_one_the_same(tuned):
    first = _judge(tuned).voted
    assert _judge(tuned).voted is first  # nothing has changed: the votes there are
    tuned.preferences.set_taste("long", {})
    judge = _judge(tuned)
    assert judge.voted is not first and judge.taste == "long"
    taste = tuned.preferences.tasks.tastes["long"]
    for voted in judge.voted:
        for text, points in zip(voted.texts, voted.utilities, strict=True):
            assert points == pytest.approx(taste.word * len(text.split()))
    tuned.preferences.n_simulated = 42
    assert len(_judge(tuned).voted) == 42 / PAIRS


# ---- votes by hand --------------------------------------------------------------------------------------------------


def _vote_for_short_answers(course, n: int) -> None:
    """Always for the short answer, over the long one: one clear preference."""
    for i, asked in enumerate(course.preferences.tasks.practice[:n]):
        course.preferences.votes.add("pair", asked, (f"{i % 7}.", f"{i % 7}. Or so I think. But that is a long story."))


@pytest.mark.parametrize("simulated", [0, 30])
def test_twenty_votes_by_hand_with_one_clear_preference_move_a_freshly_trained_judge(new_course, simulated):
    course = new_course(small_recipes(reward=KEEN, n_simulated=simulated))
    tune(course)
    course.preferences.set_taste("long", {})  # the simulated labeller wants the contrary
    _vote_for_short_answers(course, 20)
    judge = _judge(course)
    assert judge.n_hand == 20 and all(vote.used for vote in course.preferences.votes.votes)
    assert judge.hand_after > judge.hand_before
    assert judge.hand_after >= 0.9
    if simulated == 0:
        assert judge.hand_before == 0.5  # without any vote, a coin
    scores = score_texts(judge.model, course.tokenizer, [(COW, "moo.", True), (COW, "moo. Or so I think.", True)])
    assert scores[0] > scores[1]  # and for a question nobody voted on


def test_votes_given_after_a_judge_was_trained_are_measured_with_that_judge_first(new_course):
    course = new_course(small_recipes(reward=KEEN))
    tune(course)
    old = _judge(course).model
    assert course.preferences.reward_log.hand_before is None and course.preferences.reward_log.hand_after is None
    _vote_for_short_answers(course, 20)
    assert sum(not vote.used for vote in course.preferences.votes.votes) == 20
    judge = _judge(course)
    assert judge.hand_before == pytest.approx(_agreement(course, old)) and judge.hand_after > judge.hand_before
    assert judge.hand_after == pytest.approx(_agreement(course, judge.model))


def _agreement(course, model) -> float:
    right = []
    for vote in course.preferences.votes.votes:
        better, worse = score_texts(model, course.tokenizer, [(vote.question, text, True) for text in vote.answers])
        right.append(better > worse)
    return float(np.mean(right))


def test_how_much_a_vote_by_hand_counts_is_what_was_chosen(course):
    course.preferences.votes.add("rank", COW, ("a.", "b.", "c."))
    course.preferences.hand_weight = 6.0
    reward_training = reward_training_of(course, course.model, course.model, course.preferences.reward_log, None)
    found, _ = drain_all(reward_training._by_hand(course.preferences.votes.votes))
    assert [c.weight for c in found] == [2.0, 2.0, 2.0]  # an order of three is three comparisons, and one vote
    chosen = [(tuple(answer_ids(course.tokenizer, a)), tuple(answer_ids(course.tokenizer, b)))
              for a, b in (("a.", "b."), ("a.", "c."), ("b.", "c."))]  # fmt: skip
    assert [(c.chosen, c.rejected) for c in found] == chosen


def test_a_thumb_alone_is_compared_with_what_the_model_writes(new_course):
    course = new_course(small_recipes(tuning_steps=40))
    tune(course)  # until it writes letters rather than odd bytes
    up, down = course.preferences.votes.add("up", COW, ("moo.",)), course.preferences.votes.add("down", BEE, ("moo.",))
    reward_training = reward_training_of(course, course.model, course.model, course.preferences.reward_log, None)
    (liked, disliked), used = drain_all(reward_training._by_hand([up, down]))
    assert used == [up, down]
    moo = tuple(answer_ids(course.tokenizer, "moo."))
    assert liked.chosen == moo != liked.rejected and disliked.rejected == moo != disliked.chosen
    assert drain_all(reward_training._by_hand([up, down]))[0] == [liked, disliked]  # the same the next time


def test_an_imported_vote_that_this_model_cannot_read_is_left_out(tuned):
    tuned.preferences.votes.add("pair", COW, ("moo. " * 100, "woof."))
    tuned.preferences.votes.add("pair", "x" * 1000, ("a.", "b."))
    tuned.preferences.votes.add("up", "y" * 1000, ("a.",))
    tuned.preferences.votes.add("pair", COW, ("moo.", "woof."))
    reward_training = reward_training_of(tuned, tuned.model, tuned.model, tuned.preferences.reward_log, None)
    assert len(drain_all(reward_training._by_hand(tuned.preferences.votes.votes))[0]) == 1
    assert _judge(tuned).hand_after in (0.0, 0.5, 1.0)
    assert tuned.preferences.reward_log.n_hand == 1  # and it is not said that the judge has seen the others
    assert [vote.used for vote in tuned.preferences.votes.votes] == [False, False, False, True]


def test_a_vote_given_while_the_judge_is_trained_counts_the_next_time(tuned):
    tuned.preferences.votes.add("pair", COW, ("moo.", "woof."))
    tuned.begin_judge()
    while not tuned.run.whole:
        tuned.run.advance()
    late = tuned.preferences.votes.add("pair", BEE, ("buzz.", "woof."))
    to_the_end(tuned)
    assert tuned.preferences.reward_log.n_hand == 1 and [vote.used for vote in tuned.preferences.votes.votes] == [
        True,
        False,
    ]
    _judge(tuned)
    assert late.used and tuned.preferences.reward_log.n_hand == 2


# ---- without what it needs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("simulated", [0, 1, 3])
def test_without_votes_there_is_no_judge_and_it_says_so(new_course, simulated):
    course = new_course(small_recipes(n_simulated=simulated))
    tune(course)
    if simulated:  # a single prompt has votes enough to learn from
        judge = _judge(course)
        assert judge.model is not None and len(judge.voted) == 1
        return
    course.begin_judge()
    run = course.run
    to_the_end(course)
    assert "no votes" in str(run.problem) and not run.complete
    assert course.preferences.reward_log.model is None and not course.preferences.reward_log.training
    course.begin_feedback("honest", again=False)
    run = course.run
    to_the_end(course)
    assert "no votes" in str(run.problem) and "rlhf" not in course.minds and course.present.stage is Stage.SFT


def test_a_model_that_always_says_the_same_gives_nothing_to_vote_on(tuned):
    with torch.no_grad():
        for mind in (tuned.model, tuned.minds["sft"].model):
            for p in mind.parameters():
                p.zero_()
            mind.ln_f.bias.fill_(1.0)
            mind.wte.weight[tuned.tokenizer.end] = 100.0
    tuned.begin_judge()
    run = tuned.run
    to_the_end(tuned)
    assert isinstance(run, RewardRun) and "no votes" in str(run.problem)


def test_left_in_the_middle_the_old_judge_is_the_judge(tuned):
    old = _judge(tuned).model
    tuned.begin_judge()
    for _ in range(6):
        tuned.run.advance()
    assert tuned.preferences.reward_log.training
    tuned.end()
    assert tuned.preferences.reward_log.model is old and not tuned.preferences.reward_log.training


def test_before_stage_two_the_judge_begins_from_the_base_mind(course):
    judge = _judge(course)
    assert judge.model is not None and list(course.minds) == ["base"] and course.present.stage is Stage.PRETRAIN


def test_the_judge_of_an_honest_run_is_the_one_that_is_shown(tuned):
    practise(tuned)
    assert (
        tuned.preferences.reward_log.model is not None
        and tuned.preferences.reward_log.taste == "kind"
        and tuned.preferences.reward_log.n_simulated > 0
    )


def test_how_far_the_judge_is_counts_votes_read_by_it_and_the_smaller_ones(tuned):
    """One scale from the first vote to the last, whatever it is that a part reports."""
    tuned.preferences.votes.add("up", COW, ("It says moo.",))
    tuned.begin_judge()
    run, told = tuned.run, []
    reward_training = run._reward_training
    while run.advance() is not None:
        told.append((reward_training.learned, reward_training.to_learn, run.pace.fraction))
    trained = [(learned, of, fraction) for learned, of, fraction in told if of]
    n = tuned.preferences.reward_log.n_simulated
    assert {of for _, of, _ in trained} == {12 + n + 1 + n}, "one of twelve votes; its own; one without the thumb"
    assert [learned for learned, _, _ in trained] == sorted(learned for learned, _, _ in trained)
    assert trained[-1][0] == trained[-1][1]
    fractions = [fraction for _, _, fraction in told]
    assert fractions == sorted(fractions) and run.pace.fraction == 1


def test_it_is_known_whether_another_training_would_come_to_the_same_judge(tuned):
    assert not tuned.judge_is_new, "there is none yet"
    _judge(tuned)
    assert tuned.judge_is_new
    vote = tuned.preferences.votes.add("pair", "What does a cow say?", ("It says moo.", "Ugh."))
    assert not tuned.judge_is_new
    tuned.preferences.votes.undo(vote.id)
    assert tuned.judge_is_new, "what was taken back it had not learnt"
    tuned.preferences.hand_weight *= 2
    assert not tuned.judge_is_new
    tuned.preferences.hand_weight /= 2
    tuned.preferences.n_simulated += 6
    assert not tuned.judge_is_new, "it would have more to learn from"
    _judge(tuned)
    tuned.preferences.set_taste("terse", {})
    assert not tuned.judge_is_new


def test_simulated_votes_are_counted_as_given_and_not_as_wanted(tuned):
    assert tuned.preferences.reward_log.n_given == 0 < tuned.preferences.n_simulated
    judge = _judge(tuned)
    assert judge.n_given == judge.n_simulated <= tuned.preferences.n_simulated
