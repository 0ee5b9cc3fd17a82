"""Heads of views: titles, captions and pages are whole, fold where they do not fit, and what lies deeper is found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from explainer.ui.app import make_window
from explainer.ui.frame.viewhead import Tab, ViewHead
from explainer.ui.intents import OpenPage
from explainer.ui.look import Look
from explainer.ui.panels.registry import PAGES, VIEWS
from explainer.ui.settings_store import SettingsStore
from explainer.ui.stylesheet import stylesheet
from explainer.ui.widgets.textline import TextLine
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import flush


def inside(inner: QWidget, outer: QWidget) -> bool:
    return outer.rect().contains(inner.geometry())


def is_cut(line: TextLine, look: Look, size: float, *, bold: bool = False) -> bool:
    return look.metrics(size, bold=bold).horizontalAdvance(line.text()) > line.width()


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_heads_are_whole(zoom: float, all_made: MainWindow) -> None:
    all_made.look.set_zoom(zoom)
    for size in ((1920, 1080), (1440, 900), (1280, 720)):
        all_made.resize(*size)
        for page in PAGES:
            all_made.show_view(page)
            flush()
            head: ViewHead = all_made.stack.currentWidget().head  # type: ignore[attr-defined]
            buttons = (b for b in (*head.buttons.values(), head.menu_button) if b.isVisible())
            parts = [head.title, head.caption, *buttons]
            for part in parts:
                assert inside(part, head), (size, page, part)
            for i, one in enumerate(parts):
                for other in parts[i + 1 :]:
                    assert not one.geometry().intersects(other.geometry()), (size, page, one, other)
            assert not is_cut(head.title, all_made.look, 24, bold=True), (size, page)
            assert not is_cut(head.caption, all_made.look, 16), (size, page, head.caption.text())
            assert head.caption.text() == all_made.panel(page).caption()
            assert (all_made.width(), all_made.height()) == size


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_no_title_or_caption_is_cut_in_the_smallest_usual_window(zoom: float, all_made: MainWindow) -> None:
    all_made.look.set_zoom(zoom)
    all_made.resize(1280, 720)
    for page in PAGES:
        all_made.show_view(page)
        flush()
        all_made.grab()
        panel = all_made.panel(page)
        cut = [line.text() for line in panel.findChildren(TextLine) if line.isVisible() and line.toolTip()]
        assert cut == [], page


def test_pages_fold_into_a_menu_where_they_do_not_fit(qapp: QApplication) -> None:
    names = ("The bets", "Block by block", "Other branches", "Why this word?")
    pages = [Tab(page, name) for page, name in zip(("p", "p.a", "p.b", "p.c"), names, strict=True)]
    look = Look()
    head = ViewHead(look, "Prediction", pages)
    head.setStyleSheet(stylesheet(look))
    asked: list[str] = []
    head.page_asked.connect(asked.append)
    head.show()
    head.set_page("p", "What comes next, and how sure is it?")
    for width, folded, lines in ((1200, False, 1), (700, False, 2), (330, True, 2), (1200, False, 1)):
        head.resize(width, 60)
        assert head.menu_button.isVisible() == folded, width
        assert all(button.isVisible() != folded for button in head.buttons.values())
        assert (head.caption.y() > head.title.y() + head.title.height() // 2) == (lines == 2), width
    menu = head.menu_button.menu()
    assert [action.text() for action in menu.actions()] == list(names)
    menu.actions()[2].trigger()
    QTest.mouseClick(head.buttons["p.c"], Qt.MouseButton.LeftButton)
    assert asked == ["p.b", "p.c"]
    head.close()
    head.deleteLater()


def test_a_caption_that_grows_does_not_jump_back(qapp: QApplication) -> None:
    head = ViewHead(Look(), "Learning", [Tab("l", "The course"), Tab("l.s", "One step")])
    head.show()
    head.resize(700, 60)
    head.set_page("l", "Short.")
    one = head.sizeHint().height()
    head.set_caption("A sentence that has grown so long that it must take a line of its own now.")
    two = head.sizeHint().height()
    assert two > one
    head.set_caption("Short.")
    assert head.sizeHint().height() == two, "nothing moves while one reads"
    head.set_page("l.s", "Short.")
    assert head.sizeHint().height() == one
    head.close()
    head.deleteLater()


def test_f6_goes_through_the_pages_and_keys_through_the_views(learner: MainWindow) -> None:
    learner.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    for number, view in enumerate(VIEWS, start=1):
        QTest.keyClick(learner, Qt.Key(Qt.Key.Key_0 + number), control)
        assert learner.view == view.id
        pages = [page.id for page in view.pages if not page.deeper]
        seen = []
        for _ in pages:
            seen.append(learner.view)
            if len(pages) > 1:
                QTest.keyClick(learner, Qt.Key.Key_F6)
        assert seen == pages
        assert learner.view == view.id, "round and round"
        if len(pages) > 1:
            QTest.keyClick(learner, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
            assert learner.view == pages[-1]
        else:
            assert not learner.actions_["next_page"].isEnabled()


DEEP = next(view for view in VIEWS if any(page.deeper for page in view.pages))
DEEPEST = DEEP.pages[-1].id


def head_of(window: MainWindow) -> ViewHead:
    head: ViewHead = window.stack.currentWidget().head  # type: ignore[attr-defined]
    return head


def test_what_lies_deeper_is_folded_away_until_it_is_asked_for(learner: MainWindow) -> None:
    learner.show_view(DEEP.id)
    flush()
    head = head_of(learner)
    assert not head.buttons[DEEPEST].isVisible() and head.deeper.isVisible()
    QTest.mouseClick(head.deeper, Qt.MouseButton.LeftButton)
    assert head.buttons[DEEPEST].isVisible()
    assert learner.view == DEEP.id, "they are shown; none is opened"
    assert learner.store.deeper == {DEEP.id}
    pages = []
    for _ in DEEP.pages:
        QTest.keyClick(learner, Qt.Key.Key_F6)
        pages.append(learner.view)
    assert set(pages) == {page.id for page in DEEP.pages}, "in sight, they are on the way of F6"
    learner.show_view(DEEPEST)
    QTest.mouseClick(head.deeper, Qt.MouseButton.LeftButton)
    assert learner.view == DEEP.id and not head.buttons[DEEPEST].isVisible()
    assert learner.store.deeper == frozenset()


def test_a_page_that_lies_deeper_and_is_opened_from_elsewhere_is_in_sight_and_remembered(
    learner: MainWindow, engine: fakes.FakeEngine, store: SettingsStore
) -> None:
    learner.dispatcher.do(OpenPage(DEEPEST))
    assert learner.view == DEEPEST and head_of(learner).buttons[DEEPEST].isVisible()
    again = make_window(engine, store, theme="light", zoom=1.0)
    again.show_view(DEEP.id)
    assert head_of(again).unfolded
    again.close()
    again.deleteLater()


def test_a_view_is_found_again_at_the_page_that_was_open(learner: MainWindow) -> None:
    view = next(view for view in VIEWS if len(view.pages) > 1)
    learner.show_view(view.pages[1].id)
    learner.show_view(next(v.id for v in VIEWS if v is not view))
    QTest.mouseClick(learner.navigation.buttons[view.id], Qt.MouseButton.LeftButton)
    assert learner.view == view.pages[1].id
    assert learner.stack.currentWidget().head.buttons[learner.view].isChecked()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("height", "zoom"), [(900, 1.0), (420, 1.0), (720, 1.5), (560, 1.5), (400, 1.5)])
def test_every_view_can_be_reached_in_a_low_window(height: int, zoom: float, learner: MainWindow) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(1440, height)
    flush()
    area = learner.navigation.findChild(QScrollArea)
    assert area is not None
    for button in learner.navigation.buttons.values():
        assert button.height() >= learner.look.metrics(15).height(), "letters are not cut"
        area.ensureWidgetVisible(button, 0, 0)
        assert not button.visibleRegion().isEmpty()
        if height >= 720 or zoom == 1.0:
            assert area.verticalScrollBar().maximum() == 0, "no need to scroll"
