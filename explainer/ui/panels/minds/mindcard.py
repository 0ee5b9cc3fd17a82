"""One mind: its answer, what is to be said of it, its first bets, and thumbs.

A mind that does not exist yet has its card too: it says how to get it, with a button that begins that stage. A thumb
only says what a person pressed; the page stores it and knows what was stored (``panel``). What a mind has behind it
stands in the body and not in the card's head, where the buttons would leave it too little room.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from explainer.engine.frames import Mind, Rating
from explainer.training.reports import Stage
from explainer.ui.look import SMALL, Look
from explainer.ui.panels.minds import mind_tables
from explainer.ui.panels.minds.answerview import AnswerView
from explainer.ui.panels.minds.firstwords import FirstWords
from explainer.ui.panels.minds.mind_words import caption_of, marks_of, quoted, signed, title_of
from explainer.ui.stories import definition
from explainer.ui.translate import translate
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import TIGHT, WIDE, Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

THUMB, THUMB_DENSE = 40, 32  # design pixels of a thumb, as ever and in a dense card
GAP = 4  # between the thumbs and after them
BESIDE = 150  # design pixels beside the thumbs from which score and points can share a line


class MindCard(Card):
    """The card of one mind. ``voted`` says that a thumb was pressed (good or not); ``begin_asked``, the button."""

    voted = Signal(bool)
    begin_asked = Signal()

    def __init__(self, look: Look) -> None:
        self.mind: Mind | None = None
        self._tight = False
        self._room = 0.0  # pixels beside the thumbs
        self.age = TextLine(look, size=SMALL, colour="ink3", lines=5)
        self.answer = AnswerView(look)
        self.marks = TextLine(look, size=SMALL, colour="ink", bold=True, lines=2)
        self.first = FirstWords(look)
        self.score, self.points = (TextLine(look, size=SMALL, colour="ink2") for _ in range(2))
        self.up, self.down = (Button(look, icon=icon) for icon in ("thumb-up", "thumb-down"))
        self.missing = Paragraph(look)
        self.begin = Button(look)
        self._told, self._foot = QVBoxLayout(), QHBoxLayout()
        self._numbers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._numbers.addWidget(self.score)
        self._numbers.addWidget(self.points)
        self._told.addWidget(self.marks)
        self._told.addLayout(self._numbers)
        for button, good in ((self.up, True), (self.down, False)):
            button.setObjectName(f"thumb.{'up' if good else 'down'}")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, g=good: self.voted.emit(g))
            self._foot.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._foot.addLayout(self._told, 1)
        spare = QVBoxLayout()
        spare.addStretch(1)
        self._there = Stacked(look, self.answer, self.first, self._foot, gap=4)
        self._absent = Stacked(look, self.missing, self.begin, spare, gap=12)
        super().__init__(
            look,
            translate("MindCard", "One more mind"),
            "",
            Stacked(look, self.age, self._there, self._absent, gap=3),
            more=definition("minds", "mind"),
            table=lambda: mind_tables.of_mind(self.mind),
        )
        self.begin.clicked.connect(self.begin_asked)
        look.changed.connect(self._restyle_body)
        self._restyle_body()

    def show_mind(self, mind: Mind, *, before: str, n_shown: int | None, checkable: bool) -> None:
        """Show ``mind``; ``before`` is what the mind it is compared with is called."""
        self.mind = mind
        stage, answer, name = str(mind.stage), mind.answer, title_of(mind)
        self._head_as(name, caption_of(mind, n_shown), stage)
        self.answer.set_answer(answer, stage=stage, before=before, waiting=self.tr("Its answer will stand here."))
        self.answer.setAccessibleName(self.tr("The answer of {mind}").format(mind=name))
        self.first.set_answer(answer, stage)
        self.marks.set_text(marks_of(answer.rating if answer and answer.done else None, checkable=checkable))
        self._tell_numbers()
        done = answer is not None and answer.done and bool(answer.text.strip())
        for button, tip in (
            (self.up, self.tr("Thumb up for this answer of {mind}: it is stored as a vote")),
            (self.down, self.tr("Thumb down for this answer of {mind}: it is stored as a vote")),
        ):
            button.setEnabled(done)
            button.setAccessibleName(tip.format(mind=name))
            button.setToolTip(tip.format(mind=name))
        self.describe(self.in_words())

    def show_missing(self, stage: Stage, title: str, caption: str, text: str, button: str) -> None:
        """There is no such mind: say ``text``, and offer ``button`` where there is something to do."""
        self.mind = None
        self._head_as(title, caption, str(stage))
        self.answer.set_answer(None, stage=str(stage), before="", waiting="")
        self.missing.set_text(text)
        self.begin.setText(button)
        self.begin.setAccessibleName(button)
        self.begin.setToolTip(button)
        self.begin.setVisible(bool(button))
        self.describe(self.in_words())

    def show_vote(self, good: bool | None) -> None:
        """Show what was voted on this answer, or that nothing was."""
        self.up.setChecked(good is True)
        self.down.setChecked(good is False)

    def in_words(self) -> str:
        """The mind and its answer as a sentence."""
        if self.mind is None:
            return f"{self.title}: {self.missing.text()}"
        answer = self.mind.answer
        if answer is None:
            return self.tr("{mind} has not answered yet.").format(mind=self.title)
        words = self.tr("{mind}: “{text}”").format(mind=self.title, text=quoted(answer.text))
        facts = ", ".join(line.text() for line in (self.marks, self.score, self.points) if line.text())
        return f"{words} ({facts})" if facts else words

    def _head_as(self, title: str, caption: str, stage: str) -> None:
        self.set_title(title)
        self.age.set_text(caption)
        self.set_accent(stage)
        self._there.setVisible(self.mind is not None)
        self._absent.setVisible(self.mind is None)

    def _tell_numbers(self) -> None:
        """Whose score and whose points, where there is room to say it; both on one line in a dense card."""
        beside = self._tight and self._room >= self._look.px(BESIDE)
        self._numbers.setDirection(
            self._numbers.Direction.LeftToRight if beside else self._numbers.Direction.TopToBottom
        )
        answer = self.mind.answer if self.mind is not None else None
        rating = (answer.rating if answer is not None and answer.done else None) or Rating()
        wide, room = self._look.metrics(SMALL).horizontalAdvance, self._room / (2 if beside else 1)
        for line, value, texts in (
            (self.score, rating.score, (self.tr("judge’s score {n}"), self.tr("score {n}"))),
            (self.points, rating.utility, (self.tr("labeller’s points {n}"), self.tr("points {n}"))),
        ):
            told = [text.format(n=signed(value)) for text in texts] if value is not None else [""]
            line.set_text(next((text for text in told if wide(text) + 3 <= room), told[-1]))

    def fit(self, width: float, *, tight: bool) -> None:
        """``width`` design pixels for the card, of a page that must be ``tight`` or not."""
        other = tight != self._tight
        if other:
            self._tight = tight
            self.set_dense(tight)
            self._restyle_body()
        thumbs = 2 * (THUMB_DENSE if tight else THUMB) + 3 * GAP
        room = self._look.px(width - 2 * (TIGHT if tight else WIDE) - thumbs)
        if other or room != self._room:
            self._room = room
            self._tell_numbers()

    def _restyle_body(self) -> None:
        px = self._look.px
        self._foot.setSpacing(px(GAP))
        self._told.setSpacing(0)
        self._numbers.setSpacing(0)
        self._told.setContentsMargins(px(GAP), 0, 0, 0)
        for button in (self.up, self.down):
            button.setFixedWidth(px(THUMB_DENSE if self._tight else THUMB))
