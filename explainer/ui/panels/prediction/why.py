"""What made it likely: the bet on one piece, with each piece of the text left out in turn.

Topics: ``why``, and ``next_token`` for the pieces one can choose. It tells what was measured and nothing beyond.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.commands import SetWanted
from explainer.engine.frames import Frame, NextToken, Why
from explainer.ui.markdown import safe
from explainer.ui.numbers import fine_percent
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.leftout import LeftOutWords, legend
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.prediction.choices import Choices
from explainer.ui.panels.prediction.ranking import Ranking
from explainer.ui.panels.prediction.search import PieceSearch
from explainer.ui.pictures.becoming import Word, spoken, strong
from explainer.ui.pictures.holding import Hold
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph


class WhyPanel(Panel):
    """Two cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context = context
        self._wanted: int | None = None  # the piece that a person asked about
        self.choices = Choices(look)
        self.choices.chosen.connect(self._want)
        self.search = PieceSearch(
            look, self.tr("Another piece…"), self.tr("Type some letters; Enter chooses that piece")
        )
        self.search.chosen.connect(self._want)
        self.sentence = Paragraph(look, lines=1, size=16.5)
        self.hold: Hold[Why] = Hold(lambda f: (f.run, f.prompt, f.serial, f.token), self._show)
        self.words = LeftOutWords(
            look, self.hold, self.tr("Here your text will be shaded by what each piece does to one bet.")
        )
        self.ranking = Ranking(
            look, self.hold, self.tr("Here the pieces will stand by how much the bet changes without them.")
        )
        self.words.pointed_at.connect(self.ranking.point_at)
        self.ranking.pointed.connect(lambda row: self.words.point_tried(-1 if row is None else row))
        tools = QHBoxLayout()
        tools.addWidget(self.choices, 1)
        tools.addWidget(self.search)
        more = definition("prediction.why", "words")
        self.words_card = Card(
            look,
            self.tr("What made it likely?"),
            self.tr("Each piece is left out in turn. Below it: by how many points of 100 the bet changes."),
            Stacked(look, tools, self.sentence, self.words, legend(look)),
            more=more,
            table=self._table,
        )
        self.likeliest = Button(
            look, self.tr("the likeliest"), kind="plain", tip=self.tr("Ask about the likeliest piece again")
        )
        self.likeliest.clicked.connect(lambda: self._want(None))
        self.likeliest.hide()
        self.words_card.add_button(self.likeliest)
        self.ranking_card = Card(
            look,
            self.tr("The pieces that matter most to this bet"),
            self.tr("The largest change first. Left of the line: the bet falls without the piece. Right: it rises."),
            self.ranking,
            more=more,
            table=self._table,
        )
        CardGrid(look, self, {0: below(self.words_card, self.ranking_card)}, stretch={self.words_card: 0.15})
        context.prompt.changed.connect(self._forget)
        self._explain()

    def apply(self, frame: Frame) -> None:
        """Draw the changes; offer the likeliest pieces."""
        prepared = self._context.show.prepared
        if prepared is None:
            return
        if isinstance(frame, NextToken):
            self.search.set_pieces(prepared.pieces)
            self.choices.apply(frame, prepared.pieces)
        elif isinstance(frame, Why):
            self.hold.offer(frame)

    def _show(self, frame: Why) -> None:
        self.words.apply(frame)
        self.ranking.apply(frame)
        self.choices.set_current(frame.token)
        self._explain()

    def clear(self) -> None:
        """Nothing is measured."""
        self.hold.clear()
        self.choices.clear()
        self.words.clear()
        self.ranking.clear()
        self._forget()
        self._explain()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self.hold.let_go()
        self.choices.hold.let_go()

    def ready(self) -> bool:
        """Whether everything has been measured."""
        return self.hold.shown is not None

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {"why_sentence": self.sentence.text()}

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What in your text made it bet like this?")

    def summary(self) -> str:
        """The three largest changes in words."""
        frame = self.hold.shown
        if frame is None:
            return self.tr("Nothing has been measured yet.")
        return " ".join([self.sentence.text().replace("**", ""), *(line + "." for line in self.ranking.lines()[:3])])

    def kept(self) -> Mapping[str, Kept]:
        """The piece that is asked about, and what is being searched for."""
        return {
            "wanted": Kept(lambda: self._wanted, self._want),
            "search": Kept(self.search.text, self.search.setText),
        }

    def _want(self, token: int | None) -> None:
        self._wanted = token
        self.likeliest.setVisible(token is not None)
        self._context.actions.do(SetWanted(token))

    def _forget(self) -> None:
        """The engine forgets what was asked about another text, and so do we."""
        self._wanted = None
        self.likeliest.hide()

    def _explain(self) -> None:
        frame, prepared = self.hold.shown, self._context.show.prepared
        if frame is None or prepared is None:
            self.sentence.set_text(self.tr("Here a sentence will say which piece mattered most."))
            return
        offered, word = self.choices.hold.shown, Word(prepared.pieces[frame.token])
        if offered is not None and (offered.run, offered.prompt) == (frame.run, frame.prompt):
            word = self.choices.word_of(frame.token)
        now = fine_percent(frame.probability)
        order = self.ranking.order
        if not order:
            text = self.tr("It bets **{now}** on {word}. The text is empty: there is nothing to leave out.")
            self.sentence.set_text(text.format(now=now, word=strong(word)))
        else:
            best = order[0]
            without = float(frame.without[best])
            text = self.tr("It bets **{now}** on {word}. Without {piece} it would be **{without}**.")
            piece = safe(spoken(frame.seen_pieces[frame.first + best]))
            if best == len(frame.without) - 1:
                text += " " + self.tr("It is the last piece: without it, it goes on from the piece before.")
            self.sentence.set_text(text.format(now=now, word=strong(word), piece=piece, without=fine_percent(without)))
        self.tell_summary(self.words_card)
        self.ranking_card.describe(" ".join(line + "." for line in self.ranking.lines()[:5]))

    def _table(self) -> Table | None:
        frame, prepared = self.hold.shown, self._context.show.prepared
        if frame is None or prepared is None or not len(frame.without):
            return None
        asked = prepared.pieces[frame.token]
        rows = tuple(
            (
                frame.first + i,
                frame.seen_pieces[frame.first + i],
                asked,
                frame.probability,
                float(without),
                float(without) - frame.probability,
            )
            for i, without in enumerate(frame.without)
        )
        return Table(("position", "piece left out", "bet on", "bet", "bet without it", "change"), rows)
