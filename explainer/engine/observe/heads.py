"""What heads are good for, measured: the loss without them, and where they look in texts the model has not read.

Muting is zero ablation: what a head gathered counts as nothing, all else stays. The difference of two losses on the
same tokens and at the same weights is what the head does for the model *as it is now*; a model trained without it would
have learned to do otherwise. Training always goes on with all heads.

A survey of all heads costs some fifty forward passes, so it is done in parts: where heads look in held-out text, where
they look in repeated random text (Olsson et al., 2022, arXiv 2209.11895), then the loss without one head after another.
While the model trains, a part is followed by a rest that keeps the whole below ``SHARE`` of the time; while it stands
still, a round at its weights is completed and then nothing more is done.

Decision: fp32 throughout, also where training uses bf16. Losses with and without a head may differ by a thousandth,
which is about what bf16 products are worth.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from explainer.engine.frames import Floats, Heads, Ints, Muting
from explainer.engine.observe.arrays import floats, frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Observer
from explainer.model.gpt import GPT
from explainer.model.hooks import Trace, ablate_heads
from explainer.training.losses import token_nll

Head = tuple[int, int]  # block, head, both from 0
TOKENS = 1024  # held-out tokens a figure rests on
REPEATED_TOKENS = 512  # tokens of random text written twice
SHARE = 0.02  # of the time, at most, that the survey takes while the model trains
MUTING_SHARE = 0.01
LONGEST_REST = 20.0  # seconds
_DICE = 20220924  # of the random text: the same one always


def mean_loss(model: GPT, windows: Tensor, muted: frozenset[Head] = frozenset()) -> float:
    """Mean cross-entropy in nats a token over windows (N, T + 1), in fp32, without the heads ``muted``."""
    return float(token_nll(model, windows, hook=ablate_heads(muted) if muted else None).mean())


# ---- where heads look -----------------------------------------------------------------------------------------------


def repeated_text(vocab_size: int, n_ctx: int, markers: Sequence[int]) -> Tensor | None:
    """(N, 2R) random pieces written twice, no piece twice within a half; None where the context is too short."""
    pieces = np.setdiff1d(np.arange(vocab_size), np.array(markers))
    half = min(n_ctx // 2, len(pieces))
    if half < 2:
        return None
    dice = np.random.default_rng(_DICE)
    once = [dice.permutation(pieces)[:half] for _ in range(max(1, REPEATED_TOKENS // (2 * half)))]
    return torch.from_numpy(np.tile(np.stack(once), (1, 2)).astype(np.int64))


def weight_on(pattern: Tensor, wanted: Tensor) -> tuple[Tensor, float]:
    """Mean weight of each head on the wanted places, over all rows that want any.

    Args:
        pattern: (N, H, T, T) attention weights.
        wanted: (N, T, T) or (T, T) bool: row looks, column is one of the places asked about.

    Returns:
        (H,) means, and the mean that looking everywhere equally would have; NaN where no row wants any.
    """
    n, _, t, _ = pattern.shape
    wanted = wanted.expand(n, t, t)
    asked = wanted.any(dim=-1)  # (N, T)
    found = (pattern * wanted[:, None]).sum(dim=-1)  # (N, H, T)
    count = asked.sum()
    mean = (found * asked[:, None]).sum(dim=(0, 2)) / count  # 0 / 0 is NaN
    seen = torch.arange(1, t + 1, device=pattern.device)
    even = ((wanted.sum(dim=-1) / seen) * asked).sum() / count
    return mean, float(even)


def text_targets(ids: Tensor) -> dict[str, Tensor]:
    """Where a head may look in ids (N, T), by the name of the score. The first piece, which has no choice, is left out.

    Each is (T, T) or (N, T, T) bool.
    """
    t = ids.shape[1]
    one = torch.eye(t, dtype=torch.bool, device=ids.device)
    one[0] = False
    past = torch.ones(t, t, dtype=torch.bool, device=ids.device).tril(-1)
    first = torch.zeros_like(one)
    first[1:, :1] = True
    return {
        "previous": past & ~past.tril(-2),
        "first": first,
        "itself": one,
        "same": (ids[:, :, None] == ids[:, None, :]) & past,
    }


def induction_targets(length: int) -> Tensor:
    """(length, length) bool: in the second half, the piece after the first occurrence of the present one."""
    half = length // 2
    wanted = torch.zeros(length, length, dtype=torch.bool)
    rows = torch.arange(half, length)
    wanted[rows, rows - half + 1] = True
    return wanted


@torch.inference_mode()
def scores(model: GPT, ids: Tensor, targets: dict[str, Tensor]) -> dict[str, tuple[Floats, float]]:
    """Every score of every head, (L, H), and its even level, while ``model`` reads ids (N, T)."""
    trace = Trace()
    model(ids, trace)
    result: dict[str, tuple[Floats, float]] = {}
    patterns = trace.of_blocks("attn.hook_pattern")
    for name, wanted in targets.items():
        rows = [weight_on(pattern, wanted) for pattern in patterns]
        result[name] = (floats(torch.stack([mean for mean, _ in rows])), rows[0][1])
    return result


# ---- the survey -----------------------------------------------------------------------------------------------------

_TEXT, _REPEATED = (-1, 0), (-1, 1)  # the parts that are not about one head
_SCORES = ("previous", "first", "itself", "same", "induction")


@dataclass(slots=True)
class _Rest:
    """Holds work to a share of the time while the model trains.

    What a piece of work takes is the least of the last few: a moment in which the computer did something else must not
    be paid for with a minute's rest.
    """

    share: float
    clock: Callable[[], float] = time.perf_counter
    until: float = float("-inf")
    took: deque[float] = field(default_factory=lambda: deque(maxlen=5))

    def over(self) -> bool:
        """Whether there may be work again."""
        return self.clock() >= self.until

    def after(self, began: float) -> None:
        """Work that began at ``began`` is done: rest in proportion."""
        now = self.clock()
        self.took.append(now - began)
        self.until = now + min(LONGEST_REST, min(self.took) * (1 / self.share - 1))


@dataclass(slots=True)
class _Survey:
    """What is known so far."""

    loss_rise: Floats
    measured_at: Ints
    known: dict[str, tuple[Floats, float]] = field(default_factory=dict)


class HeadsObserver(Observer):
    """One part of the survey a call."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._rest = _Rest(SHARE, clock)
        self._clock = clock
        self._survey: _Survey | None = None
        self._lineage: object = None  # of the weights that it is of
        self._parts: list[Head] = []
        self._done: dict[Head, int] = {}  # the step at which each part was last done
        self._turn = 0
        self._repeated: Tensor | None = None

    def __call__(self, context: ObservationContext) -> Heads | None:
        """The next part that is not of the present weights, and all that is known after it."""
        windows = context.held_out(TOKENS)
        survey = self._survey
        if survey is None or self._lineage != context.lineage:
            survey = self._begin(context, windows)
        if context.moving and not self._rest.over():
            self.unfinished = True
            return None
        step, began = context.checkpoint.step, self._clock()
        part = next((p for p in self._in_turn() if self._done.get(p) != step), None)
        if part is not None:
            self._do(part, context.model, windows, survey, step)
            self._done[part] = step
            self._turn = (self._parts.index(part) + 1) % len(self._parts)
            self._rest.after(began)
        self.unfinished = any(self._done.get(p) != step for p in self._parts)
        return self._frame(context, windows, survey)

    def _begin(self, context: ObservationContext, windows: Tensor | None) -> _Survey:
        config, tokenizer = context.config, context.tokenizer
        shape = (config.n_layer, config.n_head)
        self._lineage, self._done, self._turn = context.lineage, {}, 0
        repeated = repeated_text(config.vocab_size, config.n_ctx, tokenizer.markers)
        self._repeated = repeated.to(context.model.device) if repeated is not None else None
        self._parts = [_REPEATED] if repeated is not None else []
        if windows is not None:
            first, *others = np.ndindex(shape)
            self._parts = [first, _TEXT, *self._parts, *others]  # one figure at once, then what heads do, then the rest
        self._survey = _Survey(np.full(shape, np.nan, np.float32), np.full(shape, -1, np.int64))
        return self._survey

    def _in_turn(self) -> list[Head]:
        return self._parts[self._turn :] + self._parts[: self._turn]

    def _do(self, part: Head, model: GPT, windows: Tensor | None, survey: _Survey, step: int) -> None:
        if part == _REPEATED:
            if self._repeated is not None:
                wanted = induction_targets(self._repeated.shape[1]).to(self._repeated.device)
                survey.known |= scores(model, self._repeated, {"induction": wanted})
        elif windows is None:
            return
        elif part == _TEXT:
            survey.known |= scores(model, windows[:, :-1], text_targets(windows[:, :-1]))
        else:
            # Both at the same weights: the difference is the head's alone.
            survey.loss_rise[part] = mean_loss(model, windows, frozenset({part})) - mean_loss(model, windows)
            survey.measured_at[part] = step

    def _frame(self, context: ObservationContext, windows: Tensor | None, survey: _Survey) -> Heads:
        unknown = (frozen(np.full_like(survey.loss_rise, np.nan)), float("nan"))
        known = {name: survey.known.get(name, unknown) for name in _SCORES}
        return Heads(
            **context.stamp(),
            n_tokens=windows[:, 1:].numel() if windows is not None else 0,
            measured_at=frozen(survey.measured_at.copy()),
            loss_rise=frozen(survey.loss_rise.copy()),
            previous=known["previous"][0],
            first=known["first"][0],
            itself=known["itself"][0],
            same=known["same"][0],
            induction=known["induction"][0],
            even=(
                known["previous"][1],
                known["first"][1],
                known["itself"][1],
                known["same"][1],
                known["induction"][1],
            ),
        )


# ---- muting ---------------------------------------------------------------------------------------------------------


class MutingObserver(Observer):
    """Losses and bets with and without the heads people muted.

    The bets are always those of the present weights. While the model trains the losses are measured only so often; the
    frame says at which step they were.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._rest = _Rest(MUTING_SHARE, clock)
        self._clock = clock
        self._losses: tuple[float, float] | None = None
        self._of: tuple[frozenset[Head], object, int] | None = None  # heads, lineage and step of the losses

    def __call__(self, context: ObservationContext) -> Muting:
        """What the model would lose."""
        model, muted = context.model, context.queries.muted
        now = (muted, context.lineage, context.checkpoint.step)
        windows = context.held_out(TOKENS)
        other = self._of is None or self._of[:2] != now[:2]  # heads or weights
        if windows is not None and (other or (self._of != now and (self._rest.over() or not context.moving))):
            began = self._clock()
            loss = mean_loss(model, windows)
            self._losses = (loss, mean_loss(model, windows, muted) if muted else loss)
            self._of = now
            self._rest.after(began)
        self.unfinished = windows is not None and self._of != now
        loss, muted_loss = self._losses or (float("nan"), float("nan"))
        return Muting(
            **context.prompt_stamp(),
            muted=tuple(sorted(muted)),
            n_tokens=windows[:, 1:].numel() if windows is not None else 0,
            measured_at=self._of[2] if self._of is not None else -1,
            loss=loss,
            muted_loss=muted_loss,
            probability=floats(context.logits().softmax(dim=-1)),
            muted_probability=floats(_muted_logits(context, muted).softmax(dim=-1)),
        )


@torch.inference_mode()
def _muted_logits(context: ObservationContext, muted: frozenset[Head]) -> Tensor:
    """Logits (V,) after the prompt without the heads ``muted``, fp32 on the CPU."""
    if not muted:
        return context.logits()
    model = context.model
    logits: Tensor = model(torch.tensor([context.seen], device=model.device), ablate_heads(muted))[0, -1]
    return logits.float().cpu()
