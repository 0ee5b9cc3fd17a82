"""The answers' words: how they are shaded, where they stand, in which letters."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.training.reports import Stage
from explainer.ui.look import Look
from explainer.ui.panels.minds.answerview import SIZES, AnswerView
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.shading import MOST_KL, STRONGEST, Shade, describe, hue_of, strength_of
from explainer.ui.theme import DARK, LIGHT, Colours, contrast
from explainer.ui.widgets.tokenstrip import Piece, prose
from explainer.ui.widgets.tokenstrip.laying import lay_out, words_of
from explainer.ui.widgets.tokenstrip.painting import ground_of
from tests.ui import fakes, frames_answers
from tests.ui.conftest import Pull, flush
from tests.ui.minds.conftest import show

BABBLE = " I hope that helps helps!" * 8


# ---- shading ---------------------------------------------------------------------------------------------------------


def test_what_changed_is_the_log_of_the_ratio_and_a_hundredfold_is_the_strongest() -> None:
    bets = np.array([0.5, 0.5, 0.001, 0.5], np.float32)
    before = np.array([0.5, 0.005, 0.5, 0.05], np.float32)
    said = frames_answers.answer(" a b c d", bets=bets, bets_before=before, kl=np.array([0, 1, 5, 0.2], np.float32))
    changed = [strength_of(said, i, Shade.CHANGED) for i in range(4)]
    assert changed == pytest.approx([0, 1, -1, 0.5], abs=1e-5)
    assert strength_of(said, 1, Shade.SURE) == pytest.approx(0.5)
    assert [strength_of(said, i, Shade.DRIFT) for i in range(4)] == pytest.approx([0, 1 / MOST_KL, 1, 0.1])
    assert all(strength_of(said, i, Shade.NOTHING) == 0 for i in range(4))


def test_a_bet_of_nothing_does_not_break_the_ratio() -> None:
    zero = np.zeros(1, np.float32)
    said = frames_answers.answer(" a", bets=zero, bets_before=np.ones(1, np.float32), kl=zero)
    assert strength_of(said, 0, Shade.CHANGED) == -1


def test_the_first_mind_has_nothing_to_be_compared_with() -> None:
    said = frames_answers.answer(alone=True)
    assert strength_of(said, 0, Shade.CHANGED) == strength_of(said, 0, Shade.DRIFT) == 0
    assert strength_of(said, 0, Shade.SURE) > 0
    assert "would have bet" not in describe(said, 0, "")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("shade", list(Shade))
@pytest.mark.parametrize("stage", ["pretrain", "sft", "rlhf"])
def test_shaded_words_stay_readable(colours: Colours, shade: Shade, stage: str) -> None:
    for strength in (-1.0, 1.0):
        piece = Piece("a", hue=hue_of(strength, shade, stage), shade=STRONGEST)
        assert contrast(colours.ink, ground_of(colours, piece)) >= 4.5


def test_the_switch_shades_all_answers_and_says_how_to_read_it(panel: MindsPanel) -> None:
    assert all(piece.shade == 0 for card in panel.minds for piece in card.answer.pieces)
    QTest.mouseClick(panel.tools.shades[Shade.CHANGED], Qt.MouseButton.LeftButton)
    assert "likelier than for the mind before" in panel.tools.note
    assert all(piece.shade == 0 for piece in panel.minds[0].answer.pieces)
    assert any(piece.shade > 0 for piece in panel.minds[2].answer.pieces)
    QTest.mouseClick(panel.tools.shades[Shade.NOTHING], Qt.MouseButton.LeftButton)
    assert panel.tools.note == ""


def test_a_line_break_is_no_sign_in_an_answer_but_words_for_whoever_points_at_it(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    pieces = ("What", "?", "\n", "Who", "?")
    bets = np.full(5, 0.5, np.float32)
    said = frames_answers.answer("What?\nWho?", alone=True, pieces=pieces, bets=bets)
    show(engine, pull, frames_answers.minds(frames_answers.mind(Stage.PRETRAIN, said)))
    answer = panel.minds[0].answer
    assert not any("↵" in piece.text for piece in answer.pieces)
    assert answer.describe(2) == "a line break: its bet on this piece was 50 %."


def test_a_piece_tells_its_numbers_to_the_keyboard(panel: MindsPanel) -> None:
    view = panel.minds[2].answer
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    told = view.accessibleDescription()
    assert "“The”: its bet was 90 %; Fine-tuned would have bet 9.0 %. What it may say here is typically " in told
    assert told.endswith("1.0 times as likely as it was for Fine-tuned.") and "nats" not in told


# ---- words in their places -------------------------------------------------------------------------------------------


def words(*texts: str) -> list[list[int]]:
    """Which pieces of an answer form which word."""
    return words_of([Piece(text, joined=joined) for text, joined in prose(texts)])


def test_marks_stay_with_their_word_and_babble_is_broken() -> None:
    assert words(" The", " cow", " says", " m", "oo", ".") == [[0], [1], [2], [3, 4, 5]]
    assert words(".", "\n", "What", " does") == [[0], [1], [2], [3]], "the next line is another word"
    assert max(len(word) for word in words(*("abcd",) * 20)) <= 5


def test_words_that_are_there_do_not_move_while_others_come() -> None:
    def places(n: int) -> list[tuple[float, float]]:
        pieces = [Piece(text, joined=joined) for text, joined in prose(frames_answers.pieces_of(BABBLE)[:n])]
        found = lay_out(pieces, [9.0 * len(piece.text) for piece in pieces], 200, pad=1.5, gap=3)
        return [(place.x, place.line) for place in found.places]

    whole = places(40)
    # A mark may take its word to the next line with it; all before that word stays.
    assert all(places(n)[: n - 2] == whole[: n - 2] for n in range(3, 40))
    assert max(x for x, _ in whole) < 200


def test_letters_shrink_for_all_alike_and_the_smallest_get_the_room_they_need(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    show(
        engine,
        pull,
        frames_answers.minds(frames_answers.base(" moo."), frames_answers.sft(), frames_answers.rlhf(" moo.")),
    )
    flush()
    assert panel._size == SIZES[0]
    endless = frames_answers.answer(BABBLE * 2, done=False)
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.mind(Stage.SFT, endless)))
    flush()
    assert panel._size == SIZES[-1]
    view = panel.minds[1].answer
    assert view.in_sight(len(view.pieces) - 1), "it is being written: its end is in sight"
    view.verticalScrollBar().setValue(0)
    assert view.in_sight(0)


def test_an_answer_view_of_its_own_can_be_painted_in_every_state(qapp: QApplication) -> None:
    view = AnswerView(Look())
    view.resize(240, 120)
    view.show()
    for said in (
        None,
        frames_answers.answer(),
        frames_answers.answer("", done=True),
        frames_answers.answer(done=False),
    ):
        view.set_answer(said, stage="sft", before="Base model", waiting="Its answer will stand here.")
        assert not view.grab().isNull()
    view.close()
    view.deleteLater()
