"""How the map is laid out, and how it leaves the window as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as Xml

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect

from explainer.ui.panels.meaning.labels import place_labels
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.panels.meaning.viewport import Viewport
from tests.ui import frames_meaning as made


def test_a_map_that_turns_keeps_its_labels(panel: MapPanel) -> None:
    before = panel.map.labels
    panel.apply(made.embeddings(step=401, angle=0.01))
    after = panel.map.labels
    assert set(after) == set(before)
    same = [after[t].side == before[t].side for t in after]
    assert sum(same) >= len(same) - 1


def test_labels_do_not_overlap(panel: MapPanel) -> None:
    labels = [label for t, label in panel.map.labels.items() if t != panel.map.selected]
    for i, a in enumerate(labels):
        for b in labels[i + 1 :]:
            apart = a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
            assert apart


def test_the_bounds_stand_still_while_points_tremble_and_grow_calmly() -> None:
    view = Viewport()
    view.width, view.height = 600, 400
    rng = np.random.default_rng(0)
    points = rng.normal(size=(300, 2))
    view.follow(points)
    scales = []
    for _ in range(30):
        view.follow(points + 0.01 * rng.normal(size=points.shape))
        scales.append(view.scale)
    assert max(scales) / min(scales) < 1.02
    for _ in range(20):
        before = view.scale
        points = points * 1.03
        view.follow(points)
        assert 0.9 < view.scale / before <= 1.0
    view.follow(points / 3)
    assert view.scale / before < 1.2, "it does not pump"


def test_a_zoom_keeps_what_is_under_the_pointer_and_ends_at_the_whole() -> None:
    view = Viewport()
    view.width, view.height = 600, 400
    view.follow(np.random.default_rng(1).normal(size=(50, 2)))
    point = np.array([[0.3, -0.2]])
    x, y = view.to_pixels(point)[0]
    view.zoom_at(x, y, 4)
    assert view.to_pixels(point)[0] == pytest.approx((x, y), abs=1e-6)
    view.zoom_at(10, 10, 0.01)
    assert not view.moved


def test_forced_labels_are_written_even_where_there_is_no_room() -> None:
    at = dict.fromkeys(range(20), (50.0, 50.0))
    found = place_labels(
        range(20), at, dict.fromkeys(at, 40.0), height=14, gap=5, area=(100, 100), before={}, forced=[17, 18]
    )
    assert 17 in found and 18 in found
    assert len(found) < 20


def test_the_map_as_png_is_finer_than_the_screen(panel: MapPanel) -> None:
    image, screen = panel.map_card.picture(), panel.map.grab().toImage()
    offset = panel.map.mapTo(panel.map_card, QPoint())
    label = next(iter(panel.map.labels.values()))
    at = QRect(int(label.x), int(label.y), int(label.w), int(label.h))
    small = {screen.pixel(x, y) for x in range(at.left(), at.right()) for y in range(at.top(), at.bottom())}
    big = at.translated(offset)
    fine = {
        image.pixel(x, y)
        for x in range(2 * big.left(), 2 * big.right())
        for y in range(2 * big.top(), 2 * big.bottom())
    }
    assert len(fine) > len(small), "more shades along the edges of letters than a screen has, not the same doubled"


def test_the_map_as_svg_has_its_words_as_words(panel: MapPanel) -> None:
    root = Xml.fromstring(panel.map_card.as_svg())
    words = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {made.PIECES[token].strip() for token in panel.map.labels} <= words
    assert not list(root.iter("{http://www.w3.org/2000/svg}image")), "no picture of the map"
