"""Three answers: what is asked of all, what is told of each mind and of those that are missing, what a thumb does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import BeginStage, SetLeash, SetSampling, Thumb, UndoVote
from explainer.engine.events import Sentence
from explainer.engine.frames import Minds, Rating
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.look import Look
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.minds.answerview import SIZES, AnswerView, lay_out, words_of
from explainer.ui.panels.minds.mind_words import caption_of, marks_of, title_of
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.shading import MOST_KL, Shade, Tint, describe, ground_of, tint_of
from explainer.ui.theme import DARK, LIGHT, Colours, contrast
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers, frames_feedback, frames_minds
from tests.ui.conftest import Pull, flush, wait_until
from tests.ui.test_ribbon import at_rest

BABBLE = " I hope that helps helps!" * 8


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MindsPanel:
    """The page over a model with all three stages behind it, asked about the cow."""
    learner.prompt.replace(frames_answers.QUESTION)
    learner.show_view("minds")
    at_rest(learner, engine, pull, Stage.RLHF, 3)
    show(engine, pull, frames_answers.minds(serial=learner.prompt.serial))
    made = learner.panel("minds")
    assert isinstance(made, MindsPanel)
    return made


def show(engine: fakes.FakeEngine, pull: Pull, frame: Minds) -> None:
    engine.frames = {"minds": frame}
    pull()


def titles(panel: MindsPanel) -> list[str]:
    return [card.title for card in panel.minds if card.isVisible()]


# ---- what is shown ---------------------------------------------------------------------------------------------------


def test_one_question_and_three_answers_with_the_same_dice(panel: MindsPanel) -> None:
    assert panel.question.title == "What does the cow say?"
    assert "the same dice, number 7" in panel.question.caption()
    assert "base model gets the bare text" in panel.question.caption()
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback"]
    said = [card.answer.answer.text for card in panel.minds if card.answer.answer is not None]
    assert said == [frames_answers.LISTS.strip(), "moo.", frames_answers.WARM.strip()]
    assert "“moo.”" in panel.summary()
    assert panel.values()["sft_answer"] == "moo\\."


def test_scores_points_and_marks_are_those_of_the_frame(panel: MindsPanel) -> None:
    base, sft, rlhf = panel.minds[:3]
    assert (base.score.text(), base.points.text(), base.marks.text()) == (
        "score −1.4",
        "points −1.0",
        "✗ not an answer",
    )
    assert (sft.score.text(), sft.points.text(), sft.marks.text()) == (
        "score 0.2",
        "points 1.0",
        "✓ right · ✗ not kind",
    )
    assert rlhf.marks.text() == "✓ right · ✓ kind"


def test_the_bars_of_first_words_and_all_others_make_the_whole(panel: MindsPanel) -> None:
    first = panel.minds[1].first
    assert first.labels()[:2] == [("moo", "31 %"), ("The", "27 %")]
    assert len(first.rows) == 4
    assert first.labels()[-1] == ("all others", "11 %"), "the fifth piece is among them"
    assert sum(bet for _, bet in first.rows) + first.rest == pytest.approx(1.0)


def test_nothing_is_rated_before_it_is_complete(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    half = frames_answers.mind(Stage.SFT, frames_answers.answer(" The cow", done=False))
    show(engine, pull, frames_answers.minds(frames_answers.base(), half))
    card = panel.minds[1]
    assert card.score.text() == card.points.text() == card.marks.text() == ""
    assert not card.up.isEnabled()
    assert not panel.ready()


def test_what_no_program_can_check_is_not_marked(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    rated = frames_answers.answer(rating=Rating(score=0.7))
    mind = frames_answers.mind(Stage.RLHF, rated)
    show(engine, pull, frames_answers.minds(frames_answers.base(), mind, checkable=False))
    card = panel.minds[2]
    assert card.title == "After human feedback"
    assert card.marks.text() == "no program can check this one"
    assert card.score.text() == "score 0.7"
    assert card.points.text() == ""


def test_how_many_examples_it_has_seen_is_told_only_where_known() -> None:
    assert caption_of(frames_answers.sft(), None) == "has seen example answers"
    assert caption_of(frames_answers.sft(), 3000) == "has seen 3,000 example answers"
    assert caption_of(frames_answers.rlhf(live=True), None) == "is learning right now: round 64"


def test_a_mishap_and_a_snapshot_are_called_what_they_are() -> None:
    assert title_of(frames_answers.rlhf(id="rlhf.no_leash", recipe="no_leash")) == "No leash"
    assert title_of(frames_answers.base(id="base.400", step=400)) == "Base model at step 400"
    assert marks_of(None, checkable=True) == ""


def test_ask_again_throws_other_dice(panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine) -> None:
    before = learner.sampling.value.seed
    QTest.mouseClick(panel.tools.again, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetSampling)[-1].seed == before + 1
    learner.sampling.set_greedy(True)
    assert not panel.tools.again.isEnabled(), "without dice all would be the same"
    assert "no dice" in panel.question.caption()


# ---- which minds -----------------------------------------------------------------------------------------------------


def test_two_to_four_minds_can_be_chosen(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    loose = frames_answers.rlhf(BABBLE, id="rlhf.no_leash", recipe="no_leash")
    long = frames_answers.rlhf(BABBLE, id="rlhf.length", recipe="length")
    frame = frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), loose, long)
    show(engine, pull, frame)
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback"]
    menu = panel.tools.minds.menu()

    def toggle(name: str) -> None:
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == name).trigger()
        flush()

    toggle("No leash")
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback", "No leash"]
    menu.aboutToShow.emit()
    assert not menu.actions()[-1].isEnabled(), "four are the most"
    toggle("Base model")
    toggle("Fine-tuned")
    assert titles(panel) == ["After human feedback", "No leash"]
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in menu.actions()] == [True, True, False, False, True], "two are the fewest"


def test_the_mind_that_is_learning_is_shown_by_itself(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    loose = frames_answers.rlhf(BABBLE, id="rlhf.no_leash", recipe="no_leash", live=True)
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), loose))
    assert titles(panel)[-1] == "No leash"
    assert panel.minds[3].caption() == "is learning right now: round 64"


def test_a_mind_that_is_not_there_says_how_to_get_it(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    show(engine, pull, frames_answers.minds(frames_answers.base()))
    sft, rlhf = panel.minds[1:3]
    assert sft.caption() == "does not exist yet"
    assert not sft.answer.isVisible()
    assert "An earlier stage comes first" in rlhf.missing.text()
    assert not rlhf.begin.isVisible()
    engine.sent.clear()
    QTest.mouseClick(sft.begin, Qt.MouseButton.LeftButton)
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]
    assert learner.view == "minds"
    assert not sft.begin.isVisible(), "it is being begun"
    engine.events = [fakes.state(State.RUNNING, stage=Stage.SFT)]
    pull()
    assert sft.caption() == "is being made"


def test_a_mind_that_this_text_cannot_have_says_why(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    why = Sentence("Your text has no questions to learn from.")
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1, ((Stage.SFT, why),))
    show(engine, pull, frames_answers.minds(frames_answers.base()))
    assert panel.minds[1].missing.text() == str(why)
    assert not panel.minds[1].begin.isVisible()


# ---- thumbs ----------------------------------------------------------------------------------------------------------


def test_a_thumb_is_stored_says_what_it_does_and_can_be_taken_back(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    card = panel.minds[2]
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    said = frames_answers.WARM.strip()
    assert engine.sent == [Thumb(frames_answers.QUESTION, said, good=True)]
    assert card.up.isChecked()
    assert panel.tools.note() == "Stored. The judge learns it when it is next trained."
    QTest.mouseClick(panel.tools.undo, Qt.MouseButton.LeftButton)
    assert engine.sent_of(UndoVote) == [UndoVote(None)]
    assert not card.up.isChecked()
    assert panel.tools.note() == ""
    assert not panel.tools.undo.isVisible()


def test_the_same_thumb_again_takes_it_back_and_the_other_one_replaces_it(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    card, said = panel.minds[1], frames_answers.CURT.strip()
    vote = frames_minds.vote(5, (said,), kind="down", question=frames_answers.QUESTION)
    engine.frames = {"ballot": frames_minds.ballot(n_hand=5, recent=(vote,))}
    pull()
    assert card.down.isChecked()
    assert not card.up.isChecked()
    assert not panel.minds[0].down.isChecked(), "another answer"
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    assert engine.sent == [UndoVote(5), Thumb(frames_answers.QUESTION, said, good=True)]
    assert (card.up.isChecked(), card.down.isChecked()) == (True, False)
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    assert engine.sent == [UndoVote(None)]
    assert (card.up.isChecked(), card.down.isChecked()) == (False, False)


def test_thumbs_by_keyboard(panel: MindsPanel, engine: fakes.FakeEngine) -> None:
    engine.sent.clear()
    panel.minds[0].down.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert engine.sent == [Thumb(frames_answers.QUESTION, frames_answers.LISTS.strip(), good=False)]
    assert "Base model" in panel.minds[0].down.accessibleName()


def test_another_question_has_no_thumb(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    QTest.mouseClick(panel.minds[1].up, Qt.MouseButton.LeftButton)
    show(engine, pull, frames_answers.minds(prompt="What does the duck say?", serial=100))
    assert not panel.minds[1].up.isChecked()
    assert panel.tools.note() == ""


# ---- shading ---------------------------------------------------------------------------------------------------------


def test_what_changed_is_the_log_of_the_ratio_and_a_hundredfold_is_the_strongest() -> None:
    bets = np.array([0.5, 0.5, 0.001, 0.5], np.float32)
    before = np.array([0.5, 0.005, 0.5, 0.05], np.float32)
    said = frames_answers.answer(" a b c d", bets=bets, bets_before=before, kl=np.array([0, 1, 5, 0.2], np.float32))
    tints = [tint_of(said, i, Shade.CHANGED) for i in range(4)]
    assert [tint.strength for tint in tints] == pytest.approx([0, 1, 1, 0.5], abs=1e-5)
    assert [tint.less for tint in tints] == [False, False, True, False]
    assert tint_of(said, 1, Shade.SURE).strength == pytest.approx(0.5)
    assert [tint_of(said, i, Shade.DRIFT).strength for i in range(4)] == pytest.approx([0, 1 / MOST_KL, 1, 0.1])
    assert all(tint_of(said, i, Shade.NOTHING) == Tint() for i in range(4))


def test_a_bet_of_nothing_does_not_break_the_ratio() -> None:
    zero = np.zeros(1, np.float32)
    said = frames_answers.answer(" a", bets=zero, bets_before=np.ones(1, np.float32), kl=zero)
    tint = tint_of(said, 0, Shade.CHANGED)
    assert math.isfinite(tint.strength)
    assert tint == Tint(1.0, less=True)


def test_the_first_mind_has_nothing_to_be_compared_with() -> None:
    said = frames_answers.answer(alone=True)
    assert tint_of(said, 0, Shade.CHANGED) == tint_of(said, 0, Shade.DRIFT) == Tint()
    assert tint_of(said, 0, Shade.SURE).strength > 0
    assert "would have bet" not in describe(said, 0, "")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("shade", list(Shade))
@pytest.mark.parametrize("stage", ["pretrain", "sft", "rlhf"])
def test_shaded_words_stay_readable(colours: Colours, shade: Shade, stage: str) -> None:
    for less in (False, True):
        assert contrast(colours.ink, ground_of(Tint(1.0, less), shade, stage, colours)) >= 4.5


def test_the_switch_shades_all_answers_and_says_how_to_read_it(panel: MindsPanel) -> None:
    assert all(tint == Tint() for card in panel.minds for tint in card.answer.tints())
    QTest.mouseClick(panel.tools.shades[Shade.CHANGED], Qt.MouseButton.LeftButton)
    assert "likelier than for the mind before" in panel.tools.note()
    assert all(tint == Tint() for tint in panel.minds[0].answer.tints())
    assert any(tint.strength > 0 for tint in panel.minds[2].answer.tints())
    QTest.mouseClick(panel.tools.shades[Shade.NOTHING], Qt.MouseButton.LeftButton)
    assert panel.tools.note() == ""


def test_a_piece_tells_its_numbers_to_the_keyboard(panel: MindsPanel) -> None:
    view = panel.minds[2].answer
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    told = view.accessibleDescription()
    assert "“The”: its bet was 90 %; Fine-tuned would have bet 9.0 %. Drift here: 0.00 nats." in told


# ---- words in their places -------------------------------------------------------------------------------------------


def test_marks_stay_with_their_word_and_babble_is_broken() -> None:
    assert words_of((" The", " cow", " says", " m", "oo", ".")) == [[0], [1], [2], [3, 4, 5]]
    assert max(len(word) for word in words_of(("abcd",) * 20)) <= 5


def test_words_that_are_there_do_not_move_while_others_come() -> None:
    def places(n: int) -> list[tuple[float, float]]:
        pieces = frames_answers.pieces_of(BABBLE)[:n]
        chips = lay_out(pieces, 200, measure=lambda text: 9.0 * len(text), line=29, pad=1.5, gap=3)
        return [(chip.x, chip.y) for chip in chips]

    whole = places(40)
    # A mark may take its word to the next line with it; all before that word stays.
    assert all(places(n)[: n - 2] == whole[: n - 2] for n in range(3, 40))
    assert max(x for x, _ in whole) < 200


def test_letters_shrink_for_all_alike_and_the_smallest_get_the_room_they_need(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    show(
        engine,
        pull,
        frames_answers.minds(frames_answers.base(" moo."), frames_answers.sft(), frames_answers.rlhf(" moo.")),
    )
    flush()
    assert panel._size == SIZES[0]
    endless = frames_answers.answer(BABBLE * 2, done=False)
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.mind(Stage.SFT, endless)))
    flush()
    assert panel._size == SIZES[-1]
    view = panel.minds[1].answer
    wait_until(lambda: view._chips[-1].y + 20 <= view.height(), 5)  # else something would be hidden


def test_an_answer_view_of_its_own_can_be_painted_in_every_state(qapp: QApplication) -> None:
    view = AnswerView(Look())
    view.resize(240, 120)
    view.show()
    for said in (
        None,
        frames_answers.answer(),
        frames_answers.answer("", done=True),
        frames_answers.answer(done=False),
    ):
        view.set_answer(said, stage="sft", before="Base model", waiting="Its answer will stand here.")
        assert not view.grab().isNull()
    view.close()
    view.deleteLater()


# ---- chart and leash -------------------------------------------------------------------------------------------------


def test_the_small_chart_names_both_lines_with_their_last_values(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert panel.chart.is_empty()
    engine.frames = {"feedback": frames_feedback.feedback()}
    pull()
    assert [line.name for line in panel.chart.chart.lines] == ["judge’s score", "true points"]
    assert panel.chart_card.caption() == "If the two lines part, the model is fooling the judge."
    assert "judge’s score is" in panel.chart_card.accessibleDescription()


def test_the_leash_is_pulled_while_it_runs_and_follows_the_engine(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    frame = frames_feedback.feedback()
    engine.frames = {"feedback": frame, "ballot": frames_minds.ballot(n_hand=12, n_simulated=400)}
    pull()
    leash = panel.leash
    assert leash.drift.value == f"{float(frame.series['kl'][-1]):.1f} nats"
    assert leash.votes.value == "12 + 400"
    engine.sent.clear()
    leash.slider.setValue(0)
    assert engine.sent == [SetLeash(0.0)]
    pull()
    assert leash.slider.value() == 0, "it stays where the hand has put it until the engine answers"
    engine.frames = {"feedback": frames_feedback.feedback(leash=1.0)}
    pull()
    assert leash.slider.value() > 30
    assert engine.sent_of(SetLeash) == [SetLeash(0.0)], "following is not pulling"


def test_votes_on_pairs_are_a_click_away(panel: MindsPanel, learner: MainWindow) -> None:
    QTest.mouseClick(panel.leash.vote, Qt.MouseButton.LeftButton)
    assert learner.view == "minds.votes"


def test_a_new_run_forgets_everything(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.frames = {"feedback": frames_feedback.feedback()}
    pull()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert panel.chart.is_empty()
    assert panel.leash.drift.value == NOTHING
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
    area = learner.stack.currentWidget().scroll_area  # type: ignore[attr-defined]
    assert area.horizontalScrollBar().maximum() == 0
    tops = {card.y() for card in panel.minds if card.isVisible()}
    assert len(tops) == 1, "side by side"
