"""One piece and one word, exactly: its number and bytes, the merges that made it, and why unknown words fall apart.

Topics: ``cut`` and ``vocabulary``. The piece that is pointed at is the one that all views share (``Focus``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explainer.engine.frames import Cut, Frame, Vocabulary
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, count
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.tokens import tables
from explainer.ui.panels.tokens.examples import add_examples
from explainer.ui.panels.tokens.family import FamilyTree
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.ladder import MergeLadder
from explainer.ui.panels.tokens.letters import quoted, written
from explainer.ui.panels.tokens.prompt import PromptPieces
from explainer.ui.panels.tokens.transport import Transport
from explainer.ui.panels.tokens.wording import about_piece, measure, pieces_text, plain, why_so_many
from explainer.ui.widgets.card import Card, Table
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
        self._context = context
        self._cut: Cut | None = None
        self._known: Known | None = None
        self._chosen: int | None = None  # by a person
        self._word = b""
        self._word_shown: tuple[bytes, tuple[int, ...]] | None = None
        self._wide: bool | None = None
        self.pieces = PromptPieces(
            look, self.tr("Here your text will stand in pieces, each with its number."), exact=True
        )
        self.pieces.told.connect(self._point)
        self.piece_text = Paragraph(look, lines=2)
        self.family = FamilyTree(look)
        self.ladder = MergeLadder(look, self.tr("Here a word of your text will be put together, merge by merge."))
        self.transport = Transport(look, self.tr("Merges of this word"), tick_ms=TICK_MS)
        self.transport.moved.connect(self.ladder.go)
        self.why = Paragraph(look, lines=2)  # where there is room: the card's caption says it too
        self.pieces_card = Card(
            look,
            self.tr("Your text in pieces"),
            self.tr("Point at a piece, or try:"),
            self.pieces,
            more=self.tr(
                "A piece is a **token**; the number below it is its id, all that the model gets to see. Text is cut "
                "by **byte-level BPE** (Sennrich et al., 2016): as UTF-8 bytes, parted into words by GPT-2's pattern, "
                "then merged. ␣ is a blank, which belongs to the word after it. ⟨D0⟩ is a byte, in hex, that is only "
                "part of a character; a bracket names the character. Dashed pieces no longer fit the model's view."
            ),
            table=lambda: tables.of_pieces(self._cut),
        )
        self.examples = add_examples(self.pieces_card, look, context.prompt)
        self.piece_card = Card(
            look,
            self.tr("This piece"),
            self.tr("Each merge: two boxes into one."),
            _column(self.piece_text, self.family, grow=self.family),
            more=self.tr(
                "How often: tokens with this id among the first training tokens. At the foot stand its **bytes** "
                "(UTF-8), as characters and in hex; each box above is one **merge**, which made a new id of two."
            ),
            table=self._family_table,
        )
        self.word_card = Card(
            look,
            self.tr("How this word was put together"),
            self.tr("The merge learned first goes first."),
            _column(self.transport, self.ladder, self.why, grow=self.ladder),
            more=self.tr(
                "**BPE encoding**: of all neighbouring pairs in the word, the one of lowest merge rank is merged, "
                "wherever it stands; again and again, until no pair is among the merges. Merges never cross the end of "
                "a word. The number at the left is how many pieces are left."
            ),
            table=self._ladder_table,
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place(wide=True)
        context.focus.changed.connect(self._follow_focus)
        look.changed.connect(self._restyle)
        self._restyle()
        self._renew()

    def apply(self, frame: Frame) -> None:
        """Draw the cut, or learn the vocabulary."""
        if isinstance(frame, Cut):
            if self._cut is None or (frame.prompt, frame.ids.tolist()) != (self._cut.prompt, self._cut.ids.tolist()):
                self._chosen = None
            self._cut = frame
        elif isinstance(frame, Vocabulary):
            if self._known is None or self._known.frame is not frame:
                self._known, self._word_shown = Known(frame), None
        else:
            return
        self._renew()

    def clear(self) -> None:
        """No text, no vocabulary."""
        self._cut = self._known = self._chosen = None
        self._renew()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._place(wide=width >= TWO_COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sentence more where there is room."""
        self.why.setVisible(self.height() >= self._look.px(TALL))

    def caption(self) -> str:
        """What the view answers."""
        return measure(self._cut, self._known) or self.tr("What does it read? Numbers: one for each piece of text.")

    def summary(self) -> str:
        """The pieces in words."""
        cut = self._cut
        if cut is None:
            return self.tr("There is no text in pieces yet.")
        if not len(cut.ids):
            return self.tr("The text is empty.")
        pieces = " · ".join(written(raw) for raw in cut.raw[:60])
        return f"{measure(self._cut, self._known)} {pieces}"

    def values(self) -> Mapping[str, str]:
        """The numbers that the story quotes."""
        cut, known = self._cut, self._known
        apart = self._most_pieces() if cut is not None and len(cut.ids) else None
        return {
            "n_pieces": pieces_text(len(cut.ids)) if cut is not None else NOTHING,
            "n_bytes": count(sum(map(len, cut.raw))) if cut is not None else NOTHING,
            "n_merges": count(known.n_merges) if known is not None else NOTHING,
            "most": self._most_text(cut, apart),
        }

    def _most_text(self, cut: Cut | None, apart: Sequence[int] | None) -> str:
        """Which word took most pieces, in words."""
        if cut is None or not apart:
            return ""
        if len(apart) == 1:
            return self.tr("Every word of it is one piece.")
        word = safe(quoted(b"".join(cut.raw[i] for i in apart)))
        return self.tr("Most for one word: {word}, {pieces}.").format(word=word, pieces=pieces_text(len(apart)))

    # ---- which piece -------------------------------------------------------------------------------------------------

    def chosen(self) -> int | None:
        """The piece that is told about: the one pointed at, else the longest of the word that fell into most."""
        cut = self._cut
        if cut is None or not len(cut.ids):
            return None
        if self._chosen is not None and self._chosen < len(cut.ids):
            return self._chosen
        position = self._context.focus.position
        if position is not None and position + cut.n_dropped < len(cut.ids):
            return position + cut.n_dropped
        return max(self._most_pieces(), key=lambda i: (len(cut.raw[i]), not cut.raw[i].isspace()))

    def _most_pieces(self) -> list[int]:
        """The word that fell into most pieces; of several the longest, of those the first."""
        raw = self._cut.raw if self._cut is not None else ()
        return max(self.pieces.words(), key=lambda word: (len(word), sum(len(raw[i]) for i in word)))

    def _point(self, index: int) -> None:
        self._chosen = None if index < 0 else index
        dropped = self._cut.n_dropped if self._cut is not None else 0
        if index < 0:
            self._context.focus.point(None)
        elif index >= dropped:
            self._context.focus.point(index - dropped)
        self._tell()

    def _follow_focus(self) -> None:
        position, cut = self._context.focus.position, self._cut
        if cut is None or (position is not None and self._chosen == position + cut.n_dropped):
            return
        if position is not None:
            self._chosen = None
        if self.isVisible():
            self._tell()

    # ---- words -------------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        cut = self._cut
        if cut is None:
            self.pieces.clear()
        else:
            ids, raw, words = cut.ids.tolist(), cut.raw, cut.words
            if not ids and self._known is not None:
                raw = words = self._known.frame.raw[:1]  # what the model sees in place of an empty text
                ids = [0]
            self.pieces.apply(ids, raw, words, cut.n_dropped)
            if (chosen := self.chosen()) is not None:
                self.pieces.bring_piece(chosen)
        self.caption_changed.emit(self.caption())
        self.tell_summary(self.pieces_card)
        self._tell()

    def _tell(self) -> None:
        """About the chosen piece and its word."""
        index, cut, known = self.chosen(), self._cut, self._known
        self.pieces.choose(index)
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
        split = self.pieces.split_of(index)
        self.piece_text.set_text(about_piece(int(cut.ids[index]), cut.raw[index], split, known))
        if known is None:
            self.family.show_family(None)
        elif split is None:
            self.family.show_family(known.family(int(cut.ids[index])))
        else:
            parts = [known.family(int(cut.ids[i])) for i in range(split.first, split.last + 1)]
            self.family.show_split(split.text, parts, index - split.first)
        word = next(word for word in self.pieces.words() if index in word)
        self._show_word(b"".join(cut.raw[i] for i in word), tuple(int(cut.ids[i]) for i in word))
        self.piece_card.describe(f"{plain(self.piece_text.text())} {self.family.in_words()}")

    def _show_word(self, word: bytes, ids: tuple[int, ...]) -> None:
        known = self._known
        if known is None or not word or any(known.is_marker(token) for token in ids):
            self._word, self._word_shown = b"", None
            self.ladder.show_word((), ())
            self.transport.set_range(0, 0)
            self._say_why("", self.tr("The merge learned first goes first."))
            return
        if (word, ids) == self._word_shown:
            return
        self._word, self._word_shown = word, (word, ids)
        moments = known.history(word)
        self.ladder.show_word(moments, known.frame.raw)
        self.transport.set_range(len(moments) - 1, len(moments) - 1)
        self._say_why(*why_so_many(word, ids, moments[-1].pieces, known))
        self.word_card.describe(plain(f"{self.why.text()} {self.ladder.describe(len(moments) - 1)}"))

    def _say_why(self, sentence: str, caption: str) -> None:
        self.why.set_text(sentence)
        self.word_card.set_caption(caption)

    # ---- numbers for others ------------------------------------------------------------------------------------------

    def _family_table(self) -> Table | None:
        index, cut, known = self.chosen(), self._cut, self._known
        if index is None or cut is None or known is None:
            return None
        rows = [
            ((merge.rank or 0) + 1, *(written(part.raw) for part in merge.parts), written(merge.raw), merge.token)
            for merge in known.family(int(cut.ids[index])).merges()
        ]
        return Table(("merge", "left", "right", "new piece", "id"), tuple(rows))

    def _ladder_table(self) -> Table | None:
        known = self._known
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

    def _place(self, *, wide: bool) -> None:
        if self._wide == wide:
            return
        self._wide = wide
        self._grid.addWidget(self.pieces_card, 0, 0, 1, 2 if wide else 1)
        self._grid.addWidget(self.piece_card, 1, 0)
        self._grid.addWidget(self.word_card, 1 if wide else 2, 1 if wide else 0)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 6 if wide else 0)
        self._grid.setRowStretch(1, 1)
        self._grid.setRowStretch(2, 0 if wide else 1)

    def _restyle(self) -> None:
        self._grid.setSpacing(self._look.px(12))


def _column(*widgets: QWidget, grow: QWidget) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is grow else 0)
    return body
