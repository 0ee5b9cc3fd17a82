"""The lines beside the button that mutes a head: what that costs, as measured. Pure functions on frames."""

from __future__ import annotations

import math

from explainer.engine.frames import Heads, Muting
from explainer.ui.focus import Focus
from explainer.ui.numbers import count
from explainer.ui.panels.attention.saying import head_fits, rise
from explainer.ui.translate import mark, translate, translated

_NO_TEXT = (
    mark("Attention", "Cannot be measured:"),
    mark("Attention", "this run’s text is not here"),
)


def about_muting(focus: Focus, heads: Heads | None, muting: Muting | None) -> tuple[str, str]:
    """What the loss would be without the chosen head, or is without those muted (Markdown), and how that is known."""
    if focus.muted:
        return _about_muted(focus, muting)
    head = (focus.layer, focus.head)
    if heads is not None and heads.n_tokens == 0:
        return translated(_NO_TEXT[0]), translated(_NO_TEXT[1])
    nats = float(heads.loss_rise[head]) if heads is not None and head_fits(heads, head) else math.nan
    if heads is None or math.isnan(nats):
        return translate("Attention", "Loss without it:"), translate("Attention", "being measured…")
    if abs(nats) < 0.0005:
        text = mark("Attention", "Loss would stay the same")
    elif nats < 0:
        text = mark("Attention", "Loss would *fall* by **{nats}**")
    else:
        text = mark("Attention", "Loss would rise by **{nats}**")
    at = int(heads.measured_at[head])
    how = mark("Attention", "on {n} unread pieces")
    if at != heads.step:
        how = mark("Attention", "at step {step}")
    return translated(text).format(nats=rise(abs(nats)).lstrip("+±")), translated(how).format(
        n=count(heads.n_tokens), step=count(at)
    )


def _about_muted(focus: Focus, muting: Muting | None) -> tuple[str, str]:
    n = len(focus.muted)
    without = mark("Attention", "with {n} muted")
    if muting is None or frozenset(muting.muted) != focus.muted:
        return translate("Attention", "Loss: being measured…"), translated(without).format(n=n)
    if math.isnan(muting.loss):
        return translated(_NO_TEXT[0]), translated(_NO_TEXT[1])
    change = rise(muting.muted_loss - muting.loss)
    text = translate("Attention", "Loss **{muted}** (**{rise}**)").format(muted=f"{muting.muted_loss:.2f}", rise=change)
    whole = mark("Attention", "{n} muted; {loss} with all")
    return text, translated(whole).format(n=n, loss=f"{muting.loss:.2f}")
