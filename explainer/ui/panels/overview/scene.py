"""What the picture of the trip shows, and the numbers it needs for that: arithmetic only, no Qt.

A long text does not fit. Then the piece that looks, the last piece, the ones looked at hardest and as many of their
neighbours as there is room for are shown, and all others are one row: how many they are, and how much attention they
get together, so that what is shown and what is not always add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Trip
from explainer.ui.numbers import cited
from explainer.ui.pictures.becoming import Word, going_on

MUST_SEE = 0.06  # a piece that gets this share of the attention is worth a row of its own,
MOST_SEEN = 3  # if it is among so many
EVEN = 1.3  # the most looked-at piece gets less than so many times an even share: it looks nearly evenly


def piece_name(piece: str) -> str:
    """A piece as it is written in the picture and in its sentences."""
    return cited(piece)


def choose_rows(n: int, room: int, looking: int, weights: npt.NDArray[np.floating]) -> tuple[int, ...]:
    """Indices of the pieces that get a row of their own, in the order of the text.

    Args:
        n: pieces of the text.
        room: rows there are, at least 1; one of them is for the others where not all fit.
        looking: the piece that looks.
        weights: (n,) how hard it looks at each.
    """
    if n <= room:
        return tuple(range(n))
    room = max(1, room - 1)
    wanted = [looking, n - 1]
    hardest = np.argsort(-weights, kind="stable")[:MOST_SEEN]
    worth = max(MUST_SEE, EVEN * EVEN / (looking + 1))  # clearly more than an even share
    wanted += [int(i) for i in hardest if weights[i] >= worth]
    wanted += range(looking, -1, -1)  # what stands just before it
    wanted += range(n - 1, looking, -1)
    return tuple(sorted(list(dict.fromkeys(wanted))[:room]))


@dataclass(frozen=True)
class TripScene:
    """A trip and where people look at it.

    Attributes:
        frame: the trip; letters in shapes as there.
        vocabulary: display text of every token id.
        layer: the open block, from 0. head: its way of looking that is shown, from 0; None shows the mean of all.
        looking: index of the piece that looks.
        rows: indices of the pieces that have a row.
    """

    frame: Trip
    vocabulary: tuple[str, ...]
    layer: int
    head: int | None
    looking: int
    rows: tuple[int, ...]

    @cached_property
    def weights(self) -> npt.NDArray[np.float32]:
        """(S,) how hard the looking piece looks at each piece; sums to 1."""
        of_block = self.frame.pattern[self.layer, :, self.looking]  # (H, S)
        return of_block.mean(axis=0) if self.head is None else of_block[self.head]

    @property
    def n(self) -> int:
        """S, the pieces the model sees."""
        return len(self.frame.seen_ids)

    @property
    def n_layer(self) -> int:
        """Blocks."""
        return len(self.frame.pattern)

    @property
    def n_head(self) -> int:
        """Ways of looking in each block."""
        return self.frame.pattern.shape[1]

    @property
    def n_embd(self) -> int:
        """Numbers that stand for a piece."""
        return self.frame.token.shape[1]

    @property
    def hidden(self) -> int:
        """Pieces without a row of their own."""
        return self.n - len(self.rows)

    @property
    def hidden_are_first(self) -> bool:
        """Whether they all stand before those shown."""
        return bool(self.hidden) and self.rows == tuple(range(self.n - len(self.rows), self.n))

    @cached_property
    def rest(self) -> float:
        """Attention that the pieces without a row get, all together."""
        hidden = np.ones(self.n, bool)
        hidden[list(self.rows)] = False
        return float(self.weights[hidden].astype(np.float64).sum())

    def name(self, index: int) -> str:
        """The text of piece ``index`` as it is written on the screen."""
        return piece_name(self.frame.seen_pieces[index])

    def bet(self, rank: int) -> Word:
        """The piece that is the bet of ``rank``, from 0, after the last of the text, and the word it becomes."""
        token, endings = int(self.frame.bet_ids[rank]), self.frame.endings
        piece = self.vocabulary[token] if 0 <= token < len(self.vocabulary) else "?"
        return Word(going_on(piece, self.frame.seen_pieces[-1]), endings[rank] if rank < len(endings) else "")

    @cached_property
    def leaning(self) -> int:
        """The piece looked at hardest."""
        return int(self.weights.argmax())

    @property
    def even(self) -> bool:
        """Whether it looks at all it can see nearly alike."""
        seen = self.looking + 1
        return seen > 1 and float(self.weights[self.leaning]) < min(EVEN / seen, 0.9)

    @property
    def units(self) -> npt.NDArray[np.float32]:
        """(4C,) activations of the feed-forward units of the open block, at the looking piece."""
        return self.frame.neurons[self.layer, self.looking]

    @cached_property
    def n_on(self) -> int:
        """How many of them are above zero."""
        return int((self.units > 0).sum())

    @cached_property
    def unit_reach(self) -> float:
        """The activation that is drawn as the brightest: 99 of 100 in this block and text lie below."""
        return max(float(np.percentile(self.frame.neurons[self.layer], 99)), 1e-9)

    @property
    def before(self) -> npt.NDArray[np.float32]:
        """(C,) the looking piece's numbers as the open block finds them."""
        return self.frame.resid[self.layer, self.looking]

    def change(self, added: npt.NDArray[np.floating]) -> float:
        """How big ``added`` (C,) is beside the numbers the block found: the ratio of their lengths."""
        return float(np.linalg.norm(added) / max(float(np.linalg.norm(self.before)), 1e-12))

    def tail(self, shown: int) -> tuple[int, float]:
        """Tokens beyond the ``shown`` likeliest, and what they share."""
        share = 1.0 - float(self.frame.bets[:shown].astype(np.float64).sum())
        return max(0, len(self.vocabulary) - min(shown, len(self.frame.bets))), max(0.0, share)

    def with_looking(self, looking: int) -> TripScene:
        """The same rows, with another piece that looks: nothing moves."""
        return self if looking == self.looking else replace(self, looking=looking)


def make_scene(
    frame: Trip,
    vocabulary: tuple[str, ...],
    *,
    layer: int,
    head: int | None,
    looking: int,
    room: int,
    rows: tuple[int, ...] | None = None,
) -> TripScene:
    """A scene in which all that is asked for exists in ``frame``; ``rows`` keeps those shown before, if they fit it."""
    n_layer, n_head, n, _ = frame.pattern.shape
    layer = min(layer, n_layer - 1)
    head = None if head is None else min(head, n_head - 1)
    looking = min(max(looking, 0), n - 1)
    scene = TripScene(frame, vocabulary, layer, head, looking, ())
    if rows is None or not rows or rows[-1] >= n or looking not in rows:
        rows = choose_rows(n, room, looking, scene.weights)
    return replace(scene, rows=rows)
