"""Numbers as coloured stripes: blue below zero, vermilion above, the colour of the card at zero. Real values only.

Every number has one stripe, in order. Where there are fewer pixels than numbers, neighbours are averaged (in colour),
so that none is left out. What the strongest colour stands for is the caller's choice (``most``), so that stripes that
are to be compared can share it; ``reach`` proposes it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from explainer.ui.theme import Colours

Array = npt.NDArray[np.floating]
_STEPS = 127  # shades to each side of zero
_USUAL = 92.0  # per cent of the numbers that the scale tells apart; the few beyond have the strongest colour


def reach(*groups: Array) -> float:
    """What the strongest colour should stand for when ``groups`` of numbers are shown together: rarely exceeded."""
    sizes = np.concatenate([np.abs(np.asarray(group, np.float32)).ravel() for group in groups])
    return max(float(np.percentile(sizes, _USUAL)), 1e-12) if sizes.size else 1.0


@lru_cache(maxsize=4)
def shades(colours: Colours) -> npt.NDArray[np.uint8]:
    """The scale of ``colours``: (255, 3) RGB from the most negative to the most positive, zero in the middle."""
    ends = [np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)], float) for c in _ends(colours)]
    low, zero, high = ends
    share = np.linspace(0, 1, _STEPS + 1)[:, None]
    below = low + (zero - low) * share  # low ... zero
    above = zero + (high - zero) * share[1:]
    result = np.rint(np.concatenate((below, above))).astype(np.uint8)
    result.flags.writeable = False
    return result


def diverging(values: Array, most: float, colours: Colours) -> npt.NDArray[np.uint8]:
    """RGB (..., 3) of ``values`` (...): ``-most`` and below is blue, 0 the card, ``most`` and above vermilion."""
    index = np.asarray(values, np.float32) * (_STEPS / max(most, 1e-12))
    index = np.where(np.isnan(index), 0, np.clip(index, -_STEPS, _STEPS))  # what is not known has no colour
    return shades(colours)[np.rint(index).astype(np.intp) + _STEPS]


def image(rgb: npt.NDArray[np.uint8]) -> QImage:
    """A picture of (rows, columns, 3) RGB, one pixel a cell, that owns its memory."""
    rows, columns, _ = rgb.shape
    # 32 bits a pixel: rows need no padding.
    pixels = np.full((rows, columns, 4), 255, np.uint8)
    pixels[..., 2::-1] = rgb
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def draw_stripes(
    painter: QPainter,
    where: QRectF,
    values: Array,
    most: float,
    colours: Colours,
    *,
    upright: bool = False,
) -> None:
    """Draw ``values`` (n,) in ``where``, from left to right, or from top to bottom where ``upright``."""
    rgb = diverging(np.asarray(values).ravel(), most, colours)
    room = where.height() if upright else where.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setRenderHint(
        QPainter.RenderHint.SmoothPixmapTransform, room * painter.device().devicePixelRatioF() < len(rgb)
    )
    painter.drawImage(where, image(rgb[:, None] if upright else rgb[None]))
    painter.restore()


def _ends(colours: Colours) -> tuple[str, str, str]:
    # The blue and the vermilion of the theme; both keep 3:1 to the card in either theme.
    return colours.query, colours.card, colours.key
