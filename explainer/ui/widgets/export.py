"""A card as a file: painted as a picture of points (PNG) or of lines and letters (SVG), and written without risk.

Leaves out choosing the file and telling how it went: see ``frame.saving``.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from explainer.ui.translate import mark

Paint = Callable[[QPainter], None]

FINE = 2.0  # device pixels a pixel in pictures: letters stay sharp on a slide
LONGEST_NAME = 80  # characters of a file name, without its ending


def png(paint: Paint, size: QSize, ratio: float = FINE) -> QImage:
    """What ``paint`` draws on ``size`` pixels, with ``ratio`` points in each; transparent where nothing is drawn."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def png_bytes(paint: Paint, size: QSize) -> bytes:
    """The same as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    png(paint, size).save(buffer, "PNG")  # type: ignore[call-overload] # the stubs forget devices
    return bytes(buffer.data().data())


def svg_bytes(paint: Paint, size: QSize, title: str, description: str) -> bytes:
    """What ``paint`` draws as an SVG file: letters stay letters. Readers without our font take one of their own."""
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # SVG Tiny knows no clipping
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(96)
    generator.setTitle(title)
    generator.setDescription(description)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def file_name(title: str, ending: str) -> str:
    """A name for a file, made from ``title``, that every system takes."""
    words = " ".join(re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", title).split())
    return f"{words[:LONGEST_NAME].strip(' .') or 'card'}.{ending}"


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all.

    Raises:
        OSError: it cannot be written; ``why`` says it in words.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)  # noqa: PTH105 - Path.replace says the same, this names the atomic call
    except OSError:
        part.unlink(missing_ok=True) if part.parent.is_dir() else None
        raise


def why(error: OSError) -> str:
    """A plain reason, to be translated in the context "Saving"."""
    return {
        errno.EACCES: mark("Saving", "you may not write there"),
        errno.EPERM: mark("Saving", "you may not write there"),
        errno.EROFS: mark("Saving", "nothing can be written on that disk"),
        errno.ENOSPC: mark("Saving", "the disk is full"),
        errno.EDQUOT: mark("Saving", "your share of the disk is full"),
        errno.ENOENT: mark("Saving", "that folder does not exist"),
        errno.ENOTDIR: mark("Saving", "that folder does not exist"),
        errno.EISDIR: mark("Saving", "a folder has that name"),
        errno.ENAMETOOLONG: mark("Saving", "the name is too long"),
    }.get(error.errno or 0, error.strerror or mark("Saving", "the system would not have it"))
