"""What every card can do, whoever draws it: as a picture, on the screen and as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import numpy as np
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.widgets.card import Card
from explainer.ui.window import MainWindow
from tests.ui.conftest import flush


def drawn(svg: bytes, card: Card) -> QImage:
    """The SVG read back by another program's part of Qt."""
    image = QImage(card.sheet.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    # The reader here takes a list of fonts for the name of one.
    QSvgRenderer(QByteArray(re.sub(rb'font-family="[^"]*"', b'font-family="Inter"', svg))).render(painter)
    painter.end()
    return image


def test_a_picture_is_fine_and_has_no_buttons(bets: PredictionPanel) -> None:
    card = bets.bars_card
    picture = card.picture()
    assert picture.size() == card.sheet.size() * 2, "sharp on a slide"
    button = card.more_button.geometry()
    colours = {picture.pixelColor(2 * x, 2 * y).name() for x in range(button.left(), button.right(), 2) for y in (28,)}
    assert colours == {"#ffffff"}
    assert card.more_button.isVisible(), "on the screen nothing changed"


def test_a_picture_of_a_curve_has_its_thickness_twice(course: LearningPanel) -> None:
    pen = course.chart._curves.thick(0).opts["pen"].widthF()
    course.loss_card.picture()
    assert course.chart._curves.thick(0).opts["pen"].widthF() == pen, "on the screen nothing changed"


def test_svg_holds_words_as_words_and_numbers_of_the_moment(bets: PredictionPanel) -> None:
    root = Xml.fromstring(bets.bars_card.as_svg())
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "What comes next?" in words
    for name, own, _ in bets.bars.labels()[:5]:
        assert name in words
        assert own in words
    assert all(float(text.get("textLength", 1)) > 0 for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert root.find("{http://www.w3.org/2000/svg}title").text == bets.bars_card.title  # type: ignore[union-attr]


def test_svg_ids_are_unique_and_all_references_lead_somewhere(course: LearningPanel) -> None:
    for card in course.cards():
        text = card.as_svg().decode()
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), card.title
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids), card.title


def test_svg_looks_like_the_card(bets: PredictionPanel) -> None:
    card = bets.bars_card
    wanted = (
        card.picture()
        .scaled(card.sheet.size(), mode=Qt.TransformationMode.SmoothTransformation)
        .convertToFormat(QImage.Format.Format_Grayscale8)
    )
    got = drawn(card.as_svg(), card).convertToFormat(QImage.Format.Format_Grayscale8)
    a, b = (
        np.frombuffer(i.constBits(), np.uint8).reshape(i.height(), i.bytesPerLine())[4:-4, 4 : i.width() - 4]
        for i in (wanted, got)
    )
    ink = [np.flatnonzero((image < 200).any(axis=axis)) for image in (a, b) for axis in (0, 1)]
    for one, other in ((ink[0], ink[2]), (ink[1], ink[3])):
        assert abs(one[0] - other[0]) <= 2
        assert abs(one[-1] - other[-1]) <= 6
    assert np.abs(a.astype(int) - b).mean() < 6


def test_what_lies_beyond_an_edge_is_cut_in_svg(odd: Card) -> None:
    svg = Xml.fromstring(odd.as_svg())
    space = "{http://www.w3.org/2000/svg}"
    parents = {child: parent for parent in svg.iter() for child in parent}
    green = next(r for r in svg.iter(f"{space}rect") if parents[r].get("fill") == "#00ff00")
    blue = next(r for r in svg.iter(f"{space}rect") if parents[r].get("fill") == "#0000ff")
    ids = {part.get("id"): part for part in svg.iter(f"{space}clipPath")}

    def cuts(part: Xml.Element) -> list[str]:
        found = []
        while part in parents:
            part = parents[part]
            if "clip-path" in part.attrib:
                clip = ids[part.attrib["clip-path"][5:-1]][0]
                found.append(clip.get("d") or f"{clip.get('width')}x{clip.get('height')}")
        return found

    assert "120x60" in cuts(green), "at the edges of its widget"
    assert any("M10,10 L40,10 L40,30" in cut for cut in cuts(blue)), "where the widget says, not elsewhere"


def test_svg_survives_words_that_look_like_svg(odd: Card) -> None:
    words = [text.text for text in Xml.fromstring(odd.as_svg()).iter("{http://www.w3.org/2000/svg}text")]
    assert any(text is not None and '<"url(#id)"> &' in text for text in words)


def test_dark_pictures_are_dark(learner: MainWindow, course: LearningPanel) -> None:
    learner.look.set_theme(True)
    flush()
    assert course.facts_card.picture().pixelColor(300, 8).name().upper() == learner.look.colours.card
    assert learner.look.colours.card.lower().encode() in course.facts_card.as_svg()
