"""A text of the batch, each piece marked by what the step did to the bet on it.

A triangle under a piece points up where the right piece became likelier and down where it became less likely; its size
and the shade behind the word tell how much, on a scale of surprise (nats): twice as likely counts the same wherever it
happens. The scale is set by the text itself, so that late, small steps can be seen too; the numbers are told for the
piece pointed at, or reached with the arrow keys. Where there is no room for all of the text, it scrolls.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import OneStep
from explainer.ui.look import Look
from explainer.ui.numbers import cited
from explainer.ui.panels.learning.onestep_words import apart, bets, times
from explainer.ui.widgets.tokenstrip import Edge, Long, Piece, Setting, TokenStrip, written

LEAST_SCALE = 0.02  # nats: a text whose every bet changed by less is shown as hardly changed
SHADE = 0.42  # of the colour behind a word at the most, so that it stays readable
STEP = Setting(
    sizes=(24, 20, 16.5),
    usual=16.5,
    box=1.7,
    leading=0.2,
    gap=3,
    arrows=True,
    lines=4,
    least=2,
    tips=False,
    long=Long.SCROLL,
)  # the sentence about a piece stands below, at once


class StepText(TokenStrip):
    """The marked words."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("The text it read in this step"), empty, STEP, parent)
        self._change: npt.NDArray[np.float64] = np.zeros(0)
        self.setObjectName("step_text")

    def apply(self, frame: OneStep, best: int) -> None:
        """Show the text of ``frame``; entry ``best`` of its bets is the one talked about, and is brought into sight."""
        with np.errstate(divide="ignore", invalid="ignore"):  # a bet of 0 has no logarithm
            change = np.log(frame.after.astype(np.float64)) - np.log(frame.before.astype(np.float64))
        self._change = np.nan_to_num(change, nan=0.0, posinf=50.0, neginf=-50.0)
        self._point(None)
        self.show_pieces(tuple(self._pieces_of(frame, best + 1)))
        self.verticalScrollBar().setValue(0)
        self.bring_piece(best + 1)

    def clear(self) -> None:
        """Show nothing."""
        self._change = np.zeros(0)
        super().clear()

    def changes(self) -> npt.NDArray[np.float64]:
        """(T - 1,) what the step changed in ln p of the right pieces; entry i belongs to piece i + 1."""
        return self._change

    def _pieces_of(self, frame: OneStep, best: int) -> Iterator[Piece]:
        scale = LEAST_SCALE
        if len(self._change):
            scale = max(scale, float(np.percentile(np.abs(self._change), 95)))
        for i, (text, joined) in enumerate(written(apart(frame.pieces))):
            name = cited(frame.pieces[i])
            if i == 0:
                told = self.tr("“{piece}” is the first piece: it is read, not bet on.").format(piece=name)
                yield Piece(text, told, joined)
                continue
            before, after = float(frame.before[i - 1]), float(frame.after[i - 1])
            old, new = bets(before, after)
            told = self.tr("It bet {old} on “{piece}”; after one step {new}: {times}.").format(
                old=old, piece=name, new=new, times=times(before, after)
            )
            share = max(-1.0, min(1.0, float(self._change[i - 1]) / scale))
            hue, edge = "query" if share > 0 else "key", Edge.SOLID if i == best else Edge.NONE
            yield Piece(text, told, joined, hue=hue, shade=SHADE * abs(share), arrow=share, edge=edge)
