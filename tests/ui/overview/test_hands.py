"""The Overview in people's hands: choosing by pointer and key, opening views, and the film of one trip."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import SetDemand
from explainer.ui.intents import Intent, OpenView
from explainer.ui.panels.overview.journey import Journey, Stage
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.overview.parts import VIEW_OF_KIND, Kind, Part
from explainer.ui.panels.overview.picture import TripPicture
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, wait_until
from tests.ui.frames_overview import trip
from tests.ui.overview.conftest import frame_of


def centre(picture: TripPicture, part: Part) -> QPointF:
    return next(box.center() for other, box in picture._areas if other == part)


def hover(picture: TripPicture, at: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    at_screen = QPointF(picture.mapToGlobal(at.toPoint()))
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, at_screen, none, none, Qt.KeyboardModifier.NoModifier)
    picture.mouseMoveEvent(event)


def click(picture: TripPicture, part: Part) -> None:
    at = centre(picture, part)
    hover(picture, at)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at.toPoint())


# ---- choosing --------------------------------------------------------------------------------------------------------


def test_keys_open_blocks_and_let_other_pieces_look(picture: TripPicture, learner: MainWindow) -> None:
    focus = learner.focus
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(picture, key)
    assert focus.layer == 1 and "Block 2 of 4" in picture.stepper.text()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(picture, key)
    assert focus.position == 4
    QTest.keyClick(picture, Qt.Key.Key_Home)
    assert focus.position == 0 and "only look at itself" in picture.sentence()
    QTest.keyClick(picture, Qt.Key.Key_End)
    assert focus.position is None, "the last one goes on being the last"
    QTest.keyClick(picture, Qt.Key.Key_3)
    assert focus.head == 2 and "head 3" in picture.sentence()
    QTest.keyClick(picture, Qt.Key.Key_0)
    assert "mean of 4" in picture.sentence() and focus.head == 2
    QTest.keyClick(picture, Qt.Key.Key_9)
    assert "mean of 4" in picture.sentence(), "there is no ninth head"
    focus.look(1, 3)
    assert "head 4" in picture.sentence(), "another view chose a head"


def test_small_controls_answer_clicks_and_arrows(picture: TripPicture, learner: MainWindow) -> None:
    stepper, heads = picture.stepper, picture.heads
    assert stepper.accessibleName() and heads.accessibleName() and stepper.toolTip() and heads.toolTip()
    QTest.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=stepper.boxes()[1].center().toPoint())
    assert learner.focus.layer == 1
    QTest.keyClick(stepper, Qt.Key.Key_Left)
    assert learner.focus.layer == 0
    QTest.mouseClick(heads, Qt.MouseButton.LeftButton, pos=heads.boxes()[2].center().toPoint())
    assert learner.focus.head == 1
    QTest.keyClick(heads, Qt.Key.Key_Right)
    assert learner.focus.head == 2
    for _ in range(4):
        QTest.keyClick(heads, Qt.Key.Key_Left)
    assert "mean" in heads.accessibleDescription()


def test_a_closed_block_opens_when_clicked(picture: TripPicture, learner: MainWindow) -> None:
    click(picture, Part(Kind.BLOCK, 2))
    assert learner.focus.layer == 2
    click(picture, Part(Kind.BLOCK, 1))
    assert learner.focus.layer == 1


def test_pointing_at_a_piece_lets_it_look_for_a_while(picture: TripPicture, learner: MainWindow) -> None:
    before = picture.scene and picture.scene.rows
    hover(picture, centre(picture, Part(Kind.TOKEN, 3)))
    assert picture.scene is not None and picture.scene.looking == 3 and picture.scene.rows == before
    assert learner.focus.position is None
    picture.leaveEvent(
        QMouseEvent(
            QMouseEvent.Type.Leave, QPointF(), QPointF(), *[Qt.MouseButton.NoButton] * 2, Qt.KeyboardModifier.NoModifier
        )
    )
    assert picture.scene.looking == 5


def test_a_click_on_its_dot_lets_a_piece_look(picture: TripPicture, learner: MainWindow) -> None:
    click(picture, Part(Kind.DOT, 2))
    assert learner.focus.position == 2


def test_a_ribbon_can_be_pointed_at(picture: TripPicture) -> None:
    ribbon = max(picture.ribbons(), key=lambda r: r.thick)
    assert picture.part_at(ribbon.path().pointAtPercent(0.4)) == Part(Kind.LOOK, ribbon.index)
    assert ribbon.label in picture.describe(Part(Kind.LOOK, ribbon.index))


@pytest.mark.parametrize("kind", [Kind.TOKEN, Kind.MEANING, Kind.GATHERED, Kind.BET])
def test_a_click_opens_the_view_of_a_part_where_there_is_one(
    panel: OverviewPanel, learner: MainWindow, kind: Kind
) -> None:
    asked: list[Intent] = []
    learner.dispatcher.done.connect(asked.append)
    part = next(part for part, _ in panel.picture._areas if part.kind is kind)
    click(panel.picture, part)
    view = VIEW_OF_KIND[kind]
    if view in learner.actions_.views:
        assert [intent for intent in asked if isinstance(intent, OpenView)] == [OpenView(view)]
        assert learner.view.split(".")[0] == view
    else:
        assert asked == []


def test_a_view_that_does_not_exist_is_not_offered(panel: OverviewPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel.picture, "_can_open", lambda view: False)
    assert "Click" not in panel.picture.describe(Part(Kind.TOKEN, 1))
    asked = QSignalSpy(panel.picture.view_asked)
    panel.picture.press(Part(Kind.TOKEN, 1))
    assert asked.count() == 0


def test_tab_goes_through_all_parts_and_then_leaves(picture: TripPicture, learner: MainWindow) -> None:
    learner.activateWindow()
    picture.setFocus()
    wait_until(picture.hasFocus, 5)
    stops = picture.parts()
    assert len(stops) > 20
    for part in stops:
        assert picture.focusNextPrevChild(True)
        assert picture.at == part
        assert picture.accessibleDescription() == picture.describe(part)
    picture.apply(trip(step=401), fakes.PIECES)
    assert picture.accessibleDescription() == picture.describe(stops[-1]), "a new frame does not take it away"
    picture.go(stops[0])
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    assert picture.at is None
    picture.focusNextPrevChild(True)
    assert picture.at is None and not picture.hasFocus(), "after Escape, Tab leaves"
    picture.setFocus()
    picture.go(Part(Kind.BET, 0))
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert learner.view == "prediction"


# ---- the film --------------------------------------------------------------------------------------------------------


def test_the_film_goes_through_all_stages_and_ends(panel: OverviewPanel) -> None:
    picture = panel.picture
    stages, said = [], []
    picture.journey.entered.connect(lambda stage: (stages.append(Stage(stage)), said.append(picture.sentence())))
    panel.play_button.click()
    assert picture.journey.playing and panel.play_button.text() == "Stop"
    assert picture.journey.share(Stage.BETS) == 0
    wait_until(lambda: picture.journey.share(Stage.TOKENS) == 1, 5)
    for _ in Stage:
        picture.grab()
        picture.journey.go_on()
    assert stages == list(Stage)
    assert not picture.journey.playing and panel.play_button.text() == "Follow one trip"
    assert len(set(said)) == len(Stage)
    assert "6 pieces" in said[0] and "128 numbers" in said[1] and "34 % on “park”" in said[-1]
    assert all(picture.journey.share(stage) == 1 for stage in Stage)


def test_keys_begin_and_stop_the_film(picture: TripPicture) -> None:
    QTest.keyClick(picture, Qt.Key.Key_T)
    assert picture.journey.stage is Stage.TOKENS
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.journey.stage is Stage.MEANING
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    assert not picture.journey.playing


def test_the_picture_stands_still_while_the_film_plays(panel: OverviewPanel) -> None:
    panel.picture.play()
    before = [r.label for r in panel.picture.ribbons()]
    newer = trip(seed=9, step=500)
    panel.apply(newer)
    assert [r.label for r in panel.picture.ribbons()] == before
    panel.picture.journey.stop()
    assert frame_of(panel.picture) is newer


def test_other_words_stop_the_film(panel: OverviewPanel) -> None:
    panel.picture.play()
    panel.apply(trip((" Ben", " ran")))
    assert not panel.picture.journey.playing
    assert len(panel.picture.ribbons()) == 2


def test_a_film_nobody_sees_stops_and_a_hidden_view_is_not_computed(
    panel: OverviewPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert "trip" in engine.sent_of(SetDemand)[-1].topics
    panel.picture.play()
    learner.show_view("learning")
    assert not panel.picture.journey.playing
    assert "trip" not in engine.sent_of(SetDemand)[-1].topics


def test_without_motion_stages_change_at_once(qapp: QApplication) -> None:
    journey = Journey(animate=False)
    journey.play()
    assert journey.share(Stage.TOKENS) == 1 and journey.share(Stage.MEANING) == 0
    journey.go_on()
    assert journey.share(Stage.MEANING) == 1
    journey.stop()
