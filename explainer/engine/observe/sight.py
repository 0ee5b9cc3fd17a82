"""What a maker sees: the session, the questions people ask, and what several makers share, computed once.

Results about the prompt are kept until weights or prompt change: five panels that look inside cost one forward pass.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.engine.gaze import Gaze
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.bets import next_logits
from explainer.engine.session import Session
from explainer.model.trace import Trace
from explainer.training.batches import validation_windows


class Sight:
    """A session and a gaze, for the time of that session.

    Attributes:
        session: the model with all that belongs to it.
        gaze: what people ask.
        moving: whether training goes on right now.
    """

    def __init__(self, session: Session, gaze: Gaze) -> None:
        self.session = session
        self.gaze = gaze
        self.moving = False
        self._logits: Tensor | None = None
        self._trace: Trace | None = None
        self._held_out: dict[tuple[int, int], Tensor] = {}
        self._no_text = False

    def forget(self) -> None:
        """Weights or prompt changed."""
        self._logits = self._trace = None

    # ---- the prompt --------------------------------------------------------------------------------------------------

    @property
    def seen(self) -> list[int]:
        """The S tokens the model sees of the prompt, at least one: see ``InsideFrame``."""
        return self.gaze.prompt.ids[-self.session.config.n_ctx :] or [self.session.tokenizer.eot]

    def logits(self) -> Tensor:
        """Logits (V,) after the prompt, fp32 on the CPU."""
        if self._logits is None:
            if self._trace is not None:
                self._logits = self._trace["logits"][0, -1].float().cpu()
            else:
                self._logits = next_logits(self.session.model, self.gaze.prompt.ids, self.session.tokenizer.eot)
        return self._logits

    @torch.inference_mode()
    def trace(self) -> Trace:
        """Everything recorded while the model reads the prompt; batch of one, S positions."""
        if self._trace is None:
            self._trace = Trace()
            model = self.session.model
            model(torch.tensor([self.seen], device=model.device), self._trace)
        return self._trace

    # ---- text it has not read ----------------------------------------------------------------------------------------

    def held_out(self, tokens: int, length: int | None = None) -> Tensor | None:
        """Fixed windows (N, length) of validation text with about ``tokens`` predictions, on the model's device.

        ``length`` defaults to the context and one more. None where the text of an opened run cannot be had any more;
        making that of Storyland takes about a second, once.
        """
        length = length or self.session.config.n_ctx + 1
        if (tokens, length) not in self._held_out:
            if self._no_text:
                return None
            try:
                windows = validation_windows(self.session.corpus, length, tokens)
            except (ValueError, OSError):  # the user's files are gone or have changed
                self._no_text = True
                return None
            self._held_out[tokens, length] = windows.to(self.session.model.device)
        return self._held_out[tokens, length]

    # ---- what frames begin with --------------------------------------------------------------------------------------

    def stamp(self) -> dict[str, Any]:
        """Fields of every ``Frame``."""
        record = self.session.record
        return {"run": record.run, "stage": record.stage, "step": record.step}

    def prompt_stamp(self) -> dict[str, Any]:
        """Fields of every ``PromptFrame``."""
        prompt, pieces = self.gaze.prompt, self.session.pieces
        return self.stamp() | {
            "prompt": prompt.text,
            "serial": prompt.serial,
            "ids": frozen(np.array(prompt.ids, dtype=np.int64)),
            "pieces": tuple(pieces[i] for i in prompt.ids),
            "n_dropped": max(0, len(prompt.ids) - self.session.config.n_ctx),
        }

    def inside_stamp(self) -> dict[str, Any]:
        """Fields of every ``InsideFrame``."""
        seen = self.seen
        return self.prompt_stamp() | {
            "seen_ids": frozen(np.array(seen, dtype=np.int64)),
            "seen_pieces": tuple(self.session.pieces[i] for i in seen),
        }
