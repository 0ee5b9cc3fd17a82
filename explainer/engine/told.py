"""What listeners are told of a session that has been made or opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.engine.events import Prepared
from explainer.engine.suggestions import excerpt, openings, questions_to_try
from explainer.text.storyland import RICHNESS, examples

if TYPE_CHECKING:
    from explainer.engine.session import Session


def told(session: Session) -> Prepared:
    """The event for ``session``."""
    c = session.config
    return Prepared(
        run=session.record.run,
        preset=session.settings.preset,
        n_params=c.n_params,
        n_layer=c.n_layer,
        n_head=c.n_head,
        n_embd=c.n_embd,
        n_ctx=c.n_ctx,
        device=session.arithmetic.device,
        corpus=session.corpus_name,
        pieces=session.pieces,
        planned_steps=session.planned_steps,
        step=session.step,
        recorded=session.recorded,
        examples=examples(RICHNESS[session.settings.preset]) if session.is_storyland else openings(session._corpus),
        text_start=session.text_start,
        questions=questions_to_try(RICHNESS[session.settings.preset]) if session.is_storyland else (),
        excerpt=excerpt(session._corpus),
    )
