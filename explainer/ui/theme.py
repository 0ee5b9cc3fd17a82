"""Colours with a meaning, in a light and a dark set, and the measure of contrast that holds them to account.

A colour name says what it stands for, never what it looks like, and stands for the same thing everywhere. The light
values are those of the design; the dark ones keep hue and meaning and move lightness until text reaches 4.5:1 and
graphics 3:1 against their ground (WCAG 2.2, 1.4.3 and 1.4.11). ``tests/ui/test_theme.py`` holds both sets to it.

Leaves out fonts, sizes and style sheets: see ``look`` and ``stylesheet``.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Every colour of one theme, as ``#rrggbb``."""

    name: str
    ground: str  # behind the cards
    card: str  # cards, top and bottom bar
    line: str  # hairlines round cards and controls: decoration, never the only sign of anything
    edge: str  # outline of a control that has no other shape: 3:1
    quiet: str  # fill of chips and empty stages
    quiet_strong: str  # every second chip
    ink: str  # what is read first
    ink2: str  # what is read second
    ink3: str  # what may be read
    button: str  # the dark button
    on_button: str
    button_hover: str
    focus: str  # focus ring
    pretrain: str
    pretrain_done: str  # the part of the stage that is over; likewise below
    on_stage: str  # text on a stage's colour
    sft: str
    sft_done: str
    rlhf: str
    rlhf_done: str
    embedding: str
    query: str
    key: str
    value: str
    attention: str
    feed_forward: str
    warning: str
    warning_wash: str  # ground of a notice about something that failed
    surprise: str  # the far end of the surprise scale, mixed into the card
    surprise_mix: float  # how much of it at most, so that the word stays readable


LIGHT = Colours(
    name="light",
    ground="#F5F6F8",
    card="#FFFFFF",
    line="#E1E4EA",
    edge="#868FA0",
    quiet="#EEF0F4",
    quiet_strong="#DDE3EB",
    ink="#171A21",
    ink2="#4B5363",
    ink3="#636C7C",
    button="#171A21",
    on_button="#FFFFFF",
    button_hover="#343A47",
    focus="#0072B2",
    pretrain="#0072B2",
    pretrain_done="#005383",
    on_stage="#FFFFFF",
    sft="#B45F00",
    sft_done="#824400",
    rlhf="#00785A",
    rlhf_done="#005641",
    embedding="#2C8FC9",
    query="#0072B2",
    key="#C2410C",
    value="#00785A",
    attention="#7B3FA0",
    feed_forward="#8A6D00",
    warning="#B3261E",
    warning_wash="#FBECEA",
    surprise="#B3261E",
    surprise_mix=0.60,
)

DARK = Colours(
    name="dark",
    ground="#12151B",
    card="#1C2028",
    line="#323845",
    edge="#737D90",
    quiet="#2A303B",
    quiet_strong="#3A4252",
    ink="#F2F4F8",
    ink2="#C3CAD6",
    ink3="#9AA4B5",
    button="#F2F4F8",
    on_button="#171A21",
    button_hover="#FFFFFF",
    focus="#6CBDF0",
    pretrain="#56B4E9",
    pretrain_done="#8CCDF3",
    on_stage="#10131A",
    sft="#F0A04B",
    sft_done="#F4BB7D",
    rlhf="#3FBF98",
    rlhf_done="#75D1B5",
    embedding="#56B4E9",
    query="#56B4E9",
    key="#F58A5C",
    value="#3FBF98",
    attention="#C792E8",
    feed_forward="#D4B43A",
    warning="#FF8A80",
    warning_wash="#3A2224",
    surprise="#E0483C",
    surprise_mix=0.66,
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(ground: str, colour: str, share: float) -> str:
    """``share`` of ``colour`` laid over ``ground``; 0 is the ground, 1 the colour."""
    share = min(1.0, max(0.0, share))
    pairs = zip(*([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (ground, colour)), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def tinted(colours: Colours, stage: str) -> tuple[str, str]:
    """Ground and ink of something that belongs to ``stage`` (``pretrain``, ``sft``, ``rlhf``) and is not under way."""
    colour = str(getattr(colours, stage))
    return mix(colours.card, colour, 0.2), mix(colour, colours.ink, 0.25)


def surprise_colour(colours: Colours, share: float) -> str:
    """Ground of a word that surprised the model by ``share`` (0 to 1) of what is shown as the most."""
    return mix(colours.card, colours.surprise, colours.surprise_mix * share)


def palette(colours: Colours) -> QPalette:
    """The Qt palette for everything that the style sheet does not name."""
    role = QPalette.ColorRole
    result = QPalette()
    for which, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.ink),
        (role.Base, colours.card),
        (role.AlternateBase, colours.quiet),
        (role.Text, colours.ink),
        (role.Button, colours.card),
        (role.ButtonText, colours.ink),
        (role.ToolTipBase, colours.button),
        (role.ToolTipText, colours.on_button),
        (role.Highlight, colours.focus),
        (role.HighlightedText, colours.card),
        (role.PlaceholderText, colours.ink3),
        (role.Link, colours.pretrain),
        (role.Accent, colours.focus),
    ):
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.ink3))
    return result
