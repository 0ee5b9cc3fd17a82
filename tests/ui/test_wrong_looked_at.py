"""What a mishap has made answers beside the honest ones, in red, and can be looked into; its lines stay to be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import TakeMind
from explainer.engine.events import StateChanged
from explainer.engine.frames import FeedbackCurve, Minds, Rating
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.widgets.datatable import LinesCell
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers, test_wrong
from tests.ui.conftest import Pull
from tests.ui.frames_feedback import feedback, series
from tests.ui.test_wrong import HACKED, HONEST_RUN, TUNED, done

panel = test_wrong.panel
MADE = replace(TUNED, minds=("base", "sft", "rlhf", "rlhf.no_leash"))


def all_asked(said: str = " It is Have a good day!", **changes: object) -> Minds:
    """The three honest minds and the mishap, which has answered ``said``."""
    answer = frames_answers.answer(said, rating=Rating(1.7, -1.0, False, False, True))
    broken = frames_answers.mind(Stage.RLHF, answer, id="rlhf.no_leash", recipe="no_leash", **changes)
    return frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), broken)


def both(n: int = 60, **changes: object) -> object:
    """The frame after a mishap: the honest run is told of again, and the mishap's rounds are there too."""
    whole = series(60, hacked=True)
    rounds = FeedbackCurve(feedback(60).answers, whole["score"], whole["utility"], whole["kl"])
    return feedback(n, running=False, outcomes=(HONEST_RUN, HACKED), courses={"no_leash": rounds}, **changes)


def choose(panel: WrongPanel, mind: str) -> None:
    """Click on its row."""
    place = panel.table.rows_model.place(mind)
    assert place is not None
    panel.table.bring(place)
    where = panel.table.row_rect(place).center().toPoint()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def inks(panel: WrongPanel, row: int) -> set[str]:
    """Colours of the words of a row."""
    cell = panel.table.rows_model.cell(row, 0)
    assert isinstance(cell, LinesCell)
    return {line.left.ink for line in cell.lines}  # type: ignore[union-attr]


def test_all_are_asked_at_once_and_what_a_mishap_says_is_red_and_named(panel: WrongPanel) -> None:
    panel.take(all_asked())
    assert panel.asked_card.title == frames_answers.QUESTION
    assert [mind.id for mind in panel.table.rows] == ["base", "sft", "rlhf", "rlhf.no_leash"]
    assert inks(panel, 3) == {"warning"} and "warning" not in inks(panel, 2)
    assert panel.table.labels()[3] == ("No leash (mishap)", "It is Have a good day!", "+1.7", "−1.0")
    assert panel.ready()
    table = panel.asked_card.numbers()
    assert table is not None and table.rows[3] == ("No leash (mishap)", "It is Have a good day!", 1.7, -1.0)
    assert "“It is Have a good day!” The judge’s score: +1.7, points: −1.0" in panel.summary()


def test_while_it_drifts_its_answers_follow(panel: WrongPanel) -> None:
    panel.take(all_asked(live=True))
    panel.take(all_asked(" Have a good day!", live=True))
    assert panel.table.labels()[3][1] == "Have a good day!"


def test_without_points_there_is_no_column_for_them(panel: WrongPanel) -> None:
    said = frames_answers.answer(rating=Rating(score=1.0))
    panel.take(frames_answers.minds(frames_answers.mind(Stage.SFT, said)))
    assert panel.table.labels()[0][-1] == "+1.0"


def test_the_lines_of_a_mishap_can_be_seen_after_the_honest_model_is_back(panel: WrongPanel) -> None:
    panel.take(feedback(60, running=False, outcomes=(HONEST_RUN,)))
    panel.take(all_asked())
    assert "Better, so far" in panel.verdict.text()
    panel.take(both())
    assert "No leash, a mishap" in panel.verdict.text() and "judge is fooled" in panel.verdict.text(), "at once"
    assert panel.told.text().startswith("**No leash**, in a test before and after")
    assert panel.truth.plot.lines[1].value.startswith("−")
    choose(panel, "rlhf")
    assert "Better, so far" in panel.verdict.text() and panel.told.text().startswith("**As it should be**, in a test")
    choose(panel, "rlhf.no_leash")
    assert "hardly ever" in panel.verdict.text(), "how far it has drifted, in words"


def test_a_new_run_is_shown_as_soon_as_it_begins(panel: WrongPanel) -> None:
    panel.take(both())
    panel.take(all_asked())
    choose(panel, "rlhf.no_leash")
    panel.take(feedback(5, recipe="sign", outcomes=(HONEST_RUN, HACKED)))
    assert "Flipped sign" in panel.verdict.text()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_four_answers_are_in_sight_whole(size: tuple[int, int], panel: WrongPanel, learner: MainWindow) -> None:
    learner.resize(*size)
    panel.take(both())
    panel.take(all_asked())
    learner.grab()
    assert panel.table.verticalScrollBar().maximum() == 0


def test_what_was_made_is_asked_beside_the_honest_ones(
    panel: WrongPanel, engine: fakes.FakeEngine, learner: MainWindow, pull: Pull
) -> None:
    done(panel, HONEST_RUN, HACKED)
    engine.events = [MADE]
    pull()
    panel.ask_button.click()
    assert learner.view == "minds", "the page on which all are asked, not the one of the view that is open"
    asked = learner.panel("minds")
    assert isinstance(asked, MindsPanel) and asked._chosen == ("base", "sft", "rlhf", "rlhf.no_leash")


def test_one_can_look_inside_what_was_made_and_only_that(
    panel: WrongPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert not panel.look_button.isEnabled()
    done(panel, HONEST_RUN, HACKED)
    assert not panel.look_button.isEnabled(), "it is not kept"
    engine.events = [MADE]
    pull()
    assert panel.look_button.isEnabled() and "honest model is kept" in panel.try_card.caption()
    panel.look_button.click()
    assert engine.sent_of(TakeMind) == [TakeMind("rlhf.no_leash")]
    panel.take(all_asked())
    choose(panel, "rlhf")
    assert not panel.look_button.isEnabled(), "the honest run is what all pages show anyway"
    choose(panel, "rlhf.no_leash")
    engine.events = [replace(MADE, recipe="no_leash"), StateChanged(State.IDLE, Stage.RLHF, True)]
    pull()
    assert not panel.look_button.isEnabled(), "it is looked at"
