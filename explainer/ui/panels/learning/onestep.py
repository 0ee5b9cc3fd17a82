"""One step, closely: the text it read with every bet before and after, the losses, and who was pushed how much.

Topic: ``one_step``. The step is a real one and can be taken back until learning goes on; see ``training.closeup``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.frames import Frame, OneStep
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.learning.onestep_losses import LossRow, LossRows
from explainer.ui.panels.learning.onestep_parts import PartBars
from explainer.ui.panels.learning.onestep_text import StepText
from explainer.ui.panels.learning.onestep_words import bets, changed, part_title, piece_name, relative, three
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph

TWO_COLUMNS = 755  # design pixels from which cards stand side by side; below, numbers would touch bars


class OneStepPanel(Panel):
    """Two buttons and three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._show = context.show
        self._frame: OneStep | None = None
        self._wide: bool | None = None
        self.do_button = Button(look, kind="primary").bind(context.actions["examine_step"])
        self.undo_button = Button(look).bind(context.actions["undo_step"])
        self.status = Paragraph(look)
        self.text = StepText(
            look,
            self.tr(
                "Press “Do one step”: here the text it read will stand, each piece marked by how the bet on it changes."
            ),
        )
        self.text.pointed.connect(self._tell_piece)
        self.piece = Paragraph(look, lines=2)
        self.losses = LossRows(
            look, self.tr("Press “Do one step”: here stands how wrong it was before the step, and after it."), 2
        )
        self.verdict = Paragraph(look, lines=2)
        self.parts = PartBars(
            look, self.tr("Press “Do one step”: here every part of the model will show how hard it was pushed.")
        )
        self.most = Paragraph(look, lines=2)
        self._make_cards()
        self._head = QWidget()
        self._top = QHBoxLayout(self._head)
        self._top.addWidget(self.do_button, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place(wide=True)
        context.show.changed.connect(self._tell_status)
        look.changed.connect(self._restyle)
        self._restyle()
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
            self.parts.apply(frame.parts, grow=True)
            self.losses.set_rows(self._loss_rows(frame))
        self._tell()

    def clear(self) -> None:
        """Show nothing of an older run."""
        self._frame = None
        self.text.clear()
        self.parts.clear()
        self.losses.set_rows(())
        self._tell()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._place(wide=width >= TWO_COLUMNS)

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What does one single step of learning change?")

    def summary(self) -> str:
        """The step in words."""
        if self._frame is None:
            return self.tr("No step was looked at yet. “Do one step” does one and shows what it changes.")
        return " ".join(
            _plain(part.text()) for part in (self.status, self.piece, self.verdict, self.most) if part.text()
        )

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        if frame is None or not len(frame.before):
            return {"looked": "", "pushed": ""}
        best = _best(frame)
        old, new = bets(float(frame.before[best]), float(frame.after[best]))
        looked = self.tr("In step **{number}** it bet {old} on **{piece}**. After that one step: **{new}**.").format(
            number=count(frame.number), piece=safe(piece_name(frame.pieces[best + 1])), old=old, new=new
        )
        hardest = max(frame.parts, key=lambda part: part.grad_norm)
        pushed = self.tr("Pushed hardest in that step: **{part}**.").format(part=part_title(hardest))
        return {"looked": looked, "pushed": pushed}

    # ---- cards -------------------------------------------------------------------------------------------------------

    def _make_cards(self) -> None:
        look = self._look
        self.text_card = Card(
            look,
            self.tr("The text it read"),
            self.tr("▲ likelier now, ▼ less likely. Point at a piece."),
            _stacked(self.text, self.piece),
            more=self.tr(
                "The first sequence of the batch. A mark tells Δ ln p(right token) = ln p_after − ln p_before, both "
                "measured in fp32; the strongest shade is the 95th percentile of |Δ| in this text (at least 0.02)."
            ),
            table=self._text_table,
        )
        self.losses_card = Card(
            look,
            self.tr("Before and after"),
            self.tr("A bar to the left: less wrong."),
            _stacked(self.losses, self.verdict),
            more=self.tr(
                "**Cross-entropy** in nats a token, over the whole batch and over fixed validation text, before and "
                "after the step, both in fp32. e to the loss is the number of pieces (perplexity). One step "
                "follows the gradient of one batch: it need not help on other text."
            ),
            table=self._loss_table,
        )
        self.parts_card = Card(
            look,
            self.tr("Who changed how much?"),
            self.tr("By part of the model"),
            _stacked(self.parts, self.most),
            more=self.tr(
                "A block *looks* (attention), then *thinks* (feed-forward). **Pushed**: L2 norm of the gradient "
                "∂loss/∂w over a part’s weights. **Turned**: ‖Δw‖ / ‖w‖ of this step, in thousandths. The two differ "
                "because the optimiser rescales: Muon gives every matrix a step of about the same size, Adam every "
                "number. Layer norms count with what they stand before; the token embedding is the output head too."
            ),
            table=self._parts_table,
        )

    def _place(self, *, wide: bool) -> None:
        if self._wide == wide:
            return
        self._wide = wide
        self.text.set_least(2 if wide else 4)
        grid = self._grid
        grid.addWidget(self._head, 0, 0, 1, 2 if wide else 1)
        grid.addWidget(self.text_card, 1, 0)
        grid.addWidget(self.losses_card, 2, 0)
        grid.addWidget(self.parts_card, 1 if wide else 3, 1 if wide else 0, 2 if wide else 1, 1)
        grid.setColumnStretch(0, 4 if wide else 1)
        grid.setColumnStretch(1, 3 if wide else 0)
        grid.setRowStretch(1, 3)
        grid.setRowStretch(2, 0)
        grid.setRowStretch(3, 0 if wide else 2)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setSpacing(px(12))
        self._top.setSpacing(px(8))
        self._top.setContentsMargins(0, 0, px(4), 0)
        self.do_button.setMinimumWidth(px(158))
        self.do_button.setMinimumHeight(px(46))
        self.undo_button.setMinimumHeight(px(46))
        self.text_card.setMinimumWidth(px(340))
        self.parts_card.setMinimumWidth(px(300))

    # ---- words -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Bring every sentence up to date."""
        self._tell_status()
        self._tell_piece(-1 if self.text.at is None else self.text.at)
        self._tell_verdict()
        self._tell_most()
        self.tell_summary()
        self.text_card.describe(_plain(self.piece.text()))
        told = "; ".join(", ".join(row) for row in self.losses.texts())
        self.losses_card.describe(f"{told}. {_plain(self.verdict.text())}" if told else "")
        rows = "; ".join(
            self.tr("{name}: pushed {push}, turned {turn}").format(name=name, push=push, turn=turn)
            for name, push, turn in self.parts.labels()
        )
        self.parts_card.describe(rows)

    def _tell_status(self) -> None:
        frame, show = self._frame, self._show
        running = self.tr("Learning goes on right now; **Do one step** pauses it after exactly one.")
        if show.stage is not Stage.PRETRAIN:
            self.status.set_text(
                self.tr(
                    "One step can be looked at while it reads: in stage 1. This model is past that. The arrow of "
                    "stage 1, at the top, leads back there."
                )
            )
            return
        if frame is None:
            text = running if show.running else self.tr("It reads one batch, and every dial is told which way to turn.")
            self.status.set_text(text)
            return
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
        self.status.set_text(text.format(number=number, n=count(frame.n_tokens), dials=dials))

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

    def _tell_most(self) -> None:
        frame = self._frame
        if frame is None or not frame.parts:
            self.most.set_text("")
            return
        pushed = max(frame.parts, key=lambda part: part.grad_norm)
        turned = max(frame.parts, key=relative)
        text = self.tr("Pushed hardest: **{pushed}**. Turned most: **{turned}**, by {share} ‰.")
        if pushed is turned:
            text = self.tr("Pushed hardest and turned most: **{pushed}**, by {share} ‰.")
        self.most.set_text(
            text.format(pushed=part_title(pushed), turned=part_title(turned), share=three(relative(turned) * 1000))
        )

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

    def _parts_table(self) -> Table | None:
        frame = self._frame
        if frame is None:
            return None
        return Table(
            ("part", "n_params", "grad_norm", "weight_norm", "change_norm"),
            tuple((p.name, p.n_params, p.grad_norm, p.weight_norm, p.change_norm) for p in frame.parts),
        )


def _stacked(picture: QWidget, words: QWidget) -> QWidget:
    """A picture with a sentence below it."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(picture, 1)
    column.addWidget(words)
    return body


def _best(frame: OneStep) -> int:
    """The bet that rose most, in percentage points: its index in ``before`` and ``after``."""
    return int(np.argmax(frame.after - frame.before)) if len(frame.before) else 0


def _plain(markdown: str) -> str:
    """A sentence without its emphasis."""
    return markdown.replace("**", "").replace("\\", "")
