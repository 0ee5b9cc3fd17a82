"""The base of every drawing: told by pointer, by keys and to screen readers; seen to have the keys; empty or not."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.widgets.picture import Picture
from tests.ui.conftest import flush

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value


class Boxes(Picture[int]):
    """Some boxes of 20 pixels side by side; a click on an even one is counted."""

    SIZE, LEAST = (300, 40), (100, 20)

    def __init__(self, look: Look, n: int, hold: object = None) -> None:
        super().__init__(look, "Boxes", "Here boxes will stand.", hold=hold)
        self.n, self.pressed, self.heard = n, [], []

    def parts(self) -> Sequence[int]:
        return range(self.n)

    def place(self, part: int) -> QRectF:
        return QRectF(20 * part, 10, 20, 20)

    def describe(self, part: int) -> str:
        return f"Box {part + 1} of {self.n}"

    def can_press(self, part: int) -> bool:
        return part % 2 == 0

    def press(self, part: int) -> None:
        self.pressed.append(part)

    def told(self) -> None:
        self.heard.append(self.at)

    def draw(self, painter: QPainter) -> None:
        for part in self.parts():
            painter.drawRect(self.place(part))


class Reasons(set[str]):
    """Why a picture stands still."""

    def hold(self, reason: str, wanted: bool = True) -> None:
        (self.add if wanted else self.discard)(reason)


@pytest.fixture
def look() -> Look:
    return Look()


def shown(qtbot: QtBot, look: Look, n: int = 12, hold: object = None) -> Boxes:
    boxes = Boxes(look, n, hold)
    qtbot.addWidget(boxes)
    boxes.resize(300, 40)
    boxes.show()
    flush()
    return boxes


def test_the_part_under_the_pointer_is_told_and_no_other(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look)
    for x, at in ((50, 2), (59, 2), (61, 3), (299, None)):
        QTest.mouseMove(boxes, QPoint(x, 15))
        assert boxes.at == at
    assert boxes.heard == [2, 3, None], "said once, when it changes"
    QTest.mouseMove(boxes, QPoint(50, 15))
    assert QToolTip.text() == "Box 3 of 12" and boxes.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(boxes, QPoint(70, 15))
    assert boxes.cursor().shape() == Qt.CursorShape.ArrowCursor, "a click does nothing there"
    boxes.leaveEvent(QEvent(QEvent.Type.Leave))
    assert boxes.at is None


def test_the_keys_go_through_all_parts_and_press_them(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look)
    boxes.setFocus()
    steps = (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 11),
        (Qt.Key.Key_Right, 11),
        (Qt.Key.Key_Home, 0),
    )
    for key, at in steps:
        QTest.keyClick(boxes, key)
        assert boxes.at == at and boxes.accessibleDescription() == boxes.describe(at)
    QTest.keyClick(boxes, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert boxes.at == 10
    QTest.keyClick(boxes, Qt.Key.Key_Return)
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    QTest.keyClick(boxes, Qt.Key.Key_Return)
    assert boxes.pressed == [10], "an odd one cannot be pressed"
    QTest.keyClick(boxes, Qt.Key.Key_Escape)
    assert boxes.at is None
    QTest.keyClick(boxes, Qt.Key.Key_Left)
    assert boxes.at == 11, "back from nowhere is the last"


def test_a_click_presses_what_can_be_pressed(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look)
    for x in (45, 65, 295):
        QTest.mouseClick(boxes, Qt.MouseButton.LeftButton, pos=QPoint(x, 15))
    QTest.mouseClick(boxes, Qt.MouseButton.RightButton, pos=QPoint(5, 15))
    assert boxes.pressed == [2]


def test_what_is_looked_at_stands_still_until_all_have_let_go(qtbot: QtBot, look: Look) -> None:
    reasons = Reasons()
    boxes = shown(qtbot, look, hold=reasons)
    boxes.setFocus()
    assert not reasons, "to have the keys is not yet to look"
    boxes.enterEvent(QEnterEvent(QPointF(5, 15), QPointF(5, 15), QPointF(5, 15)))
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    assert reasons == {"pointer", "keyboard"}
    boxes.leaveEvent(QEvent(QEvent.Type.Leave))
    assert reasons == {"keyboard"} and boxes.at == 0, "the keys are still there"
    boxes.clearFocus()
    assert not reasons and boxes.at is None


def test_the_ring_goes_round_the_part_that_the_keys_have_gone_to(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look)
    ring = look.colour("focus").name()

    def ringed(x: int, y: int) -> bool:
        image = boxes.grab().toImage()
        ratio = image.devicePixelRatio()
        return image.pixelColor(round(x * ratio), round(y * ratio)).name() == ring

    boxes.clearFocus()
    assert not ringed(150, 1)
    boxes.setFocus()
    assert ringed(150, 1), "round the whole"
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    assert not ringed(150, 1) and ringed(10, 11), "round the first box"


def test_nothing_to_draw_is_a_sentence_and_no_key_goes_anywhere(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look, n=0)
    before = boxes.grab().toImage()
    boxes.setFocus()
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    QTest.mouseMove(boxes, QPoint(5, 15))
    assert boxes.at is None
    boxes.clearFocus()
    boxes.set_empty_text("Other words.")
    assert boxes.grab().toImage() != before


def test_it_has_its_size_at_every_zoom(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look)
    assert boxes.sizeHint().toTuple() == (300, 40) and boxes.minimumSizeHint().toTuple() == (100, 20)
    look.set_zoom(2.0)
    assert boxes.sizeHint().toTuple() == (600, 80) and boxes.minimumSizeHint().toTuple() == (200, 40)


def test_screen_readers_are_told_every_part_with_its_place(qtbot: QtBot, look: Look) -> None:
    boxes = shown(qtbot, look, n=3)
    label = QLabel("beside", boxes)
    label.show()
    read = QAccessible.queryAccessibleInterface(boxes)
    assert read.role() == QAccessible.Role.Graphic and read.text(Name) == "Boxes"
    children = [read.child(i) for i in range(read.childCount())]
    assert [child.text(Name) for child in children] == ["beside", "Box 1 of 3", "Box 2 of 3", "Box 3 of 3"]
    assert [child.role() for child in children[1:]] == [QAccessible.Role.ListItem] * 3
    assert children[2].rect().topLeft() == boxes.mapToGlobal(QPoint(20, 10))
    assert children[2].parent().text(Name) == "Boxes" and read.indexOfChild(children[2]) == 2
    middle = boxes.mapToGlobal(QPoint(50, 20))
    label.move(200, 0)
    assert read.childAt(middle.x(), middle.y()).text(Name) == "Box 3 of 3"
    assert read.text(Value) == "" and read.focusChild() is None
    boxes.setFocus()
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    assert read.text(Value) == "Box 1 of 3" == read.focusChild().text(Name)
    assert children[1].state().focused and not children[2].state().focused
    boxes.n = 1
    assert read.childCount() == 2 and not children[3].isValid() and children[3].text(Name) == ""


def test_what_was_read_aloud_may_be_gone(qapp: QApplication, look: Look) -> None:
    for _ in range(20):
        boxes = Boxes(look, 3)
        read = QAccessible.queryAccessibleInterface(boxes)
        assert read.child(1).text(Name) == "Box 2 of 3"
        del read
        boxes.deleteLater()
        del boxes
        flush()
        gc.collect()
