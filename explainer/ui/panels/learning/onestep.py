"""One step, closely: the text it read with every bet before and after, and how wrong it was before and after.

Topic: ``one_step``. The step is a real one and can be taken back until learning goes on; see ``training.stepprobe``.
Who was pushed how much stands deeper (``stepparts``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import OneStep
from explainer.ui.markdown import plain, safe
from explainer.ui.numbers import cited, count
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.learning.onestep_head import StepPage
from explainer.ui.panels.learning.onestep_losses import LossRow, LossRows
from explainer.ui.panels.learning.onestep_plan import StepPlan
from explainer.ui.panels.learning.onestep_text import StepText
from explainer.ui.panels.learning.onestep_words import bets, changed
from explainer.ui.panels.panel import PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph


class OneStepPanel(StepPage):
    """Buttons and two cards; before the first step one calm picture of how every step goes."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        look = context.look
        self.plan = StepPlan(look)
        self.text = StepText(look, "")
        self.text.pointed.connect(self._tell_piece)
        self.piece = Paragraph(look, lines=1)
        self.losses = LossRows(look, self.tr("Before and after"))
        self.verdict = Paragraph(look, lines=1)
        self.text_card = Card(
            look,
            self.tr("The text it read"),
            "",
            Stacked(look, self.plan, self.text, self.piece, gap=6),
            more=definition("learning.step", "text"),
            table=self._text_table,
        )
        self.losses_card = Card(
            look,
            self.tr("Before and after"),
            self.tr("As unsure as choosing blindly among so many pieces: fewer is better."),
            Stacked(look, self.losses, self.verdict, gap=6),
            more=definition("learning.step", "losses"),
            table=self._loss_table,
        )
        self.losses_card.set_beside(True)  # one line more of the text in a low window
        CardGrid(
            look,
            self,
            {0: below(self.head, self.text_card, self.losses_card)},
            stretch={self.head: 0, self.losses_card: 0},
        )
        self.tell()

    def draw(self, frame: OneStep | None) -> None:
        """The text and both losses."""
        if frame is None:
            self.text.clear()
            self.losses.clear()
            return
        self.text.apply(frame, _best(frame))
        rows = (
            (self.tr("What it just read"), count(frame.n_tokens), frame.loss_before, frame.loss_after),
            (self.tr("Other text"), "", frame.held_out_before, frame.held_out_after),
        )
        notes = (self.tr("{n} pieces"), self.tr("never trained on"))
        self.losses.set_rows(
            tuple(LossRow(name, note.format(n=n), *loss) for (name, n, *loss), note in zip(rows, notes, strict=True))
        )

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What does one single step of learning change?")

    def summary(self) -> str:
        """The step in words."""
        if self.frame is None:
            return self.tr("No step was looked at yet. “Do one step” does one and shows what it changes.")
        return " ".join(plain(part.text()) for part in (self.head.status, self.piece, self.verdict) if part.text())

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self.frame
        if frame is None or not len(frame.before):
            return {**super().values(), "looked": ""}
        best = _best(frame)
        old, new = bets(float(frame.before[best]), float(frame.after[best]))
        looked = self.tr("In step **{number}** it bet {old} on **{piece}**. After that one step: **{new}**.").format(
            number=count(frame.number), piece=safe(cited(frame.pieces[best + 1])), old=old, new=new
        )
        return {**super().values(), "looked": looked}

    # ---- words -------------------------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Bring every sentence up to date, and show what there is: the step, or how every step goes."""
        looked = self.frame is not None
        self.head.tell(self.frame)
        self.plan.setVisible(not looked)
        for part in (self.text, self.losses_card):
            part.setVisible(looked)
        self.text_card.set_title(self.tr("The text it read") if looked else self.tr("How every step goes"))
        self.text_card.set_caption(self.tr("▲ likelier now, ▼ less likely. Point at a piece.") if looked else "")
        self._tell_piece(-1 if self.text.at is None else self.text.at)
        self.verdict.set_text(self._verdict())
        self.tell_summary()
        self.text_card.describe(plain(self.piece.text()))
        told = " ".join(self.losses.sentences())
        self.losses_card.describe(f"{told} {plain(self.verdict.text())}" if looked else "")

    def _tell_piece(self, index: int) -> None:
        frame = self.frame
        if frame is None:
            text = self.tr(
                "Here you will see the text of that one step: what it bet on each piece before and after, and how "
                "unsure it was of this text and of other text."
            )
        elif not len(frame.before):
            text = ""
        elif index >= 0:
            text = safe(self.text.describe(index))
        else:
            n, better = len(frame.before), int((frame.after > frame.before).sum())
            best = _best(frame)
            old, new = bets(float(frame.before[best]), float(frame.after[best]))
            text = self.tr("{better} of {n} right pieces became likelier.").format(better=count(better), n=count(n))
            if frame.after[best] > frame.before[best]:
                text += " " + self.tr("It bet {old} on **{piece}**; after one step **{new}**.").format(
                    old=old, new=new, piece=safe(cited(frame.pieces[best + 1]))
                )
        self.piece.set_text(text)

    def _verdict(self) -> str:
        frame = self.frame
        if frame is None:
            return ""
        read = changed(frame.loss_before, frame.loss_after)
        held = changed(frame.held_out_before, frame.held_out_after)
        if read < 0 and held < 0:
            return self.tr("**Less wrong on both**: what it learnt here helps on text it has never read, too.")
        if read < 0 and held == 0:
            return self.tr("**Better at what it read; other text is as before.** One step is a nudge, not a lesson.")
        if read < 0:
            return self.tr("**Better at what it read, worse at other text.** One step is a nudge, not a lesson.")
        if held < 0:
            return self.tr("**Better only at other text.** A step is a nudge; it may overshoot what it aims at.")
        return self.tr("**This step helped neither.** It may overshoot: only many steps together go downhill.")

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _text_table(self) -> Table | None:
        frame = self.frame
        if frame is None:
            return None
        rows: list[tuple[object, ...]] = [(int(frame.ids[0]), frame.pieces[0], None, None)]
        rows += zip(frame.ids[1:].tolist(), frame.pieces[1:], frame.before, frame.after, strict=True)
        return Table(("token", "piece", "bet_before", "bet_after"), tuple(rows))

    def _loss_table(self) -> Table | None:
        frame = self.frame
        if frame is None:
            return None
        return Table(
            ("text", "loss_before_nats", "loss_after_nats"),
            (
                ("batch", frame.loss_before, frame.loss_after),
                ("held_out", frame.held_out_before, frame.held_out_after),
            ),
        )


def _best(frame: OneStep) -> int:
    """The bet that rose most, in percentage points, on a piece with letters where one rose: its index in ``before``."""
    if not len(frame.before):
        return 0
    rise = frame.after - frame.before
    words = np.array([any(map(str.isalpha, piece)) for piece in frame.pieces[1:]])
    return int(np.argmax(np.where(words, rise, 0) if (rise[words] > 0).any() else rise))
