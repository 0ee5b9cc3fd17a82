"""The card both pages begin with: the text in pieces with their numbers, one of them chosen, and texts to be tried.

The piece that is pointed at is the one that all views share (``Focus``); only one that no longer fits the model's view,
which no other page shows, is remembered here.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Cut, Frame, Vocabulary
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.panel import PanelContext
from explainer.ui.panels.tokens import tables
from explainer.ui.panels.tokens.examples import EXAMPLES
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import LetterRun
from explainer.ui.panels.tokens.prompt import PromptPieces
from explainer.ui.panels.tokens.wording import characters_text, pieces_text
from explainer.ui.translate import translate, translated
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept


class TextCard(Card):
    """The card; ``changed`` says that there is something else to tell: another text, another piece.

    Attributes:
        cut: the text in pieces, or None. known: the vocabulary, or None.
    """

    changed = Signal()

    def __init__(self, context: PanelContext, more: str, *below: QWidget, exact: bool) -> None:
        """``below`` stands under the pieces, ``more`` is the exact definition; ``exact`` shows blanks and bytes."""
        look = context.look
        self.cut: Cut | None = None
        self.known: Known | None = None
        self._focus = context.focus
        self._gone: int | None = None  # the piece that was chosen, where it is out of the model's view
        empty = translate("TextCard", "Here your text will stand in pieces, each with its number.")
        self.pieces = PromptPieces(look, empty, exact=exact)
        self.pieces.told.connect(self.choose)
        super().__init__(
            look,
            translate("TextCard", "Your text in pieces"),
            translate("TextCard", "Point at a piece, or try:"),
            Stacked(look, self.pieces, *below, gap=4),
            more=more,
            table=lambda: tables.of_pieces(self.cut),
        )
        self.examples = [Button(look, translated(e.title), kind="plain", tip=translated(e.tip)) for e in EXAMPLES]
        for example, button in reversed(list(zip(EXAMPLES, self.examples, strict=True))):
            button.setAccessibleName(translate("TextCard", "Try: {name}").format(name=translated(example.title)))
            button.setObjectName(f"example.{example.id}")
            button.clicked.connect(lambda _checked=False, text=example.text: context.prompt.replace(text))
            self.add_button(button)
        self._focus.changed.connect(self._follow)

    def take(self, frame: Frame) -> bool:
        """Draw the cut, or learn the vocabulary; whether it was one of these."""
        if isinstance(frame, Cut):
            cut = self.cut
            if cut is not None and (frame.prompt, frame.ids.tolist()) != (cut.prompt, cut.ids.tolist()):
                self._gone = None
            self.cut = frame
        elif not isinstance(frame, Vocabulary):
            return False
        elif self.known is None or self.known.frame is not frame:
            self.known = Known(frame)
        self._renew()
        return True

    def clear(self) -> None:
        """No text, no vocabulary."""
        self.cut = self.known = self._gone = None
        self._renew()

    def kept(self) -> Kept:
        """The piece that was chosen where no other page knows of it."""

        def put(index: int | None) -> None:
            self._gone = index
            self._tell()

        return Kept(lambda: self._gone, put)

    def values(self) -> Mapping[str, str]:
        """What stories quote of the text."""
        cut = self.cut
        return {
            "n_pieces": pieces_text(len(cut.ids)) if cut is not None else NOTHING,
            "n_characters": characters_text(len(cut.prompt)) if cut is not None else NOTHING,
        }

    # ---- which piece -------------------------------------------------------------------------------------------------

    def chosen(self) -> int | None:
        """The piece that is told about: the one pointed at, else the longest of the word that fell into most."""
        cut = self.cut
        if cut is None or not len(cut.ids):
            return None
        if self._gone is not None and self._gone < len(cut.ids):
            return self._gone
        position = self._focus.position
        if position is not None and position + cut.n_dropped < len(cut.ids):
            return position + cut.n_dropped
        return max(self.most_pieces(), key=lambda i: (len(cut.raw[i]), not cut.raw[i].isspace()))

    def word(self) -> list[int]:
        """The pieces of the word that the chosen one belongs to."""
        return next((word for word in self.pieces.words() if self.chosen() in word), [])

    def most_pieces(self) -> list[int]:
        """The word that fell into most pieces; of several the longest, of those the first."""
        raw = self.cut.raw if self.cut is not None else ()
        return max(self.pieces.words(), key=lambda word: (len(word), sum(len(raw[i]) for i in word)))

    def split(self) -> LetterRun | None:
        """The character that the chosen piece is only a part of, where it is no text by itself."""
        chosen = self.chosen()
        return self.pieces.split_of(chosen) if chosen is not None else None

    def choose(self, index: int) -> None:
        """A person chose a piece; a negative one lets go."""
        seen = index - (self.cut.n_dropped if self.cut is not None else 0)
        self._gone = index if index >= 0 and seen < 0 else None
        if index < 0 or seen >= 0:
            self._focus.point(seen if index >= 0 else None)
        self._tell()

    def _follow(self) -> None:
        if self._focus.position is not None:
            self._gone = None
        if self.isVisible():
            self._tell()

    def _renew(self) -> None:
        cut = self.cut
        if cut is None:
            self.pieces.clear()
        else:
            ids, raw, words = cut.ids.tolist(), cut.raw, cut.words
            if not ids and self.known is not None:
                raw = words = self.known.frame.raw[:1]  # what the model sees in place of an empty text
                ids = [0]
            self.pieces.apply(ids, raw, words, cut.n_dropped)
        self._tell()
        if (chosen := self.chosen()) is not None:
            self.pieces.bring_piece(chosen)

    def _tell(self) -> None:
        self.pieces.choose(self.chosen())
        self.changed.emit()
