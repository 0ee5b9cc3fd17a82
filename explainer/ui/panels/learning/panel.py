"""Learning: how wrong its guesses are, where it stands, the sentence it is reading, and what it writes by itself.

Topics: ``progress``, ``loss``, ``reading``, ``samples``. Each card draws one of them; this file only puts the cards in
their places and hands frames on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, LossCurve, Progress, Reading, Samples
from explainer.training.reports import Stage
from explainer.ui.numbers import choices_text, count, duration, megabytes, percent, rate, three_digits
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.learning import tables
from explainer.ui.panels.learning.facts import CourseFact, FactRows
from explainer.ui.panels.learning.losses import learnt_by_heart, loss_plot
from explainer.ui.panels.learning.reading import ReadingView
from explainer.ui.panels.learning.writing import WritingView
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.kept import Kept, switch

TWO_COLUMNS = 655  # design pixels from which cards stand side by side
LEAST_CHART, LEAST_CHART_ALONE = 124, 230  # height of the chart at least, in two columns and in one


class LearningPanel(Panel):
    """Four cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._show = context.show
        self._progress: Progress | None = None
        self._caption = self.tr("The model reads, guesses, is corrected, over and over.")
        self._curve: LossCurve | None = None
        self._ended = False  # its reading lies behind it: a later stage has begun
        self._planned = 0.0  # tokens of the whole run, as far as they can be foretold
        self.chart = Chart(
            look,
            self.tr("How wrong are its guesses?"),
            self.tr("Here its mistakes will be drawn, step by step, from the moment you press Start."),
        )
        self.chart.setObjectName("loss_chart")
        self.facts = FactRows(look, self.tr("Right now"), self.tr("Nothing has been measured yet."))
        self.reading = ReadingView(
            look,
            self.tr("Here the text it is reading will appear, each word shaded by how much it surprised the model."),
        )
        self.writing = WritingView(
            look, self.tr("Here the model will write on from the same beginning again and again, as it learns.")
        )
        self.loss_card = Card(
            look,
            self.tr("How wrong are its guesses?"),
            self._what_it_shows(),
            self.chart,
            more=definition("learning", "loss"),
            table=self.chart.table,
        )
        self.facts_card = Card(
            look,
            self.tr("Right now"),
            self.tr("After the last step"),
            self.facts,
            more=definition("learning", "facts"),
            table=lambda: tables.of_progress(self._progress),
        )
        self.reading_card = Card(
            look,
            self.tr("What it is reading now"),
            self.tr("Red = it was surprised by this piece. It is corrected most where it is most surprised."),
            self.reading,
            more=definition("learning", "reading"),
            table=lambda: tables.of_reading(self.reading.frame_shown),
        )
        self.writing_card = Card(
            look,
            self.tr("What it writes by itself"),
            self.tr("Always with the same first words and the same dice: only the model differs"),
            self.writing,
            more=definition("learning", "writing"),
            table=lambda: tables.of_writing(self.writing.entries),
        )
        self.all_ages = Button(
            look, self.tr("all ages"), kind="plain", tip=self.tr("Show every age, to scroll through, or as many as fit")
        )
        self.all_ages.setCheckable(True)
        self.all_ages.toggled.connect(self.writing.set_all)
        self.writing_card.add_button(self.all_ages)
        loss, facts, reading, writing = self.loss_card, self.facts_card, self.reading_card, self.writing_card
        wide = [[Stack(loss, share=2), Stack(facts)], [Stack(reading)], [Stack(writing)]]
        self._grid = CardGrid(
            look,
            self,
            {TWO_COLUMNS: wide, 0: below(loss, facts, reading, writing)},
            stretch={loss: 9, facts: 0, reading: 0, writing: 5},
        )
        self.fit(TWO_COLUMNS)
        look.changed.connect(self._restyle)
        self.reading.shown.connect(self._caption_reading)
        context.show.changed.connect(self._caption_reading)
        self._restyle()

    def apply(self, frame: Frame) -> None:
        """Hand the frame to its card."""
        if isinstance(frame, Progress):
            self._apply_progress(frame)
        elif isinstance(frame, LossCurve):
            self._curve = frame
            self._draw_curve()
            self.loss_card.set_caption(learnt_by_heart(frame, shortly=True) or self._what_it_shows())
        elif isinstance(frame, Reading):
            self.reading.apply(frame)
        elif isinstance(frame, Samples):
            self.writing.apply(frame)
            self.writing_card.describe(self.writing.summary())

    def clear(self) -> None:
        """Empty all cards."""
        self._progress = self._curve = None
        self._planned = 0.0
        self.chart.clear()
        self.reading.clear()
        self._caption_reading()
        self.writing.clear()
        self.facts.clear()

    def _draw_curve(self) -> None:
        if self._curve is not None:
            progress = self._progress
            now = progress.smooth_loss if progress is not None and progress.step else math.nan
            self.chart.set(loss_plot(self._curve, self._planned, now, ended=self._ended))
            self.loss_card.describe(self.chart.summary())

    def _what_it_shows(self) -> str:
        return self.tr("Like a blind choice among so many pieces: fewer is better.")

    def _caption_reading(self) -> None:
        """Say when the sentence that is shown was read, and whose surprise it is."""
        frame, show = self.reading.frame_shown, self._show
        now = frame is None or not frame.pieces or (show.running and show.stage is Stage.PRETRAIN)
        again = frame is not None and frame.asked_again
        title = self.tr("What it is reading now") if now else self.tr("What it read last")
        self.reading_card.set_title(title)
        self.reading_card.set_caption(
            self.tr("Red = the model, as it is now, is surprised by this piece.")
            if again
            else self.tr("Red = it was surprised by this piece. It is corrected most where it is most surprised.")
        )
        self.reading.setAccessibleName(title)
        self.reading_card.describe(self.reading.summary())

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)
        self.chart.set_least_height(LEAST_CHART if width >= TWO_COLUMNS else LEAST_CHART_ALONE)

    def caption(self) -> str:
        """What the model does, with its true pace."""
        return self._caption

    def summary(self) -> str:
        """The state of learning in words."""
        progress = self._progress
        if progress is None or not progress.step:
            return self.tr("The model has not learnt anything yet.")
        return self.tr(
            "After {steps} steps and {tokens} pieces its loss is {loss}: as unsure as choosing blindly among {choices} "
            "pieces. "
            "Its first guess is right {accuracy} of the time."
        ).format(
            steps=count(progress.step),
            tokens=count(progress.tokens),
            loss=f"{progress.smooth_loss:.2f}",
            choices=choices_text(progress.smooth_loss),
            accuracy=percent(progress.accuracy),
        )

    def kept(self) -> Mapping[str, Kept]:
        """Whether all ages are shown."""
        return {"all_ages": switch(self.all_ages)}

    def _facts(self, frame: Progress, left: float | None) -> list[CourseFact]:
        """What can be said of ``frame``; how fast it is and how long it will take (seconds) only while it learns."""
        if not frame.step:
            return []
        found = [
            CourseFact(
                self.tr("Guesses right"),
                percent(frame.accuracy),
                self.tr("Share of pieces for which its first guess was the right one"),
            ),
            CourseFact(
                self.tr("Unsure among"),
                self.tr("{n} pieces").format(n=choices_text(frame.smooth_loss)),
                self.tr("One who chooses blindly among so many pieces is as unsure; fewer is better (e to the loss)"),
            ),
            CourseFact(
                self.tr("Steps"),
                count(frame.step),
                self.tr("In each, a little text was read and every dial turned a bit"),
            ),
            CourseFact(
                self.tr("Text read"),
                megabytes(frame.text_bytes),
                self.tr("Bytes of text it has been trained on, read again counted again"),
            ),
        ]
        if frame.tokens_per_second > 0:
            speed = self.tr("{n} pieces/s").format(n=three_digits(frame.tokens_per_second))
            found.append(
                CourseFact(self.tr("Speed"), speed, self.tr("Pieces of text a second, over about the last second"))
            )
        if left is not None:
            found.append(CourseFact(self.tr("Time left"), duration(left), self.tr("A forecast from the present speed")))
        return found

    def _apply_progress(self, latest: Progress) -> None:
        frame = self._progress = latest.of_reading  # this page tells of reading, in later stages too
        left = frame.seconds_left
        if frame.fraction >= 1 or (self._show.complete and frame is latest):
            left = None
        elif self._show.progress is frame and self._show.seconds_left is not None:
            left = self._show.seconds_left  # as steady as in the ribbon
        ended = self._ended = frame is not latest
        self.facts_card.set_title(self.tr("After its reading") if ended else self.tr("Right now"))
        self.facts_card.set_caption(self.tr("Before later stages") if ended else self.tr("After the last step"))
        self.facts.set_rows(self._facts(frame, left), frame.run)
        planned = frame.tokens / frame.fraction if frame.fraction > 0 else 0.0
        if planned > 0 and abs(planned - self._planned) > 0.04 * planned:  # small changes are ignored: nothing jitters
            self._planned = planned
            self._draw_curve()
        if frame.steps_per_second > 0:
            self._set_caption(
                self.tr("The model reads, guesses, is corrected — {rate} times a second.").format(
                    rate=rate(frame.steps_per_second)
                )
            )
        else:
            self._set_caption(self.tr("The model reads, guesses, is corrected, over and over."))
        self.facts_card.describe("; ".join(f"{name}: {value}" for name, value in self.facts.values()))
        self.tell_summary()

    def _set_caption(self, caption: str) -> None:
        if caption != self._caption:
            self._caption = caption
            self.caption_changed.emit(caption)

    def _restyle(self) -> None:
        px = self._look.px
        self.facts_card.setMinimumWidth(px(290))
        self.loss_card.setMinimumWidth(px(330))
