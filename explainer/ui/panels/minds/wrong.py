"""Better, or fooled? The judge's score over the points, four mishaps to try, and one question to all minds at once.

Topics: ``feedback`` for the lines and the runs, ``minds`` for the answers. A mishap is a real run from the same
fine-tuned weights with one setting changed (``recipes``). What it makes is kept beside the honest model, which is live
again as soon as it ends, and answers here in red, while it drifts too. A run can be chosen by its mind; the control
room with all that can be set and measured is a page of its own (``feedback``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import BeginStage, TakeMind
from explainer.engine.frames import Feedback, Frame, Mind, Minds, Outcome
from explainer.engine.recipes import HONEST, LIKED, MISHAPS, RECIPES
from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.intents import OpenPage, RestorePage
from explainer.ui.look import SMALL
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import before, drift, feedback_charts, feedback_tables, feedback_words
from explainer.ui.panels.minds.asked_table import AskedTable, points_of, score_of
from explainer.ui.panels.minds.before import BeginFeedback
from explainer.ui.panels.minds.feedback_charts import TruthLines
from explainer.ui.panels.minds.feedback_words import not_honest, series
from explainer.ui.panels.minds.mind_words import HONEST_IDS, colour_of, quoted, title_of
from explainer.ui.panels.minds.parting import parting
from explainer.ui.panels.minds.recipe_tiles import RecipeTiles, ShareBar
from explainer.ui.panels.minds.scored import fools, misjudged, signed
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.translate import mark, named, translate, translated
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

ANSWERS = "minds"  # the page on which minds are asked side by side
ACROSS, NARROW_ACROSS = 4, 2  # mishaps side by side
WATCH = {  # what to look for, before it is tried; what comes of it is only told when it was measured
    "no_leash": mark("Wrong", "Watch whether the points still rise with the score, and how its answers sound."),
    "length": mark("Wrong", "Watch how long its answers get, and what they are then worth in points."),
    "rate": mark("Wrong", "Watch whether the lines climb, or jump about until nothing is left of its language."),
    "sign": mark("Wrong", "Watch which way the score goes, and how its answers sound."),
}
# Design pixels for lines or answers, and the sentences about them, which may grow: what stands above gives way.
LEAST, LEAST_ASKED = 204, 264
LOW = 600  # design pixels of height below which the cards are tight


class WrongPanel(Panel):
    """Three cards: the two lines, what can be broken, and what all say."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._show, self._actions = look, context.show, context.actions
        self._frame: Feedback | None = None
        self._minds: Minds | None = None
        self._chosen = ""  # id of the mind whose run is shown; "" for the one that is told of
        self._lines = TruthLines()
        self._wide, self._tight = (
            True,
            False,
        )  # whether two columns stand there, and whether they leave out what they can
        self.truth = Chart(
            look,
            self.tr("Score and points"),
            self.tr(
                "Two lines will be drawn here, round by round: the judge’s score for its answers, and the labeller’s "
                "points."
            ),
            least=104,
        )
        self.verdict = Paragraph(look, lines=2)
        self.begin_button = BeginFeedback(context, more=False)
        self.progress = ShareBar(look)
        self.mishaps = RecipeTiles(
            look, MISHAPS, self.tr("Mishap"), lambda recipe: self._actions.do(BeginStage(Stage.RLHF, recipe))
        )
        self.table = AskedTable(
            look, self.tr("What they all say"), self.tr("Their answers will stand here, one below the other.")
        )
        self.table.came.connect(self._choose)
        self.told = Paragraph(look, lines=2, size=SMALL)
        self.ask_button = Button(
            look,
            self.tr("Side by side"),
            tip=self.tr("The page Three answers, with the answer of the mishap beside those of the honest ones"),
        )
        self.ask_button.clicked.connect(self._ask_all)
        self.look_button = Button(
            look,
            self.tr("Look inside it"),
            tip=self.tr(
                "All pages show the model that was made here, and say so above, until you go back to the honest one"
            ),
        )
        self.look_button.setObjectName("wrong_look")
        self.look_button.clicked.connect(lambda: self._actions.do(TakeMind(self._made())))
        self._make_cards()
        truth, attempts, asked = self.truth_card, self.try_card, self.asked_card
        self._grid = CardGrid(
            look,
            self,
            {
                TWO_COLUMNS: [[Stack(truth, share=9), Stack(asked, share=11)], [Stack(attempts)]],
                0: below(truth, asked, attempts),
            },
            stretch={attempts: 0},
        )
        context.show.changed.connect(self._refresh)
        context.prompt.changed.connect(self._refresh)
        self._prompt = context.prompt
        self._refresh()

    def _make_cards(self) -> None:
        look = self._look
        self.truth_card = Card(
            look,
            self.tr("Score and points"),
            "",
            Stacked(look, self.truth, self.verdict, self.begin_button, gap=4, least=LEAST),
            more=definition("minds.wrong", "truth"),
            table=lambda: feedback_tables.of_series(self._course(), "score", "utility"),
        )
        self.try_card = Card(
            look,
            self.tr("Break it on purpose"),
            "",
            Stacked(look, self.progress, self.mishaps, gap=4),
            more=definition("minds.wrong", "try"),
            table=lambda: feedback_tables.of_series(self._frame),
        )
        self.try_card.add_button(self.ask_button)
        self.try_card.add_button(self.look_button)
        self.asked_card = Card(
            look,
            self.tr("One question to all"),
            "",
            Stacked(look, self.table, self.told, gap=4, least=LEAST_ASKED),
            more=definition("minds.wrong", "asked"),
            table=self.table.numbers,
        )

    # ---- what a panel does -------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw the lines and the runs, or the answers."""
        if isinstance(frame, Feedback):
            old = self._frame
            ended = len(frame.outcomes) > len(old.outcomes) if old is not None else not frame.running
            if frame.outcomes and ended and (old is not None or not self._chosen):
                self._chosen = _mind(frame.outcomes[-1].recipe)  # what has just ended, or in an opened run did last
            elif old is not None and (frame.run != old.run or (frame.running and not old.running)):
                self._chosen = ""
            self._frame = frame
            self._draw()
            self._refresh()
        elif isinstance(frame, Minds):
            self._minds = frame
            self._refresh()

    def clear(self) -> None:
        """Forget the run."""
        self._frame = self._minds = None
        self._chosen = ""
        self._lines.clear()
        self.truth.clear()
        self._refresh()

    def ready(self) -> bool:
        """Whether all have answered."""
        minds = self._minds.minds if self._minds is not None else ()
        return bool(minds) and all(mind.answer is not None and mind.answer.done for mind in minds)

    def kept(self) -> Mapping[str, Kept]:
        """Whose run is shown."""
        return {"mind": Kept(lambda: self._chosen, self._show_run)}

    def fit(self, width: float) -> None:
        """Cards below each other in a narrow window."""
        self._grid.fit(width)
        self._wide = width >= TWO_COLUMNS
        self._place()
        self.mishaps.set_across(ACROSS if self._wide else NARROW_ACROSS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be tight in a low window."""
        self._place()

    def _place(self) -> None:
        """In a low window all of it is seen at once; one that is narrow too has to be scrolled anyway."""
        seen = self.parentWidget()
        low = seen is not None and seen.height() < self._look.px(LOW)
        for card in self.cards():
            card.set_dense(low)
        if (low and self._wide) != self._tight:
            self._tight = not self._tight
            self._refresh()

    def caption(self) -> str:
        """The lesson of the page."""
        return self.tr("It does what it is rewarded for, not what you meant.")

    def summary(self) -> str:
        """What the two lines did, what is under way, and what all say."""
        verdict, told = (words.accessibleDescription() for words in (self.verdict, self.told))  # without marks
        return " ".join((verdict, self.try_card.caption(), *self.table.sentences(), told))

    def values(self) -> Mapping[str, str]:
        """What the story may quote: an answer of the last round for which the judge is fooled."""
        frame = self._frame
        recipe = RECIPES[frame.recipe if frame is not None else HONEST]
        if frame is None or recipe.taste is not None or recipe.sign < 0 or not (example := misjudged(frame.tried)):
            return {"wrong_example": ""}
        text = self.tr("In the last round the judge was fooled by this: {example}").format(example=example)
        return {"wrong_example": text if frame.recipe == HONEST else f"{not_honest(frame.recipe)} {text}"}

    # ---- which run ---------------------------------------------------------------------------------------------------

    def _outcomes(self) -> tuple[Outcome, ...]:
        return self._frame.outcomes if self._frame is not None else ()

    def _course(self) -> Feedback | None:
        """The rounds that are drawn: of the mind that is chosen, or of the run that is told of."""
        frame = self._frame
        if frame is None or not self._chosen:
            return frame
        return feedback_charts.course_of(frame, _recipe(self._chosen))

    def _made(self) -> str:
        """Id of the mind that is chosen, or of the newest that was not made honestly; "" where none is kept."""
        stages = self._show.stages
        kept = [name for name in (stages.minds if stages is not None else ()) if "." in name]
        return self._chosen if self._chosen in kept else kept[-1] if kept and not self._chosen else ""

    def _choose(self, mind: Mind) -> None:
        self._show_run(mind.id if mind.stage is Stage.RLHF else "")

    def _show_run(self, mind: str) -> None:
        """Show the run that made ``mind``; "" for the one that is told of."""
        if mind and _recipe(mind) not in RECIPES:
            raise ValueError(f"no run makes {mind!r}")
        self._chosen = mind
        self._draw()
        self._refresh()

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        course = self._course()
        if course is not None:
            self._lines.take(course)
            self.truth.set(self._lines.plot())

    def _refresh(self) -> None:
        """Sentences, buttons and answers, which depend on the show too."""
        self._refresh_verdict()
        self._refresh_try()
        self._refresh_asked()
        self.tell_summary(self.truth_card)

    def _refresh_verdict(self) -> None:
        frame, show, course = self._frame, self._show, self._course()
        if course is not None and (len(course.answers) or course.running):
            text = feedback_words.verdict(parting(series(course, "score"), series(course, "utility")), course)
            if course.recipe != HONEST:
                text = f"{not_honest(course.recipe)} {text}"
            if len(course.answers):
                text = f"{text} {drift.in_words(feedback_words.last(series(course, 'kl')))}".rstrip()
        else:
            text = before.what_first(show) or self.tr("Human feedback can begin: votes, a judge, and then rounds.")
        self.verdict.set_text(text)
        can_be_fooled = course is None or (course.can_judge and RECIPES[course.recipe].taste is None)
        fooled = self.tr("If only the score rises, the judge is fooled.") if can_be_fooled else ""
        self.truth_card.set_caption("" if self._tight else fooled)
        self.begin_button.refresh(frame)

    def _refresh_try(self) -> None:
        """What can be tried, what has to come first, what is under way."""
        show, frame = self._show, self._frame
        running = frame is not None and before.under_way(show, frame)
        recipe = frame.recipe if frame is not None and running else HONEST
        share = 0.0
        if frame is not None and running:
            words = f"{named(RECIPES[recipe].title)}. {feedback_words.doing(frame)}"
            share = len(frame.answers) / frame.rounds if frame.rounds else 0.0
        elif first := before.what_first(show):
            words = first
        elif not before.has_honest(show, frame):
            words = self.tr("First let it learn as it should: then there is an honest model to come back to.")
        else:
            words = self.tr("Real runs, one thing changed. The honest model is kept.")
        self.try_card.set_caption(words)
        self.progress.set_share(share, colour_of(recipe))
        self.mishaps.set_live(before.can_try(show, frame))
        tried = {o.recipe: came_of(o) for o in self._outcomes()}
        self.mishaps.set_notes({} if self._tight else {r: translated(what) for r, what in WATCH.items()} | tried)
        self.try_card.describe(words)

    def _refresh_asked(self) -> None:
        frame = self._minds
        asked = quoted(frame.prompt if frame is not None else self._prompt.text)
        self.asked_card.set_title(asked or self.tr("Type a question in the line below"))
        self.asked_card.set_caption(self.tr("All answer it, with the same dice"))
        self.table.show_minds(frame.minds if frame is not None else (), self._chosen)
        told = feedback_words.told_of(self._told_outcome(), named_too=True)
        if not self._tight:
            told = f"{told} {self._what_fools()}"
        self.told.set_text(told.strip())
        self.asked_card.describe(" ".join((*self.table.sentences(), self.told.accessibleDescription())))
        made, can = self._made(), next_state(self._show.state, Move.GO_BACK) is not None
        busy = self._show.recipe != HONEST or self._show.under_way(Stage.RLHF)
        for button, live in ((self.look_button, can and bool(made) and not busy), (self.ask_button, bool(made))):
            if button.isEnabled() != live:
                button.setEnabled(live)

    def _what_fools(self) -> str:
        """Whose answer to this question the judge likes most, of those that are worth nothing to the labeller."""
        asked = self._minds.minds if self._minds is not None else ()
        fooling = [mind for mind in asked if fools(score_of(mind), points_of(mind))]
        if fooling:
            mind = max(fooling, key=lambda mind: score_of(mind) or 0.0)
            text = self.tr("Here “{mind}” fools the judge: score **{score}**, points **{points}**.")
            return text.format(mind=title_of(mind), score=signed(score_of(mind)), points=signed(points_of(mind)))
        if any(o.recipe in MISHAPS for o in self._outcomes()):
            return ""
        return self.tr("No mishap was tried yet: its answer will stand here in red, its lines in the picture.")

    def _told_outcome(self) -> Outcome | None:
        """How the run ended that is chosen, or the last one."""
        found = [o for o in self._outcomes() if not self._chosen or _mind(o.recipe) == self._chosen]
        return found[-1] if found else None

    def _ask_all(self) -> None:
        """Ask the minds of the stages side by side, and what the run shown has made."""
        self._actions.do(OpenPage(ANSWERS))
        self._actions.do(RestorePage(ANSWERS, {"minds": (*HONEST_IDS.values(), self._made())}))


def came_of(outcome: Outcome) -> str:
    """What a mishap has done, on the tile that makes it again."""
    text = translate("Wrong", "**Here:** judge’s score {before} → {after}, points {was} → {now}.")
    score, points = (outcome.score_before, outcome.score_after), (outcome.utility_before, outcome.utility_after)
    before, after, was, now = map(signed, (*score, *points))
    return text.format(before=before, after=after, was=was, now=now)


def _mind(recipe: str) -> str:
    """Id of the mind that a run of ``recipe`` makes."""
    return LIKED if recipe == HONEST else f"{LIKED}.{recipe}"


def _recipe(mind: str) -> str:
    """And the other way round."""
    return mind.removeprefix(f"{LIKED}.") if "." in mind else HONEST
