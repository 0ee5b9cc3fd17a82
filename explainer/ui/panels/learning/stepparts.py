"""Who was pushed how much by one step, and who turned how far: for every part of the model.

Topic: ``one_step``, the same step as on the page before. For people who want to know exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import OneStep
from explainer.ui.markdown import plain
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.learning.onestep_head import StepPage
from explainer.ui.panels.learning.onestep_parts import PartBars
from explainer.ui.panels.learning.onestep_plan import StepPlan
from explainer.ui.panels.learning.onestep_words import part_title, relative, three
from explainer.ui.panels.panel import PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph


class StepPartsPanel(StepPage):
    """Buttons and one table; before the first step how every step goes."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        look = context.look
        self.plan = StepPlan(look)
        self.parts = PartBars(look, "")
        self.most = Paragraph(look, lines=2)
        self.parts_card = Card(
            look,
            self.tr("Who changed how much?"),
            self.tr("By part of the model: how strongly the step pushed it, and how far it turned"),
            Stacked(look, self.plan, self.parts, self.most, gap=6),
            more=definition("learning.parts", "parts"),
            table=self._table,
        )
        CardGrid(look, self, {0: below(self.head, self.parts_card)}, stretch={self.head: 0})
        self.tell()

    def draw(self, frame: OneStep | None) -> None:
        """A row a part."""
        self.parts.apply(frame.parts if frame is not None else (), grow=frame is not None)

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Which parts of the model does one step change?")

    def summary(self) -> str:
        """The step in words."""
        if self.frame is None:
            return self.tr("No step was looked at yet. “Do one step” does one and shows what it changes.")
        return " ".join(plain(part.text()) for part in (self.head.status, self.most) if part.text())

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self.frame
        if frame is None or not frame.parts:
            return {**super().values(), "pushed": ""}
        hardest = max(frame.parts, key=lambda part: part.grad_norm)
        pushed = self.tr("Pushed hardest in that step: **{part}**.").format(part=part_title(hardest))
        return {**super().values(), "pushed": pushed}

    def tell(self) -> None:
        """Bring every sentence up to date, and show what there is."""
        looked = self.frame is not None
        self.head.tell(self.frame)
        self.plan.setVisible(not looked)
        self.parts.setVisible(looked)
        self.most.set_text(self._most())
        self.tell_summary()
        rows = "; ".join(
            self.tr("{name}: pushed {push}, turned {turn}").format(name=name, push=push, turn=turn)
            for name, push, turn in self.parts.labels()
        )
        self.parts_card.describe(rows)

    def _most(self) -> str:
        frame = self.frame
        if frame is None:
            return self.tr("Here you will see how hard one step pushed each part of the model, and how far it turned.")
        if not frame.parts:
            return ""
        pushed = max(frame.parts, key=lambda part: part.grad_norm)
        turned = max(frame.parts, key=relative)
        text = self.tr("Pushed hardest: **{pushed}**. Turned most: **{turned}**, by {share} ‰.")
        if pushed is turned:
            text = self.tr("Pushed hardest and turned most: **{pushed}**, by {share} ‰.")
        share = three(relative(turned) * 1000)
        return text.format(pushed=part_title(pushed), turned=part_title(turned), share=share)

    def _table(self) -> Table | None:
        if self.frame is None:
            return None
        columns = ("name", "n_params", "grad_norm", "weight_norm", "change_norm")
        rows = (tuple(getattr(part, name) for name in columns) for part in self.frame.parts)
        return Table(("part", *columns[1:]), tuple(rows))
