"""The sentence in the present batch, each piece shaded by how much it surprised the model before it was corrected.

Surprise is ``-ln p(right piece)``, the very number that the step lowers. It is told three times: by the shade of red,
by the thickness of the line under the piece, and in words when a piece is pointed at (or reached with the arrow keys).
While someone points, the sentence stands still.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Reading
from explainer.ui.look import Look
from explainer.ui.numbers import cited, isolated, percent
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.tokenstrip import Piece, Setting, TokenStrip, written

MOST = 6.0  # nats shown as the darkest red: a bet of 1 in 400


class ReadingView(TokenStrip):
    """The shaded words. ``shown`` says that there is another sentence."""

    shown = Signal()

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("What it is reading now"), empty, Setting(sizes=(17.0,)), parent)
        self._hold: Hold[Reading] = Hold(lambda frame: frame.run, self._show)
        self.held.connect(lambda wanted: self._hold.hold("someone", wanted))
        self.setObjectName("reading")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    @property
    def frame_shown(self) -> Reading | None:
        """What is drawn."""
        return self._hold.shown

    def apply(self, frame: Reading) -> None:
        """Show another sentence, unless someone is pointing at this one."""
        self._hold.offer(frame)

    def clear(self) -> None:
        """Show nothing."""
        self._hold.clear()
        super().clear()

    def summary(self) -> str:
        """The sentence, and the pieces that surprised the model most."""
        frame = self.frame_shown
        if frame is None or not frame.pieces:
            return self._empty
        worst = sorted(range(len(frame.pieces)), key=lambda i: -float(frame.surprise[i]))[:3]
        return self.tr("“{text}” It was most surprised by {pieces}.").format(
            text=isolated("".join(frame.pieces).strip()),
            pieces=", ".join(f"“{cited(frame.pieces[i])}”" for i in worst),
        )

    def _show(self, frame: Reading) -> None:
        self.show_pieces(tuple(self._pieces_of(frame)))
        self.shown.emit()

    def _pieces_of(self, frame: Reading) -> Iterator[Piece]:
        words = (
            self.tr("“{piece}”: it bets {share} on this piece. Surprise {nats} nats.")
            if frame.asked_again
            else self.tr("“{piece}”: it had bet {share} on this piece. Surprise {nats} nats.")
        )
        token_nll = frame.surprise.tolist()
        for (text, joined), piece, nats in zip(written(frame.pieces), frame.pieces, token_nll, strict=True):
            told = words.format(piece=cited(piece), share=percent(math.exp(-nats)), nats=f"{nats:.2f}")
            share = min(1.0, nats / MOST)
            yield Piece(text, told, joined, hue="surprise", shade=share, line=share, line_hue="warning")
