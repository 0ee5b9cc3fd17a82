"""Attention, "One pair": how the attention one piece pays to another comes about, number by number.

Topic: ``attention``. Every number is computed here from the queries and keys of the frame: products, score, mask,
softmax. They end in the very weights the other page shows (a test).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from explainer.engine.frames import Attention, Frame
from explainer.ui.markdown import safe
from explainer.ui.numbers import percent
from explainer.ui.panels.attention.captions import head_name, signed
from explainer.ui.panels.attention.headpicker import HeadPicker
from explainer.ui.panels.attention.products import Products
from explainer.ui.panels.attention.scores import AttentionRow, row_of
from explainer.ui.panels.attention.scoretable import ScoreTable
from explainer.ui.panels.attention.words import LINE, one_chosen
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.pictures.becoming import spoken
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine
from explainer.ui.widgets.tokenstrip import TokenStrip


class PairPanel(Panel):
    """Three cards: the pair, its products, its row.

    Attributes:
        row_shown: the arithmetic on the screen.
    """

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = self._look = context.look
        self._focus = context.focus
        self._frame: Attention | None = None
        self.row_shown: AttentionRow | None = None
        self._target: int | None = None  # None: the piece it looks at hardest
        empty = self.tr("Here the words of the text below will stand.")
        self.lookers = TokenStrip(look, self.tr("The piece that looks"), empty, LINE)
        self.targets = TokenStrip(look, self.tr("The piece that is looked at"), empty, LINE)
        self.lookers.picked.connect(lambda at: self._focus.point(None if at < 0 else at))
        self.targets.picked.connect(lambda at: self._choose_target(None if at < 0 else at))
        self.products = Products(
            look,
            self.tr("Query, key and their products, number by number"),
            self.tr("Here the numbers of the two pieces will be multiplied, one by one."),
        )
        self.sum_text = Paragraph(look, lines=2)
        self.table = ScoreTable(
            look,
            self.tr("Scores, scores after the mask, and shares of all pieces"),
            self.tr("Here the scores of all pieces will become shares of attention."),
        )
        self.table.came.connect(self._choose_target)
        self.words_card = Card(
            look,
            self.tr("Who looks, and at whom?"),
            self.tr("Choose a piece in each line, by click or with the arrow keys."),
            self._two_lines(),
            more=definition("attention.pair", "words"),
            table=self._pair_table,
        )
        self.picker = HeadPicker(look, self.words_card, self._focus)
        self.products_card = Card(
            look,
            self.tr("Does the key fit the query?"),
            self.tr("Blue: below zero. Red: above. Where both have one colour, the sum grows."),
            Stacked(look, self.products, self.sum_text),
            more=definition("attention.pair", "products"),
            table=self._products_table,
        )
        self.row_card = Card(
            look,
            self.tr("From scores to attention"),
            self.tr("What lies ahead is masked. A score higher by 1 gets 2.7 times the share."),
            self.table,
            more=definition("attention.pair", "row"),
            table=self.table.numbers,
        )
        beside = [
            [Stack(self.words_card)],
            [Stack(self.products_card, share=4, least=290), Stack(self.row_card, share=5, least=320)],
        ]
        stack = below(self.words_card, self.products_card, self.row_card)
        CardGrid(look, self, {TWO_COLUMNS: beside, 0: stack}, stretch={self.words_card: 0})
        self._focus.changed.connect(self._focus_changed)
        look.changed.connect(self._restyle)
        self._restyle()
        self._redraw()

    def _two_lines(self) -> QWidget:
        """The text twice, each with what it is there for before it."""
        body = QWidget()
        self._strips = QGridLayout(body)
        self._strips.setContentsMargins(0, 0, 0, 0)
        lines = ((self.tr("Who looks"), "query", self.lookers), (self.tr("At whom"), "key", self.targets))
        for line, (text, colour, strip) in enumerate(lines):
            label = TextLine(self._look, text, size=15, bold=True, colour=colour)
            self._strips.addWidget(label, line, 0, Qt.AlignmentFlag.AlignVCenter)
            self._strips.addWidget(strip, line, 1)
        self._strips.setColumnStretch(1, 1)
        return body

    # ---- what comes in ----------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Do the arithmetic anew."""
        if not isinstance(frame, Attention):
            return
        old = self._frame.seen_pieces if self._frame is not None else ()
        if frame.seen_pieces[: len(old)] != old:
            self._target = None
            if old:
                self._focus.point(None)
        self._frame = frame
        self._redraw()

    def clear(self) -> None:
        """No numbers."""
        self._frame = self.row_shown = self._target = None
        for picture in (self.lookers, self.targets, self.products, self.table):
            picture.clear()
        self._redraw()

    def kept(self) -> Mapping[str, Kept]:
        """The piece that is looked at; None for the one it looks at hardest."""
        return {
            "looked_at": Kept(
                lambda: self._target, lambda at: self._choose_target(None if at is None else max(0, int(at)))
            )
        }

    def _focus_changed(self) -> None:
        if self.isVisible():
            self._redraw()

    def showEvent(self, event: object) -> None:
        """Catch up with choices made elsewhere."""
        self._redraw()

    def _choose_target(self, target: int | None) -> None:
        self._target = target
        self._redraw()

    @property
    def pair(self) -> tuple[int, int]:
        """The piece that looks, and the one that is looked at."""
        assert self._frame is not None
        n = len(self._frame.seen_pieces)
        row = self._focus.row(n)
        if self._target is not None:
            return row, min(self._target, n - 1)
        weights = self._frame.pattern[self._head][row]
        return row, int(np.argmax(np.nan_to_num(weights)))

    @property
    def _head(self) -> tuple[int, int]:
        assert self._frame is not None
        layers, heads = self._frame.pattern.shape[:2]
        return min(self._focus.layer, layers - 1), min(self._focus.head, heads - 1)

    def _redraw(self) -> None:
        frame = self._frame
        if frame is None:
            self.sum_text.set_text("")
            return
        who, whom = self.pair
        pieces = frame.seen_pieces
        row = self.row_shown = row_of(frame, *self._head, who, whom)
        self.lookers.show_pieces(one_chosen(pieces, who, "query"))
        self.targets.show_pieces(one_chosen(pieces, whom, "key"))
        self.products.show_pair(row, pieces[who], pieces[whom])
        self.table.show_row(row, pieces, who, whom)
        self.sum_text.set_text(self._sentence(row, who, whom))
        self.products_card.describe(self.sum_text.text().replace("**", ""))
        self.row_card.describe(self.table.tell(whom))
        self.tell_summary(self.words_card)

    def _sentence(self, row: AttentionRow, who: int, whom: int) -> str:
        d = len(row.query)
        text = self.tr("Sum **{sum}**, divided by √{d} = {root}: score **{score}**.").format(
            sum=signed(float(row.products.sum())),
            d=d,
            root=f"{d**0.5:.2f}",
            score=signed(float(row.scores[whom])),
        )
        if whom > who:
            return text + " " + self.tr("But it lies ahead: the mask takes it out.")
        if who == 0:
            return text + " " + self.tr("It is the only piece in sight: softmax gives it **100 %**.")
        return (
            text
            + " "
            + self.tr("Among the scores of {n} pieces, softmax makes it **{weight}**.").format(
                n=who + 1, weight=percent(float(row.weights[whom]))
            )
        )

    # ---- in words and numbers ---------------------------------------------------------------------------------------

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Why does it look there?")

    def summary(self) -> str:
        """The pair, its score and its weight."""
        if self._frame is None or self.row_shown is None:
            return self.tr("There is no attention to see yet.")
        who, whom = self.pair
        pieces = self._frame.seen_pieces
        return self.tr(
            "In {head}, {who} gives {whom} the score {score}, which becomes {weight} of its attention."
        ).format(
            head=head_name(*self._head),
            who=spoken(pieces[who]),
            whom=spoken(pieces[whom]) if who != whom else self.tr("itself"),
            score=signed(float(self.row_shown.scores[whom])),
            weight=percent(float(self.row_shown.weights[whom])),
        )

    def values(self) -> Mapping[str, str]:
        """For the story."""
        found = {"looker": "…", "looked_at": "…", "score": "…", "weight": "…"}
        found["head_name"] = head_name(self._focus.layer, self._focus.head)
        if self._frame is not None and self.row_shown is not None:
            who, whom = self.pair
            found |= {
                "looker": safe(spoken(self._frame.seen_pieces[who])),
                "looked_at": safe(spoken(self._frame.seen_pieces[whom])),
                "score": signed(float(self.row_shown.scores[whom])),
                "weight": percent(float(self.row_shown.weights[whom])),
            }
        return found

    def _pair_table(self) -> Table | None:
        if self._frame is None or self.row_shown is None:
            return None
        (who, whom), (layer, head), pieces = self.pair, self._head, self._frame.seen_pieces
        values = (
            layer + 1,
            head + 1,
            pieces[who],
            pieces[whom],
            self.row_shown.scores[whom],
            self.row_shown.weights[whom],
        )
        return Table(("block", "head", "looks", "is looked at", "score", "weight"), (values,))

    def _products_table(self) -> Table | None:
        row = self.row_shown
        if row is None:
            return None
        numbers = zip(row.query, row.key, row.products, strict=True)
        rows = tuple((n + 1, float(q), float(k), float(p)) for n, (q, k, p) in enumerate(numbers))
        return Table(("number", "query", "key", "product"), rows)

    # ---- places -----------------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        px = self._look.px
        self._strips.setHorizontalSpacing(px(8))
        self._strips.setVerticalSpacing(px(2))
        metrics = self._look.metrics(15, bold=True)
        longest = max(metrics.horizontalAdvance(text) for text in (self.tr("Who looks"), self.tr("At whom")))
        self._strips.setColumnMinimumWidth(0, round(longest) + px(4))
