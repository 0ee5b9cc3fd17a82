"""No score shows before a vote; after it, what the judge and the labeller would have said."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from explainer.training.reports import Stage
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.panels.minds.votes_words import agreement, number, ranked, standing, telling
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine
from explainer.ui.window import MainWindow
from tests.ui import frames_minds as made


def text_of(widget: QWidget) -> str:
    """Everything that can be read or heard in ``widget`` and its children."""
    said: list[str] = []
    for part in (widget, *widget.findChildren(QWidget)):
        said += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, Paragraph | TextLine | QLabel):
            said.append(part.text())
    return "\n".join(said)


# ---- scores ----------------------------------------------------------------------------------------------------------


def test_nobody_sees_a_score_before_the_vote(panel: VotesPanel, learner: MainWindow) -> None:
    older = made.vote(3, ratings=made.rated((0.6173, 1.2345), (-0.6173, -1.2345)))
    judge = made.judge(samples=tuple(("What does the cow say?", text, 0.6173, 1.2345) for text in made.PAIR))
    panel.take(judge)
    panel.take(made.ballot(5, n_hand=1, n_pairs=1, recent=(older,)))
    for hidden in ("0.62", "1.23", "0.6173", "agree"):
        assert hidden not in text_of(panel.ballot_card), hidden
    assert panel.ballot.told.text().startswith("After your vote")
    assert "ratings" not in {field.name for field in fields(type(panel.ballot.frame))}  # type: ignore[arg-type]


def test_after_the_vote_judge_and_labeller_are_told(panel: VotesPanel, learner: MainWindow) -> None:
    QTest.keyClick(learner, Qt.Key.Key_2)
    panel.take(made.ballot(2, ("Go", ""), done=False))
    assert panel.ballot.told.text().startswith("After your vote"), "the vote is not written down yet"
    given = made.vote(9, made.PAIR[::-1], ratings=made.rated((-0.31, 0.5), (0.8, 2.0)))
    panel.take(made.ballot(2, n_hand=1, n_pairs=1, n_unused=1, recent=(given,)))
    assert panel.ballot.told.text() == (
        "Your last vote: **B** over A. The judge would have preferred **A**: B −0.31, A 0.8. "
        "By the labeller’s points **A** is ahead: B 0.5, A 2."
    )
    panel.take(made.ballot(3, n_hand=1, n_pairs=1, n_unused=1, recent=(given,)))
    assert panel.ballot.told.text().startswith("Your last vote: **B**"), "it stays until the next vote"
    panel.take(made.ballot(3))
    assert panel.ballot.told.text() == "Taken back: that vote no longer counts."


def test_where_no_program_votes_its_points_are_not_promised(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, tastes=(), formula="", taste="", agreement=None, n_simulated=0, n_wanted=0))
    assert panel.ballot.told.text() == "After your vote this line tells what the judge would have said."


def test_votes_from_a_file_are_not_told_as_one_just_given(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, n_hand=2, recent=(made.vote(2), made.vote(1))))
    assert panel.ballot.told.text().startswith("After your vote")


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        (made.rated((1, 2), (0, 2)), "The judge would have **said the same**: B 1, A 0. By the labeller’s points "
         "they are **equal**: B 2, A 2."),
        (made.rated((0.501, 2), (0.499, 0)), "The judge sees **no difference**: B 0.5, A 0.5. The labeller’s "
         "points **say the same**: B 2, A 0."),
        (made.rated((None, None), (None, None)), "There was no judge yet to compare with. The labeller’s program "
         "cannot check this question."),
        ((), ""),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said_and_what_is_equal_is_no_preference(ratings: tuple, said: str) -> None:
    assert telling(made.vote(1, ratings=ratings), (1, 0)) == f"Your last vote: **B** over A. {said}".rstrip()


def test_a_ranking_is_compared_pair_by_pair() -> None:
    ratings = made.rated((0.4, 2), (0.9, 2), (-1, 0), (-1, 1))
    told = telling(made.vote(1, made.FOUR, ratings=ratings), (2, 0, 3, 1))
    assert told == (
        "Your last vote: **C, A, D, B**. The judge: **A, C, D = B**, 4 of 6 pairs as you. "
        "The labeller’s points: **C = A, B, D**, 4 of 6 pairs as you."
    )
    assert agreement((0.4, 0.9, -1, -1)) == (4, 1, 1)
    assert ranked("CADB", (1, 2, 3, 3.001)) == "B = D, A, C"
    assert standing(made.vote(1, made.FOUR, used=True, ratings=ratings)) == (
        "the judge has learnt from it; it had agreed on 4 of 6 pairs"
    )


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (-0.5, "−0.5"), (0.126, "0.13"), (-0.001, "0"), (10, "10")])
def test_points_read_shortly(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("stage", list(Stage))
def test_before_fine_tuning_it_says_what_to_expect(panel: VotesPanel, stage: Stage) -> None:
    panel.take(made.ballot(1, stage=stage))
    assert ("has not learnt to answer yet" in panel.ballot.told.text()) == (stage is Stage.PRETRAIN)
