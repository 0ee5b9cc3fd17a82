"""Lets a session's model write and complete facts, and judges it, as the app's exam does but on more cases."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engine.evaluation import Evaluator
from explainer.engine.session import Session
from explainer.model.generate import Sampling, generate
from explainer.text.storyland import RICHNESS, Share, TextVerdict, facts
from explainer.text.storyland.judge import judge

LONGEST = 120  # tokens of a text


def texts(session: Session, n: int, temperature: float, seed: int) -> list[str]:
    """Return ``n`` texts from the end-of-text marker on, each up to its own end or ``LONGEST`` tokens."""
    eot = session.tokenizer.eot
    written = generate(
        session.model,
        [[eot]] * n,
        max_new_tokens=LONGEST,
        sampling=Sampling(temperature=temperature),
        seeds=1000 * seed,
        stop=frozenset({eot}),
    )
    return [session.tokenizer.decode([token for token in ids if token != eot]) for ids in written]


def judged(session: Session, documents: Sequence[str]) -> TextVerdict:
    """Return the judge's verdict on all of them together."""
    return judge(documents, RICHNESS[session.settings.preset])


def facts_right(session: Session) -> Share:
    """Return how many cloze prompts the model completes rightly, over all facts of its world."""
    return Evaluator(session).recall(facts(RICHNESS[session.settings.preset])).overall
