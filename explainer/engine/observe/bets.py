"""The bets on the next token, and the sentence being read: pure functions from a model to frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from explainer.engine.frames import NextToken, Reading
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.endings import SHOWN
from explainer.engine.prompt import EncodedPrompt
from explainer.model.cache import KVCache
from explainer.model.generate import Sampling, shape_logits
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.training.reports import Stage, StepReport

READING_PIECES = 40  # pieces of the sentence shown as "being read now": what fits two lines on a stage


@torch.inference_mode()
def next_logits(model: GPT, ids: Sequence[int], start: int, *, cache: KVCache | None = None) -> torch.Tensor:
    """Logits (V,) after ``ids``; an empty text is asked after the token ``start`` (end of the text before).

    ``cache`` holds what was read before them and fits the context together with them, and keeps them too.
    """
    seen = list(ids)[-model.config.n_ctx :] or [start]
    logits: torch.Tensor = model(torch.tensor([seen], device=model.device), cache=cache)[0, -1]
    return logits.float().cpu()


def prompt_fields(prompt: EncodedPrompt, pieces: Sequence[str], n_ctx: int) -> dict[str, Any]:
    """The fields of ``PromptFrame`` that tell the prompt; ``pieces`` are the display texts of the vocabulary."""
    return {
        "prompt": prompt.text,
        "serial": prompt.serial,
        "ids": frozen(np.array(prompt.ids, dtype=np.int64)),
        "pieces": tuple(pieces[i] for i in prompt.ids),
        "n_dropped": max(0, len(prompt.ids) - n_ctx),
    }


def next_token_frame(
    logits: torch.Tensor,
    sampling: Sampling,
    endings: Callable[[Sequence[int]], tuple[str, ...]],
    stamp: Mapping[str, Any],
) -> NextToken:
    """The bets after the prompt, before and after shaping.

    Args:
        logits: (V,) after the prompt.
        sampling: how they are shaped.
        endings: finds the words that pieces become.
        stamp: the fields of a ``PromptFrame``.
    """
    own = logits.softmax(dim=-1)
    shaped = shape_logits(logits, sampling)
    order = own.argsort(descending=True, stable=True)
    nonzero = own[own > 0]
    return NextToken(
        **stamp,
        order=frozen(order.numpy()),
        endings=endings(order[:SHOWN].tolist()),
        probability=frozen(own.numpy()),
        shaped=frozen(shaped.numpy()),
        kept=int((shaped > 0).sum()),
        entropy=float(-(nonzero * nonzero.log()).sum()),
    )


@torch.inference_mode()
def surprise_at(model: GPT, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Surprise (T - 1,) in nats of the model, as it is, at each of ``ids`` (T,) but the first; T ≤ context + 1."""
    tokens = torch.tensor(ids, device=model.device)
    logits: torch.Tensor = model(tokens[None, :-1])[0]
    return F.cross_entropy(logits.float(), tokens[1:], reduction="none").cpu().numpy()


def reading_frame(
    report: StepReport, tokenizer: Tokenizer, pieces: Sequence[str], *, run: str, stage: Stage
) -> Reading:
    """The first sentences of the text in this step's batch, with the surprise at each piece.

    It starts after the first sentence end or text end, where there is one, so that people see whole sentences.
    """
    ids, surprise = report.example_ids, report.example_surprise
    begin = _sentence_start([pieces[i] for i in ids], [int(i) == tokenizer.eot for i in ids])
    shown: list[str] = []
    values: list[float] = []
    for i in range(begin, len(ids)):
        if int(ids[i]) == tokenizer.eot:
            if shown:
                break
            continue
        shown.append(pieces[ids[i]])
        values.append(float(surprise[i - 1]))
        if len(shown) == READING_PIECES:
            break
    return Reading(
        run=run, stage=stage, step=report.step, pieces=tuple(shown), surprise=frozen(np.array(values, np.float32))
    )


def _sentence_start(texts: Sequence[str], ends: Sequence[bool]) -> int:
    """Index of the first token of the first whole sentence in the first half, or 1 (the first that was predicted)."""
    for i in range(1, len(texts) // 2):
        if ends[i - 1] or (texts[i - 1].rstrip('"').endswith((".", "!", "?")) and not texts[i].startswith('"')):
            return i
    return 1
