"""Both themes can be read: contrast by WCAG's measure, on the grounds on which each colour is really used."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from explainer.ui.look import Look
from explainer.ui.theme import DARK, LIGHT, Colours, contrast, mix, surprise_colour, tinted

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


def test_mix_goes_from_ground_to_colour() -> None:
    assert mix("#000000", "#FFFFFF", 0.0) == "#000000"
    assert mix("#000000", "#FF0000", 0.5) == "#800000"
    assert mix("#000000", "#FFFFFF", 7.0) == "#FFFFFF"


@BOTH
@pytest.mark.parametrize("ink", ["ink", "ink2", "ink3", "warning", "pretrain"])
@pytest.mark.parametrize("ground", ["card", "ground"])
def test_text_has_contrast_4_5(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@BOTH
@pytest.mark.parametrize("ground", ["quiet", "quiet_strong"])
def test_text_on_chips_has_contrast_4_5(colours: Colours, ground: str) -> None:
    assert contrast(colours.ink, getattr(colours, ground)) >= 4.5
    assert contrast(colours.ink2, colours.quiet) >= 4.5


@BOTH
def test_text_on_buttons_and_stages_has_contrast_4_5(colours: Colours) -> None:
    assert contrast(colours.on_button, colours.button) >= 4.5
    assert contrast(colours.on_button, colours.button_hover) >= 4.5
    for stage in ("pretrain", "sft", "rlhf"):
        for ground in (getattr(colours, stage), getattr(colours, f"{stage}_done")):
            assert contrast(colours.on_stage, ground) >= 4.5
        tint, ink = tinted(colours, stage)
        assert contrast(ink, tint) >= 4.5
        assert contrast(ink, colours.card) >= 4.5
    assert contrast(colours.ink, colours.warning_wash) >= 4.5


@BOTH
@pytest.mark.parametrize(
    "graphic",
    ["edge", "focus", "pretrain", "sft", "rlhf", "embedding", "query", "key", "value", "attention", "feed_forward"],
)
def test_graphics_have_contrast_3(colours: Colours, graphic: str) -> None:
    assert contrast(getattr(colours, graphic), colours.card) >= 3.0


@BOTH
@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_a_surprising_word_stays_readable(colours: Colours, share: float) -> None:
    assert contrast(colours.ink, surprise_colour(colours, share)) >= 4.5


@BOTH
def test_more_surprise_looks_different_at_every_step(colours: Colours) -> None:
    shades = [surprise_colour(colours, share / 4) for share in range(5)]
    assert len(set(shades)) == 5
    assert shades[0] == colours.card


def test_a_font_given_out_is_nobody_elses(qapp: QApplication) -> None:
    look = Look()
    struck = look.font(20, bold=True)
    struck.setStrikeOut(True)
    assert not look.font(20, bold=True).strikeOut()
    look.set_zoom(2.0)
    assert look.font(20, bold=True).pixelSize() == 40
