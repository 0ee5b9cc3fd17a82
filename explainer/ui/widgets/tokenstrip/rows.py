"""A row of pieces in a place of so many pixels: the size of letters that fits, the lines, and what is folded away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QCoreApplication, QRectF

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.widgets.tokenstrip.inks import Inks
from explainer.ui.widgets.tokenstrip.laying import Laid, Place, lay_out
from explainer.ui.widgets.tokenstrip.piece import Long, Piece, Setting, Tail

MARGIN = 2.0  # pixels around all pieces, for frames
ARROW = 11.0  # design pixels: the biggest triangle


class Rows:
    """Where the pieces stand.

    Attributes:
        laid: where the pieces stand that are not folded away.
        sizes: of letters that are tried. size: of the letters that was taken, design pixels.
        heading: what stands before the first. skipped: how many are folded away there. lead: what stands there now.
        tail: what stands after the last. tail_hue: the colour of a block there.
        height: of the place, pixels. first_line: the first line that is seen.
    """

    def __init__(self, look: Look, setting: Setting) -> None:
        self.look = look
        self.setting = setting
        self._pieces: tuple[Piece, ...] = ()
        self.sizes = setting.sizes
        self.size = setting.sizes[-1]
        self.laid = Laid()
        self.skipped = 0
        self.heading = self.lead = ""
        self.tail, self.tail_hue = Tail.NONE, "ink"
        self.width = self.height = 0
        self.first_line = 0
        self._inks: dict[float, Inks] = {}

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them, in reading order."""
        return self._pieces

    @pieces.setter
    def pieces(self, pieces: tuple[Piece, ...]) -> None:
        self._pieces = pieces
        self.__dict__.pop("above", None)

    def fill(self, width: int, height: int) -> None:
        """Lay the pieces out in a place of so many pixels."""
        self.width, self.height = width, height
        self.skipped, self.lead = 0, self.heading
        for size in self.sizes:
            self.size, self.laid = size, self.laid_in(size)
            if self.laid.n_lines <= self._whole_lines:
                break
        if self.setting.long is Long.CUT and self.laid.n_lines > self.fitting:
            self.laid = self.laid_in(self.size, tail=True)
        while self.setting.long is Long.FOLD and self.laid.n_lines > self.fitting and self._fold():
            pass

    def holds(self, size: float) -> bool:
        """Whether all pieces have room in letters of ``size``."""
        free = self.height - MARGIN + self.look.px(size * self.setting.leading)
        return self.laid_in(size).n_lines * self.line_height(size) <= free

    def _fold(self) -> bool:
        """Leave as many pieces away as take the lines that are too many, or one; whether there was one to leave."""
        over = self.laid.n_lines - self.fitting
        nth = next((place.index for place in self.laid.places if place.line >= over), 0)
        nth = max(nth, self.skipped + 1)
        if nth >= len(self.pieces):
            return False
        self.skipped = nth
        self.lead = QCoreApplication.translate("TokenStrip", "… {n} earlier").format(n=count(nth))
        self.laid = self.laid_in(self.size, nth)
        return True

    def laid_in(self, size: float, first: int = 0, *, tail: bool = False) -> Laid:
        """The pieces from ``first`` on, in letters of ``size``; with room for dots or block behind where ``tail``."""
        laid = self.lay(self.pieces[first:], size, tail=tail)
        if not first:
            return laid
        moved = (Place(p.index + first, p.line, p.x, p.w, p.joined_left, p.joined_right) for p in laid.places)
        return Laid(tuple(moved), laid.n_lines, laid.from_right)

    def lay(self, pieces: Sequence[Piece], size: float, *, tail: bool = False) -> Laid:
        """Where any ``pieces`` would stand here; see ``laid_in``."""
        s, px, inks = self.setting, self.look.px, self.inks_of(size)
        behind = size * self.look.zoom if tail or s.writes else 0.0
        return lay_out(
            pieces,
            [px(s.place) - 2 * px(s.pad) if s.place else inks.width(piece) for piece in pieces],
            max(px(40), self.width - 2 * MARGIN - behind),
            pad=px(s.pad),
            gap=s.gap * self.look.zoom + px(size) * s.space,
            between=px(2) if s.tiles else 0.0,
            tiles=s.tiles,
            indent=inks.metrics.horizontalAdvance(self.lead) + px(6) if self.lead else 0.0,
        )

    @property
    def inks(self) -> Inks:
        """Fonts of the present size."""
        return self.inks_of(self.size)

    def inks_of(self, size: float) -> Inks:
        """Fonts of a size."""
        if size not in self._inks:
            self._inks[size] = Inks(self.look, self.setting, size)
        return self._inks[size]

    def restyle(self) -> None:
        """Forget the fonts."""
        self._inks = {}
        self.__dict__.pop("above", None)

    # ---- heights ----------------------------------------------------------------------------------------------------

    @cached_property
    def above(self) -> int:
        """Room for brackets, where there are any."""
        return self._most_above if self.setting.above and any(piece.above for piece in self.pieces) else 0

    @property
    def _most_above(self) -> int:
        return self.look.px(self.setting.above + 2) if self.setting.above else 0

    def box_height(self, size: float) -> int:
        """Of a piece."""
        return self.look.px(size * self.setting.box)

    def line_height(self, size: float) -> int:
        """Pixels from one line to the next."""
        s, px = self.setting, self.look.px
        below = max(px(s.below + 4) if s.below else 0, px(ARROW + 2) if s.arrows else 0)
        return self.box_height(size) + below + self.above + px(size * s.leading)

    def height_of(self, lines: float, size: float | None = None) -> int:
        """Pixels that so many lines take in letters of ``size``, the smallest where that is None.

        With brackets or without: it does not change with the text.
        """
        line = self.line_height(size or self.setting.sizes[-1]) - self.above + self._most_above
        return math.ceil(lines * line + MARGIN)

    @property
    def fitting(self) -> int:
        """Whole lines that fit, and one where none does."""
        return max(1, self._whole_lines)

    @property
    def _whole_lines(self) -> int:
        """The space after the last one need not fit."""
        free = self.height - MARGIN + self.look.px(self.size * self.setting.leading)
        return int(free // self.line_height(self.size))

    # ---- places -----------------------------------------------------------------------------------------------------

    def place(self, index: int) -> Place | None:
        """Where a piece stands; None where it is folded away."""
        places = self.laid.places
        at = index - (places[0].index if places else 0)
        return places[at] if 0 <= at < len(places) else None

    def box(self, place: Place) -> QRectF:
        """Where a piece is drawn, pixels."""
        top = MARGIN / 2 + (place.line - self.first_line) * self.line_height(self.size) + self.above
        return QRectF(MARGIN + place.x, top, place.w, self.box_height(self.size))

    def seen(self, place: Place) -> bool:
        """Whether its line is in sight."""
        return 0 <= place.line - self.first_line < self.fitting

    def in_sight(self) -> Sequence[tuple[Place, QRectF]]:
        """Pieces and boxes of the lines in sight."""
        return [(place, self.box(place)) for place in self.laid.places if self.seen(place)]
