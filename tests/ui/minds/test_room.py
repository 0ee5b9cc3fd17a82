"""Room on the page Three answers: all of it is seen at once, and nothing moves while answers are written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explainer.engine.recipes import OTHER_WAYS, RECIPES
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.shading import Shade
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers, frames_feedback, frames_minds
from tests.ui.conftest import Pull, settle
from tests.ui.minds.conftest import show
from tests.ui.opening import page_area

ENDLESS = frames_answers.LISTS * 4
SIZES = [(1280, 720), (1440, 900), (1920, 1080)]


def hidden(window: MainWindow) -> int:
    """Pixels of the page that one must scroll to see."""
    area = page_area(window)
    return int(area.verticalScrollBar().maximum())


@pytest.mark.parametrize("size", SIZES)
def test_all_of_the_page_is_seen_at_once_with_the_longest_answer(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, size: tuple[int, int]
) -> None:
    learner.resize(*size)
    engine.frames = {"feedback": frames_feedback.feedback(), "ballot": frames_minds.ballot(n_hand=12)}
    pull()
    show(engine, pull, frames_answers.minds(frames_answers.base(ENDLESS), frames_answers.sft(), frames_answers.rlhf()))
    settle()
    assert hidden(learner) == 0
    QTest.mouseClick(panel.tools.shades[Shade.CHANGED], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.minds[2].up, Qt.MouseButton.LeftButton)
    settle()
    assert hidden(learner) == 0, "neither a legend nor a thumb needs more room"


@pytest.mark.parametrize("size", SIZES)
def test_four_minds_are_complete_at_a_glance(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, size: tuple[int, int]
) -> None:
    learner.resize(*size)
    ways = [frames_answers.rlhf(id=f"rlhf.{name}", recipe=name) for name in OTHER_WAYS if RECIPES[name].learns]
    show(engine, pull, frames_answers.minds(frames_answers.base(ENDLESS), frames_answers.sft(), *ways))
    panel.tools.minds_chosen.emit(("base", "sft", *(mind.id for mind in ways)))
    settle()
    view = page_area(learner).viewport()
    for card in panel.minds:
        assert card.mapTo(view, QPoint(0, card.height())).y() <= view.height(), card.title
    assert hidden(learner) == 0 or size == (1280, 720), "only there, chart and leash stand below"


def test_nothing_moves_while_an_answer_is_written_and_its_end_stays_in_sight(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.resize(1280, 720)
    box, places = panel.minds[0].answer, []
    pieces = frames_answers.pieces_of(ENDLESS)

    def write(n: int) -> None:
        said = frames_answers.answer("".join(pieces[:n]), alone=True, done=n == len(pieces))
        mind = frames_answers.mind(Stage.PRETRAIN, said)
        show(engine, pull, frames_answers.minds(mind, frames_answers.sft(), frames_answers.rlhf()))
        settle()

    for n in range(4, len(pieces) - 8, 8):
        write(n)
        places.append(
            [(c.geometry(), c.answer.geometry(), c.first.geometry(), c.up.geometry()) for c in panel.minds[:3]]
        )
        assert box.in_sight(n - 1)
    assert box.verticalScrollBar().maximum() > 0
    assert all(place == places[0] for place in places)
    box.verticalScrollBar().setValue(0)
    write(len(pieces))
    assert box.verticalScrollBar().value() == 0, "somebody went back to the beginning, and stays there"


def test_a_complete_answer_is_shown_from_its_beginning_and_the_keys_reach_its_end(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.resize(1280, 720)
    show(engine, pull, frames_answers.minds(frames_answers.base(ENDLESS), frames_answers.sft()))
    settle()
    card = panel.minds[0]
    assert card.answer.verticalScrollBar().value() == 0
    card.answer.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(card.answer, Qt.Key.Key_Left)  # from nowhere, backwards: the last piece
    bar = card.answer.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_an_answer_that_was_followed_while_it_was_written_is_seen_from_its_beginning_once_it_is_complete(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.resize(1280, 720)
    bar = panel.minds[0].answer.verticalScrollBar()
    for n in range(20, len(ENDLESS) + 20, 20):
        said = frames_answers.answer(ENDLESS[:n], alone=True, done=False)
        show(engine, pull, frames_answers.minds(frames_answers.mind(Stage.PRETRAIN, said), frames_answers.sft()))
        settle()
    assert bar.value() == bar.maximum() > 0, "its end is followed"
    show(engine, pull, frames_answers.minds(frames_answers.base(ENDLESS), frames_answers.sft()))
    settle()
    assert bar.value() == 0 < bar.maximum()
