"""Three answers: the same question, with the same dice, to every age of the model; what each stage added.

Topics: ``minds`` for the answers, ``copied`` for words of the question that it has read nowhere, ``feedback`` for the
small chart and the drift, ``ballot`` for the votes and whose they are, ``judge`` for what the judge was
measured to see, ``tuning`` for the number of example answers, which ``Show`` keeps. Each card draws its part; this file
puts them in their places, chooses which minds stand side by side, and hands frames on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Ballot, Copied, Feedback, Frame, Judge, Mind, Minds, Tuning
from explainer.engine.recipes import HONEST
from explainer.ui.panels.cardgrid import GAP, TIGHT_GAP, CardGrid, Row, Stack
from explainer.ui.panels.minds import feedback_charts, feedback_tables, feedback_words, mind_tables, mind_words
from explainer.ui.panels.minds.absent import absent
from explainer.ui.panels.minds.answerview import SIZES
from explainer.ui.panels.minds.feedback_charts import TruthLines
from explainer.ui.panels.minds.klshortly import KLPenaltyInShort
from explainer.ui.panels.minds.mind_words import HONEST_IDS, quoted, stage_title, title_of, unheard_of
from explainer.ui.panels.minds.mindcard import MindCard
from explainer.ui.panels.minds.question import FEWEST, MOST, QuestionTools
from explainer.ui.panels.minds.shading import Shade
from explainer.ui.panels.minds.thumbs import Thumbs
from explainer.ui.panels.minds.tuning_words import made_up
from explainer.ui.panels.panel import ROOMY, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.kept import Kept, one_of

NARROWEST, TIGHT_NARROWEST = 208, 190  # design pixels of a mind's card
TWO_COLUMNS = 600  # from which chart and leash stand side by side
LEAST_CHART, TIGHT_CHART = 112, 75  # design pixels of its height
LOW, LOW_FOUR = 660, 760  # design pixels of height below which the page is tight, so that all of it can be seen at once


class MindsPanel(Panel):
    """The question, two to four minds, a small chart, and the leash."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._forget_frames()
        self._lines = TruthLines()
        self._chosen: tuple[str, ...] = ()  # ids that a person chose; empty follows the stages
        self._size, self._width = SIZES[0], 0.0
        self._tight: bool | None = None
        self._placed: tuple[object, ...] = ()
        self.thumbs = Thumbs(context.actions)
        self.tools = QuestionTools(self._look, context.actions)
        self.minds = [MindCard(self._look) for _ in range(MOST)]
        self.chart = Chart(
            self._look,
            self.tr("Is it really getting better?"),
            self.tr(
                "Here two lines will be drawn while it learns from the judge: its score, and the labeller’s points."
            ),
        )
        self.kl_penalty = KLPenaltyInShort(self._look, context.actions)
        self._make_cards()
        cards = (self.question, *self.minds, self.chart_card, self.kl_card)
        self._grid = CardGrid(self._look, self, {0: [[Stack(card)] for card in cards]})
        for place, card in enumerate(self.minds):
            card.answer.resized.connect(self._fit_letters)
            card.voted.connect(lambda good, c=card: self._vote(c, good))
            card.begin_asked.connect(lambda p=place: self._begin(p))
        self.tools.shade_chosen.connect(self._shade_by)
        self.tools.minds_chosen.connect(self._choose)
        self.tools.undo_asked.connect(self._undo_vote)
        context.show.changed.connect(self._refresh)
        context.prompt.changed.connect(self._retitle)
        context.sampling.changed.connect(self._retitle)
        self._look.changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    def _forget_frames(self) -> None:
        self._frame: Minds | None = None
        self._copied: Copied | None = None
        self._feedback: Feedback | None = None
        self._judge: Judge | None = None
        self._tuning: Tuning | None = None
        self._taste = self._formula = ""  # the labeller’s

    def _make_cards(self) -> None:
        self.question = Card(
            self._look,
            "",
            "",
            self.tools,
            size=20,
            more=definition("minds", "question"),
            table=lambda: mind_tables.of_question(self._frame),
        )
        self.question.add_button(self.tools.minds)
        self.question.add_button(self.tools.again)
        self.chart_card = Card(
            self._look,
            self.tr("Is it really getting better?"),
            "",
            self.chart,
            more=definition("minds", "chart"),
            table=lambda: feedback_tables.of_series(self._feedback, "score", "utility", "kl"),
        )
        self.kl_card = Card(
            self._look,
            self.tr("The leash"),
            "",
            self.kl_penalty,
            more=definition("minds", "leash"),
            table=lambda: feedback_tables.of_series(self._feedback, "kl", "kl_coefficient"),
        )

    # ---- what comes --------------------------------------------------------------------------------------------------

    def take(self, frame: Frame) -> None:
        """Draw the frame; whoever typed does not wait for its words to be looked for in the text."""
        if isinstance(frame, Copied):
            self.apply(frame)
        else:
            super().take(frame)

    def apply(self, frame: Frame) -> None:
        """Draw the frame."""
        if isinstance(frame, Minds):
            asked_anew = self._frame is None or (self._frame.prompt, self._frame.dice) != (frame.prompt, frame.dice)
            self._frame = frame
            if asked_anew:
                self.tools.tell_vote("")
                for card in self.minds:
                    card.answer.begin()
            self._refresh()
        elif isinstance(frame, Copied):
            self._copied = frame
            self._retitle()
        elif isinstance(frame, Feedback):
            self._feedback = frame
            self._lines.take(frame)
            self._draw_chart()
            self.kl_penalty.show_feedback(frame)
            if len(frame.answers):
                self.chart_card.describe(feedback_charts.tell_truth(frame, len(frame.answers) - 1))
        elif isinstance(frame, Ballot):
            self._taste, self._formula = frame.taste, frame.formula
            self.thumbs.take(frame)
            self.kl_penalty.show_ballot(frame)
            self._show_votes()
        elif isinstance(frame, Judge):
            self._judge = frame
        elif isinstance(frame, Tuning):
            self._tuning = frame

    def clear(self) -> None:
        """Forget an older run."""
        self._forget_frames()
        self._chosen = ()
        self._lines.clear()
        self.thumbs.clear()
        self.tools.tell_vote("")
        self.chart.clear()
        self._draw_chart()
        self.kl_penalty.clear()
        self._refresh()

    def kept(self) -> Mapping[str, Kept]:
        """Which minds answer, and by what their words are shaded; votes and leash are the engine's."""
        shades = {shade.value: button for shade, button in self.tools.shades.items()}
        return {"minds": Kept(lambda: list(self._chosen), self._choose), "shade": one_of(shades)}

    def ready(self) -> bool:
        """Whether all answers are complete."""
        shown = self.shown()
        return bool(shown) and all(mind.answer is not None and mind.answer.done for mind in shown)

    def shown(self) -> list[Mind]:
        """The minds that stand side by side now."""
        return [mind for place in self._places() if (mind := self._mind(place)) is not None]

    def caption(self) -> str:
        """What the page is about."""
        if self._width < ROOMY:
            return self.tr("The same model at three ages")
        return self.tr("The same model at three ages. What has changed from one to the next is its dials alone.")

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {
            "numbers": mind_words.what_numbers_are(self._frame, self._taste, self._formula),
            "misled": mind_words.judge_misled(self.shown(), self._judge),
            **made_up(self._tuning),
        }

    def summary(self) -> str:
        """All answers."""
        if self._frame is None:
            return self.tr("No mind has been asked yet.")
        words = self.tr("Asked “{question}”.").format(question=quoted(self._frame.prompt))
        if unheard := unheard_of(self._copied, self._frame):
            words = f"{words} {unheard}"
        return " ".join([words, *(card.in_words() for card in self.minds[: len(self._places())])])

    # ---- which minds, where ------------------------------------------------------------------------------------------

    def _mind(self, mind_id: str) -> Mind | None:
        minds = self._frame.minds if self._frame is not None else ()
        return next((mind for mind in minds if mind.id == mind_id), None)

    def _places(self) -> tuple[str, ...]:
        """Ids of the minds side by side; those of the stages first, whether they exist yet or not."""
        minds = self._frame.minds if self._frame is not None else ()
        chosen = tuple(mind_id for mind_id in self._chosen if self._mind(mind_id) is not None)
        if len(chosen) >= FEWEST:
            return chosen
        live = (mind.id for mind in minds if mind.live)
        return tuple(dict.fromkeys((*HONEST_IDS.values(), *live)))[:MOST]

    def _choose(self, ids: Sequence[str]) -> None:
        if ids and not FEWEST <= len(ids) <= MOST:
            raise ValueError(f"{len(ids)} minds: expected {FEWEST} to {MOST}, or none for those of the stages")
        self._chosen = tuple(map(str, ids))
        self._refresh()

    def _refresh(self) -> None:
        """Show every mind in its place, and those that are missing."""
        places, show = self._places(), self._context.show
        for place, card in enumerate(self.minds):
            card.setVisible(place < len(places))
            if place >= len(places):
                continue
            mind = self._mind(places[place])
            if mind is not None:
                before = self._mind(mind.compared_with)
                name = title_of(before) if before is not None else ""
                checkable = self._frame is not None and self._frame.checkable
                card.show_mind(mind, before=name, n_shown=show.n_shown, checkable=checkable)
            else:
                stage = next(stage for stage, mind_id in HONEST_IDS.items() if mind_id == places[place])
                told = absent(stage, show)
                card.show_missing(stage, stage_title(stage), told.caption, told.text, told.button)
        self.tools.set_minds(self._frame.minds if self._frame is not None else (), [mind.id for mind in self.shown()])
        self._retitle()
        self._show_votes()
        self._tighten()
        self._arrange()
        self._fit_letters()
        self.tell_summary(self.question)

    def _begin(self, place: int) -> None:
        stage = next(stage for stage, mind_id in HONEST_IDS.items() if mind_id == self._places()[place])
        absent(stage, self._context.show).begin(self._context.actions)

    def _retitle(self) -> None:
        frame, sampling = self._frame, self._context.sampling
        text = quoted(frame.prompt if frame is not None else self._context.prompt.text)
        self.question.set_title(text or self.tr("Type a question in the line below"))
        if sampling.greedy:
            words = self.tr("The same question to all, and no dice: always the likeliest piece.")
        else:
            words = self.tr("The same question and the same dice for all.")
        words = f"{words} {mind_words.dials_told(self.shown())}".strip()
        self.tools.tell_asked((unheard_of(self._copied, frame) if frame is not None else "") or words)
        self.tools.again.setEnabled(not sampling.greedy)

    # ---- what a person does ------------------------------------------------------------------------------------------

    def _vote(self, card: MindCard, good: bool) -> None:
        mind, frame = card.mind, self._frame
        if mind is None or mind.answer is None or frame is None:
            return
        stored = self.thumbs.press(frame.prompt, mind.answer.text, good=good)
        words = self.tr("Stored. The judge learns it when it is next trained.")
        self.tools.tell_vote(words if stored else "")
        self._show_votes()

    def _undo_vote(self) -> None:
        self.thumbs.undo()
        self.tools.tell_vote("")
        self._show_votes()

    def _show_votes(self) -> None:
        for card in self.minds:
            answer = card.mind.answer if card.mind is not None else None
            voted = self.thumbs.of(self._frame.prompt, answer.text) if answer is not None and self._frame else None
            card.show_vote(voted)

    def _shade_by(self, shade: Shade) -> None:
        for card in self.minds:
            card.answer.set_shade(shade)

    def _draw_chart(self) -> None:
        """The two lines, and what to look for, or which run this is where it is not the honest one.

        Where the page is tight, the grid is only the line of the start.
        """
        frame = self._feedback
        if frame is None or (frame.recipe == HONEST and frame.can_judge):
            words = self.tr("If only the score rises, the judge is fooled.")
        elif frame.recipe == HONEST:
            words = self.tr("No program knows what is right in this text: whether it is better, only you can tell.")
        else:
            words = feedback_words.not_honest(frame.recipe)
        self.chart_card.set_caption(words)
        if frame is not None:
            plot = self._lines.plot()
            self.chart.set(replace(plot, scale=replace(plot.scale, step=2.0, columns=())) if self._tight else plot)

    # ---- room --------------------------------------------------------------------------------------------------------

    def fit(self, width: float) -> None:
        """As many minds side by side as there is room for."""
        short = width < ROOMY
        told_anew = short != (self._width < ROOMY)
        self._width = width
        self.tools.fit(width)
        self._arrange()
        if told_anew:
            self.caption_changed.emit(self.caption())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be tight in a low window."""
        self._tighten()

    def _tighten(self) -> None:
        seen = self.parentWidget()
        low = LOW_FOUR if len(self._places()) == MOST else LOW
        tight = seen is not None and seen.height() < self._look.px(low)
        if tight == self._tight:
            return
        self._tight = tight
        for card in (self.question, self.chart_card, self.kl_card):
            card.set_dense(tight)
        self.chart_card.set_beside(tight)
        self.kl_penalty.set_tight(tight)
        self.kl_card.set_caption("" if tight else self.tr("How tightly it is held to the fine-tuned model"))
        self.chart.set_least_height(TIGHT_CHART if tight else LEAST_CHART)
        self._draw_chart()
        self._arrange()

    def _arrange(self) -> None:
        """All minds in a row, or half of four, or one, as there is room; chart and leash below them."""
        n, wide, tight = len(self._places()), self._width >= TWO_COLUMNS, bool(self._tight)
        gap, least = (TIGHT_GAP, TIGHT_NARROWEST) if tight else (GAP, NARROWEST)
        room = int((self._width + gap) // (least + gap))
        columns = n if room >= n else 2 if room >= 2 else 1
        for card in self.minds:
            card.fit((self._width - (columns - 1) * gap) / columns, tight=tight)
        if (n, columns, wide, tight) == self._placed:
            return
        self._placed = (n, columns, wide, tight)
        minds = self.minds[:n]
        rows: list[Row] = [[Stack(self.question)]]
        rows += [[Stack(card) for card in minds[i : i + columns]] for i in range(0, n, columns)]
        if wide:
            rows.append([Stack(self.chart_card, share=2), Stack(self.kl_card)])
        else:
            rows += [[Stack(self.chart_card)], [Stack(self.kl_card)]]
        stretch: dict[QWidget, float] = {
            self.question: 0.0,
            self.kl_card: 0.0,
            self.chart_card: 0.5 * (wide and not tight),
        }
        self._grid.arrange(rows, gap=gap, stretch=stretch | dict.fromkeys(self.minds, 2.0))

    def _fit_letters(self) -> None:
        """All answers in one size: that of the one with the least room. It grows again only once all are complete."""
        cards = [card for card in self.minds if card.mind is not None and not card.isHidden()]
        wanted = min((card.answer.wanted_size() for card in cards), default=SIZES[0])
        size = wanted if self.ready() else min(self._size, wanted)
        self._size = size
        for card in self.minds:
            card.answer.set_size(size)

    def _restyle(self) -> None:
        self._tight = None
        self._tighten()
