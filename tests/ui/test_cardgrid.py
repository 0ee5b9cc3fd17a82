"""Where cards stand: by shares of the width, by what they need of the height, and by the plan of their width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.cardgrid import CardGrid, Stack, below, shared


class Box(QWidget):
    """A card that needs so much."""

    def __init__(self, page: QWidget, wide: int, high: int) -> None:
        super().__init__(page)
        self.least = QSize(wide, high)

    def minimumSizeHint(self) -> QSize:
        """What it needs."""
        return self.least


A, B, C, D, E = (
    (100, 200),
    (100, 100),
    (80, 50),
    (80, 60),
    (300, 40),
)


@pytest.fixture
def page(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


@pytest.fixture
def boxes(page: QWidget) -> list[Box]:
    return [Box(page, *size) for size in (A, B, C, D, E)]


@pytest.fixture
def grid(page: QWidget, boxes: list[Box]) -> CardGrid:
    """A chart over a list, two cards beside them, and a strip below."""
    a, b, c, d, e = boxes
    plan = [[Stack(a, b, share=5), Stack(c, d, share=3)], [Stack(e)]]
    return CardGrid(Look(), page, {600: plan, 0: below(a, c, b, d, e)}, stretch={a: 3, c: 0, e: 0})


def test_stacks_share_the_width_and_cards_the_height_that_is_left(grid: CardGrid, boxes: list[Box]) -> None:
    assert grid.minimumSize() == QSize(300, 200 + 12 + 100 + 12 + 40)
    grid.setGeometry(QRect(0, 0, 812, 404))  # 40 more than it needs
    a, b, c, d, e = (box.geometry() for box in boxes)
    assert a == QRect(0, 0, 500, 230), "three parts of four"
    assert b == QRect(0, 242, 500, 110)
    assert c == QRect(512, 0, 300, 50), "wants none of it"
    assert d == QRect(512, 62, 300, 290), "to the foot of its row"
    assert e == QRect(0, 364, 812, 40)


def test_a_narrow_page_has_one_below_the_other(grid: CardGrid, boxes: list[Box]) -> None:
    grid.fit(599.0)
    grid.setGeometry(QRect(0, 0, 400, grid.minimumSize().height()))
    assert [box.x() for box in boxes] == [0] * 5
    assert [boxes[i].y() for i in (0, 2, 1, 3, 4)] == [0, 212, 274, 386, 458]
    grid.fit(600.0)
    assert grid.minimumSize().width() == 300


def test_who_needs_more_than_its_share_gets_that(page: QWidget, boxes: list[Box]) -> None:
    a, _, c, _, e = boxes
    grid = CardGrid(Look(), page, {0: [[Stack(a, share=2), Stack(c), Stack(e)]]})
    grid.setGeometry(QRect(0, 0, 624, 200))
    assert [box.width() for box in (a, c, e)] == [200, 100, 300]


@given(st.integers(0, 3000), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5)), min_size=1, max_size=6))
def test_no_pixel_of_the_room_is_lost_and_nobody_gets_less_than_it_needs(
    room: int, needs: list[tuple[int, float]]
) -> None:
    found = shared(room, needs)
    assert all(given >= need for given, (need, _) in zip(found, needs, strict=True))
    if any(part for _, part in needs):
        assert sum(found) == max(room, sum(need for need, _ in needs))
