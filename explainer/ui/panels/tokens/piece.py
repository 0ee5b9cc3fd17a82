"""One piece and one word, exactly: its number and bytes, the merges that made it, and why unknown words fall apart.

Topics: ``cut`` and ``vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame
from explainer.ui.markdown import plain, safe
from explainer.ui.numbers import NOTHING, count
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.tokens.family import FamilyTree
from explainer.ui.panels.tokens.ladder import MergeLadder
from explainer.ui.panels.tokens.letters import quoted, written
from explainer.ui.panels.tokens.textcard import TextCard
from explainer.ui.panels.tokens.transport import Transport
from explainer.ui.panels.tokens.wording import about_piece, measure, pieces_text, why_so_many
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

TWO_COLUMNS = 700  # design pixels from which the lower cards stand side by side
TALL = 590  # design pixels from which there is room for a sentence below the ladder
TICK_MS = 700  # between two merges that are played


class PiecePanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._word = b""
        self._word_shown: tuple[object, ...] = ()  # the vocabulary, the word, and its pieces
        self.piece_text = Paragraph(look, lines=2)
        self.family = FamilyTree(look)
        self.ladder = MergeLadder(look, self.tr("Here a word of your text will be put together, merge by merge."))
        self.transport = Transport(look, self.tr("Merges of this word"), tick_ms=TICK_MS)
        self.transport.moved.connect(self.ladder.go)
        self.why = Paragraph(look, lines=2)  # where there is room: the card's caption says it too
        self.text_card = TextCard(
            context,
            definition("tokens.piece", "text"),
            exact=True,
        )
        self.pieces = self.text_card.pieces
        self.piece_card = Card(
            look,
            self.tr("This piece"),
            self.tr("At the foot the bytes its letters are stored as. Each merge made two boxes one."),
            Stacked(look, self.piece_text, self.family, gap=4),
            more=definition("tokens.piece", "piece"),
            table=self._family_table,
        )
        self.word_card = Card(
            look,
            self.tr("How this word was put together"),
            self.tr("The merge learned first goes first."),
            Stacked(look, self.transport, self.ladder, self.why, gap=4),
            more=definition("tokens.piece", "word"),
            table=self._ladder_table,
        )
        text, piece, word = self.text_card, self.piece_card, self.word_card
        self._grid = CardGrid(
            look,
            self,
            {
                TWO_COLUMNS: [[Stack(text)], [Stack(piece, share=5), Stack(word, share=6)]],
                0: below(text, piece, word),
            },
            stretch={text: 0.2},
        )
        text.changed.connect(self._tell)
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Draw the cut, or learn the vocabulary."""
        if self.text_card.take(frame):
            self.caption_changed.emit(self.caption())

    def clear(self) -> None:
        """No text, no vocabulary."""
        self.text_card.clear()
        self.caption_changed.emit(self.caption())

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sentence more where there is room."""
        self.why.setVisible(self.height() >= self._look.px(TALL))

    def caption(self) -> str:
        """What the view answers."""
        return measure(self.text_card.cut) or self.tr("What does it read? Numbers: one for each piece of text.")

    def summary(self) -> str:
        """The pieces in words."""
        cut = self.text_card.cut
        if cut is None:
            return self.tr("There is no text in pieces yet.")
        if not len(cut.ids):
            return self.tr("The text is empty.")
        return f"{measure(cut)} {' · '.join(written(raw) for raw in cut.raw[:60])}"

    def values(self) -> Mapping[str, str]:
        """The numbers that the story quotes."""
        cut = self.text_card.cut
        return {
            **self.text_card.values(),
            "n_bytes": count(sum(map(len, cut.raw))) if cut is not None else NOTHING,
            "most": self._most_text(),
        }

    def kept(self) -> Mapping[str, Kept]:
        """The piece, and the moment of its word."""
        return {"piece": self.text_card.kept(), "moment": self.transport.kept()}

    def _most_text(self) -> str:
        """Which word took most pieces, in words."""
        cut = self.text_card.cut
        if cut is None or not len(cut.ids):
            return ""
        apart = self.text_card.most_pieces()
        if len(apart) == 1:
            return self.tr("Every word of it is one piece.")
        word = safe(quoted(b"".join(cut.raw[i] for i in apart)))
        return self.tr("Most for one word: {word}, {pieces}.").format(word=word, pieces=pieces_text(len(apart)))

    # ---- words -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """About the chosen piece and its word."""
        card = self.text_card
        index, cut, known = card.chosen(), card.cut, card.known
        self.tell_summary(card)
        if index is None or cut is None:
            empty = self.tr("Here a piece of your text will be taken apart: its bytes, and the merges that made it.")
            if cut is not None and known is not None:
                empty = self.tr("The marker **{name}** is piece **0**. Markers stand outside the text.").format(
                    name=safe(known.frame.raw[0].decode())
                )
            self.piece_text.set_text(empty)
            self.family.show_family(None)
            self._show_word(b"", ())
            return
        split = card.split()
        self.piece_text.set_text(about_piece(int(cut.ids[index]), cut.raw[index], split, known))
        if known is None:
            self.family.show_family(None)
        elif split is None:
            self.family.show_family(known.family(int(cut.ids[index])))
        else:
            parts = [known.family(int(cut.ids[i])) for i in range(split.first, split.last + 1)]
            self.family.show_split(split.text, parts, index - split.first)
        word = card.word()
        self._show_word(b"".join(cut.raw[i] for i in word), tuple(int(cut.ids[i]) for i in word))
        self.piece_card.describe(f"{plain(self.piece_text.text())} {self.family.in_words()}")

    def _show_word(self, word: bytes, ids: tuple[int, ...]) -> None:
        known, shown = self.text_card.known, self._word_shown
        if known is None or not word or any(known.is_marker(token) for token in ids):
            self._word, self._word_shown = b"", ()
            self.ladder.show_word((), ())
            self.transport.set_range(0, same=not shown)
            self._say_why("", self.tr("The merge learned first goes first."))
            return
        if (known, word, ids) == shown:
            return
        self._word, self._word_shown = word, (known, word, ids)
        moments = known.history(word)
        self.ladder.show_word(moments, known.frame.raw)
        self.transport.set_range(len(moments) - 1, same=shown[1:] in ((), (word, ids)))
        self.ladder.go(self.transport.place)
        self._say_why(*why_so_many(word, ids, moments[-1].pieces, known))
        self.word_card.describe(plain(f"{self.why.text()} {self.ladder.describe(len(moments) - 1)}"))

    def _say_why(self, sentence: str, caption: str) -> None:
        self.why.set_text(sentence)
        self.word_card.set_caption(caption)

    # ---- numbers for others ------------------------------------------------------------------------------------------

    def _family_table(self) -> Table | None:
        index, cut, known = self.text_card.chosen(), self.text_card.cut, self.text_card.known
        if index is None or cut is None or known is None:
            return None
        rows = [
            ((merge.rank or 0) + 1, *(written(part.raw) for part in merge.parts), written(merge.raw), merge.token)
            for merge in known.family(int(cut.ids[index])).merges()
        ]
        return Table(("merge", "left", "right", "new piece", "id"), tuple(rows))

    def _ladder_table(self) -> Table | None:
        known = self.text_card.known
        if known is None or not self._word:
            return None
        raw = known.frame.raw
        rows = [
            (
                moment.by.rank + 1 if moment.by is not None else 0,
                len(moment.pieces),
                " ".join(written(raw[token]) for token in moment.pieces),
            )
            for moment in known.history(self._word)
        ]
        return Table(("merge", "pieces left", "pieces"), tuple(rows))
