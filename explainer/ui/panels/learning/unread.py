"""The other curve of the loss chart, that of text the model never read: its label, and where learning by heart begins.

While the loss on what it reads falls and this one rises, the model learns its own text by heart. That is drawn as a
line at the turning point (``LossCurve.by_heart_from``) with words beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from explainer.engine.frames import LossCurve
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.learning.placing import Box, CurveMask
from explainer.ui.translate import translate

ToPixel = Callable[[float, float], tuple[float, float]]
_HEIGHTS = (0.12, 0.3, 0.45, 0.6, 0.75, 0.88)  # shares of the height at which the words of the turn are tried


def mask_of(frame: LossCurve, to_pixel: ToPixel, width: int) -> CurveMask:
    """Where the curve runs, for labels to keep off it."""
    if len(frame.val_loss) < 2:
        return CurveMask(np.zeros(0), np.zeros(0), width)
    points = [to_pixel(float(t), float(loss)) for t, loss in zip(frame.val_tokens, frame.val_loss, strict=True)]
    return CurveMask(np.array([x for x, _ in points]), np.array([y for _, y in points]), width)


def said_of(frame: LossCurve | None, *, shortly: bool = False) -> str:
    """That it learns by heart, in a sentence with its numbers; nothing where it does not."""
    turn = frame.by_heart_from if frame is not None else None
    if frame is None or turn is None:
        return ""
    text = translate(
        "LossChart",
        "It learns its text by heart now: on text it never read, its loss was lowest after {tokens} tokens, {low}, "
        "and has risen to {now} since.",
    )
    if shortly:
        text = translate("LossChart", "It learns by heart: on unread text its loss rose from {low} to {now}.")
    low, now = f"{float(frame.val_loss.min()):.2f}", f"{float(frame.val_loss[-1]):.2f}"
    return text.format(tokens=count(turn), low=low, now=now)


def draw_unread(
    painter: QPainter,
    look: Look,
    frame: LossCurve,
    to_pixel: ToPixel,
    bounds: Box,
    mask: CurveMask,
    taken: Sequence[Box],
) -> list[Box]:
    """Draw the turning point and the label at the end; return the boxes they cover.

    Args:
        painter: with the font of the labels.
        look: colours and lengths.
        frame: what is drawn.
        to_pixel: from (tokens, loss).
        bounds: where words may stand.
        mask: what no word may touch.
        taken: what lies there already.
    """
    covered: list[Box] = []
    metrics, px = painter.fontMetrics(), look.px

    def write(text: str, colour: str, places: Iterator[tuple[float, float]]) -> None:
        w, h = float(metrics.horizontalAdvance(text)), float(metrics.height())
        for right, y in places:
            x = right if right >= 0 else -right - w
            box = Box(min(x, bounds.x + bounds.w - w), y, w, h)
            free = not any(box.overlaps(other, 2) for other in (*taken, *covered))
            if free and box.inside(bounds) and not mask.crosses(box, 2):
                painter.setPen(look.colour(colour))
                painter.drawText(QPointF(box.x, box.y + metrics.ascent()), text)
                covered.append(box)
                return

    if len(frame.val_loss) >= 2:
        x, y = to_pixel(float(frame.val_tokens[-1]), float(frame.val_loss[-1]))
        lifts = (10, 18, 28, -18, -26, -36)
        beside = ((x + px(9), y + px(lift) if lift > 0 else y - px(-lift)) for lift in lifts)
        before = (
            (-(x - px(4)), y + px(lift) if lift > 0 else y - px(-lift)) for lift in (12, 20, 30, 42, -20, -30, -42)
        )
        words = translate("LossChart", "{loss} on text it never read")
        write(words.format(loss=f"{float(frame.val_loss[-1]):.2f}"), "ink2", iter([*beside, *before]))
    turn = frame.by_heart_from
    if turn is not None:
        x = to_pixel(float(turn), 0.0)[0]
        painter.setPen(QPen(look.colour("warning"), px(1.3), Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, bounds.y), QPointF(x, bounds.y + bounds.h))
        heights = [bounds.y + bounds.h * share for share in _HEIGHTS]
        write(
            translate("LossChart", "from here on it learns by heart"),
            "warning",
            iter([*((x + px(6), y) for y in heights), *((-(x - px(6)), y) for y in heights)]),
        )
    return covered
