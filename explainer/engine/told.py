"""What listeners are told of a session that has been made or opened, and of its stages."""

from __future__ import annotations

from explainer.engine.events import Prepared, StagesChanged
from explainer.engine.session import Session
from explainer.engine.stages.course import Course
from explainer.engine.suggestions import excerpt, openings, questions_to_try
from explainer.text.storyland import RICHNESS, examples
from explainer.training.reports import Stage


def prepared(session: Session) -> Prepared:
    """What listeners need to know of a session."""
    c = session.config
    return Prepared(
        run=session.record.run,
        preset=session.settings.preset,
        n_params=c.n_params,
        n_layer=c.n_layer,
        n_head=c.n_head,
        n_embd=c.n_embd,
        n_ctx=c.n_ctx,
        device=session.precision.device,
        corpus=session.corpus_name,
        pieces=session.pieces,
        planned_steps=session.settings.planned_steps,
        step=session.course.present.step,
        recorded=session.pipeline.recorded,
        examples=examples(RICHNESS[session.settings.preset]) if session.is_storyland else openings(session._corpus),
        text_start=session.text_start,
        questions=questions_to_try(RICHNESS[session.settings.preset]) if session.is_storyland else (),
        excerpt=excerpt(session._corpus),
    )


def stages(course: Course) -> StagesChanged:
    """Which stages a model has behind it."""
    trained = {Stage.PRETRAIN: course.record.complete} if course.record.step else {}
    trained |= course.trained
    # What there is to ask of an own text is only known once somebody wanted to: it has to be read for that.
    missing = course.preferences.tasks.why_not if course.preferences.asked_before else None
    return StagesChanged(
        trained=tuple((stage, trained[stage]) for stage in Stage if stage in trained),
        minds=tuple(course.minds),
        at=course.present.stage,
        why_not=() if missing is None else ((Stage.SFT, missing), (Stage.RLHF, missing)),
        recipe=course.present.recipe,
    )
