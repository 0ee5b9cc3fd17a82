"""One word in two sentences, as a person sees it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetContexts
from explainer.training.reports import Stage
from explainer.ui.panels.meaning.context_shift import CLEAR, flat
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_meaning as made
from tests.ui.meaning.conftest import cosine

NO_CONTROL = made.empty_contexts().control


def verdict(context: ContextPanel, **changes: object) -> str:
    context.apply(made.contexts(**changes))
    return context.verdict.text()


def test_the_word_and_its_cosines_are_those_of_the_frame(context: ContextPanel) -> None:
    frame = made.contexts()
    assert context.word == "bank"
    first, second, control = (text.resid[:, 4] for text in (frame.first, frame.second, frame.control))
    same = [cosine(a, b) for a, b in zip(first, control, strict=True)]
    one, across = ([cosine(a, b) for a, b in zip(text, second, strict=True)] for text in (first, control))
    assert (same[-1], one[-1], across[-1]) == pytest.approx((0.92, 0.32, 0.2), abs=1e-6)
    assert context.bars.same
    assert context.bars.labels() == [
        (name, cosine_text(near), cosine_text(max(pair)))
        for name, near, pair in zip(
            ("start", "block 1", "block 2", "block 3", "block 4"), same, zip(one, across, strict=True), strict=True
        )
    ]
    assert cosine_text(one[-1]) in context.summary() and cosine_text(same[-1]) in context.summary()
    assert context.path.places is not None and context.path.places.shape == (3, 5, 2)


def test_meanings_are_told_apart_where_those_of_one_are_clearly_nearer(context: ContextPanel) -> None:
    text = verdict(context, same=0.9, first_second=0.3, across=0.2)
    assert text.startswith("**It tells two meanings apart:**")
    assert "**0.90**" in text and "0.30 and 0.20" in text
    assert context.values()["context_says"] == text, "the story says what the card says"


@pytest.mark.parametrize(("same", "first_second", "across"), [(0.58, 0.77, 0.50), (0.58, 0.50, 0.77), (0.1, 0.9, 0.2)])
def test_where_those_of_one_meaning_are_no_nearer_it_goes_by_words(
    context: ContextPanel, same: float, first_second: float, across: float
) -> None:
    text = verdict(context, same=same, first_second=first_second, across=across)
    assert text.startswith("**No: it goes by the words just before.**")
    assert cosine_text(same) in text and cosine_text(max(first_second, across)) in text


def test_a_lead_that_chance_has_too_is_not_clear(context: ContextPanel) -> None:
    assert verdict(context, same=0.6 + CLEAR + 0.01, first_second=0.6, across=0.3).startswith("**It tells")
    text = verdict(context, same=0.6 + CLEAR - 0.01, first_second=0.6, across=0.3)
    assert text.startswith("**Not clearly:**") and cosine_text(CLEAR) in text
    text = verdict(context, same=0.68, first_second=0.69, across=0.3)
    assert text.startswith("**Not clearly:**"), "nor does that of the other meaning show anything"
    text = verdict(context, same=0.6 + CLEAR + 0.01, first_second=0.3, across=0.6)
    assert text.startswith("**It tells"), "whichever pair of two meanings is the nearer"
    assert verdict(context, same=0.6 + CLEAR - 0.01, first_second=0.3, across=0.6).startswith("**Not clearly:**")


def test_a_lead_that_their_places_gave_them_is_not_of_meaning(context: ContextPanel) -> None:
    text = verdict(context, same=0.9, first_second=0.6, across=0.6, start=(1.0, 0.7, 0.7))
    assert text.startswith("**No verdict:**") and "at the start already" in text, "0.3 apart, as they were then"


def test_words_that_stay_alike_are_hardly_parted(context: ContextPanel) -> None:
    assert verdict(context, same=0.97, first_second=0.95, across=0.96).startswith("**No: it hardly parts them")


def test_an_untrained_model_is_not_said_to_part_anything(context: ContextPanel) -> None:
    text = verdict(context, step=0)
    assert "Nothing is learnt yet" in text and "apart" not in text
    assert "apart" in verdict(context, step=0, stage=Stage.SFT), "a stage that begins has a model that has learnt"


def test_without_the_word_in_a_third_sentence_there_is_no_verdict(context: ContextPanel) -> None:
    for control in (NO_CONTROL, made.in_context("My dog ran", ("My", " dog", " ran"))):
        text = verdict(context, control=control)
        assert "only a third sentence can show" in text and "0.32" in text
        assert "apart" not in text and "No:" not in text
        assert not context.bars.same and context.bars.labels()[-1] == ("block 4", "0.32")
        assert context.path.places is not None and context.path.places.shape == (2, 5, 2)
        context.grab()


def test_a_control_that_only_repeats_the_words_before_proves_nothing(context: ContextPanel) -> None:
    frame = made.contexts()
    pieces = ("Oh", " Mia", " sat", " on", " the", " bank")
    again = made.in_context("".join(pieces), pieces, np.roll(frame.control.resid, 1, axis=1))
    assert verdict(context, control=again).startswith("**No verdict:** just before **bank**")
    assert verdict(context, control=frame.first).startswith("**No verdict:**"), "the very same sentence"


def test_another_piece_is_no_other_meaning(context: ContextPanel) -> None:
    frame = made.contexts()
    control = made.in_context("bank", ("bank",), frame.control.resid[:, 4:5])
    text = verdict(context, control=control)
    assert text.startswith("**No verdict:**") and "written differently" in text


def test_a_start_below_one_is_explained_where_there_is_no_control(context: ContextPanel) -> None:
    frame = made.contexts()
    moved = ("Oh", *made.MONEY)
    resid = np.concatenate([frame.second.resid[:, :1], frame.second.resid], axis=1)
    text = verdict(context, second=made.in_context("".join(moved), moved, resid), control=NO_CONTROL)
    assert "their places" not in text, "1.00 needs no explanation"
    resid[0, 5, 1] += 1
    text = verdict(context, second=made.in_context("".join(moved), moved, resid), control=NO_CONTROL)
    assert "only their places differ" in text
    other = made.in_context("Bank", ("bank",), frame.second.resid[:, 4:5])
    assert "written differently" in verdict(context, second=other, control=NO_CONTROL)


def test_of_passages_of_an_own_text_only_a_person_knows_the_meaning(
    context: ContextPanel, engine: fakes.FakeEngine
) -> None:
    context.apply(made.empty_contexts(suggestions=made.SUGGESTIONS))
    assert "choose a word above" in context.verdict.text() == context.values()["context_says"]
    assert context.examples.items == ("bank", "ring") and context.examples.chosen is None
    context.examples.picked.emit(0)
    assert engine.sent_of(SetContexts) == [SetContexts(*made.SUGGESTIONS[0][:3])]
    text = verdict(context, from_text=True)
    assert text.startswith("**If** it means one thing in the first and third") and "apart" in text
    text = verdict(context, suggestions=())
    assert text.startswith("**If** it means one thing"), "nor of sentences that were typed"
    context.apply(made.empty_contexts())
    assert "choose a word" not in context.verdict.text(), "there is none to choose"


def test_any_shared_word_can_be_compared(context: ContextPanel) -> None:
    assert context.words.items == ("the", "bank")
    assert context.word == "bank"
    context.words.setFocus()
    QTest.keyClick(context.words, Qt.Key.Key_Left)
    QTest.keyClick(context.words, Qt.Key.Key_Return)
    assert context.word == "the"
    context.apply(made.contexts())
    assert context.word == "the", "a person's choice stays"
    control = made.in_context("They saw the bank", ("They", " saw", " the", " bank"))
    assert verdict(context, control=control).startswith("**If** it means one thing"), "the sentences are about a bank"


def test_a_word_of_several_pieces_is_compared_at_its_last(context: ContextPanel) -> None:
    first = made.in_context("a basket", ("a", " ba", "sket"))
    second = made.in_context("my old basket", ("my", " old", " ba", "sket"))
    context.apply(made.contexts(first=first, second=second, control=NO_CONTROL, suggestions=()))
    assert context.word == "basket"
    expected = cosine(first.resid[-1, 2], second.resid[-1, 3])
    assert context.bars.other[-1] == pytest.approx(expected, abs=1e-6)


def test_its_bets_after_the_word_are_told(context: ContextPanel) -> None:
    assert "“**dog**” (80 %), “**cat**” (80 %) and “**cow**”" in context.bets.text()
    context.apply(made.contexts(control=NO_CONTROL))
    assert "“**cat**” (80 %) in the second." in context.bets.text()


def test_typing_asks_the_model_after_a_pause_and_enter_at_once(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    field = context.sentences.fields[0]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "My dog ran")
    assert engine.sent_of(SetContexts) == [], "not while typing"
    context.apply(made.contexts())
    assert field.text() == "My dog ran", "nobody takes the field away"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert engine.sent_of(SetContexts) == [SetContexts("My dog ran", "Ben ran to the bank.", "My dog saw its bank.")]
    assert not context.sentences.typing


def test_the_third_sentence_is_a_persons_as_well(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    field = context.sentences.fields[2]
    assert field.text() == "My dog saw its bank."
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, " Ben")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert engine.sent_of(SetContexts)[-1].control == "My dog saw its bank. Ben"


def test_the_keys_go_through_the_sentences_in_their_order(context: ContextPanel) -> None:
    context.sentences.fields[0].setFocus()
    for field in context.sentences.fields[1:]:
        QTest.keyClick(context.window().focusWidget(), Qt.Key.Key_Tab)
        assert field.hasFocus()
    assert len({field.accessibleName() for field in context.sentences.fields}) == 3
    assert all(field.toolTip() for field in context.sentences.fields)


def test_sentences_lie_one_below_the_other_in_a_narrow_window(context: ContextPanel) -> None:
    for width, one_row in ((1000, True), (500, False), (1000, True)):
        context.fit(width)
        context.sentences.layout().activate()
        ys = {field.y() for field in context.sentences.fields}
        assert (len(ys) == 1) == one_row
    context.fit(500)
    context.grab()


def test_a_long_sentence_is_not_cut_at_the_word_that_is_compared(context: ContextPanel) -> None:
    long = ("A", *(" quiet",) * 40, " bank", *(" stands",) * 40)
    context.apply(made.contexts(first=made.in_context("".join(long), long)))
    field = context.sentences.fields[0]
    assert field.cursorPosition() == field.text().index("bank") + len("bank"), "the cursor is in sight"
    context.grab()  # only then it knows what is in sight
    assert field.cursorRect().right() <= field.width()


def test_an_example_fills_all_fields(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    assert context.examples.items == ("bank", "ring") and context.examples.chosen == 0
    context.examples.picked.emit(1)
    assert engine.sent_of(SetContexts) == [SetContexts(*made.SUGGESTIONS[1][:3])]
    assert context.sentences.texts() == made.SUGGESTIONS[1][:3]


@pytest.mark.parametrize("n", [2, 3])
def test_the_paths_keep_their_orientation(n: int) -> None:
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(n, 5, 16)).astype(np.float32)
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
    assert context.path.at == 2 == context.bars.hands.hover
    assert context.path.accessibleDescription() == (
        "After block 2: cosine 0.96 with the same meaning, 0.66 and 0.60 with another"
    )
    QTest.keyClick(context.path, Qt.Key.Key_Escape)
    assert context.bars.hands.hover is None
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
    assert context.words.items == () and context.bars.other == ()
    assert "no word in common" in context.summary()
    context.grab()


def test_texts_without_blanks_share_pieces(context: ContextPanel) -> None:
    first = made.in_context("狗跑。", ("狗", "跑", "。"))
    second = made.in_context("大狗。", ("大", "狗", "。"))
    context.apply(made.contexts(first=first, second=second, control=first, suggestions=()))
    assert context.word == "狗"
    assert "same words" in context.verdict.text()


def test_one_piece_in_both(context: ContextPanel) -> None:
    one = made.in_context("Mia", ("Mia",))
    context.apply(made.contexts(first=one, second=one, control=one, suggestions=()))
    assert context.bars.same == context.bars.other == pytest.approx([1.0] * 5)
    assert context.path.places is not None and np.isfinite(context.path.places).all()
    context.grab()


def test_context_tables(context: ContextPanel) -> None:
    table = context.path_card.table() if context.path_card.table else None
    assert table is not None and len(table.rows) == 5
    assert len(table.columns) == len(table.rows[0]) == 2 + 3 + 6
    assert [row[3] for row in table.rows] == pytest.approx(list(context.bars.same))
    assert [max(row[2], row[4]) for row in table.rows] == pytest.approx(list(context.bars.other))
    bets = context.text_card.table() if context.text_card.table else None
    assert bets is not None and len(bets.rows) == 3 * 6 * 2


def test_an_empty_context_page_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning.context")
    found = window.panel("meaning.context")
    assert found.summary() == "There are no sentences to compare yet."
    found.grab()
