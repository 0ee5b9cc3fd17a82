"""The leash works while the run goes on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetLeash
from explainer.engine.events import StateChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.leash import coefficient_at, stop_of
from explainer.ui.panels.minds.leashcard import LeashBody
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_feedback import feedback


def test_the_slider_pulls_at_once(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    panel.take(feedback(10))
    engine.sent.clear()
    panel.leash.slider.setValue(0)
    assert engine.sent == [SetLeash(0.0, None)]
    assert panel.leash.now.text() == "no leash"
    panel.leash.slider.setValue(30)
    assert engine.sent[-1] == SetLeash(coefficient_at(30), None)


def test_the_slider_stays_where_the_hand_put_it_until_the_engine_answers(
    panel: FeedbackPanel, engine: fakes.FakeEngine
) -> None:
    panel.take(feedback(10, leash=0.12))
    engine.sent.clear()
    panel.leash.slider.setValue(0)
    panel.take(feedback(10, leash=0.12))  # made before the engine read the command
    assert panel.leash.slider.value() == 0
    panel.take(feedback(11, leash=0.0))
    panel.take(feedback(12, leash=0.3))
    assert panel.leash.slider.value() == stop_of(0.3), "what is in force is shown"
    assert len(engine.sent) == 1, "showing it asks for nothing"


def test_the_leash_can_hold_the_drift_by_itself(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    assert not panel.leash.target.isEnabled()
    panel.leash.adapt.click()
    assert engine.sent[-1] == SetLeash(panel.leash.coefficient, 5.0)
    assert panel.leash.target.isEnabled()
    panel.leash.target.setValue(0)
    assert engine.sent[-1] == SetLeash(panel.leash.coefficient, 1.0)
    assert "near 1 nats" in panel.leash.wanted.text()
    panel.leash.adapt.click()
    assert engine.sent[-1] == SetLeash(panel.leash.coefficient, None)


def test_the_leash_is_not_there_to_be_pulled_while_dpo_does_not_hear_it(
    panel: FeedbackPanel, going: None, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.take(feedback(10, recipe="dpo", leash_target=5.0))
    assert not any(control.isEnabled() for control in (panel.leash.slider, panel.leash.adapt, panel.leash.target))
    assert "not heard" in panel.leash.now.text() and "DPO" in panel.leash.slider.toolTip()
    panel.take(feedback(10, recipe="best_of_n"))
    assert not panel.leash.slider.isEnabled() and "Nothing is learned" in panel.leash.slider.toolTip()
    panel.take(feedback(15, recipe="dpo", running=False))
    assert panel.leash.slider.isEnabled() and panel.leash.adapt.isEnabled(), "it counts for the next run"
    panel.take(feedback(16, recipe="dpo"))
    assert not panel.leash.slider.isEnabled()
    engine.events = [StateChanged(State.FAILED, Stage.RLHF, False)]
    pull()
    assert panel.leash.slider.isEnabled(), "nor does a run that broke off hold it"
    panel.take(feedback(10, recipe="rloo"))
    assert panel.leash.now.text() == "1 nat of drift costs 0.12 of score"


def test_nor_is_that_on_the_page_three_answers(panel: FeedbackPanel, learner: MainWindow) -> None:
    leash = LeashBody(learner.look, learner.actions_, panel)
    leash.show_feedback(feedback(10, recipe="dpo"))
    assert not leash.slider.isEnabled() and "DPO" in leash.slider.toolTip()
    leash.clear()
    assert leash.slider.isEnabled() and "DPO" not in leash.slider.toolTip()


def test_the_drift_stands_beside_the_leash_in_plain_words(panel: FeedbackPanel) -> None:
    panel.take(feedback(20))
    nats = feedback(20).series["kl"][-1]
    assert f"**{nats:.1f} nats**" in panel.leash.drift.text()
    assert f"**{np.exp(nats):.0f} times** as likely" in panel.leash.drift.text()
    panel.take(feedback(40, hacked=True))
    assert "hardly ever" in panel.leash.drift.text()


def test_keys_move_the_leash(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    panel.take(feedback(10))
    panel.leash.slider.setFocus()
    engine.sent.clear()
    QTest.keyClick(panel.leash.slider, Qt.Key.Key_Home)
    assert engine.sent_of(SetLeash) == [SetLeash(0.0, None)]
    panel.leash.adapt.setFocus()
    QTest.keyClick(panel.leash.adapt, Qt.Key.Key_Space)
    assert panel.leash.adapt.isChecked(), "the space bar is the box's, not the window's"
