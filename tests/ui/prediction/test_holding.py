"""How the pages hold still under the pointer, and how changes and shares are written."""

from __future__ import annotations

import pytest

from explainer.ui.numbers import fine_percent, points
from explainer.ui.panels.leftout import tinted
from explainer.ui.pictures.holding import Hold
from explainer.ui.theme import DARK, LIGHT, contrast, mix


def test_what_is_pointed_at_waits_and_the_answer_to_another_question_does_not():
    shown: list[tuple[str, int]] = []
    hold: Hold[tuple[str, int]] = Hold(lambda frame: frame[0], shown.append)
    hold.offer(("a", 1))
    hold.hold("pointer")
    hold.hold("button")
    hold.offer(("a", 2))
    hold.offer(("a", 3))
    assert shown == [("a", 1)]
    hold.hold("pointer", False)
    assert shown == [("a", 1)], "one reason is left"
    hold.hold("button", False)
    assert shown == [("a", 1), ("a", 3)], "the latest"
    hold.hold("pointer")
    hold.offer(("b", 4))
    assert shown[-1] == ("b", 4)


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [
        (0.134, 0.0, "−13"),
        (0.02, 0.024, "+0.4"),
        (0.02, 0.0196, "−0.04"),
        (0.3, 0.3, "0"),
        (0.0, 1e-6, "0"),
        (0.5, float("nan"), "–"),
        (0.0, 1.0, "+100"),
        (0.894, 0.658, "−23"),  # 89 % and 66 %
        (0.124, 0.032, "−9"),  # 12 % and 3.2 %
        (0.894, 0.891, "−0.3"),  # both 89 %
    ],
)
def test_changes_read_as_points_that_agree_with_the_shares_beside_them(now, then, text):
    assert points(now, then) == text


def test_bets_to_be_compared_keep_a_digit_that_tells_them_apart():
    shares = (0.34, 0.001, 0.0006, 0.00003, 1e-9, 0.0)
    assert [fine_percent(share) for share in shares] == ["34 %", "0.1 %", "0.06 %", "0.003 %", "<0.001 %", "0 %"]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("share", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_shaded_words_can_be_read(colours, share):
    hue, shade = tinted(share)
    assert contrast(colours.ink, mix(colours.card, getattr(colours, hue), shade)) >= 4.5
