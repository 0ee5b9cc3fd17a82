"""Kinds of word as the map shows them: a name, a colour for each theme and a shape, so that colour is never alone.

Storyland tells some fifteen kinds apart; nobody can tell fifteen colours apart, so near ones share a group. Colours are
used for words too: contrast with the card is at least 4.5:1 in both themes (a test holds them to it).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from explainer.ui.look import Look
from explainer.ui.translate import Marked, mark, translated


@dataclass(frozen=True, slots=True)
class WordGroup:
    """One group: its name, Storyland's kinds in it, colours, and the shape of its dots.

    ``corners`` of a polygon, the first of them ``turn`` degrees from the top; ``star`` lets every second one lie in.
    """

    name: Marked
    kinds: tuple[str, ...]
    light: str
    dark: str
    corners: int
    turn: float = 0.0
    star: float = 1.0

    def title(self) -> str:
        """Its name in the user's language."""
        return translated(self.name)

    def colour(self, look: Look) -> str:
        """Its colour in the theme in force."""
        return self.dark if look.dark else self.light

    def shape(self, at: QPointF, radius: float) -> QPolygonF:
        """Its dot around ``at``."""
        points = []
        for i in range(self.corners):
            r = radius * (self.star if i % 2 else 1.0)
            angle = math.radians(self.turn + 360 * i / self.corners)
            points.append(QPointF(at.x() + r * math.sin(angle), at.y() - r * math.cos(angle)))
        return QPolygonF(points)


GROUPS: tuple[WordGroup, ...] = (
    WordGroup(mark("WordKinds", "names"), ("name",), "#0063A6", "#62B8F2", 24),
    WordGroup(mark("WordKinds", "he, she"), ("person",), "#5446BE", "#ABA4FF", 4, 45),
    WordGroup(mark("WordKinds", "animals"), ("animal",), "#B03E06", "#FF9A62", 3, 0),
    WordGroup(mark("WordKinds", "things"), ("thing", "box"), "#00705A", "#45C79F", 4, 0),
    WordGroup(mark("WordKinds", "food"), ("food",), "#806000", "#E3BE4A", 3, 180),
    WordGroup(mark("WordKinds", "places"), ("place", "city", "country"), "#7B3FA0", "#CF9BEE", 6),
    WordGroup(mark("WordKinds", "numbers, days"), ("number", "day"), "#B0206A", "#FF8FC0", 10, 0, 0.45),
    WordGroup(mark("WordKinds", "qualities"), ("quality", "colour", "feeling"), "#3F6A12", "#A5CF5F", 8, 0, 0.45),
    WordGroup(mark("WordKinds", "verbs"), ("verb",), "#525C6B", "#B4BFCE", 4, 90, 0.5),
)
OTHER = WordGroup(mark("WordKinds", "others"), (), "#6B7485", "#97A2B4", 24)
_GROUP_OF = {kind: i for i, group in enumerate(GROUPS) for kind in group.kinds}


def group_of(kind: str) -> int:
    """The index of the group of a Storyland kind; that of ``OTHER`` is the number of groups."""
    return _GROUP_OF.get(kind, len(GROUPS))


def groups_of(kinds: Sequence[str]) -> list[int]:
    """The group of every piece."""
    return [group_of(kind) for kind in kinds]


def group(index: int) -> WordGroup:
    """The group with that index."""
    return GROUPS[index] if index < len(GROUPS) else OTHER
