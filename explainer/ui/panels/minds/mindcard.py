"""One mind: its answer, its first bets, what is to be said of the answer, and thumbs.

A mind that does not exist yet has its card too: it says how to get it, with a button that begins that stage. A thumb
only says what a person pressed; the page stores it and knows what was stored (``panel``). What a mind has behind it
stands in the body and not in the card's head, where the buttons would leave it too little room.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.frames import Mind
from explainer.training.reports import Stage
from explainer.ui.look import SMALL, Look
from explainer.ui.panels.minds import mind_tables
from explainer.ui.panels.minds.answerview import AnswerView
from explainer.ui.panels.minds.firstwords import FirstWords
from explainer.ui.panels.minds.mind_words import caption_of, marks_of, quoted, signed, title_of
from explainer.ui.translate import translate
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import TIGHT, WIDE, Card
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

THUMB = 40  # design pixels: what is left beside two of them holds “points −1.0” in the narrowest card
THUMB_DENSE = 32
BESIDE = 160  # design pixels beside the thumbs from which all that is told of the answer has room there, on two lines
SCORE = 80  # of which the score takes
GAPS = 12  # between the thumbs and after them


class MindCard(Card):
    """The card of one mind. ``voted`` says that a thumb was pressed (good or not); ``begin_asked``, the button."""

    voted = Signal(bool)
    begin_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self.age = TextLine(look, size=SMALL, colour="ink3", lines=5)
        self.answer = AnswerView(look)
        self.marks = TextLine(look, size=SMALL, colour="ink2", lines=2)
        self.first = FirstWords(look)
        self.score = TextLine(look, size=SMALL, colour="ink2")
        self.points = TextLine(look, size=SMALL, colour="ink2")
        self.up = Button(look, icon="thumb-up")
        self.down = Button(look, icon="thumb-down")
        self.missing = Paragraph(look)
        self.begin = Button(look)
        self._there, self._absent = QWidget(), QWidget()
        self._tight = self._marks_beside = False
        self.mind: Mind | None = None
        super().__init__(
            look,
            translate("MindCard", "One more mind"),
            "",
            self._make_body(),
            more=translate(
                "MindCard",
                "**First word**: bets on the first token of the answer at temperature 1; in grey the rest of the word, "
                "where that token is the beginning of one: what the mind writes after it greedily, six more tokens at "
                "most. **Score**: that of the judge "
                "(reward model), 0 on average for the fine-tuned model’s answers, in their standard deviations. "
                "**Points**, **right**, **kind**: by the labeller’s formula and the strict check, which are programs.",
            ),
            table=lambda: mind_tables.of_mind(self.mind),
            parent=parent,
        )
        self.begin.clicked.connect(self.begin_asked)
        for button, good in ((self.up, True), (self.down, False)):
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, g=good: self.voted.emit(g))
        look.changed.connect(self._restyle_body)
        self._restyle_body()

    def _make_body(self) -> QWidget:
        body = QWidget()
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.up)
        self._foot.addWidget(self.down)
        self._told = QVBoxLayout()
        self._told.setSpacing(0)
        self._numbers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._numbers.setSpacing(0)
        self._numbers.addWidget(self.score)
        self._numbers.addWidget(self.points)
        self._told.addLayout(self._numbers)
        self._foot.addLayout(self._told, 1)
        self._foot.setAlignment(self._told, Qt.AlignmentFlag.AlignVCenter)
        self._parts = QVBoxLayout(self._there)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addWidget(self.answer, 1)
        self._parts.addWidget(self.marks)
        self._parts.addWidget(self.first)
        self._parts.addLayout(self._foot)
        self._empty = QVBoxLayout(self._absent)
        self._empty.setContentsMargins(0, 0, 0, 0)
        self._empty.addWidget(self.missing)
        self._empty.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self._empty.addStretch(1)
        self._inner = inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.age)
        inner.addWidget(self._there)
        inner.addWidget(self._absent)
        return body

    def show_mind(self, mind: Mind, *, before: str, n_shown: int | None, checkable: bool) -> None:
        """Show ``mind``; ``before`` is what the mind it is compared with is called."""
        self.mind = mind
        stage, answer = str(mind.stage), mind.answer
        name = title_of(mind)
        self._head_as(name, caption_of(mind, n_shown), stage)
        self._absent.hide()
        self._there.show()
        self.answer.set_answer(answer, stage=stage, before=before, waiting=self.tr("Its answer will stand here."))
        self.answer.setAccessibleName(self.tr("The answer of {mind}").format(mind=name))
        self.first.set_answer(answer, stage)
        rating = answer.rating if answer is not None and answer.done else None
        self.marks.set_text(marks_of(rating, checkable=checkable))
        score, points = (rating.score, rating.utility) if rating is not None else (None, None)
        self.score.set_text(self.tr("score {n}").format(n=signed(score)) if score is not None else "")
        self.points.set_text(self.tr("points {n}").format(n=signed(points)) if points is not None else "")
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
        self._there.hide()
        self._absent.show()
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
        parts = (self.marks.text(), self.score.text(), self.points.text())
        facts = ", ".join(part for part in parts if part)
        return f"{words} ({facts})" if facts else words

    def _head_as(self, title: str, caption: str, stage: str) -> None:
        self.set_title(title)
        self.age.set_text(caption)
        self.set_accent(stage)

    def fit(self, width: float, *, tight: bool) -> None:
        """``width`` design pixels for the card, of a page that must be ``tight`` or not.

        The verdict stands beside the thumbs, above score and points, where there is room, else on a line of its own.
        """
        inner = width - 2 * (TIGHT if tight else WIDE)
        beside = inner - 2 * (THUMB_DENSE if tight else THUMB) - GAPS >= BESIDE
        if tight != self._tight:
            self._tight = tight
            self.set_dense(tight)
            self._restyle_body()
        if beside != self._marks_beside:
            self._marks_beside = beside
            way = QBoxLayout.Direction
            self._numbers.setDirection(way.LeftToRight if beside else way.TopToBottom)
            (self._parts if beside else self._told).removeWidget(self.marks)
            (self._told if beside else self._parts).insertWidget(0 if beside else 1, self.marks)
            self._restyle_body()

    def ask_anew(self) -> None:
        """Another question: its answer is shown from the beginning."""
        self.answer.begin()

    def _restyle_body(self) -> None:
        px, tight = self._look.px, self._tight
        self._parts.setSpacing(px(3 if tight else 6))
        self._inner.setSpacing(px(2 if tight else 4))
        self._foot.setSpacing(px(GAPS / 3))
        self._told.setContentsMargins(px(GAPS / 3), 0, 0, 0)
        for button in (self.up, self.down):
            button.setFixedWidth(px(THUMB_DENSE if tight else THUMB))
        self._empty.setSpacing(px(12))
        line = round(self._look.metrics(SMALL).height())
        for told in (self.marks, self.score, self.points):
            told.setMinimumHeight(line)
        self.score.setMinimumWidth(px(SCORE) if self._marks_beside else 0)
        self.score.setMaximumWidth(px(SCORE) if self._marks_beside else 10**6)
