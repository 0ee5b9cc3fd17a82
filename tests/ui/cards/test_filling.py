"""What every card can do, whoever draws it: fill the window, and go back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import SetDemand
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush


def lit(window: MainWindow) -> Card | None:
    return window.spotlight.card


def test_f11_lets_a_card_fill_the_window_and_brings_it_back(learner: MainWindow, course: LearningPanel) -> None:
    QCursor.setPos(0, 0)
    small = course.loss_card.size()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    flush()
    assert lit(learner) is course.loss_card, "the first one"
    sheet = course.loss_card.sheet
    assert sheet.width() > learner.width() - 60
    assert sheet.height() > 1.5 * small.height()
    for folded in (learner.stack, learner.navigation, learner.story, course.facts_card):
        assert not folded.isVisible()
    for stays in (learner.top.start, learner.prompt_bar.line, course.chart):
        assert stays.isVisible()
    assert learner.actions_["fill_window"].isChecked()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    flush()
    assert lit(learner) is None
    assert course.loss_card.size() == small
    assert sheet.parent() is course.loss_card
    for back in (learner.stack, learner.navigation, learner.story, course.facts_card, course.chart):
        assert back.isVisible()
    assert not learner.actions_["fill_window"].isChecked()


def test_f11_takes_the_card_with_the_focus_then_the_one_under_the_pointer(
    learner: MainWindow, course: LearningPanel
) -> None:
    QCursor.setPos(course.facts_card.mapToGlobal(course.facts_card.rect().center()))
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert lit(learner) is course.facts_card
    QTest.keyClick(learner, Qt.Key.Key_F11)
    course.reading.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert lit(learner) is course.reading_card
    assert course.reading.hasFocus(), "who had the keyboard keeps it"
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert course.reading.hasFocus()


def test_escape_its_button_and_a_double_click_bring_it_back(learner: MainWindow, bets: PredictionPanel) -> None:
    card = bets.bars_card
    for way in ("escape", "escape in the bars", "button", "double click"):
        QTest.mouseDClick(card.sheet, Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
        assert lit(learner) is card, way
        if way == "escape":
            learner.setFocus()
            QTest.keyClick(learner, Qt.Key.Key_Escape)
        elif way == "escape in the bars":
            bets.bars.setFocus()
            QTest.keyClick(bets.bars, Qt.Key.Key_Escape)
        elif way == "button":
            QTest.mouseClick(card.back_button, Qt.MouseButton.LeftButton)
        else:
            QTest.mouseDClick(card._title, Qt.MouseButton.LeftButton)
        assert lit(learner) is None, way
    assert learner.isVisible()


def test_a_double_click_in_a_picture_that_listens_does_not_enlarge_it(
    learner: MainWindow, bets: PredictionPanel
) -> None:
    QTest.mouseDClick(bets.bars.viewport(), Qt.MouseButton.LeftButton)
    assert lit(learner) is None
    assert bets.bars_card.findChild(Paragraph) is bets.sure
    QTest.mouseDClick(bets.sure, Qt.MouseButton.LeftButton)
    assert lit(learner) is bets.bars_card, "plain words do not listen"


def test_escape_is_not_ours_while_no_card_fills_the_window(learner: MainWindow) -> None:
    assert not learner._escape.isEnabled()


def test_arranging_cards_meanwhile_does_not_take_it_away(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    for width in (700, 1900, 1280):
        learner.resize(width, 800)
        flush()
        for room in (400, 1200):
            course.fit(room)
        flush()
        assert course.loss_card.sheet.window() is learner
        assert course.loss_card.sheet.isVisible()
        assert learner.width() == width
        assert course.loss_card.sheet.width() > width - 60
    learner.look.set_zoom(1.5)
    learner.look.set_theme(True)
    flush()
    assert lit(learner) is course.loss_card
    assert not learner.navigation.isVisible()
    learner.grab()
    learner.spotlight.leave()
    flush()
    assert course.loss_card.sheet.parent() is course.loss_card
    assert course.loss_card.isVisible()


@pytest.mark.parametrize("size", [(1280, 720), (640, 400)])
def test_a_card_too_high_for_the_window_scrolls_and_pushes_nothing(
    size: tuple[int, int], learner: MainWindow, bets: PredictionPanel
) -> None:
    learner.look.set_zoom(2.0)
    learner.resize(*size)
    bets.branches_card.asked.emit("fill")
    flush()
    assert (learner.width(), learner.height()) == size
    bottom = learner.prompt_bar.mapTo(learner, learner.prompt_bar.rect().bottomLeft()).y()
    assert bottom <= size[1]


def test_another_view_or_page_leaves_it(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    learner.show_view("prediction")
    assert lit(learner) is None
    assert learner.stack.isVisible()
    assert course.loss_card.sheet.parent() is course.loss_card


def test_only_its_page_is_demanded_and_it_goes_on(
    learner: MainWindow, course: LearningPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    before = engine.sent_of(SetDemand)[-1].topics
    course.facts_card.asked.emit("fill")
    assert engine.sent_of(SetDemand)[-1].topics == before
    engine.frames = {"progress": fakes.progress(step=401, accuracy=0.77)}
    pull()
    assert ("Guesses right", "77 %") in course.facts.values()


def test_the_keyboard_stays_in_the_text_line_and_comes_back_from_what_is_folded(
    learner: MainWindow, bets: PredictionPanel
) -> None:
    learner.prompt_bar.line.setFocus()
    bets.bars_card.asked.emit("fill")
    assert learner.prompt_bar.line.hasFocus()
    learner.spotlight.leave()
    assert learner.prompt_bar.line.hasFocus()
    button = learner.navigation.buttons["prediction"]
    button.setFocus()
    bets.bars_card.asked.emit("fill")
    assert bets.bars.hasFocus(), "not lost in a part that is folded away"
    learner.spotlight.leave()
    assert button.hasFocus()


def test_tab_reaches_only_what_can_be_seen(learner: MainWindow, bets: PredictionPanel) -> None:
    bets.bars_card.asked.emit("fill")
    learner.top.start.setFocus()
    seen = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or learner, Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {bets.bars, bets.bars_card.back_button, learner.prompt_bar.line} <= seen
    assert not [w for w in seen if w is not None and not w.isVisible()]
    assert bets.branches.fan not in seen and bets.branches.search not in seen


def test_the_order_of_tab_is_as_before(learner: MainWindow, bets: PredictionPanel) -> None:
    def order() -> list[str]:
        learner.top.start.setFocus()
        result = []
        for _ in range(45):
            QTest.keyClick(QApplication.focusWidget() or learner, Qt.Key.Key_Tab)
            focus = QApplication.focusWidget()
            result.append(focus.accessibleName() if focus is not None else "")
        return result

    before = order()
    bets.bars_card.asked.emit("fill")
    learner.spotlight.leave()
    assert order() == before


def test_keys_of_full_screen_and_of_a_card_are_both_in_the_key_sheet(learner: MainWindow) -> None:
    rows = dict(row for _, group in learner.key_sheet.groups() for row in group)
    assert rows["Fill the window"] == "F11"
    assert rows["Full screen"].startswith("Shift+F11")


def test_the_window_may_close_while_a_card_fills_it(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    learner.close()
    assert course.loss_card.sheet.parent() is course.loss_card
