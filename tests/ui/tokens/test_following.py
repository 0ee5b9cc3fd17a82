"""Letters: what follows a letter, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtTest import QTest

from explainer.ui.panels.tokens.following import FollowingPanel, followers
from explainer.ui.window import MainWindow
from tests.ui import frames_tokens as made
from tests.ui.opening import open_page


def frame_of(**times: int):
    """A vocabulary of these words, each as often as it says."""
    base = made.vocabulary()
    raw = (*base.raw[: base.n_markers], *(word.encode() for word in times))
    frequency = np.array([0] * base.n_markers + list(times.values()))
    return replace(base, raw=raw, frequency=frequency, n_tokens=int(frequency.sum()))


def test_letters_are_counted_as_often_as_their_pieces_occur() -> None:
    frame = frame_of(that=5, To=3, at=7, t1=9)
    assert followers(frame, "t") == [("h", 5), ("o", 3)], "capitals count, signs and numbers do not"
    assert followers(frame, "a") == [("t", 12)]
    assert followers(frame, "z") == []


def test_the_page_says_what_comes_most_often_and_goes_on_from_a_click(learner: MainWindow) -> None:
    panel = open_page(learner, "tokens.following", FollowingPanel, frame_of(that=5, To=3))
    assert panel.sentence.text() == "Within words, after **t** comes **h** most often: in 62 % of 8 places."
    assert "Then “o”: 38 %, 3 times" in panel.table.tell(("o", 3))
    panel.table.taken.emit(("h", 5))
    assert panel.sentence.text() == "Within words, after **h** comes **a** most often: in 100 % of 5 places."
    panel.field.clear()
    QTest.keyClicks(panel.field, "Z")
    assert panel.sentence.text() == "No letter follows this one in the text." and not panel.values()["following"]
    panel.clear()
    assert panel.sentence.text() == "" and not panel.ready()
