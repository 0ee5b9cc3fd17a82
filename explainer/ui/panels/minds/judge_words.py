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


class Sight(Enum):
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
    Sight.UNKNOWN: mark("Judge", "too few pairs"),
    Sight.BLIND: mark("Judge", "blind"),
    Sight.LITTLE: mark("Judge", "sees a little"),
    Sight.SEES: mark("Judge", "sees"),
    Sight.AGAINST: mark("Judge", "wrong way"),
}


def name(what: str) -> str:
    """The difference in plain words; what is not known here keeps the name it has."""
    return translated(_NAMES[what]) if what in _NAMES else what


def sight(share: float, n: int) -> Sight:
    """What ``share`` of ``n`` pairs in which it prefers the better says."""
    if n < ENOUGH:
        return Sight.UNKNOWN
    margin = 1.96 * math.sqrt(0.25 / n)
    if abs(share - 0.5) <= margin:
        return Sight.BLIND
    if share < 0.5:
        return Sight.AGAINST
    return Sight.SEES if share >= CLEARLY else Sight.LITTLE


def verdict(share: float, n: int) -> str:
    """The same in a word or two."""
    return translated(_VERDICTS[sight(share, n)])


def what_it_sees(sees: Sequence[tuple[str, float, int]], *, counted: bool = True) -> str:
    """What it tells best, and all it is blind to or gets the wrong way round; "" before that is measured.

    Beside the bars, where the numbers stand already, they are not ``counted`` out again.
    """
    known = sorted((s for s in sees if s[2] >= ENOUGH), key=lambda s: -s[1])
    if not known:
        return ""
    by_sight = {kind: [s for s in known if sight(s[1], s[2]) is kind] for kind in Sight}
    blind, against = by_sight[Sight.BLIND], by_sight[Sight.AGAINST]
    seen = [s for s in known if s not in blind and s not in against]
    parts = []
    if seen:
        parts.append(translate("Judge", "Best it tells {what}.").format(what=_told(seen[0], counted=counted)))
    if blind:
        what = _listed(blind, counted=counted)
        parts.append(translate("Judge", "For {what} it might as well toss a coin.").format(what=what))
    if against:
        what = _listed(against, counted=counted)
        parts.append(translate("Judge", "Where only this differs it prefers the worse: {what}.").format(what=what))
    if len(seen) == len(known) > 1:
        parts.append(translate("Judge", "Least well it tells {what}.").format(what=_told(seen[-1], counted=counted)))
    return " ".join(parts)


def _told(one: tuple[str, float, int], *, counted: bool) -> str:
    what, share, n = one
    if not counted:
        return f"**{name(what)}**"
    return translate("Judge", "**{what}** ({share} of {n} pairs)").format(
        what=name(what), share=unbroken(percent(share)), n=count(n)
    )


def _listed(some: Sequence[tuple[str, float, int]], *, counted: bool) -> str:
    told = [_told(one, counted=counted) for one in some]
    return (
        told[0]
        if len(told) == 1
        else translate("Judge", "{most} and {last}").format(most=", ".join(told[:-1]), last=told[-1])
    )


def what_follows(sees: Sequence[tuple[str, float, int]]) -> str:
    """What it means for the model that the judge is blind to something; "" where it is not known to be."""
    if any(sight(share, n) is Sight.BLIND for _, share, n in sees):
        return translate("Judge", "What the judge cannot see, nobody will be rewarded for.")
    return ""


def what_votes_did(n: int, before: float | None, after: float | None) -> str:
    """How votes by hand moved it; "" where there were none."""
    if not n or before is None or after is None:
        return ""
    values = {"n": count(n), "before": unbroken(percent(before)), "after": unbroken(percent(after))}
    if n == 1:
        return _what_one_vote_did(values, after - before)
    if abs(after - before) < 0.005:
        text = translate(
            "Judge", "Your {n} votes did not move it: it agreed with you on {before} of them before, and does now."
        )
    elif after > before:
        text = translate("Judge", "Your {n} votes moved it: it agreed with you on {before} of them, now on {after}.")
    else:
        text = translate(
            "Judge",
            "It learned from your {n} votes among others, and agrees with you less: {before} before, now {after}.",
        )
    return text.format(**values)


def _what_one_vote_did(values: dict[str, str], moved: float) -> str:
    """The same for a single vote, of which some comparisons may follow."""
    if abs(moved) < 0.005:
        text = translate("Judge", "Your vote did not move it: it agreed with {before} of it before, and does now.")
    elif moved > 0:
        text = translate("Judge", "Your vote moved it: it agreed with {before} of it, now with {after}.")
    else:
        text = translate(
            "Judge", "It learned from your vote among others, and agrees with it less: {before} before, now {after}."
        )
    return text.format(**values)


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
    return translate("Judge", "a program {which}").format(which=which)


def whose(n_hand: int, n_simulated: int, taste: str) -> str:
    """Whose votes they are."""
    fields = {"n": count(n_simulated), "hand": count(n_hand), "program": program(taste)}
    if not n_hand:
        text = translate("Judge", "{n} votes simulated by {program}")
    elif not n_simulated:
        text = translate("Judge", "{hand} votes by hand") if n_hand > 1 else translate("Judge", "1 vote by hand")
    elif n_hand == 1:
        text = translate("Judge", "1 vote by hand, and {n} simulated by {program}")
    else:
        text = translate("Judge", "{hand} votes by hand, and {n} simulated by {program}")
    return text.format(**fields)


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


def told_sight(frame: Judge, *, counted: bool = True) -> str:
    """What it sees, where that was measured; of which judge, while another is in the making."""
    if not frame.training:
        return what_it_sees(frame.sees, counted=counted) if frame.trained else ""
    if not frame.trained or not frame.sees:
        return translate("Judge", "The judge is only half taught. What it sees is measured when it is done.")
    before = translate("Judge", "This is the judge there was before; the new one is measured when it is done.")
    return f"{before} {what_it_sees(frame.sees, counted=counted)}"
