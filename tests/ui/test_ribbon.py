"""The ribbon runs the stages: what it tells of each is true, and what can be done with each is offered or explained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from explainer.engine.commands import BeginStage, Finish, GoBack, MoreRounds, Pause, Start
from explainer.engine.events import Preparing, StagesChanged
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.frame.chevron import Chevron
from explainer.ui.frame.stagemenu import entries
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush

ALL = ((Stage.PRETRAIN, True), (Stage.SFT, True), (Stage.RLHF, True))
NO_QUESTIONS = Sentence("Your text has no questions to learn from.")


def told(stage: Stage, n_trained: int, why_not: tuple = ()) -> StagesChanged:
    return StagesChanged(ALL[:n_trained], ("base", "sft", "rlhf")[: max(1, n_trained)], stage, why_not)


def at_rest(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, stage: Stage, n: int, why_not: tuple = ()
) -> None:
    """The model has ``n`` stages behind it and ``stage`` is complete."""
    engine.events = [told(stage, n, why_not), fakes.state(State.IDLE, complete=True, stage=stage)]
    pull()


def chevron(window: MainWindow, stage: Stage) -> Chevron:
    return window.top.ribbon.chevrons[stage]


def offered(window: MainWindow, stage: Stage) -> dict[str, object]:
    return {entry.text: entry.act for entry in entries(stage, window.show_state, window.actions_)}


@pytest.mark.parametrize(
    ("stage", "text", "command"),
    [
        (Stage.PRETRAIN, "Next: Fine-tuning", BeginStage(Stage.SFT)),
        (Stage.SFT, "Next: Human feedback", BeginStage(Stage.RLHF)),
        (Stage.RLHF, "More rounds", MoreRounds()),
    ],
)
def test_after_a_stage_the_dark_button_says_and_does_what_comes_next(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, stage: Stage, text: str, command: object
) -> None:
    at_rest(learner, engine, pull, stage, list(Stage).index(stage) + 1)
    assert learner.top.start.text() == text
    engine.sent.clear()
    QTest.mouseClick(learner.top.start, Qt.MouseButton.LeftButton)
    assert [c for c in engine.sent if isinstance(c, BeginStage | MoreRounds | Start)] == [command]
    assert learner.top.start.text() == "Starting…"
    assert learner.top.start.fontMetrics().horizontalAdvance(text) < learner.top.start.width() - 40, "not cut"


def test_training_longer_stays_in_the_menu_of_rarer_commands(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    longer = learner.actions_["train_longer"]
    assert longer in learner.top.more.menu().actions()
    assert not longer.isEnabled(), "it is still learning"
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    engine.sent.clear()
    longer.trigger()
    assert engine.sent == [Start()]


def test_a_stage_that_this_text_does_not_allow_is_passed_over_and_says_why(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1, ((Stage.SFT, NO_QUESTIONS),))
    assert learner.top.start.text() == "Next: Human feedback"
    assert offered(learner, Stage.SFT)[str(NO_QUESTIONS)] is None
    assert "Train it" not in offered(learner, Stage.SFT)
    assert not learner.actions_["train_sft"].isEnabled()
    assert learner.top.ribbon.texts()[1].caption == "not with this text"
    assert str(NO_QUESTIONS) in chevron(learner, Stage.SFT).toolTip()
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1, ((Stage.SFT, NO_QUESTIONS), (Stage.RLHF, NO_QUESTIONS)))
    assert learner.top.start.text() == "Train longer"


def test_each_stage_shows_its_own_share_and_a_tick_when_done(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    engine.events = [fakes.state(State.STARTING, stage=Stage.SFT), fakes.state(State.RUNNING, stage=Stage.SFT)]
    nan = float("nan")
    engine.frames = {"progress": replace(fakes.progress(step=75, fraction=0.25, loss=nan), stage=Stage.SFT)}
    pull()
    ribbon = learner.top.ribbon
    assert [text.title for text in ribbon.texts()] == ["1 Pretraining ✓", "2 Fine-tuning", "3 Human feedback"]
    assert ribbon.texts()[1].caption == "25 % · 49 s left"
    assert ribbon.fraction == pytest.approx(0.25)
    shown = [chevron(learner, stage).shown for stage in Stage]
    assert [look.active for look in shown if look] == [False, True, False]
    assert [look.begun for look in shown if look] == [True, False, False]
    assert [look.share for look in shown if look] == [400, 100, 0]
    assert "75 steps" in chevron(learner, Stage.SFT).toolTip()


def test_time_left_is_told_only_where_there_is_a_forecast(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert learner.top.ribbon.texts()[0].caption == "40 % · 49 s left"
    engine.frames = {"progress": fakes.progress(seconds_left=None)}
    pull()
    assert learner.top.ribbon.texts()[0].caption == "40 %"
    engine.events = [fakes.state(State.PAUSED)]
    engine.frames = {"progress": fakes.progress(seconds_left=49.0)}
    pull()
    assert learner.top.ribbon.texts()[0].caption == "paused at 40 %"


def test_a_stage_done_again_begins_at_nothing(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.frames = {"progress": replace(fakes.progress(step=300, fraction=1.0), stage=Stage.SFT)}
    at_rest(learner, engine, pull, Stage.SFT, 2)
    assert "✓" in learner.top.ribbon.texts()[1].title
    engine.events = [fakes.state(State.STARTING, stage=Stage.SFT), fakes.state(State.RUNNING, stage=Stage.SFT)]
    pull()
    assert "✓" not in learner.top.ribbon.texts()[1].title
    assert learner.top.ribbon.fraction == 0.0


def test_preparing_a_later_stage_is_told_there(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    engine.events = [
        fakes.state(State.STARTING, stage=Stage.SFT),
        Preparing(Sentence("Writing example answers"), 0.5),
    ]
    pull()
    assert learner.top.ribbon.texts()[1].caption == "Writing example answers · 50 %"
    assert learner.top.ribbon.texts()[0].title.endswith("✓")


def test_a_running_stage_can_be_paused_finished_and_gone_back_from(
    learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    menu = offered(learner, Stage.PRETRAIN)
    assert list(menu) == ["Pause", "Finish early", "Go back to its start", "Go to its page"]
    engine.sent.clear()
    for text in ("Pause", "Finish early", "Go back to its start"):
        menu[text]()  # type: ignore[operator]
    assert engine.sent == [Pause(), Finish()]
    assert "will be lost" in learner.notices.text()
    QTest.mouseClick(learner.notices.answers()[1], Qt.MouseButton.LeftButton)
    assert not engine.sent_of(GoBack)
    menu["Go back to its start"]()  # type: ignore[operator]
    QTest.mouseClick(learner.notices.answers()[0], Qt.MouseButton.LeftButton)
    assert engine.sent_of(GoBack) == [GoBack(Stage.PRETRAIN)]


def test_going_back_from_a_finished_stage_loses_nothing_and_asks_nothing(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.RLHF, 3)
    offered(learner, Stage.RLHF)["Go back to its start"]()  # type: ignore[operator]
    assert engine.sent_of(GoBack) == [GoBack(Stage.RLHF)]
    assert learner.notices.answers() == []


def test_a_stage_done_again_asks_first_because_it_replaces_what_was_made(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.RLHF, 3)
    menu = offered(learner, Stage.SFT)
    assert "Train it" not in menu
    engine.sent.clear()
    menu["Do it again…"]()  # type: ignore[operator]
    assert not engine.sent_of(BeginStage)
    assert "replaced" in learner.notices.text()
    QTest.mouseClick(learner.notices.answers()[1], Qt.MouseButton.LeftButton)
    assert not engine.sent_of(BeginStage)
    learner.actions_["train_sft"].trigger()
    QTest.mouseClick(learner.notices.answers()[0], Qt.MouseButton.LeftButton)
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]


def test_stages_have_keys(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    learner.setFocus()
    engine.sent.clear()
    QTest.keyClick(learner, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]
    at_rest(learner, engine, pull, Stage.RLHF, 3)
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(learner, Qt.Key.Key_F9, control_shift)
    assert engine.sent_of(MoreRounds) == [MoreRounds()]


def test_skipping_fine_tuning_is_offered_as_what_it_is(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    assert "Train it, and skip fine-tuning" in offered(learner, Stage.RLHF)
    at_rest(learner, engine, pull, Stage.SFT, 2)
    assert "Train it" in offered(learner, Stage.RLHF)


def test_the_ribbon_is_worked_by_keyboard(learner: MainWindow) -> None:
    first = chevron(learner, Stage.PRETRAIN)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    second = chevron(learner, Stage.SFT)
    assert QApplication.focusWidget() is second
    assert second.accessibleName() == "2 Fine-tuning"
    QTest.keyClick(second, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first, "there is none before it"
    QTest.keyClick(first, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert next(action.text() for action in menu.actions()) == "Pause"
    menu.close()
    flush()


def test_only_the_arrow_can_be_clicked(learner: MainWindow) -> None:
    second = chevron(learner, Stage.SFT)
    notch = QPoint(2, second.height() // 2)
    assert not second.hitButton(notch)
    assert second.hitButton(QPoint(second.width() // 2, second.height() // 2))


def test_who_begins_a_stage_sees_it(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("prediction")
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    learner.actions_["start_pause"].trigger()
    assert learner.view == "minds.tuning"
    learner.show_view("minds")
    learner.actions_["train_rlhf"].trigger()
    assert learner.view == "minds", "whoever watches the answers goes on watching them"


def test_in_a_narrow_window_the_present_stage_keeps_its_title(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    def widths() -> list[int]:
        return [chevron(learner, stage).width() for stage in Stage]

    at_rest(learner, engine, pull, Stage.RLHF, 3)
    assert max(widths()) - min(widths()) <= 1, "there is room for all"
    learner.resize(1000, 720)
    flush()
    first, second, third = widths()
    assert third > max(first, second) + 20
    title = learner.look.metrics(14.5, bold=True).horizontalAdvance(learner.top.ribbon.texts()[2].title)
    assert third - learner.look.px(33) >= title - 1
    assert learner.top.start.text() == "More rounds"
    at_rest(learner, engine, pull, Stage.SFT, 2)
    assert learner.top.start.text() == "Next stage"
    assert learner.top.start.accessibleName() == "Next: Human feedback"


def test_a_mishap_is_no_stage_that_was_trained(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    minds = ("base", "sft", "rlhf.no_leash")
    engine.events = [
        fakes.state(State.IDLE, complete=True, stage=Stage.RLHF),
        StagesChanged(ALL[:2], minds, Stage.RLHF),
    ]
    pull()
    assert "✓" not in learner.top.ribbon.texts()[2].title
    assert learner.top.start.text() == "Next: Human feedback"
    assert not learner.actions_["more_rounds"].isEnabled()
    engine.sent.clear()
    learner.top.start.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.RLHF)]
