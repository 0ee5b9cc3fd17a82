"""One word in two sentences, as a person sees it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetContexts
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.twice import flat
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_meaning as made
from tests.ui.meaning.conftest import cosine


def test_the_word_and_its_cosines_are_those_of_the_frame(context: ContextPanel) -> None:
    frame = made.contexts()
    assert context.word == "bank"
    expected = [cosine(a, b) for a, b in zip(frame.first.resid[:, 4], frame.second.resid[:, 4], strict=True)]
    assert context.bars.labels() == [
        (name, cosine_text(v))
        for name, v in zip(("start", "block 1", "block 2", "block 3", "block 4"), expected, strict=True)
    ]
    assert "**They part:**" in context.verdict.text()
    assert cosine_text(expected[-1]) in context.verdict.text()
    assert cosine_text(expected[-1]) in context.summary()


def test_no_parting_is_said_where_there_is_none(context: ContextPanel) -> None:
    context.apply(made.contexts(parted=False))
    assert "hardly parts" in context.verdict.text()


def test_an_untrained_model_is_not_said_to_part_anything(context: ContextPanel, shown: MainWindow) -> None:
    shown.show_state.progress = None
    context.apply(made.contexts())
    assert "Nothing is learnt yet" in context.verdict.text()


def test_a_start_below_one_is_explained(context: ContextPanel) -> None:
    frame = made.contexts()
    moved = ("Oh", *made.MONEY)
    resid = np.concatenate([frame.second.resid[:, :1], frame.second.resid], axis=1)
    context.apply(made.contexts(second=made.in_context("".join(moved), moved, resid)))
    assert "different places" not in context.verdict.text(), "1.00 needs no explanation"
    resid[0, 5, 0] += 1
    context.apply(made.contexts(second=made.in_context("".join(moved), moved, resid)))
    assert "different places" in context.verdict.text()
    other = made.in_context("Bank", ("bank",), frame.second.resid[:, 4:5])
    context.apply(made.contexts(second=other))
    assert "written differently" in context.verdict.text()


def test_any_shared_word_can_be_compared(context: ContextPanel) -> None:
    assert context.words.items == ("the", "bank")
    context.words.setFocus()
    QTest.keyClick(context.words, Qt.Key.Key_Left)
    QTest.keyClick(context.words, Qt.Key.Key_Return)
    assert context.word == "the"
    context.apply(made.contexts())
    assert context.word == "the", "a person's choice stays"


def test_a_word_of_several_pieces_is_compared_at_its_last(context: ContextPanel) -> None:
    first = made.in_context("a basket", ("a", " ba", "sket"))
    second = made.in_context("my old basket", ("my", " old", " ba", "sket"))
    context.apply(made.contexts(first=first, second=second, suggestions=()))
    assert context.word == "basket"
    expected = cosine(first.resid[-1, 2], second.resid[-1, 3])
    assert context.bars.cosines[-1] == pytest.approx(expected, abs=1e-6)


def test_its_bets_after_the_word_are_told(context: ContextPanel) -> None:
    assert "“**dog**” (80 %)" in context.bets.text() and "“**cat**”" in context.bets.text()


def test_typing_asks_the_model_after_a_pause_and_enter_at_once(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    context.fields[0].setFocus()
    context.fields[0].selectAll()
    QTest.keyClicks(context.fields[0], "My dog ran")
    assert engine.sent_of(SetContexts) == [], "not while typing"
    context.apply(made.contexts())
    assert context.fields[0].text() == "My dog ran", "nobody takes the field away"
    QTest.keyClick(context.fields[0], Qt.Key.Key_Return)
    assert engine.sent_of(SetContexts) == [SetContexts("My dog ran", "Ben ran to the bank.")]
    assert not context._typing.isActive()


def test_an_example_fills_both_fields(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    assert context.examples.items == ("bank", "ring") and context.examples.chosen == 0
    context.examples.picked.emit(1)
    assert engine.sent_of(SetContexts) == [SetContexts(*made.SUGGESTIONS[1][:2])]


def test_the_paths_keep_their_orientation() -> None:
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(2, 5, 16)).astype(np.float32)
    before, _ = flat(paths, None)
    for _ in range(30):
        paths = paths + 0.02 * rng.normal(size=paths.shape).astype(np.float32)
        after, share = flat(paths, before)
        points = paths.reshape(-1, 16) - paths.reshape(-1, 16).mean(axis=0)
        sizes = np.linalg.svd(points, compute_uv=False) ** 2
        assert share == pytest.approx(sizes[:2].sum() / sizes.sum(), abs=1e-5)
        for mirror in ([-1, 1], [1, -1], [-1, -1]):
            assert np.linalg.norm(after - before) <= np.linalg.norm(after * mirror - before) + 1e-9
        before = after


def test_a_block_pointed_at_in_one_picture_is_marked_in_the_other(context: ContextPanel) -> None:
    context.path.setFocus()
    for _ in range(3):
        QTest.keyClick(context.path, Qt.Key.Key_Right)
    assert context.path.at == 2 == context.bars.at
    assert "After block 2" in context.path.accessibleDescription()
    QTest.keyClick(context.path, Qt.Key.Key_Escape)
    assert context.bars.at is None
    context.bars.pointed.emit(3)
    assert context.path.at == 3
    context.grab()


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ("", "Mia"), ("dog", "cat"), ("🙂", "Mia ran"), ("   ", "   "), ("x" * 900, "y")]
)
def test_texts_without_a_common_word_ask_for_one(context: ContextPanel, first: str, second: str) -> None:
    context.apply(made.empty_contexts(first, second))
    assert context.word is None
    assert "Type two sentences" in context.verdict.text()
    assert context.words.items == () and context.bars.cosines == ()
    assert "no word in common" in context.summary()
    context.grab()


def test_texts_without_blanks_share_pieces(context: ContextPanel) -> None:
    first = made.in_context("狗跑。", ("狗", "跑", "。"))
    second = made.in_context("大狗。", ("大", "狗", "。"))
    context.apply(made.contexts(first=first, second=second, suggestions=()))
    assert context.word == "狗"


def test_one_piece_in_both(context: ContextPanel) -> None:
    one = made.in_context("Mia", ("Mia",))
    context.apply(made.contexts(first=one, second=one, suggestions=()))
    assert context.bars.cosines == pytest.approx([1.0] * 5)
    assert context.path.places is not None and np.isfinite(context.path.places).all()
    context.grab()


def test_context_tables(context: ContextPanel) -> None:
    table = context.path_card.table() if context.path_card.table else None
    assert table is not None and len(table.rows) == 5
    assert [row[2] for row in table.rows] == pytest.approx(list(context.bars.cosines))
    bets = context.text_card.table() if context.text_card.table else None
    assert bets is not None and len(bets.rows) == 2 * 6 * 2


def test_an_empty_context_page_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning.context")
    found = window.panel("meaning.context")
    assert found.summary() == "There are no sentences to compare yet."
    found.grab()
