"""A stage that was under way when the run was kept, gone on with as if it had not stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explainer.engine.recipes import BASE, HONEST, TUNED
from explainer.engine.stages.feedback import FeedbackRun, settings
from explainer.engine.stages.tuning import TuningLog, TuningRun
from explainer.engine.stages.underway import Kind, UnderWay
from explainer.training.reports import Stage

if TYPE_CHECKING:
    from explainer.engine.stages.course import Course


def resume(course: Course, kept: UnderWay) -> None:
    """Go on with a stage that was kept under way; weights and logs are those of then.

    Raises:
        ValueError, KeyError, TypeError: it is of another model, or damaged.
    """
    match kept.kind:
        case Kind.TUNING:
            _resume_tuning(course, kept)
        case Kind.ROUNDS:
            _resume_feedback(course, kept)
        case Kind.JUDGE:
            course.begin_judge()
        case Kind.BEGUN if kept.stage is Stage.SFT:
            course.begin_tuning(again=kept.again)
        case Kind.BEGUN:
            course.check(kept.recipe)
            course.begin_feedback(kept.recipe, again=kept.again)
        case _:
            raise ValueError(f"{kept.kind} is no stage of these")


def _resume_tuning(course: Course, kept: UnderWay) -> None:
    start, steps = int(kept.values["start"]), int(kept.values["steps"])
    log = course.tuning if course.tuning is not None else TuningLog.of(course.syllabus)
    config = replace(course.recipes.tuning, steps=steps, seed=course.seed + start)
    course.run = TuningRun(
        course.model,
        course.tokenizer,
        course.syllabus,
        course._get_source(),
        course.arithmetic,
        log,
        config,
        start,
        resume=kept,
    )
    course.tuning = log
    course.stage, course.recipe, course.step, course.complete = Stage.SFT, HONEST, start, False
    course.trained[Stage.SFT] = False


def _resume_feedback(course: Course, kept: UnderWay) -> None:
    course.check(kept.recipe)
    if course.judge.model is None:
        raise ValueError("there is no judge to go on with")
    start = course.minds.get(TUNED) or course.minds[BASE]
    ppo = replace(course.recipes.ppo, seed=int(kept.values["seed"]), examples=64)
    config, leash = settings(kept.recipe, ppo, course.leash)
    course.run = FeedbackRun(
        Stage.RLHF,
        course.model,
        start.model,
        course.tokenizer,
        course.syllabus,
        course.arithmetic,
        None,
        course.judge,
        course.feedback,
        leash,
        course.taste_of(course.taste),
        course._get_source() if config.ptx_weight > 0 else None,
        recipe=kept.recipe,
        rounds=int(kept.values["rounds"]),
        config=config,
        seed=course.seed,
        resume=kept,
    )
    course.stage, course.recipe, course.complete = Stage.RLHF, kept.recipe, False
    if kept.recipe == HONEST:
        course.trained[Stage.RLHF] = False
