"""Where a piece stands: the position embeddings, as a person sees them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.ui.panels.meaning.matrix import ticks
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.positions import PositionsPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_meaning as made


def test_the_sentence_compares_near_and_far(places: PositionsPanel) -> None:
    frame = made.positions()
    near = np.mean([frame.similarity[i, i + 1] for i in range(63)])
    far = np.mean([frame.similarity[i, i + 10] for i in range(54)])
    assert f"**{cosine_text(float(near))}**" in places.sentence.text()
    assert f"**{cosine_text(float(far))}**" in places.sentence.text()
    assert "have an order" in places.sentence.text()
    assert cosine_text(float(far)) in places.summary()


def test_noise_is_called_noise(places: PositionsPanel) -> None:
    places.apply(made.positions(learned=False))
    assert "strangers" in places.sentence.text()


def test_a_cell_tells_both_positions_and_their_cosine(places: PositionsPanel) -> None:
    frame = made.positions()
    QTest.mouseMove(places.matrix, places.matrix.place((3, 20)).center().toPoint())
    row, column = places.matrix.at or (-1, -1)
    assert abs(row - 3) <= 1 and abs(column - 20) <= 1
    expected = f"Positions {row + 1} and {column + 1}: cosine {cosine_text(float(frame.similarity[row, column]))}"
    assert places.matrix_card.caption() == expected
    assert set(places.trail.marked) == {row, column}


def test_arrow_keys_walk_over_the_square(places: PositionsPanel) -> None:
    places.matrix.setFocus()
    QTest.keyClick(places.matrix, Qt.Key.Key_Home)
    QTest.keyClick(places.matrix, Qt.Key.Key_Right)
    assert places.matrix.at == (0, 1)
    assert "Positions 1 and 2" in places.matrix.accessibleDescription()
    QTest.keyClick(places.matrix, Qt.Key.Key_End)
    assert places.matrix.at == (63, 63)
    QTest.keyClick(places.matrix, Qt.Key.Key_Down)
    assert places.matrix.at == (63, 63)
    places.apply(made.positions(n=16))
    assert places.matrix.at is None, "another model is shorter"
    QTest.keyClick(places.matrix, Qt.Key.Key_Escape)


def test_the_path_is_walked_with_the_keys_and_marks_the_square(places: PositionsPanel) -> None:
    places.trail.setFocus()
    QTest.keyClick(places.trail, Qt.Key.Key_End)
    QTest.keyClick(places.trail, Qt.Key.Key_Left)
    assert places.trail.accessibleDescription() == "Position 63"
    assert places.trail.marked == (62,) and places.matrix.at == (62, 62)
    assert "Positions 63 and 63" in places.matrix_card.caption()
    QTest.keyClick(places.trail, Qt.Key.Key_Escape)
    assert places.trail.marked == () and places.matrix.at is None
    places.trail.go(63)
    places.apply(made.positions(n=16))
    assert places.trail.at is None, "another model is shorter"


@pytest.mark.parametrize("n", [1, 2, 7, 16, 64, 100, 128, 192, 256, 1024])
def test_ticks_are_few_and_reach_both_ends(n: int) -> None:
    found = ticks(n)
    assert found[0] == 1 and found[-1] == n
    assert len(found) <= 9
    assert found == sorted(set(found))


def test_short_contexts_are_drawn(places: PositionsPanel) -> None:
    for n in (1, 2, 5):
        places.clear()
        places.apply(made.positions(n=n))
        places.grab()
        assert "nan" not in places.sentence.text()


def test_position_tables(places: PositionsPanel) -> None:
    table = places.matrix_card.table() if places.matrix_card.table else None
    assert table is not None and len(table.rows) == 64 and len(table.columns) == 65
    trail = places.trail_card.table() if places.trail_card.table else None
    assert trail is not None and trail.rows[0][0] == 1


def test_an_empty_position_page_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning.positions")
    assert window.panel("meaning.positions").summary() == "There are no positions to show yet."
