"""One step, closely: the text it read with every bet before and after, and how wrong it was before and after.

Topic: ``one_step``. The step is a real one and can be taken back until learning goes on; see ``training.closeup``. Who
was pushed how much stands deeper (``stepparts``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Frame, OneStep
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.learning.onestep_head import StepHead
from explainer.ui.panels.learning.onestep_losses import LossRow, LossRows
from explainer.ui.panels.learning.onestep_plan import StepPlan
from explainer.ui.panels.learning.onestep_text import StepText
from explainer.ui.panels.learning.onestep_words import bets, changed, piece_name, plain
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph


class OneStepPanel(Panel):
    """Two buttons and two cards; before the first step one calm picture of what will be seen."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._show = look, context.show
        self._frame: OneStep | None = None
        self.head = StepHead(context)
        self.plan = StepPlan(look)
        self.text = StepText(look, "")
        self.text.pointed.connect(self._tell_piece)
        self.piece = Paragraph(look, lines=1)
        self.losses = LossRows(look, "", 2)
        self.verdict = Paragraph(look, lines=1)
        self._make_cards()
        self.losses_card.set_beside(True)  # one line more of the text in a low window
        plan = below(self.head, self.text_card, self.losses_card)
        self._grid = CardGrid(look, self, {0: plan}, stretch={self.head: 0, self.losses_card: 0})
        context.show.changed.connect(self._tell)
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Show the step, or that it was taken back, or can be no more."""
        if not isinstance(frame, OneStep):
            return
        older, self._frame = self._frame, frame
        same = older is not None and older.run == frame.run and older.number == frame.number
        done_again = older is not None and older.undone and not frame.undone
        if not same or done_again:
            self.text.apply(frame, _best(frame))
            self.losses.set_rows(self._loss_rows(frame))
        self._tell()

    def clear(self) -> None:
        """Show nothing of an older run."""
        self._frame = None
        self.text.clear()
        self.losses.set_rows(())
        self._tell()

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What does one single step of learning change?")

    def summary(self) -> str:
        """The step in words."""
        if self._frame is None:
            return self.tr("No step was looked at yet. “Do one step” does one and shows what it changes.")
        return " ".join(plain(part.text()) for part in (self.head.status, self.piece, self.verdict) if part.text())

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        if frame is None or not len(frame.before):
            return {"looked": ""}
        best = _best(frame)
        old, new = bets(float(frame.before[best]), float(frame.after[best]))
        looked = self.tr("In step **{number}** it bet {old} on **{piece}**. After that one step: **{new}**.").format(
            number=count(frame.number), piece=safe(piece_name(frame.pieces[best + 1])), old=old, new=new
        )
        return {"looked": looked}

    # ---- cards -------------------------------------------------------------------------------------------------------

    def _make_cards(self) -> None:
        look = self._look
        self.text_card = Card(
            look,
            self.tr("The text it read"),
            self.tr("▲ likelier now, ▼ less likely. Point at a piece."),
            _stacked(self.plan, self.text, self.piece),
            more=self.tr(
                "The first sequence of the batch. A mark tells Δ ln p(right token) = ln p_after − ln p_before, both "
                "measured in fp32; the strongest shade is the 95th percentile of |Δ| in this text (at least 0.02)."
            ),
            table=self._text_table,
        )
        self.losses_card = Card(
            look,
            self.tr("Before and after"),
            self.tr("As unsure as choosing blindly among so many pieces: fewer is better."),
            _stacked(self.losses, self.verdict),
            more=self.tr(
                "**Cross-entropy** in nats a token, over the whole batch and over fixed validation text, before and "
                "after the step, both in fp32. e to the loss is the number of pieces (perplexity). One step "
                "follows the gradient of one batch: it need not help on other text."
            ),
            table=self._loss_table,
        )

    # ---- words -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Bring every sentence up to date, and show what there is: the step, or how every step goes."""
        looked = self._frame is not None
        self.head.tell(self._frame)
        self.plan.setVisible(not looked)
        for part in (self.text, self.piece, self.losses_card):
            part.setVisible(looked)
        self.text_card.set_title(self.tr("The text it read") if looked else self.tr("How every step goes"))
        self.text_card.set_caption(self._caption())
        self._tell_piece(-1 if self.text.at is None else self.text.at)
        self._tell_verdict()
        self.tell_summary()
        self.text_card.describe(plain(self.piece.text()))
        told = "; ".join(", ".join(row) for row in self.losses.texts())
        self.losses_card.describe(f"{told}. {plain(self.verdict.text())}" if told else "")

    def _caption(self) -> str:
        if self._frame is not None:
            return self.tr("▲ likelier now, ▼ less likely. Point at a piece.")
        if self._show.stage is not Stage.PRETRAIN:
            return self.tr("So went every step of its reading.")
        return self.tr("Press “Do one step”: its bets before and after it will stand here.")

    def _tell_piece(self, index: int) -> None:
        frame = self._frame
        if frame is None or not len(frame.before):
            self.piece.set_text("")
            return
        if index >= 0:
            self.piece.set_text(safe(self.text.describe(index)))
            return
        n, better = len(frame.before), int((frame.after > frame.before).sum())
        best = _best(frame)
        old, new = bets(float(frame.before[best]), float(frame.after[best]))
        text = self.tr("{better} of {n} right pieces became likelier.").format(better=count(better), n=count(n))
        if frame.after[best] > frame.before[best]:
            text += " " + self.tr("It bet {old} on **{piece}**; after one step **{new}**.").format(
                old=old, new=new, piece=safe(piece_name(frame.pieces[best + 1]))
            )
        self.piece.set_text(text)

    def _tell_verdict(self) -> None:
        frame = self._frame
        if frame is None:
            self.verdict.set_text("")
            return
        read = changed(frame.loss_before, frame.loss_after)
        held = changed(frame.held_out_before, frame.held_out_after)
        if read < 0 and held < 0:
            text = self.tr("**Less wrong on both**: what it learnt here helps on text it has never read, too.")
        elif read < 0 and held == 0:
            text = self.tr("**Better at what it read; other text is as before.** One step is a nudge, not a lesson.")
        elif read < 0:
            text = self.tr("**Better at what it read, worse at other text.** One step is a nudge, not a lesson.")
        elif held < 0:
            text = self.tr("**Better only at other text.** A step is a nudge; it may overshoot what it aims at.")
        else:
            text = self.tr("**This step helped neither.** It may overshoot: only many steps together go downhill.")
        self.verdict.set_text(text)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _loss_rows(self, frame: OneStep) -> tuple[LossRow, ...]:
        return (
            LossRow(
                self.tr("What it just read"),
                self.tr("{n} pieces").format(n=count(frame.n_tokens)),
                frame.loss_before,
                frame.loss_after,
            ),
            LossRow(self.tr("Other text"), self.tr("never trained on"), frame.held_out_before, frame.held_out_after),
        )

    def _text_table(self) -> Table | None:
        frame = self._frame
        if frame is None:
            return None
        rows: list[tuple[object, ...]] = [(int(frame.ids[0]), frame.pieces[0], None, None)]
        rows += [
            (int(frame.ids[i + 1]), frame.pieces[i + 1], frame.before[i], frame.after[i])
            for i in range(len(frame.before))
        ]
        return Table(("token", "piece", "bet_before", "bet_after"), tuple(rows))

    def _loss_table(self) -> Table | None:
        frame = self._frame
        if frame is None:
            return None
        return Table(
            ("text", "loss_before_nats", "loss_after_nats"),
            (
                ("batch", frame.loss_before, frame.loss_after),
                ("held_out", frame.held_out_before, frame.held_out_after),
            ),
        )


def _stacked(*parts: QWidget) -> QWidget:
    """Pictures, which share the height, with a sentence below them."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part, int(part is not parts[-1]))
    return body


def _best(frame: OneStep) -> int:
    """The bet that rose most, in percentage points, on a piece with letters where one rose: its index in ``before``."""
    if not len(frame.before):
        return 0
    rise = frame.after - frame.before
    words = np.array([any(map(str.isalpha, piece)) for piece in frame.pieces[1:]])
    return int(np.argmax(np.where(words, rise, 0) if (rise[words] > 0).any() else rise))
