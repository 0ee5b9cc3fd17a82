"""How the pieces of an answer are shaded: by how sure it was, by what changed, or by the drift. No painting.

*How sure*: the mind's own bet on each piece it wrote, at temperature 1. *What changed*: the same bet against that of
the mind before, as the logarithm of their ratio; a hundredfold is the strongest shade. *Drift*: the exact KL divergence
KL(this ‖ the one before) of the two minds' bets at that place, in nats; two nats are the strongest shade.

Besides the shade, a line tells the same without colour: below a piece it is as thick as the shade is strong, and for
a piece that has become less likely it stands above.
"""

from __future__ import annotations

import math
from enum import StrEnum

from explainer.engine.frames import Answer
from explainer.ui.numbers import percent
from explainer.ui.panels.minds.drift import times
from explainer.ui.pictures.becoming import spoken
from explainer.ui.translate import mark, translate, translated

MOST_RATIO = math.log(100)  # a hundred times as likely, or a hundredth
MOST_KL = 2.0  # nats
STRONGEST = 0.45  # of a colour laid under words, which must stay readable


class Shade(StrEnum):
    """What the shading tells."""

    NOTHING = "nothing"
    SURE = "sure"
    CHANGED = "changed"
    DRIFT = "drift"


NAMES = {
    Shade.NOTHING: mark("Shading", "nothing"),
    Shade.SURE: mark("Shading", "how sure"),
    Shade.CHANGED: mark("Shading", "what changed"),
    Shade.DRIFT: mark("Shading", "how far it moved"),
}
LEGENDS = {
    Shade.SURE: mark("Shading", "The stronger, the surer it was of this piece."),
    Shade.CHANGED: mark(
        "Shading",
        "Blue: this piece is likelier than for the mind before. Red, with the line above: less likely.",
    ),
    Shade.DRIFT: mark("Shading", "The stronger, the further all its bets here are from those of the mind before."),
}


def name_of(shade: Shade) -> str:
    """The word on its switch."""
    return translated(NAMES[shade])


def legend_of(shade: Shade) -> str:
    """One sentence on how to read it."""
    return translated(LEGENDS[shade]) if shade in LEGENDS else ""


def strength_of(answer: Answer, i: int, shade: Shade) -> float:
    """How strongly piece ``i`` is shaded, -1 to 1: below 0 it has become less likely.

    0 where there is no mind before to compare with. A bet that has been rounded to nothing counts as a billionth of a
    thousandth, so that the ratio is finite.
    """
    if shade is Shade.SURE:
        return float(answer.bets[i])
    if shade is Shade.CHANGED and answer.bets_before is not None:
        now, before = (max(float(bets[i]), 1e-12) for bets in (answer.bets, answer.bets_before))
        return max(-1.0, min(1.0, math.log(now / before) / MOST_RATIO))
    if shade is Shade.DRIFT and answer.kl is not None:
        return min(1.0, max(0.0, float(answer.kl[i])) / MOST_KL)
    return 0.0


def hue_of(strength: float, shade: Shade, stage: str) -> str:
    """The name of a piece's colour in the theme, of a mind of ``stage``."""
    if shade is Shade.CHANGED:
        return "key" if strength < 0 else "query"
    return stage


def describe(answer: Answer, i: int, before: str) -> str:
    """All that was measured of piece ``i``; ``before`` is what the mind before is called."""
    piece = spoken(answer.pieces[i])
    now = percent(float(answer.bets[i]))
    if answer.bets_before is None or answer.kl is None:
        return translate("Shading", "{piece}: its bet on this piece was {now}.").format(piece=piece, now=now)
    words = translate(
        "Shading",
        "{piece}: its bet was {now}; {mind} would have bet {before}. What it may say here is typically {drift} times "
        "as likely as it was for {mind}.",
    )
    drift = times(float(answer.kl[i]))
    return words.format(piece=piece, now=now, mind=before, before=percent(float(answer.bets_before[i])), drift=drift)
