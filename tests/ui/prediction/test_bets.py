"""The bets: what is written beside the bars is the whole truth, and a click takes the piece that was seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest

from explainer.engine.commands import Pause, SetSampling, WriteOn
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.pictures.becoming import going_on
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_prediction import branches
from tests.ui.opening import open_page


@pytest.fixture
def panel(learner: MainWindow) -> PredictionPanel:
    return open_page(learner, "prediction", PredictionPanel, fakes.next_token())


def share(text: str) -> float:
    return 0.05 if text.startswith("<") else float(text.strip(" %>"))


def test_labels_of_all_bars_and_the_rest_sum_to_100(panel: PredictionPanel) -> None:
    labels = panel.bars.labels()
    assert len(labels) >= 10
    shown = sum(share(own) for _, own, _ in labels)
    assert shown + share(percent(panel.bars.rest()[1])) == pytest.approx(100, abs=1.5), "up to rounding"
    n, mass = panel.bars.rest()
    assert n == len(fakes.PIECES) - len(labels)
    frame = panel.bars.frame_shown
    assert frame is not None
    seen = frame.order[: len(labels)]
    assert mass == pytest.approx(1 - frame.probability[seen].sum(), abs=1e-5)


def test_bars_stand_in_the_order_of_the_models_own_bets(panel: PredictionPanel) -> None:
    frame = panel.bars.frame_shown
    assert frame is not None
    assert [name for name, _, _ in panel.bars.labels()][:3] == [visible(fakes.PIECES[i]) for i in frame.order[:3]]
    assert panel.bars.labels()[0][1] == percent(float(frame.probability.max()))


def test_a_piece_cut_by_top_k_has_no_chance(panel: PredictionPanel) -> None:
    panel.apply(fakes.next_token(kept=3))
    assert [shaped == "cut" for _, _, shaped in panel.bars.labels()][:5] == [False, False, False, True, True]
    panel._context.sampling.set(top_p=0.9)
    assert f"**3** of {len(fakes.PIECES)} pieces have a chance" in panel.dice_text.text()


def test_the_whole_vocabulary_can_be_scrolled_to(panel: PredictionPanel) -> None:
    bar = panel.bars.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert panel.bars.rows_in_sight().stop == len(fakes.PIECES)


def test_a_click_on_a_bar_takes_that_piece(panel: PredictionPanel, engine: fakes.FakeEngine) -> None:
    frame = panel.bars.frame_shown
    assert frame is not None
    third = panel.bars.row_rect(2).center().toPoint()
    QTest.mouseClick(panel.bars.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert engine.sent_of(WriteOn) == [WriteOn(int(frame.order[2]))]


def test_the_order_stands_still_under_the_pointer(panel: PredictionPanel) -> None:
    first = fakes.next_token()
    turned = fakes.next_token(order=first.order[::-1].copy(), probability=first.probability, shaped=first.shaped)
    panel.apply(first)
    at = QPointF(5, 5)
    panel.bars.enterEvent(QEnterEvent(at, at, at))
    panel.apply(turned)
    assert panel.bars.labels()[0][0] == visible(fakes.PIECES[int(first.order[0])])
    panel.bars.leaveEvent(QEnterEvent(at, at, at))
    panel.apply(turned)
    assert panel.bars.labels()[0][0] == visible(fakes.PIECES[int(turned.order[0])])


def test_arrow_keys_choose_and_enter_takes(panel: PredictionPanel, engine: fakes.FakeEngine) -> None:
    frame = panel.bars.frame_shown
    assert frame is not None
    panel.bars.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(panel.bars, key)
    assert panel.bars.current() == int(frame.order[1])
    assert visible(fakes.PIECES[int(frame.order[1])]) in panel.bars.accessibleDescription()
    QTest.keyClick(panel.bars, Qt.Key.Key_Return)
    assert engine.sent_of(WriteOn) == [WriteOn(int(frame.order[1]))]


def test_end_reaches_the_unlikeliest_piece(panel: PredictionPanel) -> None:
    frame = panel.bars.frame_shown
    assert frame is not None
    panel.bars.setFocus()
    QTest.keyClick(panel.bars, Qt.Key.Key_End)
    assert panel.bars.current() == int(frame.order[-1])
    assert len(fakes.PIECES) - 1 in panel.bars.rows_in_sight()


@pytest.mark.parametrize(
    ("top", "words"), [(0.95, "Very sure"), (0.5, "Fairly sure"), (0.2, "Torn"), (0.003, "No idea")]
)
def test_a_sentence_says_how_sure_it_is(panel: PredictionPanel, top: float, words: str) -> None:
    n = len(fakes.PIECES)
    own = np.full(n, (1 - top) / (n - 1)) if top < 0.1 else np.zeros(n)
    if top >= 0.1:
        own[:8] = (1 - top) / 8
    own[9] = top
    order = np.argsort(-own, kind="stable")
    nonzero = own[own > 0]
    entropy = float(-(nonzero * np.log(nonzero)).sum())
    panel.apply(fakes.next_token(probability=own.astype(np.float32), order=order, entropy=entropy))
    assert words in panel.sure.text()
    assert percent(top).replace(" ", "\u00a0") in panel.sure.text()


def test_how_far_the_bets_are_spread_is_counted(panel: PredictionPanel) -> None:
    own = np.zeros(len(fakes.PIECES), np.float32)
    own[:8] = (0.5, 0.2, 0.1, 0.1, 0.04, 0.03, 0.02, 0.01)  # the fifth of them brings it to 94 %
    panel.apply(fakes.next_token(probability=own, order=np.argsort(-own, kind="stable")))
    assert "**6 pieces** hold 95\u00a0% of its bet" in panel.sure.text()
    own[:8] = (0.97, 0.01, 0.01, 0.01, 0, 0, 0, 0)
    panel.apply(fakes.next_token(probability=own, order=np.argsort(-own, kind="stable")))
    assert "All other pieces together have 3.0\u00a0%." in panel.sure.text()


def test_a_piece_that_goes_on_the_last_word_has_a_hyphen() -> None:
    assert [going_on(piece, "it is") for piece in ("nd", " cold", ".", "7", "词", "é")] == [
        "-nd", " cold", ".", "7", "词", "-é",
    ]  # fmt: skip
    assert going_on("The", "") == "The" and going_on("nd", "is ") == "nd" and going_on("The", "The") == "The"


@pytest.mark.parametrize("text", ["", "🙂🙂", "a\nb", "{braces} and *stars*", "x" * 400])
def test_odd_prompts_look_right(panel: PredictionPanel, text: str) -> None:
    panel.apply(fakes.next_token(text))
    assert panel.bars.labels()
    assert ("empty" in panel.sure.text()) == (text == "")
    assert "{" not in panel.sure.text()
    panel.grab()


def test_a_text_longer_than_the_context_is_told(panel: PredictionPanel) -> None:
    panel.apply(fakes.next_token(n_dropped=17))
    assert "17 pieces" in panel.sure.text()


def test_summary_names_the_likeliest_and_how_unsure_it_is(panel: PredictionPanel) -> None:
    assert "“park”" in panel.summary()
    assert "hold 95\u00a0% of its bet" in panel.summary()
    assert panel.bars_card.accessibleDescription() == panel.summary()


def test_what_the_dice_make_of_the_bets_is_told_in_plain_words(
    panel: PredictionPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    controls = learner.prompt_bar.popover.controls
    controls.temperature.setValue(20)
    assert engine.sent_of(SetSampling)[-1].temperature == pytest.approx(1.0)
    assert learner.prompt_bar.temperature.value() == controls.temperature.value()
    assert "stay as they are" in panel.dice_text.text()
    controls.greedy.click()
    assert engine.sent_of(SetSampling)[-1].temperature == 0.0
    assert "No dice" in panel.dice_text.text()
    controls.greedy.click()
    assert engine.sent_of(SetSampling)[-1].temperature == pytest.approx(1.0), "back to what it was"
    for words in ("top-", "greedy"):
        assert words not in panel.dice_text.text().lower()


def test_a_focused_box_keeps_the_space_bar(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.prompt_bar.popover.show()
    box = learner.prompt_bar.popover.controls.greedy
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert not engine.sent_of(Pause)
    learner.prompt_bar.popover.hide()


def test_other_dice_change_the_number(panel: PredictionPanel, learner: MainWindow, engine: fakes.FakeEngine) -> None:
    QTest.mouseClick(panel.branches.other_dice, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetSampling)[-1].seed == 1
    assert learner.prompt_bar.popover.controls.seed.text() == "1"


def test_the_bets_do_not_wait_for_the_branches(panel: PredictionPanel) -> None:
    panel.take(fakes.next_token("Another", serial=7))
    assert panel.prompt_serial == 7 and not panel.ready()
    panel.take(branches("Another", serial=7))
    assert panel.ready()


def test_an_empty_view_says_what_will_appear(window: MainWindow, pull: Pull) -> None:
    window.show_view("prediction")
    made = window.panel("prediction")
    assert isinstance(made, PredictionPanel)
    assert made.summary() == "There are no bets yet."
    assert "Here a sentence will say" in made.sure.text()
