"""The further pages of Prediction: block by block, other branches, what made it likely."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import SetBranches, SetPrompt, SetSampling, SetWanted, WriteOn
from explainer.engine.events import PromptWritten
from explainer.ui.panels.prediction.blocks import BlocksPanel
from explainer.ui.panels.prediction.branches import BranchesPanel
from explainer.ui.panels.prediction.everyword import settled
from explainer.ui.panels.prediction.holding import Hold
from explainer.ui.panels.prediction.leftout import change_colour
from explainer.ui.panels.prediction.stages import Course
from explainer.ui.panels.prediction.why import WhyPanel
from explainer.ui.panels.prediction.wording import fine_percent, points
from explainer.ui.theme import DARK, LIGHT, contrast
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_prediction as made
from tests.ui.conftest import Pull

ODD = ["", "🙂🙂", "a\nb", "{braces} and *stars*", "x " * 90 + "x", "One"]


def _open(learner: MainWindow, page: str) -> QWidget:
    learner.show_view(page)
    return learner.panel(page)


@pytest.fixture
def blocks(learner: MainWindow) -> BlocksPanel:
    panel = _open(learner, "prediction.blocks")
    assert isinstance(panel, BlocksPanel)
    panel.apply(made.lens())
    return panel


@pytest.fixture
def branches(learner: MainWindow) -> BranchesPanel:
    panel = _open(learner, "prediction.branches")
    assert isinstance(panel, BranchesPanel)
    panel.apply(made.branches())
    return panel


@pytest.fixture
def why(learner: MainWindow) -> WhyPanel:
    panel = _open(learner, "prediction.why")
    assert isinstance(panel, WhyPanel)
    panel.apply(fakes.next_token(made.TEXT))
    panel.apply(made.why())
    return panel


def _enter(widget: QWidget) -> None:
    at = QPointF(5, 5)
    widget.enterEvent(QEnterEvent(at, at, at))


# ---- holding still ----------------------------------------------------------------------------------------------


def test_what_is_pointed_at_waits_and_the_answer_to_another_question_does_not():
    shown: list[tuple[str, int]] = []
    hold: Hold[tuple[str, int]] = Hold(lambda frame: frame[0], shown.append)
    hold.offer(("a", 1))
    hold.hold("pointer")
    hold.hold("button")
    hold.offer(("a", 2))
    hold.offer(("a", 3))
    assert shown == [("a", 1)]
    hold.hold("pointer", False)
    assert shown == [("a", 1)], "one reason is left"
    hold.hold("button", False)
    assert shown == [("a", 1), ("a", 3)], "the latest"
    hold.hold("pointer")
    hold.offer(("b", 4))
    assert shown[-1] == ("b", 4)


@pytest.mark.parametrize(
    ("change", "text"),
    [(-0.134, "−13"), (0.004, "+0.4"), (-0.0004, "−0.04"), (0.0, "0"), (1e-6, "0"), (float("nan"), "–"), (1.0, "+100")],
)
def test_changes_read_as_points_with_their_sign(change, text):
    assert points(change) == text


def test_bets_to_be_compared_keep_a_digit_that_tells_them_apart():
    shares = (0.34, 0.001, 0.0006, 0.00003, 1e-9, 0.0)
    assert [fine_percent(share) for share in shares] == ["34 %", "0.1 %", "0.06 %", "0.003 %", "<0.001 %", "0 %"]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("share", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_shaded_words_can_be_read(colours, share):
    assert contrast(colours.ink, change_colour(colours, share)) >= 4.5


# ---- block by block ---------------------------------------------------------------------------------------------


def test_the_sentence_says_after_which_block_the_favourite_takes_the_lead(blocks: BlocksPanel):
    text = blocks.sentence.text()
    assert "**park** takes the lead after block 2" in text
    assert "before block 1 it had 0.1 %" in text and "50 %" in text
    assert "park" in blocks.summary() and "before block 1 0.1 %" in blocks.summary()
    assert blocks.values()["lens_sentence"] == text


def test_a_favourite_that_led_from_the_start_is_told_so(blocks: BlocksPanel):
    blocks.apply(made.lens("Ben", bets=({made.PARK: 0.2}, {made.PARK: 0.3}, {made.PARK: 0.6})))
    assert "leads from the start: 20 % before block 1, 60 % in the end" in blocks.sentence.text()


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
    assert "**house** is in place 2 in the end, with 20 %. It had most after block 1: 40 %" in blocks.sentence.text()
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


def test_another_text_follows_its_own_favourite(blocks: BlocksPanel):
    blocks.columns.followed.emit(made.HOUSE)
    blocks.apply(made.lens("Another text"))
    assert "**park**" in blocks.sentence.text()


def test_the_course_knows_places_and_when_it_leads():
    frame = made.lens()
    course = Course.of(frame, made.PARK)
    assert course.leads_from == 2 and course.ranks[-1] == 1
    assert course.bets == pytest.approx((0.001, 0.1, 0.3, 0.5))
    assert Course.of(frame, made.HOUSE).leads_from is None
    assert Course.of(frame, made.HOUSE).ranks == (1, 1, 2, 2)


def test_the_outline_marks_from_where_the_answer_stays():
    tops = np.array([[7, 7, 1, 8], [8, 7, 8, 8], [7, 8, 8, 8], [8, 8, 8, 8]])
    assert settled(tops).tolist() == [3, 2, 1, 0]


def test_the_table_says_what_stands_in_a_cell(blocks: BlocksPanel):
    words = blocks.words
    assert words.settled == [3, 3, 3, 2]
    assert "After “Mia”, before block 1: “box” 25 %." in words.describe(0, 0)
    assert "In the end: “door” 25 %, its answer since block 3." in words.describe(0, 0)
    words.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Up):
        QTest.keyClick(words, key)
    assert words.pointed == (1, 0)
    assert "After “Mia”, after block 1" in words.accessibleDescription()
    QTest.keyClick(words, Qt.Key.Key_Escape)
    assert words.pointed is None


def test_of_a_long_text_the_last_pieces_are_in_sight_and_all_can_be_reached(blocks: BlocksPanel):
    text = " ".join(f"w{i}" for i in range(100))
    blocks.apply(made.lens(text))
    sight = blocks.words.columns_in_sight()
    assert sight.stop == 100 and 10 <= len(sight) <= 17
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
    _enter(blocks.columns)
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


# ---- other branches ---------------------------------------------------------------------------------------------


def test_branches_are_read_with_their_bets_and_ends(branches: BranchesPanel):
    fan = branches.fan
    assert [fan.first(row) for row in range(4)] == ["park", "house", "garden", "box"]
    assert fan.text(0) == ". He saw w0.\u00a0…"
    assert fan.text(1).endswith("— the end.")
    assert "With 34 %: “park. He saw w0." in branches.summary()
    assert fan.rest_text() == "all other pieces: 24 %"
    assert branches.values() == {"branch_top": "park", "branch_share": "34 %"}


def test_a_click_on_a_first_piece_takes_it(branches: BranchesPanel, engine: fakes.FakeEngine):
    QTest.mouseClick(branches.fan, Qt.MouseButton.LeftButton, pos=branches.fan.chip(2).center().toPoint())
    assert engine.sent_of(WriteOn) == [WriteOn(made.GARDEN)]
    beside = QPoint(branches.fan.width() - 60, int(branches.fan.row(1).center().y()))
    QTest.mouseClick(branches.fan, Qt.MouseButton.LeftButton, pos=beside)
    assert len(engine.sent_of(WriteOn)) == 1, "reading a text takes nothing"


def test_arrows_and_enter_take_a_branch(branches: BranchesPanel, engine: fakes.FakeEngine):
    branches.fan.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(branches.fan, key)
    assert engine.sent_of(WriteOn) == [WriteOn(made.HOUSE)]
    assert "house" in branches.fan.accessibleDescription()


def test_a_piece_is_searched_for_and_its_branch_taken_away_again(branches: BranchesPanel, engine: fakes.FakeEngine):
    branches.search.setFocus()
    QTest.keyClicks(branches.search, "door")
    assert branches.search.matches() == ["door"]
    QTest.keyClick(branches.search, Qt.Key.Key_Return)
    assert engine.sent_of(SetBranches) == [SetBranches((made.DOOR,))]
    branches._ask(20)
    assert engine.sent_of(SetBranches)[-1] == SetBranches((made.DOOR, 20))
    branches.apply(made.branches(asked=(made.DOOR, 20), n=6))
    assert "Delete takes it away" in branches.fan.describe(0)
    cross = branches.fan.remove(0)
    assert cross is not None and branches.fan.remove(2) is None
    QTest.mouseClick(branches.fan, Qt.MouseButton.LeftButton, pos=cross.center().toPoint())
    assert engine.sent_of(SetBranches)[-1] == SetBranches((20,))
    branches.apply(made.branches(asked=(20,)))
    branches.fan.setFocus()
    QTest.keyClick(branches.fan, Qt.Key.Key_Down)
    QTest.keyClick(branches.fan, Qt.Key.Key_Delete)
    assert engine.sent_of(SetBranches)[-1] == SetBranches(())


def test_the_list_of_pieces_is_walked_with_arrows(branches: BranchesPanel, engine: fakes.FakeEngine):
    branches.search.setFocus()
    QTest.keyClicks(branches.search, "w49")
    assert branches.search.matches()[:3] == ["w49", "w490", "w491"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(branches.search._popup, key)
    assert engine.sent_of(SetBranches) == [SetBranches((fakes.PIECES.index(" w490"),))]
    QTest.qWait(1)
    assert branches.search.text() == "", "ready for the next"


def test_a_word_that_is_no_single_piece_is_told_so(branches: BranchesPanel, engine: fakes.FakeEngine):
    branches.search.setFocus()
    QTest.keyClicks(branches.search, "parking")
    assert branches.search.matches() == []
    assert branches.search.nothing_found() == (
        "No single piece reads “parking”: rare words are made of several. Try its beginning: “park”."
    )
    assert branches.search.accessibleDescription() == branches.search.nothing_found()
    QTest.keyClick(branches.search, Qt.Key.Key_Return)
    assert engine.sent_of(SetBranches) == []


def test_another_text_forgets_the_pieces_asked_for(
    branches: BranchesPanel, learner: MainWindow, engine: fakes.FakeEngine
):
    branches._ask(made.DOOR)
    learner.prompt.type("Another")
    branches._ask(20)
    assert engine.sent_of(SetBranches)[-1] == SetBranches((20,))
    before = learner.prompt.text
    learner.prompt.written(PromptWritten(before, before + " park", made.PARK, " park", 0.3))
    branches._ask(21)
    assert engine.sent_of(SetBranches)[-1] == SetBranches((21,))


def test_kept_still_the_texts_wait_but_other_dice_are_shown(branches: BranchesPanel, engine: fakes.FakeEngine):
    QTest.mouseClick(branches.keep_still, Qt.MouseButton.LeftButton)
    branches.apply(made.branches(step=500, word="heard"))
    assert "saw" in branches.fan.text(0)
    QTest.mouseClick(branches.other_dice, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetSampling)[-1].seed == 1
    branches.apply(made.branches(step=501, word="felt", sampling=(0.8, 40, 1.0, 1)))
    assert "felt" in branches.fan.text(0)
    branches.apply(made.branches(step=600, word="heard", sampling=(0.8, 40, 1.0, 1)))
    assert "felt" in branches.fan.text(0)
    QTest.mouseClick(branches.keep_still, Qt.MouseButton.LeftButton)
    assert "heard" in branches.fan.text(0)


def test_a_page_that_is_left_holds_nothing_back(branches: BranchesPanel, learner: MainWindow):
    _enter(branches.fan)
    learner.show_view("learning")
    learner.show_view("prediction.branches")
    branches.apply(made.branches(step=500, word="heard"))
    assert "heard" in branches.fan.text(0)


def test_the_texts_hold_still_under_the_pointer(branches: BranchesPanel):
    _enter(branches.fan)
    branches.apply(made.branches(step=500, word="heard"))
    assert "saw" in branches.fan.text(0)
    branches.fan.leaveEvent(QEvent(QEvent.Type.Leave))
    assert "heard" in branches.fan.text(0)


def test_six_branches_have_room(branches: BranchesPanel, learner: MainWindow):
    for size in ((1280, 720), (1440, 900), (800, 600)):
        learner.resize(*size)
        branches.apply(made.branches(asked=(20,), n=6))
        rows = [branches.fan.row(row) for row in range(6)]
        assert all(one.bottom() <= two.top() + 0.5 for one, two in pairwise(rows))
        assert rows[-1].bottom() <= branches.fan.height() + 0.5
        branches.grab()


# ---- what made it likely ----------------------------------------------------------------------------------------


def test_the_sentence_names_the_piece_that_mattered_most(why: WhyPanel):
    assert why.sentence.text() == "It bets **34 %** on **park**. Without “the” it would be **2.0 %**."
    assert why.values()["why_sentence"] == why.sentence.text()
    assert "Without “ran”: 21 % instead of 34 %" in why.summary()


def test_the_list_begins_with_the_largest_change(why: WhyPanel):
    assert why.ranking.lines() == [
        "Without “the”: 2.0 % instead of 34 %",
        "Without “ran”: 21 % instead of 34 %",
        "Without “to”: 36 % instead of 34 %",
        "Without “Mia”: 33 % instead of 34 %",
    ]
    assert why.words.describe(1) == "Without “ran”: 21 % instead of 34 % (−13 points)."
    assert why.words.describe(2).endswith("(+2.0 points).")


def test_a_piece_is_chosen_by_click_by_key_or_by_search(why: WhyPanel, engine: fakes.FakeEngine):
    offered = why.choices.tokens
    QTest.mouseClick(why.choices, Qt.MouseButton.LeftButton, pos=why.choices.place(1).center().toPoint())
    assert engine.sent_of(SetWanted) == [SetWanted(offered[1])]
    assert why.likeliest.isVisible()
    why.choices.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(why.choices, key)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(offered[2])
    why.search.setFocus()
    QTest.keyClicks(why.search, "w499")
    QTest.keyClick(why.search, Qt.Key.Key_Return)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(len(fakes.PIECES) - 1)
    QTest.mouseClick(why.likeliest, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(None)


def test_the_space_bar_types_into_the_search_and_starts_nothing(why: WhyPanel, engine: fakes.FakeEngine):
    sent = len(engine.sent)
    why.search.setFocus()
    QTest.keyClicks(why.search, "a b")
    assert why.search.text() == "a b" and len(engine.sent) == sent
    QTest.keyClick(why.search, Qt.Key.Key_Escape)
    assert why.search.text() == ""


def test_arrows_go_through_the_text_and_the_list_follows(why: WhyPanel):
    why.words.setFocus()
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    assert "Without “the”" in why.words.accessibleDescription()
    assert why.ranking._row == 0
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    assert "Without “ran”" in why.words.accessibleDescription()
    assert why.ranking._row == 1
    why.ranking.setFocus()
    QTest.keyClick(why.ranking, Qt.Key.Key_Down)
    assert "Without “the”" in why.ranking.accessibleDescription()


def test_a_new_measurement_waits_while_one_is_looked_at_but_not_another_question(why: WhyPanel):
    _enter(why.words)
    _enter(why.ranking)
    why.apply(made.why(step=500, probability=0.5))
    assert "34 %" in why.sentence.text()
    why.apply(made.why(step=500, token=made.HOUSE, probability=0.2))
    assert "**house**" in why.sentence.text()


def test_pieces_too_far_back_are_told_to_be_untried(why: WhyPanel):
    text = " ".join(f"w{i}" for i in range(90))
    why.apply(made.why(text, without=None))
    assert "was not tried" in why.words.describe(3)
    assert "instead of" in why.words.describe(89)
    assert why.words.chips[-1].text == "w89", "the end of the text is in sight"
    assert why.words.chips[-1].y + why.words._size.line <= why.words.height()


def test_an_empty_text_has_nothing_to_leave_out(why: WhyPanel):
    why.apply(made.why("", without=()))
    assert "nothing to leave out" in why.sentence.text()
    assert why.ranking.lines() == []
    assert why.words_card.table is not None and why.words_card.table() is None
    why.grab()


# ---- all of them ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ODD)
def test_odd_prompts_look_right(learner: MainWindow, text: str):
    for page, frame in (
        ("prediction.blocks", made.lens(text)),
        ("prediction.branches", made.branches(text)),
        ("prediction.why", made.why(text, without=None)),
    ):
        panel = _open(learner, page)
        panel.apply(frame)
        assert panel.summary() and panel.ready()
        assert "{" not in panel.summary() or "{" in text
        panel.grab()


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction.branches", "prediction.why"])
def test_an_empty_page_says_what_will_appear(window: MainWindow, pull: Pull, page: str):
    window.show_view(page)
    panel = window.panel(page)
    assert not panel.ready()
    assert panel.summary().startswith(("There are no", "Nothing has been measured"))
    panel.grab()
    texts = {"prediction.blocks": "Here its likeliest", "prediction.branches": "Here the text will go on"}
    empties = [w._empty for w in panel.findChildren(QWidget) if hasattr(w, "_empty")]
    assert any(text.startswith(texts.get(page, "Here your text")) for text in empties)


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction.branches", "prediction.why"])
def test_every_control_of_a_page_has_a_name_and_a_key_to_reach_it(learner: MainWindow, page: str):
    panel = _open(learner, page)
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel):
            assert widget.accessibleName() or widget.parent().accessibleName(), widget
    for card in panel.cards():
        assert card.table is not None


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction.branches", "prediction.why"])
def test_a_new_model_empties_the_page(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, page: str):
    panel = _open(learner, page)
    for frame in (made.lens(), made.branches(), made.why()):
        panel.apply(frame)
    assert panel.ready()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert not panel.ready()
    assert all(card.table is None or card.table() is None for card in panel.cards())


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction.branches", "prediction.why"])
def test_frames_lay_out_nothing_anew(learner: MainWindow, page: str):
    panel = _open(learner, page)
    frames = {"prediction.blocks": made.lens, "prediction.branches": made.branches, "prediction.why": made.why}
    panel.apply(frames[page]())
    panel.grab()
    before = [(w, w.geometry()) for w in panel.findChildren(QWidget)]
    panel.apply(frames[page](step=500))
    panel.grab()
    assert all(w.geometry() == geometry for w, geometry in before)


def test_typing_reaches_the_engine_from_these_pages(learner: MainWindow, engine: fakes.FakeEngine):
    _open(learner, "prediction.why")
    learner.prompt.type("The dog")
    assert engine.sent_of(SetPrompt)[-1].text == "The dog"
