"""The ballot: a question, its answers as large cards, and the vote, by click or by keys.

Topic: ``ballot``. A vote is sent the moment it is complete, and the next ballot is asked for with it. No score is shown
before a vote; after it, one sentence tells what the judge and the labeller's points would have said, as soon as
the engine has written the vote down.

The keys are shortcuts of the window that hold while the ballot can be seen; whoever types into a field keeps them
(Qt asks the field first), and with Ctrl they stay the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from explainer.engine.commands import NewBallot, Rank, UndoVote
from explainer.engine.events import Prepared
from explainer.engine.frames import Ballot
from explainer.training.reports import Stage
from explainer.ui.actionspecs import VOTE_KEYS
from explainer.ui.markdown import safe
from explainer.ui.numbers import isolated
from explainer.ui.panels.minds.votes_answer import MOST, AnswerBoard
from explainer.ui.panels.minds.votes_order import PAIR, PlaceOrder
from explainer.ui.panels.minds.votes_words import letter, telling
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.kept import Kept, one_of
from explainer.ui.widgets.limit import limit
from explainer.ui.widgets.paragraph import Paragraph

LONGEST = 500  # characters of a question; the context is shorter
ONE_LINE = 760  # design pixels of width from which all tools stand on one line


class QuestionLine(QLineEdit):
    """A question of one's own. Escape leaves the line, so that the keys vote again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "field")
        limit(self, LONGEST)
        self.setPlaceholderText(self.tr("Ask a question of your own…"))
        self.setAccessibleName(self.tr("A question of your own"))
        self.setToolTip(self.tr("Type a question; Enter has it answered, to vote on  (Escape leaves the line)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


class BallotView(QWidget):
    """Everything on the ballot's card; ``modes`` are for its head."""

    def __init__(self, context: PanelContext, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context, self._look, self._changed = context, look, changed
        self.frame: Ballot | None = None
        self.n = PAIR  # answers a ballot that is asked for from here has
        self._order = PlaceOrder()
        self._asked: Prepared | None = None  # the model that a ballot was asked of last
        self._own = False  # with a question of one's own
        self._closed: int | None = None  # serial of the ballot that was voted on or passed over last
        self._cast: tuple[tuple[int, ...], int] | None = None  # its order, and the highest vote there was before it
        self._told: tuple[int, tuple[int, ...]] | None = None  # which vote the sentence below is about, and its order
        self._restored: Mapping[str, Any] = {}  # what ``_put`` was given for a ballot that is not there yet
        self.question = Paragraph(look, lines=1, size=21, bold=True)
        self.board = AnswerBoard(look)
        self.board.pressed.connect(self._press_card)
        self.told = Paragraph(look, lines=2)
        self._make_tools()
        self._make_keys()
        self._tight = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.question)
        self._column.addWidget(self.board, 1)
        self._column.addWidget(self.told)
        self._column.addLayout(self._tools)
        look.changed.connect(self._restyle)
        self._restyle()
        self.renew()

    def _make_tools(self) -> None:
        look = self._look
        self.modes = {
            PAIR: Button(look, self.tr("Better of two"), kind="page", tip=self.tr("Two answers: say which is better")),
            MOST: Button(
                look, self.tr("Rank four"), kind="page", tip=self.tr("Four answers: put them in order, best first")
            ),
        }
        group = QButtonGroup(self)
        for n, button in self.modes.items():
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _checked=False, n=n: self.set_mode(n))
        self.modes[PAIR].setChecked(True)
        self.skip_button = Button(
            look, self.tr("Skip  (0)"), name=self.tr("Skip"), tip=self.tr("Another question, no vote  (0 or S)")
        )
        self.skip_button.clicked.connect(self.skip)
        self.back_button = Button(
            look, self.tr("Last place back"), tip=self.tr("Take the last place back  (Backspace)")
        )
        self.back_button.clicked.connect(self.take_place_back)
        self.undo_button = Button(
            look,
            self.tr("Undo vote  (U)"),
            name=self.tr("Undo vote"),
            tip=self.tr("Take back the last vote by hand  (U)"),
        )
        self.undo_button.clicked.connect(self.undo)
        self.line = QuestionLine()
        self.line.returnPressed.connect(self.ask_line)
        self.ask_button = Button(look, self.tr("Ask"), tip=self.tr("Have your question answered, to vote on  (Enter)"))
        self.ask_button.clicked.connect(self.ask_line)
        self.prompt_button = Button(
            look,
            self.tr("Ask the text below"),
            tip=self.tr("Take the text of the text line at the bottom as the question"),
        )
        self.prompt_button.clicked.connect(self.ask_prompt)
        for button in (self.skip_button, self.back_button, self.undo_button, *self.modes.values()):
            button.clicked.connect(lambda: self.take_keys(why=Qt.FocusReason.MouseFocusReason))
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._vote_tools, self._ask_tools = QHBoxLayout(), QHBoxLayout()
        for button in (self.skip_button, self.back_button, self.undo_button):
            self._vote_tools.addWidget(button)
        self._vote_tools.addStretch(1)
        self._ask_tools.addWidget(self.line, 1)
        self._ask_tools.addWidget(self.ask_button)
        self._ask_tools.addWidget(self.prompt_button)
        self._tools.addLayout(self._vote_tools)
        self._tools.addLayout(self._ask_tools, 1)

    def _make_keys(self) -> None:
        do: dict[str, Callable[[int], object]] = {
            "choose": lambda i: self.press(i % MOST),  # the digits, and what a French keyboard has in their place
            "skip": lambda _: self.skip(),
            "undo": lambda _: self.undo(),
            "place_back": lambda _: self.take_place_back(),
        }
        for row in VOTE_KEYS:
            for i, key in enumerate(row.keys):
                shortcut = QShortcut(QKeySequence(key), self)  # holds while this widget can be seen
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(partial(do[row.id], i))

    # ---- what it is told ---------------------------------------------------------------------------------------------

    def apply(self, frame: Ballot) -> None:
        """Show the ballot, and tell of the vote just given once it stands among the votes."""
        older, self.frame = self.frame, frame
        n = len(frame.answers)
        if older is None and n >= PAIR and self._asked is not self._context.show.prepared:
            self.n = n  # a ballot that was there before this page was opened
            self.modes[MOST if n > PAIR else PAIR].setChecked(True)
        if older is None or older.serial != frame.serial or n != self._order.n:
            self._order = PlaceOrder(n)
        if self._restored.get("ballot") == frame.serial:
            self._put(self._restored)
        if self._cast is not None and frame.recent and frame.recent[0].id > self._cast[1]:
            self._told, self._cast = (frame.recent[0].id, self._cast[0]), None
        self.renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self.frame, self._told, self._cast, self._closed = None, None, None, None
        self._own = False
        self._order = PlaceOrder()
        self.renew()

    def kept(self) -> dict[str, Kept]:
        """How many answers are asked for, the question in the line, and the vote in the making."""
        return {
            "answers": one_of({str(n): button for n, button in self.modes.items()}),
            "question": Kept(self.line.text, self.line.setText),
            "vote": Kept(self._get, self._put),
        }

    def _get(self) -> dict[str, Any]:
        """The places given so far, of which ballot, whether that is closed, and which vote is told of."""
        ballot = self.frame.serial if self.frame is not None else None
        return {"ballot": ballot, "places": list(self.given), "closed": self._closed, "told": self._told}

    def _put(self, vote: Mapping[str, Any]) -> None:
        """Have it so again; the vote itself was given already and is not given again."""
        self._closed = vote["closed"]
        self._told = (vote["told"][0], tuple(vote["told"][1])) if vote["told"] else None
        there = self.frame is not None and self.frame.serial == vote["ballot"]
        self._restored = {} if there else vote
        if there:
            self._order.given = list(vote["places"])
        self.renew()

    def ask_first(self) -> None:
        """Have a first ballot made where there is none yet and this model was not asked for one."""
        prepared, there = self._context.show.prepared, self.frame is not None and self.frame.answers
        if self._can_skip and not there and self._asked is not prepared:
            self._asked = prepared
            self._context.actions.do(NewBallot(self.n))

    def fit(self, width: float) -> None:
        """``width`` design pixels for the page."""
        one = width >= ONE_LINE
        self._tools.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)

    def set_tight(self, tight: bool) -> None:
        """Take less height."""
        if tight != self._tight:
            self._tight = tight
            self.board.set_tight(tight)
            self._restyle()

    # ---- what a person does ------------------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether there is a complete ballot that was not voted on yet."""
        frame = self.frame
        return frame is not None and frame.done and len(frame.answers) >= PAIR and frame.serial != self._closed

    @property
    def given(self) -> Sequence[int]:
        """Answers that have a place, best first."""
        return self._order.given

    def press(self, answer: int) -> None:
        """Prefer this answer, or give it the next place. The vote goes off when it is complete."""
        frame = self.frame
        if frame is None or not self.open or not self._order.press(answer):
            return
        order = self._order.complete
        if order is not None:
            self._closed = frame.serial
            self._cast = (order, max((vote.id for vote in frame.recent), default=0))
            self._context.actions.do(Rank(frame.serial, tuple(order)))
            if self._can_skip:
                self._context.actions.do(NewBallot(self.n))
        self.renew()

    def take_place_back(self) -> None:
        """The place given last is free again."""
        if self.open and self._order.take_back():
            self.renew()

    def skip(self) -> None:
        """Another question."""
        if self._can_skip:
            self._ask(None)

    @property
    def _can_skip(self) -> bool:
        """Whether there is another question to go on to."""
        return self._context.show.prepared is not None and not self._context.show.nothing_to_ask

    def undo(self) -> None:
        """The last vote by hand no longer counts."""
        if self.frame is not None and self.frame.n_hand:
            self._context.actions.do(UndoVote())

    def set_mode(self, n: int) -> None:
        """Compare two answers, or rank four."""
        if n != self.n:
            self.n = n
            self.modes[n].setChecked(True)
            self.skip()

    def ask_line(self) -> None:
        """Have the question in the line answered."""
        self._ask_own(self.line.text())

    def ask_prompt(self) -> None:
        """Have the text of the text line answered."""
        self._ask_own(self._context.prompt.text)

    def _ask_own(self, question: str) -> None:
        if not question.strip() or self._context.show.prepared is None:
            self.line.setFocus()
            return
        self._ask(question.strip())
        self.take_keys()

    def take_keys(self, answer: int = 0, why: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The keys 1 to 4 vote from now on: whoever presses a button here is done with a text field."""
        if isinstance(QApplication.focusWidget(), QLineEdit):
            self.board.cards[answer].setFocus(why)

    def _press_card(self, answer: int) -> None:
        self.take_keys(answer, Qt.FocusReason.MouseFocusReason)
        self.press(answer)

    def _ask(self, question: str | None) -> None:
        self._asked, self._own = self._context.show.prepared, question is not None
        self._order = PlaceOrder(self._order.n)
        self._closed = self.frame.serial if self.frame is not None else None  # a late key is not for it
        self._context.actions.do(NewBallot(self.n, question))
        self.renew()

    # ---- words -------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """What the card asks."""
        n = len(self.frame.answers) if self.frame is not None and self.frame.answers else self.n
        return self.tr("Which answer is better?") if n <= PAIR else self.tr("Which is best, which is worst?")

    def caption(self) -> str:
        """How to vote now."""
        frame = self.frame
        n = len(frame.answers) if frame is not None and frame.answers else self.n
        if self._context.show.nothing_to_ask and not self.open:
            return self.tr("No questions could be made of this text. The model answers yours, and you vote.")
        if frame is not None and frame.done and n < PAIR:
            return self.tr("However the dice fall, it answers the same: nothing to choose. 0 asks another question.")
        if n == PAIR:
            return self.tr("Click the better one, or press 1 or 2. Scores come after the vote.")
        if self.given and self.open:
            text = self.tr("{n} of {of} places given. Backspace takes the last one back.")
            return text.format(n=len(self.given), of=n)
        return self.tr("Click from best to worst, or press 1 to {n}. Scores come after the vote.").format(n=n)

    def summary(self) -> str:
        """The ballot in words."""
        frame = self.frame
        if frame is None or not frame.answers:
            return self.question.text()
        answers = "; ".join(f"{letter(i)}: {text}" for i, text in enumerate(frame.answers))
        state = "" if frame.done else " " + self.tr("They are still being written.")
        return f"{frame.question} {answers}.{state}"

    def renew(self) -> None:
        """Bring everything into line."""
        frame, show = self.frame, self._context.show
        if frame is None or not frame.answers:
            if show.prepared is None:
                words = self.tr("There is no model yet.")
            elif show.nothing_to_ask and not self._own:
                words = self.tr("This text has nothing to ask. Ask a question of your own, below.")
            else:
                words = self.tr("The model is asked a question… or ask one of your own, below.")
            self.question.set_text(words)
            awaited = show.prepared is not None and (self._own or not show.nothing_to_ask)
            self.board.tell(-1, ("",) * self.n, (), done=False, open_=False, awaited=awaited)
        else:
            self.question.set_text(safe(isolated(frame.question)))
            self.board.tell(frame.serial, frame.answers, self.given, done=frame.done, open_=self.open)
        self.told.set_text(self._told_of() or self._expect())
        has_model = show.prepared is not None
        for button in (self.ask_button, self.prompt_button):
            button.setEnabled(has_model)
        self.skip_button.setEnabled(self._can_skip)
        self.back_button.setEnabled(self.open and bool(self.given))
        self.back_button.setVisible(len(self.board.shown) > PAIR)
        self.undo_button.setEnabled(frame is not None and frame.n_hand > 0)
        self._changed()

    def _told_of(self) -> str:
        """What stands there after a vote: what the others would have said, or that it was taken back."""
        if self._told is None or self.frame is None:
            return ""
        id_, order = self._told
        vote = next((vote for vote in self.frame.recent if vote.id == id_), None)
        return telling(vote, order) if vote is not None else self.tr("Taken back: that vote no longer counts.")

    def _expect(self) -> str:
        """What stands below the answers before the first vote: what to expect of this model."""
        frame = self.frame
        if frame is not None and frame.stage is Stage.PRETRAIN:
            return self.tr(
                "**This model has not learnt to answer yet:** it goes on writing after the question. You can vote all "
                "the same, but fine-tuning comes first: then there are answers to choose from."
            )
        if frame is not None and not frame.tastes:
            return self.tr("After your vote this line tells what the judge would have said.")
        return self.tr("After your vote this line tells what the judge and the labeller’s points would have said.")

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(5 if self._tight else 9))
        self._tools.setSpacing(px(10))
        self._vote_tools.setSpacing(px(6))
        self._ask_tools.setSpacing(px(6))
        self.line.setMinimumWidth(px(140))
