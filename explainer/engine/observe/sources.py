"""The table of all topics: after what change, by which observer; how often, ``frames.rates`` says."""

from __future__ import annotations

from dataclasses import replace

from explainer.engine.frames import Frame, Topic
from explainer.engine.observe.attention import attention_frame
from explainer.engine.observe.ballot import BallotObserver
from explainer.engine.observe.bets import next_token_frame, reading_frame, surprise_at
from explainer.engine.observe.branches import BranchesObserver
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.copied import CopiedObserver
from explainer.engine.observe.heads import HeadsObserver, MutingObserver
from explainer.engine.observe.lens import lens_frame
from explainer.engine.observe.meaning import ContextsObserver, EmbeddingsObserver, PositionsObserver
from explainer.engine.observe.minds import MindsObserver
from explainer.engine.observe.onestep import one_step_frame
from explainer.engine.observe.pieces import VocabularyObserver, cut_frame
from explainer.engine.observe.source import Change, TopicSpec, made, simple
from explainer.engine.observe.stages import feedback_frame, judge_frame, tuning_frame
from explainer.engine.observe.trip import trip_frame
from explainer.engine.observe.why import WhyObserver

W, P, S = Change.WEIGHTS, Change.PROMPT, Change.SAMPLING


def _next_token(context: ObservationContext) -> Frame:
    return next_token_frame(context.logits(), context.queries.sampling, context.endings, context.prompt_stamp())


def _progress(context: ObservationContext) -> Frame:
    return context.history.course.progress_frame(moving=context.moving)


def _reading(context: ObservationContext) -> Frame | None:
    record = context.history.record
    last = record.last
    if last is None:
        return None
    ask = len(last.example_ids) > 1 and not len(last.example_surprise)  # of an opened run
    if ask:
        last = replace(last, example_surprise=surprise_at(context.model, last.example_ids))
    frame = reading_frame(last, context.tokenizer, context.pieces, run=record.run, stage=record.stage)
    return replace(frame, asked_again=True, **context.stamp()) if ask else frame


SOURCES: tuple[TopicSpec, ...] = (
    simple(Topic.PROGRESS, _progress, W, Change.STAGE),
    simple(Topic.LOSS, lambda s: s.history.record.loss_frame(), W, Change.WRITING),
    simple(Topic.READING, _reading, W),
    simple(Topic.SAMPLES, lambda s: s.history.record.samples_frame(), Change.WRITING),
    simple(Topic.ONE_STEP, one_step_frame, Change.ONE_STEP),
    simple(Topic.NEXT_TOKEN, _next_token, W, P, S),
    simple(Topic.ATTENTION, attention_frame, W, P),
    made(Topic.HEADS, HeadsObserver, W, part=0.1),  # it rests by itself while the model trains
    made(Topic.MUTING, MutingObserver, W, P, Change.MUTED),
    simple(Topic.TRIP, trip_frame, W, P),
    simple(Topic.CUT, cut_frame, P),
    made(Topic.COPIED, CopiedObserver, P, part=0.01),
    made(Topic.VOCABULARY, VocabularyObserver, part=0.04),  # once a model
    simple(Topic.LENS, lens_frame, W, P),
    # These two keep their own, slower time while training goes on.
    made(Topic.BRANCHES, BranchesObserver, W, P, S, Change.BRANCHES, part=0.01),
    made(Topic.WHY, WhyObserver, W, P, Change.WANTED, part=0.01),
    made(Topic.EMBEDDINGS, EmbeddingsObserver, W),
    made(Topic.POSITIONS, PositionsObserver, W),
    made(Topic.CONTEXTS, ContextsObserver, W, Change.CONTEXTS),
    made(Topic.MINDS, MindsObserver, W, P, S, Change.STAGE, Change.JUDGE, Change.VOTES, part=0.05),
    simple(Topic.TUNING, tuning_frame, Change.STAGE),
    made(Topic.BALLOT, BallotObserver, W, Change.VOTES, Change.JUDGE, part=0.05),
    simple(Topic.JUDGE, judge_frame, Change.STAGE, Change.JUDGE),
    simple(Topic.FEEDBACK, feedback_frame, Change.STAGE, Change.VOTES),
)
