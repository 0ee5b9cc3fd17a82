"""Votes in words: what was voted, and what the judge and the labeller's points would have said.

Only given votes are told of; see ``frames.Vote.ratings``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from explainer.engine.frames import Vote
from explainer.ui.numbers import isolated
from explainer.ui.translate import translate

LETTERS = "ABCD"
_ENDLESS = re.compile(r"\S{20,}")  # words without a place to break them
_CHUNK = re.compile(r".{1,8}")
_ALIKE = 0.005  # scores that read the same with two digits are called equal


def number(value: float) -> str:
    """A score or points: ``0.82``, ``−1.5``, ``2``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def drawable(text: str) -> str:
    """``text`` as it can be drawn: signs that have no shape become �, and endless words may be broken."""
    clean = "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "\ufffd" for c in text)
    return _ENDLESS.sub(lambda word: "\u200b".join(_CHUNK.findall(word[0])), clean)


def letter(answer: int) -> str:
    """What an answer of a ballot is called: ``A`` for the first."""
    return LETTERS[answer]


def place_name(place: int) -> str:
    """A place in the order: ``1st``, ``2nd`` and so on."""
    return (translate("Votes", "1st"), translate("Votes", "2nd"), translate("Votes", "3rd"), translate("Votes", "4th"))[
        place - 1
    ]


def agreement(values: Sequence[float]) -> tuple[int, int, int]:
    """How many pairs of a vote, whose answers' values these are, best answer first, go with the values.

    Returns:
        (agree, disagree, ties) over all pairs.
    """
    pairs = list(combinations(values, 2))
    agree = sum(better - worse > _ALIKE for better, worse in pairs)
    disagree = sum(worse - better > _ALIKE for better, worse in pairs)
    return agree, disagree, len(pairs) - agree - disagree


def ranked(names: Sequence[str], values: Sequence[float]) -> str:
    """``names`` in the order of their ``values``, best first, equals joined: ``C, A = B``."""
    order = sorted(range(len(names)), key=lambda i: -values[i])
    text = names[order[0]]
    for before, i in pairwise(order):
        text += (" = " if values[before] - values[i] <= _ALIKE else ", ") + names[i]
    return text


def telling(vote: Vote, order: Sequence[int]) -> str:
    """What was voted and what the others would have said, as Markdown; ``order`` names the answers, best first."""
    names = [letter(answer) for answer in order]
    if len(names) == 2:
        told = translate("Votes", "Your last vote: **{better}** over {worse}.").format(better=names[0], worse=names[1])
    else:
        told = translate("Votes", "Your last vote: **{order}**.").format(order=", ".join(names))
    ratings = vote.ratings
    if len(ratings) != len(names):
        return told
    scores = [rating.score for rating in ratings if rating.score is not None]
    points = [rating.utility for rating in ratings if rating.utility is not None]
    if len(scores) == len(names):
        told += " " + _opinion(names, scores, judge=True)
    else:
        told += " " + translate("Votes", "There was no judge yet to compare with.")
    if len(points) == len(names):
        told += " " + _opinion(names, points, judge=False)
    else:
        told += " " + translate("Votes", "The labeller’s program cannot check this question.")
    return told


def _opinion(names: Sequence[str], values: Sequence[float], *, judge: bool) -> str:
    agree, disagree, ties = agreement(values)
    if len(names) == 2:
        if judge:
            forms = (
                translate("Votes", "The judge would have **said the same**: {numbers}."),
                translate("Votes", "The judge would have preferred **{other}**: {numbers}."),
                translate("Votes", "The judge sees **no difference**: {numbers}."),
            )
        else:
            forms = (
                translate("Votes", "The labeller’s points **say the same**: {numbers}."),
                translate("Votes", "By the labeller’s points **{other}** is ahead: {numbers}."),
                translate("Votes", "By the labeller’s points they are **equal**: {numbers}."),
            )
        text = forms[0] if agree else forms[1] if disagree else forms[2]
        numbers = ", ".join(f"{name} {number(value)}" for name, value in zip(names, values, strict=True))
        return text.format(other=names[1], numbers=numbers)
    text = (
        translate("Votes", "The judge: **{order}**, {agree} of {n} pairs as you.")
        if judge
        else translate("Votes", "The labeller’s points: **{order}**, {agree} of {n} pairs as you.")
    )
    return text.format(order=ranked(names, values), agree=agree, n=agree + disagree + ties)


def in_short(vote: Vote) -> str:
    """A vote on one line: the answers, best first."""
    quoted = [
        f"“{isolated(' '.join(answer.split()))}”" if answer.strip() else translate("Votes", "(nothing)")
        for answer in vote.answers
    ]
    if vote.kind == "up":
        return translate("Votes", "Thumb up: {answer}").format(answer=quoted[0])
    if vote.kind == "down":
        return translate("Votes", "Thumb down: {answer}").format(answer=quoted[0])
    pair, told = translate("Votes", "{better} is better than {worse}"), quoted[-1]
    for better in quoted[-2::-1]:
        told = pair.format(better=better, worse=told)
    return told


def standing(vote: Vote) -> str:
    """Whether the judge knows a vote, and whether it had agreed."""
    known = (
        translate("Votes", "the judge has learnt from it") if vote.used else translate("Votes", "not yet in the judge")
    )
    scores = [rating.score for rating in vote.ratings if rating.score is not None]
    if len(scores) < 2 or len(scores) != len(vote.answers):
        return known
    agree, disagree, _ties = agreement(scores)
    if len(scores) == 2:
        said = (
            translate("Votes", "it had agreed")
            if agree
            else translate("Votes", "it had disagreed")
            if disagree
            else translate("Votes", "it saw no difference")
        )
    else:
        said = translate("Votes", "it had agreed on {agree} of {n} pairs").format(
            agree=agree, n=len(scores) * (len(scores) - 1) // 2
        )
    return f"{known}; {said}"
