"""The story panel at the right: until there are lessons it tells the story of the present view, quoting live values.

The page changes when the phase of learning does; its numbers are renewed once a second, and only when they read
differently, because a wrapped text that changes is laid out anew.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explainer.engine.frames import Frame, PromptFrame
from explainer.text.markers import EOT
from explainer.ui.actions import Actions
from explainer.ui.frame.stories import story_for
from explainer.ui.frame.stories.page import Story
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import choices_text, count, isolated, percent, shaped, visible
from explainer.ui.panels.learning.losses import learnt_by_heart
from explainer.ui.panels.prediction.wording import strong
from explainer.ui.pictures.becoming import Word
from explainer.ui.pictures.ground import paint_ground
from explainer.ui.show import Phase, Show
from explainer.ui.translate import mark, named
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph

RENEW_MS = 1000
LONGEST_ENDING = 24  # characters of the text that a sentence quotes


def _tr(text: str) -> str:
    return QCoreApplication.translate("Stories", text) if text else ""


def ending(text: str) -> str:
    """The last words of ``text``, as far as a sentence has room; blanks at its end are seen, for they change the bets.

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
    blanks = text[len(body) :]
    return sign + shaped(short) + shaped(blanks).replace(" ", "␣") or "…"


def values(show: Show) -> dict[str, str]:
    """The live values that stories may quote. What is not known yet is a dash."""
    dash = "–"
    result = dict.fromkeys(
        ("n_params", "vocabulary", "corpus", "choices", "accuracy", "steps", "tokens", "top", "top_share"), dash
    )
    by_heart = learnt_by_heart(show.loss)
    result |= {"milestone": "", "prompt_end": "…", "prompt_choices": dash, "by_heart": by_heart, "not_stored": ""}
    if not by_heart:  # else much of it may be stored, in the dials
        result["not_stored"] = _tr(mark("Stories", "Nothing was looked up, nothing was stored as text."))
    if show.prepared is not None:
        result["n_params"] = count(show.prepared.n_params)
        result["vocabulary"] = count(len(show.prepared.pieces))
        result["corpus"] = safe(show.prepared.corpus)
    result["steps"] = count(show.step)
    reading = show.progress.of_reading if show.progress is not None else None
    if reading is not None and reading.step:
        result["steps"] = count(reading.step)
        result["choices"] = choices_text(reading.smooth_loss)
        result["accuracy"] = percent(reading.accuracy)
        result["tokens"] = count(reading.tokens)
    if show.milestone is not None:
        result["milestone"] = QCoreApplication.translate("Stories", "Measured at step {step}: **{title}**.").format(
            step=count(show.milestone.step), title=safe(named(show.milestone.title))
        )
    frame = show.next_token
    if frame is not None and show.prepared is not None and len(frame.order):
        top = int(frame.order[0])
        result["top"] = strong(Word(show.prepared.pieces[top], next(iter(frame.endings), "")))
        result["top_share"] = percent(float(frame.probability[top]))
        marked = frame.prompt.replace(EOT, visible(EOT)) if EOT in frame.pieces else frame.prompt
        result["prompt_end"] = safe(isolated(ending(marked)))
        result["prompt_choices"] = choices_text(frame.entropy)
    return result


class StoryPanel(QWidget):
    """Kicker, heading, paragraphs, and at most one button."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._actions = actions
        self._view = ""
        self._more: Callable[[], Mapping[str, str]] = dict
        self._story: Story | None = None
        self._told_of: dict[str, str] = {}  # the prompt of the last frame of each topic
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
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._foot.addWidget(self.button)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._scroll, 1)
        self._outer.addLayout(self._foot)
        self._renew = QTimer(self)
        self._renew.setInterval(RENEW_MS)
        self._renew.timeout.connect(self.refresh)
        self._renew.start()
        show.changed.connect(self.refresh)
        look.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def set_view(self, view: str, more: Callable[[], Mapping[str, str]] = dict) -> None:
        """Tell the story of the page ``view``; ``more`` gives the live values that only its panel knows."""
        self._view = view
        self._more = more
        self.refresh()

    def text(self) -> str:
        """All it says now, as Markdown."""
        return f"{self._heading.text()}\n\n{self._body.text()}"

    def follow(self, topic: str, frame: Frame) -> None:
        """A card has just been drawn from ``frame``: where that is about another text, tell of the same one at once."""
        if isinstance(frame, PromptFrame) and self._told_of.get(topic) != frame.prompt:
            self._told_of[topic] = frame.prompt
            self.refresh()

    def refresh(self) -> None:
        """Bring page and numbers up to date."""
        if not self.isVisible() and self._story is not None:
            return
        story = story_for(self._view, self._phase(), has_model=self._show.prepared is not None)
        self._story = story
        live = values(self._show) | dict(self._more())
        paragraphs = (_tr(text).format(**live) for text in story.paragraphs)
        body = "\n\n".join(text for text in paragraphs if text)
        for label, text in (
            (self._kicker, _tr(story.kicker)),
            (self._heading, _tr(story.heading).format(**live).replace("**", "")),
            (self._body, body),
        ):
            label.set_text(text)
        self.button.setVisible(bool(story.action))
        if story.action:
            self.button.setText(_tr(story.action_text))
            self.button.setAccessibleName(_tr(story.action_text))
            self.button.setToolTip(_tr(story.action_text))

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
            self._actions.view_asked.emit(self._story.action.removeprefix("view."))
        elif self._story.action:
            self._actions[self._story.action].trigger()

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
