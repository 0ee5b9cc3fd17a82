"""Numbers read as people write them, and never claim more than is true."""

from __future__ import annotations

import math

import pytest

from explainer.ui import numbers


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0004, "<0.1 %"),
        (0.0042, "0.4 %"),
        (0.034, "3.4 %"),
        (0.0999, "10 %"),
        (0.34, "34 %"),
        (0.994, "99 %"),
        (0.9984, "99.8 %"),
        (0.99999, ">99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert numbers.percent(share) == text


def test_durations() -> None:
    assert [numbers.duration(s) for s in (0.2, 49, 125, 4320)] == ["0 s", "49 s", "2 min 05 s", "1 h 12 min"]


def test_counts() -> None:
    assert numbers.count(917_248) == "917,248"
    assert [numbers.short_count(n) for n in (917_248, 24_600, 1.5e9)] == ["0.9 M", "24,600", "1.5 B"]
    assert numbers.three_digits(24_612) == "24,600"
    assert numbers.megabytes(3_120_000) == "3.1 MB"


def test_blind_choices_are_e_to_the_loss() -> None:
    assert numbers.choices(math.log(6)) == pytest.approx(6)
    assert numbers.choices_text(math.log(1024)) == "1,024"
    assert numbers.choices_text(math.log(2.94)) == "2.9"


@pytest.mark.parametrize(
    ("piece", "shown"),
    [(" park", "park"), (" ", "␣"), ("\n", "↵"), (".\n", ".↵"), ("🙂", "🙂"), ("", "∅"), ("  ", "␣␣")],
)
def test_blanks_are_made_visible(piece: str, shown: str) -> None:
    assert numbers.visible(piece) == shown
