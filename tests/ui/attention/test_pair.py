"""One pair: the arithmetic that ends in the weight the model used."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.ui.numbers import percent
from explainer.ui.panels.attention.pair import PairPanel
from explainer.ui.panels.attention.scores import row_of
from explainer.ui.window import MainWindow
from tests.ui import frames_attention as frames


def test_the_arithmetic_of_the_pair_ends_in_the_weight_the_model_used(pair: PairPanel) -> None:
    frame = frames.attention()
    for layer, head, row, column in ((0, 0, 6, 2), (3, 1, 0, 0), (1, 2, 4, 6)):
        found = row_of(frame, layer, head, row, column)
        np.testing.assert_allclose(found.weights, frame.pattern[layer, head, row], atol=1e-5)
        score = sum(a * b for a, b in zip(frame.q[layer, head, row], frame.k[layer, head, column], strict=True))
        assert found.scores[column] == pytest.approx(score / math.sqrt(frames.D), rel=1e-4)
        assert found.products.sum() == pytest.approx(score, rel=1e-4)
        assert np.isneginf(found.masked[row + 1 :]).all()


def test_the_page_shows_the_hardest_look_until_a_piece_is_chosen(pair: PairPanel, learner: MainWindow) -> None:
    frame = frames.attention()
    assert pair.pair == (6, int(np.argmax(frame.pattern[0, 0, 6])))
    pair.lookers.setFocus()
    QTest.keyClick(pair.lookers, Qt.Key.Key_Left)
    pair.targets.setFocus()
    QTest.keyClick(pair.targets, Qt.Key.Key_Home)
    assert pair.pair == (5, 0)
    expected = row_of(frame, 0, 0, 5, 0)
    assert f"{expected.scores[0]:.2f}".replace("-", "−") in pair.sum_text.text()
    assert percent(float(frame.pattern[0, 0, 5, 0])) in pair.sum_text.text()
    assert percent(float(frame.pattern[0, 0, 5, 0])) in pair.summary()
    learner.focus.look(2, 2)
    assert pair.row_shown is not None
    np.testing.assert_allclose(pair.row_shown.weights, frame.pattern[2, 2, 5], atol=1e-5)
    assert (pair.picker.block.text(), pair.picker.head.text()) == ("Block 3 ▾", "Head 3 ▾")


def test_what_lies_ahead_has_a_score_but_no_weight(pair: PairPanel) -> None:
    pair.lookers.picked.emit(2)
    QTest.mouseClick(pair.table.viewport(), Qt.MouseButton.LeftButton, pos=pair.table.row_rect(6).center().toPoint())
    assert pair.pair == (2, 6)
    assert "lies ahead" in pair.sum_text.text()
    assert "masked" in pair.table.tell(6) and "0 %" in pair.table.tell(6)
    assert pair.table.rows_model.texts(6)[2:] == ("−∞", "0 %")
    pair.grab()


def test_every_number_can_be_reached_by_key(pair: PairPanel) -> None:
    pair.products.setFocus()
    QTest.keyClick(pair.products, Qt.Key.Key_Right)
    QTest.keyClick(pair.products, Qt.Key.Key_Right)
    assert pair.products.accessibleDescription().startswith("Number 2 of 8:")
    pair.table.setFocus()
    before = pair.pair[1]
    QTest.keyClick(pair.table, Qt.Key.Key_Up if before else Qt.Key.Key_Down)
    assert pair.pair[1] == (before - 1 if before else 1)


@pytest.mark.parametrize("frame", [frames.empty(), frames.attention(frames.LONG), frames.attention(("🙂", "⟨E2⟩"))])
def test_a_pair_of_odd_texts_looks_right(pair: PairPanel, frame) -> None:
    pair.apply(frame)
    pair.grab()
    assert ("only piece in sight" in pair.sum_text.text()) == (len(frame.seen_pieces) == 1)
