"""A widget as a picture of points (PNG), and data as a file written without risk. For lines and letters see ``vector``.

Leaves out choosing the file and telling how it went: see ``frame.saving``.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsView, QWidget

from explainer.ui.filenames import clean_name
from explainer.ui.translate import mark, translate, translated

FINE = 2.0  # device pixels a pixel in pictures: letters stay sharp on a slide


@contextmanager
def for_paper(widget: QWidget, fine: float) -> Iterator[None]:
    """Have charts inside ``widget`` draw for a finer picture than the screen.

    What they keep as a picture of the screen's own fineness is drawn anew, and curves are ``fine`` times as thick:
    their pens are measured in device pixels.
    """
    views = [view for view in widget.findChildren(QGraphicsView) if view.isVisible()]
    modes = [view.cacheMode() for view in views]
    items = [item for view in views for item in view.scene().items()]
    curves = [item for item in items if isinstance(item, pg.PlotCurveItem | pg.InfiniteLine)]
    pens = [QPen(curve.opts["pen"] if isinstance(curve, pg.PlotCurveItem) else curve.pen) for curve in curves]
    for view in views:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    for curve, pen in zip(curves, pens, strict=True):
        thick = QPen(pen)
        thick.setWidthF(pen.widthF() * fine)
        curve.setPen(thick)
    try:
        yield
    finally:
        for curve, pen in zip(curves, pens, strict=True):
            curve.setPen(pen)
        for view, mode in zip(views, modes, strict=True):
            view.setCacheMode(mode)


def picture(paint: Callable[[QPainter], None], size: QSize) -> QImage:
    """What ``paint`` draws on ``size`` pixels, with ``FINE`` points in each; transparent where nothing is drawn."""
    image = QImage(size * FINE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(FINE)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    try:
        paint(painter)
    finally:
        painter.end()
    return image


def png(image: QImage) -> bytes:
    """``image`` as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs forget devices
    return bytes(buffer.data().data())


def file_name(title: str, ending: str) -> str:
    """A name for a file, made from ``title``, that every system takes."""
    return f"{clean_name(title, 'card')}.{ending}"


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all.

    Raises:
        OSError: it cannot be written; ``why`` says it in words.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)  # noqa: PTH105 - said like this it is known to be atomic
    except OSError:
        if part.is_file():
            part.unlink()
        raise


def why(error: OSError) -> str:
    """A plain reason; where we have none, what the system says."""
    known = {
        errno.EACCES: mark("Saving", "you may not write there"),
        errno.EPERM: mark("Saving", "you may not write there"),
        errno.EROFS: mark("Saving", "nothing can be written on that disk"),
        errno.ENOSPC: mark("Saving", "the disk is full"),
        errno.EDQUOT: mark("Saving", "your share of the disk is full"),
        errno.ENOENT: mark("Saving", "that folder does not exist"),
        errno.ENOTDIR: mark("Saving", "that folder does not exist"),
        errno.EISDIR: mark("Saving", "a folder has that name"),
        errno.ENAMETOOLONG: mark("Saving", "the name is too long"),
    }.get(error.errno or 0)
    if known is not None:
        return translated(known)
    return error.strerror or translate("Saving", "the system would not have it")
