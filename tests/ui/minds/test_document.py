"""What it really sees: the whole document with its markers, and that asking turned no dial."""

from __future__ import annotations

import pytest

from explainer.engine.frames import Answer
from explainer.training.reports import Stage
from explainer.ui.panels.minds.document import DocumentPanel
from explainer.ui.widgets.tokenstrip import Edge
from explainer.ui.window import MainWindow
from tests.ui import frames_answers
from tests.ui.opening import open_page

GIVEN = ("<|endoftext|>", "<|user|>", *frames_answers.pieces_of(" " + frames_answers.QUESTION), "<|assistant|>")


def said(**changes: object) -> Answer:
    values: dict = {"given": GIVEN, "end": "<|end|>", "step": 64}
    return frames_answers.answer(frames_answers.WARM, **(values | changes))


def tuned(answer: Answer | None, **changes: object) -> object:
    return frames_answers.minds(frames_answers.base(), frames_answers.mind(Stage.SFT, answer, **changes))


@pytest.fixture
def panel(learner: MainWindow) -> DocumentPanel:
    return open_page(learner, "minds.document", DocumentPanel)


def test_markers_question_and_answer_stand_in_one_row(panel: DocumentPanel) -> None:
    panel.take(tuned(said()))  # type: ignore[arg-type]
    marked = [piece.text for piece in panel.words.pieces if piece.edge is Edge.DASHED]
    assert marked == ["⟨text end⟩", "⟨question⟩", "⟨answer⟩", "⟨answer end⟩"]
    written = [piece.text for piece in panel.words.pieces if piece.shade]
    assert " ".join(written).startswith("The cow says moo")
    assert "is a marker: one text ends there" in panel.words.describe(
        0
    ) and "was written by the model" in panel.words.describe(len(GIVEN))
    assert f"**{len(GIVEN)} pieces** were there" in panel.sentence.text()
    n_boxes = len(panel.words.pieces) - len(GIVEN)
    assert f"it went on with **{n_boxes}**. The last of these is the marker" in panel.sentence.text(), "as drawn"
    assert panel.card.caption() == "Fine-tuned" and panel.ready()
    table = panel.card.numbers()
    assert table is not None and [whose for _, whose in table.rows].count("marker") == 4


def test_that_asking_turned_no_dial_is_said_only_where_the_steps_bear_it(panel: DocumentPanel) -> None:
    panel.take(tuned(said()))  # type: ignore[arg-type]
    assert "step **64** now: asking has turned none" in panel.sentence.text()
    panel.take(tuned(said(), step=70, live=True))  # type: ignore[arg-type]
    assert "step **70** now: it is being trained meanwhile" in panel.sentence.text()
    assert "none of its dials" not in panel.sentence.text()


def test_before_fine_tuning_it_is_the_bare_text_of_the_base_model(panel: DocumentPanel) -> None:
    bare = ("<|endoftext|>", *frames_answers.pieces_of(frames_answers.QUESTION))
    base = frames_answers.mind(Stage.PRETRAIN, said(given=bare, end="", ended=False))
    panel.take(frames_answers.minds(base))
    assert panel.card.caption() == "Base model"
    assert "who speaks" not in panel.sentence.text(), "it has seen none that tells who speaks"


def test_before_anything_was_asked_nothing_is_claimed(panel: DocumentPanel) -> None:
    for frame in (None, tuned(None)):
        if frame is not None:
            panel.take(frame)  # type: ignore[arg-type]
        assert panel.sentence.text() == "Nothing has been asked yet." and not panel.ready()
        assert panel.card.numbers() is None
