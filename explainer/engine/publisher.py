"""What goes up to the panels, and how often.

Only topics that a visible panel asked for are computed, only when something behind them changed, and no faster than
people can see: painting is what costs (repainting everything 30 times a second halved the speed of training on two
cores; ``python -m tests.benchmarks live``). The latest frame wins; a slow reader costs nothing.

Decision: whoever makes a frame only reads. Whatever it raises, its topic alone is switched off, with a fresh observer
for when it is asked for again: by a page that is opened anew (the topic is demanded again), or by ``TryAgain`` where
another page or the prompt line wants it all the time. Rejected: to try again after a while by itself, which would tell
the same failure for ever and cost a computation each time.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explainer.engine.commands import (
    MOST_BRANCHES,
    Question,
    SetBranches,
    SetContexts,
    SetDemand,
    SetMuted,
    SetPrompt,
    SetSampling,
    SetWanted,
    TryAgain,
)
from explainer.engine.events import PictureFailed
from explainer.engine.failures import picture_failed
from explainer.engine.frames import Frame
from explainer.engine.mailbox import Mailbox
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Change, Observer, TopicSpec
from explainer.engine.observe.sources import SOURCES
from explainer.engine.queries import ViewQueries
from explainer.engine.session import Session
from explainer.engine.states import NO_MODEL
from explainer.marking import Problem, mark
from explainer.model.config import GPTConfig
from explainer.model.generate import Sampling, sample_at

AT_ONCE = float("-inf")


@dataclass(slots=True)
class _Slot:
    """One topic: its observer, whether what it shows has changed, when it was last shown, and whether that failed."""

    source: TopicSpec
    observer: Observer | None = None  # made when it is first wanted
    dirty: bool = True
    shown: float = AT_ONCE
    broken: bool = False

    @property
    def waits(self) -> bool:
        """Whether there is something new to show."""
        return self.dirty and not self.broken

    def hurry(self) -> None:
        """Show it anew, at once."""
        self.dirty, self.shown = True, AT_ONCE
        if self.observer is not None:
            self.observer.asked = True

    def mend(self) -> None:
        """Forget that it failed, and how far an observer had come that failed in mid-work."""
        if self.broken:
            self.observer, self.broken = None, False

    def make(self, context: ObservationContext) -> Frame | None:
        """Make a frame, or a part of the work on one."""
        if self.observer is None:
            self.observer = self.source.make()
        frame = self.observer(context)
        self.dirty, self.observer.asked = self.observer.unfinished, False
        return frame


class Publisher:
    """Computes frames on demand and lays them into the mailbox. Used by the worker thread only."""

    def __init__(self, mailbox: Mailbox[Frame], sources: Sequence[TopicSpec] = SOURCES) -> None:
        self.mailbox = mailbox
        self.queries = ViewQueries()
        self.demand: frozenset[str] = frozenset()
        self.context: ObservationContext | None = None
        self._sources = sources
        self._slots: dict[str, _Slot] = {source.topic: _Slot(source) for source in sources}

    # ---- what changed -----------------------------------------------------------------------------------------------

    def ask(self, question: Question) -> None:
        """Take what people want to look at; the frames that follow from it come at once.

        Raises:
            Problem: a value outside its range; nothing has changed then.
        """
        queries, context = self.queries, self.context
        match question:
            case SetPrompt(text, serial, written, run):
                known = context is not None and run == context.history.record.run
                tokenizer = context.tokenizer if context is not None else None
                queries.prompt.set(text, serial, tokenizer, written if known else ())
                queries.wanted, queries.branches = None, ()  # they were asked about the bets on the old text
                self.changed(Change.PROMPT)
            case SetSampling(temperature, top_k, top_p, seed):
                sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p)
                if seed < 0:
                    below = mark("engine", "the number of the dice must be 0 or more, and is {seed}")
                    raise Problem(below, seed=seed)
                queries.sampling, queries.seed = sampling, seed
                self.changed(Change.SAMPLING)
            case SetMuted(heads):
                if context is not None:
                    _check_heads(heads, context.config)
                queries.muted = heads
                self.changed(Change.MUTED)
            case SetContexts(first, second, control):
                queries.contexts = (first, second, control)
                self.changed(Change.CONTEXTS)
            case SetWanted(token):
                _check_tokens(() if token is None else (token,), context)
                queries.wanted = token
                self.changed(Change.WANTED)
            case SetBranches(tokens):
                _check_tokens(tokens, context)
                queries.branches = tuple(dict.fromkeys(tokens))[-MOST_BRANCHES:]
                self.changed(Change.BRANCHES)
            case SetDemand(topics):
                self._mend(topics - self.demand)
                self.demand = topics
            case TryAgain(topics):
                self._mend(topic for topic in topics if topic in self._slots and self._slots[topic].broken)

    def new_session(self, session: Session) -> None:
        """Another model: everything changed."""
        self.queries.new_model(session.tokenizer)
        self.context = ObservationContext(session, self.queries)
        self._slots = {source.topic: _Slot(source) for source in self._sources}

    def all_due(self) -> None:
        """Show everything anew, at once."""
        for slot in self._slots.values():
            slot.hurry()

    def changed(self, *changes: Change) -> None:
        """A person asked something else: what follows from it is shown at once."""
        self._forget(changes)
        for slot in self._slots.values():
            if slot.source.follows.intersection(changes):
                slot.hurry()

    def moved_on(self, *changes: Change) -> None:
        """Training went on: what follows from it is shown when its time has come."""
        self._forget(changes)
        for slot in self._slots.values():
            if slot.source.follows.intersection(changes):
                slot.dirty = True

    def _mend(self, topics: Iterable[str]) -> None:
        """Show these topics at once, those too that had failed."""
        for topic in topics:
            if (slot := self._slots.get(topic)) is not None:
                slot.mend()
                slot.hurry()

    def _forget(self, changes: Sequence[Change]) -> None:
        if self.context is not None and (Change.WEIGHTS in changes or Change.PROMPT in changes):
            self.context.forget()

    # ---- showing it -------------------------------------------------------------------------------------------------

    def due_in(self, now: float) -> float | None:
        """Seconds until something must be shown, or None where nothing waits."""
        waits = [
            slot.shown + slot.source.every - now
            for topic, slot in self._slots.items()
            if slot.waits and topic in self.demand
        ]
        return min(waits) if waits else None

    def publish(self, now: float, *, moving: bool) -> list[PictureFailed]:
        """Compute and lay down what is wanted, changed and due at ``now``; return what failed and is off from now on.

        Nothing that an observer raises comes out of here, so that no picture can end the learning.
        """
        failed: list[PictureFailed] = []
        if self.context is None:
            return failed
        self.context.moving = moving
        for topic, slot in self._slots.items():
            if slot.waits and topic in self.demand and now - slot.shown >= slot.source.every:
                slot.shown = now
                try:
                    frame = slot.make(self.context)
                except BaseException as error:  # an observer may well call sys.exit, or run out of memory
                    slot.broken = True
                    self.context.forget()  # what several observers share may be half made
                    failed.append(PictureFailed(topic, picture_failed(error), traceback.format_exc()))
                    continue
                if frame is not None:
                    self.mailbox.put(topic, frame)
        return failed

    def write_on(self, token: int | None) -> tuple[int, float]:
        """Append a token to the prompt, drawn or given; return it and the model's own bet on it.

        A marker is not appended: it is no text, and a person's line holds text.

        Raises:
            Problem: ``token`` is not in the vocabulary, or there is no model.
        """
        if self.context is None:
            raise Problem(NO_MODEL)
        context, queries = self.context, self.queries
        logits = context.logits()
        if token is None:
            token = sample_at(logits, queries.sampling, queries.seed, len(queries.prompt.ids))
        else:
            _check_tokens((token,), context)
        probability = float(logits.softmax(dim=-1)[token])
        if token not in context.tokenizer.markers:
            queries.prompt.append(token, context.tokenizer)
            queries.wanted, queries.branches = None, ()  # as with a new text
            self.changed(Change.PROMPT)
        return token, probability


def _check_heads(heads: frozenset[tuple[int, int]], config: GPTConfig) -> None:
    for layer, head in heads:
        if not (0 <= layer < config.n_layer and 0 <= head < config.n_head):
            no_head = mark(
                "engine",
                "There is no head {head} in block {block}: this model has {n_layer} blocks of {n_head} heads.",
            )
            raise Problem(no_head, head=head + 1, block=layer + 1, n_layer=config.n_layer, n_head=config.n_head)


def _check_tokens(tokens: Sequence[int], context: ObservationContext | None) -> None:
    for token in tokens:
        if context is None or not 0 <= token < len(context.pieces):
            no_piece = mark("engine", "There is no piece with number {n} in this model’s vocabulary.")
            raise Problem(no_piece, n=token)
