"""What both pages about one step share: which step it is, and the row of buttons above the cards.

Past stage one no step can be done, and a run that was opened remembers none. The model of stage one is kept, though,
and so are those of the later stages: one button leads there, another one back, and nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.commands import TakeMind
from explainer.engine.frames import Frame, OneStep
from explainer.engine.recipes import BASE
from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.intents import AskToGoBack
from explainer.ui.numbers import count
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph


class StepHead(QWidget):
    """Do one step and take it back, or go where one can be done and come back; and what has been done."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._look, self._show, do = context.look, context.show, context.actions.do
        self.do_button = Button(self._look, kind="primary").bind(context.actions["examine_step"])
        self.undo_button = Button(self._look).bind(context.actions["undo_step"])
        self.there_button = Button(
            self._look,
            self.tr("Back to stage 1"),
            kind="primary",
            tip=self.tr("Show the model as it was when its reading had ended. What later stages made of it is kept."),
        )
        self.there_button.clicked.connect(lambda: do(AskToGoBack(Stage.PRETRAIN)))
        self.here_button = Button(
            self._look,
            self.tr("Return to the newest model"),
            tip=self.tr("Show the model again as the last stage has made it"),
        )
        self.here_button.clicked.connect(lambda: do(TakeMind(self._show.honest_mind)))
        self.leads_back = False  # whether there is a way to a model that reads
        self.status = Paragraph(self._look)
        self._row = QHBoxLayout(self)
        for button in self._buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        self._look.changed.connect(self._restyle)
        self._restyle()

    def tell(self, frame: OneStep | None) -> None:
        """Say where the step of ``frame`` stands, or what there is to do before any."""
        show = self._show
        reads, later = show.stage is Stage.PRETRAIN, show.honest_mind != BASE
        goes = next_state(show.state, Move.GO_BACK) is not None
        self.do_button.setVisible(reads)
        self.undo_button.setVisible(reads and frame is not None)
        self.leads_back = not reads and goes and show.stages is not None and BASE in show.stages.minds
        self.there_button.setVisible(self.leads_back)
        self.here_button.setVisible(reads and goes and later)
        self.status.set_text(self._words(frame))

    def _words(self, frame: OneStep | None) -> str:
        show, number = self._show, count(frame.number) if frame is not None else ""
        running = self.tr("Learning goes on right now; **Do one step** pauses it after exactly one.")
        if show.stage is not Stage.PRETRAIN:
            text = self.tr("This was **step {number}** of its reading.")
            if frame is not None and frame.undone:
                text = self.tr("Step {number} of its reading was looked at, and **taken back**.")
            elif frame is None:
                text = self.tr("One step of reading can be looked at in stage 1 only, and this model is past that.")
        elif frame is None:
            text = running if show.running else self.tr("It does one step more, and stands still.")
        elif frame.undone and frame.step == frame.number - 1:
            text = self.tr(
                "Step {number} is **taken back**: every dial stands where it stood. The numbers stay, to compare."
            )
        elif frame.can_undo:
            text = self.tr("**Step {number}** read {n} pieces and turned {dials} dials a bit.")
        elif show.running:
            text = running + " " + self.tr("Below: step {number}.")
        else:
            text = self.tr("This was **step {number}**. Learning has gone on since: it can’t be taken back any more.")
        n, dials = (frame.n_tokens, sum(part.n_params for part in frame.parts)) if frame is not None else (0, 0)
        return text.format(number=number, n=count(n), dials=count(dials))

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.do_button, self.undo_button, self.there_button, self.here_button

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setSpacing(px(8))
        self._row.setContentsMargins(0, 0, px(4), 0)
        self.setMinimumHeight(px(48))
        self.do_button.setMinimumWidth(px(158))
        for button in self._buttons:
            button.setMinimumHeight(px(46))


class StepPage(Panel):
    """A page about the step that was looked at last: a kind of page says how it is drawn and told.

    Attributes:
        frame: that step, or None.
    """

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = context.look
        self.frame: OneStep | None = None
        self.head = StepHead(context)
        context.show.changed.connect(self.tell)

    def values(self) -> Mapping[str, str]:
        """What both stories quote: how a step can be looked at in a later stage, without losing anything."""
        way = self.tr(
            "**{there}**, at the top of the page, shows the model as its reading left it. Look at a step there, and "
            "take it back: what later stages made is kept. **{here}** leads to it again."
        )
        words = way.format(there=self.head.there_button.text(), here=self.head.here_button.text())
        return {"way_back": words if self.head.leads_back else ""}

    def draw(self, frame: OneStep | None) -> None:
        """Draw another step, or none."""
        raise NotImplementedError

    def tell(self) -> None:
        """Bring every sentence up to date."""
        raise NotImplementedError

    def apply(self, frame: Frame) -> None:
        """Show the step, or that it was taken back, or can be no more."""
        if not isinstance(frame, OneStep):
            return
        older, self.frame = self.frame, frame
        same = older is not None and (older.run, older.number) == (frame.run, frame.number)
        if not same or (older is not None and older.undone and not frame.undone):
            self.draw(frame)
        self.tell()

    def clear(self) -> None:
        """Show nothing of an older run."""
        self.frame = None
        self.draw(None)
        self.tell()
