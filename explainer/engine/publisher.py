"""What goes up to the panels, and how often.

Only topics that a visible panel asked for are computed, only when something behind them changed, and no faster than
people can see: painting is what costs (FACTS). The latest frame wins; a slow reader costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from explainer.engine.commands import SetSampling
from explainer.engine.frames import Frame, Topic
from explainer.engine.mailbox import Mailbox
from explainer.engine.observe import draw_next, next_logits, next_token_frame, reading_frame
from explainer.engine.prompt import Prompt
from explainer.engine.session import Session
from explainer.model.generate import Sampling

# Seconds between two frames of a topic while it keeps changing. Curves at 5 to 10 Hz; text slower, it has to be read.
INTERVALS: dict[Topic, float] = {
    Topic.PROGRESS: 0.1,
    Topic.LOSS: 0.2,
    Topic.READING: 0.5,
    Topic.SAMPLES: 0.3,
    Topic.NEXT_TOKEN: 0.15,
}


@dataclass(slots=True)
class _Slot:
    """One topic: whether what it shows has changed, and when it was last shown."""

    dirty: bool = True
    shown: float = float("-inf")


class Publisher:
    """Computes frames on demand and lays them into the mailbox. Used by the worker thread only."""

    def __init__(self, mailbox: Mailbox[Frame]) -> None:
        self.mailbox = mailbox
        self.prompt = Prompt()
        self.sampling = Sampling(temperature=0.8, top_k=40)
        self.seed = 0
        self.demand: frozenset[str] = frozenset()
        self._slots = {topic: _Slot() for topic in Topic}
        self._logits: torch.Tensor | None = None  # of the prompt, while neither it nor the model changes
        self._moving = False
        self._makers: dict[Topic, Callable[[Session], Frame | None]] = {
            Topic.PROGRESS: lambda s: s.record.progress_frame(s.planned_steps, moving=self._moving),
            Topic.LOSS: lambda s: s.record.loss_frame(),
            Topic.READING: self._reading,
            Topic.SAMPLES: lambda s: s.record.samples_frame(),
            Topic.NEXT_TOKEN: self._next_token,
        }

    # ---- what changed -----------------------------------------------------------------------------------------------

    def set_prompt(self, text: str, serial: int, session: Session | None) -> None:
        """Take a new prompt; the next frame follows at once."""
        self.prompt.set(text, serial, session.tokenizer if session is not None else None)
        self._logits = None
        self._now(Topic.NEXT_TOKEN)

    def set_sampling(self, command: SetSampling) -> None:
        """Take new sampling values.

        Raises:
            ValueError: a value outside its range; nothing has changed then.
        """
        sampling = Sampling(temperature=command.temperature, top_k=command.top_k, top_p=command.top_p)
        if command.seed < 0:
            raise ValueError(f"the number of the dice must be 0 or more, and is {command.seed}")
        self.sampling, self.seed = sampling, command.seed
        self._now(Topic.NEXT_TOKEN)

    def set_demand(self, topics: frozenset[str]) -> None:
        """Compute these topics from now on; new ones at once."""
        for topic in topics - self.demand:
            if topic in self._slots:
                self._now(Topic(topic))
        self.demand = topics

    def new_session(self, session: Session) -> None:
        """Another model: everything changed."""
        self.prompt.encode(session.tokenizer)
        self._logits = None
        self.all_due()

    def all_due(self) -> None:
        """Show everything anew, at once."""
        for topic in Topic:
            self._now(topic)

    def stepped(self) -> None:
        """The weights changed."""
        self._logits = None
        for topic in (Topic.PROGRESS, Topic.LOSS, Topic.READING, Topic.NEXT_TOKEN):
            self._slots[topic].dirty = True

    def sampled(self) -> None:
        """The model wrote something by itself, and was examined."""
        self._slots[Topic.SAMPLES].dirty = True
        self._slots[Topic.LOSS].dirty = True

    def _now(self, topic: Topic) -> None:
        self._slots[topic] = _Slot()

    # ---- showing it -------------------------------------------------------------------------------------------------

    def due_in(self, now: float) -> float | None:
        """Seconds until something must be shown, or None where nothing waits."""
        waits = [
            slot.shown + INTERVALS[topic] - now
            for topic, slot in self._slots.items()
            if slot.dirty and topic in self.demand
        ]
        return min(waits) if waits else None

    def publish(self, session: Session, now: float, *, moving: bool) -> None:
        """Compute and lay down what is wanted, changed and due at ``now``."""
        self._moving = moving
        for topic, slot in self._slots.items():
            if slot.dirty and topic in self.demand and now - slot.shown >= INTERVALS[topic]:
                slot.dirty = False
                slot.shown = now
                frame = self._makers[topic](session)
                if frame is not None:
                    self.mailbox.put(topic, frame)

    def write_on(self, session: Session, token: int | None) -> tuple[int, float]:
        """Append a token to the prompt, drawn or given; return it and the model's own bet on it.

        Raises:
            ValueError: ``token`` is not in the vocabulary.
        """
        logits = self._prompt_logits(session)
        if token is None:
            token = draw_next(logits, self.sampling, self.seed, len(self.prompt.ids))
        elif not 0 <= token < len(session.pieces):
            raise ValueError(f"There is no piece with number {token} in this model’s vocabulary.")
        probability = float(logits.softmax(dim=-1)[token])
        self.prompt.append(token, session.tokenizer)
        self._logits = None
        self._now(Topic.NEXT_TOKEN)
        return token, probability

    def _prompt_logits(self, session: Session) -> torch.Tensor:
        if self._logits is None:
            self._logits = next_logits(session.model, self.prompt.ids, session.tokenizer.eot)
        return self._logits

    def _next_token(self, session: Session) -> Frame:
        record = session.record
        return next_token_frame(
            self._prompt_logits(session),
            self.prompt,
            self.sampling,
            session.pieces,
            session.config.n_ctx,
            run=record.run,
            stage=record.stage,
            step=record.step,
        )

    def _reading(self, session: Session) -> Frame | None:
        record = session.record
        if record.last is None:
            return None
        return reading_frame(record.last, session.tokenizer, session.pieces, run=record.run, stage=record.stage)
