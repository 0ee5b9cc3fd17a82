"""What the heads do: muted and heard again, with what the model loses."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetMuted
from explainer.ui.panels.attention.heads import HeadsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_attention as frames


def test_heads_are_muted_by_click_and_by_key_and_heard_again(
    heads_page: HeadsPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    grid = heads_page.grid
    assert grid.label((1, 2)) == "+23 %"
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.box(1, 2).center().toPoint())
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2)}
    assert grid.label((1, 2)) == "muted" and (learner.focus.layer, learner.focus.head) == (1, 2)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2), (1, 3)}
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2)}
    heads_page.unmute.click()
    assert engine.sent_of(SetMuted)[-1].heads == frozenset()
    assert not heads_page.unmute.isEnabled()


def test_losses_and_bets_before_and_after_are_those_of_the_frame(heads_page: HeadsPanel, learner: MainWindow) -> None:
    assert "among **3.5** pieces" in heads_page.result.text()
    learner.focus.mute(frozenset({(1, 2)}))
    assert "being measured" in heads_page.result.text(), "an old answer is not shown for a new question"
    assert heads_page.bets.labels()[0] == ("park", "60 %"), "where nothing is muted, there is one bet"
    heads_page.apply(frames.muting(((1, 2),)))
    assert heads_page.result.text() == "1 muted: unsure among **4.9** pieces in place of 3.5 (**39 % more unsure**)."
    assert heads_page.bets.labels()[0] == ("park", "60 %", "20 %")
    assert heads_page.bets.labels()[1] == ("house", "20 %", "50 %")


def test_bars_stand_still_under_the_pointer(heads_page: HeadsPanel) -> None:
    heads_page.bets.hands.enter(True)
    turned = frames.muting()
    other = turned.probability.copy()
    other[[4, 5]] = (0.1, 0.7)
    heads_page.apply(frames.muting(probability=other, muted_probability=other))
    assert [row[0] for row in heads_page.bets.labels()][:2] == ["park", "house"]
    heads_page.bets.hands.enter(False)
    heads_page.apply(frames.muting(probability=other, muted_probability=other))
    assert [row[0] for row in heads_page.bets.labels()][:2] == ["house", "park"]


def test_the_table_writes_every_score_and_its_sentence_follows_the_choice(
    heads_page: HeadsPanel, learner: MainWindow
) -> None:
    assert heads_page.table.rows_model.texts(6)[1:] == ("0.87", "0.05", "0.05", "0.05", "0.05", "+23 %")
    heads_page.table.setFocus()
    for _ in range(6):
        QTest.keyClick(heads_page.table, Qt.Key.Key_Down)
    assert (learner.focus.layer, learner.focus.head) == (1, 2)
    assert "**Block 2, head 3**: mostly looks at the piece just before: 0.87" in heads_page.words.text()
    QTest.keyClick(heads_page.table, Qt.Key.Key_Down)
    assert "no simple pattern found" in heads_page.words.text()


def test_what_is_not_measured_yet_is_told_from_what_cannot_be(heads_page: HeadsPanel) -> None:
    unmeasured = frames.unmeasured()
    heads_page.apply(unmeasured)
    assert set(heads_page.table.rows_model.texts(0)[1:]) == {"…"} and heads_page.grid.label((0, 0)) == "…"
    assert heads_page.values()["n_words"] == "…", "it is not said that none has a pattern"
    heads_page.apply(dataclasses.replace(unmeasured, n_tokens=0))
    assert set(heads_page.table.rows_model.texts(0)[1:]) == {"–"} and heads_page.grid.label((0, 0)) == "–"
    heads_page.apply(frames.muting(n_tokens=0, loss=math.nan, muted_loss=math.nan))
    assert "not on this computer" in heads_page.result.text()
    heads_page.grab()


def test_heads_that_read_the_same_are_missed_alike_and_what_is_not_measured_yet_may_be_missed_more(
    heads_page: HeadsPanel,
) -> None:
    rise = np.full((4, 4), 0.01, np.float32)
    rise[0, 2], rise[0, 3] = 0.3141, 0.3142
    heads_page.take(frames.heads(loss_rise=rise))
    assert "Missed most are **block 1, head 3, block 1, head 4**" in heads_page.values()["worst"]
    rise[3, 3] = np.nan
    heads_page.take(frames.heads(loss_rise=rise))
    assert heads_page.values()["worst"].startswith("Of the 15 heads measured so far, ")


def test_it_says_that_looking_is_no_explanation_and_that_training_goes_on(heads_page: HeadsPanel) -> None:
    assert "is no explanation" in heads_page.table_card.caption()
    assert "training keeps all" in heads_page.mute_card.caption()
    heads_page.fit(750)
    assert "explains little" in heads_page.table_card.caption()
    assert "training keeps all" in heads_page.mute_card.caption()
    assert "block 2, head 3 is missed most: without it the model is 23 % more unsure" in heads_page.summary()
