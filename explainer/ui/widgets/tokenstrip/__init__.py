"""One row of pieces for the whole program: the pieces of a text in a row that wraps, each with all that is said of it.

What each piece says is data (``piece``), where it stands is geometry (``laying``), how it looks is ``painting``; the
widget (``strip``) knows which piece is pointed at, and tells its sentence.
"""

from explainer.ui.widgets.tokenstrip.laying import Laid, Place
from explainer.ui.widgets.tokenstrip.piece import (
    Choosing,
    Edge,
    Long,
    Piece,
    Setting,
    Tail,
    begins_word,
    prose,
    written,
)
from explainer.ui.widgets.tokenstrip.strip import TokenStrip

__all__ = [
    "Choosing",
    "Edge",
    "Laid",
    "Long",
    "Piece",
    "Place",
    "Setting",
    "Tail",
    "TokenStrip",
    "begins_word",
    "prose",
    "written",
]
