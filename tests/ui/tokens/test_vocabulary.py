"""How the pieces were found: each moment with its merge and its count."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import compact, written
from explainer.ui.panels.tokens.piece import PiecePanel
from explainer.ui.panels.tokens.piecelist import PieceOrder, listed
from explainer.ui.panels.tokens.replay import stride
from explainer.ui.panels.tokens.vocabulary import VocabularyPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_tokens as made
from tests.ui.conftest import Pull, flush


def test_each_moment_shows_its_merge_with_its_count(found: VocabularyPanel) -> None:
    frame = made.vocabulary()
    for place in (1, 2, len(frame.merges)):
        found.transport.go(place)
        left, right, new = (written(frame.raw[i]) for i in frame.merges[place - 1].tolist())
        assert f"Merge {place}: {left} + {right} → {new}" in found.replay.merge.in_words()
        assert f"{frame.counts[place - 1]} times" in found.replay.merge.in_words()
        assert f"{frame.lengths[place]:,} pieces" in found.curve.summary()
        found.grab()
    found.transport.go(0)
    assert "256 single bytes" in found.replay.merge.in_words()


def test_your_text_is_cut_as_it_would_have_been_at_that_moment(found: VocabularyPanel) -> None:
    text = made.cut().prompt
    found.transport.go(0)
    assert found.replay.text.n_pieces == len(text.encode())
    found.transport.go(found.transport.slider.maximum())
    assert found.replay.text.labels() == [compact(raw) for raw in made.cut().raw]
    sizes = []
    for place in range(found.transport.slider.maximum() + 1):
        found.transport.go(place)
        sizes.append(found.replay.text.n_pieces)
    assert sizes == sorted(sizes, reverse=True)
    assert f"{sizes[-1]} pieces" in found.replay.cut_text.text()


def test_the_same_words_are_shown_at_every_moment(found: VocabularyPanel) -> None:
    found.apply(made.cut("Mia put the ball in the basket. " * 30))
    shown = set()
    for place in (0, 5, found.transport.slider.maximum()):
        found.transport.go(place)
        shown.add("".join(found.replay.text.labels()))
        assert found.replay.text.rows.laid.n_lines <= 2
    assert len(shown) == 1


def test_a_window_that_becomes_narrow_says_that_only_the_beginning_is_shown(
    found: VocabularyPanel, learner: MainWindow
) -> None:
    found.apply(made.cut("Mia put the ball in the basket. " * 2))
    found.transport.go(0)
    for width in (1700, 700):
        learner.resize(width, 800)
        flush()
        assert f": {found.replay.text.n_pieces} pieces" in found.replay.cut_text.text(), width
        assert ("beginning" in found.replay.cut_text.text()) == (not found.replay.text.whole), width
    assert not found.replay.text.whole


def test_the_ring_around_the_curve_covers_none_of_it(found: VocabularyPanel) -> None:
    inside = found.curve.rect().adjusted(4, 4, -4, -4)
    without = found.curve.grab().toImage()
    found.curve.setFocus()
    ringed = found.curve.grab().toImage()
    assert ringed != without
    assert ringed.copy(inside) == without.copy(inside)


def test_a_click_on_the_curve_goes_there_and_keys_go_on(found: VocabularyPanel) -> None:
    QTest.mouseClick(found.curve.viewport(), Qt.MouseButton.LeftButton, pos=found.curve.area().center().toPoint())
    middle = found.transport.place
    assert abs(middle - found.transport.slider.maximum() / 2) <= 1
    found.curve.setFocus()
    QTest.keyClick(found.curve, Qt.Key.Key_Right)
    assert found.transport.place == middle + 1
    QTest.keyClick(found.curve, Qt.Key.Key_Home)
    assert found.transport.place == 0


def test_lists_are_what_they_say(found: VocabularyPanel) -> None:
    frame = made.vocabulary()
    known = Known(frame)
    sizes = [len(frame.raw[i]) for i in listed(known, PieceOrder.LONGEST)]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) == len(frame.raw) - 4
    often = [int(frame.frequency[i]) for i in listed(known, PieceOrder.FREQUENT)]
    assert often == sorted(often, reverse=True) and sum(often) == frame.n_tokens
    newest = listed(known, PieceOrder.LAST)
    assert newest[: len(frame.merges)] == frame.merges[::-1, 2].tolist()
    assert not set(newest) & set(range(4)), "markers are no pieces of text"


def test_searching_leaves_the_pieces_that_hold_it(found: VocabularyPanel) -> None:
    QTest.keyClicks(found.search, "BASK")
    names = [name for name, _, _ in found.pieces.labels()]
    assert names and all("bask" in name for name in names)
    QTest.keyClicks(found.search, "zzz")
    assert found.pieces.labels() == [] and "BASKzzz" in found.pieces._empty
    found.search.clear()
    assert len(found.pieces.rows) == len(made.vocabulary().raw) - 4


def test_choosing_a_piece_goes_to_the_merge_that_made_it(found: VocabularyPanel) -> None:
    frame = made.vocabulary()
    found.pieces.setFocus()
    QTest.keyClick(found.pieces, Qt.Key.Key_Down)
    QTest.keyClick(found.pieces, Qt.Key.Key_Return)
    token = found.pieces.rows[0]
    assert int(frame.merges[found.transport.place - 1][2]) == token
    QTest.mouseClick(found.pieces.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 5))
    assert int(frame.merges[found.transport.place - 1][2]) == found.pieces.rows[0]


def test_playing_begins_slowly_and_reaches_the_end() -> None:
    place, ticks = 0, 0
    while place < 4000:
        place, ticks = place + stride(place), ticks + 1
        assert ticks > 25 or place == ticks
    assert ticks < 200


def test_counts_that_arrive_later_do_not_move_the_replay(found: VocabularyPanel) -> None:
    found.apply(made.vocabulary(text="counting"))
    found.transport.go(5)
    found.apply(made.vocabulary())
    assert found.transport.place == 5 and "times" in found.replay.merge.in_words()
    found.clear()
    assert found.transport.slider.maximum() == 0 and found.summary() == "There is no vocabulary yet."
    found.grab()


def test_the_story_quotes_the_numbers_of_the_page(
    panel: PiecePanel, found: VocabularyPanel, learner: MainWindow, pull: Pull
) -> None:
    assert found.values()["first_times"] == f"{made.vocabulary().counts[0]:,}"
    assert panel.values()["n_bytes"] == str(len(made.cut().prompt.encode()))
    for page, words in (("tokens.piece", "Text becomes numbers"), ("tokens.vocabulary", "grows together")):
        learner.show_view(page)
        learner.story.refresh()
        assert words in learner.story.text() and "{" not in learner.story.text()


def test_every_control_has_a_name_and_a_tooltip(panel: PiecePanel, found: VocabularyPanel) -> None:
    for shown in (panel, found):
        transport = shown.transport
        for widget in (transport.play, transport.back, transport.forth, transport.slider):
            assert widget.accessibleName() and widget.toolTip()
    for widget in (*panel.text_card.examples, *found.order_buttons.values(), found.search, found.curve):
        assert widget.accessibleName() and widget.toolTip()
    assert panel.text_card.accessibleDescription() and found.curve_card.accessibleDescription()
