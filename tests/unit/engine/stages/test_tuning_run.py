"""Stage two: it learns from the base mind, asks the same questions again and again, and says what it measured."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.stages.tuning import TuningRun
from explainer.model.generate import GREEDY, generate
from explainer.text.chat import answer_text, is_ended, prompt_ids
from explainer.text.storyland.chat import CANNOT_KNOW, UNKNOWABLE
from explainer.training.finetune import finetune
from explainer.training.reports import FinetuneReport, RollbackReport, Stage
from tests.unit.engine.stages.walking import FP32, STEPS, same, small_recipes, to_the_end, tune, weights
from tests.unit.training.telling import poison


def test_it_changes_the_model_and_keeps_both_ages_apart(course):
    base = weights(course.model)
    tuned = tune(course)
    assert same(course.minds["base"].model, base)
    assert same(course.model, tuned) and not same(course.model, base)
    assert course.present == Checkpoint(Stage.SFT, step=STEPS) and course.complete
    assert course.trained == {Stage.SFT: True} and list(course.minds) == ["base", "sft"]
    assert not any(p.requires_grad or p.grad is not None for p in tuned.parameters())


def test_it_learns_exactly_as_training_alone_does(course, new_course, storyland_corpus):
    tuned = tune(course)
    other = new_course()
    config = other.recipes.tuning.__class__(
        **{
            name: getattr(other.recipes.tuning, name)
            for name in ("demonstrations", "rehearsals", "optim", "keep_every")
        },
        steps=STEPS,
        seed=0,
    )
    examples = other.preferences.tasks.examples(other.tokenizer, other.model.config.n_ctx)
    losses = [r.loss for r in finetune(other.model, examples, storyland_corpus, FP32, config) if hasattr(r, "loss")]
    assert same(other.model, tuned)
    assert course.tuning.loss == losses and course.tuning.at == list(range(1, STEPS + 1))


def test_the_weights_change_only_in_steps(course):
    course.begin_tuning(again=False)
    run = course.run
    before, seen = weights(course.model), 0
    while (report := run.advance()) is not None:
        assert run.changed == run.whole == isinstance(report, FinetuneReport)
        assert same(course.model, before) != run.changed
        before, seen = weights(course.model), seen + run.whole
        assert course.present.step == seen and 0 <= run.pace.fraction <= 1
    assert seen == STEPS and run.complete and run.pace.fraction == 1 and run.pace.seconds_left == 0


def test_the_same_questions_are_asked_on_the_way_and_answered_by_the_model_of_that_moment(course):
    tune(course)
    log = course.tuning
    assert [probe.question for probe in log.probes] == [asked.text for asked in course.preferences.tasks.probes]
    for probe in log.probes:
        assert [step for step, _, _ in probe.answers] == [0, STEPS]
        for name, (_, text, rating) in zip(("base", "sft"), probe.answers, strict=True):
            model, prompt = course.minds[name].model, prompt_ids(course.tokenizer, probe.question)
            stop = frozenset({course.tokenizer.end, course.tokenizer.eot})
            room = min(48, 64 - max(len(prompt_ids(course.tokenizer, p.question)) for p in log.probes))
            (ids,) = generate(model, [prompt], max_new_tokens=room, sampling=GREEDY, seeds=0, stop=stop)
            assert text == answer_text(course.tokenizer, ids)
            check = course.preferences.tasks.check(probe.question, text, is_ended(course.tokenizer, ids))
            told = (check.wellformed, check.correct, check.kind) if probe.group != UNKNOWABLE else (None, None, None)
            assert (rating.wellformed, rating.correct, rating.kind) == told
            assert rating.score is None and rating.utility is None  # there is no judge yet


def test_examinations_count_all_and_each_group(course):
    tune(course)
    by_step = {}
    for result in course.tuning.results:
        by_step.setdefault(result.step, {})[result.group] = result
        assert 0 <= result.good <= min(result.kind, result.correct) <= result.n
    assert sorted(by_step) == [0, 1, STEPS]  # at the start, on the way, at the end
    for groups in by_step.values():
        assert groups[""].n == sum(r.n for group, r in groups.items() if group) >= 4
        assert groups[""].correct == sum(r.correct for group, r in groups.items() if group)


def test_done_again_from_the_start_it_replaces_what_it_made(course):
    first = tune(course)
    second = tune(course)
    assert list(course.minds) == ["base", "sft"]
    assert course.minds["sft"].model is second is not first
    assert same(first, second)  # the same seed, from the same base


def test_gone_on_with_it_begins_where_it_is(course):
    first = weights(tune(course))
    course.begin_tuning(again=True)
    assert same(course.model, first)
    to_the_end(course)
    assert course.present.step == 2 * STEPS and course.minds["sft"].checkpoint.step == 2 * STEPS
    assert course.tuning.at == list(range(1, 2 * STEPS + 1)) and len(course.tuning.loss) == 2 * STEPS
    assert not same(course.model, first)
    assert [step for step, _, _ in course.tuning.probes[0].answers] == [0, STEPS, 2 * STEPS]


def test_without_pretraining_text_it_does_not_rehearse(new_course):
    made = new_course()
    made.rehearsal = lambda: None
    tune(made)
    assert len(made.tuning.loss) == STEPS and all(math.isnan(x) for x in made.tuning.rehearsal)


def test_finishing_runs_the_rate_down_and_ends(new_course):
    course = new_course(small_recipes(tuning_steps=200))
    course.begin_tuning(again=False)
    run = course.run
    while run.pace.step < 2:
        run.advance()
    run.finish()
    rates = [r.learning_rate for r in to_the_end(course) if isinstance(r, FinetuneReport)]
    assert 3 <= len(rates) <= 20 and course.complete
    assert rates[-1] < rates[len(rates) // 2]


@pytest.mark.parametrize("pieces", [1, 5])
def test_left_before_its_first_step_it_has_made_nothing(course, pieces):
    base = weights(course.model)
    course.begin_tuning(again=False)
    for _ in range(pieces):
        course.run.advance()
    course.end()
    assert list(course.minds) == ["base"] and course.trained == {} and course.present.stage is Stage.PRETRAIN
    assert same(course.model, base)


def test_left_in_the_middle_it_keeps_what_it_made(course):
    course.begin_tuning(again=False)
    while course.run.pace.step < 2:
        course.run.advance()
    there = weights(course.model)
    course.end()
    assert same(course.minds["sft"].model, there) and course.minds["sft"].checkpoint.step == 2
    assert (course.complete, course.trained) == (False, {Stage.SFT: False})


def test_the_same_seed_gives_the_same_run_and_another_another(new_course):
    one, two, other = new_course(seed=1), new_course(seed=1), new_course(seed=2)
    models = [tune(c) for c in (one, two, other)]
    assert same(models[0], models[1]) and not same(models[0], models[2])
    assert one.tuning.loss == two.tuning.loss != other.tuning.loss
    assert np.isfinite(one.tuning.loss).all() and one.tuning.probes == two.tuning.probes
    assert isinstance(one.tuning.last, FinetuneReport)


def test_a_run_knows_what_it_is(course):
    course.begin_tuning(again=False)
    assert isinstance(course.run, TuningRun) and course.run.stage is Stage.SFT and course.present.recipe == "honest"
    assert sum(course.tuning.manners.values()) == len(course.preferences.tasks.shown)


def test_after_a_breakdown_the_curve_goes_on_from_the_state_that_is_back(course, new_course):
    """It ran backwards: steps that were taken back stayed on it, and so did answers of weights that are no more."""
    course.recipes = replace(course.recipes, tuning_steps=12, tuning=replace(course.recipes.tuning, keep_every=4))
    course.begin_tuning(again=False)
    run, seen = course.run, []
    while (report := run.advance()) is not None:
        seen.append(report)
        if isinstance(report, FinetuneReport) and report.step == 10 and not any_rollback(seen):
            poison(course.model)
    log = course.tuning
    assert [r.back_to for r in seen if isinstance(r, RollbackReport)] == [8]
    assert log.at == list(range(1, 13)) and len(log.loss) == len(log.rehearsal) == 12
    assert all(map(math.isfinite, log.loss))
    steps = [[step for step, _, _ in probe.answers] for probe in log.probes]
    assert all(asked == sorted(set(asked)) for asked in steps)
    assert course.present.step == 12 and run.complete


def any_rollback(seen) -> bool:
    return any(isinstance(report, RollbackReport) for report in seen)


def test_a_question_that_nobody_could_know_is_asked_with_the_others_and_no_example_says_so(course):
    tune(course)
    asked = [probe for probe in course.tuning.probes if probe.group == UNKNOWABLE]
    assert [probe.question for probe in asked] == [CANNOT_KNOW] and asked[0].answers
    assert all(rating.correct is None for _, _, rating in asked[0].answers), "nothing is right here"
    tasks = course.preferences.tasks
    assert CANNOT_KNOW not in [asked.text for asked in tasks.exam] and CANNOT_KNOW not in tasks.practice
    silent = [shown for shown in tasks.shown if re.search(r"(not|n.t|never) know|no idea", shown.answer)]
    assert not silent, "the page says that no example shows it"
