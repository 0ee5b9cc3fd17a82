"""The likeliest next pieces in a row to choose from: which bet is to be explained?

They have places of equal width, so that nothing moves when a bet changes; while someone points at one or goes through
them by keyboard, they stay where they are.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import NextToken
from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.pictures.becoming import Word
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.tokenstrip import Choosing, Edge, Piece, Setting, TokenStrip

PLACE, GAP = 131, 7  # design pixels
MOST = 6  # pieces
SETTING = Setting(box=2.2, leading=0.1, place=PLACE, pad=10, gap=GAP, lines=1, tips=False, choosing=Choosing.ENTER)


class Choices(TokenStrip):
    """The row. ``chosen`` gives a token id."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("The likeliest next pieces, to choose one"), "", SETTING, parent)
        self._names: tuple[str, ...] = ()  # of all tokens
        self._tokens: list[int] = []
        self._endings: dict[int, str] = {}  # by token id
        self._current: int | None = None
        self.hold: Hold[NextToken] = Hold(lambda f: (f.run, f.prompt), self._show)
        self.held.connect(lambda wanted: self.hold.hold("someone", wanted))
        self.picked.connect(lambda at: self.chosen.emit(self._tokens[at]))
        self.setObjectName("choices")
        self.setToolTip(self.tr("Choose the piece whose bet is to be explained"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def tokens(self) -> list[int]:
        """Those offered, as many as have room."""
        room = (self.width() - self._look.px(20)) // self._look.px(PLACE + GAP)
        return self._tokens[: max(1, min(MOST, room))]

    def apply(self, frame: NextToken, pieces: tuple[str, ...]) -> None:
        """Offer the likeliest of ``frame``."""
        self._names = pieces
        self.hold.offer(frame)

    def set_current(self, token: int | None) -> None:
        """Mark the piece that is explained now."""
        self._current = token
        self._offer()

    def clear(self) -> None:
        """Offer nothing."""
        self.hold.clear()
        self._tokens, self._current = [], None
        super().clear()

    def word_of(self, token: int) -> Word:
        """A piece, with the rest of its word where that was looked for."""
        return Word(self._names[token], self._endings.get(token, ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as have room."""
        super().resizeEvent(event)
        self._offer()

    def _show(self, frame: NextToken) -> None:
        self._tokens = [int(token) for token in frame.order[:MOST]]
        self._endings = dict(zip(frame.order.tolist(), frame.endings, strict=False))  # of the likeliest
        self._offer()

    def _offer(self) -> None:
        frame = self.hold.shown
        if frame is not None:
            self.show_pieces([self._piece(token, float(frame.probability[token])) for token in self.tokens])

    def _piece(self, token: int, bet: float) -> Piece:
        word, current = self.word_of(token), token == self._current
        return Piece(
            word.head,
            f"{word.told()}, {percent(bet)}",
            rest=word.rest,
            beside=percent(bet),
            ground="quiet",
            hue="pretrain" if current else "",
            shade=0.22 if current else 0.0,
            edge=Edge.SOLID if current else Edge.NONE,
        )
