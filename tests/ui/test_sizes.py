"""How big are the real ones? Numbers worked out by hand, and those that were published."""

from __future__ import annotations

import math

import pytest

from explainer.ui.panels.learning.sizes import GPT3, PUBLISHED, SizesPanel, big, rounded
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.opening import open_page


@pytest.fixture
def panel(learner: MainWindow) -> SizesPanel:
    return open_page(learner, "learning.sizes", SizesPanel, fakes.progress(tokens=1_000_000, seconds=100.0))


def test_this_run_stands_first_with_what_was_counted(panel: SizesPanel) -> None:
    own, *others = panel.table.rows
    assert (own.dials, own.pieces, own.sums) == (917_248, 1_000_000, 6 * 917_248 * 1_000_000)
    assert tuple(others) == PUBLISHED
    assert "917,248 dials, 1 million pieces read, 5.5 trillion sums" in panel.table.tell(own)


def test_what_was_not_published_is_a_dash_and_said_to_be_so(panel: SizesPanel) -> None:
    cells = dict(zip((model.name for model in panel.table.rows), panel.table.labels(), strict=True))
    assert cells["ChatGPT (2022)"] == ("ChatGPT (2022)", *["not published"] * 3)
    assert "191,000 times" in cells["GPT-3 (2020)"], "as many dials as this one"
    assert "1.5 billion dials, – pieces read, – sums" in panel.table.tell(PUBLISHED[0])


def test_times_and_years_are_those_of_a_pocket_calculator(panel: SizesPanel) -> None:
    text = panel.sentence.text()
    assert "**191,000 times** as many dials" in text  # 175e9 / 917,248 = 190,788
    assert "**300,000 times** as much" in text
    years = GPT3.sums / (6 * 917_248 * 10_000) / (365.25 * 86400)  # 10,000 pieces a second
    assert f"**{rounded(years)} years**" in text and rounded(years) == "181,000"


def test_before_it_has_read_anything_nothing_is_said_of_speed(
    panel: SizesPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert "years" not in panel.sentence.text() and "times** as many dials" in panel.sentence.text()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (940_800, "940,800"),
        (1.5e9, "1.5 billion"),
        (175e9, "175 billion"),
        (15.6e12, "15.6 trillion"),
        (3.8e25, "38 septillion"),
        (3.14e23, "314 sextillion"),
        (0, "0"),
        (math.nan, "–"),
    ],
)
def test_numbers_of_any_size_are_read(number: float, text: str) -> None:
    assert big(number) == text
