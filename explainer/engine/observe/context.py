"""What an observer sees: some weights, the questions people ask, and what several observers share, computed once.

Results about the prompt are kept until weights or prompt change: five panels that look inside cost one forward pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.frames import Ints
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.bets import next_logits, prompt_fields
from explainer.engine.observe.endings import Endings, find_endings
from explainer.engine.queries import ViewQueries
from explainer.engine.record import Record
from explainer.engine.session import Session
from explainer.engine.stages.course import Course
from explainer.engine.stages.kept import KeptMind
from explainer.model.cache import KVCache
from explainer.model.gpt import GPT
from explainer.model.hooks import Trace
from explainer.text.corpus import Corpus
from explainer.text.storyland import RICHNESS
from explainer.text.wordend import MOST_PIECES
from explainer.training.batches import validation_windows

COUNTED = 150_000  # first training tokens that are counted: those that are there when training begins


class RunHistory(NamedTuple):
    """What the run has told so far, whichever weights are looked at. There is nothing here to ask a model with.

    Attributes:
        record: of stage one. course: of the stages after it, with votes and judge.
    """

    record: Record
    course: Course


class ObservationContext:
    """Weights, and what people ask of them: the one door to a model for all that looks at it.

    Args:
        session: the run.
        queries: what people ask.
        mind: the weights, where they are not those that are there now (and trained).

    Attributes:
        queries: what people ask.
        config, tokenizer, pieces: of the model: sizes, vocabulary, and the display text of every piece.
        world: size of the built-in world that it reads about, or None for an own text.
        history: what the run has told.
        moving: whether training goes on right now.
        changes: how often weights or prompt have changed since it was made; tells old results from new ones.
    """

    def __init__(self, session: Session, queries: ViewQueries, mind: KeptMind | None = None) -> None:
        self._session = session
        self._mind = mind
        self.config = session.config
        self.tokenizer = session.tokenizer
        self.pieces = session.pieces
        self.world = RICHNESS[session.settings.preset] if session.is_storyland else None
        self.history = RunHistory(session.record, session.course)
        self.queries = queries
        self.moving = False
        self.changes = 0
        self._logits: Tensor | None = None
        self._trace: Trace | None = None
        self._read: KVCache | None = None  # of what the model sees of the prompt
        self._endings = Endings()
        self._held_out: dict[tuple[int, int], Tensor | None] = {}
        self._no_text = False

    # ---- which weights -----------------------------------------------------------------------------------------------

    @property
    def model(self) -> GPT:
        """The weights; to be read only."""
        return self._mind.model if self._mind is not None else self._session.model

    @property
    def checkpoint(self) -> Checkpoint:
        """Which they are."""
        return self._mind.checkpoint if self._mind is not None else self._session.course.present

    @property
    def is_live(self) -> bool:
        """Whether they are those that are there now, and may be learning."""
        return self._mind is None

    @property
    def lineage(self) -> tuple[object, ...]:
        """In whose course they are: what was measured of one says nothing of another, whatever its step."""
        return (self._mind.checkpoint,) if self._mind is not None else self._session.course.lineage

    @property
    def kept(self) -> Mapping[str, KeptMind]:
        """Other ages of this model, by id, for what compares them."""
        return self._session.course.minds

    def forget(self) -> None:
        """Weights or prompt changed."""
        self.changes += 1
        self._logits = self._trace = self._read = None
        self._endings.forget()

    # ---- the prompt --------------------------------------------------------------------------------------------------

    @property
    def seen(self) -> list[int]:
        """The S tokens the model sees of the prompt, at least one: see ``InsideFrame``."""
        return self.queries.prompt.ids[-self.config.n_ctx :] or [self.tokenizer.eot]

    def logits(self) -> Tensor:
        """Logits (V,) after the prompt, fp32 on the CPU."""
        if self._logits is None:
            if self._trace is not None:
                self._logits = self._trace["logits"][0, -1].float().cpu()
            else:
                self._read = KVCache()
                self._logits = next_logits(self.model, self.queries.prompt.ids, self.tokenizer.eot, cache=self._read)
        return self._logits

    @torch.inference_mode()
    def trace(self) -> Trace:
        """Everything recorded while the model reads the prompt; batch of one, S positions."""
        if self._trace is None:
            self._trace = Trace()
            model = self.model
            model(torch.tensor([self.seen], device=model.device), self._trace)
        return self._trace

    def endings(self, tokens: Sequence[int]) -> tuple[str, ...]:
        """What each of ``tokens``, put after the prompt, lacks of the word it becomes: see ``find_endings``."""
        model, tokenizer = self.model, self.tokenizer
        return self._endings.of(
            tokens,
            self.queries.prompt.ids,
            lambda some: find_endings(model, self._beginning(), some, tokenizer),
            moving=self.moving,
        )

    @torch.inference_mode()
    def _beginning(self) -> KVCache:
        """The prompt as read by the model, with room for a word after it; nothing where it is empty, as Write on."""
        ids, room = self.queries.prompt.ids, max(1, self.config.n_ctx - MOST_PIECES)
        if not ids:
            return KVCache()
        if len(ids) > room:
            short = KVCache()
            next_logits(self.model, ids[-room:], self.tokenizer.eot, cache=short)
            return short
        if self._read is None:
            trace = self.trace()
            self._read = KVCache(keys=trace.of_blocks("attn.hook_k"), values=trace.of_blocks("attn.hook_v"))
        return self._read

    # ---- the text ----------------------------------------------------------------------------------------------------

    @property
    def corpus(self) -> Corpus | None:
        """The text of this run; None where that of an opened run cannot be had any more.

        Making that of Storyland takes about a second, once.
        """
        if self._no_text:
            return None
        try:
            return self._session.corpus
        except (ValueError, OSError):  # the user's files are gone or have changed
            self._no_text = True
            return None

    def first_tokens(self) -> Ints:
        """The first ``COUNTED`` training tokens (n,), for counting; none where there is no text."""
        corpus = self.corpus
        return np.asarray(corpus.train[:COUNTED] if corpus is not None else [], dtype=np.int64)

    def held_out(self, tokens: int, length: int | None = None) -> Tensor | None:
        """Fixed windows (N, length) of validation text with about ``tokens`` predictions, on the model's device.

        ``length`` defaults to the context and one more. None where there is no text, or too little of it.
        """
        length = length or self.config.n_ctx + 1
        corpus = self.corpus
        if corpus is not None and (tokens, length) not in self._held_out:
            try:
                windows = validation_windows(corpus, length, tokens).to(self.model.device)
            except ValueError:  # fewer than two tokens are held out
                windows = None
            self._held_out[tokens, length] = windows
        return self._held_out.get((tokens, length))

    # ---- what frames begin with --------------------------------------------------------------------------------------

    def stamp(self) -> dict[str, Any]:
        """Fields of every ``Frame``."""
        at = self.checkpoint
        return {"run": self.history.record.run, "stage": at.stage, "made_by": at.recipe, "step": at.step}

    def prompt_stamp(self) -> dict[str, Any]:
        """Fields of every ``PromptFrame``."""
        return self.stamp() | prompt_fields(self.queries.prompt, self.pieces, self.config.n_ctx)

    def inside_stamp(self) -> dict[str, Any]:
        """Fields of every ``InsideFrame``."""
        seen = self.seen
        return self.prompt_stamp() | {
            "seen_ids": frozen(np.array(seen, dtype=np.int64)),
            "seen_pieces": tuple(self.pieces[i] for i in seen),
        }
