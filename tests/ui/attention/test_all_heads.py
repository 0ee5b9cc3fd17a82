"""The first page of Attention: all heads at a glance, what muting one costs, and heads put into words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import Command, SetMuted
from explainer.ui.focus import Focus
from explainer.ui.intents import Dispatcher
from explainer.ui.panels.attention.mutewords import about_muting
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.panels.attention.saying import best_kind, clears, does, looks_at, rise, ways_of_looking
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_attention as frames
from tests.ui.conftest import Pull, wait_until

# ---- page one: all heads ---------------------------------------------------------------------------------------------


def test_every_head_has_a_picture_and_a_click_chooses_it(panel: AttentionPanel, learner: MainWindow) -> None:
    wait_until(lambda: panel.grid.painted == 16, 5)
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=panel.grid.box(1, 2).center().toPoint())
    assert (learner.focus.layer, learner.focus.head) == (1, 2)
    np.testing.assert_array_equal(panel.matrix.weights, frames.attention().pattern[1, 2])
    panel.grid.setFocus()
    QTest.keyClick(panel.grid, Qt.Key.Key_Down)
    QTest.keyClick(panel.grid, Qt.Key.Key_Right)
    assert (learner.focus.layer, learner.focus.head) == (2, 3)
    QTest.keyClick(panel.grid, Qt.Key.Key_Right)
    assert (learner.focus.layer, learner.focus.head) == (2, 3), "there is no further one"


def test_pictures_of_a_full_context_come_in_parts_and_all_come(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(tuple(f" v{i}" for i in range(256))))
    assert panel.grid.painted < 16
    wait_until(lambda: panel.grid.painted == 16, 5)
    assert not panel.grid._work.isActive()


def test_the_title_counts_the_heads_of_the_model(panel: AttentionPanel) -> None:
    assert panel.heads_card.title == "Sixteen ways of looking"
    assert ways_of_looking(48) == "Forty-eight ways of looking"
    assert ways_of_looking(12) == "12 ways of looking"


def test_the_button_mutes_the_chosen_head_and_says_what_that_costs(
    panel: AttentionPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    learner.focus.look(1, 2)
    assert panel.mute_text.text() == "**23 %** more unsure" and panel.mute_how.text() == "without it, on unread text"
    assert panel.grid._describe(1, 2).endswith("Without it: 23 % more unsure, on 1,024 pieces it has not read")
    panel.mute_button.click()
    assert engine.sent_of(SetMuted) == [SetMuted(frozenset({(1, 2)}))]
    assert panel.mute_button.text() == "Unmute this head"
    assert "being measured" in panel.mute_text.text(), "the answer is on its way"
    panel.apply(frames.muting(((1, 2),)))
    assert panel.mute_text.text() == "**39 %** more unsure"
    assert panel.mute_how.text() == "1 muted: 4.9 pieces, not 3.5"
    panel.mute_button.click()
    assert engine.sent_of(SetMuted)[-1] == SetMuted(frozenset())
    assert "23 %" in panel.mute_text.text()


def test_a_new_model_hears_all_heads(
    panel: AttentionPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.mute_button.click()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert learner.focus.muted == frozenset()
    assert panel.mute_button.text() == "Mute this head"
    assert panel.summary() == "There is no attention to see yet."


def chosen() -> Focus:
    """What is looked at, in a window of its own."""
    sent: list[Command] = []
    return Focus(Dispatcher(sent.append), sent.append)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (None, "being measured"),
        (frames.unmeasured(), "being measured"),
        (frames.heads(n_tokens=0), "Cannot be measured"),
        (frames.heads(loss_rise=np.full((4, 4), -0.02, np.float32)), "**2.0 %** less unsure"),
        (frames.heads(loss_rise=np.zeros((4, 4), np.float32)), "Just as unsure"),
        (frames.heads(), "**1.2 %** more unsure"),
    ],
)
def test_what_is_not_measured_is_not_said(frame: object, words: str) -> None:
    focus = chosen()
    focus.set_model(4, 4)
    assert words in " ".join(about_muting(focus, frame, None))


def test_an_old_figure_says_how_old_it_is() -> None:
    focus = chosen()
    focus.set_model(4, 4)
    old = frames.heads(measured_at=np.full((4, 4), 1240))
    assert about_muting(focus, old, None)[1] == "without it, at step 1,240"


# ---- words about heads -----------------------------------------------------------------------------------------------


def test_a_head_is_put_into_words_only_where_its_score_clears_the_threshold() -> None:
    frame = frames.heads()
    assert does(frame, 1, 2) == "mostly looks at the piece just before: 0.87; even looking would give 0.11"
    assert does(frame, 0, 0) == "leans to itself: 0.30; even looking would give 0.04"
    assert does(frame, 3, 3) == "no simple pattern found"
    assert best_kind(frame, 3, 3) is None
    assert does(frames.unmeasured(), 1, 2) == "is being measured"
    assert not clears(0.3, 0.1), "not four times even looking"
    assert not clears(0.14, 0.01), "too little, however even"
    assert not clears(math.nan, 0.1) and not clears(0.5, math.nan)


def test_numbers_of_loss_are_written_with_their_sign() -> None:
    assert [rise(x) for x in (0.214, 0.012, -0.3, 0.0001, math.nan)] == ["+0.21", "+0.012", "−0.30", "±0.000", "–"]


def test_a_sentence_names_the_hardest_looks_and_never_what_lies_ahead() -> None:
    text = looks_at(("Mia", " put", " it"), np.array([0.7, 0.3, 0.9]), 1)
    assert text == "“put” looks at “Mia” 70 %, itself 30 %."
