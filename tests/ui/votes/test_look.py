"""How the page looks: answers are whole, letters do not jump, all can be reached and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from explainer.ui.panels.minds.judge import JudgePanel
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.panels.minds.votes_words import drawable
from explainer.ui.panels.panel import Panel
from explainer.ui.widgets.chart import Chart
from explainer.ui.window import MainWindow
from tests.ui import frames_minds as made
from tests.ui.conftest import flush, settle
from tests.ui.opening import page_area

WRAP = Qt.TextFlag.TextWordWrap
ODD = ("", "🙂🙂 \n\n x", "{braces} and *stars* <b>", "x" * 400)


# ---- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR, ODD], ids=["two", "four", "odd"])
def test_every_answer_is_whole_and_nothing_scrolls_sideways(
    answers: tuple[str, ...], size: tuple[int, int], zoom: float, panel: VotesPanel, learner: MainWindow
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    panel.take(made.ballot(2, answers, n_hand=1, recent=(made.vote(1, made.FOUR),)))
    panel.take(made.judge())
    for _ in range(3):
        flush()
    board = panel.ballot.board
    assert [card.isVisible() for card in board.cards] == [i < len(answers) for i in range(4)]
    for card in board.shown:
        assert card.height_of(card.words, card.letters) <= card.room().height(), card.words
        assert board.rect().contains(card.geometry())
        words = QFontMetrics(learner.look.font(card.letters)).boundingRect(card.room(), WRAP, card.words)
        assert words.width() <= card.room().width(), card.words
    assert len({card.letters for card in board.shown}) == 1
    learner.grab()
    area = page_area(learner)
    assert area.horizontalScrollBar().maximum() == 0
    if zoom == 1.0 and answers is not ODD:
        view = area.viewport()
        for card in board.shown:
            seen = QRect(card.mapTo(view, QPoint(0, 0)), card.rect().size())
            assert view.rect().contains(seen), "four answers can be seen at once"


def test_letters_never_grow_while_answers_stream_in(panel: VotesPanel) -> None:
    text = "One day I read it in a book, and I thought about it for a long time. " * 6
    sizes = []
    for n in range(0, len(text), 12):
        panel.take(made.ballot(2, (text[:n], "It says moo."), done=False))
        flush()
        sizes.append(panel.ballot.board.cards[0].letters)
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1] >= 15
    panel.take(made.ballot(3))
    settle()
    assert panel.ballot.board.cards[0].letters == sizes[0], "the next ballot begins anew"


@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR], ids=["two", "four"])
def test_a_ballot_that_fills_the_window_is_written_in_large_letters(
    answers: tuple[str, ...], panel: VotesPanel, learner: MainWindow
) -> None:
    panel.take(made.ballot(2, answers))
    flush()
    card = panel.ballot.board.cards[0]
    before = card.letters
    learner.spotlight.toggle(panel.ballot_card)
    flush()
    assert card.letters >= 1.2 * before
    assert card.height_of(card.words, card.letters) <= card.room().height()
    learner.spotlight.leave()
    flush()
    assert card.letters == before


def test_frames_that_change_nothing_move_nothing(panel: VotesPanel) -> None:
    flush()
    places = [(w, w.geometry()) for w in panel.findChildren(QWidget)]
    for _ in range(3):
        panel.take(made.ballot())
        flush()
    assert [(w, w.geometry()) for w in panel.findChildren(QWidget)] == places


def test_everything_can_be_reached_named_and_explained(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, made.FOUR, n_hand=1, recent=(made.vote(1),)))
    panel.take(made.judge())
    assert_named(panel, 18)
    assert made.FOUR[3] in panel.summary()


def test_everything_on_the_deeper_page_can_be_reached_named_and_explained(closely: JudgePanel) -> None:
    closely.take(made.ballot(1, taste="custom", n_hand=1, recent=(made.vote(1),)))
    closely.take(made.judge())
    assert_named(closely, 25)


def assert_named(panel: Panel, n: int) -> None:
    flush()
    parts = [w for w in panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(parts) > n
    for part in parts:
        if part.objectName() == "qt_spinbox_lineedit" or isinstance(part.parent(), Chart):
            continue
        assert part.accessibleName(), part
        assert part.toolTip(), part.accessibleName()


@given(st.text(max_size=80))
def test_what_is_drawn_has_a_shape_and_can_be_broken(text: str) -> None:
    drawn = drawable(text)
    assert all(c.isprintable() or c in "\n\u200b" for c in drawn)
    assert max((len(word) for word in drawn.replace("\u200b", " ").split()), default=0) < 20
    if text.isprintable():
        assert drawn.replace("\u200b", "") == text, "letters stay what they are"


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_do_not_break_it(text: str, panel: VotesPanel, closely: JudgePanel, learner: MainWindow) -> None:
    odd = made.vote(4, (text, "b"), question=text, ratings=made.rated((0.1, None), (None, 1.0)))
    for page, shown in (("minds.votes", panel), ("minds.judge", closely)):
        learner.show_view(page)
        shown.take(made.ballot(3, (text, "b"), question=text, n_hand=1, recent=(odd,), path=text, formula=text))
        flush()
        assert shown.summary()
        for card in shown.cards():
            assert not card.picture().isNull()
        learner.story.refresh()
