"""Where it looks beside what matters: the sentence is true of both rows of words, and says nothing it does not know."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.ui.panels.attention.panel import AttentionPanel
from tests.ui import frames_attention as frames
from tests.ui import frames_prediction as bets
from tests.ui.conftest import flush
from tests.ui.prediction.conftest import enter

TEXT = "".join(frames.WORDS)


def looking_at(column: int) -> np.ndarray:
    """Weights of heads all of whose pieces look hardest at ``column``, or at themselves before it."""
    n = len(frames.WORDS)
    weights = np.tril(np.full((n, n), 0.05))
    for row in range(n):
        weights[row, min(row, column)] = 0.6
    return np.broadcast_to(weights.astype(np.float32), (frames.L, frames.H, n, n))


def without(changed: int, change: float = -0.3) -> tuple[float, ...]:
    """The bet of 34 % without each piece: next to nothing happens but without ``changed``."""
    return tuple(0.34 + (change if i == changed else -0.0001) for i in range(len(frames.WORDS)))


@pytest.mark.parametrize(
    ("looked", "changed", "sentence"),
    [
        (3, 1, "“box” looks hardest at **ball**. But leaving out **put** changes"),
        (3, 3, "“box” looks hardest at **ball**, and leaving out that very piece changes"),
        (6, 1, "“box” looks hardest at itself. But leaving out **put** changes"),
        (3, 6, "“box” looks hardest at **ball**. But leaving out **box**, the last piece, changes"),
    ],
)
def test_what_is_looked_at_hardest_is_compared_with_what_changes_the_bet_most(
    panel: AttentionPanel, looked: int, changed: int, sentence: str
) -> None:
    panel.apply(frames.attention(pattern=looking_at(looked)))
    panel.apply(bets.why(TEXT, without=without(changed)))
    assert panel.matters.sentence.text() == f"{sentence} the bet on **park** most: 4.0\u00a0% instead of 34\u00a0%."
    shades = [piece.shade for piece in panel.matters.words.pieces]
    assert np.argmax(shades) == changed
    panel.words.picked.emit(2)
    assert panel.matters.sentence.text().startswith("“the” looks hardest at itself."), "another one looks"


def test_a_bet_that_hardly_changes_is_not_said_to_hang_on_a_piece(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(pattern=looking_at(3)))
    panel.apply(bets.why(TEXT, without=without(1, -0.0009)))
    text = panel.matters.sentence.text()
    assert text == "“box” looks hardest at **ball**; leaving out any one piece hardly changes the bet on **park**."


def test_nothing_is_compared_before_both_are_known_of_the_same_text(panel: AttentionPanel) -> None:
    panel.clear()
    assert not panel.ready()
    panel.apply(bets.why(TEXT, without=without(1)))
    assert "left out in turn…" in panel.matters.sentence.text()
    panel.apply(frames.attention())
    assert panel.ready() and "looks hardest" in panel.matters.sentence.text()
    panel.apply(frames.attention((*frames.WORDS, ".")))
    assert not panel.ready() and "left out in turn…" in panel.matters.sentence.text()


def test_an_empty_text_has_nothing_to_leave_out_here_either(panel: AttentionPanel) -> None:
    panel.apply(frames.empty())
    panel.apply(bets.why("", without=()))
    assert panel.matters.words.pieces and "looks hardest" not in panel.matters.sentence.text()


def test_both_rows_are_in_the_numbers_of_the_card(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(pattern=looking_at(3)))
    panel.apply(bets.why(TEXT, without=without(1)[3:]))
    panel.words.picked.emit(4)
    table = panel.words_card.numbers()
    assert table is not None
    assert [row[2] is None for row in table.rows] == [False] * 5 + [True] * 2, "it cannot look ahead"
    assert [row[3] is None for row in table.rows] == [True] * 3 + [False] * 4, "earlier ones were not tried"


def test_words_hold_still_while_somebody_points_at_them(panel: AttentionPanel) -> None:
    panel.apply(frames.attention())
    panel.apply(bets.why(TEXT, without=without(1)))
    enter(panel.matters.words)
    panel.apply(bets.why(TEXT, step=500, without=without(2)))
    assert "leaving out **put**" in panel.matters.sentence.text()
    panel.hide()
    flush()
    panel.show()
    panel.apply(bets.why(TEXT, step=501, without=without(2)))
    assert "leaving out **the**" in panel.matters.sentence.text()


def test_weights_that_are_no_numbers_are_not_compared(panel: AttentionPanel) -> None:
    pattern = np.full_like(frames.attention().pattern, np.nan)
    panel.apply(frames.attention(pattern=pattern))
    panel.apply(bets.why(TEXT, without=without(1)))
    assert "looks hardest" not in panel.matters.sentence.text()
