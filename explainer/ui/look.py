"""What everything looks like right now: one theme, one zoom, the fonts and sizes that follow from them, and motion.

Every widget is given the one ``Look`` and asks it for colours, fonts and lengths; when theme, zoom or motion change it
says so once, and widgets with sizes of their own set them again. There is no global: tests make as many looks as they
like.

Zoom multiplies every length, not only fonts, so that the window keeps its proportions on a projector.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from explainer.ui.theme import DARK, LIGHT, Colours

# Inter where it is installed; elsewhere the system's own face for interfaces. We ship no font.
FAMILIES = (
    "Inter",
    "Segoe UI Variable Text",
    "Segoe UI",
    ".AppleSystemUIFont",
    "Helvetica Neue",
    "Cantarell",
    "Noto Sans",
    "DejaVu Sans",
)
ZOOM_STEPS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)

LEAST_ZOOM, MOST_ZOOM = ZOOM_STEPS[0], ZOOM_STEPS[-1]

TITLE, HEADING, BODY, SMALL, TINY = 24.0, 16.0, 15.5, 13.5, 12.5  # px at 100 %


def bounded(zoom: float) -> float:
    """``zoom`` within what a window can be used at; 1 where it is no number."""
    return 1.0 if math.isnan(zoom) else min(MOST_ZOOM, max(LEAST_ZOOM, zoom))


def _font(pixels: int, weight: QFont.Weight, *, digits: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if digits:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Look(QObject):
    """Theme and zoom in force, and what follows from them.

    Attributes:
        colours: of the theme in force.
        zoom: 1 is 100 %.
        motion: whether pictures may move by themselves; where not, they jump to where a movement would end.
    """

    changed = Signal()

    def __init__(
        self, colours: Colours = LIGHT, zoom: float = 1.0, parent: QObject | None = None, *, motion: bool = True
    ) -> None:
        super().__init__(parent)
        self.colours = colours
        self.zoom = bounded(zoom)
        self.motion = motion
        self._fonts: dict[tuple[int, QFont.Weight, bool], QFont] = {}

    def set_theme(self, dark: bool) -> None:
        """Switch to the dark or the light set."""
        colours = DARK if dark else LIGHT
        if colours is not self.colours:
            self.colours = colours
            self.changed.emit()

    def set_zoom(self, zoom: float) -> None:
        """Zoom to ``zoom`` (1 is 100 %), kept within 50 and 300 %."""
        zoom = bounded(zoom)
        if abs(zoom - self.zoom) > 1e-6:
            self.zoom = zoom
            self.changed.emit()

    def set_motion(self, motion: bool) -> None:
        """Let pictures move, or hold them still."""
        if motion != self.motion:
            self.motion = motion
            self.changed.emit()

    def zoom_by(self, steps: int) -> None:
        """Go ``steps`` steps up (positive) or down the zoom ladder."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda i: abs(ZOOM_STEPS[i] - self.zoom))
        self.set_zoom(ZOOM_STEPS[min(len(ZOOM_STEPS) - 1, max(0, nearest + steps))])

    @property
    def dark(self) -> bool:
        """Whether the dark set is in force."""
        return self.colours.name == "dark"

    def px(self, length: float) -> int:
        """``length`` design pixels on this screen, at least 1."""
        return max(1, round(length * self.zoom))

    def font(self, size: float = BODY, *, bold: bool = False, digits: bool = False) -> QFont:
        """The interface font at ``size`` design pixels; ``digits`` gives every digit the same width."""
        heavy = QFont.Weight.Bold if size >= 20 else QFont.Weight.DemiBold
        wanted = self.px(size), heavy if bold else QFont.Weight.Normal, digits
        if wanted not in self._fonts:
            self._fonts[wanted] = _font(*wanted[:2], digits=digits)
        return QFont(self._fonts[wanted])  # its own, with the engine that the other has found already

    def metrics(self, size: float = BODY, *, bold: bool = False) -> QFontMetricsF:
        """Metrics of that font."""
        return QFontMetricsF(self.font(size, bold=bold))

    def colour(self, name: str) -> QColor:
        """The colour called ``name`` in the theme in force."""
        return QColor(str(getattr(self.colours, name)))
