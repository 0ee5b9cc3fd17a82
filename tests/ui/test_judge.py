"""The judge, closely: what is told of it was measured, and it is called blind where it cannot be told from luck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explainer.ui.panels.minds.judge import JudgePanel
from explainer.ui.panels.minds.judge_words import (
    ContrastSight,
    contrast_of,
    what_follows,
    what_it_sees,
    what_votes_did,
    why_blind,
)
from explainer.ui.panels.minds.scored import signed
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_minds as made
from tests.ui.conftest import flush

SAMPLES = (
    ("What does the cow say?", made.PAIR[0], 1.94, 2.0),
    ("What does the cow say?", "moo.", 0.02, 1.0),
    ("What does the cow say?", made.PAIR[1], -1.5, 0.5),
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("**", "")


@pytest.fixture
def panel(learner: MainWindow) -> JudgePanel:
    learner.show_view("minds.judge")
    found = learner.panel("minds.judge")
    assert isinstance(found, JudgePanel)
    return found


@pytest.fixture
def judged(panel: JudgePanel) -> JudgePanel:
    panel.take(made.judge(samples=SAMPLES))
    return panel


def untrained(**changes: object) -> object:
    nothing = np.zeros(0, np.float32)
    values = {"trained": False, "n_hand": 0, "n_simulated": 0, "at": nothing.astype(int), "loss": nothing}
    values |= {"votes_seen": nothing.astype(int), "agreement": nothing, "true_agreement": nothing}
    values |= {"hand_before": None, "hand_after": None, "sees": (), "samples": ()}
    return made.judge(**(values | changes))


def test_before_there_is_one_every_card_says_what_will_appear(panel: JudgePanel) -> None:
    panel.take(untrained())  # type: ignore[arg-type]
    assert panel.summary() == "There is no judge yet."
    for card in (panel.loss_card, panel.agreement_card, panel.samples_card):
        assert "Here" in card.accessibleDescription()
        assert card.numbers() is None
    assert panel.votes.text() == panel.measured.text() == ""


def test_its_loss_is_drawn_against_a_coins(judged: JudgePanel) -> None:
    assert judged.loss.labels() == ["0.49 now", "0.69 by guessing"]
    assert judged.loss.plot.seen(None)[2:] == (0, 1)
    assert judged.votes.text() == (
        "It has learnt from 12 votes by hand, and 400 simulated by the **labeller**, a program that likes kind and "
        "correct answers."
    )


def test_whose_votes_it_was_trained_with_is_told(panel: JudgePanel) -> None:
    panel.take(made.judge(n_hand=0, n_simulated=800, taste="exclamation"))
    assert panel.votes.text() == (
        "It has learnt from 800 votes simulated by the **labeller**, a program that likes exclamation marks."
    )
    panel.take(made.judge(n_hand=1, n_simulated=0, training=True, doing="judge", steps=0))
    assert panel.votes.text() == "It is learning from 1 vote by hand."


def test_a_judge_in_the_making_is_told_as_one(judged: JudgePanel) -> None:
    assert judged.loss.plot.x_words == "step 100" and "So far" not in judged.summary()
    judged.take(made.judge(training=True, doing="judge", steps=124))
    assert judged.loss.plot.x_words == "step 100 of 124"
    assert judged.votes.text().endswith("So far, after 100 of 124 steps.")
    assert judged.measured.text().startswith("So far: of smaller judges")
    assert "It agrees with votes" not in judged.summary(), "that is of a smaller one"


def test_agreeing_with_points_and_being_blind_to_truth_is_explained_where_both_stand_there(panel: JudgePanel) -> None:
    kind = ("kind", 0.9, 60)
    blind, sighted = (("truth", 0.47, 60), kind), (("truth", 0.9, 60), kind)
    panel.take(made.judge(sees=blind))
    assert "blind to **truth**" in panel.measured.text()
    for changes in ({"sees": sighted}, {"sees": blind, "taste": "long"}, {"sees": ()}):
        panel.take(made.judge(**changes))
        assert panel.measured.text() == "", changes


def test_the_axis_of_the_loss_doubles_seldom(panel: JudgePanel) -> None:
    ends = []
    for n in (3, 25, 26, 50, 62):
        at = np.arange(1, n + 1)
        panel.take(made.judge(at=at, loss=np.full(n, 0.6, np.float32)))
        ends.append(panel.loss.plot.x_end)
    assert ends == [25, 25, 50, 50, 100]


def test_agreement_stands_beside_a_coins_and_peoples_own(judged: JudgePanel) -> None:
    assert judged.agreement.labels() == [
        "72 % with the votes",
        "84 % with the points",
        "50 % by guessing",
        "72.6 %: two people",
    ]
    assert "2203.02155" in judged.agreement_card._more.text()
    assert judged.agreement.plot.seen(None) == (0.0, 412, 0.2, 1.0)


def test_the_axis_of_agreement_stands_still_while_it_learns_and_shows_the_worse_than_chance(panel: JudgePanel) -> None:
    seen = []
    for n in (1, 2, 3):
        votes = {"votes_seen": np.array([100, 200, 400])[:n], "agreement": np.array([0.5, 0.6, 0.7], np.float32)[:n]}
        panel.take(made.judge(**votes, true_agreement=votes["agreement"]))
        seen.append(panel.agreement.plot.seen(None))
    assert len(set(seen)) == 1
    panel.take(made.judge(agreement=np.array([0.5, 0.3, 0.1], np.float32)))
    assert panel.agreement.plot.scale.low == 0, "a judge that agrees with nobody is not cut off"


def test_votes_by_hand_tell_how_they_moved_it() -> None:
    assert plain(what_votes_did(20, 0.45, 0.9)) == (
        "What you voted moved it: it agreed with 45 % of that, now with 90 %."
    )
    assert "did not move it" in what_votes_did(5, 0.6, 0.6)
    assert "agrees with that less" in what_votes_did(5, 0.8, 0.6)
    assert what_votes_did(0, None, None) == what_votes_did(4, None, 0.5) == ""


@pytest.mark.parametrize(
    ("share", "n", "found"),
    [
        (0.9, 40, ContrastSight.SEES),
        (0.62, 50, ContrastSight.BLIND),  # a coin reaches 64 % of 50 in one of 20 cases
        (0.62, 200, ContrastSight.LITTLE),  # but not 62 % of 200
        (0.3, 100, ContrastSight.AGAINST),
        (1.0, 6, ContrastSight.UNKNOWN),
    ],
)
def test_blind_is_what_cannot_be_told_from_a_coin(share: float, n: int, found: ContrastSight) -> None:
    assert contrast_of(share, n) is found
    if found is ContrastSight.BLIND:
        assert abs(share - 0.5) <= 1.96 * math.sqrt(0.25 / n)


def test_what_it_sees_is_said_of_the_best_and_the_worst(judged: JudgePanel) -> None:
    assert plain(what_it_sees(made.judge().sees)) == (
        "It sees a kind tone. It is blind to truth: a coin does as well between the thin marks."
    )
    assert "*" not in judged.summary(), "spoken, not typeset"
    assert what_follows((("correct", 0.62, 50),)).startswith("It can only reward what it sees")
    assert what_follows((("correct", 0.9, 50),)) == ""


def test_why_a_labeller_who_likes_truth_teaches_a_judge_that_is_blind_to_it() -> None:
    assert "points in 84 % of new pairs" in plain(why_blind(made.judge()))
    for frame in (
        made.judge(sees=(("kind", 0.9, 40), ("correct", 0.9, 60))),  # it sees it
        made.judge(sees=(("kind", 0.5, 40), ("correct", 0.5, 60))),  # it sees nothing else either
        made.judge(taste="long"),  # this labeller does not care
        made.judge(true_agreement=np.array([0.5, 0.5, 0.52], np.float32)),  # it has learnt nothing
        made.judge(training=True),
        made.judge(trained=False),
    ):
        assert why_blind(frame) == ""


def test_the_answer_that_fools_it_most_is_pointed_out(judged: JudgePanel) -> None:
    lemon = ("What is the colour of grass?", "A lemon is yellow.", 1.3, 0.0)
    judged.take(made.judge(samples=(("What does a lion eat?", "Meat.", 1.7, 2.0), lemon, ("Who?", "No.", -1.0, -1.0))))
    assert "A lemon is yellow" in judged.misjudged.text() and "**+1.3**" in judged.misjudged.text()
    judged.take(made.judge())
    assert judged.misjudged.text() == ""


def test_a_judge_that_sees_all_is_not_called_blind_and_few_pairs_say_nothing() -> None:
    assert plain(what_it_sees((("kind", 0.95, 60), ("correct", 0.8, 60)))) == ("It sees a kind tone and truth.")
    assert plain(what_it_sees((("correct", 0.2, 60),))) == ("Where only this differs it prefers the worse: truth.")
    assert what_it_sees((("correct", 0.2, 4),)) == ""


def test_all_that_it_is_blind_to_is_named() -> None:
    sees = (("truth", 0.61, 59), ("kind", 0.47, 60), ("rude", 0.97, 60), ("rambling", 0.83, 60))
    assert plain(what_it_sees(sees)) == (
        "It sees rudeness and rambling. It is blind to truth and a kind tone: a coin does as well between the thin "
        "marks."
    )


@given(st.floats(0, 1), st.integers(10, 400))
def test_a_coin_is_spoken_of_only_where_the_interval_of_what_was_measured_covers_a_half(share: float, n: int) -> None:
    covers = abs(share - 0.5) <= 1.96 * math.sqrt(0.25 / n)
    assert ("coin" in what_it_sees((("truth", share, n),))) == covers


def test_a_row_tells_its_pairs_and_a_coins_luck(learner: MainWindow) -> None:
    learner.show_view("minds.votes")
    panel = learner.panel("minds.votes")
    assert isinstance(panel, VotesPanel)
    panel.take(made.judge())
    panel.sees.bars.setFocus()
    QTest.keyClick(panel.sees.bars, Qt.Key.Key_End)
    assert panel.sees.bars.accessibleDescription() == (
        "Of 50 pairs that differ in truth alone it prefers the better one in 62 %. "
        "A coin would in 50 %, give or take 14 %."
    )


def test_answers_stand_from_best_to_worst_with_both_scores(judged: JudgePanel) -> None:
    assert judged.samples.rows == SAMPLES
    judged.samples.setFocus()
    QTest.keyClick(judged.samples, Qt.Key.Key_End)
    assert judged.samples.accessibleDescription().endswith("The judge's score: −1.5, points: +0.5")
    judged.take(made.judge(samples=(("Who is Ahab?", "a whale", 0.3, None),)))
    assert "points" not in judged.samples.describe(0)


def test_an_answer_of_several_lines_takes_one_row(judged: JudgePanel) -> None:
    def painted(answer: str) -> QImage:
        judged.take(made.judge(samples=((*SAMPLES[0][:1], answer, 1.94, 2.0),)))
        flush()
        return judged.samples.grab().toImage()

    assert painted("Moo.\n\nIt is a cow.") == painted("Moo. It is a cow.")


def test_scores_are_written_with_their_sign() -> None:
    assert [signed(v) for v in (1.94, -0.5, 0.02, -0.04)] == ["+1.9", "−0.5", "0.0", "0.0"]


def test_the_numbers_behind_the_cards_are_those_of_the_frame(judged: JudgePanel) -> None:
    loss, agreement = judged.loss_card.numbers(), judged.agreement_card.numbers()
    assert loss is not None and agreement is not None
    assert len(loss.rows) == 10
    assert agreement.rows[-1] == (400, np.float32(0.72), np.float32(0.84))


@pytest.mark.parametrize("width", [640, 900, 1280, 1920])
def test_no_card_covers_another_or_is_cut_off_at_any_width(judged: JudgePanel, learner: MainWindow, width: int) -> None:
    learner.resize(width, 900)
    flush()
    boxes = [card.geometry() for card in judged.cards()]
    assert len(boxes) == 5
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert judged.width() <= learner.stack.width(), "nothing to scroll sideways"
    assert all(card.minimumSizeHint().width() <= card.width() for card in judged.cards())


def test_another_model_begins_with_no_judge(judged: JudgePanel) -> None:
    judged.begin()
    assert judged.summary() == "There is no judge yet."
    assert judged.values()["judge_votes"] == ""
