"""The text with, under each piece, what happens to the bet when that piece is left out.

Told three times: by the shade (blue: without it the bet falls; vermilion: without it the bet rises), by the signed
number under the piece, in points of a hundred, and in words when a piece is pointed at. Pieces that were not tried
(too far back) are grey and have no number.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Why
from explainer.ui.look import Look
from explainer.ui.numbers import fine_percent, points
from explainer.ui.pictures.becoming import spoken
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.tokenstrip import Long, Piece, Setting, TokenStrip, written

STRONGEST = 0.55  # of the colour at most, so that the word stays readable
GROWTH = 0.7  # of the shade with the change: small changes can still be told from none
FAINT = 0.25  # a change below this share of the bet is never shown at full strength
SETTING = Setting(
    sizes=(23.0, 20.0, 17.0), below=12.5, fits_numbers=True, gap=5, leading=0.2, lines=3, least=2, long=Long.FOLD
)


def tinted(share: float) -> tuple[str, float]:
    """Hue and shade of a word by ``share`` (-1 to 1) of the largest change: blue below 0, vermilion above."""
    return "query" if share < 0 else "key", STRONGEST * min(1.0, abs(share)) ** GROWTH


def scale(frame: Why) -> float:
    """The change that is shown at full strength: the largest, or a quarter of the bet where all are smaller."""
    largest = float(np.abs(frame.without - frame.probability).max()) if len(frame.without) else 0.0
    return max(largest, FAINT * frame.probability, 1e-9)


class LeftOutWords(TokenStrip):
    """The shaded words. ``pointed_at`` gives an index into ``Why.without``, or -1."""

    pointed_at = Signal(int)

    def __init__(
        self, look: Look, hold: Hold[Why], empty: str, setting: Setting = SETTING, parent: QWidget | None = None
    ) -> None:
        name = self.tr("The text, each piece shaded by what happens when it is left out")
        super().__init__(look, name, empty, setting, parent)
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.held.connect(lambda wanted: hold.hold("words", wanted))
        self.pointed.connect(lambda at: self.pointed_at.emit(max(-1, at - self._first)))
        self.setObjectName("left_out_words")

    @property
    def _first(self) -> int:
        return self.hold.shown.first if self.hold.shown is not None else 0

    def apply(self, frame: Why) -> None:
        """Draw ``frame``, which is the one that ``hold`` shows."""
        self.show_pieces(tuple(self._pieces_of(frame)))

    def point_tried(self, tried: int) -> None:
        """Mark a piece, by its index into ``Why.without`` or -1, as another widget points at it."""
        self.point(self._first + tried if tried >= 0 else None)

    def _pieces_of(self, frame: Why) -> Iterator[Piece]:
        most = scale(frame)
        for i, (text, joined) in enumerate(written(frame.seen_pieces)):
            piece = spoken(frame.seen_pieces[i])
            if i < frame.first or not len(frame.without):
                told = self.tr("{piece} was not tried: only the last pieces are left out in turn.")
                yield Piece(text, told.format(piece=piece), joined, ground="quiet", faint=True)
                continue
            without = float(frame.without[i - frame.first])
            change = without - frame.probability
            apart = points(frame.probability, without)
            told = self.tr("Without {piece}: {without} instead of {now} ({change} points).").format(
                piece=piece, without=fine_percent(without), now=fine_percent(frame.probability), change=apart
            )
            hue, shade = tinted(change / most)
            yield Piece(text, told, joined, hue=hue, shade=shade, below=apart)


def legend(look: Look, parent: QWidget | None = None) -> TokenStrip:
    """What the two colours mean, each on its own ground."""
    strip = TokenStrip(look, "", "", Setting(sizes=(13.5,), box=1.5, leading=0.0, gap=8, lines=1), parent)
    say = QCoreApplication.translate
    texts = (say("LeftOut", "−: the bet falls without it"), say("LeftOut", "+: it rises"))
    strip.setAccessibleName(" ".join(texts))
    strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    strip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    strip.show_pieces([Piece(t, hue=h, shade=s) for t, (h, s) in zip(texts, (tinted(-1), tinted(1)), strict=True)])
    return strip
