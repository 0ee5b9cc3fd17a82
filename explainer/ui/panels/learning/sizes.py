"""How big are the real ones? This run's dials, text and sums beside those of models that people have heard of.

Topic: ``progress``. What stands in the row of this run was counted here; what stands in the others was published, and
the sources are named. What was not published is said to be so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, Progress
from explainer.ui.look import SMALL
from explainer.ui.numbers import NOTHING, count, duration, three_digits
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.show import Show
from explainer.ui.stories import definition
from explainer.ui.translate import mark, translated
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell
from explainer.ui.widgets.paragraph import Paragraph

SUMS = 6  # a dial and a piece: two to guess, four to be corrected (Kaplan et al. 2020, arXiv 2001.08361, section 2.1)
YEAR = 365.25 * 86400
SCALE = (
    (1e24, mark("Sizes", "{n} septillion")),
    (1e21, mark("Sizes", "{n} sextillion")),
    (1e18, mark("Sizes", "{n} quintillion")),
    (1e15, mark("Sizes", "{n} quadrillion")),
    (1e12, mark("Sizes", "{n} trillion")),
    (1e9, mark("Sizes", "{n} billion")),
    (1e6, mark("Sizes", "{n} million")),
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its parameters, the tokens it read, and the operations of its training; NaN where not published."""

    name: str
    dials: float
    pieces: float
    sums: float


GPT2 = Model("GPT-2 (2019)", 1.5e9, math.nan, math.nan)
GPT3 = Model("GPT-3 (2020)", 175e9, 300e9, 3.14e23)
CHATGPT = Model("ChatGPT (2022)", math.nan, math.nan, math.nan)
LLAMA = Model("Llama 3.1 (2024)", 405e9, 15.6e12, 3.8e25)
PUBLISHED = (GPT2, GPT3, CHATGPT, LLAMA)


class ModelTable(DataTable):
    """A row is a model; the first is this one, the others say how many times as much they have."""

    SIZE = Size(row=44, most=78, least=5, usual=5, width=420, wide=640, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """Its name, and how big it is in three ways."""
        return (
            Column(self.tr("model"), lambda m: TextCell(m.name, bold=True), lambda m: m.name, width=130, grow=0.6),
            Column(self.tr("dials"), lambda m: self._size(m, "dials"), lambda m: m.dials, width=120, grow=0.5),
            Column(self.tr("pieces read"), lambda m: self._size(m, "pieces"), lambda m: m.pieces, width=120, grow=0.5),
            Column(self.tr("sums in all"), lambda m: self._size(m, "sums"), lambda m: m.sums, width=120, grow=0.5),
        )

    def tell(self, row: Model) -> str:
        """A model in a sentence."""
        told = self.tr("{name}: {dials} dials, {pieces} pieces read, {sums} sums.")
        return told.format(name=row.name, dials=big(row.dials), pieces=big(row.pieces), sums=big(row.sums))

    def key(self, row: Model) -> str:
        """Its name."""
        return row.name

    def _size(self, row: Model, what: str) -> LinesCell | TextCell:
        number, first = getattr(row, what), getattr(self.rows[0], what)
        if math.isnan(number):
            return TextCell(self.tr("not published"), "ink3", SMALL)
        if row is self.rows[0] or not first:
            return TextCell(big(number), digits=True)
        times = self.tr("{n} times").format(n=rounded(number / first))
        return LinesCell(
            (LineCell(TextCell(big(number), digits=True)), LineCell(TextCell(times, "ink3", SMALL, digits=True)))
        )


class SizesPanel(Panel):
    """Two cards: the models, and what that means here."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._show = context.show
        self._progress: Progress | None = None
        self.table = ModelTable(look, self.tr("Sizes of models"), "")
        self.sentence = Paragraph(look, lines=3, size=17)
        more = definition("learning.sizes", "table").format(sums=SUMS)
        self.table_card = Card(
            look,
            self.tr("How big are the real ones?"),
            self.tr("The small numbers: how many times as much as this one. A sum is one addition or multiplication."),
            self.table,
            more=more,
            table=self.table.numbers,
        )
        self.sentence_card = Card(
            look,
            self.tr("What that means"),
            self.tr("By what was counted and measured in this run"),
            self.sentence,
            more=definition("learning.sizes", "sentence"),
            table=self.table.numbers,
        )
        CardGrid(look, self, {0: below(self.table_card, self.sentence_card)}, stretch={self.sentence_card: 0})
        context.show.changed.connect(self._tell)
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Count on."""
        if isinstance(frame, Progress):
            self._progress = frame.of_reading
            self._tell()

    def clear(self) -> None:
        """Another model."""
        self._progress = None
        self._tell()

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("How far is it from here to a chatbot that everybody knows?")

    def summary(self) -> str:
        """The models, and what that means."""
        return " ".join([*self.table.sentences(), self.sentence.text().replace("**", "")])

    def _tell(self) -> None:
        own = this_model(self._show, self._progress, self.tr("This one"))
        self.table.set_rows((*((own,) if own is not None else ()), *PUBLISHED))
        self.sentence.set_text(self._said(own))
        self.tell_summary(self.table_card, self.sentence_card)

    def _said(self, own: Model | None) -> str:
        if own is None:
            return self.tr("Here its own numbers will stand beside the others as soon as it is made.")
        told = self.tr("GPT-3, from which ChatGPT grew, has **{times} times** as many dials as this one.")
        words = told.format(times=rounded(GPT3.dials / own.dials))
        if own.pieces > 0:
            told = self.tr("It read **{times} times** as much as this one has by now.")
            words += " " + told.format(times=rounded(GPT3.pieces / own.pieces))
        read = self._progress
        if read is not None and read.tokens and read.seconds > 0:
            years = GPT3.sums / (SUMS * own.dials * read.tokens / read.seconds) / YEAR
            told = self.tr(
                "This one has learned for {time}. At its speed, as much as GPT-3’s would take **{years} years**."
            )
            words += " " + told.format(time=duration(read.seconds), years=rounded(years))
        return words


def this_model(show: Show, progress: Progress | None, name: str) -> Model | None:
    """This run's, as far as it has come."""
    if show.prepared is None:
        return None
    dials, pieces = float(show.prepared.n_params), float(progress.tokens) if progress is not None else 0.0
    return Model(name, dials, pieces, SUMS * dials * pieces)


def big(number: float) -> str:
    """A number up to any size, in words from a million on: ``940,800``, ``175 billion``, ``314 sextillion``."""
    if math.isnan(number):
        return NOTHING
    for least, words in SCALE:
        if number >= least:
            value = number / least
            return translated(words).format(n=f"{value:.1f}".removesuffix(".0") if value < 99.5 else f"{value:.0f}")
    return count(number)


def rounded(number: float) -> str:
    """The same to three digits, for a sentence."""
    return three_digits(number) if number < 1e6 else big(number)
