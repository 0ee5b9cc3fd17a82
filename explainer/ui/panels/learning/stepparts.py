"""Who was pushed how much by one step, and who turned how far: for every part of the model.

Topic: ``one_step``, the same step as on the page before. For people who want to know exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Frame, OneStep
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.learning.onestep_head import StepHead
from explainer.ui.panels.learning.onestep_parts import PartBars
from explainer.ui.panels.learning.onestep_words import part_title, plain, relative, three
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph


class StepPartsPanel(Panel):
    """Two buttons and one table."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._frame: OneStep | None = None
        self.head = StepHead(context)
        self.parts = PartBars(look, self.tr("When a step was looked at, every part of the model stands here."))
        self.most = Paragraph(look, lines=2)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.parts, 1)
        column.addWidget(self.most)
        self.parts_card = Card(
            look,
            self.tr("Who changed how much?"),
            self.tr("By part of the model: how strongly the step pushed it, and how far it turned"),
            body,
            more=self.tr(
                "A block *looks* (attention), then *thinks* (feed-forward). **Pushed**: L2 norm of the gradient "
                "∂loss/∂w over a part’s weights. **Turned**: ‖Δw‖ / ‖w‖ of this step, in thousandths. The two differ "
                "because the optimiser rescales: Muon gives every matrix a step of about the same size, Adam every "
                "number. Layer norms count with what they stand before; the token embedding is the output head too."
            ),
            table=self._table,
        )
        self._grid = CardGrid(look, self, {0: below(self.head, self.parts_card)}, stretch={self.head: 0})
        context.show.changed.connect(lambda: self.head.tell(self._frame))
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Show the step, or that it was taken back, or can be no more."""
        if not isinstance(frame, OneStep):
            return
        older, self._frame = self._frame, frame
        same = older is not None and (older.run, older.number) == (frame.run, frame.number)
        if not same or (older is not None and older.undone and not frame.undone):
            self.parts.apply(frame.parts, grow=True)
        self._tell()

    def clear(self) -> None:
        """Show nothing of an older run."""
        self._frame = None
        self.parts.clear()
        self._tell()

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Which parts of the model does one step change?")

    def summary(self) -> str:
        """The step in words."""
        if self._frame is None:
            return self.tr("No step was looked at yet. “Do one step” does one and shows what it changes.")
        return " ".join(plain(part.text()) for part in (self.head.status, self.most) if part.text())

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        if frame is None or not frame.parts:
            return {"pushed": ""}
        hardest = max(frame.parts, key=lambda part: part.grad_norm)
        return {"pushed": self.tr("Pushed hardest in that step: **{part}**.").format(part=part_title(hardest))}

    def _tell(self) -> None:
        self.head.tell(self._frame)
        self.most.set_text(self._most())
        self.tell_summary()
        rows = "; ".join(
            self.tr("{name}: pushed {push}, turned {turn}").format(name=name, push=push, turn=turn)
            for name, push, turn in self.parts.labels()
        )
        self.parts_card.describe(rows)

    def _most(self) -> str:
        frame = self._frame
        if frame is None or not frame.parts:
            return ""
        pushed = max(frame.parts, key=lambda part: part.grad_norm)
        turned = max(frame.parts, key=relative)
        text = self.tr("Pushed hardest: **{pushed}**. Turned most: **{turned}**, by {share} ‰.")
        if pushed is turned:
            text = self.tr("Pushed hardest and turned most: **{pushed}**, by {share} ‰.")
        share = three(relative(turned) * 1000)
        return text.format(pushed=part_title(pushed), turned=part_title(turned), share=share)

    def _table(self) -> Table | None:
        if self._frame is None:
            return None
        return Table(
            ("part", "n_params", "grad_norm", "weight_norm", "change_norm"),
            tuple((p.name, p.n_params, p.grad_norm, p.weight_norm, p.change_norm) for p in self._frame.parts),
        )
