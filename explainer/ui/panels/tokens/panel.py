"""Pieces: your text in pieces, and how they were found, replayed on that same text.

Topics: ``cut`` and ``vocabulary``. What bytes and merges a piece and a word are made of stands deeper (``piece``), and
all pieces there are (``vocabulary``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Cut, Frame, Vocabulary
from explainer.ui.markdown import plain
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.tokens import tables
from explainer.ui.panels.tokens.letters import plainly
from explainer.ui.panels.tokens.replay import ReplayView
from explainer.ui.panels.tokens.textcard import TextCard
from explainer.ui.panels.tokens.wording import characters_text, first_found, pieces_text, said_of
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph


class TokensPanel(Panel):
    """Two cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self.piece_text = Paragraph(look, lines=1)
        self.replay = ReplayView(look, exact=False)
        self.text_card = TextCard(
            context,
            definition("tokens", "text"),
            self.piece_text,
            exact=False,
        )
        self.pieces = self.text_card.pieces
        self.replay_card = Card(
            look,
            self.tr("How the pieces were found"),
            self.tr("Again and again, the two that stand together most often become one piece."),
            self.replay,
            more=definition("tokens", "replay"),
            table=lambda: tables.of_merges(self.text_card.known),
        )
        CardGrid(
            look,
            self,
            {0: below(self.text_card, self.replay_card)},
            stretch={self.text_card: 0.2, self.replay_card: 0.8},
        )
        self.text_card.changed.connect(self._tell)
        self.replay.moved.connect(self._tell)
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Draw the cut, or learn the vocabulary."""
        if isinstance(frame, Cut):
            self.replay.show_words(frame.words)
        self.text_card.take(frame)
        if isinstance(frame, Vocabulary) and self.text_card.known is not None:
            self.replay.show_known(self.text_card.known)

    def clear(self) -> None:
        """No text, no vocabulary."""
        self.replay.clear()
        self.text_card.clear()

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("What does it read? Pieces of text, and nobody chose them.")

    def summary(self) -> str:
        """The pieces in words, and the moment of the replay."""
        cut = self.text_card.cut
        if cut is None:
            return self.tr("There is no text in pieces yet.")
        if not len(cut.ids):
            return self.tr("The text is empty.")
        pieces = " · ".join(plainly(raw).strip() for raw in cut.raw[:60])
        measure = self.tr("{characters} in {pieces}:").format(
            characters=characters_text(len(cut.prompt)), pieces=pieces_text(len(cut.ids))
        )
        return f"{measure} {pieces}. {self.replay.merge.in_words()}"

    def values(self) -> Mapping[str, str]:
        """The numbers that the story quotes."""
        return {**self.text_card.values(), **first_found(self.text_card.known, lambda raw: f"“{plainly(raw)}”")}

    def kept(self) -> Mapping[str, Kept]:
        """The piece, and the moment of the replay."""
        return {"piece": self.text_card.kept(), "moment": self.replay.transport.kept()}

    def _tell(self) -> None:
        """About the chosen piece, and the moment."""
        card = self.text_card
        index, cut, said = card.chosen(), card.cut, ""
        if cut is not None and index is not None:
            said = said_of(int(cut.ids[index]), cut.raw[index], card.split(), card.known)
        elif cut is not None and card.known is not None:
            said = said_of(0, card.known.frame.raw[0], None, card.known)
        self.piece_text.set_text(said)
        self.tell_summary()
        card.describe(f"{self.summary()} {plain(said)}")
        self.replay_card.describe(self.replay.in_words())
