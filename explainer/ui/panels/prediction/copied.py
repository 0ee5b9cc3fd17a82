"""Has it read this? Which stretches of the text below stand word for word in what the model learns from, and where.

Topic: ``copied``. What is found is found in the very text; what is not found may still be like something in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Copied, Frame, Stretch
from explainer.ui.look import SMALL
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.pictures.becoming import spoken
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.tokenstrip import Long, Piece, Setting, TokenStrip, written

SHADES = (0.42, 0.24)  # of a stretch and of the next one, so that they can be told apart


class StretchTable(DataTable):
    """The stretches, the longest first; each with the words around the place where it stands first."""

    SIZE = Size(row=52, most=64, least=3, usual=5, width=320, wide=520, lined=True)

    _frame: Copied | None = None

    def columns(self) -> tuple[Column, ...]:
        """The stretch where it stands, how long it is, and how often it stands there."""
        return (
            Column(self.tr("word for word in what it read"), self._words, self._stretch, width=200, grow=1),
            Column(
                self.tr("pieces"), lambda s: _number(s.end - s.start), lambda s: s.end - s.start, width=64, right=True
            ),
            Column(self.tr("times"), lambda s: _number(s.times), lambda s: s.times, width=72, right=True),
        )

    def show_frame(self, frame: Copied) -> None:
        """Show what was found."""
        self._frame = frame
        longest = sorted(frame.stretches, key=lambda s: (s.start - s.end, s.start))
        self.set_rows(longest, (frame.run, frame.prompt))

    def tell(self, row: Stretch) -> str:
        """A stretch, and where it stands."""
        told = self.tr("“{words}”: {n} pieces, {times} times, first in: … {before}{words}{after} …")
        words, times = self._stretch(row), count(row.times)
        return told.format(words=words, n=row.end - row.start, times=times, before=row.before, after=row.after)

    def _stretch(self, row: Stretch) -> str:
        return words_of(self._frame, row) if self._frame is not None else ""

    def _words(self, row: Stretch) -> LinesCell:
        place = self.tr("… {before}{words}{after} …").format(
            before=row.before, words=self._stretch(row), after=row.after
        )
        return LinesCell(
            (
                LineCell(TextCell(self._stretch(row).strip(), bold=True)),
                LineCell(TextCell(" ".join(place.split()), "ink2", SMALL)),
            )
        )


class CopiedPanel(Panel):
    """Two cards: the text with its stretches, and the stretches."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._frame: Copied | None = None
        self.words = TokenStrip(
            look,
            self.tr("Your text, with what stands word for word in what the model learns from"),
            self.tr("Type a text, or let the model write: here you will see what of it the model has read."),
            Setting(sizes=(29.0, 25.0, 21.0, 17.0), lines=2, long=Long.SCROLL),
        )
        self.sentence = Paragraph(look, lines=2, size=16.5)
        self.table = StretchTable(
            look,
            self.tr("Stretches that it has read"),
            self.tr("No stretch of three pieces or more stands in what it learns from."),
        )
        more = definition("prediction.copied", "words")
        self.words_card = Card(
            look,
            self.tr("Has it read this?"),
            self.tr("Shaded: stands word for word in the text it learns from."),
            Stacked(look, self.words, self.sentence, gap=8),
            more=more,
            table=self.table.numbers,
        )
        self.table_card = Card(
            look,
            self.tr("Where it stands"),
            self.tr("The longest stretches first, each with the words around it."),
            self.table,
            more=more,
            table=self.table.numbers,
        )
        CardGrid(look, self, {0: below(self.words_card, self.table_card)}, stretch={self.words_card: 0.4})
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Shade what was found."""
        if isinstance(frame, Copied):
            self._frame = frame
            self.words.show_pieces(tuple(self._pieces(frame)))
            self.table.show_frame(frame)
            self._tell()

    def clear(self) -> None:
        """Nothing has been looked for."""
        self._frame = None
        self.words.clear()
        self.table.set_rows(())
        self._tell()

    def ready(self) -> bool:
        """Whether the search has come to its end."""
        return self._frame is not None

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Has it read the text below word for word?")

    def summary(self) -> str:
        """What was found."""
        return self.sentence.text().replace("**", "")

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {"copied": self.sentence.text() if self._frame is not None else ""}

    def _tell(self) -> None:
        self.sentence.set_text(self._said())
        self.tell_summary(self.words_card)
        self.table_card.describe(" ".join(self.table.sentences()))

    def _said(self) -> str:
        frame = self._frame
        if frame is None:
            return self.tr("Nothing has been looked for yet.")
        if not frame.n_text:
            return self.tr(
                "The text this model learnt from cannot be had any more, so nothing can be looked for in it."
            )
        if not len(frame.cut):
            return self.tr("There is no text to look for.")
        longest = max(frame.stretches, key=lambda s: s.end - s.start, default=None)
        if longest is None:
            told = self.tr("**No three pieces of this** stand together in the {n} pieces that it learns from.")
        elif longest.end - longest.start == len(frame.cut):
            told = self.tr("**All of it** stands word for word in what it learns from, {times} times.")
        else:
            told = self.tr(
                "As a whole it stands nowhere in what it learns from. The longest part that does: **“{words}”**, "
                "{times} times."
            )
        if frame.unknown:
            names = ", ".join(f"“{safe(word)}”" for word in frame.unknown)
            told += " " + self.tr("Words that stand nowhere there: {words}.").format(words=names)
        words = safe(words_of(frame, longest).strip()) if longest is not None else ""
        times = count(longest.times) if longest is not None else ""
        return told.format(n=count(frame.n_text), words=words, times=times)

    def _pieces(self, frame: Copied) -> Iterator[Piece]:
        of = {at: (n, s) for n, s in enumerate(frame.stretches) for at in range(s.start, s.end)}
        told = self.tr("{piece} belongs to a stretch of {n} pieces that stands there {times} times.")
        alone = self.tr("{piece} belongs to no stretch of three pieces or more.")
        for at, (text, joined) in enumerate(written(frame.cut_pieces)):
            piece = spoken(frame.cut_pieces[at])
            if at in of:
                n, s = of[at]
                words = told.format(piece=piece, n=s.end - s.start, times=count(s.times))
                yield Piece(text, words, joined, hue="embedding", shade=SHADES[n % 2], line=0.5)
            else:
                yield Piece(text, alone.format(piece=piece), joined)


def words_of(frame: Copied | None, stretch: Stretch) -> str:
    """The letters of a stretch."""
    return "".join(frame.cut_pieces[stretch.start : stretch.end]) if frame is not None else ""


def _number(value: int) -> TextCell:
    return TextCell(count(value), digits=True)
