"""The row of pieces: words stay together and run in their direction; pointing, keys, sentences; what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.theme import LIGHT, mix
from explainer.ui.widgets.tokenstrip import Choosing, Edge, Long, Piece, Setting, Tail, TokenStrip, written
from explainer.ui.widgets.tokenstrip.laying import Laid, lay_out
from explainer.ui.widgets.tokenstrip.painting import ground_of
from tests.ui.conftest import flush
from tests.ui.hands import move


def pieces(*texts: str, **more: Any) -> list[Piece]:
    return [Piece(text, f"about {text}", joined, **more) for text, joined in written(texts)]


def laid(texts: list[str], width: float, **more: Any) -> Laid:
    """Ten pixels a letter, words 4 apart, 5 at their ends."""
    row = pieces(*texts)
    return lay_out(row, [10.0 * len(piece.text) for piece in row], width, pad=5, gap=4, **more)


# ---- where pieces stand ----------------------------------------------------------------------------------------------


def test_pieces_of_one_word_touch_and_are_never_torn_apart() -> None:
    the, bas, ket, dot = laid([" the", " bas", "ket", "."], 100).places
    assert bas.joined_right and ket.joined_left and not bas.joined_left
    assert bas.x + bas.w == ket.x
    assert bas.line == ket.line == the.line + 1, "the word goes to the next line as a whole"
    assert dot.x == ket.x + ket.w + 4


def test_a_word_wider_than_a_line_is_broken_between_its_pieces() -> None:
    places = laid([" abc", "defg", "hi", "jk"], 80).places
    assert [place.line for place in places] == [0, 0, 1, 1]
    assert not places[1].joined_right and not places[2].joined_left


@given(
    st.lists(st.sampled_from([" a", "b", " שלום", "ים", "12", ".", " word", "й"]), max_size=12), st.integers(60, 300)
)
def test_every_piece_has_a_place_of_its_own_within_the_line(texts: list[str], width: int) -> None:
    found = laid(texts, width).places
    assert [place.index for place in found] == list(range(len(texts)))
    for line in {place.line for place in found}:
        row = sorted((place for place in found if place.line == line), key=lambda place: place.x)
        assert row[0].x >= 0 and row[-1].x + row[-1].w <= width + 1e-6
        assert all(a.x + a.w <= b.x + 1e-6 for a, b in pairwise(row))


def test_a_hebrew_text_runs_to_the_left_and_an_english_word_in_it_to_the_right() -> None:
    found = laid([" של", "ום", " he", "llo", " world", " שם"], 400)
    first, second, he, llo, world, last = found.places
    assert found.from_right and first.x + first.w == 400, "it begins at the right"
    assert second.x + second.w == first.x and second.joined_right
    assert he.x + he.w == llo.x and llo.x + llo.w + 4 == world.x, "the English words keep their order"
    assert last.x + last.w + 4 == he.x


def test_two_arabic_words_in_an_english_text_change_places() -> None:
    the, one, two, end = laid(["The", " باب", " بيت", " end"], 400).places
    assert the.x < two.x < one.x < end.x


# ---- the widget ------------------------------------------------------------------------------------------------------


@pytest.fixture
def look(qapp: object) -> Look:
    return Look()


@pytest.fixture
def made(look: Look, qtbot: QtBot) -> Iterator[Any]:
    def make(width: int = 400, height: int = 70, **setting: Any) -> TokenStrip:
        strip = TokenStrip(look, "The row", "Nothing yet.", Setting(**setting))
        qtbot.addWidget(strip)
        strip.resize(width, height)
        strip.show()
        flush()
        return strip

    return make


def test_pointing_tells_the_sentence_and_leaving_lets_go(made: Any) -> None:
    strip = made()
    strip.show_pieces(pieces("Mia", " put", " it"))
    told: list[int] = []
    held: list[bool] = []
    strip.pointed.connect(told.append)
    strip.held.connect(held.append)
    strip.enterEvent(None)
    move(strip, strip.box(1).center())
    assert strip.at == 1 and strip.describe(1) == "about put"
    strip.leaveEvent(None)
    assert told == [1, -1] and strip.at is None and held == [True, False]


def test_the_keys_go_through_the_pieces_and_say_each(made: Any) -> None:
    strip = made()
    strip.show_pieces(pieces("Mia", " put", " it"))
    strip.clearFocus()
    strip.setFocus()
    assert strip.accessibleDescription() == "3 pieces: Mia · put · it"
    for key, expected in ((Qt.Key.Key_Right, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 2), (Qt.Key.Key_Right, 2)):
        QTest.keyClick(strip, key)
        assert strip.at == expected
        assert strip.accessibleDescription() == strip.describe(expected)
    strip.leaveEvent(None)
    assert strip.at == 2, "a mouse that goes away takes nothing from the keys"
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.at is None


def test_in_a_text_that_runs_to_the_left_the_left_key_goes_on(made: Any) -> None:
    strip = made()
    strip.show_pieces(pieces("שלום", " לך", " שם"))
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert strip.at == 1
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.at == 0


def test_up_and_down_go_to_the_piece_above_and_below(made: Any) -> None:
    strip = made(width=130, height=200)
    strip.show_pieces(pieces("one", " two", " three", " four", " five", " six"))
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert strip.at is not None and strip.places[strip.at].line == 1
    QTest.keyClick(strip, Qt.Key.Key_Up)
    assert strip.at == 0


def test_enter_and_a_click_choose_where_there_is_something_to_choose(made: Any) -> None:
    strip = made(choosing=Choosing.ENTER)
    strip.show_pieces(pieces("a", " b", " c"))
    picked: list[int] = []
    strip.picked.connect(picked.append)
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_End)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.box(0).center().toPoint())
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(390, 60))
    assert picked == [2, 0]


def test_where_the_keys_choose_they_go_on_from_what_is_chosen_and_escape_lets_go(made: Any) -> None:
    strip = made(choosing=Choosing.KEYS)
    row = pieces("a", " b", " c")
    strip.show_pieces([row[0], Piece("b", chosen=True), row[2]])
    picked: list[int] = []
    strip.picked.connect(picked.append)
    strip.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        QTest.keyClick(strip, key)
    assert picked == [0, 2, -1]


def test_a_long_text_scrolls_to_what_is_chosen_folds_its_beginning_or_is_cut(made: Any) -> None:
    words = [f" w{i}" for i in range(60)]
    chosen = [*pieces(*words[:-1]), Piece("w59", chosen=True)]
    scrolls = made(long=Long.SCROLL)
    scrolls.show_pieces(chosen)
    assert scrolls.in_sight(59) and not scrolls.in_sight(0)
    folds = made(long=Long.FOLD)
    folds.show_pieces(pieces(*words))
    first = folds.places[0].index
    assert folds.rows.lead == f"… {first} earlier" and folds.in_sight(59) and folds.in_sight(first)
    assert folds.places[0].x > 30, "the first line begins behind the number"
    cuts = made(long=Long.CUT)
    cuts.show_pieces(pieces(*words))
    assert cuts.in_sight(0) and not cuts.in_sight(59)
    for strip in (scrolls, folds, cuts):
        strip.grab()


def test_the_largest_letters_in_which_all_fits_are_taken(made: Any) -> None:
    strip = made(sizes=(28.0, 20.0, 14.0))
    strip.show_pieces(pieces("one", " two"))
    assert strip.rows.size == 28.0
    strip.show_pieces(pieces(*(f" word{i}" for i in range(9))))
    assert strip.rows.size == 14.0
    assert strip.rows.laid.n_lines * strip.rows.line_height(14.0) <= strip.height() + 14


def test_numbers_that_change_break_no_line_anew_unless_pieces_are_as_wide_as_they(made: Any) -> None:
    free, fitting = made(below=12.5), made(below=12.5, fits_numbers=True)
    for strip, moves in ((free, False), (fitting, True)):
        strip.show_pieces(pieces("a", " b", below="1 %"))
        before = strip.box(1)
        strip.show_pieces(pieces("a", " b", below="100.00 %"))
        assert (strip.box(1) != before) == moves


def test_all_that_a_piece_can_say_is_painted(made: Any) -> None:
    strip = made(below=12.0, above=12.0, arrows=True, height=120)
    plain = Piece("word")
    pictures = set()
    ways: tuple[dict[str, Any], ...] = (
        {}, {"hue": "query", "shade": 0.5}, {"ground": "quiet"}, {"hue": "query", "line": 0.8},
        {"hue": "query", "line": -0.8}, {"arrow": 0.9, "hue": "key"}, {"arrow": -0.9, "hue": "key"},
        {"below": "12 %"}, {"above": "é"}, {"beside": "3 %"}, {"edge": Edge.DASHED},
        {"edge": Edge.SOLID}, {"chosen": True}, {"faint": True}, {"strike": True},
        {"rest": "s"}, {"small": True},
    )  # fmt: skip
    for way in ways:
        strip.show_pieces([Piece(plain.text, **way)])
        pictures.add(bytes(strip.grab().toImage().constBits()))
    for tail in (Tail.DOTS, Tail.CARET):
        strip.show_pieces([plain], tail, "sft")
        pictures.add(bytes(strip.grab().toImage().constBits()))
    assert len(pictures) == len(ways) + 2


def test_a_shade_is_so_much_of_its_hue() -> None:
    assert ground_of(LIGHT, Piece("a", hue="query", shade=0.25)) == mix(LIGHT.card, LIGHT.query, 0.25)
    assert ground_of(LIGHT, Piece("a", hue="query", ground="quiet")) == LIGHT.quiet


def test_empty_it_says_what_will_be_there_and_shows_where_the_keys_are(made: Any) -> None:
    strip = made()
    strip.clearFocus()
    before = strip.grab().toImage()
    strip.setFocus()
    flush()
    assert strip.grab().toImage() != before
    strip.show_pieces(pieces("a"))
    strip.clear()
    assert strip.pieces == () and strip.places == ()
    QTest.keyClick(strip, Qt.Key.Key_Right)


def test_zoom_and_theme_set_it_anew(made: Any, look: Look) -> None:
    strip = made(width=900, height=200)
    strip.show_pieces(pieces("word", hue="query", shade=1.0))
    before, hint = strip.box(0), strip.sizeHint().height()
    look.set_zoom(2.0)
    assert strip.box(0).width() > 1.8 * before.width() and strip.sizeHint().height() > 1.8 * hint
