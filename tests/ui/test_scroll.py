"""What scrolls keeps its width, whether the bar is seen or not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explainer.ui.look import Look
from explainer.ui.widgets.scroll import Fading, Lane, Scroll
from tests.ui.conftest import flush, settle

WIDTH, HEIGHT = 300, 200


class Fickle(QWidget):
    """Higher where it is wider, as nothing should be: with a bar that comes and goes, Qt never comes to an end."""

    def minimumSizeHint(self) -> QSize:
        """Too high, but for the width that a bar would leave."""
        return QSize(10, 2 * HEIGHT if self.width() > WIDTH - 5 else 10)

    def resizeEvent(self, event: object) -> None:
        """Another width, another height."""
        self.updateGeometry()


def test_a_page_that_wavers_at_the_edge_of_fitting_comes_to_rest(qtbot: QtBot) -> None:
    lane = Lane(Fickle())
    qtbot.addWidget(lane)
    lane.resize(WIDTH + lane.verticalScrollBar().sizeHint().width(), HEIGHT)
    lane.show()
    flush()
    assert lane.widget().width() == WIDTH and lane.verticalScrollBar().maximum() > 0
    lane.resize(lane.width() - 20, HEIGHT)
    flush()
    assert lane.widget().width() == WIDTH - 20 and lane.verticalScrollBar().maximum() == 0


def test_the_bar_is_seen_only_where_there_is_something_to_scroll(qtbot: QtBot) -> None:
    inner = QWidget()
    scroll = Scroll(inner, "a part")
    qtbot.addWidget(scroll)
    scroll.resize(WIDTH, HEIGHT)
    scroll.show()
    pictures = []
    for height in (10, 2 * HEIGHT):
        inner.setMinimumHeight(height)
        flush()
        assert inner.width() == scroll.viewport().width()
        pictures.append(scroll.verticalScrollBar().grab().toImage())
    bare, seen = pictures
    assert len({bare.pixelColor(x, y).rgba() for x in range(bare.width()) for y in range(bare.height())}) == 1
    assert len({seen.pixelColor(x, y).rgba() for x in range(seen.width()) for y in range(seen.height())}) > 1


def test_a_text_that_goes_on_below_fades_and_its_end_does_not(qtbot: QtBot) -> None:
    inner = QLabel("line\n" * 60)
    lane = Fading(Look(), inner)
    qtbot.addWidget(lane)
    lane.resize(200, 200)
    lane.show()
    settle()
    assert lane.fade.isVisible()
    assert lane.fade.geometry().bottom() == lane.viewport().geometry().bottom()
    lane.verticalScrollBar().setValue(lane.verticalScrollBar().maximum())
    assert not lane.fade.isVisible()
    inner.setText("one line")
    settle()
    assert not lane.fade.isVisible(), "all of it is seen"
