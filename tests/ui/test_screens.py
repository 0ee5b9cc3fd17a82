"""The first window with its frame lies on the screen, whatever the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMargins, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from explainer.engine.settings import RunSettings
from explainer.ui.app import make_window
from explainer.ui.screens import KeepOnScreen, first_place, within
from explainer.ui.settings_store import SettingsStore
from explainer.ui.shots import render_shots
from tests.ui import fakes

FRAMES = (QMargins(1, 24, 1, 1), QMargins(0, 0, 0, 0), QMargins(2, 37, 2, 2), QMargins(8, 31, 8, 8))
SCREENS = (QRect(0, 0, 1440, 900), QRect(0, 0, 1366, 768), QRect(64, 27, 960, 573), QRect(1920, 0, 1024, 600))


@pytest.mark.parametrize("free", SCREENS)
@pytest.mark.parametrize("frame", [QMargins(0, 24, 0, 0), QMargins(), QMargins(0, 37, 0, 0)])
def test_a_usual_frame_fits_at_once(free: QRect, frame: QMargins) -> None:
    assert free.contains(first_place(free).marginsAdded(frame))


def test_a_large_screen_gives_the_size_that_is_wanted() -> None:
    assert first_place(QRect(0, 0, 2560, 1440)).size().toTuple() == (1440, 900)


@pytest.mark.parametrize("free", SCREENS)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_window_that_hangs_over_comes_in_and_one_that_fits_stays(free: QRect, frame: QMargins) -> None:
    for window in (QRect(free.x() - 5, free.y(), 1440, 900), QRect(free.right() - 100, free.bottom() - 50, 700, 500)):
        assert free.contains(within(window, free, frame).marginsAdded(frame))
    fits = QRect(free.x() + 40, free.y() + 40, 700, 400)
    assert within(fits, free, frame) == fits


def test_the_real_window_leaves_room_for_its_frame(qapp: QApplication, tmp_path: Path) -> None:
    window = make_window(fakes.FakeEngine(), SettingsStore.at(tmp_path / "s.ini"), theme="light", zoom=1.0)
    free = QGuiApplication.primaryScreen().availableGeometry()
    assert free.contains(window.geometry().marginsAdded(QMargins(0, 24, 0, 0)))
    window.deleteLater()


def test_a_frame_that_is_told_late_is_made_room_for(qapp: QApplication) -> None:
    class Framed(QWidget):
        def frameGeometry(self) -> QRect:
            return self.geometry().marginsAdded(QMargins(1, 60, 1, 1))

    window = Framed()
    free = QGuiApplication.primaryScreen().availableGeometry()
    window.setGeometry(free)
    keeper = KeepOnScreen(window)
    window.show()
    for _ in range(4):
        keeper.look()
    assert free.contains(window.frameGeometry())
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("zoom", [float("nan"), float("inf"), float("-inf"), 0.0, -1.0, 0.1, 100.0])
def test_pictures_of_an_impossible_size_are_refused_in_words(qapp: QApplication, tmp_path: Path, zoom: float) -> None:
    with pytest.raises(ValueError, match=r"from 0\.5 to 3"):
        render_shots(tmp_path, RunSettings(preset="xs"), zoom=zoom, seconds=0.1)
