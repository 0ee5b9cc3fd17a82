"""The further pages of Prediction: what holds for all of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import SetPrompt
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_prediction as made
from tests.ui.conftest import Pull
from tests.ui.opening import open_page

ODD = ["", "🙂🙂", "a\nb", "{braces} and *stars*", "x " * 90 + "x", "One"]


@pytest.mark.parametrize("text", ODD)
def test_odd_prompts_look_right(learner: MainWindow, text: str):
    for page, *frames in (
        ("prediction.blocks", made.lens(text)),
        ("prediction", made.branches(text), fakes.next_token(text)),
        ("prediction.why", made.why(text, without=None)),
    ):
        panel = open_page(learner, page)
        for frame in frames:
            panel.apply(frame)
        assert panel.summary() and panel.ready()
        assert "{" not in panel.summary() or "{" in text
        panel.grab()


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction", "prediction.why"])
def test_an_empty_page_says_what_will_appear(window: MainWindow, pull: Pull, page: str):
    window.show_view(page)
    panel = window.panel(page)
    assert not panel.ready()
    assert panel.summary().startswith(("There are no", "Nothing has been measured"))
    panel.grab()
    texts = {"prediction.blocks": "Here its likeliest", "prediction": "Here the text will go on"}
    empties = [w._empty for w in panel.findChildren(QWidget) if hasattr(w, "_empty")]
    assert any(text.startswith(texts.get(page, "Here your text")) for text in empties)


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction", "prediction.why"])
def test_every_control_of_a_page_has_a_name_and_a_key_to_reach_it(learner: MainWindow, page: str):
    panel = open_page(learner, page)
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel):
            assert widget.accessibleName() or widget.parent().accessibleName(), widget
    for card in panel.cards():
        assert card.table is not None


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction", "prediction.why"])
def test_a_new_model_empties_the_page(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, page: str):
    panel = open_page(learner, page)
    for frame in (fakes.next_token(), made.lens(), made.branches(), made.why()):
        panel.apply(frame)
    assert panel.ready()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert not panel.ready()
    assert all(card.table is None or card.table() is None for card in panel.cards())


@pytest.mark.parametrize("page", ["prediction.blocks", "prediction", "prediction.why"])
def test_frames_lay_out_nothing_anew(learner: MainWindow, page: str):
    panel = open_page(learner, page)
    frames = {"prediction.blocks": made.lens, "prediction": made.branches, "prediction.why": made.why}
    panel.apply(frames[page]())
    panel.grab()
    before = [(w, w.geometry()) for w in panel.findChildren(QWidget)]
    panel.apply(frames[page](step=500))
    panel.grab()
    assert all(w.geometry() == geometry for w, geometry in before)


def test_typing_reaches_the_engine_from_these_pages(learner: MainWindow, engine: fakes.FakeEngine):
    open_page(learner, "prediction.why")
    learner.prompt.type("The dog")
    assert engine.sent_of(SetPrompt)[-1].text == "The dog"
