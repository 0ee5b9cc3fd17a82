"""Stages that take a second, steps on the way through them, and what must be the same before and after."""

from __future__ import annotations

import torch

from explainer.engine.events import Refused
from explainer.engine.recipes import HONEST
from explainer.engine.stages.course import Course, Recipes
from explainer.engine.states import State
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.training.finetune import FinetuneConfig
from explainer.training.optim import OptimConfig
from explainer.training.ppo import PPOConfig
from explainer.training.precision import Precision
from explainer.training.reward import RewardConfig
from tests.unit.engine.telling import failures, kinds, plain

FP32 = Precision("cpu", torch.float32)
TINY = GPTConfig(n_layer=1, n_head=2, n_embd=16, n_ctx=64, vocab_size=500)
STEPS, ROUNDS = 3, 2


def small_recipes(**changes: object) -> Recipes:
    """Numbers of the stages, so small that all of them together take a second."""
    values: dict[str, object] = {
        "tuning": FinetuneConfig(
            demonstrations=4, rehearsals=1, optim=OptimConfig(muon_lr=0.0, adam_lr=5e-3), keep_every=2
        ),
        "tuning_steps": STEPS,
        "reward": RewardConfig(epochs=1, comparisons=12),
        "ppo": PPOConfig(prompts_per_round=4, max_new_tokens=8, epochs=1, minibatch=4, at_once=4),
        "rounds": ROUNDS,
        "n_simulated": 30,
    }
    return Recipes(**(values | changes))  # type: ignore[arg-type]


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """A copy of all numbers of a model."""
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def same(one: torch.nn.Module | dict[str, torch.Tensor], other: torch.nn.Module | dict[str, torch.Tensor]) -> bool:
    """Whether two models are the same to the last bit."""
    a, b = (x if isinstance(x, dict) else x.state_dict() for x in (one, other))
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def to_the_end(course: Course) -> list[object]:
    """Do all of the stage under way; return what it reported."""
    assert course.run is not None
    reports = []
    while (report := course.run.advance()) is not None:
        reports.append(report)
        assert len(reports) < 20_000
    course.end()
    return reports


def tune(course: Course) -> GPT:
    """Stage two, from the base mind; return the mind it leaves."""
    course.begin_tuning(again=False)
    to_the_end(course)
    return course.minds["sft"].model


def practise(course: Course, recipe: str = HONEST, *, again: bool = False) -> GPT:
    """Stage three; return the mind it leaves."""
    course.begin_feedback(recipe, again=again)
    to_the_end(course)
    return course.minds["rlhf" if recipe == HONEST else f"rlhf.{recipe}"].model


def through(show, *commands) -> list:
    """Send commands, and wait until nothing trains any more; nothing may fail on the way."""
    told = show.do(*commands) + show.until(State.IDLE, 5000)
    assert failures(told) == []
    return told


def refused(told) -> str:
    """The one reason for which a command was refused; nothing may have failed."""
    assert failures(told) == []
    (event,) = kinds(told, Refused)
    return plain(f"{event.why}".removesuffix(".") + ".")
