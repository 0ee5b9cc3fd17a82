"""Plain words about heads and weights, said only where a measurement stands behind them. Pure functions on frames.

A head is said to do something only where its score is at least ``LEANS`` and four times what looking everywhere equally
would give; from ``MOSTLY`` on it is said to do so mostly. Everything else is "no simple pattern found".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Heads, Muting
from explainer.ui.focus import Focus
from explainer.ui.numbers import NOTHING, choices_text, count, percent
from explainer.ui.pictures.becoming import spoken
from explainer.ui.translate import mark, translate, translated

LEANS, MOSTLY, TIMES_EVEN = 0.15, 0.5, 4.0
SAME = 0.0005  # nats: a smaller change of the loss is none

KINDS = ("previous", "first", "itself", "same", "induction")
_DOES = {
    "previous": mark("Attention", "the piece just before"),
    "first": mark("Attention", "the first piece of the text"),
    "itself": mark("Attention", "itself"),
    "same": mark("Attention", "earlier copies of the same piece"),
    "induction": mark("Attention", "what came after the same piece last time"),
}
COLUMNS = {
    "previous": mark("Attention", "just before"),
    "first": mark("Attention", "first"),
    "itself": mark("Attention", "itself"),
    "same": mark("Attention", "same piece"),
    "induction": mark("Attention", "came next"),
}


def capital(text: str) -> str:
    """The same as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def head_name(layer: int, head: int) -> str:
    """``block 2, head 3``: people count from 1."""
    return translate("Attention", "block {layer}, head {head}").format(layer=layer + 1, head=head + 1)


def looks_at(pieces: Sequence[str], weights: npt.NDArray[np.floating], row: int, most: int = 3) -> str:
    """What piece ``row`` looks at hardest, in a sentence; ``weights`` (S,) are its row."""
    order = np.argsort(-weights[: row + 1], kind="stable")[:most]
    parts = [
        f"{translate('Attention', 'itself') if i == row else spoken(pieces[i])} {percent(float(weights[i]))}"
        for i in order
        if not math.isnan(float(weights[i]))
    ]
    if not parts:
        return ""
    return translate("Attention", "{word} looks at {places}.").format(word=spoken(pieces[row]), places=", ".join(parts))


def gives(pieces: Sequence[str], weights: npt.NDArray[np.floating], row: int, column: int) -> str:
    """What piece ``row`` gives piece ``column`` of its attention, in a sentence; ``weights`` (S,) are its row."""
    who, whom = capital(spoken(pieces[row])), spoken(pieces[column])
    if column > row:
        return translate("Attention", "{who} cannot look ahead at {whom}.").format(who=who, whom=whom)
    share = percent(float(weights[column]))
    if column == row:
        return translate("Attention", "{who} looks at itself: {share}").format(who=who, share=share)
    return translate("Attention", "{who} looks at {whom}: {share}").format(who=who, whom=whom, share=share)


def signed(value: float) -> str:
    """A number with two digits and a true minus."""
    return f"{value:.2f}".replace("-", "−")


def unsurer(nats: float, *, bold: bool = False) -> str:
    """A change of loss as how much more unsure that is, by the number of pieces one would choose among blindly."""
    if abs(nats) < SAME:
        return translate("Attention", "just as unsure")
    text = mark("Attention", "{share} more unsure") if nats > 0 else mark("Attention", "{share} less unsure")
    share = percent(abs(math.expm1(nats)))
    return translated(text).format(share=f"**{share}**" if bold else share)


def change(nats: float, *, measurable: bool = True) -> str:
    """The same for a cell: ``+9.5 %``, ``−0.3 %``, ``±0``; ``…`` where it is still to be measured."""
    if math.isnan(nats):
        return "…" if measurable else NOTHING
    if abs(nats) < SAME:
        return "±0"
    return ("+" if nats > 0 else "−") + percent(abs(math.expm1(nats)))


def clears(score: float, even: float) -> bool:
    """Whether a score is far enough above what looking everywhere equally gives."""
    return round(score, 2) >= LEANS and score >= TIMES_EVEN * even  # rounded, as it is written


def best_kind(frame: Heads, layer: int, head: int) -> str | None:
    """The kind of looking that this head was measured to do most, or None where none clears the threshold."""
    found = [
        (float(getattr(frame, kind)[layer, head]), kind)
        for kind, even in zip(KINDS, frame.even, strict=True)
        if clears(float(getattr(frame, kind)[layer, head]), even)
    ]
    return max(found)[1] if found else None


def measured_anything(frame: Heads) -> bool:
    """Whether any score is known."""
    return any(not math.isnan(even) for even in frame.even)


def does(frame: Heads, layer: int, head: int) -> str:
    """What this head was measured to do, with its score, in a sentence without its name."""
    if not measured_anything(frame):
        return translate("Attention", "is being measured")
    kind = best_kind(frame, layer, head)
    if kind is None:
        return translate("Attention", "no simple pattern found")
    score, even = float(getattr(frame, kind)[layer, head]), frame.even[KINDS.index(kind)]
    text = (
        mark("Attention", "mostly looks at {what}: {score}; even looking would give {even}")
        if round(score, 2) >= MOSTLY
        else mark("Attention", "leans to {what}: {score}; even looking would give {even}")
    )
    return translated(text).format(what=translated(_DOES[kind]), score=f"{score:.2f}", even=f"{even:.2f}")


def describe_head(frame: Heads | None, layer: int, head: int) -> str:
    """A head, what it was measured to do, and what becomes of the model without it: for a tooltip."""
    name = capital(head_name(layer, head))
    if frame is None or not head_fits(frame, (layer, head)):
        return name
    nats = float(frame.loss_rise[layer, head])
    told = f"{name}: {does(frame, layer, head)}"
    if math.isnan(nats):
        return told
    without = translate("Attention", "Without it: {unsure}, on {n} pieces it has not read (at step {step})")
    told += "\n" + without.format(
        unsure=unsurer(nats), n=count(frame.n_tokens), step=count(int(frame.measured_at[layer, head]))
    )
    return told


def head_fits(heads: Heads, head: tuple[int, int]) -> bool:
    """Whether ``heads`` is of a model that has this head."""
    return head[0] < heads.loss_rise.shape[0] and head[1] < heads.loss_rise.shape[1]


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
