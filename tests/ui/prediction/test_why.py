"""What made it likely: the bet without each piece."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetWanted
from explainer.ui.panels.prediction.why import WhyPanel
from tests.ui import fakes
from tests.ui import frames_prediction as made
from tests.ui.prediction.conftest import enter


def test_the_sentence_names_the_piece_that_mattered_most(why: WhyPanel):
    told = "It bets **34 %** on **park**. Without “the” it would be **2.0 %**."
    broken = " It is the last piece: without it, it goes on from the piece before."
    assert why.sentence.text() == told + broken, "which is no wonder, and said"
    assert why.values()["why_sentence"] == why.sentence.text()
    assert "Without “ran”: 21 % instead of 34 %" in why.summary()


def test_the_list_begins_with_the_largest_change(why: WhyPanel):
    assert why.ranking.lines() == [
        "Without “the”: 2.0 % instead of 34 %",
        "Without “ran”: 21 % instead of 34 %",
        "Without “to”: 36 % instead of 34 %",
        "Without “Mia”: 33 % instead of 34 %",
    ]
    assert why.words.describe(1) == "Without “ran”: 21 % instead of 34 % (−13 points)."
    assert why.words.describe(2).endswith("(+2 points).")


def test_a_piece_is_chosen_by_click_by_key_or_by_search(why: WhyPanel, engine: fakes.FakeEngine):
    offered = why.choices.tokens
    at = why.choices.box(1).center().toPoint()
    QTest.mouseClick(why.choices.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert engine.sent_of(SetWanted) == [SetWanted(offered[1])]
    assert why.likeliest.isVisible()
    why.choices.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):  # on from the one that was clicked
        QTest.keyClick(why.choices, key)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(offered[2])
    why.search.setFocus()
    QTest.keyClicks(why.search, "w499")
    QTest.keyClick(why.search, Qt.Key.Key_Return)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(len(fakes.PIECES) - 1)
    QTest.mouseClick(why.likeliest, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetWanted)[-1] == SetWanted(None)


def test_the_space_bar_types_into_the_search_and_starts_nothing(why: WhyPanel, engine: fakes.FakeEngine):
    sent = len(engine.sent)
    why.search.setFocus()
    QTest.keyClicks(why.search, "a b")
    assert why.search.text() == "a b" and len(engine.sent) == sent
    QTest.keyClick(why.search, Qt.Key.Key_Escape)
    assert why.search.text() == ""


def test_arrows_go_through_the_text_and_the_list_follows(why: WhyPanel):
    why.words.setFocus()
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    assert "Without “the”" in why.words.accessibleDescription()
    assert why.ranking.hands.hover == 0
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    QTest.keyClick(why.words, Qt.Key.Key_Left)
    assert "Without “ran”" in why.words.accessibleDescription()
    assert why.ranking.hands.hover == 1
    why.ranking.setFocus()
    QTest.keyClick(why.ranking, Qt.Key.Key_Down)
    assert "Without “the”" in why.ranking.accessibleDescription()


def test_a_new_measurement_waits_while_one_is_looked_at_but_not_another_question(why: WhyPanel):
    enter(why.words)
    enter(why.ranking)
    why.apply(made.why(step=500, probability=0.5))
    assert "34 %" in why.sentence.text()
    why.apply(made.why(step=500, token=made.HOUSE, probability=0.2))
    assert "**house**" in why.sentence.text()


def test_pieces_too_far_back_are_told_to_be_untried(why: WhyPanel):
    text = " ".join(f"w{i}" for i in range(90))
    why.apply(made.why(text, without=None))
    assert "was not tried" in why.words.describe(3)
    assert "instead of" in why.words.describe(89)
    assert why.words.pieces[-1].text == "w89"
    assert why.words.in_sight(89) and why.words.box(89).bottom() <= why.words.height(), "the end is in sight"
    assert why.words.rows.lead == f"… {why.words.places[0].index} earlier"


def test_an_empty_text_has_nothing_to_leave_out(why: WhyPanel):
    why.apply(made.why("", without=()))
    assert "nothing to leave out" in why.sentence.text()
    assert why.ranking.lines() == []
    assert why.words_card.table is not None and why.words_card.table() is None
    why.grab()
