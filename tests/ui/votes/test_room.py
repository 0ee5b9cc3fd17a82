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

RECENT = tuple(made.vote(number) for number in (5, 4, 3, 2, 1))


def seen(part: QWidget, window: MainWindow) -> bool:
    """Whether all of ``part`` can be seen without scrolling."""
    view = page_area(window).viewport()
    return bool(view.rect().contains(QRect(part.mapTo(view, QPoint(0, 0)), part.size())))


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)])
@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR], ids=["two", "four"])
@pytest.mark.parametrize("taste", ["kind", "custom"])
def test_all_of_the_page_is_seen_at_once(
    panel: VotesPanel, learner: MainWindow, size: tuple[int, int], answers: tuple[str, ...], taste: str
) -> None:
    learner.resize(*size)
    panel.take(made.ballot(2, answers, n_hand=5, n_unused=2, recent=RECENT, taste=taste))
    panel.take(made.judge(trained=True, n_hand=5, n_simulated=400, hand_before=0.6, hand_after=0.8))
    settle()
    area = page_area(learner)
    assert area.verticalScrollBar().maximum() == 0
    assert all(seen(card, learner) for card in panel.cards())


def test_in_the_smallest_usual_window_all_that_one_votes_with_is_seen(panel: VotesPanel, learner: MainWindow) -> None:
    learner.resize(1280, 720)
    panel.take(made.ballot(2, n_hand=5, recent=RECENT))
    settle()
    for part in (panel.ballot_card, panel.votes_card, panel.taste_card, panel.taste.simulated, panel.votes.list):
        assert seen(part, learner), part
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
    panel.take(made.ballot(2, answers, n_hand=5, recent=RECENT))
    settle()
    parts = (*panel.cards(), panel.ballot.board, panel.ballot.told, panel.votes.list, panel.taste.simulated)
    places = [part.geometry() for part in parts]
    for answer in range(1 if len(answers) == 2 else 4):
        panel.ballot.press(answer)
    panel.take(made.ballot(3, tuple("" for _ in answers), n_hand=6, recent=(given, *RECENT), done=False))
    settle()
    assert "Your last vote" in panel.ballot.told.text()
    assert [part.geometry() for part in parts] == places
    panel.take(made.ballot(3, answers, n_hand=6, recent=(given, *RECENT)))
    settle()
    assert [part.geometry() for part in parts] == places
