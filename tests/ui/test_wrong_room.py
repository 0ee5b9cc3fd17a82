"""Room on "Better, or fooled?" and in the control room: a new run moves no card, and all of it is forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.recipes import HONEST, MISHAPS, OTHER_WAYS
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.outcome_table import OutcomeTable
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.widgets.chart.sparks import Sparks
from explainer.ui.widgets.datatable import TextCell
from explainer.ui.window import MainWindow
from tests.ui import frames_answers, test_wrong
from tests.ui.conftest import flush
from tests.ui.frames_feedback import outcome
from tests.ui.opening import page_area
from tests.ui.test_wrong import HACKED, HONEST_RUN, chosen, done, said

panel, room = test_wrong.panel, test_wrong.room
BROKE = (
    "After 23 rounds the practice broke down: the corrections grew past all bounds. " + 2 * "Judge and labeller agree. "
)


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_a_new_run_moves_no_card_and_all_of_the_page_is_seen(
    size: tuple[int, int], panel: WrongPanel, learner: MainWindow
) -> None:
    learner.resize(*size)
    area = page_area(learner)
    runs = [HONEST_RUN, *(outcome(recipe) for recipe in (*OTHER_WAYS, *MISHAPS)), outcome("rate", sentence=BROKE)]
    places = set()
    panel.take(frames_answers.minds())
    for n in range(1, len(runs) + 1):
        done(panel, *runs[:n])
        flush()
        flush()
        assert area.verticalScrollBar().maximum() == 0
        places.add(tuple(card.geometry().getRect() for card in panel.cards()))
    assert len(places) == 1, "a new run moves no card"


def test_nor_does_it_in_the_control_room(room: FeedbackPanel, learner: MainWindow) -> None:
    runs = [HONEST_RUN, *(outcome(recipe) for recipe in (*OTHER_WAYS, *MISHAPS)), outcome("rate", sentence=BROKE)]
    places = set()
    for n in range(1, len(runs) + 1):
        done(room, *runs[:n])
        flush()
        flush()
        assert room.runs.bars.height() >= room.runs.bars.sizeHint().height(), "no bar is cut"
        places.add(tuple(card.geometry().getRect() for card in room.cards()))
    assert len(places) == 1, "a new run moves no card"
    bar = room.runs.table.verticalScrollBar()
    assert bar.value() == bar.maximum(), "the new one is seen"


def test_the_arrow_keys_go_from_run_to_run(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, HACKED, outcome("sign"))
    room.runs.table.setFocus()
    QTest.keyClick(room.runs.table, Qt.Key.Key_Up)
    assert chosen(room) == "no_leash" and "3.3" in said(room)
    QTest.keyClick(room.runs.table, Qt.Key.Key_Home)
    assert chosen(room) == HONEST and "1.8" in said(room)
    assert room.runs.table.accessibleDescription().startswith("As it should be: judge’s score 0.0 → +1.8")


def test_a_narrow_table_keeps_to_what_came_after(room: FeedbackPanel, learner: MainWindow) -> None:
    done(room, HONEST_RUN)
    for widget in (room.runs.table, room.runs.bars):
        assert isinstance(widget, OutcomeTable | Sparks)
        for width in (420, 700, 1100):
            widget.resize(width, widget.sizeHint().height())
            assert not widget.grab().isNull()
    cells = [room.runs.table.rows_model.cell(0, column) for column in (1, 2)]
    assert [cell.short for cell in cells if isinstance(cell, TextCell)] == ["+1.8", "+1.6"]


# ---- the page itself -------------------------------------------------------------------------------------------------


def test_clear_shows_nothing_of_the_old_run(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, HACKED)
    room.clear()
    assert not room.runs.bars.groups and not room.runs.table.outcomes
    assert len(room.runs.table.rows) == 0
    assert room.runs.told.text() == "Nothing has been tried yet."
    assert room.runs.all_card.numbers() is None


def test_the_keys_come_to_what_is_to_be_done_first(panel: WrongPanel) -> None:
    widget, seen = panel.nextInFocusChain(), []
    while widget is not panel:
        seen.append(widget)
        widget = widget.nextInFocusChain()
    order = [seen.index(w) for w in (panel.begin_button, panel.table, *panel.mishaps.buttons.values())]
    order += [seen.index(button) for button in (panel.ask_button, panel.look_button)]
    assert order == sorted(order), "as they are read"


def test_a_drift_that_is_not_known_is_a_dash(room: FeedbackPanel) -> None:
    """Best of n is held by n alone: there is only a bound for how far it drifts."""
    best = outcome("best_of_n", kl=float("nan"))
    done(room, HONEST_RUN, best)
    assert room.runs.table.labels()[1][-1] == "–"
    assert (
        "nan"
        not in f"{room.runs.table.sentences()} {room.runs.bars.accessibleDescription()} {room.runs.told.text()}".lower()
    )
