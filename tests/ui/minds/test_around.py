"""Around the three answers: the small chart, the leash, the examples in the text line, and room for it all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetKLPenalty
from explainer.training.reports import Stage
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_feedback, frames_minds
from tests.ui.conftest import Pull, flush
from tests.ui.opening import page_area
from tests.ui.test_ribbon import at_rest

# ---- chart and leash -------------------------------------------------------------------------------------------------


def test_the_small_chart_names_both_lines_with_their_last_values(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert not panel.chart.ready()
    engine.frames = {"feedback": frames_feedback.feedback()}
    pull()
    assert [line.name for line in panel.chart.plot.lines] == ["judge’s score", "points"]
    assert panel.chart_card.caption() == "If only the score rises, the judge is fooled."
    assert "judge’s score is" in panel.chart_card.accessibleDescription()


def test_the_small_chart_of_a_run_that_is_not_the_honest_one_says_so(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.frames = {"feedback": replace(frames_feedback.feedback(), recipe="dpo")}
    pull()
    assert panel.chart_card.caption().startswith("(Straight from the votes, another way")
    engine.frames = {"feedback": frames_feedback.feedback()}
    pull()
    assert panel.chart_card.caption() == "If only the score rises, the judge is fooled."


def test_the_leash_is_pulled_while_it_runs_and_follows_the_engine(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    frame = frames_feedback.feedback()
    engine.frames = {"feedback": frame, "ballot": frames_minds.ballot(n_hand=12, n_simulated=400)}
    pull()
    kl_penalty = panel.kl_penalty
    times = f"{np.exp(float(frame.series['kl'][-1])):.0f} times"
    assert (
        kl_penalty.drift.text() == f"It has drifted: before human feedback its typical answer of now was {times} rarer."
    )
    assert kl_penalty.votes.text() == "Votes by hand: 12", "how many others the judge has read, its page says"
    engine.sent.clear()
    kl_penalty.slider.setValue(0)
    assert engine.sent == [SetKLPenalty(0.0)]
    pull()
    assert kl_penalty.slider.value() == 0, "it stays where the hand has put it until the engine answers"
    engine.frames = {"feedback": frames_feedback.feedback(kl_coefficient=1.0)}
    pull()
    assert kl_penalty.slider.value() > 30
    assert engine.sent_of(SetKLPenalty) == [SetKLPenalty(0.0)], "following is not pulling"


def test_votes_on_pairs_are_a_click_away(panel: MindsPanel, learner: MainWindow) -> None:
    QTest.mouseClick(panel.kl_penalty.vote, Qt.MouseButton.LeftButton)
    assert learner.view == "minds.votes"


def test_a_new_run_forgets_everything(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.frames = {"feedback": frames_feedback.feedback()}
    pull()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert not panel.chart.ready()
    assert "is measured while" in panel.kl_penalty.drift.text() and panel.kl_penalty.votes.text().endswith(NOTHING)
    assert panel.shown() == []
    assert panel.summary() == "No mind has been asked yet."


# ---- the text line ---------------------------------------------------------------------------------------------------

QUESTIONS = ("What does the cow say?", "Where does a pig live?")


def offered(window: MainWindow) -> list[str]:
    return [action.data() for action in window.prompt_bar.examples.menu().actions() if action.data()]


def test_questions_come_first_where_minds_are_asked_or_can_answer(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.prepared(questions=QUESTIONS)]
    pull()
    texts = list(fakes.prepared().examples)
    assert offered(learner) == texts
    learner.show_view("minds")
    assert offered(learner) == [*QUESTIONS, *texts]
    assert learner.prompt.text == QUESTIONS[0], "nobody has typed yet: begin with a question"
    learner.show_view("learning")
    assert offered(learner) == texts
    at_rest(learner, engine, pull, Stage.SFT, 2)
    assert offered(learner) == [*QUESTIONS, *texts]


def test_a_text_somebody_typed_is_asked_as_it_is(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(questions=QUESTIONS)]
    pull()
    learner.prompt.type("My own words")
    learner.show_view("minds")
    assert learner.prompt.text == "My own words"


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_it_fits_beside_each_other_without_scrolling_sideways(
    panel: MindsPanel, learner: MainWindow, size: tuple[int, int], zoom: float
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    flush()
    area = page_area(learner)
    assert area.horizontalScrollBar().maximum() == 0
    tops = {card.y() for card in panel.minds if card.isVisible()}
    assert len(tops) == 1, "side by side"
