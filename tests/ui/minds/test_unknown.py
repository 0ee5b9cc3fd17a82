"""What it cannot know is said under the question, and what it was practised for by the votes there really were."""

from __future__ import annotations

import pytest

from explainer.engine.frames import Copied
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from tests.ui import fakes, frames_answers
from tests.ui.conftest import Pull
from tests.ui.minds.conftest import show
from tests.ui.prediction.test_copied import found


def looked_for(prompt: str, *unknown: str, n_text: int = 150_000) -> Copied:
    return found(prompt=prompt, unknown=unknown, n_text=n_text)


def test_words_that_it_never_read_are_named_and_that_it_answers_all_the_same(panel: MindsPanel) -> None:
    asked = panel.tools.words.text()
    panel.take(looked_for(frames_answers.QUESTION, "president", "America"))
    assert panel.tools.words.text() == (
        "It never read “president”, “America”. It answers all the same: it always bets on something."
    )
    assert "always bets on something" in panel.summary()
    panel.take(looked_for(frames_answers.QUESTION, "moon"))
    assert panel.tools.words.text().startswith("It never read “moon”. ")
    panel.take(looked_for(frames_answers.QUESTION, *"abcde"))
    assert panel.tools.words.text().startswith("It never read “a”, “b”, “c” and others. ")
    panel.take(looked_for(frames_answers.QUESTION))
    assert panel.tools.words.text() == asked, "it has read every word"


def test_nothing_is_said_of_words_where_it_was_not_looked_for_them(panel: MindsPanel) -> None:
    for frame in (looked_for("Another question?", "moon"), looked_for(frames_answers.QUESTION, "moon", n_text=0)):
        panel.take(frame)
        assert "never" not in f"{panel.tools.words.text()} {panel.summary()}"


def test_before_anything_was_answered_it_is_not_said_to_answer(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    show(engine, pull, frames_answers.minds(frames_answers.mind(Stage.PRETRAIN)))
    panel.take(looked_for(frames_answers.QUESTION, "moon"))
    assert panel.tools.words.text() == "It never read “moon”."


def test_nobody_waits_for_words_to_be_looked_for(panel: MindsPanel) -> None:
    serial = panel.prompt_serial
    panel.take(looked_for(frames_answers.QUESTION, "moon"))
    assert panel.prompt_serial == serial


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        (None, "rewarded by a judge’s score"),
        ((0, 899), "its judge: 899 votes by a program"),
        ((12, 0), "its judge read 12 votes by hand"),
        ((12, 1899), "its judge read 12 votes by hand and 1,899 by a program"),
    ],
)
def test_what_it_was_practised_for_is_told_by_the_votes_there_were(
    votes: tuple[int, int] | None, words: str, panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.rlhf(votes=votes)))
    assert panel.minds[2].age.text() == words
    assert "people" not in panel.minds[2].age.text()
