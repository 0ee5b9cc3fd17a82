"""The leash works while the run goes on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetKLPenalty
from explainer.engine.events import StateChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.klshortly import KLPenaltyInShort
from explainer.ui.panels.minds.klslider import coefficient_at, stop_of
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_feedback import feedback


def test_the_slider_pulls_at_once(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    panel.take(feedback(10))
    engine.sent.clear()
    panel.kl_penalty.slider.setValue(0)
    assert engine.sent == [SetKLPenalty(0.0, None)]
    assert panel.kl_penalty.now.text() == "no leash"
    panel.kl_penalty.slider.setValue(30)
    assert engine.sent[-1] == SetKLPenalty(coefficient_at(30), None)


def test_the_slider_stays_where_the_hand_put_it_until_the_engine_answers(
    panel: FeedbackPanel, engine: fakes.FakeEngine
) -> None:
    panel.take(feedback(10, kl_coefficient=0.12))
    engine.sent.clear()
    panel.kl_penalty.slider.setValue(0)
    panel.take(feedback(10, kl_coefficient=0.12))  # made before the engine read the command
    assert panel.kl_penalty.slider.value() == 0
    panel.take(feedback(11, kl_coefficient=0.0))
    panel.take(feedback(12, kl_coefficient=0.3))
    assert panel.kl_penalty.slider.value() == stop_of(0.3), "what is in force is shown"
    assert len(engine.sent) == 1, "showing it asks for nothing"


def test_the_leash_can_hold_the_drift_by_itself(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    assert not panel.kl_penalty.target.isEnabled()
    panel.kl_penalty.adapt.click()
    assert engine.sent[-1] == SetKLPenalty(panel.kl_penalty.slider.coefficient, 5.0)
    assert panel.kl_penalty.target.isEnabled()
    panel.kl_penalty.target.setValue(0)
    assert engine.sent[-1] == SetKLPenalty(panel.kl_penalty.slider.coefficient, 1.0)
    assert "near 1 nats" in panel.kl_penalty.wanted.text()
    panel.kl_penalty.adapt.click()
    assert engine.sent[-1] == SetKLPenalty(panel.kl_penalty.slider.coefficient, None)


def test_the_leash_is_not_there_to_be_pulled_while_dpo_does_not_hear_it(
    panel: FeedbackPanel, going: None, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.take(feedback(10, recipe="dpo", kl_target=5.0))
    assert not any(
        control.isEnabled() for control in (panel.kl_penalty.slider, panel.kl_penalty.adapt, panel.kl_penalty.target)
    )
    assert "not heard" in panel.kl_penalty.now.text() and "DPO" in panel.kl_penalty.slider.toolTip()
    panel.take(feedback(10, recipe="best_of_n"))
    assert not panel.kl_penalty.slider.isEnabled() and "Nothing is learned" in panel.kl_penalty.slider.toolTip()
    panel.take(feedback(15, recipe="dpo", running=False))
    assert panel.kl_penalty.slider.isEnabled() and panel.kl_penalty.adapt.isEnabled(), "it counts for the next run"
    panel.take(feedback(16, recipe="dpo"))
    assert not panel.kl_penalty.slider.isEnabled()
    engine.events = [StateChanged(State.FAILED, Stage.RLHF, False)]
    pull()
    assert panel.kl_penalty.slider.isEnabled(), "nor does a run that broke off hold it"
    panel.take(feedback(10, recipe="rloo"))
    assert panel.kl_penalty.now.text() == "1 nat of drift costs 0.12 of score"


def test_nor_is_that_on_the_page_three_answers(panel: FeedbackPanel, learner: MainWindow) -> None:
    kl_penalty = KLPenaltyInShort(learner.look, learner.actions_, panel)
    kl_penalty.show_feedback(feedback(10, recipe="dpo"))
    assert not kl_penalty.slider.isEnabled() and "DPO" in kl_penalty.slider.toolTip()
    kl_penalty.clear()
    assert kl_penalty.slider.isEnabled() and "DPO" not in kl_penalty.slider.toolTip()


def test_the_drift_stands_beside_the_leash_in_plain_words(panel: FeedbackPanel) -> None:
    panel.take(feedback(20))
    nats = feedback(20).series["kl"][-1]
    assert f"**{nats:.1f} nats**" in panel.kl_penalty.drift.text()
    assert f"its typical answer of now was **{np.exp(nats):.0f} times** rarer" in panel.kl_penalty.drift.text()
    panel.take(feedback(40, hacked=True))
    assert "hardly ever" in panel.kl_penalty.drift.text()


def test_keys_move_the_leash(panel: FeedbackPanel, engine: fakes.FakeEngine) -> None:
    panel.take(feedback(10))
    panel.kl_penalty.slider.setFocus()
    engine.sent.clear()
    QTest.keyClick(panel.kl_penalty.slider, Qt.Key.Key_Home)
    assert engine.sent_of(SetKLPenalty) == [SetKLPenalty(0.0, None)]
    panel.kl_penalty.adapt.setFocus()
    QTest.keyClick(panel.kl_penalty.adapt, Qt.Key.Key_Space)
    assert panel.kl_penalty.adapt.isChecked(), "the space bar is the box's, not the window's"
