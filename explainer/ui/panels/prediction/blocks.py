"""Block by block: what the model would bet if it stopped before the first block, and after each (the logit lens).

Topic: ``lens``. One card follows a piece through the stages after the last word, the other shows all words at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, Lens
from explainer.ui.numbers import percent, unbroken
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.prediction.lenscolumns import BlockCourse, LensColumns
from explainer.ui.panels.prediction.lenstable import LensTable
from explainer.ui.pictures.becoming import Word, named
from explainer.ui.pictures.holding import Hold
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph


class BlocksPanel(Panel):
    """Two cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context = context
        self.sentence = Paragraph(look, lines=1, size=16.5)
        self.hold: Hold[Lens] = Hold(lambda f: (f.run, f.prompt, f.serial), self._show)
        self.columns = LensColumns(
            look,
            self.hold,
            self.tr("Here its likeliest next pieces will stand, before the first block and after each."),
        )
        self.columns.followed.connect(self._follow)
        self.words = LensTable(look, self.hold, self.tr("Here a table will show the same for every piece of the text."))
        self.columns_card = Card(
            look,
            self.tr("What would it bet if it stopped here?"),
            self.tr("It works in rounds, called blocks: each looks back, then thinks. Click a piece to follow it."),
            Stacked(look, self.sentence, self.columns, gap=6),
            more=definition("prediction.blocks", "columns"),
            table=self._columns_table,
        )
        self.favourite = Button(
            look, self.tr("the favourite"), kind="plain", tip=self.tr("Follow its final favourite again")
        )
        self.favourite.clicked.connect(lambda: self._follow(None))
        self.favourite.hide()
        self.columns_card.add_button(self.favourite)
        self.words_card = Card(
            look,
            self.tr("The same after every word"),
            self.tr("A column is a piece of your text. Darker: a higher bet. From the outline on, the answer stays."),
            self.words,
            more=definition("prediction.blocks", "words"),
            table=self._words_table,
        )
        CardGrid(look, self, {0: below(self.columns_card, self.words_card)}, stretch={self.columns_card: 1.5})
        context.prompt.changed.connect(lambda _text: self._follow(None))  # another text has a favourite of its own
        self._explain()

    def apply(self, frame: Frame) -> None:
        """Draw the stages, unless they are being looked at."""
        if isinstance(frame, Lens) and self._context.show.prepared is not None:
            self.hold.offer(frame)

    def _show(self, frame: Lens) -> None:
        prepared = self._context.show.prepared
        if prepared is None:
            return
        self.columns.apply(frame, prepared.pieces)
        self.words.apply(frame, prepared.pieces)
        self._explain()

    def clear(self) -> None:
        """No stages."""
        self.hold.clear()
        self.columns.clear()
        self.words.clear()
        self.favourite.hide()
        self._explain()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self.hold.let_go()

    def ready(self) -> bool:
        """Whether everything has been measured."""
        return self.hold.shown is not None

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {"lens_sentence": self.sentence_text()}

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Where does its answer appear?")

    def summary(self) -> str:
        """The course of the favourite in words."""
        course = self.columns.course
        if course is None:
            return self.tr("There are no bets yet.")
        bets = ", ".join(
            self.tr("{stage} {bet}").format(stage=self.columns.name(stage), bet=percent(bet))
            for stage, bet in enumerate(course.bets)
        )
        return f"{self.sentence_text().replace('**', '')} {Word(self._piece(course.token)).head}: {bets}."

    def sentence_text(self) -> str:
        """One sentence about the piece that is followed, made from its numbers."""
        course = self.columns.course
        if course is None:
            return self.tr("Here a sentence will say after which block its favourite takes the lead.")
        bets, leads, last = course.bets, course.leads_from, percent(course.bets[-1])
        if leads == 0:
            text = self.tr("{word} leads from the start: {first} before block 1, {last} in the end.")
        elif leads is not None and 1 in course.ranks[:leads]:
            text = self.tr("{word} leads for good after block {n}. Before block 1 it had {first}, in the end {last}.")
        elif leads is not None:
            text = self.tr("{word} takes the lead after block {n}. Before block 1 it had {first}, in the end {last}.")
        else:
            text = self.tr("{word} is in place {rank} in the end, with {last}.")
        best = max(range(len(bets)), key=lambda stage: bets[stage])
        if percent(bets[best]) != last:
            text += " " + self.tr("It had most {stage}: {most}.")
        if self.repeats():
            text += " " + self.tr("Before block 1 it sees the last piece alone, and bets on that very piece.")
        told = text.format(
            word=f"**{named(self._piece(course.token))}**",
            n=leads,
            first=percent(bets[0]),
            last=last,
            rank=course.ranks[-1],
            stage=self.columns.name(best),
            most=percent(bets[best]),
        )
        return told.replace(" %", unbroken(" %"))

    def repeats(self) -> bool:
        """Whether before the first block it bets most on the piece that the text ends with."""
        frame = self.hold.shown
        return frame is not None and len(frame.seen_ids) > 0 and self.columns.top[0][0] == int(frame.seen_ids[-1])

    def kept(self) -> Mapping[str, Kept]:
        """The piece that is followed."""
        return {"followed": Kept(lambda: self.columns.follows, self._follow)}

    def _follow(self, token: int | None) -> None:
        self.columns.follow(token)
        self.favourite.setVisible(token is not None)
        self._explain()

    def _explain(self) -> None:
        self.sentence.set_text(self.sentence_text())
        self.tell_summary(self.columns_card)
        words = self.words
        if words.settled:
            positions = len(words.settled)
            since = sum(stage <= 1 for stage in words.settled)
            words_text = self.tr("At {n} of {all} pieces its answer stands after the first block already.")
            self.words_card.describe(words_text.format(n=since, all=positions))

    def _piece(self, token: int) -> str:
        prepared = self._context.show.prepared
        return prepared.pieces[token] if prepared is not None else ""

    def _columns_table(self) -> Table | None:
        frame, prepared = self.hold.shown, self._context.show.prepared
        if frame is None or prepared is None:
            return None
        tokens = list(dict.fromkeys(token for stage in self.columns.top for token in stage))
        course = self.columns.course
        if course is not None and course.token not in tokens:
            tokens.append(course.token)
        names = tuple(self.columns.name(stage) for stage in range(len(frame.probability)))
        rows = tuple((token, prepared.pieces[token], *BlockCourse.of(frame, token).bets) for token in tokens)
        return Table(("token", "piece", *names), rows)

    def _words_table(self) -> Table | None:
        frame, prepared = self.hold.shown, self._context.show.prepared
        if frame is None or prepared is None:
            return None
        rows = tuple(
            (
                position,
                frame.seen_pieces[position],
                self.words.name(stage),
                prepared.pieces[int(frame.top_ids[stage, position])],
                float(frame.top_probability[stage, position]),
            )
            for position in range(frame.top_ids.shape[1])
            for stage in range(frame.top_ids.shape[0])
        )
        return Table(("position", "after piece", "stage", "likeliest piece", "bet"), rows)
