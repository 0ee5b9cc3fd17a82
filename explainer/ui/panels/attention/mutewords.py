"""The lines beside the button that mutes a head: how much more unsure that makes it. Pure functions on frames."""

from __future__ import annotations

import math

from explainer.engine.frames import Heads, Muting
from explainer.ui.focus import Focus
from explainer.ui.numbers import choices_text, count
from explainer.ui.panels.attention.saying import capital, head_fits, unsurer
from explainer.ui.translate import mark, translate, translated

_NO_TEXT = (
    mark("Attention", "Cannot be measured:"),
    mark("Attention", "this run’s text is not here"),
)


def about_muting(focus: Focus, heads: Heads | None, muting: Muting | None) -> tuple[str, str]:
    """How unsure it would be without the chosen head, or is without those muted (Markdown), and how that is known."""
    if focus.muted:
        return _about_muted(focus, muting)
    head = (focus.layer, focus.head)
    if heads is not None and heads.n_tokens == 0:
        return translated(_NO_TEXT[0]), translated(_NO_TEXT[1])
    nats = float(heads.loss_rise[head]) if heads is not None and head_fits(heads, head) else math.nan
    if heads is None or math.isnan(nats):
        return translate("Attention", "Without it:"), translate("Attention", "being measured…")
    at = int(heads.measured_at[head])
    how = mark("Attention", "without it, on unread text")
    if at != heads.step:
        how = mark("Attention", "without it, at step {step}")
    return capital(unsurer(nats, bold=True)), translated(how).format(step=count(at))


def _about_muted(focus: Focus, muting: Muting | None) -> tuple[str, str]:
    n = len(focus.muted)
    without = mark("Attention", "with {n} muted")
    if muting is None or frozenset(muting.muted) != focus.muted:
        return translate("Attention", "How unsure: being measured…"), translated(without).format(n=n)
    if math.isnan(muting.loss):
        return translated(_NO_TEXT[0]), translated(_NO_TEXT[1])
    how = translate("Attention", "{n} muted: {without} pieces, not {pieces}")
    return capital(unsurer(muting.muted_loss - muting.loss, bold=True)), how.format(
        n=n, without=choices_text(muting.muted_loss), pieces=choices_text(muting.loss)
    )
