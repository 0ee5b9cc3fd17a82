"""The first page of Attention: shades and percentages of words and table are those of the frame, for every hand."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest

from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_attention as frames
from tests.ui.conftest import flush
from tests.ui.hands import move


def written(panel: AttentionPanel) -> dict[int, str]:
    """The percentages under the words."""
    return {i: piece.below for i, piece in enumerate(panel.words.pieces) if piece.below}


def chosen(panel: AttentionPanel) -> int:
    """The word that looks."""
    return next(i for i, piece in enumerate(panel.words.pieces) if piece.chosen)


# ---- page one: words -------------------------------------------------------------------------------------------------


def test_the_last_word_looks_and_its_weights_stand_under_the_words(panel: AttentionPanel) -> None:
    frame = frames.attention()
    shares = written(panel)
    for j, weight in enumerate(frame.pattern[0, 0, -1]):
        if weight >= 0.005:
            assert shares[j] == percent(float(weight))
    assert panel.words_card.title == "Where does “box” look?"
    assert panel.words_card.caption().startswith("Block 1, head 1. Point at a word: it looks at itself and back")
    assert panel.words.describe(6).startswith("“box” looks at")


def test_pointing_at_a_word_makes_it_look_and_leaving_gives_the_chosen_one_back(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    move(panel.words, panel.words.box(3).center())
    assert learner.focus.position == 3
    assert panel.words_card.title == "Where does “ball” look?"
    assert set(written(panel)) <= {0, 1, 2, 3}, "never ahead"
    panel.words.leaveEvent(QEvent(QEvent.Type.Leave))
    assert learner.focus.position is None and chosen(panel) == 6


def test_arrow_keys_move_the_looking_word_and_escape_follows_the_last(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    panel.words.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(panel.words, key)
    assert learner.focus.position == 4
    assert chosen(panel) == 4
    assert "“in” looks at" in panel.words.accessibleDescription()
    QTest.keyClick(panel.words, Qt.Key.Key_Right)
    assert learner.focus.position == 5, "forward again, to words that it could not see"
    QTest.keyClick(panel.words, Qt.Key.Key_Home)
    assert learner.focus.position == 0
    QTest.keyClick(panel.words, Qt.Key.Key_Escape)
    assert learner.focus.position is None


def test_a_word_once_chosen_stays_while_the_text_grows_and_is_let_go_with_another_text(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    panel.words.picked.emit(3)
    panel.apply(frames.attention((*frames.WORDS, " and")))
    assert chosen(panel) == 3
    panel.apply(frames.attention(("Ben", " ran")))
    assert chosen(panel) == 1 and learner.focus.position is None


def test_summary_says_where_the_word_looks_hardest(panel: AttentionPanel) -> None:
    row = frames.attention().pattern[0, 0, -1]
    best = int(np.argmax(row))
    name = "itself" if best == 6 else f"“{visible(frames.WORDS[best])}”"
    assert f"{name} {percent(float(row[best]))}" in panel.summary()
    assert "block 1, head 1" in panel.summary()


# ---- page one: the table ---------------------------------------------------------------------------------------------


def test_the_table_shows_the_chosen_head_and_tells_both_words_and_the_weight(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    learner.focus.look(2, 1)
    weights = frames.attention().pattern[2, 1]
    np.testing.assert_array_equal(panel.matrix.weights, weights)
    assert panel.matrix.describe((5, 3)) == f"“the” looks at “ball”: {percent(float(weights[5, 3]))}"
    assert panel.matrix.describe((3, 5)) == "“ball” cannot look ahead at “the”."
    assert "Block 3, head 2" in panel.table_card.caption()
    move(panel.matrix, panel.matrix.place((5, 3)).center())
    assert panel.matrix.at == (5, 3)


def test_mean_and_max_over_the_heads_of_the_block(panel: AttentionPanel) -> None:
    block = frames.attention().pattern[0]
    panel.mode.buttons["mean"].click()
    np.testing.assert_allclose(panel.weights(), block.mean(0))
    np.testing.assert_allclose(panel.matrix.weights, block.mean(0))
    assert "average of its 4 heads" in panel.summary()
    panel.mode.buttons["max"].click()
    np.testing.assert_array_equal(panel.weights(), block.max(0))
    assert written(panel)[6] == percent(float(block.max(0)[6, 6]))


def test_the_table_is_walked_with_the_arrow_keys(panel: AttentionPanel, learner: MainWindow) -> None:
    panel.matrix.setFocus()
    QTest.keyClick(panel.matrix, Qt.Key.Key_Up)
    assert learner.focus.position == 5 and panel.matrix.at == (5, 5), "it looks at itself"
    QTest.keyClick(panel.matrix, Qt.Key.Key_Right)
    assert panel.matrix.at == (5, 5), "never ahead"
    QTest.keyClick(panel.matrix, Qt.Key.Key_Left)
    assert panel.matrix.at == (5, 4)
    assert panel.matrix.accessibleDescription() == panel.matrix.describe((5, 4))


def test_arcs_show_the_same_weights(panel: AttentionPanel, learner: MainWindow) -> None:
    panel.form.buttons["arcs"].click()
    np.testing.assert_array_equal(panel.arcs._weights, frames.attention().pattern[0, 0])
    panel.arcs.setFocus()
    QTest.keyClick(panel.arcs, Qt.Key.Key_Up)
    assert learner.focus.position == 5
    assert panel.arcs.accessibleDescription().startswith("“the” looks at")
    move(panel.arcs, panel.arcs.place(2).center())
    assert panel.arcs.at == 2 and learner.focus.position == 5, "to point at a word does not let it look"
    QTest.mouseClick(panel.arcs, Qt.MouseButton.LeftButton, pos=panel.arcs.place(2).center().toPoint())
    assert learner.focus.position == 2
    panel.grab()


def test_a_full_context_keeps_readable_labels_and_can_be_zoomed_until_all_are(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(frames.LONG))
    flush()
    written = [panel.matrix.row_name(row) for row in panel.matrix.named()[0]]
    assert 5 < len(written) < 128 and "w127" in written, "some, and that of the looking word"
    assert panel.matrix.in_sight()[0] == range(128), "all rows are in sight"
    assert panel.zoom_button.isVisible()
    panel.zoom_button.click()
    assert len(list(panel.matrix.named()[0])) == 128
    bar = panel.matrix.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0, "it shows the looking word"
    panel.grab()
    panel.words.picked.emit(0)
    assert bar.value() == 0
    panel.zoom_button.click()
    panel.apply(frames.attention())
    assert not panel.zoom_button.isVisible()


def test_a_long_text_scrolls_by_whole_lines_and_keeps_the_looking_word_in_sight(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(frames.LONG, n_dropped=6))
    flush()
    words = panel.words
    assert words.in_sight(127) and not words.in_sight(0)
    assert "The first 6 no longer fit" in panel.words_card.caption()
    panel.words.picked.emit(0)
    assert words.in_sight(0)


@pytest.mark.parametrize("pieces", [("x",), ("🙂", "⟨E2⟩", "\n"), ("{b}", " *stars*", "_")])
def test_odd_texts_look_right(panel: AttentionPanel, pieces: tuple[str, ...]) -> None:
    panel.apply(frames.attention(pieces))
    assert chosen(panel) == len(pieces) - 1
    assert (visible(pieces[-1]) if pieces[-1].strip() else "a line break") in panel.words_card.title
    assert ("nothing but itself" in panel.words_card.caption()) == (len(pieces) == 1)
    panel.form.buttons["arcs"].click()
    panel.grab()


def test_an_empty_prompt_is_one_piece_that_looks_at_itself(panel: AttentionPanel) -> None:
    panel.apply(frames.empty())
    assert written(panel) == {0: "100 %"}
    assert "itself 100 %" in panel.summary()


def test_weights_that_are_no_numbers_break_nothing(panel: AttentionPanel) -> None:
    frame = frames.attention()
    panel.apply(frames.attention(pattern=np.full_like(frame.pattern, np.nan)))
    assert written(panel) == {}
    panel.values()
    panel.grab()
    panel.form.buttons["arcs"].click()
    panel.grab()
