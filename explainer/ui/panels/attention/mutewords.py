"""The line beside the button that mutes a head: what that costs, as measured. Pure functions on frames."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from explainer.engine.frames import Heads, Muting
from explainer.ui.focus import Focus
from explainer.ui.numbers import count
from explainer.ui.panels.attention.saying import head_fits, rise
from explainer.ui.translate import mark

_MEASURING = mark("Attention", "What the loss would be without it: being measured…")
_NO_TEXT = mark("Attention", "The text of this run is not on this computer, so no loss can be measured.")


def _say(text: str) -> str:
    return QCoreApplication.translate("Attention", text)


def about_muting(focus: Focus, heads: Heads | None, muting: Muting | None) -> str:
    """What the loss would be without the chosen head, or is without those that are muted; Markdown."""
    if focus.muted:
        return _about_muted(focus, muting)
    head = (focus.layer, focus.head)
    if heads is not None and heads.n_tokens == 0:
        return _say(_NO_TEXT)
    nats = float(heads.loss_rise[head]) if heads is not None and head_fits(heads, head) else math.nan
    if heads is None or math.isnan(nats):
        return _say(_MEASURING)
    if abs(nats) < 0.0005:
        text = mark("Attention", "Without it the loss would stay the same.")
    elif nats < 0:
        text = mark("Attention", "Without it the loss would *fall* by **{nats}**")
    else:
        text = mark("Attention", "Without it the loss would rise by **{nats}**")
    at = int(heads.measured_at[head])
    late = _say(mark("Attention", " (at step {n})")).format(n=count(at)) if at != heads.step else ""
    return _say(text).format(nats=rise(abs(nats)).lstrip("+±")) + late


def _about_muted(focus: Focus, muting: Muting | None) -> str:
    n = len(focus.muted)
    if muting is None or frozenset(muting.muted) != focus.muted:
        return _say(mark("Attention", "{n} muted: the loss is being measured…")).format(n=n)
    if math.isnan(muting.loss):
        return _say(_NO_TEXT)
    return _say(mark("Attention", "{n} muted: loss **{muted}**, with all heads {loss} (**{rise}**).")).format(
        n=n, muted=f"{muting.muted_loss:.2f}", loss=f"{muting.loss:.2f}", rise=rise(muting.muted_loss - muting.loss)
    )
