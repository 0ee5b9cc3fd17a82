"""The next thing to do: one invitation at most, only while it holds, and it can be put away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import BeginStage, Finish, TrainJudge
from explainer.engine.events import StagesChanged
from explainer.engine.recipes import MISHAPS
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.frame.invitation import VOTES, InvitationCard
from explainer.ui.panels.learning.losses import slowed
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_minds import ballot

TOKENS = np.arange(1, 10) * 1000


@pytest.mark.parametrize(
    ("last", "share"),
    [
        ((1.0, 1.0, 1.0, 0.95), 1 - np.exp(-0.05)),  # 5 % less unsure than after two thirds
        ((1.0, 0.9, 0.9, 0.8), None),  # 18 %: it still learns
        ((1.0, 1.0, 1.1, 1.2), 0.0),  # no better: 0, not less than nothing
        ((1.0, 0.9, 0.85, 1.2), None),  # one bad measurement says nothing
    ],
)
def test_a_curve_has_flattened_where_the_last_third_of_reading_brought_little(
    last: tuple[float, ...], share: float | None
) -> None:
    found = slowed(TOKENS, np.array([6, 5, 4, 3, 2, *last]))
    assert found == (None if share is None else pytest.approx(share))


def test_few_measurements_say_nothing_of_a_curve() -> None:
    assert slowed(TOKENS[:7], np.ones(7)) is None
    assert slowed(TOKENS[:0], np.ones(0)) is None


@pytest.fixture
def card(learner: MainWindow) -> InvitationCard:
    return learner.story.invitation


def flat(engine: fakes.FakeEngine, pull: Pull, last: float = 1.0) -> None:
    losses = np.array([6, 5, 4, 3, 2, 1, 1, 1, last], np.float32)
    engine.frames = {"loss": replace(fakes.loss_curve(), val_tokens=TOKENS, val_loss=losses)}
    pull()


def finished(engine: fakes.FakeEngine, pull: Pull, stage: Stage, recipe: str = "honest") -> None:
    stages = tuple((done, True) for done in list(Stage)[: list(Stage).index(stage) + 1])
    engine.events = [
        fakes.state(State.IDLE, complete=True, stage=stage),
        StagesChanged(stages, ("base",), stage, recipe=recipe),
    ]
    pull()


def press(card: InvitationCard) -> None:
    QTest.mouseClick(card.go_button, Qt.MouseButton.LeftButton)


def test_while_it_learns_well_there_is_none(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    flat(engine, pull, last=0.5)
    engine.frames = {"loss": fakes.loss_curve()}
    pull()
    learner.story.refresh()
    assert not card.isVisible()


def test_a_flat_curve_invites_to_finish_and_says_so_once(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    flat(engine, pull, last=0.95)
    learner.story.refresh()
    assert card.isVisible() and "ever more slowly" in card.sentence.text()
    press(card)
    assert engine.sent_of(Finish) and not card.isVisible()
    learner.story.refresh()
    assert not card.isVisible()


def test_what_is_learnt_by_heart_is_not_called_slow(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    losses = np.array([6, 4, 2, 1, 1, 1.1, 1.3, 1.5, 1.6], np.float32)
    engine.frames = {"loss": replace(fakes.loss_curve(), val_tokens=TOKENS, val_loss=losses)}
    pull()
    learner.story.refresh()
    assert "no better" in card.sentence.text() and "slowly" not in card.sentence.text()


@pytest.mark.parametrize("stage", [Stage.PRETRAIN, Stage.SFT])
def test_a_stage_that_is_done_invites_to_the_next_and_goes_when_that_begins(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, stage: Stage
) -> None:
    finished(engine, pull, stage)
    learner.story.refresh()
    assert card.isVisible() and card.go_button.text() == learner.actions_["start_pause"].text()
    press(card)
    assert engine.sent_of(BeginStage)[-1].stage is list(Stage)[list(Stage).index(stage) + 1]


def test_after_all_three_it_leads_to_the_answers_and_is_gone_there(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.RLHF)
    learner.story.refresh()
    assert "All three stages" in card.sentence.text()
    learner.show_view("minds")
    learner.story.refresh()
    assert not card.isVisible()


def test_a_text_without_answers_ends_with_its_first_stage(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.PRETRAIN)
    why = learner.show_state.stages
    assert why is not None
    no = Sentence("There are no questions in this text.")
    engine.events = [replace(why, why_not=((Stage.SFT, no), (Stage.RLHF, no)))]
    pull()
    learner.story.refresh()
    assert not card.isVisible()


def test_over_a_broken_model_there_is_no_invitation(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.RLHF, recipe=next(iter(MISHAPS)))
    learner.story.refresh()
    assert not card.isVisible()


def test_enough_votes_invite_to_train_the_judge_before_anything_else(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.SFT)
    learner.show_view("minds.votes")
    engine.frames = {"ballot": ballot(n_hand=VOTES - 1, n_unused=VOTES - 1)}
    pull()
    learner.story.refresh()
    assert "your votes" not in card.sentence.text(), "too few"
    engine.frames = {"ballot": ballot(serial=2, n_hand=VOTES, n_unused=VOTES)}
    pull()
    learner.story.refresh()
    assert "**10 of your votes**" in card.sentence.text()
    press(card)
    assert engine.sent_of(TrainJudge) and learner.view == "minds.judge"
    engine.frames = {"ballot": ballot(serial=2, n_hand=VOTES, n_unused=0)}
    pull()
    learner.story.refresh()
    assert "your votes" not in card.sentence.text()


def test_put_away_it_stays_away_until_another_moment(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.PRETRAIN)
    learner.story.refresh()
    QTest.mouseClick(card.away_button, Qt.MouseButton.LeftButton)
    assert not card.isVisible() and not engine.sent_of(BeginStage)
    finished(engine, pull, Stage.PRETRAIN)
    learner.show_view("prediction")
    learner.story.refresh()
    assert not card.isVisible()
    finished(engine, pull, Stage.SFT)
    learner.story.refresh()
    assert card.isVisible()


def test_it_can_be_reached_with_the_keys_and_read_aloud(
    card: InvitationCard, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    finished(engine, pull, Stage.PRETRAIN)
    learner.story.refresh()
    for button in (card.go_button, card.away_button):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() and button.toolTip()
    assert card.accessibleName()
