"""Three answers: the same question, with the same dice, to every age of the model; what each stage added.

Topics: ``minds`` for the answers, ``copied`` for words of the question that it has read nowhere, ``feedback`` for the
small chart and the drift, ``ballot`` for the votes, ``tuning`` for the number of example answers, which ``Show`` keeps.
Each card draws its part; this file puts them in their places, chooses which minds stand side by side, and hands frames
on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from explainer.engine.frames import Ballot, Copied, Feedback, Frame, Mind, Minds
from explainer.engine.recipes import HONEST
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.cardgrid import GAP, TIGHT_GAP
from explainer.ui.panels.minds import feedback_charts, feedback_tables, feedback_words, mind_tables
from explainer.ui.panels.minds.absent import absent
from explainer.ui.panels.minds.answerview import SIZES
from explainer.ui.panels.minds.feedback_charts import TruthLines
from explainer.ui.panels.minds.leashcard import ANY_HEIGHT, LeashBody
from explainer.ui.panels.minds.mind_words import HONEST_IDS, quoted, stage_title, title_of, unheard_of
from explainer.ui.panels.minds.mindcard import MindCard
from explainer.ui.panels.minds.question import MOST, QuestionTools
from explainer.ui.panels.minds.shading import Shade
from explainer.ui.panels.minds.thumbs import Thumbs
from explainer.ui.panels.panel import ROOMY, Panel, PanelContext
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
        self._frame: Minds | None = None
        self._copied: Copied | None = None
        self._feedback: Feedback | None = None
        self._lines = TruthLines()
        self._chosen: tuple[str, ...] = ()  # ids that a person chose; empty follows the stages
        self._size, self._width = SIZES[0], 0.0
        self._tight: bool | None = None
        self._placed: tuple[object, ...] = ()
        self.thumbs = Thumbs(context.actions)
        self.tools = QuestionTools(self._look, context.actions)
        self.minds = [MindCard(self._look, self) for _ in range(MOST)]
        self.chart = Chart(
            self._look,
            self.tr("Is it really getting better?"),
            self.tr(
                "Here two lines will be drawn while it learns from the judge: its score, and the labeller’s points."
            ),
            least=LEAST_CHART - 40,  # it would like 40 more than its least: rather for the answers
        )
        self.leash = LeashBody(self._look, context.actions)
        self._make_cards()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
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

    def _make_cards(self) -> None:
        self.question = Card(
            self._look,
            "",
            "",
            self.tools,
            size=20,
            more=self.tr(
                "Every mind is these same weights at the end of a stage. The fine-tuned ones read the question between "
                "the markers of a conversation, as in their examples; the **base model** gets the bare text, because "
                "it knows no others. All draw with the temperature, top-k and top-p below and the same dice. **How "
                "sure**: its own bet on each token it wrote, at temperature 1. "
                "**What changed**: ln of the ratio of this mind’s bet on a token and that of the mind before; "
                "**drift**: KL(this ‖ the one before) at that token, in nats."
            ),
            table=lambda: mind_tables.of_question(self._frame),
        )
        self.question.add_button(self.tools.minds)
        self.question.add_button(self.tools.again)
        self._chart_caption = self.tr("If the two lines part, the model is fooling the judge.")
        self.chart_card = Card(
            self._look,
            self.tr("Is it really getting better?"),
            self._chart_caption,
            self.chart,
            more=self.tr(
                "Means over each round’s answers, as change since the first round. **Judge’s score**: in standard "
                "deviations of the fine-tuned model’s answers. **Points**: the simulated labeller’s utility by "
                "the strict check. Each has its own numbers at the left."
            ),
            table=lambda: feedback_tables.of_series(self._feedback, "score", "utility", "kl"),
        )
        self._leash_caption = self.tr("How far may it drift?")
        self.leash_card = Card(
            self._look,
            self.tr("The leash"),
            self._leash_caption,
            self.leash,
            more=self.tr(
                "Coefficient of the **KL penalty**; it works while it learns. **Drift**: exact KL divergence from the "
                "fine-tuned model, summed over an answer, in nats; shown is e to the drift. **Votes by hand**: those "
                "that people gave; a simulated labeller gives others (page Votes)."
            ),
            table=lambda: feedback_tables.of_series(self._feedback, "kl", "leash"),
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
                    card.ask_anew()
            self._refresh()
        elif isinstance(frame, Copied):
            self._copied = frame
            self._retitle()
        elif isinstance(frame, Feedback):
            self._apply_feedback(frame)
        elif isinstance(frame, Ballot):
            self.thumbs.take(frame)
            self.leash.show_ballot(frame)
            self._show_votes()

    def clear(self) -> None:
        """Forget an older run."""
        self._frame = self._feedback = self._copied = None
        self._chosen = ()
        self._lines.clear()
        self.thumbs.clear()
        self.tools.tell_vote("")
        self.chart.clear()
        self._caption_chart()
        self.leash.clear()
        self._refresh()

    def kept(self) -> Mapping[str, Kept]:
        """Which minds answer, and by what their words are shaded."""
        shades = {shade.value: button for shade, button in self.tools.shades.items()}
        return {
            "minds": Kept(lambda: list(self._chosen), lambda ids: self._choose(tuple(ids))),
            "shade": one_of(shades),
        }

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
        return self.tr("The same model at three ages. Nothing was added but practice.")

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        said = [(m.title, m.mind.answer.text) for m in self.minds if m.mind is not None and m.mind.answer is not None]
        return {
            "question": safe(quoted(frame.prompt)) if frame is not None and frame.prompt.strip() else "…",
            "answers": "\n\n".join(f"{safe(name)}: *{safe(quoted(text))}*" for name, text in said if text.strip())
            or NOTHING,
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
        known = {mind.id for mind in self._frame.minds} if self._frame is not None else set()
        chosen = tuple(mind_id for mind_id in self._chosen if mind_id in known)
        if len(chosen) >= 2:
            return chosen
        places = tuple(HONEST_IDS.values())
        live = [mind.id for mind in self._frame.minds if mind.live] if self._frame is not None else []
        return (*places, *(mind_id for mind_id in live if mind_id not in places))[:MOST]

    def _choose(self, ids: tuple[str, ...]) -> None:
        self._chosen = ids
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
        dice = self.tr("no dice, always the likeliest") if sampling.greedy else self.tr("the same dice, number {n}")
        number = frame.dice if frame is not None else sampling.value.seed
        words = self.tr("The same question to all, {dice}. The base model gets the bare text.").format(
            dice=dice.format(n=number)
        )
        unheard = unheard_of(self._copied, frame) if frame is not None else ""
        self.tools.tell_asked(unheard or words)
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

    # ---- chart and leash ---------------------------------------------------------------------------------------------

    def _apply_feedback(self, frame: Feedback) -> None:
        self._feedback = frame
        self._lines.take(frame)
        self._draw_chart()
        self._caption_chart()
        self.leash.show_feedback(frame)
        if len(frame.answers):
            self.chart_card.describe(feedback_charts.tell_truth(frame, len(frame.answers) - 1))

    def _caption_chart(self) -> None:
        """What to look for, or which run this is where it is not the honest one."""
        recipe = self._feedback.recipe if self._feedback is not None else HONEST
        self.chart_card.set_caption(self._chart_caption if recipe == HONEST else feedback_words.not_honest(recipe))

    def _draw_chart(self) -> None:
        """The two lines; where the page is tight, the grid is only the line of the start."""
        if self._feedback is None:
            return
        plot = self._lines.plot()
        if self._tight:
            plot = replace(plot, scale=replace(plot.scale, step=2.0, columns=()))
        self.chart.set(plot)

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
        px = self._look.px
        self._grid.setSpacing(px(self._gap()))
        for card in (self.question, self.chart_card, self.leash_card):
            card.set_dense(tight)
        self.chart_card.set_beside(tight)
        self.leash_card.set_caption("" if tight else self._leash_caption)
        self.leash.set_tight(tight)
        self.chart.setMinimumHeight(px(TIGHT_CHART if tight else LEAST_CHART))
        self.chart.setMaximumHeight(px(TIGHT_CHART) if tight else ANY_HEIGHT)
        self._draw_chart()
        self._arrange()

    def _gap(self) -> float:
        """Design pixels between cards."""
        return TIGHT_GAP if self._tight else GAP

    def _columns(self) -> int:
        """How many minds stand in a row: all, or half of four, or one."""
        gap, least = self._gap(), TIGHT_NARROWEST if self._tight else NARROWEST
        n, room = len(self._places()), max(1, int((self._width + gap) // (least + gap)))
        return n if room >= n else 2 if room >= 2 else 1

    def _arrange(self) -> None:
        n, columns, wide = len(self._places()), self._columns(), self._width >= TWO_COLUMNS
        each = (self._width - (columns - 1) * self._gap()) / columns
        for card in self.minds:
            card.fit(each, tight=bool(self._tight))
        if (n, columns, wide, self._tight) == self._placed:
            return
        self._placed = (n, columns, wide, self._tight)
        across = 12  # divides by 1, 2, 3 and 4
        self._grid.addWidget(self.question, 0, 0, 1, across)
        for column in range(across):
            self._grid.setColumnStretch(column, 1)
        rows = -(-n // columns)
        for place, card in enumerate(self.minds):
            row, column = divmod(place, columns)
            last = columns - column if place == n - 1 else 1  # a card that stands alone takes the rest of its row
            self._grid.addWidget(card, 1 + row, column * across // columns, 1, last * across // columns)
        for row in range(1, 8):
            self._grid.setRowStretch(row, 2 if row <= rows else 0)
        self._grid.setRowStretch(1 + rows, int(wide and not self._tight))
        below = 1 + rows
        self._grid.addWidget(self.chart_card, below, 0, 1, 8 if wide else across)
        self._grid.addWidget(self.leash_card, below + (not wide), 8 if wide else 0, 1, 4 if wide else across)

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
