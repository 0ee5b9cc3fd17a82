"""The head of the pages about one step: the buttons that do it and take it back, and a sentence on where that stands.

Past stage one nothing can be done here, so that the buttons are gone: a sentence says where the way back is.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.frames import OneStep
from explainer.training.reports import Stage
from explainer.ui.numbers import count
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph


class StepHead(QWidget):
    """Do one step, take it back, and what has been done."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._show = context.look, context.show
        self._frame: OneStep | None = None
        self.do_button = Button(self._look, kind="primary").bind(context.actions["examine_step"])
        self.undo_button = Button(self._look).bind(context.actions["undo_step"])
        self.status = Paragraph(self._look)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.do_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        self._look.changed.connect(self._restyle)
        self._restyle()

    def tell(self, frame: OneStep | None) -> None:
        """Say where the step of ``frame`` stands, or what there is to do before any."""
        self._frame = frame
        reads = self._show.stage is Stage.PRETRAIN
        self.do_button.setVisible(reads)
        self.undo_button.setVisible(reads and frame is not None)
        self.status.set_text(self._words())

    def _words(self) -> str:
        frame, show = self._frame, self._show
        if show.stage is not Stage.PRETRAIN:
            return self.tr(
                "One step can be looked at while it reads: in stage 1. This model is past that. The arrow of "
                "stage 1, at the top, leads back there."
            )
        running = self.tr("Learning goes on right now; **Do one step** pauses it after exactly one.")
        if frame is None:
            return running if show.running else self.tr("It does one step more, and stands still.")
        number = count(frame.number)
        if frame.undone and frame.step == frame.number - 1:
            text = self.tr(
                "Step {number} is **taken back**: every dial stands where it stood. The numbers stay, to compare."
            )
        elif frame.can_undo:
            text = self.tr("**Step {number}** read {n} pieces and turned {dials} dials a bit.")
        elif show.running:
            text = running + " " + self.tr("Below: step {number}.")
        else:
            text = self.tr("This was **step {number}**. Learning has gone on since: it can’t be taken back any more.")
        dials = count(sum(part.n_params for part in frame.parts))
        return text.format(number=number, n=count(frame.n_tokens), dials=dials)

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setSpacing(px(8))
        self._row.setContentsMargins(0, 0, px(4), 0)
        self.setMinimumHeight(px(48))
        self.do_button.setMinimumWidth(px(158))
        for button in (self.do_button, self.undo_button):
            button.setMinimumHeight(px(46))
