"""Runs of the stages, made of what the course has: from the beginning, or taken up where one was kept under way.

A run is made whole before anything is changed, so that what does not fit together is told first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from explainer.engine.recipes import RECIPES
from explainer.engine.stages.feedback import FeedbackRun, settings
from explainer.engine.stages.kept import KeptMind
from explainer.engine.stages.pretraining import PretrainRun
from explainer.engine.stages.rewardlog import RewardLog
from explainer.engine.stages.rewardtraining import PAIRS, RewardTraining
from explainer.engine.stages.tuning import TuningLog, TuningRun
from explainer.engine.stages.underway import UnderWay
from explainer.model.gpt import GPT
from explainer.training.finetune import FinetuneConfig
from explainer.training.ppo import PPOConfig
from explainer.training.pretrain import PretrainConfig
from explainer.training.reports import Stage
from explainer.training.reward import RewardConfig
from explainer.training.schedule import Budget

if TYPE_CHECKING:
    from explainer.engine.stages.course import Course

ROUNDS = {"xs": 40, "s": 60, "m": 60, "l": 60}
TUNING_STEPS = {"xs": 250}  # where a smaller world needs fewer than ``FinetuneConfig`` has
N_SIMULATED = 320 * PAIRS  # votes: 960


@dataclass(slots=True)
class Recipes:
    """The numbers of the stages; tests make them small.

    Attributes:
        tuning: of fine-tuning. tuning_steps: instead of the preset's own, or None.
        reward, ppo: of judge and practice. rounds: of practice, or None.
        n_simulated: votes of the simulated labeller.
    """

    tuning: FinetuneConfig = field(default_factory=FinetuneConfig)
    tuning_steps: int | None = None
    reward: RewardConfig = field(default_factory=RewardConfig)
    ppo: PPOConfig = field(default_factory=PPOConfig)
    rounds: int | None = None
    n_simulated: int = N_SIMULATED

    def steps_of_tuning(self, preset: str) -> int:
        """Steps of fine-tuning."""
        return self.tuning_steps or TUNING_STEPS.get(preset, self.tuning.steps)

    def rounds_of_practice(self, preset: str) -> int:
        """Rounds of practice."""
        return self.rounds or ROUNDS[preset]


def reading(course: Course, resume: UnderWay | None = None) -> PretrainRun:
    """Stage one.

    Raises:
        ValueError, OSError: the text is gone.
    """
    budget = course.settings.budget()
    if resume is not None:
        said = resume.values["budget"]
        budget = Budget(steps=said["steps"], seconds=said["seconds"])
    return PretrainRun(
        course.model,
        course.get_text(),
        course.precision,
        course.record,
        budget,
        course.settings.planned_steps,
        PretrainConfig(seed=course.settings.seed),
        course.token_bytes,
        resume,
    )


def tuning(course: Course, log: TuningLog, start: int, steps: int, resume: UnderWay | None = None) -> TuningRun:
    """Stage two: ``steps`` more, after ``start``."""
    return TuningRun(
        course.model,
        course.tokenizer,
        course.preferences.tasks,
        course.rehearsal(),
        course.precision,
        log,
        replace(course.recipes.tuning, steps=steps, seed=course.settings.seed + start),
        start,
        resume=resume,
    )


def practice(
    course: Course,
    recipe: str,
    start: KeptMind,
    reward_log: RewardLog,
    reward_training: RewardTraining | None,
    *,
    rounds: int,
    seed: int,
    again: bool = False,
    resume: UnderWay | None = None,
) -> FeedbackRun:
    """Stage three, on a leash to ``start``; ``reward_training`` is None where the judge there is stays."""
    config, kl_penalty = settings(recipe, replace(course.recipes.ppo, seed=seed, examples=64), course.kl_penalty)
    learns = RECIPES[recipe].learns
    return FeedbackRun(
        Stage.RLHF if learns else course.present.stage,
        course.model if learns else start.model,
        start.model,
        course.tokenizer,
        course.preferences.tasks,
        course.precision,
        reward_training,
        reward_log,
        course.feedback,
        kl_penalty,
        course.preferences.taste_of(course.preferences.taste),
        course.rehearsal() if config.ptx_weight > 0 else None,
        recipe=recipe,
        rounds=rounds,
        config=config,
        seed=course.settings.seed,
        again=again,
        resume=resume,
    )


def reward_training(course: Course, writer: GPT, start: GPT, log: RewardLog, taste: str | None) -> RewardTraining:
    """The work on a judge, of votes on what ``writer`` says; ``taste`` is that of a mishap, or None."""
    found = RewardTraining(
        writer,
        start,
        course.tokenizer,
        course.preferences.tasks,
        course.preferences.taste_of(taste or course.preferences.taste),
        course.preferences.votes,
        course.precision,
        log,
        n_simulated=course.preferences.n_simulated,
        hand_weight=course.preferences.hand_weight,
        seed=course.settings.seed,
        config=replace(course.recipes.reward, seed=course.settings.seed),
    )
    found.draft.taste = taste or course.preferences.taste
    return found
