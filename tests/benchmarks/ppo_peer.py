"""The peer of stage three: TRL's PPO trainer on ``transformers``' GPT-2, at its best on the same work.

TRL's last release with a PPO trainer is 1.12 (1.13 removed it). It gets what makes it fast here: fused attention, no
dropout, no gradient checkpointing (its default, which trades time for memory), no key-value cache where nothing is
generated, whole batches in every pass, a fused optimiser, no logging service, no checkpoints. It needs no tokenizer and
no data set of its own: prompts are token ids, and the padding token is one that the model does not have, as there is
nothing to pad.

Answers never end early: there is no stop token, and its generation is told of no end token.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.ppo import PPOConfig
from explainer.training.precision import Precision
from tests.benchmarks.measure import CannotRun
from tests.benchmarks.peer import copy_weights, make_peer

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")

from transformers import GPT2ForSequenceClassification, GPT2LMHeadModel, PrinterCallback, TrainerCallback

try:
    from trl.experimental import ppo as trl_ppo
except ImportError as error:
    raise CannotRun(
        "This TRL has no PPO trainer any more (1.12 is the last that has). Install: pip install 'trl>=1.12,<1.13'"
    ) from error


class AfterEach(TrainerCallback):
    """Calls ``then`` when an iteration of the trainer is over, and first when it is about to begin."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then = then

    def on_train_begin(self, *_: object, **__: object) -> None:
        self.then()

    def on_step_end(self, *_: object, **__: object) -> None:
        self.then()


class TRLPeer:
    """TRL's trainer with policy, reference, reward model and value model of our weights.

    Args:
        ours: whose sizes and weights all four get; reward and value model have a new scalar head.
        prompts: token ids, all of the same length; all are answered in every iteration.
        config: epochs, minibatches, lengths, rates and clipping of our side.
        kl_coefficient: of the leash.
        arithmetic: fp32, or bf16 autocast.
    """

    def __init__(
        self,
        ours: GPT,
        prompts: Sequence[Sequence[int]],
        config: PPOConfig,
        kl_coefficient: float,
        precision: Precision,
    ) -> None:
        self.judged: list[tuple[int, ...]] = []  # answers and tokens of each batch that the reward model was given
        self.garbage_seconds = 0.0  # of one collection of everything that was there before it began
        self.written = 0  # passes in which the policy read one token of each answer, the rest being cached
        self._prompts = prompts
        self._config = config
        self._kl_coefficient = kl_coefficient
        self._arithmetic = precision
        self.policy = self._language_model(ours)
        self._reference = self._language_model(ours)
        self._reward, self._value = (self._scorer(self.policy) for _ in range(2))
        self._reward.transformer.register_forward_pre_hook(self._note_judged, with_kwargs=True)
        self.policy.transformer.register_forward_pre_hook(self._note_written, with_kwargs=True)

    def _language_model(self, ours: GPT) -> GPT2LMHeadModel:
        model = make_peer(ours.config)
        copy_weights(ours, model)
        model.config.use_cache = False  # in training it only costs
        model.generation_config.use_cache = True
        return model

    @staticmethod
    def _scorer(model: GPT2LMHeadModel) -> GPT2ForSequenceClassification:
        config = type(model.config).from_dict(model.config.to_dict() | {"num_labels": 1, "use_cache": False})
        config._attn_implementation = "sdpa"
        scorer = GPT2ForSequenceClassification(config)
        scorer.transformer.load_state_dict(model.transformer.state_dict())
        torch.nn.init.zeros_(scorer.score.weight)
        return scorer

    def _note_judged(self, _module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.judged.append(_shape(args, kwargs))

    def _note_written(self, _module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.written += _shape(args, kwargs)[1] == 1

    def train(self, iterations: int, after_each: Callable[[], None]) -> None:
        """Do some iterations; ``after_each`` is called once before the first and after each.

        What the trainer prints goes to standard error. It collects all garbage twice in every iteration, which takes
        the longer the more lies in memory, whosever it is: what was there before is kept out of that.
        """
        _forget_arithmetic()
        gc.collect()
        started = time.perf_counter()
        gc.collect()
        self.garbage_seconds = time.perf_counter() - started
        gc.freeze()
        with (
            tempfile.TemporaryDirectory(prefix="explainer-trl-") as folder,
            contextlib.redirect_stdout(sys.stderr),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore", FutureWarning)  # names that transformers 6 will change
            trainer = trl_ppo.PPOTrainer(
                args=self._arguments(folder, iterations),
                processing_class=SimpleNamespace(
                    pad_token_id=self.policy.config.vocab_size, eos_token_id=self.policy.config.vocab_size
                ),
                model=self.policy,
                ref_model=self._reference,
                reward_model=self._reward,
                value_model=self._value,
                train_dataset=[{"input_ids": list(prompt)} for prompt in self._prompts],
                data_collator=_collate,
                callbacks=[AfterEach(after_each)],
            )
            trainer.remove_callback(PrinterCallback)
            trainer.train()
        gc.unfreeze()

    def _arguments(self, folder: str, iterations: int) -> trl_ppo.PPOConfig:
        c, n = self._config, len(self._prompts)
        return trl_ppo.PPOConfig(
            output_dir=folder,
            total_episodes=iterations * n,
            # One pass a minibatch: with more, TRL would not step after each minibatch.
            per_device_train_batch_size=n,
            gradient_accumulation_steps=1,
            num_mini_batches=n // c.minibatch,
            num_ppo_epochs=c.epochs,
            local_rollout_forward_batch_size=n,
            response_length=c.max_new_tokens,
            stop_token=None,
            temperature=c.temperature,
            kl_coef=self._kl_coefficient,
            cliprange=c.clip,
            cliprange_value=c.value_clip,
            gamma=c.gamma,
            lam=c.lam,
            learning_rate=c.optim.adam_lr,
            lr_scheduler_type="constant",
            adam_beta1=c.optim.betas[0],
            adam_beta2=c.optim.betas[1],
            optim="adamw_torch_fused",
            bf16=self._arithmetic.dtype == torch.bfloat16,
            use_cpu=self._arithmetic.device == "cpu",
            gradient_checkpointing=False,
            num_sample_generations=0,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            seed=c.seed,
        )


def _shape(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[int, ...]:
    """Of the token ids given to a model."""
    return tuple((kwargs["input_ids"] if "input_ids" in kwargs else args[0]).shape)


def _collate(rows: list[dict[str, list[int]]]) -> dict[str, Tensor]:
    return {"input_ids": torch.tensor([row["input_ids"] for row in rows])}


def _forget_arithmetic() -> None:
    """Accelerate keeps the arithmetic of the first trainer of a process for all that follow."""
    from accelerate.state import AcceleratorState, GradientState

    AcceleratorState._reset_state(reset_partial_state=True)
    GradientState._reset_state()
