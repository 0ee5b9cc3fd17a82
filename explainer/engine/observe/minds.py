"""One question to all minds: each answers by itself, with the same dice, token by token between training steps.

A mind that is kept answers a question once. The one that is being trained answers again and again, with a rest between
two answers long enough to be read. Along each answer the mind before is asked for its own bets at the same places, so
that it can be seen what a stage has changed. A base model gets the bare text, the others the talk with its markers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from explainer.engine.frames import Answer, Mind, Minds
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.bets import next_logits
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.endings import find_endings
from explainer.engine.observe.source import Observer
from explainer.engine.recipes import BASE, LIKED, TUNED
from explainer.engine.snapshot import ModelSnapshot
from explainer.engine.stages.kept import KeptMind
from explainer.engine.stages.taskset import MOST_ANSWER_TOKENS
from explainer.model.cache import KVCache
from explainer.model.generate import generate_stream
from explainer.model.gpt import GPT
from explainer.text.chat import answer_text, bare_ids, is_ended, prompt_ids
from explainer.text.tokenizer import Tokenizer
from explainer.training.reports import Stage

PART = 0.012  # seconds of writing in one call
READ = 3.0  # seconds between two answers of the mind that is being trained
FIRST = 4  # likeliest first pieces
BEFORE = {TUNED: BASE, LIKED: TUNED}


@dataclass(frozen=True, slots=True)
class Who:
    """A mind that can be asked, and the one it is compared with."""

    mind: KeptMind
    live: bool
    before: KeptMind | None

    @property
    def id(self) -> str:
        """See ``frames.Mind``."""
        return self.mind.id


@dataclass(slots=True)
class Writing:
    """An answer in the making.

    Attributes:
        of: which weights; see ``MindsObserver``.
        given: tokens it was given. ids: tokens so far.
        first: likeliest first pieces, with the rest, and the words they become.
    """

    who: Who
    of: GPT | int
    given: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    first: tuple[tuple[str, float], ...] = ()
    first_rest: float = 0.0
    first_endings: tuple[str, ...] = ()
    bets: list[float] = field(default_factory=list)
    bets_before: list[float] = field(default_factory=list)
    kl: list[float] = field(default_factory=list)
    done: bool = False
    answer: Answer | None = None


class MindsObserver(Observer):
    """Asks all minds the prompt of the prompt line."""

    def __init__(self) -> None:
        self._still = ModelSnapshot()
        self._asked: tuple[object, ...] = ()
        # By mind: of which weights (the kept model, or ``context.changes`` for the live one), and the last answer.
        self._answers: dict[str, tuple[GPT | int, Answer]] = {}
        self._writing: Writing | None = None
        self._work: Iterator[None] | None = None
        self._next_live = 0.0

    def __call__(self, context: ObservationContext) -> Minds | None:
        """Write a little, and show how far all have come."""
        course, queries = context.history.course, context.queries
        asked = (
            queries.prompt.text,
            queries.sampling,
            queries.seed,
            id(course.preferences.reward_log.model),
            course.preferences.asked_before and course.preferences.taste_of(course.preferences.taste),
        )
        if asked != self._asked:
            self._asked, self._answers, self._writing, self._work, self._next_live = asked, {}, None, None, 0.0
        everyone = self._everyone(context)
        began = time.perf_counter()
        while self._work is not None or (who := self._next(context, everyone, began)) is not None:
            if self._work is None:
                assert who is not None
                self._writing = Writing(who, context.changes if who.live else who.mind.model)
                self._work = self._write(context, self._writing)
            if next(self._work, self) is self:
                self._work = None
                done = self._writing
                assert done is not None and done.answer is not None
                self._answers[done.who.id] = (done.of, done.answer)
                if done.who.live:
                    self._next_live = time.perf_counter() + READ
                self._writing = None
            if time.perf_counter() - began > PART:
                break
        now = time.perf_counter()
        self.unfinished = self._work is not None or self._next(context, everyone, now) is not None or context.moving
        return self._frame(context, everyone)

    def _everyone(self, context: ObservationContext) -> list[Who]:
        """All minds there are, in the order of the stages; the mishaps last."""
        kept, minds = context.kept, dict(context.kept)
        present = KeptMind(context.checkpoint, context.model)
        live = context.is_live and (context.history.course.training or present.id not in kept)
        if live:
            minds[present.id] = present
        found: list[Who] = []
        for name in dict.fromkeys((BASE, TUNED, LIKED, *(name for name in minds if "." in name))):
            if (mind := minds.get(name)) is None:
                continue
            before = kept.get(BEFORE.get(name, TUNED if "." in name else ""))
            if before is None and mind.checkpoint.stage is Stage.RLHF:
                before = kept.get(BASE)
            found.append(Who(mind, live and name == present.id, before))
        return found

    def _next(self, context: ObservationContext, everyone: list[Who], now: float) -> Who | None:
        """Whose turn it is to answer; None where nobody has anything new to say yet."""
        for who in everyone:
            known = self._answers.get(who.id)
            if known is None or (known[0] is not who.mind.model and not (who.live and isinstance(known[0], int))):
                return who
        for who in everyone:
            # While it is trained its answers rest, to be read; then the last one must be of the weights there are.
            if (
                who.live
                and self._answers[who.id][0] != context.changes
                and (not context.moving or now >= self._next_live)
            ):
                return who
        return None

    @torch.inference_mode()
    def _write(self, context: ObservationContext, work: Writing) -> Iterator[None]:
        """Write one answer, yielding after every token."""
        who, queries, n_ctx, question = work.who, context.queries, context.config.n_ctx, context.queries.prompt.readable
        tokenizer, pieces = context.tokenizer, context.pieces
        model = self._still.of(who.mind.model) if who.live else who.mind.model
        work.given = given_ids(tokenizer, who.mind.checkpoint.stage, question, n_ctx)
        before, read, cache_before = who.before, work.given, KVCache()
        if before is not None:
            read = given_ids(tokenizer, before.checkpoint.stage, question, n_ctx)
        room = n_ctx - max(len(work.given), len(read))
        stop = frozenset(tokenizer.markers)
        for step in generate_stream(
            model,
            [work.given],
            max_new_tokens=max(1, min(MOST_ANSWER_TOKENS, room)),
            sampling=queries.sampling,
            seeds=[queries.seed],
            stop=stop,
        ):
            (token,), own = step.tokens, step.logits[0].cpu().log_softmax(dim=-1)  # (V,)
            if not work.ids:
                likeliest = own.topk(min(FIRST, len(own)))
                bets = likeliest.values.exp().tolist()
                work.first = tuple((pieces[i], bet) for i, bet in zip(likeliest.indices.tolist(), bets, strict=True))
                work.first_rest = max(0.0, 1.0 - sum(bets))
                work.first_endings = find_endings(model, step.cache, likeliest.indices.tolist(), tokenizer)
            work.ids.append(token)
            if token in stop:
                break
            work.bets.append(float(own[token].exp()))
            if before is not None:
                other = next_logits(before.model, read, tokenizer.eot, cache=cache_before).log_softmax(dim=-1)
                work.bets_before.append(float(other[token].exp()))
                work.kl.append(float((own.exp() * (own - other)).sum()))
                read = [token]
            yield
        work.done = True
        work.answer = self._answer(context, work)

    def _answer(self, context: ObservationContext, work: Writing) -> Answer:
        tokenizer, pieces = context.tokenizer, context.pieces
        at = work.who.mind.checkpoint
        ended = is_ended(tokenizer, work.ids) or (at.stage is Stage.PRETRAIN and tokenizer.eot in work.ids)
        text = answer_text(tokenizer, work.ids)
        rating = None
        if work.done:
            said = (context.queries.prompt.readable.strip(), text, ended)
            (rating,) = context.history.course.preferences.ratings([said])
        shown = [token for token in work.ids if token not in tokenizer.markers]
        return Answer(
            pieces=tuple(pieces[token] for token in shown),
            text=text,
            done=work.done,
            ended=ended,
            first=work.first,
            first_rest=work.first_rest,
            first_endings=work.first_endings,
            given=tuple(pieces[token] for token in work.given),
            end=pieces[work.ids[-1]] if ended else "",
            step=at.step,
            bets=frozen(np.array(work.bets, dtype=np.float32)),
            bets_before=frozen(np.array(work.bets_before, dtype=np.float32)) if work.bets_before else None,
            kl=frozen(np.array(work.kl, dtype=np.float32)) if work.kl else None,
            rating=rating,
        )

    def _frame(self, context: ObservationContext, everyone: list[Who]) -> Minds:
        course, queries = context.history.course, context.queries
        minds = []
        for who in everyone:
            known = self._answers.get(who.id)
            answer = known[1] if known is not None else None
            # A first answer is shown as it grows; a newer one takes its place when it is whole.
            if self._writing is not None and self._writing.who.id == who.id and known is None and self._writing.ids:
                answer = self._answer(context, self._writing)
            at, before = who.mind.checkpoint, who.before.id if who.before is not None else ""
            rounds = course.feedback.histories.get(at.recipe) if at.stage is Stage.RLHF else None
            votes = rounds.votes if rounds is not None else None
            minds.append(Mind(who.id, at.stage, at.recipe, at.step, who.live, before, answer, votes))
        knows = course.preferences.asked_before and course.preferences.tasks.knows(queries.prompt.readable)
        return Minds(**context.prompt_stamp(), minds=tuple(minds), dice=queries.seed, checkable=knows)


def given_ids(tokenizer: Tokenizer, stage: Stage, question: str, n_ctx: int) -> list[int]:
    """What a mind is given, cut from the left so that an answer has room."""
    question = question.strip()
    room = max(4, n_ctx - MOST_ANSWER_TOKENS)
    if stage is Stage.PRETRAIN:
        return bare_ids(tokenizer, question)[-room:]
    ids = prompt_ids(tokenizer, question)
    return ids if len(ids) <= room else [*ids[:2], *ids[-(room - 2) :]]
