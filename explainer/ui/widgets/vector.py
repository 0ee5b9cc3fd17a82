"""A widget as a picture of lines and letters (SVG).

Every widget is drawn on a sheet of its own by ``QSvgGenerator``, and the sheets are put together here, each cut at its
widget's edges like on the screen. Letters stay letters; each text says how long it was drawn, so that it keeps its
place where a reader has other fonts.

Decision: one sheet for the whole card would be simpler, but Qt (6.11) then leaves out the cutting at a widget's edges,
and misplaces what a widget cuts by itself, because it forgets where that widget stands.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as Xml

from PySide6.QtCore import QBuffer, QPoint, QRect
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from explainer.ui.widgets.paragraph import Paragraph

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML does not know
PAIR = re.compile(r"(-?[\d.]+(?:e[+-]?\d+)?),(-?[\d.]+(?:e[+-]?\d+)?)")  # a point of a path
FALLBACK = ("Inter", "'Segoe UI'", "'Helvetica Neue'", "Arial", "sans-serif")


def svg(widget: QWidget, title: str, description: str, leave_out: Callable[[QWidget], bool]) -> bytes:
    """``widget`` with all in it, but for children that ``leave_out`` names, as an SVG file."""
    for prefix, space in (("", SVG), ("xlink", XLINK)):
        Xml.register_namespace(prefix, space)
    width, height = str(widget.width()), str(widget.height())
    root = Xml.Element(f"{{{SVG}}}svg", width=width, height=height, viewBox=f"0 0 {width} {height}", version="1.1")
    Xml.SubElement(root, f"{{{SVG}}}title").text = title
    Xml.SubElement(root, f"{{{SVG}}}desc").text = description
    root.append(_layer(widget, QPoint(), leave_out, itertools.count(1)))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="utf-8") + b"\n"


def _layer(
    widget: QWidget, at: QPoint, leave_out: Callable[[QWidget], bool], numbers: Iterator[int]
) -> Xml.Element[str]:
    """``widget`` at ``at``, cut at its edges, with its children in it."""
    name = f"w{next(numbers)}"
    layer = Xml.Element(f"{{{SVG}}}g", transform=f"translate({at.x()},{at.y()})")
    # Within <defs>, because some readers (Qt's own) do not know what a clip path is and would draw it.
    clip = Xml.SubElement(Xml.SubElement(layer, f"{{{SVG}}}defs"), f"{{{SVG}}}clipPath", id=name)
    Xml.SubElement(clip, f"{{{SVG}}}rect", width=str(widget.width()), height=str(widget.height()))
    inside = Xml.SubElement(layer, f"{{{SVG}}}g", {"clip-path": f"url(#{name})"})
    inside.extend(_drawn(widget, name))
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(widget) and not child.isWindow() and not leave_out(child):
            inside.append(_layer(child, child.pos(), leave_out, numbers))
    return layer


def _drawn(widget: QWidget, name: str) -> list[Xml.Element[str]]:
    """What ``widget`` itself draws; ids begin with ``name``, so that no two widgets share one."""
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # SVG Tiny knows no clipping
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setResolution(widget.logicalDpiX())
    painter = QPainter(generator)
    try:
        QWidget.render(widget, painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    finally:
        painter.end()
    root = Xml.fromstring(NO_XML.sub("\ufffd", bytes(buffer.data().data()).decode()))
    for part in root.iter():
        for key, value in part.attrib.items():
            if key == "id":
                part.set(key, f"{name}-{value}")
            elif value.startswith("url(#") or (key == f"{{{XLINK}}}href" and value.startswith("#")):
                part.set(key, value.replace("#", f"#{name}-"))
    even_digits = not isinstance(widget, Paragraph | QLabel | QAbstractButton | QLineEdit)
    for words in root.iter(f"{{{SVG}}}text"):
        _measure(words, even_digits=even_digits)
    for group in root.iter(f"{{{SVG}}}g"):
        _flatten(group)
    _prune(root)
    return [part for part in root if part.tag in (f"{{{SVG}}}defs", f"{{{SVG}}}g")]


def _measure(words: Xml.Element[str], *, even_digits: bool) -> None:
    """Note how long a text was drawn, and name fonts like its own.

    Whether all digits had the same width is not in Qt's file; our painted widgets mostly have it so (``even_digits``).
    """
    font = QFont([family.strip() for family in words.get("font-family", "").split(",")])
    font.setPixelSize(max(1, round(float(words.get("font-size", "12")))))
    font.setWeight(QFont.Weight(round(float(words.get("font-weight", "400")) / 100) * 100))
    font.setItalic(words.get("font-style") == "italic")
    if even_digits:
        font.setFeature(QFont.Tag("tnum"), 1)
    words.set("font-family", ", ".join(dict.fromkeys([QFontInfo(font).family(), *FALLBACK])))
    if words.text and words.text.strip():
        words.set("textLength", f"{QFontMetricsF(font).horizontalAdvance(words.text):.1f}")
        words.set("lengthAdjust", "spacingAndGlyphs")


def _flatten(group: Xml.Element[str]) -> None:
    """Put curves that are stretched but whose pen is not where they belong, for readers that do not know such pens."""
    pens = [child.get("vector-effect") == "non-scaling-stroke" and child.tag == f"{{{SVG}}}path" for child in group]
    matrix = re.fullmatch(r"matrix\((.*)\)", group.get("transform", ""))
    if not pens or not all(pens) or matrix is None:
        return
    a, b, c, d, e, f = (float(value) for value in matrix[1].split(","))

    def moved(pair: re.Match[str]) -> str:
        x, y = float(pair[1]), float(pair[2])
        return f"{a * x + c * y + e:.2f},{b * x + d * y + f:.2f}"

    for path in group:
        path.set("d", PAIR.sub(moved, path.get("d", "")))
        del path.attrib["vector-effect"]
    del group.attrib["transform"]


def _prune(parent: Xml.Element[str]) -> None:
    """Take out groups with nothing in them, of which Qt writes one for every change of pen; and fonts of groups."""
    for child in list(parent):
        _prune(child)
        if child.tag == f"{{{SVG}}}g":
            for key in ("font-family", "font-size", "font-weight", "font-style"):
                child.attrib.pop(key, None)
            if not len(child):
                parent.remove(child)
