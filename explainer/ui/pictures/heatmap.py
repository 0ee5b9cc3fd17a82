"""Shares from 0 to 1 as shades of one hue, from the colour of the card to a colour with a meaning.

The shade grows with the square root of the share, so that a tenth can be told from nothing. Pictures of whole tables
are indexed: one byte a cell and one colour table a theme, so that dozens of them cost little. For numbers below and
above zero see ``stripes``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from explainer.ui.theme import Colours, contrast, mix

Array = npt.NDArray[np.floating]
Levels = npt.NDArray[np.uint8]
HIDDEN = 255  # the level of a cell that has no value; it has a colour of its own
_MOST = 254


def levels(shares: Array) -> Levels:
    """The shade of every share, 0 to 254; what is no number counts as 0."""
    found = np.sqrt(np.clip(np.nan_to_num(shares), 0.0, 1.0))
    return (found * _MOST + 0.5).astype(np.uint8)


def shade(colours: Colours, colour: str, share: float) -> str:
    """The colour of one share, as ``#rrggbb``; ``colour`` is the name of the hue in the theme."""
    return mix(colours.card, str(getattr(colours, colour)), float(levels(np.array(share))) / _MOST)


@lru_cache(maxsize=8)
def table(colours: Colours, colour: str) -> tuple[int, ...]:
    """The 256 colours of the levels (0xAARRGGBB), the last for cells without a value."""
    end = str(getattr(colours, colour))
    shades = [mix(colours.card, end, level / _MOST) for level in range(_MOST + 1)]
    return tuple(QColor(c).rgb() for c in [*shades, colours.quiet])


def picture(cells: Levels, colour_table: tuple[int, ...]) -> QImage:
    """(rows, columns) levels as a picture of one pixel a cell, that owns its memory."""
    rows, columns = cells.shape
    image = QImage(np.ascontiguousarray(cells).tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(list(colour_table))
    return image


def draw(painter: QPainter, where: QRectF, image: QImage) -> None:
    """Draw ``image`` in ``where``: cells with sharp edges, or averaged where there are fewer pixels than cells."""
    painter.save()
    dense = where.width() * painter.device().devicePixelRatioF() < image.width()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, dense)
    painter.drawImage(where, image.convertToFormat(QImage.Format.Format_RGB32) if dense else image)
    painter.restore()


@lru_cache(maxsize=1024)
def ink_on(ground: str, ink: str, paper: str) -> str:
    """The colour for text on ``ground``: ``ink`` or ``paper`` where one is readable (4.5:1), else black or white."""
    for colour in (ink, paper):
        if contrast(colour, ground) >= 4.5:
            return colour
    return max(("#000000", "#FFFFFF"), key=lambda colour: contrast(colour, ground))


def every(spacing: float, least: float) -> int:
    """Of labels ``spacing`` apart, every how manieth can be written where each needs ``least``."""
    return max(1, int(np.ceil(least / max(spacing, 1e-6))))


def labelled(n: int, step: int, always: tuple[int, ...] = ()) -> list[int]:
    """Which of ``n`` labels to write: those ``always`` wanted, and every ``step``-th that is not too close to them."""
    wanted = {i for i in always if 0 <= i < n}
    return sorted(wanted | {i for i in range(0, n, step) if all(abs(i - other) >= step for other in wanted)})
