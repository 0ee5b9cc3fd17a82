"""Attention, "Who looks at whom": the words shaded, the table of one head or arcs, and all heads at a glance.

Topics: ``attention``, ``why`` (what each piece does to the bet), ``heads`` (how unsure the model is without one head)
and ``muting`` (without those that are muted). Cards one and two show one head, or the mean or the maximum over the
heads of its block.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from explainer.engine.frames import Attention, Floats, Frame, Heads, Muting, Why
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, percent
from explainer.ui.panels.attention.aggregation import Choice, HeadAggregation
from explainer.ui.panels.attention.arcs import Arcs
from explainer.ui.panels.attention.captions import (
    about_muting,
    capital,
    describe_head,
    looks_at,
)
from explainer.ui.panels.attention.headcells import HeadGrid
from explainer.ui.panels.attention.matrix import WeightMatrix
from explainer.ui.panels.attention.occlusion import Occlusion
from explainer.ui.panels.attention.tables import heads_table, pattern_table, row_table
from explainer.ui.panels.attention.words import WORDS, looking
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import ROOMY, TWO_COLUMNS, Panel, PanelContext
from explainer.ui.pictures.becoming import spoken
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept, one_of, switch
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine
from explainer.ui.widgets.tokenstrip import TokenStrip


class AttentionPanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._focus = context.look, context.focus
        self._frame: Attention | None = None
        self._heads: Heads | None = None
        self._muting: Muting | None = None
        self._stays: int | None = None  # the word that looks when nobody points
        self._width = float(TWO_COLUMNS)  # design pixels
        self.matters = Occlusion(self._look, context.show)
        self.words_card = self._make_words()
        self.mode = HeadAggregation(self._look, self.words_card, self._focus)
        self.mode.chosen.connect(lambda _mode: self._redraw())
        self.table_card = self._make_table()
        self.heads_card = self._make_heads()
        beside = [[Stack(self.words_card)], [Stack(self.table_card, least=300), Stack(self.heads_card, least=300)]]
        stack = below(self.words_card, self.table_card, self.heads_card)
        CardGrid(self._look, self, {TWO_COLUMNS: beside, 0: stack}, stretch={self.words_card: 0})
        self._restyle()
        self._focus.changed.connect(self._focus_changed)
        self._look.changed.connect(self._restyle)
        self._say()

    # ---- cards ------------------------------------------------------------------------------------------------------

    def _make_words(self) -> Card:
        self.words = TokenStrip(
            self._look,
            self.tr("The words, shaded by how hard one of them looks at them"),
            self.tr("Here the words of the text below will stand, shaded by how hard one of them looks at the others."),
            WORDS,
        )
        self.words.pointed.connect(self._point)
        self.words.picked.connect(self._keep)
        return Card(
            self._look,
            self.tr("Where does a word look?"),
            self.tr("Point at a word. Darker = looks harder."),
            Stacked(self._look, self.words, self.matters, gap=6),
            more=definition("attention", "words"),
            table=self._words_table,
        )

    def _make_table(self) -> Card:
        look = self._look
        empty = self.tr("Here every word will have a row that shows which earlier words it looks at.")
        self.matrix = WeightMatrix(look, self.tr("Table of attention weights: rows look, columns are looked at"), empty)
        self.arcs = Arcs(look, self.tr("Arcs from each word to the words it looks at"), empty)
        self._pictures = QStackedWidget()
        for picture in (self.matrix, self.arcs):
            picture.picked.connect(self._keep)
            self._pictures.addWidget(picture)
        self.zoom_button = Button(
            look,
            self.tr("Zoom in"),
            kind="page",
            name=self.tr("Zoom into the table"),
            tip=self.tr("So big that every label can be read"),
            parent=self.matrix,  # in the corner that the labels leave free
        )
        self.zoom_button.setCheckable(True)
        self.zoom_button.toggled.connect(self.matrix.set_zoomed)
        self.zoom_button.hide()
        card = Card(
            look,
            self.tr("All words at once"),
            self.tr("Each row is one word looking back"),
            self._pictures,
            more=definition("attention", "matrix"),
            table=self._pattern_table,
        )
        self.form = Choice(
            look,
            card,
            {
                "grid": (self.tr("Grid"), self.tr("Show the weights as a table")),
                "arcs": (self.tr("Arcs"), self.tr("Show the weights as arcs between the words")),
            },
        )
        self.form.chosen.connect(self._change_form)
        return card

    def _make_heads(self) -> Card:
        look = self._look
        self.grid = HeadGrid(
            look,
            self.tr("All heads, as small pictures of their tables"),
            self.tr("Here every head of every block will have a small picture of where it looks."),
            lambda layer, head: describe_head(self._heads, layer, head),
        )
        self.grid.chosen.connect(self._focus.look)
        self.mute_button = Button(look, tip=self.tr("See how unsure it is, and what it bets, without this head"))
        self.mute_button.clicked.connect(
            lambda: self._focus.mute(self._focus.muted ^ {(self._focus.layer, self._focus.head)})
        )
        self.mute_text = Paragraph(look, lines=1)
        self.mute_how = TextLine(look, size=13.5)
        row = QHBoxLayout()
        row.addWidget(self.mute_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Stacked(look, self.mute_text, self.mute_how, gap=0), 1)
        return Card(
            look,
            self.tr("All ways of looking"),
            "",
            Stacked(look, self.grid, row),
            more=definition("attention", "heads"),
            table=lambda: heads_table(self._heads),
        )

    # ---- what comes in ----------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw weights; say what was measured."""
        if isinstance(frame, Attention):
            if self._frame is not None and self._frame.seen_pieces != frame.seen_pieces:
                self._other_text(self._frame.seen_pieces, frame.seen_pieces)
            self._frame = frame
            self.grid.show_heads(frame.pattern)
            self._redraw()
        elif isinstance(frame, Why):
            self.matters.apply(frame)
        elif isinstance(frame, Heads):
            self._heads = frame
            self._say()
        elif isinstance(frame, Muting):
            self._muting = frame
            self._say()

    @property
    def prompt_serial(self) -> int | None:
        """That of the weights, the picture one waits for; what muting costs is measured in its own time."""
        return self._frame.serial if self._frame is not None else None

    def ready(self) -> bool:
        """Whether it was also measured what matters in the text that is shown."""
        return self.matters.of_this_text() is not None

    def clear(self) -> None:
        """No weights."""
        self._frame = self._heads = self._muting = self._stays = None
        for picture in (self.words, self.matrix, self.arcs, self.grid):
            picture.clear()
        self.matters.clear()
        self._say()

    def _other_text(self, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        """A longer text keeps the word that was chosen; another one is looked at from its end."""
        if new[: len(old)] != old:
            self._stays = None
            self._focus.point(None)

    def _focus_changed(self) -> None:
        if self.isVisible():
            self._redraw()

    def showEvent(self, event: object) -> None:
        """Catch up with choices made elsewhere."""
        self._stays = self._focus.position
        self._redraw()

    def kept(self) -> Mapping[str, Kept]:
        """Whose weights are shown, as a table or as arcs, and from how near."""
        return {
            "heads": one_of(self.mode.buttons),
            "form": one_of(self.form.buttons),
            "near": switch(self.zoom_button),
        }

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def _point(self, position: int) -> None:
        """The mouse is over a word, or has left (-1): then the chosen one looks again."""
        self._focus.point(self._stays if position < 0 else position)

    def _keep(self, position: int | None) -> None:
        """Let a word look until another is chosen; none: the last one."""
        self._stays = None if position is None or position < 0 else position
        self._focus.point(self._stays)

    def _change_form(self, form: str) -> None:
        self._pictures.setCurrentWidget(self.arcs if form == "arcs" else self.matrix)
        self._redraw()

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def weights(self) -> Floats:
        """(S, S) what cards one and two show."""
        assert self._frame is not None
        return self.mode.weights(self._frame.pattern)

    def _redraw(self) -> None:
        frame = self._frame
        if frame is None:
            self._say()
            return
        weights, pieces = self.weights(), frame.seen_pieces
        row = self._focus.row(len(pieces))
        self.words.show_pieces(looking(pieces, weights[row], row))
        self.matters.look_from(frame, weights, row)
        if self._pictures.currentWidget() is self.matrix:
            self.matrix.show_weights(pieces, weights, row)
        else:
            self.arcs.show_weights(pieces, weights, row)
        crowded = self._pictures.currentWidget() is self.matrix and (self.matrix.crowded or self.matrix.zoomed)
        if crowded != self.zoom_button.isVisibleTo(self):
            self.matrix.set_corner(self.zoom_button.sizeHint().width() + self._look.px(6) if crowded else 0)
            self.zoom_button.setVisible(crowded)
        if crowded:
            self.zoom_button.adjustSize()
        self._say()

    def _say(self) -> None:
        """Titles, captions, and the line about muting."""
        focus, roomy = self._focus, self._width >= ROOMY
        self.grid.set_state((focus.layer, focus.head), focus.muted)
        which = capital(self.mode.name())
        text = self.tr("{which} · each row is one word looking back") if roomy else "{which}"
        self.table_card.set_caption(text.format(which=which))
        text = self.tr("Click one to follow it.")
        if roomy:
            text = self.tr("{blocks} blocks × {heads} heads. Click one to follow it; mute it to see what breaks.")
        self.heads_card.set_caption(text.format(blocks=focus.n_layer, heads=focus.n_head))
        if self._frame is not None:
            self._say_who_looks(self._frame, which, roomy=roomy)
        muted = (focus.layer, focus.head) in focus.muted
        text = self.tr("Unmute this head") if muted else self.tr("Mute this head")
        if text != self.mute_button.text():
            self.mute_button.setText(text)
            self.mute_button.setAccessibleName(text)
        cost, how = about_muting(focus, self._heads, self._muting)
        self.mute_text.set_text(cost)
        self.mute_how.set_text(how)
        self.words_card.describe(self.words.describe(focus.row(len(self.words.pieces))) if self.words.pieces else "")
        self.heads_card.describe(f"{cost}, {how}".replace("**", ""))
        self.tell_summary(self.table_card)

    def _say_who_looks(self, frame: Attention, which: str, *, roomy: bool) -> None:
        word = spoken(frame.seen_pieces[self._focus.row(len(frame.seen_pieces))])
        self.words_card.set_title(self.tr("Where does {word} look?").format(word=word))
        text = self.tr("{which}. Point at a word. Darker = looks harder.")
        if roomy:
            text = self.tr("{which}. Point at a word: it looks at itself and back, never ahead. Darker = harder.")
        if len(frame.seen_pieces) == 1:
            text = self.tr("There is one piece only: it can look at nothing but itself.")
        if frame.n_dropped:
            text = self.tr("{which}. Point at any word. The first {n} no longer fit its view.")
        self.words_card.set_caption(text.format(which=which, n=count(frame.n_dropped)))

    # ---- in words and numbers ---------------------------------------------------------------------------------------

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("Where does each word look?")

    def summary(self) -> str:
        """Where the chosen word looks."""
        if self._frame is None:
            return self.tr("There is no attention to see yet.")
        pieces = self._frame.seen_pieces
        row = self._focus.row(len(pieces))
        sentence = looks_at(pieces, self.weights()[row], row)
        return self.tr("In {which}, {sentence}").format(which=self.mode.name(), sentence=sentence)

    def values(self) -> Mapping[str, str]:
        """For the story."""
        focus = self._focus
        found = {"looker": "…", "looked_at": "…", "weight": "…", "head_name": self.mode.name()}
        found["n_heads"] = count(focus.n_layer * focus.n_head)
        found["n_layers"] = self.tr("{heads} in each of {blocks} blocks").format(
            heads=focus.n_head, blocks=focus.n_layer
        )
        if self._frame is not None:
            pieces, weights = self._frame.seen_pieces, self.weights()
            row = focus.row(len(pieces))
            best = int(np.argmax(np.nan_to_num(weights[row])))
            found |= {
                "looker": safe(spoken(pieces[row])),
                "looked_at": self.tr("itself") if best == row else safe(spoken(pieces[best])),
                "weight": percent(float(weights[row, best])),
            }
        return found

    def _words_table(self) -> Table | None:
        if self._frame is None:
            return None
        pieces = self._frame.seen_pieces
        return row_table(pieces, self.weights(), self._focus.row(len(pieces)), self.matters.of_this_text())

    def _pattern_table(self) -> Table | None:
        return pattern_table(self._frame.seen_pieces, self.weights()) if self._frame is not None else None

    # ---- places -----------------------------------------------------------------------------------------------------

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        turned = [(width >= limit) != (self._width >= limit) for limit in (TWO_COLUMNS, ROOMY)]
        self._width = width
        super().fit(width)
        if turned[0]:
            self._restyle()
        if turned[1]:
            self._say()

    def _restyle(self) -> None:
        px, wide = self._look.px, self._width >= TWO_COLUMNS
        metrics = self._look.metrics(14.5, bold=True)
        widest = max(metrics.horizontalAdvance(t) for t in (self.tr("Mute this head"), self.tr("Unmute this head")))
        self.mute_button.setFixedWidth(round(widest) + px(34))
        self._pictures.setMinimumHeight(0 if wide else px(340))  # one below the other, there is room to scroll
        self.grid.setMinimumHeight(0 if wide else px(260))
