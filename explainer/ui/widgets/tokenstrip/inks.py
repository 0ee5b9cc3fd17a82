"""The fonts of a row of pieces, and how wide texts are in them."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from explainer.ui.look import Look
from explainer.ui.pictures.becoming import Word, word_width
from explainer.ui.widgets.tokenstrip.piece import Piece, Setting

MARKED, BESIDE = 0.8, 0.86  # sizes of markers, and of numbers beside, of the letters' size


class Inks:
    """The fonts of one size of letters, and the widths that were measured: measuring costs more than painting."""

    def __init__(self, look: Look, setting: Setting, size: float) -> None:
        self.look, self.size = look, size
        self.letters = look.font(size)
        self.marked = look.font(size * MARKED)
        self.beside = look.font(size * BESIDE, digits=True)
        self.below = look.font(setting.below or size, digits=True)
        self.metrics, self.marks = QFontMetricsF(self.letters), QFontMetricsF(self.marked)
        self._below, self._beside = QFontMetricsF(self.below), QFontMetricsF(self.beside)
        self._fits_numbers = setting.fits_numbers
        self._widths: dict[tuple[str, bool], float] = {}
        self._numbers: dict[str, float] = {}

    def text_width(self, piece: Piece) -> float:
        """Of its text alone."""
        key = (piece.text, piece.small)
        if key not in self._widths:
            self._widths[key] = (self.marks if piece.small else self.metrics).horizontalAdvance(piece.text)
        return self._widths[key]

    def number_width(self, text: str) -> float:
        """Of a number below."""
        if text not in self._numbers:
            self._numbers[text] = self._below.horizontalAdvance(text)
        return self._numbers[text]

    def width(self, piece: Piece) -> float:
        """Of a piece without room at its sides."""
        found = self.text_width(piece)
        if piece.rest:
            found = word_width(self.look, Word(piece.text, piece.rest), self.size)
        if piece.beside:
            found += self._beside.horizontalAdvance(piece.beside) + self.look.px(8)
        if self._fits_numbers and piece.below:
            found = max(found, self.number_width(piece.below) + self.look.px(3))
        return found
