"""Words of people and of the model inside the window's sentences, and signs without a shape in its pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from explainer.ui.frame.story import LONGEST_ENDING, ending, values
from explainer.ui.look import Look, bounded
from explainer.ui.numbers import cited, isolated, visible
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.panels.tokens.letters import quoted
from explainer.ui.show import Show
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull

CARPET = "السجادة"
END = "<|endoftext|>"


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        ("\xa0", "⟨U+A0⟩"),
        ("\u2028", "⟨U+2028⟩"),
        ("\u2029", "⟨U+2029⟩"),
        ("\u200b", "⟨U+200B⟩"),
        ("\ufeff", "⟨U+FEFF⟩"),
        ("\xad", "⟨U+AD⟩"),
        ("x\u200by", "x⟨U+200B⟩y"),
        (" \u200b", "⟨U+200B⟩"),
        ("\u3000", "⟨U+3000⟩"),
        ("\u202e", "⟨U+202E⟩"),
        ("\x1b[33m", "⟨U+1B⟩[33m"),
        ("\u0301", "◌\u0301"),
        ("\ufe0f", "⟨U+FE0F⟩"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("e\u0301", "e\u0301"),
        ("\ud83d", "\ufffd"),
        (".\r\n", ".↵"),
        (END, "⟨text end⟩"),
    ],
)
def test_every_piece_has_a_label_that_can_be_seen(piece: str, shown: str) -> None:
    assert visible(piece) == shown


def test_words_from_the_right_are_isolated_and_others_are_left_alone() -> None:
    assert isolated(CARPET) == cited(" " + CARPET) == f"\u2068{CARPET}\u2069"
    assert isolated("a \u202eb") == "\u2068a \u202eb\u2069", "a sign that turns the order may not reach beyond the word"
    assert isolated("the carpet") == "the carpet"
    assert quoted(CARPET.encode()) == f"“\u2068{CARPET}\u2069”"


PAGES = ("overview", "tokens", "attention", "attention.pair", "prediction", "prediction.blocks", "prediction.why")


def test_every_sentence_of_the_prediction_page_isolates_the_word(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    pieces = (f" {CARPET}", *fakes.PIECES[1:])
    engine.events = [fakes.prepared(run="r1", pieces=pieces)]
    pull()
    learner.show_view("prediction")
    frame = fakes.next_token(f"The {CARPET}", order=np.arange(len(pieces)))
    engine.frames = {"next_token": frame}
    pull()
    panel = learner.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    for text in (panel.sure.text(), panel.summary(), panel.bars.describe(0), values(learner.show_state)["top"]):
        assert f"\u2068{CARPET}" in text, text
        before, _, after = text.partition(CARPET)
        assert before.endswith(("\u2068", "\u2068The ")) and after.startswith("\u2069"), text
    assert values(learner.show_state)["prompt_end"] == f"\u2068The {CARPET}\u2069"


def test_a_sentence_that_begins_with_a_word_from_the_right_still_runs_from_the_left(qapp: object) -> None:
    paragraph = Paragraph(Look())
    for text in (f"**\u2068{CARPET}\u2069** is piece **308**.", f"“**\u2068{CARPET}\u2069**” was frequent."):
        paragraph.set_text(text)
        block = paragraph._document.firstBlock()
        assert block.textDirection() == Qt.LayoutDirection.LeftToRight
        line = block.layout().lineAt(0)
        assert line.cursorToX(0)[0] < line.cursorToX(block.length() - 1)[0]
    paragraph.deleteLater()


def test_the_end_of_the_text_is_told_with_its_blanks() -> None:
    assert ending("The cow says ") == "The cow says\u00a0"
    assert ending("the cow\n") == "the cow\u00a0"
    assert ending("One rainy day, Mia took the") == "… Mia took the"
    assert ending("   ") == "\u00a0" * 3
    assert ending("") == "…"


@pytest.mark.parametrize("text", ["白日依山盡黃河入海流" * 90, "a" * 4000, "🙂" * 500, "e\u0301" * 500])
def test_a_text_without_blanks_is_told_by_its_last_letters(text: str) -> None:
    told = ending(text)
    assert told.startswith("…") and len(told) <= LONGEST_ENDING + 1
    assert text.endswith(told[1:])


def test_a_space_at_the_end_is_explained(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("prediction")
    panel = learner.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    said = []
    for text, pieces in (("The cow", ("The", " cow")), ("The cow ", ("The", " cow", " "))):
        learner.prompt.replace(text)
        engine.frames = {"next_token": fakes.next_token(text, pieces=pieces, serial=learner.prompt.serial)}
        pull()
        said.append("ends with a space" in panel.sure.text())
        learner.story.refresh()
        assert ending(text) in learner.story.text()
    assert said == [False, True]


def test_the_story_tells_of_a_new_prompt_with_the_cards(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view("prediction")
    learner.prompt.replace("The dog")
    engine.frames = {"next_token": fakes.next_token("The dog", serial=learner.prompt.serial)}
    pull()
    assert "The dog" in learner.story.text(), "no second of another text"


def test_values_before_anything_is_known(qapp: object) -> None:
    assert values(Show())["prompt_end"] == "…"


def test_a_zoom_is_always_one_that_can_be_used(qapp: object) -> None:
    nan, inf = float("nan"), float("inf")
    assert [bounded(zoom) for zoom in (nan, inf, -inf, 0.0, -1.0, 0.1, 1e309, 100, 1.3)] == [
        1.0, 3.0, 0.5, 0.5, 0.5, 0.5, 3.0, 3.0, 1.3,
    ]  # fmt: skip
    assert Look(zoom=nan).zoom == 1.0 and Look(zoom=-1).px(100) == 50
