"""The page for everybody: a text in pieces and how these were found, in words and without code."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.frames import Cut
from explainer.ui.panels.registry import PAGES
from explainer.ui.panels.tokens.panel import TokensPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_tokens as made
from tests.ui.opening import open_page
from tests.ui.tokens.test_text import ODD

CODE = ("␣", "↵", "⟨", "erge", "byte")  # that have to be explained


def said(page: TokensPanel) -> str:
    """All that is written on it."""
    cards = [text for card in page.cards() for text in (card.title, card.caption())]
    texts = [piece.text for strip in (page.pieces, page.replay.text) for piece in strip.pieces]
    shown = [
        page.caption(),
        page.summary(),
        page.piece_text.text(),
        page.replay.place_text.text(),
        page.replay.in_words(),
    ]
    return " ".join([*cards, *texts, *shown])


@pytest.mark.parametrize("text", ["Mia put the ball in the basket.", "Grüße 🙂", "a\nb", "Привет"])
def test_nothing_on_it_is_code(page: TokensPanel, text: str) -> None:
    page.apply(made.cut(text))
    for place in (0, 1, 5, page.replay.transport.slider.maximum()):
        page.replay.transport.go(place)
        for sign in CODE:
            assert sign not in said(page), (sign, place)


def test_the_text_is_cut_as_at_the_moment_that_is_replayed(page: TokensPanel) -> None:
    text = made.cut().prompt
    page.replay.transport.go(0)
    assert page.replay.text.n_pieces == len(text) and f"{len(text)} pieces" in page.replay.cut_text.text()
    page.replay.transport.go(page.replay.transport.slider.maximum())
    assert page.replay.text.n_pieces == len(made.cut().ids) == len(page.pieces.pieces)
    page.replay.transport.go(1)
    left, right, new = (made.vocabulary().raw[int(i)].decode() for i in made.vocabulary().merges[0])
    assert f"“{left}” and “{right}” become “{new}”" in page.replay.merge.in_words()


def test_a_piece_that_is_pointed_at_tells_its_number_and_how_often_it_stood(
    page: TokensPanel, learner: MainWindow
) -> None:
    page.pieces.setFocus()
    QTest.keyClick(page.pieces, Qt.Key.Key_Home)
    cut, frame = made.cut(), made.vocabulary()
    token = int(cut.ids[0])  # of “Mia”
    assert f"its number in the list of pieces: **{token}**" in page.piece_text.text()
    assert frame.frequency[token] == 1 and "**once** in the first 110 pieces" in page.piece_text.text()
    assert learner.focus.position == 0, "all views share what is pointed at"


def test_a_part_of_a_letter_says_of_which(page: TokensPanel) -> None:
    page.apply(made.cut("🙂"))
    assert "Only a part of **🙂**" in page.piece_text.text()
    assert [piece.text for piece in page.pieces.pieces] == ["▪"] * 4


def test_a_piece_that_is_pointed_at_elsewhere_is_told_about_here_too(page: TokensPanel, learner: MainWindow) -> None:
    page.text_card.choose(1)
    learner.focus.point(3)
    assert page.text_card.chosen() == 3 and f"**{made.cut().ids[3]}**" in page.piece_text.text()


def test_the_pieces_found_so_far_stand_below_the_newest_first(page: TokensPanel) -> None:
    frame = made.vocabulary()
    page.replay.transport.go(3)
    shown = [piece.text for piece in page.replay.found.pieces]
    assert shown == [frame.raw[i].decode().strip() for i in frame.merges[2::-1, 2].tolist()]
    assert "number 3" in page.replay.found.pieces[0].told
    page.replay.transport.go(0)
    assert not page.replay.found.pieces and not page.replay.found_text.text()


def test_what_was_set_before_anything_came_holds_when_it_comes(learner: MainWindow) -> None:
    page = open_page(learner, "tokens", TokensPanel)
    page.restore({"moment": 3, "piece": 1})
    page.apply(made.cut(n_dropped=2))
    page.apply(made.vocabulary())
    assert page.replay.transport.place == 3 and page.text_card.chosen() == 1
    assert page.state() == {"moment": 3, "piece": 1}
    page.replay.transport.go(page.replay.transport.slider.maximum())
    page.apply(made.cut("Another text"))
    assert page.state() == {"moment": None, "piece": None}, "the end, wherever it is; and a piece of another text"


def test_the_exact_pages_lie_deeper_and_nothing_is_lost() -> None:
    assert not PAGES["tokens"].deeper
    assert PAGES["tokens.piece"].deeper and PAGES["tokens.vocabulary"].deeper


def test_odd_texts_and_no_vocabulary_look_right(page: TokensPanel, learner: MainWindow) -> None:
    for text in ODD:
        page.apply(made.cut(text))
        page.grab()
        assert page.summary() and page.piece_text.text(), text
    for text in ("counting", "gone"):
        page.apply(made.vocabulary(text=text))
        assert "times" not in page.piece_text.text()
    page.clear()
    page.grab()
    assert page.summary() == "There is no text in pieces yet." and page.text_card.chosen() is None
    assert isinstance(made.cut(), Cut) and learner.view == "tokens"


def test_the_story_quotes_what_the_page_shows(page: TokensPanel, learner: MainWindow) -> None:
    learner.story.refresh()
    told = learner.story.text()
    assert f"**{len(made.cut().prompt)} characters**, {len(made.cut().ids)} pieces" in told
    assert f"{made.vocabulary().counts[0]:,} times" in told and "{" not in told


def test_every_control_has_a_name_and_a_tooltip(page: TokensPanel) -> None:
    transport = page.replay.transport
    for widget in (transport.play, transport.back, transport.forth, transport.slider, *page.text_card.examples):
        assert widget.accessibleName() and widget.toolTip()
    assert page.text_card.accessibleDescription() and page.replay_card.accessibleDescription()
