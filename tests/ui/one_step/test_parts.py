"""Who changed how much: the push and the turn of every part of the model in one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.ui.panels.learning.stepparts import StepPartsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, wait_until
from tests.ui.frames_one_step import one_step
from tests.ui.one_step.conftest import tell


def test_every_part_is_named_with_its_push_and_its_turn(deeper: StepPartsPanel) -> None:
    assert deeper.parts.labels() == [
        ("Meanings", "0.210", "1.00 ‰"),
        ("Places", "0.110", "3.50 ‰"),
        ("Block 1 looks", "0.500", "0.500 ‰"),
        ("Block 1 thinks", "0.250", "0.500 ‰"),
        ("Block 2 looks", "0.250", "0.500 ‰"),
        ("Block 2 thinks", "0.125", "0.500 ‰"),
        ("Last scaling", "0.040", "0.455 ‰"),
    ]
    assert deeper.most.text() == (
        "Pushed hardest: **the way block 1 looks**. Turned most: **the sense of place**, by 3.50\u00a0‰."
    )


def test_the_terms_of_the_field_are_told_row_by_row(deeper: StepPartsPanel) -> None:
    bars = deeper.parts
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert "token embedding" in bars.accessibleDescription()
    for _ in range(3):
        QTest.keyClick(bars, Qt.Key.Key_Down)
    assert bars.accessibleDescription() == (
        "The way block 1 thinks (feed-forward layer of block 1, with its layer norm): 131,000 dials. "
        "Pushed by 0.250, turned by 0.500 ‰ of its size."
    )
    QTest.keyClick(bars, Qt.Key.Key_Escape)


@pytest.mark.parametrize("n_layer", [1, 6, 12])
def test_models_of_any_depth_have_a_row_for_every_part(
    deeper: StepPartsPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow, n_layer: int
) -> None:
    tell(engine, pull, one_step(number=402, n_layer=n_layer))
    bars = deeper.parts
    assert len(bars.labels()) == 3 + 2 * n_layer
    wait_until(lambda: bars.height() >= bars.minimumSizeHint().height(), seconds=5)
    learner.grab()
    assert len(bars.rows_in_sight()) == 3 + 2 * n_layer


def test_bars_grow_only_where_pictures_may_move(
    deeper: StepPartsPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow
) -> None:
    tell(engine, pull, one_step())
    assert deeper.parts.grown == 1.0
    learner.look.set_motion(True)
    tell(engine, pull, one_step(number=402))
    QApplication.processEvents()
    assert deeper.parts._growth.state() == deeper.parts._growth.State.Running
    deeper.parts._growth.setCurrentTime(300)
    assert deeper.parts.grown == 1.0
