"""The story panel at the right: until there are lessons it tells the story of the present view, quoting live values.

The story changes when the phase of learning does. Its numbers are those of the frames that the cards are painted from,
in the same paint: ``follow`` hears of each, ``renew`` of all of one look having been handed out. A text that reads the
same is not laid out anew. What is told stands in files (``stories``); where one of them is not as it should be, a plain
sentence takes its place and ``failed`` says why.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explainer.engine.recipes import MISHAPS
from explainer.shipped import asset
from explainer.text.markers import EOT
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.frame.invitation import InvitationCard
from explainer.ui.intents import OpenView, Press
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, choices_text, count, isolated, percent, shaped, visible
from explainer.ui.panels.learning.losses import learnt_by_heart
from explainer.ui.pictures.becoming import Word, strong
from explainer.ui.pictures.ground import paint_ground
from explainer.ui.show import Phase, Show
from explainer.ui.stories import Passage, Stories, Story
from explainer.ui.translate import Marked, mark, named, translate, translated
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.scroll import Fade

LONGEST_ENDING = 24  # characters of the text that a sentence quotes
UNKNOWN = frozenset((NOTHING, "…"))  # what a value says before there is one
_STAGES = {Stage.PRETRAIN: "reading", Stage.SFT: "fine-tuning", Stage.RLHF: "feedback"}
_ABOVE = {
    Phase.PREPARING: mark("Stories", "ONE MOMENT"),
    Phase.FRESH: mark("Stories", "BEFORE IT HAS READ A WORD"),
    Phase.EARLY: mark("Stories", "THE FIRST STEPS"),
    Phase.MIDDLE: mark("Stories", "IT IS LEARNING"),
    Phase.PAUSED: mark("Stories", "PAUSED"),
    Phase.COMPLETE: mark("Stories", "IT HAS LEARNT"),
    Phase.FAILED: mark("Stories", "IT STOPPED"),
}
_AFTER = {  # whose bets are looked at, once a stage is complete
    Stage.PRETRAIN: mark("Stories", "THE MODEL AFTER READING"),
    Stage.SFT: mark("Stories", "THE MODEL AFTER FINE-TUNING"),
    Stage.RLHF: mark("Stories", "THE MODEL AFTER HUMAN FEEDBACK"),
}
_BROKEN = mark("Stories", "A MODEL MADE BY A MISHAP")


def ending(text: str) -> str:
    """The last words of ``text``, as far as a sentence has room; blanks at its end take room, for they change the bets.

    A text without blanks between its words is cut by letters.
    """
    body = text.rstrip()
    words = body.split()
    short = " ".join(words[-3:])
    sign = "… " if len(words) > 3 else ""
    if len(short) > LONGEST_ENDING:
        end = short[-LONGEST_ENDING:]
        while end and (unicodedata.category(end[0]).startswith("M") or end[0] in "\u200c\u200d "):
            end = end[1:]
        short, sign = end, "…"
    return sign + shaped(short) + "\u00a0" * (len(text) - len(body)) or "…"


def facts(show: Show, phase: Phase) -> frozenset[str]:
    """What holds now of all that stories may ask for: one fact of each kind (``stories.FACTS``)."""
    tried = show.stage is Stage.RLHF or show.trained(Stage.RLHF) or show.left_early(Stage.RLHF)
    return frozenset(
        (
            phase.value,
            _STAGES[show.stage],
            "own text" if show.own_text else "storyland",
            "broken" if show.recipe in MISHAPS else "honest",
            "feedback begun" if tried else "no feedback yet",
            "a model" if show.prepared is not None else "no model",
            "a step to take back" if show.can_undo_step else "no step to take back",
        )
    )


def values(show: Show) -> dict[str, str]:
    """The live values that stories may quote. What is not known yet is a dash."""
    quoted = ("n_params", "vocabulary", "corpus", "choices", "accuracy", "steps", "tokens")
    result = dict.fromkeys((*quoted, "top", "top_share"), NOTHING)
    by_heart = learnt_by_heart(show.loss)
    result |= {"milestone": "", "prompt_end": "…", "by_heart": by_heart, "not_stored": ""}
    if not by_heart:  # else much of it may be stored, in the dials
        result["not_stored"] = translate("Stories", "Nothing was looked up, nothing was stored as text.")
    if show.prepared is not None:
        result["n_params"] = count(show.prepared.n_params)
        result["vocabulary"] = count(len(show.prepared.pieces))
        result["corpus"] = safe(show.prepared.corpus)
    if show.stage is Stage.PRETRAIN:
        result["steps"] = count(show.step)
    reading = show.progress.of_reading if show.progress is not None else None
    if reading is not None and reading.step:
        result["steps"] = count(reading.step)
        result["choices"] = choices_text(reading.smooth_loss)
        result["accuracy"] = percent(reading.accuracy)
        result["tokens"] = count(reading.tokens)
    if show.milestone is not None:
        result["milestone"] = translate("Stories", "Measured at step {step}: **{title}**.").format(
            step=count(show.milestone.step), title=safe(named(show.milestone.title))
        )
    frame = show.next_token
    if frame is not None and show.prepared is not None and len(frame.order):
        top = int(frame.order[0])
        result["top"] = strong(Word(show.prepared.pieces[top], next(iter(frame.endings), "")))
        result["top_share"] = percent(float(frame.probability[top]))
        marked = frame.prompt.replace(EOT, visible(EOT)) if EOT in frame.pieces else frame.prompt
        result["prompt_end"] = safe(isolated(ending(marked)))
    return result


def tell(story: Story, known: frozenset[str], live: Mapping[str, str]) -> str:
    """The paragraphs of ``story`` as Markdown, without those that quote what is not known (yet)."""
    told = (
        passage.text.format(**live)
        for passage in story.told(known)
        if all(live.get(field, NOTHING) not in UNKNOWN for field in passage.fields)
    )
    return "\n\n".join(text for text in told if text)


class StoryPanel(QWidget):
    """Kicker, heading, paragraphs, at most one button; at the foot an invitation to what comes next, if any.

    ``failed`` says that a story could not be read: a sentence, and the details.
    """

    failed = Signal(str, str)

    def __init__(
        self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None, stories: Stories | None = None
    ) -> None:
        super().__init__(parent)
        self._stories = stories if stories is not None else Stories(asset("stories", "en"))
        self._look = look
        self._show = show
        self._actions = actions
        self._view = ""
        self._more: Callable[[], Mapping[str, str]] = dict
        self._story: Story | None = None
        self._topics: frozenset[str] = frozenset()  # of the page
        self._due = False  # a card has been drawn from a newer frame than was told of
        self.setObjectName("story_panel")
        self.setAccessibleName(self.tr("Story"))
        self._kicker = Paragraph(look, size=12.5, bold=True, colour="ink2")
        self._heading = Paragraph(look, size=21, bold=True)
        self._body = Paragraph(look, size=16.5)
        self.button = Button(look, name=self.tr("Go on"), tip=self.tr("Go on with the story"))
        self.button.setObjectName("story_button")
        self.button.clicked.connect(self._press)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        for label in (self._kicker, self._heading, self._body):
            self._column.addWidget(label)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        Fade(look, self._scroll)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._foot.addWidget(self.button)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._scroll, 1)
        self._outer.addLayout(self._foot)
        self.invitation = InvitationCard(look, show, actions)
        self._outer.addWidget(self.invitation)
        show.changed.connect(self.refresh)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_view(
        self, view: str, more: Callable[[], Mapping[str, str]] = dict, topics: frozenset[str] = frozenset()
    ) -> None:
        """Tell the story of the page ``view``, which draws ``topics``; ``more`` gives values that only it knows."""
        self._view = view
        self._topics = topics
        self._more = more
        self.refresh()

    def text(self) -> str:
        """All it says now, as Markdown."""
        return f"{self._heading.text()}\n\n{self._body.text()}"

    def follow(self, topic: str) -> None:
        """A frame of ``topic`` has been handed out, from which cards may have been drawn."""
        self._due |= topic in self._topics

    def renew(self) -> None:
        """All frames of one look have been handed out, and nothing has been painted since: tell of the same ones."""
        if self._due:
            self.refresh()

    def refresh(self) -> None:
        """Bring page and numbers up to date."""
        self._due = False
        if not self.isVisible() and self._story is not None:
            return
        phase = self._phase()
        known = facts(self._show, phase)
        self._story = story = self._find(known)
        live = values(self._show) | {
            "start": self._actions["start_pause"].text(),
            "do_step": self._actions["examine_step"].text(),
        }
        self._kicker.set_text(story.above or translated(self._above(phase)))
        self._heading.set_text(story.heading)
        self._body.set_text(tell(story, known, live | dict(self._more())))
        self._show_button(story)
        self.invitation.refresh(self._view)

    def _find(self, known: frozenset[str]) -> Story:
        """The story that fits, or one plain sentence where it cannot be read."""
        try:
            story = self._stories.tell(self._view, known)
        except (OSError, ValueError) as error:
            story = None
            self.failed.emit(self.tr("The story beside this page could not be read. All else goes on."), str(error))
        if story is not None:
            return story
        plain = self.tr("There is no story to tell beside this page. What the page shows is measured all the same.")
        return Story((), self.tr("See for yourself"), (Passage(safe(plain), (), 0),), 0)

    def _show_button(self, story: Story) -> None:
        """Offer what the story does: an action in its own words and only where it is possible, or another page."""
        self.button.setVisible(bool(story.action))
        if not story.action:
            return
        action = None if story.action.startswith("view.") else self._actions[story.action]
        text = story.button or (action.text() if action is not None else "")
        if self.button.text() != text:
            self.button.setText(text)
            self.button.setAccessibleName(text)
        tip = action.toolTip() if action is not None else text
        if self.button.toolTip() != tip:
            self.button.setToolTip(tip)
        live = action is None or action.isEnabled()
        if self.button.isEnabled() != live:
            self.button.setEnabled(live)

    def _above(self, phase: Phase) -> Marked:
        """Where the learner is; once a stage is complete, which model is looked at, where it is one."""
        if self._show.recipe in MISHAPS:
            return _BROKEN
        view = self._view.split(".")[0]
        if phase is not Phase.COMPLETE or view == "minds":
            return _ABOVE[phase]
        return _AFTER[Stage.PRETRAIN if view == "learning" else self._show.stage]

    def _phase(self) -> Phase:
        """Where the learner is; of reading, where the page tells of reading and that lies behind the model."""
        show = self._show
        later = show.progress is not None and show.progress.reading is not None and show.progress.reading.step > 0
        told = show.phase not in (Phase.PREPARING, Phase.FAILED)
        return Phase.COMPLETE if later and told and self._view == "learning" else show.phase

    def paintEvent(self, event: QPaintEvent) -> None:
        """A white card, like those of the views."""
        paint_ground(self, self._look)

    def _press(self) -> None:
        if self._story is None:
            return
        if self._story.action.startswith("view."):
            self._actions.do(OpenView(self._story.action.removeprefix("view.")))
        elif self._story.action:
            self._actions.do(Press(self._story.action))

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(18), px(18), px(14), px(8))
        self._column.setSpacing(px(10))
        self._foot.setContentsMargins(px(18), 0, px(18), px(18))
        self._outer.setContentsMargins(1, 1, 1, 1)
        self.update()

    def showEvent(self, event: object) -> None:
        """Catch up with what was missed while folded away."""
        self.refresh()
