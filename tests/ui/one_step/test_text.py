"""The text of one step: what it bet on each piece before and after, and how unsure it was of this text and others."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explainer.ui.numbers import percent
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.onestep_words import bets, less_unsure, times, two_choices
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_one_step import PIECES, one_step
from tests.ui.one_step.conftest import tell


def test_the_bet_that_rose_most_is_told_in_a_sentence(looked: OneStepPanel) -> None:
    assert "It bet 12 % on **park**; after one step **18 %**." in looked.piece.text()
    assert looked.piece.text().startswith("7 of 12 right pieces became likelier.")


def test_a_word_is_told_about_rather_than_a_full_stop(page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    frame = one_step(
        pieces=(" Mia", " took", ".", " the"), before=np.array((0.1, 0.1, 0.1)), after=np.array((0.2, 0.9, 0.1))
    )
    tell(engine, pull, frame)
    assert "**took**" in page.piece.text()
    tell(engine, pull, one_step(number=402, pieces=(" Mia", "."), before=np.array((0.1,)), after=np.array((0.9,))))
    assert "on **\\.**" in page.piece.text()


def test_pointing_at_a_word_tells_both_bets(looked: OneStepPanel, learner: MainWindow) -> None:
    learner.grab()
    view = looked.text
    park = next(i for i, piece in enumerate(view.pieces) if piece.text == "park")
    QTest.mouseMove(view.viewport(), QPoint(0, view.viewport().height() - 1))
    QTest.mouseMove(view.viewport(), view.box(park).center().toPoint())
    assert looked.piece.text() == "It bet 12 % on “park”; after one step 18 %: 1\\.5 times as likely\\."


def test_the_keyboard_walks_through_the_text_and_lets_go(looked: OneStepPanel, learner: MainWindow) -> None:
    view = looked.text
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert "first piece" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "It bet 5.0 % on “took”; after one step 6.0 %: 1.2 times as likely."
    QTest.keyClick(view, Qt.Key.Key_End)
    assert "“↵”" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.at == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.at is None
    assert "park" in looked.piece.text()


def test_up_and_down_go_from_line_to_line_and_bring_it_into_sight(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow
) -> None:
    learner.resize(1280, 720)
    tell(engine, pull, one_step(pieces=(" word",) * 129))
    view = page.text
    assert view.verticalScrollBar().maximum() > 0
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.at is not None
    line, box = view.places[view.at].line, view.box(view.at)
    assert line == 4 and view.in_sight(view.at)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.places[view.at].line == 3


def test_direction_and_size_of_a_change_are_those_of_the_log_bets(looked: OneStepPanel) -> None:
    change = looked.text.changes()
    assert change[6] == pytest.approx(math.log(0.18 / 0.12), rel=1e-5)
    assert change[1] < 0 < change[2]
    assert change[3] == change[9] == 0, "a bet of nothing that stays nothing is no change"


def test_the_end_of_a_text_is_named_in_words(looked: OneStepPanel) -> None:
    assert "⟨text end⟩" in [piece.text for piece in looked.text.pieces]
    assert "⟨text end⟩" in looked.text.describe(PIECES.index("<|endoftext|>"))


@pytest.mark.parametrize(
    "pieces",
    [
        (" one", " piece"),
        ("<|endoftext|>", "🙂"),
        (" x",) * 257,
        (" Donaudampfschifffahrtsgesellschaftskapitän" * 3, " b"),
    ],
    ids=["two", "emoji", "long", "wide"],
)
def test_texts_of_any_shape_are_drawn(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow, pieces: tuple[str, ...]
) -> None:
    tell(engine, pull, one_step(pieces=pieces))
    learner.grab()
    assert len(page.text.places) == len(pieces)
    assert page.summary() and page.piece.text()


def test_how_unsure_it_was_is_told_in_pieces_also_where_other_text_got_worse(looked: OneStepPanel) -> None:
    assert looked.losses.labels() == [
        ("What it just read", "1,024 pieces", "▼ 2.2 % less unsure", "10.1 → 9.9", "pieces to choose among"),
        ("Other text", "never trained on", "▲ 0.4 % more unsure", "10.49 → 10.53", "pieces to choose among"),
    ]
    assert "worse at other text" in looked.verdict.text()
    assert "more unsure" in looked.losses_card.accessibleDescription()
    assert "nats" not in looked.summary() + looked.losses_card.accessibleDescription() + looked.losses_card.caption()


@pytest.mark.parametrize(
    ("read", "held", "words"),
    [
        (2.29, 2.34, "Less wrong on both"),
        (2.29, 2.35022, "worse at other text"),
        (2.29, 2.35021, "other text is as before"),
        (2.32, 2.34, "only at other text"),
        (2.32, 2.36, "helped neither"),
    ],
)
def test_the_verdict_is_what_was_measured(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, read: float, held: float, words: str
) -> None:
    tell(engine, pull, one_step(loss_after=read, held_out_after=held, held_out_before=2.350165))
    assert words in page.verdict.text()


def test_numbers_that_differ_read_differently_and_those_that_do_not_are_not_made_to() -> None:
    assert less_unsure(2.3134, 2.2911) == percent(0.022)
    assert two_choices(2.31301, 2.31302) == ("10.1", "10.1")
    assert bets(0.12, 0.14) == ("12 %", "14 %")
    assert bets(0.121, 0.124) == ("12.1 %", "12.4 %")
    assert bets(0.0001923, 0.0002041) == ("1 in 5,200", "1 in 4,900")
    assert bets(0.0, 0.0) == ("0.0 %", "0.0 %")
    assert times(0.12, 0.18) == "1.5 times as likely"
    assert times(0.2, 0.202) == f"{percent(0.01)} likelier"
    assert times(0.2, 0.198) == f"{percent(0.01)} less likely"
    assert times(0.2, 0.2) == "as likely as before"
