"""Your text in pieces: each piece with its number and its bytes, real merges only, and what cannot be known is said."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetPrompt
from explainer.ui.panels.tokens.examples import EXAMPLES
from explainer.ui.panels.tokens.known import MOST_BYTES, Known
from explainer.ui.panels.tokens.letters import written
from explainer.ui.panels.tokens.piece import PiecePanel
from explainer.ui.panels.tokens.piecelist import PieceOrder
from explainer.ui.panels.tokens.vocabulary import VocabularyPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_tokens as made
from tests.ui.conftest import wait_until

ODD = ["", " ", "x", "🙂", "👩‍🚀🐈", "Grüße 🙂", "Привет", "a\nb\t", "{braces} and *stars*", "x" * 400, "\0", "e\u0301"]
ODD += ["word " * 300]


def labels(panel: PiecePanel) -> list[tuple[str, str]]:
    """Pieces and numbers."""
    return [(piece.text, piece.below) for piece in panel.pieces.pieces]


def test_every_piece_stands_there_with_its_number(panel: PiecePanel) -> None:
    cut = made.cut()
    assert labels(panel) == [(written(raw), str(token)) for raw, token in zip(cut.raw, cut.ids.tolist(), strict=True)]
    assert len(panel.pieces.places) == len(cut.ids)


def test_one_sentence_measures_the_text(panel: PiecePanel) -> None:
    panel.apply(made.cut("Grüße"))
    n = len(made.cut("Grüße").ids)
    assert panel.caption() == f"5 characters, stored in 7 bytes, cut into {n} pieces."
    panel.apply(made.cut("x"))
    assert panel.caption() == "1 character, stored in 1 byte, cut into 1 piece."


def test_tiles_lie_apart_within_the_width_and_in_reading_order(panel: PiecePanel) -> None:
    panel.apply(made.cut("Привет, Grüße and zumblewick " * 6))
    tiles = panel.pieces.places
    assert [tile.index for tile in tiles] == list(range(len(tiles)))
    for one, other in itertools.pairwise(tiles):
        assert (one.line, one.x + one.w) < (other.line, other.x + 0.01) or other.line == one.line + 1
    assert max(tile.x + tile.w for tile in tiles) <= panel.pieces.viewport().width()


def test_pointing_with_the_mouse_tells_about_that_piece(panel: PiecePanel, learner: MainWindow) -> None:
    QTest.mouseMove(panel.pieces.viewport(), panel.pieces.box(3).center().toPoint())
    wait_until(lambda: panel.text_card.chosen() == 3, 5)
    cut, frame = made.cut(), made.vocabulary()
    token = int(cut.ids[3])
    text = panel.piece_text.text()
    assert f"is piece **{token}**" in text
    assert f"**{frame.frequency[token]} times**" in text
    assert learner.focus.position == 3, "all views share what is pointed at"


def test_the_merges_of_a_piece_are_the_real_ones(panel: PiecePanel) -> None:
    panel.apply(made.cut(" basket"))
    frame = made.vocabulary()
    assert len(made.cut(" basket").ids) == 1, "the text has it often enough"
    known = Known(frame)
    family = known.family(int(made.cut(" basket").ids[0]))
    merges = family.merges()
    assert merges[-1].raw == b" basket" and len(merges) >= 3
    for merge in merges:
        left, right, new = frame.merges[merge.rank].tolist()
        assert frame.raw[left] + frame.raw[right] == frame.raw[new] == merge.raw
        assert written(merge.raw) in panel.family.in_words()
    assert "20 62 61 73 6B 65 74" in panel.family.in_words()
    tree = panel.family
    told = [tree.describe(part) for part in tree.parts()]
    assert len(told) == 7 + 6, "seven bytes, and six merges of two boxes into one"
    assert sum(text.startswith("byte ") for text in told) == 7 and told[0].startswith("␣")
    for box in map(tree.place, tree.parts()):
        assert tree.part_at(box.center()) is not None and tree.place(0).adjusted(-1, -1, 1, 1).contains(box)
    assert tree.describe(tree.part_at(tree.place(0).bottomLeft() + QPointF(8, -8)) or 0) == "byte 20", "innermost"


def test_arrow_keys_go_from_piece_to_piece_and_escape_lets_go(panel: PiecePanel) -> None:
    panel.pieces.setFocus()
    auto = panel.text_card.chosen()
    QTest.keyClick(panel.pieces, Qt.Key.Key_Home)
    assert panel.text_card.chosen() == 0
    QTest.keyClick(panel.pieces, Qt.Key.Key_Right)
    assert panel.text_card.chosen() == 1 and panel.pieces.pieces[1].chosen
    QTest.keyClick(panel.pieces, Qt.Key.Key_End)
    assert panel.text_card.chosen() == len(made.cut().ids) - 1
    QTest.keyClick(panel.pieces, Qt.Key.Key_Right)
    assert panel.text_card.chosen() == len(made.cut().ids) - 1
    QTest.keyClick(panel.pieces, Qt.Key.Key_Escape)
    assert panel.text_card.chosen() == auto


def test_up_and_down_go_from_line_to_line(panel: PiecePanel) -> None:
    panel.apply(made.cut("Mia put the ball in the basket. " * 8))
    panel.pieces.setFocus()
    QTest.keyClick(panel.pieces, Qt.Key.Key_Home)
    QTest.keyClick(panel.pieces, Qt.Key.Key_Down)
    assert panel.pieces.places[panel.text_card.chosen() or 0].line == 1
    QTest.keyClick(panel.pieces, Qt.Key.Key_Up)
    assert panel.text_card.chosen() == 0


def test_the_shared_focus_counts_from_what_the_model_sees(panel: PiecePanel) -> None:
    panel.apply(made.cut("Mia put the ball in the basket.", n_dropped=2))
    panel.text_card._focus.point(1)
    assert panel.text_card.chosen() == 3
    panel.text_card.choose(0)  # a piece the model does not see any more
    assert panel.text_card.chosen() == 0


def test_an_emoji_is_four_bytes_under_one_bracket(panel: PiecePanel) -> None:
    panel.apply(made.cut("🙂"))
    assert [(piece.above, piece.bound) for piece in panel.pieces.pieces] == [("🙂", False)] + [("", True)] * 3
    assert "only a part of **🙂**" in panel.piece_text.text()
    assert "**Never** seen" in panel.piece_text.text()
    assert "4 bytes never stood" in panel.word_card.caption()


def test_without_a_person_the_word_in_most_pieces_is_told_about(panel: PiecePanel) -> None:
    panel.apply(made.cut("the ball zumblewick in"))
    word = next(word for word in panel.pieces.words() if panel.text_card.chosen() in word)
    assert b"".join(made.cut("the ball zumblewick in").raw[i] for i in word) == b" zumblewick"


def test_the_replay_ends_with_the_real_pieces_and_never_gains_any(panel: PiecePanel) -> None:
    panel.apply(made.cut(" zumbasketing"))
    moments = panel.ladder._moments
    assert list(moments[-1].pieces) == made.tokenizer().encode(" zumbasketing")
    lengths = [len(moment.pieces) for moment in moments]
    assert lengths == sorted(lengths, reverse=True) and lengths[0] == len(" zumbasketing")
    assert panel.transport.place == len(moments) - 1
    panel.transport.back.click()
    assert panel.ladder.now == len(moments) - 2
    assert f"{lengths[-2]} pieces left" in panel.ladder.describe(panel.ladder.now)
    panel.transport.slider.setFocus()
    QTest.keyClick(panel.transport.slider, Qt.Key.Key_Home)
    assert panel.ladder.now == 0 and "single bytes" in panel.ladder.lines()[-1]


def test_playing_goes_on_by_itself_and_stops_at_the_end(panel: PiecePanel) -> None:
    panel.apply(made.cut(" zumbasketing"))
    panel.transport._timer.setInterval(1)
    panel.transport.play.click()
    assert panel.transport.playing and panel.transport.play.accessibleName() == "Pause"
    wait_until(lambda: not panel.transport.playing, 10)
    assert panel.ladder.now == len(panel.ladder._moments) - 1


def test_what_nobody_sees_does_not_play(panel: PiecePanel, learner: MainWindow) -> None:
    panel.apply(made.cut(" zumbasketing"))
    panel.transport.play.click()
    learner.show_view("learning")
    assert not panel.transport.playing


def test_pieces_that_the_model_wrote_by_itself_are_told_apart(panel: PiecePanel) -> None:
    ids = [made.tokenizer().encode(c)[0] for c in "the"]
    raw = tuple(c.encode() for c in "the")
    panel.apply(made.cut("the", ids=made.np.array(ids), raw=raw))
    assert "wrote" in panel.word_card.caption() and "pieces of its own" in panel.why.text()


def test_a_very_long_word_is_replayed_in_part_and_says_so(panel: PiecePanel) -> None:
    panel.apply(made.cut("x" * 500))
    assert len(panel.ladder._moments[0].pieces) == MOST_BYTES
    assert f"first {MOST_BYTES} bytes" in panel.word_card.caption()


def test_odd_prompts_look_right(panel: PiecePanel, found: VocabularyPanel, learner: MainWindow) -> None:
    for shown, text in itertools.product((panel, found), ODD):
        shown.apply(made.cut(text))
        shown.grab()
        assert shown.summary() and "{" not in shown.caption(), text
    panel.apply(made.cut("a {{{"))
    assert "“{{{”" in panel.why.text().replace("\\", ""), "as typed"
    learner.show_view("tokens.piece")
    learner.story.refresh()
    assert "“{{{”" in learner.story.text().replace("\\", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.text(max_size=60))
def test_any_text_can_be_shown(panel: PiecePanel, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    panel.apply(made.cut(text))
    assert panel.summary()
    if text:
        assert b"".join(made.cut(text).raw) == text.encode()
        assert len(panel.pieces.places) == len(made.cut(text).ids)


def test_an_empty_text_shows_the_one_marker_the_model_sees(panel: PiecePanel) -> None:
    panel.apply(made.cut(""))
    assert labels(panel) == [("<|endoftext|>", "0")]
    assert "marker" in panel.caption() and "outside the text" in panel.piece_text.text()
    QTest.mouseMove(panel.pieces.viewport(), QPoint(20, 20))
    QTest.keyClick(panel.pieces, Qt.Key.Key_Right)
    panel.grab()


def test_a_button_puts_a_teaching_text_into_the_prompt_and_undo_takes_it_back(
    panel: PiecePanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    for example, button in zip(EXAMPLES, panel.text_card.examples, strict=True):
        before = learner.prompt.text
        button.click()
        assert engine.sent_of(SetPrompt)[-1].text == example.text == learner.prompt.text
        learner.prompt.undo()
        assert learner.prompt.text == before


def test_without_a_vocabulary_pieces_stand_there_all_the_same(learner: MainWindow) -> None:
    learner.show_view("tokens.piece")
    shown = learner.panel("tokens.piece")
    assert isinstance(shown, PiecePanel)
    assert shown.summary() == "There is no text in pieces yet."
    assert "Here a piece of your text" in shown.piece_text.text()
    shown.grab()
    shown.apply(made.cut("Mia 🙂"))
    assert labels(shown) and "is piece" in shown.piece_text.text()
    shown.grab()
    shown.clear()
    assert labels(shown) == [] and shown.text_card.chosen() is None


@pytest.mark.parametrize("text", ["counting", "gone"])
def test_without_counts_nothing_is_claimed(panel: PiecePanel, found: VocabularyPanel, text: str) -> None:
    for shown in (panel, found):
        shown.apply(made.vocabulary(text=text))
        shown.grab()
    assert "times" not in panel.piece_text.text()
    assert panel.ladder.lines(), "the merges are known all the same"
    words = "cannot be had" if text == "gone" else "ounting"
    assert words in found.curve.summary() and words in found.replay.merge.in_words()
    found.order_buttons[PieceOrder.FREQUENT].click()
    assert found.pieces.labels() == [] and words in found.pieces._empty
    found.order_buttons[PieceOrder.LONGEST].click()
    assert {times for _, times, _ in found.pieces.labels()} == {"–"}


def test_tables_hold_what_the_cards_draw(panel: PiecePanel, found: VocabularyPanel) -> None:
    cut, frame = made.cut(), made.vocabulary()
    tables = {card.title: card.table() for shown in (panel, found) for card in shown.cards() if card.table}
    assert all(table is not None for table in tables.values())
    pieces = tables["Your text in pieces"]
    assert [row[1] for row in pieces.rows] == cut.ids.tolist()
    assert len(tables["Building the vocabulary"].rows) == len(frame.merges)
    assert [row[1] for row in tables["The same text in fewer pieces"].rows] == frame.lengths.tolist()
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
