"""Attention: what holds for all its pages."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.engine.frames import Topic
from explainer.ui.look import Look
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.pictures import heatmap
from explainer.ui.theme import DARK, LIGHT, contrast
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_attention as frames
from tests.ui.conftest import Pull, flush
from tests.ui.opening import open_page


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
def test_an_empty_page_says_what_will_appear(window: MainWindow, page: str) -> None:
    panel = open_page(window, page)
    assert "yet" in panel.summary()
    panel.grab()
    assert panel.caption()


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
def test_every_card_gives_its_numbers(learner: MainWindow, page: str) -> None:
    panel = open_page(learner, page)
    assert all(card.numbers() is None for card in panel.cards())
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        panel.apply(frame)
    for card in panel.cards():
        table = card.numbers()
        assert table is not None and table.rows, card.title
        assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_fit_a_small_window_in_both_themes(learner: MainWindow, page: str, zoom: float, dark: bool) -> None:
    learner.look.set_theme(dark)
    learner.look.set_zoom(zoom)
    learner.resize(round(1280 * zoom), round(720 * zoom))
    panel = open_page(learner, page)
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        panel.apply(frame)
    flush()
    area = learner.stack.of(page).scroll_area
    assert area.verticalScrollBar().maximum() == 0 and area.horizontalScrollBar().maximum() == 0
    panel.grab()


def test_frames_reach_the_page_through_the_window(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    panel = open_page(learner, "attention")
    serial = learner.prompt.serial
    engine.frames = {Topic.ATTENTION: frames.attention(serial=serial), Topic.HEADS: frames.heads()}
    pull()
    assert isinstance(panel, AttentionPanel)
    assert panel.words_card.title == "Where does “box” look?"
    learner.story.refresh()  # it does so itself, once in a while
    assert "From **“box”** it now looks hardest at **" in learner.story.text()


def test_text_on_every_shade_is_readable() -> None:
    for colours in (LIGHT, DARK):
        for share in np.linspace(0, 1, 60):
            ground = heatmap.shade(colours, "attention", float(share))
            assert contrast(heatmap.ink_on(ground, colours.ink, colours.card), ground) >= 4.5


def test_a_heatmap_has_the_shade_of_each_weight_in_its_cell(qapp: object) -> None:
    look = Look()
    weights = np.array([[1.0, 0.0], [0.25, 0.75]])
    image = heatmap.picture(heatmap.levels(weights), heatmap.table(look.colours, "attention"))
    for row, column in np.ndindex(2, 2):
        expected = heatmap.shade(look.colours, "attention", float(weights[row, column]))
        assert image.pixelColor(column, row).name().upper() == expected
