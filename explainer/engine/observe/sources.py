"""The table of all topics: how often, after what change, by which maker."""

from __future__ import annotations

from dataclasses import replace

from explainer.engine.frames import Frame, Topic
from explainer.engine.observe.attention import attention_frame
from explainer.engine.observe.ballot import BallotMaker
from explainer.engine.observe.bets import next_token_frame, reading_frame, surprise_at
from explainer.engine.observe.branches import BranchesMaker
from explainer.engine.observe.copied import CopiedMaker
from explainer.engine.observe.heads import HeadsMaker, MutingMaker
from explainer.engine.observe.lens import lens_frame
from explainer.engine.observe.meaning import ContextsMaker, EmbeddingsMaker, PositionsMaker
from explainer.engine.observe.minds import MindsMaker
from explainer.engine.observe.onestep import one_step_frame
from explainer.engine.observe.pieces import VocabularyMaker, cut_frame
from explainer.engine.observe.sight import Sight
from explainer.engine.observe.source import Change, Source, simple
from explainer.engine.observe.stages import feedback_frame, judge_frame, tuning_frame
from explainer.engine.observe.trip import trip_frame
from explainer.engine.observe.why import WhyMaker
from explainer.training.reports import Stage

W, P, S = Change.WEIGHTS, Change.PROMPT, Change.SAMPLING


def _next_token(sight: Sight) -> Frame:
    session, gaze = sight.session, sight.gaze
    return next_token_frame(
        sight.logits(),
        gaze.prompt,
        gaze.sampling,
        session.pieces,
        session.config.n_ctx,
        endings=sight.endings,
        **sight.stamp(),
    )


def _progress(sight: Sight) -> Frame:
    session, record = sight.session, sight.session.record
    run = session.course.run
    if run is None and session.stage is Stage.PRETRAIN:
        return record.progress_frame(session.planned_steps, moving=sight.moving)
    if run is not None:
        frame = run.progress_frame(record.run, moving=sight.moving)
    else:
        frame = session.course.progress_frame(record.run)
    return replace(frame, reading=record.progress_frame(session.planned_steps, moving=False))


def _reading(sight: Sight) -> Frame | None:
    session, record = sight.session, sight.session.record
    last = record.last
    if last is None:
        return None
    ask = len(last.example_ids) > 1 and not len(last.example_surprise)  # of an opened run
    if ask:
        last = replace(last, example_surprise=surprise_at(session.model, last.example_ids))
    frame = reading_frame(last, session.tokenizer, session.pieces, run=record.run, stage=record.stage)
    return replace(frame, asked_again=True, **sight.stamp()) if ask else frame


SOURCES: tuple[Source, ...] = (
    simple(Topic.PROGRESS, 0.1, _progress, W, Change.STAGE),
    simple(Topic.LOSS, 0.2, lambda s: s.session.record.loss_frame(), W, Change.WRITING),
    simple(Topic.READING, 0.5, _reading, W),
    simple(Topic.SAMPLES, 0.3, lambda s: s.session.record.samples_frame(), Change.WRITING),
    simple(Topic.ONE_STEP, 0.1, one_step_frame, Change.ONE_STEP),
    simple(Topic.NEXT_TOKEN, 0.15, _next_token, W, P, S),
    simple(Topic.ATTENTION, 0.25, attention_frame, W, P),
    Source(Topic.HEADS, 0.1, frozenset({W}), HeadsMaker),  # in parts; it rests by itself while the model trains
    Source(Topic.MUTING, 0.6, frozenset({W, P, Change.MUTED}), MutingMaker),
    simple(Topic.TRIP, 0.2, trip_frame, W, P),
    simple(Topic.CUT, 0.1, cut_frame, P),
    Source(Topic.COPIED, 0.01, frozenset({P}), CopiedMaker),  # in parts
    Source(Topic.VOCABULARY, 0.04, frozenset(), VocabularyMaker),  # once a model, counted in parts
    simple(Topic.LENS, 0.5, lens_frame, W, P),
    # These two are made in parts and keep their own, slower time while training goes on.
    Source(Topic.BRANCHES, 0.01, frozenset({W, P, S, Change.BRANCHES}), BranchesMaker),
    Source(Topic.WHY, 0.01, frozenset({W, P, Change.WANTED}), WhyMaker),
    Source(Topic.EMBEDDINGS, 0.3, frozenset({W}), EmbeddingsMaker),
    Source(Topic.POSITIONS, 0.5, frozenset({W}), PositionsMaker),
    Source(Topic.CONTEXTS, 0.4, frozenset({W, Change.CONTEXTS}), ContextsMaker),
    Source(Topic.MINDS, 0.05, frozenset({W, P, S, Change.STAGE, Change.JUDGE, Change.VOTES}), MindsMaker),  # in parts
    simple(Topic.TUNING, 0.3, tuning_frame, Change.STAGE),
    Source(Topic.BALLOT, 0.05, frozenset({W, Change.VOTES, Change.JUDGE}), BallotMaker),  # in parts
    simple(Topic.JUDGE, 0.3, judge_frame, Change.STAGE, Change.JUDGE),
    simple(Topic.FEEDBACK, 0.3, feedback_frame, Change.STAGE, Change.VOTES),
)
