"""The prompt in pieces: big tiles, each with its number beneath. Pointing at one, by mouse or keys, chooses it.

Characters that fell apart into bytes stand under a bracket with the character itself. Pieces that no longer fit the
model's view are pale. What is pointed at stays chosen when the pointer goes away, so that one can read about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import isolated
from explainer.ui.panels.tokens.letters import LetterRun, grouped, split_characters, tile, written
from explainer.ui.widgets.tokenstrip import Choosing, Edge, Long, Piece, Setting, TokenStrip

SETTING = Setting(
    sizes=(25.0, 20.0),
    tiles=True,
    pad=6,
    gap=11,
    below=13.0,
    above=16.0,
    fits_numbers=True,
    tips=False,
    long=Long.SCROLL,
    choosing=Choosing.KEYS,
)
LARGE = replace(SETTING, sizes=(36.0, 30.0, 25.0, 20.0), usual=20.0)  # where nothing else is told of a piece


class PromptPieces(TokenStrip):
    """The tiles. ``told`` says which piece a person chose, by pointing at it or with the keys; -1 where they let go."""

    told = Signal(int)

    def __init__(self, look: Look, empty: str, *, exact: bool, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Your text in pieces"), empty, SETTING if exact else LARGE, parent)
        self._write = written if exact else tile
        self._words: list[list[int]] = []
        self._splits: dict[int, LetterRun] = {}  # by piece
        self._tiles: tuple[Piece, ...] = ()
        self._shown: tuple[object, ...] = ()
        self.pointed.connect(lambda at: self.told.emit(at) if at >= 0 else None)
        self.picked.connect(self.told)
        self.setObjectName("prompt_pieces")

    def apply(self, ids: Sequence[int], raw: Sequence[bytes], words: Sequence[bytes], n_dropped: int) -> None:
        """Show these pieces."""
        shown = (tuple(ids), tuple(raw), tuple(words), n_dropped)
        if shown != self._shown:
            self._shown = shown
            self._words = grouped(raw, words)
            self._splits = {i: s for s in split_characters(raw) for i in range(s.first, s.last + 1)}
            self._tiles = tuple(self._pieces_of(ids, raw, n_dropped))
            self.show_pieces(self._tiles)

    def clear(self) -> None:
        """Show nothing."""
        self._words, self._splits, self._tiles, self._shown = [], {}, (), ()
        super().clear()

    def choose(self, index: int | None) -> None:
        """Mark a piece; says nothing."""
        tiles = list(self._tiles)
        if index is not None and index < len(tiles):
            tiles[index] = replace(tiles[index], chosen=True)
        self.show_pieces(tiles)

    def words(self) -> list[list[int]]:
        """Which pieces form which word."""
        return self._words

    def split_of(self, index: int) -> LetterRun | None:
        """The character that piece ``index`` is a part of, where it is no text by itself."""
        return self._splits.get(index)

    def _pieces_of(self, ids: Sequence[int], raw: Sequence[bytes], n_dropped: int) -> Iterator[Piece]:
        place = {at: n for word in self._words for n, at in enumerate(word)}  # within its word
        for i, (token, piece) in enumerate(zip(ids, raw, strict=True)):
            text, split, dropped = self._write(piece), self._splits.get(i), i < n_dropped
            yield Piece(
                text,
                self.tr("“{piece}” is piece {number}").format(piece=isolated(text), number=token),
                joined=place[i] > 0,
                ground="" if dropped else "quiet_strong" if place[i] % 2 else "quiet",
                below=str(token),
                above=split.text if split is not None and split.first == i else "",
                bound=split is not None and split.first < i,
                edge=Edge.DASHED if dropped else Edge.NONE,
                faint=dropped,
            )
