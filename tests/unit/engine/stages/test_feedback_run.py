"""Stage three: votes, a judge, practice on a leash. Which weights change when, and what is told of it."""

from __future__ import annotations

import math

import pytest

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.recipes import MISHAPS, RECIPES
from explainer.engine.stages.feedback import SERIES, FeedbackRun
from explainer.training.feedback import KLPenalty
from explainer.training.optim import OptimConfig
from explainer.training.ppo import PPOConfig
from explainer.training.reports import PartReport, RewardReport, RoundReport, Stage
from tests.unit.engine.stages.walking import ROUNDS, practise, same, small_recipes, to_the_end, tune, weights


@pytest.fixture
def tuned(course):
    tune(course)
    return course


def test_it_changes_the_present_model_and_none_that_is_kept(tuned):
    base, sft = (weights(tuned.minds[name].model) for name in ("base", "sft"))
    liked = practise(tuned)
    assert same(tuned.minds["base"].model, base) and same(tuned.minds["sft"].model, sft)
    assert same(tuned.model, liked) and not same(liked, sft)
    assert list(tuned.minds) == ["base", "sft", "rlhf"]
    assert tuned.present == Checkpoint(Stage.RLHF, step=ROUNDS) and tuned.complete
    assert tuned.trained == {Stage.SFT: True, Stage.RLHF: True}


def test_weights_move_only_while_it_learns_from_answers(tuned):
    tuned.begin_feedback("honest", again=False)
    run, kinds = tuned.run, []
    before = weights(tuned.model)
    while (report := run.advance()) is not None:
        moved = not same(tuned.model, before)
        assert run.changed or not moved
        if isinstance(report, RewardReport) or (isinstance(report, PartReport) and report.what == "writing"):
            assert not moved
        assert run.whole == isinstance(report, RoundReport)
        kinds.append(type(report))
        before = weights(tuned.model)
    assert kinds.count(RoundReport) == ROUNDS and RewardReport in kinds


def test_it_tells_what_it_does_in_the_order_in_which_it_does_it(tuned):
    tuned.begin_feedback("honest", again=False)
    doing, fractions = [], []
    while tuned.run.advance() is not None:
        fractions.append(tuned.run.pace.fraction)
        if tuned.feedback.doing != (doing or [""])[-1]:
            doing.append(tuned.feedback.doing)
    assert doing[:3] == ["votes", "judge", "examining"]
    assert doing[3:6] == ["writing", "judging", "learning"] and doing[-1] == "examining"
    assert fractions == sorted(fractions) and fractions[0] >= 0 and tuned.run.pace.fraction == 1
    assert (tuned.feedback.doing, tuned.feedback.running) == ("", False)


def test_every_round_adds_a_point_to_every_curve(tuned):
    practise(tuned)
    log = tuned.feedback
    assert set(log.series) == set(SERIES) and all(len(values) == ROUNDS for values in log.series.values())
    assert log.answers == [4, 8] and log.rounds == ROUNDS
    for name in ("good", "correct", "kind", "ended", "distinct_2"):
        assert all(0 <= value <= 1 for value in log.series[name]), name
    assert all(g <= min(c, k) for g, c, k in zip(*(log.series[n] for n in ("good", "correct", "kind")), strict=True))
    assert log.series["kl_coefficient"] == [tuned.kl_penalty.coefficient] * ROUNDS
    assert log.series["kl"][0] == pytest.approx(0, abs=1e-5) and log.series["kl"][1] > 0
    scores = [score for _, _, score, _ in log.tried]
    assert scores == sorted(scores, reverse=True) and len(scores) == 4


def test_the_points_of_a_round_are_those_of_its_answers(tuned):
    tuned.begin_feedback("honest", again=False)
    taste = tuned.preferences.taste_of("kind")
    while (report := tuned.run.advance()) is not None:
        if isinstance(report, RoundReport):
            questions = tuned.preferences.tasks.prompts(tuned.tokenizer, 64)
            points = []
            for prompt, ids, _ in report.examples:
                text = tuned.tokenizer.decode([i for i in ids if i not in tuned.tokenizer.markers]).removeprefix(" ")
                ended = tuned.tokenizer.end in ids
                points.append(tuned.preferences.tasks.utility(taste, questions[tuple(prompt)], text, ended))
            assert tuned.feedback.series["utility"][-1] == pytest.approx(sum(points) / len(points))


def test_the_outcome_is_measured_before_and_after_on_the_same_questions_with_the_same_dice(tuned):
    practise(tuned)
    (told,) = tuned.feedback.outcomes
    assert (told.recipe, told.rounds) == ("honest", ROUNDS)
    assert told.kl == tuned.feedback.series["kl"][-1]
    before = tuned.feedback.before
    assert (told.score_before, told.utility_before, told.correct_before) == (
        before.score,
        before.utility,
        before.correct,
    )
    assert math.isfinite(told.score_after) and told.sentence.format(**told.values)


def test_without_stage_two_it_begins_from_the_base_mind(course):
    base = weights(course.model)
    practise(course)
    assert list(course.minds) == ["base", "rlhf"] and course.trained == {Stage.RLHF: True}
    assert same(course.minds["base"].model, base) and not same(course.model, base)


def test_done_again_it_replaces_its_mind_and_begins_from_the_tuned_one(tuned):
    first = practise(tuned)
    second = practise(tuned)
    assert list(tuned.minds) == ["base", "sft", "rlhf"] and tuned.minds["rlhf"].model is second
    assert same(first, second) and len(tuned.feedback.answers) == ROUNDS
    assert [o.recipe for o in tuned.feedback.outcomes] == ["honest", "honest"]


def test_more_rounds_go_on_from_the_present_weights_with_fresh_votes(tuned):
    first, judge = weights(practise(tuned)), tuned.preferences.reward_log.model
    tuned.begin_feedback("honest", again=True)
    assert same(tuned.model, first)
    to_the_end(tuned)
    assert tuned.present.step == tuned.minds["rlhf"].checkpoint.step == 2 * ROUNDS
    assert tuned.preferences.reward_log.model is not judge
    assert tuned.feedback.answers == [4, 8, 12, 16]
    assert len(tuned.feedback.series["score"]) == 2 * ROUNDS


# ---- mishaps --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", [*MISHAPS, "rloo", "dpo"])
def test_whatever_else_is_tried_leaves_the_honest_mind_and_judge_alone(tuned, recipe):
    honest = weights(practise(tuned))
    judge, judge_weights = tuned.preferences.reward_log.model, weights(tuned.preferences.reward_log.model)
    votes_of, taste = tuned.preferences.reward_log.voted, tuned.preferences.reward_log.taste
    tried = practise(tuned, recipe)
    assert tuned.preferences.reward_log.model is judge and same(judge, judge_weights)
    assert tuned.preferences.reward_log.voted is votes_of and tuned.preferences.reward_log.taste == taste
    assert same(tuned.minds["rlhf"].model, honest)
    assert list(tuned.minds) == ["base", "sft", "rlhf", f"rlhf.{recipe}"]
    assert recipe == "rloo" or not same(
        tried, tuned.minds["sft"].model
    )  # of four answers without an end, none is better
    assert tuned.feedback.outcomes[-1].recipe == recipe
    assert tuned.trained[Stage.RLHF] is True


def test_a_mishap_that_is_gone_on_with_never_trains_the_honest_judge(tuned):
    practise(tuned)
    judge, voted = tuned.preferences.reward_log.model, tuned.preferences.reward_log.voted
    practise(tuned, "no_leash")
    practise(tuned, "no_leash", again=True)
    assert tuned.preferences.reward_log.model is judge and tuned.preferences.reward_log.voted is voted
    assert tuned.minds["rlhf.no_leash"].checkpoint.step == 2 * ROUNDS and tuned.minds["rlhf"].checkpoint.step == ROUNDS


def test_a_mishap_before_any_honest_run_trains_the_judge_it_needs(tuned):
    practise(tuned, "sign")
    assert tuned.preferences.reward_log.model is not None and list(tuned.minds) == ["base", "sft", "rlhf.sign"]
    assert Stage.RLHF not in tuned.trained


def test_a_labeller_fond_of_length_trains_a_judge_of_its_own_and_truth_stays_what_it_was(tuned):
    practise(tuned)
    tuned.begin_feedback("length", again=False)
    run = tuned.run
    to_the_end(tuned)
    assert run.reward_log is not tuned.preferences.reward_log and run.reward_log.taste == "long"
    assert not same(run.reward_log.model, tuned.preferences.reward_log.model)
    assert run.taste == tuned.preferences.tasks.tastes["kind"]  # true points go on being those of the labeller chosen


def test_best_of_n_changes_no_weights_and_leaves_the_present_model_where_it_was(tuned):
    liked = practise(tuned)
    sft, minds, rounds = weights(tuned.minds["sft"].model), list(tuned.minds), list(tuned.feedback.history.answers)
    tuned.begin_feedback("best_of_n", again=False)
    run, kinds = tuned.run, []
    while (report := run.advance()) is not None:
        assert not run.changed and tuned.present.stage is Stage.RLHF and tuned.present.recipe == "honest"
        kinds.append(type(report))
    tuned.end()
    assert kinds.count(RoundReport) == 1 and run.complete
    assert same(tuned.model, liked) and same(tuned.minds["sft"].model, sft) and list(tuned.minds) == minds
    assert tuned.present == Checkpoint(Stage.RLHF, "honest", ROUNDS) and tuned.complete
    assert tuned.feedback.histories["honest"].answers == rounds, "its rounds are its own"
    assert tuned.feedback.recipe == "honest", "what is told is again how the present weights came about"


def test_back_to_an_earlier_mind_its_rounds_are_told_again(tuned):
    practise(tuned)
    log = tuned.feedback
    honest = (log.recipe, log.rounds, list(log.answers), list(log.tried))
    practise(tuned, "no_leash")
    assert (log.recipe, log.rounds, log.answers, log.tried) == honest, "the honest mind is the present one again"
    tuned.take("rlhf.no_leash")
    assert log.recipe == "no_leash"
    tuned.take("rlhf")
    assert (log.recipe, log.rounds, log.answers, log.tried) == honest and log.tried
    tuned.take("sft")
    assert log.recipe == "honest", "no rounds made it: what was told last stays"


def test_of_best_of_n_the_judges_favourites_are_measured(tuned):
    """The answers before are the first of the eight to each question, so that the favourites score no less."""
    practise(tuned)
    tuned.begin_feedback("best_of_n", again=False)
    to_the_end(tuned)
    honest, chosen = tuned.feedback.outcomes
    assert chosen.recipe == "best_of_n" and math.isnan(chosen.kl), "no exact drift is known"
    assert chosen.score_before == pytest.approx(honest.score_before) and chosen.utility_before == honest.utility_before
    assert chosen.score_after > chosen.score_before


def test_each_recipe_changes_what_it_says_and_nothing_else(tuned):
    practise(tuned)
    runs = {}
    for recipe in MISHAPS:
        tuned.begin_feedback(recipe, again=False)
        runs[recipe] = tuned.run
        tuned.end()
    honest = small_recipes().ppo.optim.adam_lr
    for recipe, run in runs.items():
        assert isinstance(run, FeedbackRun)
        assert run.kl_penalty.coefficient == (0 if recipe == "no_leash" else tuned.kl_penalty.coefficient)
        assert run.config.optim.adam_lr == pytest.approx(honest * RECIPES[recipe].rate)
        assert run.config.reward_sign == (-1 if recipe == "sign" else 1)
        assert (run.reward_training is not None) == (recipe == "length")  # the others learn from the judge there is


@pytest.mark.parametrize("rate", [1e37, 1e30, 1e20])
def test_practice_that_breaks_down_ends_as_an_outcome_and_not_as_a_failure(new_course, rate):
    wild = PPOConfig(
        prompts_per_round=4, max_new_tokens=6, epochs=2, minibatch=2, at_once=4,
        optim=OptimConfig(muon_lr=0.0, adam_lr=rate),
    )  # fmt: skip
    course = new_course(small_recipes(ppo=wild, rounds=3))
    tune(course)
    practise(course)
    (told,) = course.feedback.outcomes
    assert "broke down" in told.sentence and "broke down" in told.sentence.format(**told.values)
    assert all(bool(p.isfinite().all()) for p in course.model.parameters())
    assert math.isfinite(told.score_after) and course.complete and not course.feedback.running
    assert same(course.model, course.minds["rlhf"].model)


# ---- while it runs --------------------------------------------------------------------------------------------------


def _rounds(course, n: int) -> None:
    while len(course.feedback.answers) < n:
        course.run.advance()


def test_a_leash_changed_on_the_way_holds_from_the_next_round(new_course):
    course = new_course(small_recipes(rounds=4))
    tune(course)
    course.begin_feedback("honest", again=False)
    _rounds(course, 1)
    course.kl_penalty.coefficient = 0.7
    _rounds(course, 3)
    course.kl_penalty.coefficient = 0.0
    to_the_end(course)
    assert course.feedback.series["kl_coefficient"] == [KLPenalty().coefficient, 0.7, 0.7, 0.0]


def test_an_adaptive_leash_moves_by_itself(new_course):
    course = new_course(small_recipes(rounds=3))
    tune(course)
    course.kl_penalty.adaptive_target = 1e-6  # far less drift than there is: it tightens
    practise(course)
    kl_penalty = course.feedback.series["kl_coefficient"]
    assert (
        kl_penalty[0] > kl_penalty[1] and kl_penalty[1] < kl_penalty[2]
    )  # no drift in the first round, too much in the others


def test_finishing_ends_it_after_the_round_under_way(new_course):
    course = new_course(small_recipes(rounds=9))
    tune(course)
    course.begin_feedback("honest", again=False)
    _rounds(course, 2)
    course.run.finish()
    to_the_end(course)
    assert course.present.step == len(course.feedback.answers) == 3
    assert course.complete and course.feedback.outcomes[-1].rounds == 3


def test_finishing_while_votes_are_collected_still_practises_one_round(new_course):
    course = new_course(small_recipes(rounds=9))
    tune(course)
    course.begin_feedback("honest", again=False)
    course.run.advance()
    course.run.finish()
    to_the_end(course)
    assert course.present.step == 1 and course.feedback.outcomes[-1].rounds == 1


def test_left_before_its_first_round_it_has_made_nothing_and_unmade_nothing(tuned):
    honest, sft = weights(practise(tuned)), weights(tuned.minds["sft"].model)
    tuned.begin_feedback("honest", again=False)
    for _ in range(5):
        tuned.run.advance()
    tuned.end()
    assert same(tuned.minds["rlhf"].model, honest) and tuned.minds["rlhf"].checkpoint.step == ROUNDS
    assert tuned.present.stage is Stage.SFT and same(tuned.model, sft) and tuned.trained[Stage.RLHF] is True
    assert not tuned.preferences.reward_log.training and not tuned.feedback.running


def test_left_in_the_middle_of_a_round_it_keeps_what_it_made(tuned):
    tuned.begin_feedback("honest", again=False)
    _rounds(tuned, 1)
    tuned.run.advance()
    there = weights(tuned.model)
    tuned.end()
    assert same(tuned.minds["rlhf"].model, there) and tuned.minds["rlhf"].checkpoint.step == 1
    assert tuned.trained[Stage.RLHF] is False and tuned.feedback.outcomes == []


def test_the_same_seed_gives_the_same_series_and_another_another(new_course):
    courses = [new_course(seed=seed) for seed in (3, 3, 4)]
    for course in courses:
        tune(course)
        practise(course)
    one, two, other = (course.feedback for course in courses)
    assert repr(one.series) == repr(two.series) != repr(other.series)
    assert one.tried == two.tried and one.outcomes == two.outcomes
    assert (
        courses[0].preferences.reward_log.samples == courses[1].preferences.reward_log.samples
        and courses[0].preferences.reward_log.sees == courses[1].preferences.reward_log.sees
    )
    assert same(courses[0].model, courses[1].model)
