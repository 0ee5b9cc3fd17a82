"""What holds for every page of every view: what it costs, what its head and cards offer, that it leaves nothing."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from explainer.engine.commands import SetDemand
from explainer.engine.frames import PROMPT_TOPICS, Frame, Topic
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.ui import shots
from explainer.ui.app import make_window
from explainer.ui.panels.registry import PAGES, VIEW_OF, VIEWS, title
from explainer.ui.settings_store import SettingsStore
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush, running_timers
from tests.ui.paints import Paints


def frame_of_every_topic() -> dict[str, Frame]:
    return {str(topic): Frame(**fakes.HEAD, step=401) for topic in Topic}


# ---- what a page costs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", list(PAGES))
def test_exactly_the_open_page_is_demanded(
    page: str, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view(page)
    assert engine.sent_of(SetDemand)[-1].topics == PAGES[page].topics | {Topic.PROGRESS}
    learner.prompt.type("Another text")
    assert engine.sent_of(SetDemand)[-1].topics == PAGES[page].topics | {Topic.PROGRESS, Topic.NEXT_TOKEN}, (
        "the text line wants its pieces, once"
    )
    engine.frames = {"next_token": fakes.next_token("Another text", serial=learner.prompt.serial)}
    pull()
    assert engine.sent_of(SetDemand)[-1].topics == PAGES[page].topics | {Topic.PROGRESS}


def test_a_hidden_page_gets_no_frames(all_made: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    got: Counter[str] = Counter()
    for page in PAGES:

        def count(_frame: Frame, page: str = page) -> None:
            got[page] += 1

        all_made.panel(page).apply = count  # type: ignore[method-assign]
    for page, spec in PAGES.items():
        got.clear()
        all_made.bridge._latest.clear()
        all_made.bridge._waiting.clear()
        all_made.show_view(page)
        engine.frames = frame_of_every_topic()
        pull()
        assert got == {page: len(spec.topics)}


def test_hidden_pages_repaint_nothing(all_made: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    for shown in ("learning", "prediction"):
        all_made.show_view(shown)
        flush()
        hidden = [all_made.panel(page) for page in PAGES if page != shown]
        paints = Paints([w for panel in hidden for w in (panel, *panel.findChildren(QWidget))])
        engine.frames = fakes.all_frames()
        pull()
        all_made.focus.look(1, 1)
        all_made.focus.point(0)
        all_made.focus.point(None)
        flush()
        assert paints.count == 0


def test_no_clock_ticks_in_a_hidden_page(all_made: MainWindow) -> None:
    all_made.show_view("learning")
    flush()
    ticking = {
        page: [timer.interval() for timer in all_made.panel(page).findChildren(QTimer) if timer.isActive()]
        for page in PAGES
        if page != "learning"
    }
    assert {page: timers for page, timers in ticking.items() if timers} == {}


def test_minimised_nothing_is_demanded_and_nothing_drawn(
    all_made: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    all_made.show_view("learning")
    flush()
    all_made.setWindowState(Qt.WindowState.WindowMinimized)
    QApplication.processEvents()
    all_made.bridge.set_asleep(True)  # where the platform does not tell
    assert engine.sent_of(SetDemand)[-1].topics == frozenset()
    paints = Paints([all_made, *all_made.findChildren(QWidget)])
    engine.frames = fakes.all_frames()
    pull()
    assert engine.frames, "left in the mailbox, where the newest wins"
    assert paints.count == 0
    all_made.setWindowState(Qt.WindowState.WindowNoState)
    all_made.bridge.set_asleep(False)
    assert engine.sent_of(SetDemand)[-1].topics == PAGES["learning"].topics


@pytest.mark.parametrize("page", [page for page, spec in PAGES.items() if not spec.topics & PROMPT_TOPICS])
def test_a_page_without_anything_about_the_prompt_names_none(page: str, learner: MainWindow) -> None:
    learner.show_view(page)
    assert learner.panel(page).prompt_serial is None


def test_a_page_names_the_prompt_it_draws(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("prediction")
    engine.frames = {"next_token": fakes.next_token(serial=41)}
    pull()
    assert learner.panel("prediction").prompt_serial == 41
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert learner.panel("prediction").prompt_serial is None


# ---- its cards -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", list(PAGES))
def test_every_card_is_named_and_defined_and_can_be_saved_and_enlarged(page: str, learner: MainWindow) -> None:
    learner.show_view(page)
    flush()
    panel = learner.panel(page)
    assert panel.cards(), "a page is made of cards"
    assert panel.summary()
    assert panel.caption()
    for card in panel.cards():
        assert card.title
        assert card.accessibleName() == card.title
        assert not card.more_button.isHidden(), f"no exact definition of “{card.title}”"
        assert card.table is not None or isinstance(card.body, Paragraph), f"no numbers behind “{card.title}”"
        if not card.isVisible():
            continue
        assert not card.picture().isNull()
        assert card.as_svg().startswith(b"<?xml")
        card.asked.emit("fill")
        flush()
        assert learner.spotlight.card is card
        assert card.body.isVisible()
        learner.grab()
        learner.spotlight.leave()
        flush()
        assert card.isVisible()


def test_moving_pictures_can_be_stilled_and_that_is_remembered(learner: MainWindow, store: SettingsStore) -> None:
    assert learner.look.motion
    assert learner.actions_["motion"].isChecked()
    changes: list[bool] = []
    learner.look.changed.connect(lambda: changes.append(learner.look.motion))
    learner.actions_["motion"].trigger()
    assert changes == [False]
    assert not store.motion
    again = make_window(fakes.FakeEngine(), store, theme=None, zoom=None)
    assert not again.look.motion
    assert not again.actions_["motion"].isChecked()
    again.close()
    again.deleteLater()
    flush()


# ---- what it leaves --------------------------------------------------------------------------------------------------


def test_opening_everything_and_closing_leaves_nothing(
    qapp: QApplication, engine: fakes.FakeEngine, store: SettingsStore
) -> None:
    timers = running_timers()
    before = {type(w).__name__ for w in QApplication.allWidgets()}
    made = make_window(engine, store, theme="light", zoom=1.0)
    made.resize(1440, 900)
    made.show()
    engine.events = [fakes.state(State.IDLE), fakes.prepared(), fakes.state(State.RUNNING)]
    made.bridge.pull()
    engine.frames = fakes.all_frames()
    made.bridge.pull()
    windows = set(QApplication.topLevelWidgets())
    for page in PAGES:
        made.show_view(page)
        QApplication.processEvents()
        made.actions_["fill_window"].trigger()
        QApplication.processEvents()
    assert {w for w in set(QApplication.topLevelWidgets()) - windows if w.isVisible()} == set(), "no window of its own"
    panels = [weakref.ref(made.panel(page)) for page in PAGES]
    made.close()
    made.deleteLater()
    del made
    flush()
    gc.collect()
    flush()
    alive = [panel() for panel in panels if panel() is not None and shiboken6.isValid(panel())]
    assert alive == []
    left = Counter(type(w).__name__ for w in QApplication.allWidgets() if type(w).__name__ not in before)
    assert not {name: n for name, n in left.items() if name != "QTipLabel"}
    assert not running_timers() - timers


def test_shots_renders_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shots, "SETTLE", 0.1)
    settings = RunSettings(preset="xs", steps=100_000)
    paths = shots.render_shots(tmp_path, settings, size=(1280, 720), seconds=0.5, prompt="The cow says")
    assert [path.name for path in paths] == [f"{page}.png" for page in PAGES]
    assert all(path.stat().st_size > 10_000 for path in paths)


def test_every_view_has_a_title_of_its_own() -> None:
    titles = [title(view) for view in VIEWS]
    assert len(titles) == len(set(titles))
    assert all(VIEW_OF[page].id == page.partition(".")[0] for page in PAGES)
