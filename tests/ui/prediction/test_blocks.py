"""Block by block: what the model would bet if it stopped earlier."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest

from explainer.text.markers import EOT
from explainer.ui.panels.prediction.blocks import BlocksPanel
from explainer.ui.panels.prediction.lenscolumns import BlockCourse
from explainer.ui.panels.prediction.lenstable import settled
from explainer.ui.pictures.becoming import Word, spoken, strong
from explainer.ui.window import MainWindow
from tests.ui import frames_prediction as made
from tests.ui.opening import open_page
from tests.ui.prediction.conftest import enter


def said(blocks: BlocksPanel) -> str:
    """The sentence, with numbers and their units apart."""
    return blocks.sentence.text().replace("\u00a0", " ")


def test_before_the_first_block_it_bets_on_the_last_piece_only_where_it_does(blocks: BlocksPanel):
    assert "that very piece" not in said(blocks)
    last = int(made.lens().seen_ids[-1])
    blocks.apply(made.lens("Ben", bets=({last: 0.9}, {made.PARK: 0.5})))
    repeats = int(made.lens("Ben").seen_ids[-1]) == last
    assert ("Before block 1 it sees the last piece alone, and bets on that very piece." in said(blocks)) == repeats


def test_the_sentence_says_after_which_block_the_favourite_takes_the_lead(blocks: BlocksPanel):
    text = said(blocks)
    assert text == "**park** takes the lead after block 2. Before block 1 it had 0.1 %, in the end 50 %."
    assert "park" in blocks.summary() and "before block 1 0.1 %" in blocks.summary()
    assert blocks.values()["lens_sentence"] == blocks.sentence.text()


def test_a_favourite_that_led_from_the_start_is_told_so(blocks: BlocksPanel):
    blocks.apply(made.lens("Ben", bets=({made.PARK: 0.2}, {made.PARK: 0.3}, {made.PARK: 0.6})))
    assert "leads from the start: 20 % before block 1, 60 % in the end" in said(blocks)


@pytest.mark.parametrize(
    ("course", "sentence"),
    [
        (
            (0.0, 0.26, 0.3, 0.33, 0.26),
            "after block 1. {}, in the end 26 %. It had most after block 3: 33 %.",
        ),
        (
            (0.5, 0.05, 0.3, 0.33),
            "leads for good after block 2. Before block 1 it had 50 %, in the end 33 %. It had",
        ),
    ],
)
def test_an_answer_that_does_not_grow_is_not_told_as_growing(
    blocks: BlocksPanel, course: tuple[float, ...], sentence: str
):
    blocks.apply(made.lens("Ben", bets=tuple({made.PARK: bet, made.HOUSE: 0.2} for bet in course)))
    assert sentence.format("Before block 1 it had 0 %") in said(blocks)


def test_blanks_are_named_in_words(blocks: BlocksPanel):
    assert [spoken(piece) for piece in (EOT, " ", "\n", "   ", "\t", " cold", ".\n", "a\nb")] == [
        "the end of the text", "a space", "a line break", "3 spaces", "a tab", "“cold”", "“.”", "“a b”",
    ]  # fmt: skip
    assert strong(Word("\n")) == "**a line break**"


def test_a_sign_is_named_in_quotation_marks(blocks: BlocksPanel):
    blocks.apply(made.lens("Ben", bets=({10: 0.2}, {10: 0.3}, {10: 0.6})))
    assert blocks.sentence.text().startswith("**“\\.”** leads from the start")


def test_each_column_stands_likeliest_first(blocks: BlocksPanel):
    frame = blocks.columns.hold.shown
    assert frame is not None
    for stage, tokens in enumerate(blocks.columns.top):
        assert tokens == np.argsort(-frame.probability[stage], kind="stable")[: len(tokens)].tolist()
    assert blocks.columns.name(0) == "before block 1"
    assert blocks.columns.name(3) == "after block 3 = its bet"


def test_a_click_follows_a_piece_and_the_favourite_can_be_followed_again(blocks: BlocksPanel):
    at = blocks.columns.cell(0, 0).center().toPoint()
    QTest.mouseClick(blocks.columns, Qt.MouseButton.LeftButton, pos=at)
    course = blocks.columns.course
    assert course is not None and course.token == made.HOUSE
    assert "**house** is in place 2 in the end, with 20 %. It had most after block 1: 40 %" in said(blocks)
    assert blocks.favourite.isVisible()
    QTest.mouseClick(blocks.favourite, Qt.MouseButton.LeftButton)
    assert "**park**" in blocks.sentence.text()
    assert not blocks.favourite.isVisible()


def test_arrows_and_enter_follow_a_piece(blocks: BlocksPanel):
    blocks.columns.setFocus()
    QTest.keyClick(blocks.columns, Qt.Key.Key_Right)
    assert "park" in blocks.columns.accessibleDescription()
    QTest.keyClick(blocks.columns, Qt.Key.Key_Down)
    assert "house" in blocks.columns.accessibleDescription()
    QTest.keyClick(blocks.columns, Qt.Key.Key_Return)
    assert "**house**" in blocks.sentence.text()
    QTest.keyClick(blocks.columns, Qt.Key.Key_Escape)
    assert not blocks.columns.hold.still


def test_a_piece_to_follow_may_be_named_before_there_is_anything_to_see(learner: MainWindow):
    page = open_page(learner, "prediction.blocks", BlocksPanel)
    page.restore({"followed": made.HOUSE})
    page.apply(made.lens())
    assert "**house**" in page.sentence.text() and page.favourite.isVisible()
    page.restore({"followed": None})
    assert "**park**" in page.sentence.text()


def test_another_text_follows_its_own_favourite(blocks: BlocksPanel, learner: MainWindow):
    blocks.columns.followed.emit(made.HOUSE)
    learner.prompt.type("Another text")
    blocks.apply(made.lens("Another text"))
    assert "**park**" in blocks.sentence.text()


def test_the_course_knows_places_and_when_it_leads():
    frame = made.lens()
    course = BlockCourse.of(frame, made.PARK)
    assert course.leads_from == 2 and course.ranks[-1] == 1
    assert course.bets == pytest.approx((0.001, 0.1, 0.3, 0.5))
    assert BlockCourse.of(frame, made.HOUSE).leads_from is None
    assert BlockCourse.of(frame, made.HOUSE).ranks == (1, 1, 2, 2)


def test_the_outline_marks_from_where_the_answer_stays():
    tops = np.array([[7, 7, 1, 8], [8, 7, 8, 8], [7, 8, 8, 8], [8, 8, 8, 8]])
    assert settled(tops).tolist() == [3, 2, 1, 0]


def test_the_table_says_what_stands_in_a_cell(blocks: BlocksPanel):
    words = blocks.words
    assert words.settled == [3, 3, 3, 2]
    assert "After “Mia”, before block 1: “box” 25 %." in words.describe((0, 0))
    assert "In the end: “door” 25 %, its answer since block 3." in words.describe((0, 0))
    words.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Down):
        QTest.keyClick(words, key)
    assert words.at == (1, 0)
    assert "After “Mia”, after block 1" in words.accessibleDescription()
    QTest.keyClick(words, Qt.Key.Key_Escape)
    assert words.at is None


def test_of_a_long_text_the_last_pieces_are_in_sight_and_all_can_be_reached(blocks: BlocksPanel):
    text = " ".join(f"w{i}" for i in range(100))
    blocks.apply(made.lens(text))
    shown = blocks.words.columns_in_sight()
    assert shown.stop == 100 and 10 <= len(shown) <= 17
    blocks.words.setFocus()
    QTest.keyClick(blocks.words, Qt.Key.Key_Left)
    QTest.keyClick(blocks.words, Qt.Key.Key_Home)
    assert 0 in blocks.words.columns_in_sight()


def test_a_new_step_does_not_scroll_the_table(blocks: BlocksPanel):
    text = " ".join(f"w{i}" for i in range(100))
    blocks.apply(made.lens(text))
    blocks.words.horizontalScrollBar().setValue(120)
    blocks.apply(made.lens(text, step=500))
    assert blocks.words.horizontalScrollBar().value() == 120


def test_columns_hold_still_under_the_pointer(blocks: BlocksPanel):
    enter(blocks.columns)
    other = made.lens(step=500, bets=({made.DOOR: 0.9}, {made.DOOR: 0.9}, {made.DOOR: 0.9}, {made.DOOR: 0.9}))
    blocks.apply(other)
    assert "**park**" in blocks.sentence.text()
    blocks.columns.leaveEvent(QEvent(QEvent.Type.Leave))
    blocks.apply(other)
    assert "**door**" in blocks.sentence.text()


def test_tables_of_block_by_block_hold_its_numbers(blocks: BlocksPanel):
    table = blocks.columns_card.table
    assert table is not None
    found = table()
    assert found is not None
    row = next(row for row in found.rows if row[0] == made.PARK)
    assert row[2:] == pytest.approx((0.001, 0.1, 0.3, 0.5))
    words = blocks.words_card.table
    assert words is not None
    cells = words()
    assert cells is not None and len(cells.rows) == 4 * 4
