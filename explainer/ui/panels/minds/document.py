"""What it really sees: a chat is one text that goes on, with markers for who speaks; asking turns no dial.

Topic: ``minds``. Shown is what the fine-tuned model was given and what it went on with, token by token; where it has
not been fine-tuned yet, the same of the base model, which gets the bare text.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Answer, Frame, Mind, Minds
from explainer.text.markers import EOT, SPECIALS
from explainer.ui.numbers import cited, count
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.minds.mind_words import HONEST_IDS, title_of
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.pictures.becoming import Word
from explainer.ui.stories import definition
from explainer.ui.translate import mark, translated
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import Table
from explainer.ui.widgets.tokenstrip import Edge, Long, Piece, Setting, Tail, TokenStrip, written

SETTING = Setting(
    sizes=(46.0, 40.0, 34.0, 28.0, 24.0, 20.0, 17.0), usual=28.0,
    box=1.7, leading=0.3, lines=5, least=3, writes=True, long=Long.SCROLL,
)  # fmt: skip
WHOSE = {
    "end": (mark("Document", "marker"), mark("Document", "{piece} is a marker: one text ends there, another begins.")),
    "marker": (mark("Document", "marker"), mark("Document", "{piece} is a marker: it tells where who speaks.")),
    "given": (mark("Document", "given"), mark("Document", "“{piece}” was there: it is part of what was asked.")),
    "written": (mark("Document", "written"), mark("Document", "“{piece}” was written by the model.")),
}


class DocumentPanel(Panel):
    """One card: the document, and what is to be said of it."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._frame: Minds | None = None
        self.words = TokenStrip(
            look,
            self.tr("The whole text, as the model reads it"),
            self.tr("Ask something below: here the whole text will stand that the model sees."),
            SETTING,
        )
        self.sentence = Paragraph(look, lines=2, size=16.5)
        self.card = Card(
            look,
            self.tr("The whole text, as the model reads it"),
            "",
            Stacked(look, self.words, self.sentence, gap=10),
            more=definition("minds.document", "document"),
            table=self._numbers,
        )
        CardGrid(look, self, {0: below(self.card)})
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Show the newest document."""
        if isinstance(frame, Minds):
            self._frame = frame
            self._tell()

    def clear(self) -> None:
        """Nothing was asked."""
        self._frame = None
        self._tell()

    def ready(self) -> bool:
        """Whether the answer is complete."""
        _, answer = self._shown()
        return answer is not None and answer.done

    def caption(self) -> str:
        """What the page says."""
        return self.tr("A chat is a text that goes on.")

    def summary(self) -> str:
        """The document, and the sentence about it."""
        _, answer = self._shown()
        if answer is None:
            return self.sentence.text()
        text = "".join((*answer.given, *answer.pieces, answer.end))
        return f"{text} {self.sentence.text()}".replace("**", "")

    def _shown(self) -> tuple[Mind | None, Answer | None]:
        """The fine-tuned mind, or the base, and its answer."""
        minds = {mind.id: mind for mind in self._frame.minds} if self._frame is not None else {}
        mind = next((minds[name] for name in tuple(HONEST_IDS.values())[1::-1] if name in minds), None)
        return mind, mind.answer if mind is not None else None

    def _tell(self) -> None:
        mind, answer = self._shown()
        tail = Tail.CARET if answer is not None and not answer.done else Tail.NONE
        self.words.show_pieces(tuple(self._pieces(answer)) if answer is not None else (), tail)
        self.card.set_caption(title_of(mind) if mind is not None else "")
        self.sentence.set_text(self._said(mind, answer))
        self.tell_summary(self.card)

    def _said(self, mind: Mind | None, answer: Answer | None) -> str:
        """How to read it, what it is to the model, and whether a dial was turned since the answer was begun."""
        if mind is None or answer is None:
            return self.tr("Nothing has been asked yet.")
        legend = self.tr("Outlined: markers. Plain: given. Shaded and underlined: written by the model.")
        told = self.tr("To it this is one text: **{given} pieces** were there, and it went on with **{written}**.")
        told = told.format(given=count(len(answer.given)), written=count(len(answer.pieces) + bool(answer.end)))
        if answer.end:
            told += " " + self.tr("The last of these is the marker with which it ended.")
        if answer.given[:1] == (EOT,):
            told += " " + self.tr("It begins with the marker that parts one text from the next.")
        if len(answer.given) > 1 and answer.given[-1] in SPECIALS:
            told += " " + self.tr("Markers, which nobody can type, tell it who speaks.")
        if mind.step == answer.step:
            steps = self.tr(
                "It stood at step **{before}** when it began to answer, and stands at step **{now}** now: asking has "
                "turned none of its dials."
            )
        else:
            steps = self.tr(
                "It stood at step **{before}** when it began to answer, and stands at step **{now}** now: it is being "
                "trained meanwhile, and your question is no part of that."
            )
        steps = steps.format(before=count(answer.step), now=count(mind.step))
        return f"{legend}\n\n{told}\n\n{steps}"

    def _parts(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Every piece, and whose it is."""
        end = (answer.end,) if answer.end else ()
        for i, piece in enumerate((*answer.given, *answer.pieces, *end)):
            marker = "end" if piece == EOT else "marker" if piece in SPECIALS else ""
            yield piece, marker or ("given" if i < len(answer.given) else "written")

    def _pieces(self, answer: Answer) -> Iterator[Piece]:
        parts = tuple(self._parts(answer))
        for i, (text, joined) in enumerate(written([piece for piece, _ in parts])):
            piece, whose = parts[i]
            told = translated(WHOSE[whose][1]).format(piece=cited(piece))
            joined = joined and parts[i - 1][1] == whose
            if piece in SPECIALS:
                yield Piece(Word(piece).head, told, joined, edge=Edge.DASHED, small=True)
            elif whose == "given":
                yield Piece(text, told, joined)
            else:
                yield Piece(text, told, joined, hue="sft", shade=0.2, line=0.5)

    def _numbers(self) -> Table | None:
        _, answer = self._shown()
        if answer is None:
            return None
        rows = tuple((piece, translated(WHOSE[whose][0])) for piece, whose in self._parts(answer))
        return Table((translated(mark("Tables", "piece")), translated(mark("Tables", "whose"))), rows)
