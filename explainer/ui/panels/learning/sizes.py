"""How big are the real ones? This run's dials, text and sums beside those of models that people have heard of.

Topic: ``progress``. What stands in the row of this run was counted here; what stands in the others was published, and
the sources are named. What was not published stands as a dash.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Frame, Progress
from explainer.ui.numbers import NOTHING, count, three_digits
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.show import Show
from explainer.ui.translate import mark, translated
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.datatable import Column, DataTable, Size, Text
from explainer.ui.widgets.paragraph import Paragraph

SUMS = 6  # a dial and a piece: two to guess, four to be corrected (Kaplan et al. 2020, arXiv 2001.08361, section 2.1)
YEAR = 365.25 * 86400
SCALE = (
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
LLAMA = Model("Llama 3.1 (2024)", 405e9, 15.6e12, 3.8e25)
PUBLISHED = (GPT2, GPT3, LLAMA)


class ModelTable(DataTable):
    """A row is a model; the first is this one."""

    SIZE = Size(row=44, most=60, least=4, usual=4, width=420, wide=640, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """Its name, and how big it is in three ways."""
        return (
            Column(self.tr("model"), lambda m: Text(m.name, bold=True), lambda m: m.name, width=130, grow=0.6),
            Column(self.tr("dials"), lambda m: _big(m.dials), lambda m: m.dials, width=110, grow=0.5, right=True),
            Column(
                self.tr("pieces read"), lambda m: _big(m.pieces), lambda m: m.pieces, width=110, grow=0.5, right=True
            ),
            Column(self.tr("sums in all"), lambda m: _big(m.sums), lambda m: m.sums, width=120, grow=0.6, right=True),
        )

    def tell(self, row: Model) -> str:
        """A model in a sentence."""
        told = self.tr("{name}: {dials} dials, {pieces} pieces read, {sums} sums.")
        return told.format(name=row.name, dials=big(row.dials), pieces=big(row.pieces), sums=big(row.sums))

    def key(self, row: Model) -> str:
        """Its name."""
        return row.name


class SizesPanel(Panel):
    """Two cards: the models, and what that means here."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._show = look, context.show
        self._speed = math.nan  # pieces a second, as last measured in this run
        self._progress: Progress | None = None
        self.table = ModelTable(look, self.tr("Sizes of models"), "")
        self.sentence = Paragraph(look, lines=4, size=17)
        more = self.tr(
            "**Dials** are parameters, **pieces** tokens, **sums** additions and multiplications (FLOPs). This "
            "model’s: {sums} × parameters × tokens (Kaplan et al. 2020, arXiv 2001.08361). GPT-2: Radford et al. 2019; "
            "it read 40 GB of web pages, tokens and sums were not published. GPT-3: Brown et al. 2020, arXiv "
            "2005.14165, table D.1. Llama 3.1 405B: arXiv 2407.21783. What today’s closed models need, their makers do "
            "not say."
        ).format(sums=SUMS)
        self.table_card = Card(
            look,
            self.tr("How big are the real ones?"),
            self.tr("This model beside three that are much larger. The way they learn is the same."),
            self.table,
            more=more,
            table=self.table.numbers,
        )
        self.sentence_card = Card(
            look,
            self.tr("What that means"),
            self.tr("Counted and measured in this run"),
            self.sentence,
            more=self.tr(
                "Sums of GPT-3’s training ÷ (6 × this model’s dials × the pieces a second that were measured while "
                "it learned here). A larger model uses a computer better, so the truth is somewhat less; it would also "
                "not fit into the memory of most."
            ),
            table=self.table.numbers,
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.table_card)
        self._column.addWidget(self.sentence_card)
        self._column.addStretch(1)
        context.show.changed.connect(self._tell)
        look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Count on."""
        if isinstance(frame, Progress):
            self._progress = frame.of_reading
            if frame.of_reading.tokens and frame.of_reading.seconds > 0:
                self._speed = frame.of_reading.tokens / frame.of_reading.seconds
            self._tell()

    def clear(self) -> None:
        """Another model."""
        self._progress, self._speed = None, math.nan
        self._tell()

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("How much is missing to ChatGPT?")

    def summary(self) -> str:
        """The models, and what that means."""
        return " ".join([*self.table.sentences(), self.sentence.text().replace("**", "")])

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {"sizes": self.sentence.text()}

    def _tell(self) -> None:
        own = this_model(self._show, self._progress, self.tr("This one"))
        self.table.set_rows((*((own,) if own is not None else ()), *PUBLISHED))
        self.sentence.set_text(self._said(own))
        self.tell_summary(self.table_card, self.sentence_card)

    def _said(self, own: Model | None) -> str:
        if own is None:
            return self.tr("Here its own numbers will stand beside the others as soon as it is made.")
        told = self.tr("GPT-3, the forerunner of ChatGPT, has **{times} times** as many dials.")
        words = told.format(times=rounded(GPT3.dials / own.dials))
        if own.pieces > 0:
            told = self.tr("It read **{times} times** as much as this one has by now.")
            words += " " + told.format(times=rounded(GPT3.pieces / own.pieces))
        if self._speed > 0:
            years = GPT3.sums / (SUMS * own.dials * self._speed) / YEAR
            told = self.tr("At the speed at which this one learned, as much learning would take **{years} years**.")
            words += " " + told.format(years=rounded(years))
        return words

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(12))


def this_model(show: Show, progress: Progress | None, name: str) -> Model | None:
    """This run's, as far as it has come."""
    if show.prepared is None:
        return None
    dials, pieces = float(show.prepared.n_params), float(progress.tokens) if progress is not None else 0.0
    return Model(name, dials, pieces, SUMS * dials * pieces)


def big(number: float) -> str:
    """A number up to any size, in words from a million on: ``940,800``, ``175 billion``, ``3.1 × 10²³``."""
    if math.isnan(number):
        return NOTHING
    if number >= 1e21:
        power = math.floor(math.log10(number))
        digits = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{number / 10**power:.1f} × 10{digits}"
    for least, words in SCALE:
        if number >= least:
            value = number / least
            return translated(words).format(n=f"{value:.1f}".removesuffix(".0") if value < 99.5 else f"{value:.0f}")
    return count(number)


def rounded(number: float) -> str:
    """The same to three digits, for a sentence."""
    return three_digits(number) if number < 1e6 else big(number)


def _big(number: float) -> Text:
    return Text(big(number), "ink" if not math.isnan(number) else "ink3", digits=True)
