"""The same word in two texts and a control: where it stands, how its vectors part, and what that shows. Pure NumPy.

Decision: that two vectors of a word part shows nothing by itself, as any other words before it make them part. Meaning
is said to part them only where two texts of *one* meaning stay nearer to each other than to the text of the other, by
`CLEAR`, and where nothing else can be the reason: the word is the same piece in all three, and the two of one meaning
have no more words in common just before it than they have with the third. Rejected: a threshold on how far two texts
part, which a control of the same meaning passed as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Contexts, Floats, InContext
from explainer.ui.numbers import visible
from explainer.ui.widgets.tokenstrip import begins_word

Array = npt.NDArray[np.float64]
Places = tuple[int, ...]  # indices of pieces: in the first text, the second, and the control where it has the word

PARTED = 0.15  # by how much a cosine must lie below 1 before it is called parting
#: By how much the pair of one meaning must be nearer than both pairs of two. Where a word of Storyland has one meaning
#: in all three places, a pair called so at random is nearer by that much in one of twenty triples, by chance (preset s,
#: 1,661 steps; after 352 steps by 0.11): ``python -m tests.benchmarks meanings``.
CLEAR = 0.18

#: Words that hold sentences together; any other word is a better one to compare.
_SMALL = frozenset(
    """the a an to of and in on at by was is it he she his her they i you we with for from there that this so then not
    had has have as""".split()  # noqa: SIM905 - as readable as words can be
)


def words(text: InContext) -> dict[str, int]:
    """Word -> index of its last piece, where it stands last. A piece stands for its word when it ends it."""
    found: dict[str, int] = {}
    word = ""
    for i, piece in enumerate(text.pieces):
        word = piece if not word or begins_word(piece) else word + piece
        ends = i + 1 == len(text.pieces) or begins_word(text.pieces[i + 1])
        if ends and any(c.isalnum() for c in word):
            found[word.strip()] = i
    return found


def shared(frame: Contexts) -> dict[str, Places]:
    """Word -> its places, for the words that first and second share, in the order of the first text.

    The control adds its place where it has the word. Texts without blanks between words share pieces instead.
    """
    texts = (frame.first, frame.second, frame.control)
    if not frame.first.text.strip() or not frame.second.text.strip():
        return {}
    return _in_both(*(words(text) for text in texts)) or _in_both(
        *({visible(p): i for i, p in enumerate(text.pieces) if any(c.isalnum() for c in p)} for text in texts)
    )


def _in_both(one: dict[str, int], other: dict[str, int], control: dict[str, int]) -> dict[str, Places]:
    both = [word for word in sorted(one, key=lambda word: one[word]) if word in other]
    return {word: (one[word], other[word], *((control[word],) if word in control else ())) for word in both}


def to_begin_with(frame: Contexts, found: dict[str, Places]) -> str | None:
    """The word to compare: that of the suggestion, or the last shared one; small words only where there is no other.

    A word that the control has too comes before one that it lacks.
    """
    for first, second, _, word in frame.suggestions:
        if (frame.first.text, frame.second.text) == (first, second) and word in found:
            return word
    best = sorted(found, key=lambda word: (word.lower() not in _SMALL, len(found[word])))  # stable: the last counts
    return best[-1] if best else None


@dataclass(frozen=True, slots=True)
class ContextShift:
    """How a word parts in two texts, and in the control where it stands there.

    Attributes:
        cosines: (L + 1,) between first and second, before the first block and after each.
        same: (L + 1,) between first and control, which have the same meaning; None without a control.
        across: (L + 1,) between control and second; None without a control.
        paths: (2 or 3, L + 1, C) its vectors in the first text, the second, and the control.
        same_piece: whether all are the same token. same_place: whether all stand at the same position.
        same_words: whether first and control have more words in common just before it than either has with the second.
    """

    cosines: Array
    same: Array | None
    across: Array | None
    paths: Floats
    same_piece: bool
    same_place: bool
    same_words: bool

    @property
    def other(self) -> Array:
        """(L + 1,) the cosine of the nearer of the two pairs that differ in meaning."""
        return self.cosines if self.across is None else np.maximum(self.cosines, self.across)


def context_shift(frame: Contexts, places: Places) -> ContextShift:
    """Compare the vectors at two places or three."""
    texts = (frame.first, frame.second, frame.control)[: len(places)]
    paths = np.stack([text.resid[:, at] for text, at in zip(texts, places, strict=True)]).astype(np.float64)
    unit = paths / np.maximum(np.linalg.norm(paths, axis=-1, keepdims=True), 1e-12)
    before = [_before(text, at) for text, at in zip(texts, places, strict=True)]
    third = len(places) == 3
    return ContextShift(
        cosines=(unit[0] * unit[1]).sum(axis=-1),
        same=(unit[0] * unit[2]).sum(axis=-1) if third else None,
        across=(unit[2] * unit[1]).sum(axis=-1) if third else None,
        paths=paths.astype(np.float32),
        same_piece=len({int(text.ids[at]) for text, at in zip(texts, places, strict=True)}) == 1,
        same_place=len(set(places)) == 1,
        same_words=third
        and (
            before[0] == before[2]
            or _in_common(before[0], before[2]) > max(_in_common(before[i], before[1]) for i in (0, 2))
        ),
    )


def _before(text: InContext, at: int) -> list[str]:
    """The pieces before the one at ``at``, the last one first. Those of the word itself are the same everywhere."""
    return [piece.strip().lower() for piece in text.pieces[:at][::-1]]


def _in_common(one: list[str], other: list[str]) -> int:
    """How many of the pieces right before are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class ShiftVerdict(Enum):
    """What the cosines after the last block show."""

    UNLEARNT = auto()  # nothing: the blocks are random
    NO_CONTROL = auto()  # nothing: there is no third text, or it lacks the word
    SPELT = auto()  # nothing: they are different pieces from the start
    SAME_WORDS = auto()  # nothing: those of one meaning also share the words just before
    PLACES = auto()  # nothing: they were as much nearer at the start, where meaning had no say
    APART = auto()  # the meanings are told apart
    UNCLEAR = auto()  # those of one meaning are nearer, but not clearly
    ALIKE = auto()  # they hardly part at all
    WORDS = auto()  # one of another meaning is nearer, by more than comes about by chance


def judge(found: ContextShift, *, learnt: bool) -> ShiftVerdict:
    """What ``found`` shows of a model, which has ``learnt`` something or is still random."""
    if not learnt:
        return ShiftVerdict.UNLEARNT
    if found.same is None:
        return ShiftVerdict.NO_CONTROL
    if not found.same_piece:
        return ShiftVerdict.SPELT
    if found.same_words:
        return ShiftVerdict.SAME_WORDS
    if lead(found) >= CLEAR:
        return ShiftVerdict.APART
    if min(values[-1] for values in (found.cosines, found.same, found.across) if values is not None) > 1 - PARTED:
        return ShiftVerdict.ALIKE
    ahead = found.same[-1] - found.other[-1]
    if ahead <= -CLEAR:
        return ShiftVerdict.WORDS
    return ShiftVerdict.UNCLEAR if ahead < CLEAR else ShiftVerdict.PLACES


def lead(found: ContextShift) -> float:
    """By how much the pair of one meaning is nearer than both others after the last block.

    Where it was so at the start already, which is the work of their places and not of their meaning, only what has been
    added counts.

    Raises:
        ValueError: there is no control.
    """
    if found.same is None:
        raise ValueError("without a control there is no pair of one meaning")
    nearer = found.same - found.other
    return float(min(nearer[-1], nearer[-1] - nearer[0]))


def flat(paths: Floats, before: Array | None) -> tuple[Array, float]:
    """The paths (n, L + 1, C) in the plane of their two principal components: (n, L + 1, 2), and the share shown.

    The axes are turned or mirrored to lie closest to ``before``, the places a moment ago, so that the picture keeps
    its orientation; without one, the first text's path runs to the right and ends above the second's. n is 2 or 3.
    """
    points = paths.reshape(-1, paths.shape[-1]).astype(np.float64)
    points = points - points.mean(axis=0)
    _, sizes, directions = np.linalg.svd(points, full_matrices=False)
    total = float((sizes**2).sum())
    share = float((sizes[:2] ** 2).sum()) / total if total > 0 else 0.0
    xy = (points @ directions[:2].T).reshape(len(paths), -1, 2)
    if before is not None and before.shape == xy.shape:
        u, _, vt = np.linalg.svd(xy.reshape(-1, 2).T @ before.reshape(-1, 2))
        return xy @ (u @ vt), share
    if xy[0, -1, 0] < xy[0, 0, 0]:
        xy[..., 0] *= -1
    if xy[0, -1, 1] < xy[1, -1, 1]:
        xy[..., 1] *= -1
    return xy, share
