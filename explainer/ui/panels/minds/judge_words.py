"""Words for the judge: whose votes it learnt from, what it sees and what it is blind to, as far as that was measured.

Whether a share of pairs differs from a coin's is a sign test: with n pairs a blind judge stays within 1.96 standard
errors, √(¼ / n), of one half in 95 of 100 cases (the normal approximation of the binomial).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from explainer.engine.frames import Judge
from explainer.ui.numbers import count, percent, unbroken
from explainer.ui.translate import mark, translate, translated

#: Of pairs of the same two answers on which InstructGPT's labellers agreed with each other: Ouyang et al. 2022,
#: arXiv 2203.02155, section 3.4.
PEOPLE = 0.726
CLEARLY = 0.75  # a share from which "it sees" is said without "a little"
ENOUGH = 10  # pairs
MORE_THAN_A_COIN = 0.6  # a share of unseen votes from which it is said to have learnt something
LIKE_TRUTH = ("kind", "terse")  # tastes of the labeller that give points for what is correct

Seen = tuple[str, float, int]  # what pairs differ in, the share in which the better is preferred, pairs


class ContrastSight(Enum):
    """What the pairs say about one difference."""

    UNKNOWN = "unknown"  # too few pairs
    BLIND = "blind"  # no better or worse than a coin, as far as can be told
    LITTLE = "little"  # better than a coin, but often wrong
    SEES = "sees"
    AGAINST = "against"  # it prefers the worse


_NAMES = {
    "kind": mark("Judge", "a kind tone"),
    "truth": mark("Judge", "truth"),
    "correct": mark("Judge", "truth"),
    "wellformed": mark("Judge", "a proper form"),
    "rude": mark("Judge", "rudeness"),
    "rambling": mark("Judge", "rambling"),
    "length": mark("Judge", "length"),
    "word": mark("Judge", "length"),
    "exclamation": mark("Judge", "exclamation marks"),
}
_VERDICTS = {
    ContrastSight.UNKNOWN: mark("Judge", "too few pairs"),
    ContrastSight.BLIND: mark("Judge", "blind"),
    ContrastSight.LITTLE: mark("Judge", "sees a little"),
    ContrastSight.SEES: mark("Judge", "sees"),
    ContrastSight.AGAINST: mark("Judge", "wrong way"),
}


def name(what: str) -> str:
    """The difference in plain words; what is not known here keeps the name it has."""
    return translated(_NAMES[what]) if what in _NAMES else what


def margin(n: int) -> float:
    """How far from a half the share of ``n`` throws of a coin strays, in 19 of 20 cases at most."""
    return 1.96 * math.sqrt(0.25 / n)


def contrast_of(share: float, n: int) -> ContrastSight:
    """What ``share`` of ``n`` pairs in which it prefers the better says."""
    if n < ENOUGH:
        return ContrastSight.UNKNOWN
    if abs(share - 0.5) <= margin(n):
        return ContrastSight.BLIND
    if share < 0.5:
        return ContrastSight.AGAINST
    return ContrastSight.SEES if share >= CLEARLY else ContrastSight.LITTLE


def verdict(share: float, n: int) -> str:
    """The same in a word or two."""
    return translated(_VERDICTS[contrast_of(share, n)])


def what_it_sees(sees: Sequence[Seen]) -> str:
    """What it sees, sees a little, is blind to, and gets the wrong way round; "" before that is measured.

    The shares and how far a coin would stray stand beside it (``judge_sees``), so they are not counted out again.
    """
    parts = []
    for kind, text in (
        (ContrastSight.SEES, translate("Judge", "It sees {what}.")),
        (ContrastSight.LITTLE, translate("Judge", "It sees a little of {what}.")),
        (ContrastSight.AGAINST, translate("Judge", "Where only this differs it prefers the worse: {what}.")),
        (
            ContrastSight.BLIND,
            translate("Judge", "It is blind to {what}: a coin does as well between the thin marks."),
        ),
    ):
        some = sorted((s for s in sees if contrast_of(s[1], s[2]) is kind), key=lambda s: -s[1])
        told = [f"**{name(what)}**" for what, _, _ in some]
        if len(told) > 1:
            told = [translate("Judge", "{most} and {last}").format(most=", ".join(told[:-1]), last=told[-1])]
        parts += [text.format(what=what) for what in told]
    return " ".join(parts)


def what_follows(sees: Sequence[Seen]) -> str:
    """What it means for the model that the judge is blind to something; "" where it is not known to be."""
    blind = {what for what, share, n in sees if contrast_of(share, n) is ContrastSight.BLIND}
    if not blind:
        return ""
    if blind & {"truth", "correct"}:
        return translate(
            "Judge",
            "It can only reward what it sees. Answers can get truer all the same, where true ones also sound better to "
            "it.",
        )
    return translate("Judge", "It can only reward what it sees.")


def why_blind(frame: Judge) -> str:
    """How a labeller who likes what is true taught a judge that is blind to it; "" where that was not measured."""
    agreement = float(frame.true_agreement[-1]) if len(frame.true_agreement) else 0.0
    sights = {what: contrast_of(share, n) for what, share, n in frame.sees}
    blind = ContrastSight.BLIND in (sights.get("truth"), sights.get("correct"))
    done = frame.trained and not frame.training
    if not (done and blind and ContrastSight.SEES in sights.values() and frame.taste in LIKE_TRUTH):
        return ""
    if agreement < MORE_THAN_A_COIN:
        return ""
    text = translate(
        "Judge",
        "The judge is blind to **truth**, although the labeller likes **correct** answers. How can that be? A vote "
        "never says why an answer was better. With what it does see, the judge already agrees with the labeller’s "
        "points in {share} of new pairs: nothing made it look for truth.",
    )
    return text.format(share=unbroken(percent(agreement)))


def what_votes_did(n: int, before: float | None, after: float | None) -> str:
    """How votes by hand moved it; "" where there were none."""
    if not n or before is None or after is None:
        return ""
    if abs(after - before) < 0.005:
        text = translate("Judge", "What you voted did not move it: it agrees with {after} of that, as before.")
    elif after > before:
        text = translate("Judge", "What you voted moved it: it agreed with {before} of that, now with {after}.")
    else:
        text = translate(
            "Judge",
            "It learned from what you voted among other votes, and agrees with that less: {before} before, {after} "
            "now.",
        )
    return text.format(before=unbroken(percent(before)), after=unbroken(percent(after)))


def spoken(markdown: str) -> str:
    """A sentence without its bold type, for whoever hears it."""
    return markdown.replace("**", "")


_TASTES = {
    "kind": mark("Judge", "that likes kind and correct answers"),
    "terse": mark("Judge", "that likes short and correct answers"),
    "long": mark("Judge", "that likes long answers"),
    "exclamation": mark("Judge", "that likes exclamation marks"),
    "custom": mark("Judge", "whose taste was set by hand"),
}


def program(taste: str) -> str:
    """The simulated labeller as a sentence names it; it is never taken for a person."""
    which = translated(_TASTES[taste]) if taste in _TASTES else translate("Judge", "whose taste is known")
    return translate("Judge", "the **labeller**, a program {which}").format(which=which)


def whose(n_hand: int, n_simulated: int, taste: str) -> str:
    """Whose votes they are."""
    hand = translate("Judge", "{hand} votes by hand") if n_hand != 1 else translate("Judge", "1 vote by hand")
    simulated = translate("Judge", "{n} votes simulated by {program}")
    text = hand if not n_simulated else simulated
    if n_hand and n_simulated:
        text = translate("Judge", "{by_hand}, and {n} simulated by {program}")
    by_hand = hand.format(hand=count(n_hand))
    return text.format(n=count(n_simulated), hand=count(n_hand), by_hand=by_hand, program=program(taste))


def learnt_from(frame: Judge) -> str:
    """What it has learnt from, or learns from now and how far it is; "" where there is none."""
    votes = whose(frame.n_hand, frame.n_simulated, frame.taste)
    if frame.training:
        text = translate("Judge", "It is learning from {votes}.").format(votes=votes)
        return f"{text} {so_far(frame)}".rstrip()
    return translate("Judge", "It has learnt from {votes}.").format(votes=votes) if frame.trained else ""


def so_far(frame: Judge) -> str:
    """How much of its learning is behind a judge in the making; "" before its first step, and of one that is done."""
    if not frame.training or not len(frame.at) or not frame.steps:
        return ""
    text = translate("Judge", "So far, after {step} of {steps} steps.")
    return text.format(step=count(frame.at[-1]), steps=count(frame.steps))


def told_sight(frame: Judge) -> str:
    """What it sees, where that was measured; of which judge, while another is in the making."""
    if not frame.training:
        return what_it_sees(frame.sees) if frame.trained else ""
    if not frame.trained or not frame.sees:
        return translate("Judge", "The judge is only half taught. What it sees is measured when it is done.")
    before = translate("Judge", "This is the judge there was before; the new one is measured when it is done.")
    return f"{before} {what_it_sees(frame.sees)}"
