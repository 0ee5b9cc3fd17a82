"""Other branches: what the model would write after another piece."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import SetBranches, SetSampling, WriteOn
from explainer.engine.events import PromptWritten
from explainer.engine.states import State
from explainer.ui.numbers import percent
from explainer.ui.panels.prediction.branches import BranchesBody
from explainer.ui.panels.prediction.fan import running
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_prediction as made
from tests.ui.conftest import Pull, flush
from tests.ui.opening import open_page, page_area
from tests.ui.prediction.conftest import enter


def test_branches_are_read_with_their_bets_and_ends(branches: BranchesBody):
    fan = branches.fan
    assert [fan.first(row).whole for row in range(4)] == ["park", "house", "garden", "box"]
    assert fan.text(0) == ". He saw w0.\u00a0…"
    assert fan.text(1).endswith("— the end.")
    assert "With 34 %: “park. He saw w0." in branches.in_words()
    assert fan.rest_text() == "all other pieces: 24 %"


def test_a_click_on_a_first_piece_takes_it(branches: BranchesBody, engine: fakes.FakeEngine):
    QTest.mouseClick(branches.fan, Qt.MouseButton.LeftButton, pos=branches.fan.chip(2).center().toPoint())
    assert engine.sent_of(WriteOn) == [WriteOn(made.GARDEN)]
    beside = QPoint(branches.fan.width() - 60, int(branches.fan.row(1).center().y()))
    QTest.mouseClick(branches.fan, Qt.MouseButton.LeftButton, pos=beside)
    assert len(engine.sent_of(WriteOn)) == 1, "reading a text takes nothing"


def test_arrows_and_enter_take_a_branch(branches: BranchesBody, engine: fakes.FakeEngine):
    branches.fan.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(branches.fan, key)
    assert engine.sent_of(WriteOn) == [WriteOn(made.HOUSE)]
    assert "house" in branches.fan.accessibleDescription()


def test_a_piece_is_searched_for_and_its_branch_taken_away_again(branches: BranchesBody, engine: fakes.FakeEngine):
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


def test_the_list_of_pieces_is_walked_with_arrows(branches: BranchesBody, engine: fakes.FakeEngine):
    branches.search.setFocus()
    QTest.keyClicks(branches.search, "w49")
    assert branches.search.matches()[:3] == ["w49", "w490", "w491"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(branches.search._popup, key)
    assert engine.sent_of(SetBranches) == [SetBranches((fakes.PIECES.index(" w490"),))]
    QTest.qWait(1)
    assert branches.search.text() == "", "ready for the next"


def test_a_word_that_is_no_single_piece_is_told_so(branches: BranchesBody, engine: fakes.FakeEngine):
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
    branches: BranchesBody, learner: MainWindow, engine: fakes.FakeEngine
):
    branches._ask(made.DOOR)
    learner.prompt.type("Another")
    branches._ask(20)
    assert engine.sent_of(SetBranches)[-1] == SetBranches((20,))
    before = learner.prompt.text
    learner.prompt.written(PromptWritten(before, before + " park", made.PARK, " park", 0.3))
    branches._ask(21)
    assert engine.sent_of(SetBranches)[-1] == SetBranches((21,))


def test_kept_still_the_texts_wait_but_other_dice_are_shown(branches: BranchesBody, engine: fakes.FakeEngine):
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


def test_texts_that_nothing_changes_are_not_offered_to_be_kept_still(
    branches: BranchesBody, engine: fakes.FakeEngine, pull: Pull
):
    assert branches.keep_still.isVisible(), "it learns"
    engine.events = [fakes.state(State.IDLE, complete=True)]
    pull()
    assert not branches.keep_still.isVisible()


def test_what_was_asked_for_is_kept_and_asked_for_again(learner: MainWindow, engine: fakes.FakeEngine):
    page = open_page(learner, "prediction", PredictionPanel)
    page.restore({"asked": [made.DOOR], "search": "par"})
    assert engine.sent_of(SetBranches) == [SetBranches((made.DOOR,))]
    assert page.state()["asked"] == [made.DOOR] and page.branches.search.text() == "par"


def test_a_page_that_is_left_holds_nothing_back(branches: BranchesBody, learner: MainWindow):
    enter(branches.fan)
    learner.show_view("learning")
    learner.show_view("prediction")
    branches.apply(made.branches(step=500, word="heard"))
    assert "heard" in branches.fan.text(0)


def test_the_texts_hold_still_under_the_pointer(branches: BranchesBody):
    enter(branches.fan)
    branches.apply(made.branches(step=500, word="heard"))
    assert "saw" in branches.fan.text(0)
    branches.fan.leaveEvent(QEvent(QEvent.Type.Leave))
    assert "heard" in branches.fan.text(0)


@pytest.mark.parametrize(
    ("size", "zoom"), [((1280, 720), 1.0), ((1440, 900), 1.0), ((800, 600), 1.0), ((1280, 720), 1.5)]
)
@pytest.mark.parametrize("asked", [(), (20,), (20, 21, 22, 23, 24, 25)])
def test_branches_that_are_drawn_have_room_and_those_asked_for_are_drawn(
    branches: BranchesBody, learner: MainWindow, size: tuple[int, int], zoom: float, asked: tuple[int, ...]
):
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    branches.apply(made.branches(asked=asked, n=6))
    flush()
    fan = branches.fan
    rows = [fan.row(row) for row in fan.parts()]
    assert len(rows) >= max(2, len(asked))
    assert all(one.bottom() <= two.top() + 0.5 for one, two in pairwise(rows))
    assert all(row.height() >= learner.look.px(57) for row in rows)
    assert rows[-1].bottom() <= fan.height() + 0.5
    shown = sum(fan.entries[row].probability for row in fan.parts())
    assert fan.rest_text() == f"all other pieces: {percent(1 - shown)}", "of what is not drawn too"
    branches.grab()


def test_bets_and_branches_are_seen_at_once_in_a_small_and_much_enlarged_window(
    branches: BranchesBody, learner: MainWindow
):
    learner.look.set_zoom(1.5)
    learner.resize(1280, 720)
    flush()
    page = learner.panel("prediction")
    assert isinstance(page, PredictionPanel)
    foot = page_area(learner).viewport().height()

    def below(widget: QWidget, y: float) -> float:
        return widget.mapTo(page_area(learner).viewport(), QPoint(0, 0)).y() + y

    assert below(page.sure, page.sure.height()) <= foot
    assert below(page.bars.viewport(), page.bars.row_rect(1).bottom()) <= foot
    assert below(page.branches.fan, page.branches.fan.row(1).bottom()) <= foot


def test_a_line_that_ends_is_a_blank_in_a_running_text():
    assert running((" He", "\n", " saw", " ", "\t", "it")) == " He saw it"
