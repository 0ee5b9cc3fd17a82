"""The same word in two texts: where it stands, how its vectors part, and how sure one can be of why. Pure NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Contexts, Floats, InContext
from explainer.ui.numbers import visible
from explainer.ui.pictures.flow import begins_word

Array = npt.NDArray[np.float64]

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


def shared(frame: Contexts) -> dict[str, tuple[int, int]]:
    """Word -> its places in both texts, for the words they share, in the order of the first text.

    Texts without blanks between words share pieces instead.
    """
    if not frame.first.text.strip() or not frame.second.text.strip():
        return {}
    one, other = words(frame.first), words(frame.second)
    both = {word: (one[word], other[word]) for word in one if word in other}
    if both:
        return dict(sorted(both.items(), key=lambda item: item[1][0]))
    one, other = (
        {visible(p): i for i, p in enumerate(text.pieces) if any(c.isalnum() for c in p)}
        for text in (frame.first, frame.second)
    )
    both = {piece: (one[piece], other[piece]) for piece in one if piece in other}
    return dict(sorted(both.items(), key=lambda item: item[1][0]))


def to_begin_with(frame: Contexts, found: dict[str, tuple[int, int]]) -> str | None:
    """The word to compare: that of the suggestion, or the last shared word that is more than a small one."""
    for first, second, word in frame.suggestions:
        if (frame.first.text, frame.second.text) == (first, second) and word in found:
            return word
    telling = [word for word in found if word.lower() not in _SMALL]
    either = telling or list(found)
    return either[-1] if either else None


@dataclass(frozen=True, slots=True)
class Parting:
    """How a word parts in two texts.

    Attributes:
        cosines: (L + 1,) between its vectors before the first block and after each.
        paths: (2, L + 1, C) its vectors in the first and the second text.
        same_piece: whether the two are the same token. same_place: whether they stand at the same position.
    """

    cosines: Array
    paths: Floats
    same_piece: bool
    same_place: bool


def parting(frame: Contexts, places: tuple[int, int]) -> Parting:
    """Compare the vectors at two places."""
    one, other = frame.first, frame.second
    a, b = one.resid[:, places[0]].astype(np.float64), other.resid[:, places[1]].astype(np.float64)
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return Parting(
        cosines=(a * b).sum(axis=1) / np.maximum(lengths, 1e-12),
        paths=np.stack((a, b)).astype(np.float32),
        same_piece=bool(one.ids[places[0]] == other.ids[places[1]]),
        same_place=places[0] + one.n_dropped == places[1] + other.n_dropped
        if not (one.n_dropped or other.n_dropped)
        else places[0] == places[1],
    )


def flat(paths: Floats, before: Array | None) -> tuple[Array, float]:
    """The paths (2, L + 1, C) in the plane of their two principal components: (2, L + 1, 2), and the share shown.

    The axes are turned or mirrored to lie closest to ``before``, the places a moment ago, so that the picture keeps
    its orientation; without one, the first text's path runs to the right and ends above the second's.
    """
    points = paths.reshape(-1, paths.shape[-1]).astype(np.float64)
    points = points - points.mean(axis=0)
    _, sizes, directions = np.linalg.svd(points, full_matrices=False)
    total = float((sizes**2).sum())
    share = float((sizes[:2] ** 2).sum()) / total if total > 0 else 0.0
    xy = (points @ directions[:2].T).reshape(2, -1, 2)
    if before is not None and before.shape == xy.shape:
        u, _, vt = np.linalg.svd(xy.reshape(-1, 2).T @ before.reshape(-1, 2))
        return xy @ (u @ vt), share
    if xy[0, -1, 0] < xy[0, 0, 0]:
        xy[..., 0] *= -1
    if xy[0, -1, 1] < xy[1, -1, 1]:
        xy[..., 1] *= -1
    return xy, share
