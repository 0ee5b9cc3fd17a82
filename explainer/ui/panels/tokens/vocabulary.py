"""How the pieces were found: the vocabulary built anew, merge by merge, from the 256 single bytes.

Topics: ``vocabulary`` and ``cut``. One replay moves everything: the merge, your text as it would be cut at that moment,
and the mark on the curve. A piece chosen from the list moves it to the merge that made it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from explainer.engine.frames import Cut, Frame, Vocabulary
from explainer.ui.numbers import NOTHING, count, isolated, short_count
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.tokens import tables
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import hexadecimal, written
from explainer.ui.panels.tokens.piecelist import PieceList, PieceOrder, listed
from explainer.ui.panels.tokens.replay import ReplayView
from explainer.ui.panels.tokens.wording import first_found
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.chart import Chart, Line, Mark, Numbers, Plot, Scale
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept, one_of

TWO_COLUMNS = 700  # design pixels from which the lower cards stand side by side


class VocabularyPanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._known: Known | None = None
        self._order = PieceOrder.LONGEST
        self.replay = ReplayView(look, exact=True)
        self.replay.moved.connect(self._go)
        self.transport = self.replay.transport
        self.curve = Chart(look, self.tr("Pieces the text needs after each merge"), "", least=130, moves=True)
        self.curve.asked.connect(self.transport.go)
        self.pieces = PieceList(look, self.tr("Pieces of the vocabulary"))
        self.pieces.taken.connect(self._show_piece)
        self.search = QLineEdit()
        self.search.setProperty("kind", "small")
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search for a piece"))
        self.search.setToolTip(self.tr("Show only pieces that hold these letters"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._list())
        self._make_cards()
        merge, curve, pieces = self.merge_card, self.curve_card, self.list_card
        wide = [[Stack(merge)], [Stack(curve), Stack(pieces)]]
        self._grid = CardGrid(
            look, self, {TWO_COLUMNS: wide, 0: below(merge, curve, pieces)}, stretch={merge: 0, curve: 0.7}
        )
        self._go(0)
        self._list()

    def _make_cards(self) -> None:
        look = self._look
        self.merge_card = Card(
            look,
            self.tr("Building the vocabulary"),
            self.tr("Again and again, the most frequent pair of neighbours becomes one piece."),
            self.replay,
            more=definition("tokens.vocabulary", "merge"),
            table=lambda: tables.of_merges(self._known),
        )
        self.curve_card = Card(
            look,
            self.tr("The same text in fewer pieces"),
            self.tr("Click the curve to go to a moment."),
            self.curve,
            more=definition("tokens.vocabulary", "curve"),
            table=self.curve.table,
        )
        self.order_buttons: dict[PieceOrder, Button] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        orders = QHBoxLayout()
        orders.setSpacing(2)
        for order, name, tip in (
            (PieceOrder.LONGEST, self.tr("Longest"), self.tr("The pieces of most bytes")),
            (PieceOrder.FREQUENT, self.tr("Frequent"), self.tr("The pieces that stood most often")),
            (PieceOrder.LAST, self.tr("Newest"), self.tr("The pieces learned last, only just worth a number")),
        ):
            button = Button(look, name, kind="page", tip=tip)
            button.setObjectName(f"order.{order.value}")
            button.setCheckable(True)
            button.setChecked(order is self._order)
            button.clicked.connect(lambda _checked=False, o=order: self._choose_order(o))
            group.addButton(button)
            self.order_buttons[order] = button
            orders.addWidget(button)
        orders.addWidget(self.search, 1)
        self.list_card = Card(
            look,
            self.tr("The pieces"),
            self.tr(
                "Click one to see the merge that made it. In the text: how often, in the first pieces that it reads."
            ),
            Stacked(look, orders, self.pieces, gap=2),
            more=definition("tokens.vocabulary", "list"),
            table=self._list_table,
        )

    def apply(self, frame: Frame) -> None:
        """Learn the vocabulary, or take another text."""
        if isinstance(frame, Vocabulary):
            if self._known is not None and self._known.frame is frame:
                return
            self._known = Known(frame)
            self.replay.show_known(self._known)
            self._list()
        elif isinstance(frame, Cut):
            self.replay.show_words(frame.words)

    def clear(self) -> None:
        """No vocabulary."""
        self._known = None
        self.replay.clear()
        self._list()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Nobody chose them: they were counted out of the text.")

    def summary(self) -> str:
        """The present moment in words."""
        if self._known is None:
            return self.tr("There is no vocabulary yet.")
        return " ".join((self.replay.merge.in_words(), self.curve.summary(), self.replay.cut_text.text()))

    def values(self) -> Mapping[str, str]:
        """The numbers that the story quotes."""
        known = self._known
        share = NOTHING
        if known is not None and known.counted and known.n_merges:
            share = f"{known.frame.text_bytes / int(known.frame.lengths[-1]):.1f}"
        n_markers, n_pieces = (known.frame.n_markers, len(known.frame.raw)) if known is not None else (0, 0)
        return {
            **first_found(known, written),
            "bytes_a_piece": share,
            "n_markers": count(n_markers) if known is not None else NOTHING,
            "all_pieces": count(n_pieces) if known is not None else NOTHING,
        }

    def kept(self) -> Mapping[str, Kept]:
        """The moment of the replay; how the pieces are listed, and which."""
        orders = {order.value: button for order, button in self.order_buttons.items()}
        return {
            "moment": self.transport.kept(),
            "listed": one_of(orders),
            "search": Kept(self.search.text, self.search.setText),
        }

    def _go(self, place: int) -> None:
        """Show the moment after ``place`` merges."""
        known = self._known
        self._draw_curve(known, place)
        self.pieces.mark(int(known.frame.merges[place - 1][2]) if known is not None and place else None)
        self.merge_card.describe(self.replay.in_words())
        self.curve_card.describe(self.curve.summary())
        self.tell_summary()

    def _draw_curve(self, known: Known | None, place: int) -> None:
        """How many pieces the text needs after each merge, and the moment of the replay on it."""
        if known is None or not known.counted or not known.n_merges:
            text = self.tr("Here a curve will show how the pieces of the text grow fewer.")
            if known is not None and not known.counted:
                text = self.tr("Counting the text…")
                if known.frame.text_gone:
                    text = self.tr(
                        "The text these pieces were learned from cannot be had any more, so nothing can be counted."
                    )
            self.curve.set_empty_text(text)
            self.curve.clear()
            return
        lengths, n = known.frame.lengths, int(known.frame.lengths[place])
        share = f"{known.frame.text_bytes / n:.2f}"
        here = (
            self.tr("{n} pieces").format(n=count(n)),
            self.tr("{share} bytes a piece").format(share=share),
        )
        told = self.tr("After {k} merges the text needs {n} pieces: {share} bytes a piece.")
        self.curve.set(
            Plot(
                lines=(
                    Line(
                        name="",
                        colour="embedding",
                        x=np.arange(len(lengths), dtype=np.float64),
                        y=lengths.astype(np.float64),
                        column=self.tr("pieces of the text"),
                    ),
                ),
                marks=(Mark(x=float(place), titles=here, rule=True, bold=True),),
                scale=Scale(
                    high=float(lengths[0]),
                    step=float(lengths[0]) / 2,
                    columns=(Numbers(text=short_count, head=self.tr("pieces")),),
                ),
                x_end=float(known.n_merges),
                x_words=self.tr("merges learned → {n}").format(n=count(known.n_merges)),
                x_column=self.tr("merges"),
                summary=told.format(k=count(place), n=count(n), share=share),
            )
        )

    def _show_piece(self, token: int) -> None:
        rank = self._known.rank_of(token) if self._known is not None else None
        self.transport.go(0 if rank is None else rank + 1)

    def _choose_order(self, order: PieceOrder) -> None:
        self._order = order
        self._list()

    def _list(self) -> None:
        known = self._known
        if known is None:
            self.pieces.show_rows(None, (), self.tr("Here the pieces will be listed."))
            return
        if self._order is PieceOrder.FREQUENT and not known.counted and not self.search.text():
            words = self.tr("The text cannot be had any more, so how often pieces stood is not known.")
            self.pieces.show_rows(known, (), words if known.frame.text_gone else self.tr("Counting the text…"))
            return
        rows = listed(known, self._order, self.search.text())
        self.pieces.show_rows(
            known, rows, self.tr("No piece holds “{text}”.").format(text=isolated(self.search.text()))
        )
        first = ", ".join(f"“{isolated(written(known.frame.raw[token]))}”" for token in rows[:5])
        self.list_card.describe(self.tr("{n} pieces: {first} …").format(n=count(len(rows)), first=first))

    # ---- numbers for others ------------------------------------------------------------------------------------------

    def _list_table(self) -> Table | None:
        known = self._known
        if known is None:
            return None
        rows = []
        for token in listed(known, self._order, self.search.text()):
            rank, raw = known.rank_of(token), known.frame.raw[token]
            times = int(known.frame.frequency[token]) if known.counted else None
            rows.append((token, written(raw), hexadecimal(raw), times, None if rank is None else rank + 1))
        return Table(("id", "piece", "bytes", "times", "merge"), tuple(rows))
