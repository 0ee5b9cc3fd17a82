"""One merge as a picture, two pieces and what they become; a text as it would be cut then; what was found so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import compact, plainly, tile, written
from explainer.ui.widgets.tokenstrip import Edge, Piece, Setting, Tail, TokenStrip

MERGE = Setting(sizes=(24.0, 20.0, 16.0), usual=24.0, box=1.7, leading=0.0, tiles=True, pad=10, gap=8, lines=1)
CUT = Setting(sizes=(19.0,), box=1.8, leading=0.3, tiles=True, pad=4, gap=8, least=2, writes=True)
FOUND = Setting(sizes=(17.0,), box=1.7, leading=0.35, tiles=True, pad=5, gap=8, lines=2)
MOST_SHOWN = 300  # bytes: more than two lines hold on any screen
MOST_FOUND = 200  # pieces: more than there is room for


def tiled(text: str, told: str = "", n: int = 0, *, made: bool = False) -> Piece:
    """A tile, the ``n``-th of its word; marked where the merge that is told about has just made it."""
    shade, edge = (0.3, Edge.SOLID) if made else (0.0, Edge.NONE)
    ground = "quiet_strong" if n % 2 else "quiet"
    return Piece(text, told, joined=n > 0, ground=ground, hue="embedding", shade=shade, edge=edge)


class MergeStrip(TokenStrip):
    """Left + right → new; how often they stood side by side is said beside it."""

    def __init__(self, look: Look, empty: str, *, exact: bool, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("The merge"), empty, MERGE, parent)
        self._before = empty
        self._exact, self._write = exact, written if exact else plainly
        self._known: Known | None = None
        self._place = 0
        self.setObjectName("merge_picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_merge(self, known: Known | None, place: int) -> None:
        """Draw the last of the first ``place`` merges; 0 is the beginning."""
        if (known, place) == (self._known, self._place):
            return
        self._known, self._place = known, place
        self.set_empty_text(self.in_words() if not place else "")
        self.show_pieces(self._pieces())
        self.setAccessibleDescription(self.in_words())

    def in_words(self) -> str:
        """It in words."""
        known = self._known
        if known is None:
            return self._before
        if not self._place:
            if not self._exact:
                return self.tr("At the beginning every letter is a piece of its own, and some are several.")
            return self.tr("At the beginning there are the 256 single bytes and no merge.")
        left, right, new = self._parts(known)
        text = self.tr("Merge {rank}: {left} + {right} → {new}").format(
            rank=count(self._place), left=left, right=right, new=new
        )
        if not self._exact:
            text = self.tr("“{left}” and “{right}” become “{new}”").format(left=left, right=right, new=new)
        return f"{text}. {self.count_text()}"

    def count_text(self) -> str:
        """How often the pair stood."""
        known = self._known
        if known is None or not self._place:
            return ""
        if not known.counted:
            return (
                self.tr("its count cannot be had: the text is gone") if known.frame.text_gone else self.tr("counting…")
            )
        times = int(known.frame.counts[self._place - 1])
        return self.tr("side by side {n} times in the text at that moment").format(n=count(times))

    def _parts(self, known: Known) -> list[str]:
        return [self._write(known.frame.raw[int(i)]) for i in known.frame.merges[self._place - 1]]

    def _pieces(self) -> list[Piece]:
        if self._known is None or not self._place:
            return []
        told = self.in_words()
        left, right, new = self._parts(self._known)
        return [tiled(left, told), Piece("+", told), tiled(right, told), Piece("→", told), tiled(new, told, made=True)]


class FoundStrip(TokenStrip):
    """The pieces found up to a moment, the newest first, as many as there is room for."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("The pieces found last, the newest first"), "", FOUND, parent)
        self.setObjectName("found_pieces")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_found(self, known: Known | None, place: int) -> None:
        """Show the first ``place`` merges."""
        newest = known.frame.merges[:place, 2][::-1][:MOST_FOUND].tolist() if known is not None else []
        texts = [tile(known.frame.raw[new]) for new in newest] if known is not None else []
        told = self.tr("“{piece}” was found as number {n}")
        self.show_pieces(
            [
                tiled(text, told.format(piece=isolated(text), n=count(place - back)), made=not back)
                for back, text in enumerate(texts)
            ]
        )
        self.setAccessibleDescription(self.in_words())


class TextAsCut(TokenStrip):
    """A text in the pieces it would be cut into after so many merges; fewer and bigger as merges are learned.

    There are as many whole words as fit two lines when they are all single bytes: the same words at every moment.
    ``resized`` says that there may be another number of them.
    """

    resized = Signal()

    def __init__(self, look: Look, empty: str, *, exact: bool, parent: QWidget | None = None) -> None:
        self._write = compact if exact else tile
        super().__init__(look, self.tr("Your text, as it would be cut at this moment"), empty, CUT, parent)
        self._known: Known | None = None
        self._words: tuple[bytes, ...] = ()
        self._place = 0
        self._n_words = 0  # that have room
        self.setObjectName("text_as_cut")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, known: Known | None, words: Sequence[bytes], place: int) -> None:
        """Cut ``words`` by the first ``place`` merges."""
        if (known, tuple(words), place) != (self._known, self._words, self._place):
            self._known, self._words, self._place = known, tuple(words), place
            self._cut()

    @property
    def n_pieces(self) -> int:
        """Pieces of what can be seen."""
        return len(self.pieces)

    @property
    def whole(self) -> bool:
        """Whether the whole text can be seen."""
        return self._known is None or self._n_words == len(self._words)

    def labels(self) -> list[str]:
        """The pieces as written."""
        return [piece.text for piece in self.pieces]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._cut()
        self.resized.emit()

    def _cut(self) -> None:
        known = self._known
        pieces: list[Piece] = []
        if known is not None:
            self._n_words = self._fitting(known)
            made = int(known.frame.merges[self._place - 1][2]) if self._place else -1
            for word in self._words[: self._n_words]:
                pieces += self._pieces_of(known, known.pieces_after(word, self._place), made)
        self.show_pieces(pieces, Tail.NONE if self.whole else Tail.DOTS, "ink2")
        self.setAccessibleDescription(self.in_words())

    def _pieces_of(self, known: Known, word: Sequence[int], made: int = -1) -> list[Piece]:
        """The pieces of a word; the one that the last merge made is marked."""
        told = self.tr("“{piece}” is piece {number}")
        texts = [self._write(known.frame.raw[token]) for token in word]
        return [
            tiled(text, told.format(piece=isolated(text), number=token), n, made=token == made)
            for n, (token, text) in enumerate(zip(word, texts, strict=True))
        ]

    def _fitting(self, known: Known) -> int:
        """How many words fit when they are single bytes, and at least one."""
        pieces: list[Piece] = []
        ends: list[int] = []
        for word in self._words:
            pieces += self._pieces_of(known, known.pieces_after(word, 0))
            ends.append(len(pieces) - 1)
            if len(pieces) > MOST_SHOWN:
                break
        places = self.rows.lay(pieces, self.rows.size).places
        return max(1, sum(places[end].line < CUT.lines for end in ends)) if ends else 0
