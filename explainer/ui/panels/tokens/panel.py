"""Pieces: your text in pieces, and how they were found, replayed on that same text.

Topics: ``cut`` and ``vocabulary``. The piece that is pointed at is the one that all views share (``Focus``). What bytes
and merges a piece and a word are made of stands deeper (``piece``), and all pieces there are (``vocabulary``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Cut, Frame, Vocabulary
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.tokens import tables
from explainer.ui.panels.tokens.examples import add_examples
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import plainly
from explainer.ui.panels.tokens.prompt import PromptPieces
from explainer.ui.panels.tokens.replay import Replay
from explainer.ui.panels.tokens.wording import characters_text, first_found, pieces_text, plain, said_of
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.paragraph import Paragraph


class TokensPanel(Panel):
    """Two cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._focus = context.focus
        self._cut: Cut | None = None
        self._known: Known | None = None
        self._chosen: int | None = None  # by a person
        self.pieces = PromptPieces(
            look, self.tr("Here your text will stand in pieces, each with its number."), exact=False
        )
        self.pieces.told.connect(self._point)
        self.piece_text = Paragraph(look, lines=1)
        self.replay = Replay(look, exact=False)
        self.replay.moved.connect(self._tell)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pieces, 1)
        column.addWidget(self.piece_text)
        self.pieces_card = Card(
            look,
            self.tr("Your text in pieces"),
            self.tr("Point at a piece, or try:"),
            body,
            more=self.tr(
                "A piece is a **token**; the number below it is its id, all that the model gets to see. Text is cut "
                "by **byte-level BPE** (Sennrich et al., 2016): as UTF-8 bytes, parted into words by GPT-2's pattern, "
                "then merged. The blank before a word belongs to it. A small box is a byte that is only part of a "
                "letter; a bracket names the letter. Dashed pieces no longer fit the model's view."
            ),
            table=lambda: tables.of_pieces(self._cut),
        )
        self.examples = add_examples(self.pieces_card, look, context.prompt)
        self.replay_card = Card(
            look,
            self.tr("How the pieces were found"),
            self.tr("Again and again, the two that stand together most often become one piece."),
            self.replay,
            more=self.tr(
                "**Training of byte-level BPE** (Sennrich et al., 2016): count all pairs of neighbouring tokens within "
                "words, make the most frequent one a new token (a merge), replace it everywhere, repeat. The counts "
                "are those of the text from which this tokenizer was trained, at the moment of each merge."
            ),
            table=lambda: tables.of_merges(self._known),
        )
        self._grid = CardGrid(look, self, {0: below(self.pieces_card, self.replay_card)}, stretch={self.replay_card: 0})
        context.focus.changed.connect(self._tell)
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Draw the cut, or learn the vocabulary."""
        if isinstance(frame, Cut):
            if self._cut is None or (frame.prompt, frame.ids.tolist()) != (self._cut.prompt, self._cut.ids.tolist()):
                self._chosen = None
            self._cut = frame
            self.replay.show_words(frame.words)
        elif isinstance(frame, Vocabulary):
            if self._known is None or self._known.frame is not frame:
                self._known = Known(frame)
                self.replay.show_known(self._known)
        else:
            return
        self._renew()

    def clear(self) -> None:
        """No text, no vocabulary."""
        self._cut = self._known = self._chosen = None
        self.replay.clear()
        self._renew()

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("What does it read? Pieces of text, and nobody chose them.")

    def summary(self) -> str:
        """The pieces in words, and the moment of the replay."""
        cut = self._cut
        if cut is None:
            return self.tr("There is no text in pieces yet.")
        if not len(cut.ids):
            return self.tr("The text is empty.")
        pieces = " · ".join(plainly(raw).strip() for raw in cut.raw[:60])
        measure = self.tr("{characters} in {pieces}:").format(
            characters=characters_text(len(cut.prompt)), pieces=pieces_text(len(cut.ids))
        )
        return f"{measure} {pieces}. {self.replay.merge.describe()}"

    def values(self) -> Mapping[str, str]:
        """The numbers that the story quotes."""
        cut = self._cut
        return {
            "n_pieces": pieces_text(len(cut.ids)) if cut is not None else NOTHING,
            "n_characters": characters_text(len(cut.prompt)) if cut is not None else NOTHING,
            **first_found(self._known, lambda raw: f"“{plainly(raw)}”"),
        }

    def chosen(self) -> int | None:
        """The piece that is told about: the one pointed at here or elsewhere, else the longest."""
        cut = self._cut
        if cut is None or not len(cut.ids):
            return None
        if self._chosen is not None and self._chosen < len(cut.ids):
            return self._chosen
        position = self._focus.position
        if position is not None and position + cut.n_dropped < len(cut.ids):
            return position + cut.n_dropped
        return max(range(len(cut.ids)), key=lambda i: len(cut.raw[i]))

    def _point(self, index: int) -> None:
        self._chosen = None if index < 0 else index
        dropped = self._cut.n_dropped if self._cut is not None else 0
        if index < 0:
            self._focus.point(None)
        elif index >= dropped:
            self._focus.point(index - dropped)
        self._tell()

    def _renew(self) -> None:
        cut, known = self._cut, self._known
        if cut is None:
            self.pieces.clear()
        else:
            ids, raw, words = cut.ids.tolist(), cut.raw, cut.words
            if not ids and known is not None:
                raw = words = known.frame.raw[:1]  # what the model sees in place of an empty text
                ids = [0]
            self.pieces.apply(ids, raw, words, cut.n_dropped)
        self._tell()

    def _tell(self) -> None:
        """About the chosen piece, and the moment."""
        index, cut = self.chosen(), self._cut
        self.pieces.choose(index)
        said = ""
        if cut is not None and index is not None:
            said = said_of(int(cut.ids[index]), cut.raw[index], self.pieces.split_of(index), self._known)
        elif cut is not None and self._known is not None:
            said = said_of(0, self._known.frame.raw[0], None, self._known)
        self.piece_text.set_text(said)
        self.tell_summary()
        self.pieces_card.describe(f"{self.summary()} {plain(said)}")
        self.replay_card.describe(self.replay.in_words())
