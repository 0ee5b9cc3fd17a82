"""Room on the page Votes: it is seen at once, or at least what one votes with, and nothing moves as votes come in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_minds as made
from tests.ui.conftest import settle
from tests.ui.opening import page_area

SEES = (("truth", 0.4, 60), ("kind", 0.95, 60), ("rude", 0.97, 60), ("rambling", 0.97, 60))
RECENT = tuple(made.vote(number) for number in (5, 4, 3, 2, 1))


def seen(part: QWidget, window: MainWindow) -> bool:
    """Whether all of ``part`` can be seen without scrolling."""
    view = page_area(window).viewport()
    return bool(view.rect().contains(QRect(part.mapTo(view, QPoint(0, 0)), part.size())))


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)])
@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR], ids=["two", "four"])
@pytest.mark.parametrize("state", [{}, {"training": True, "doing": "judge", "share": 0.4}], ids=["done", "training"])
def test_all_of_the_page_is_seen_at_once(
    panel: VotesPanel, learner: MainWindow, size: tuple[int, int], answers: tuple[str, ...], state: dict
) -> None:
    learner.resize(*size)
    panel.take(made.ballot(2, answers, n_hand=5, n_unused=2, recent=RECENT))
    panel.take(made.judge(n_hand=5, n_simulated=400, hand_before=0.6, hand_after=0.8, sees=SEES, **state))
    settle()
    area = page_area(learner)
    assert area.verticalScrollBar().maximum() == 0
    assert all(seen(card, learner) for card in panel.cards())


def test_in_the_smallest_usual_window_votes_judge_and_what_changed_are_seen(
    panel: VotesPanel, learner: MainWindow
) -> None:
    learner.resize(1280, 720)
    panel.take(made.ballot(2, n_hand=5, n_unused=2, recent=RECENT))
    panel.take(made.judge(n_hand=3, sees=SEES))
    settle()
    assert page_area(learner).verticalScrollBar().maximum() == 0
    for part in (*panel.cards(), panel.votes.training.button, panel.votes.changed, panel.sees.bars, panel.sees.words):
        assert seen(part, learner), part
    assert len(panel.sees.bars.rows_in_sight()) == len(SEES)
    panel.take(made.ballot(3, made.FOUR, n_hand=5, recent=RECENT))
    settle()
    assert seen(panel.ballot_card, learner), "four answers, and the buttons below them"


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR], ids=["two", "four"])
def test_nothing_moves_while_answers_are_written_and_votes_come_in(
    panel: VotesPanel, learner: MainWindow, size: tuple[int, int], answers: tuple[str, ...]
) -> None:
    learner.resize(*size)
    ratings = made.rated(*[(1.2, 2.0), (-0.4, -1.0), (0.5, 0.0), (0.1, 1.0)][: len(answers)])
    given = made.vote(6, answers, ratings=ratings)
    panel.take(made.judge(n_hand=5, sees=SEES))
    panel.take(made.ballot(2, answers, n_hand=5, recent=RECENT))
    settle()
    parts = (*panel.cards(), panel.ballot.board, panel.ballot.told, panel.votes.training.button)
    places = [part.geometry() for part in parts]
    for answer in range(1 if len(answers) == 2 else 4):
        panel.ballot.press(answer)
    panel.take(made.ballot(3, tuple("" for _ in answers), n_hand=6, n_unused=1, recent=(given, *RECENT), done=False))
    settle()
    assert "Your last vote" in panel.ballot.told.text()
    assert [part.geometry() for part in parts] == places
    panel.take(made.ballot(3, answers, n_hand=6, n_unused=1, recent=(given, *RECENT)))
    settle()
    assert [part.geometry() for part in parts] == places
