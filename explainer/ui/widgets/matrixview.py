"""Numbers in rows and columns as a table of shades: a heat map that can be walked through, and read.

A view says how many rows and columns there are, how they are called, what the ground of a cell is and what is written
in it. Cells are as large as there is room for, within limits; below the least the table scrolls and its names stand
still. Many small cells are one picture with a pixel each (``image``), few are drawn one by one, rounded. Where not all
names fit, some are written, always those of what is pointed at or strong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.pictures import heatmap
from explainer.ui.widgets.picture import ARROWS, Holder
from explainer.ui.widgets.scroll import LANE
from explainer.ui.widgets.scrolledpicture import ScrolledPicture

Cell = tuple[int, int]  # row and column, from 0

ROUNDED = 900  # cells in sight up to which each is drawn by itself
SMALLEST = 8  # pixels of a cell that is
LEAST_NAME, LEAST_SLANTED = 15.0, 17.0  # design pixels that a name needs


class Grid(Sequence[Cell]):
    """All cells of a table, row by row, without making them."""

    def __init__(self, n_rows: int, n_columns: int) -> None:
        self.n_rows, self.n_columns = n_rows, n_columns

    def __len__(self) -> int:
        return self.n_rows * self.n_columns

    def __getitem__(self, index: int) -> Cell:  # type: ignore[override]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return divmod(index % len(self), self.n_columns)

    def __contains__(self, cell: object) -> bool:
        return isinstance(cell, tuple) and 0 <= cell[0] < self.n_rows and 0 <= cell[1] < self.n_columns

    def index(self, cell: Cell, *_: int) -> int:
        """Its place among them."""
        return cell[0] * self.n_columns + cell[1]


class MatrixView(ScrolledPicture[Cell]):
    """A table of shades; see the module's docstring.

    Attributes:
        shape: how many rows and columns there are.
    """

    SCROLLS = (True, True)  # across and down, where cells would be smaller than their least
    LEAST_CELL: tuple[float, float] = (1, 1)  # design pixels
    MOST_CELL: tuple[float, float] = (48, 48)
    SQUARE = True  # cells are as wide as they are high
    GAP: float | None = None  # between cells, design pixels; None for a little of their size
    NAMES = 13.5  # letters of the names, design pixels
    MOST_NAME = 92.0  # the longest name of a row, design pixels
    SLANTED = False  # names of columns, where they are longer than their columns are wide
    TEXTS = False  # something stands in the cells (``draw_text``)
    BELOW = False  # names of columns stand below
    AROUND = (10.0, 8.0, 8.0, 2.0)  # design pixels left free: between names and cells, above, at the right, below
    RADIUS = 4.0

    def __init__(
        self, look: Look, name: str, empty: str, parent: QWidget | None = None, *, hold: Holder | None = None
    ) -> None:
        super().__init__(look, name, empty, parent, hold=hold)
        self.shape: Cell = (0, 0)
        self._corner = 0
        self._widest: tuple[float, float] = (0, 0)  # names of rows and of columns, in pixels
        self._pitch: tuple[float, float] | None = None  # worked out once for every size: painting asks for each cell
        self._window: QRectF | None = None

    # ---- what a table gives -----------------------------------------------------------------------------------------

    def row_name(self, row: int) -> str:
        """What a row is called."""
        raise NotImplementedError

    def column_name(self, column: int) -> str:
        """What a column is called."""
        raise NotImplementedError

    def strong_names(self) -> tuple[frozenset[int], frozenset[int]]:
        """Rows and columns whose names stand out, besides those of the cell that is told about."""
        return frozenset(), frozenset()

    def ground(self, cell: Cell) -> QColor:
        """The shade of a cell; the same object where it is the same shade as before costs less."""
        raise NotImplementedError

    def image(self) -> QImage | None:
        """All cells with a pixel each, for tables of many."""
        return None

    def draw_text(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        """Write, or draw, what stands in a cell."""

    def draw_marks(self, painter: QPainter) -> None:
        """Draw what lies over the cells: outlines of chosen ones."""

    def hidden(self, cell: Cell) -> bool:
        """Whether the keys pass over a cell."""
        return False

    def home(self) -> Cell:
        """The cell from which the keys start."""
        return 0, 0

    def named(self) -> tuple[Iterable[int], Iterable[int]]:
        """Which rows and columns have their names written: as many as there is room for, the strong ones always."""
        at, (rows, columns) = self.at or (-1, -1), self.strong_names()
        width, height = self.pitch()
        least = self._look.px(LEAST_SLANTED if self.SLANTED else LEAST_NAME)
        down, across = heatmap.every(height, self._look.px(LEAST_NAME)), heatmap.every(width, least)
        return (
            heatmap.labelled(self.shape[0], down, (*rows, at[0])),
            heatmap.labelled(self.shape[1], across, (*columns, at[1])),
        )

    # ---- what all of them do ----------------------------------------------------------------------------------------

    def set_shape(self, n_rows: int, n_columns: int) -> None:
        """There are so many rows and columns, and their names may be others."""
        if (n_rows, n_columns) != self.shape:
            self.shape, self._pitch, self._window = (n_rows, n_columns), None, None
            self.updateGeometry()
        self._measure()
        self.renew()
        self.set_range()

    def clear(self) -> None:
        """Show nothing."""
        self.let_go()
        self.set_shape(0, 0)

    def parts(self) -> Sequence[Cell]:
        """All cells."""
        return Grid(*self.shape)

    def minimumSizeHint(self) -> QSize:
        """So much that nothing that does not scroll is smaller than it may be."""
        size, (left, top, right, below) = super().minimumSizeHint(), self.margins()
        (n_rows, n_columns), (width, height) = self.shape, self.least_cell()
        across, down = (0 if scrolls else n for scrolls, n in zip(self.SCROLLS, (n_columns, n_rows), strict=True))
        cells = QSize(math.ceil(left + across * width + right), math.ceil(top + down * height + below))
        return size.expandedTo(cells)

    def least_cell(self) -> tuple[float, float]:
        """The least width and height of a cell, in pixels."""
        return self.LEAST_CELL[0] * self._look.zoom, self.LEAST_CELL[1] * self._look.zoom

    def margins(self) -> tuple[float, float, float, float]:
        """What lies around the cells, in pixels: left, top, right and below."""
        left, above, right, below = map(self._look.px, self.AROUND)
        row, column = self._widest
        if self.SLANTED:
            above += round(column * math.sqrt(0.5)) + self._look.px(10)
            right += round(0.8 * column * math.sqrt(0.5))
        elif self.BELOW:
            below += self._look.px(20)
        else:
            above += self._look.px(17)
        return max(row + left, self._corner), above, right, below

    def room(self) -> QRectF:
        """Where cells may be."""
        left, top, right, below = self.margins()
        return QRectF(left, top, max(1.0, self.width() - left - right), max(1.0, self.height() - top - below))

    def pitch(self) -> tuple[float, float]:
        """Pixels from column to column and from row to row."""
        if self._pitch is None:
            self._pitch = self._fitting()
        return self._pitch

    def _fitting(self) -> tuple[float, float]:
        room, zoom, (n_rows, n_columns) = self.room(), self._look.zoom, self.shape
        (most_w, most_h), least = self.MOST_CELL, self.least_cell()
        least_w, least_h = (size if scrolls else 1.0 for scrolls, size in zip(self.SCROLLS, least, strict=True))
        width = max(least_w, min(room.width() / max(1, n_columns), most_w * zoom))
        height = max(least_h, min(room.height() / max(1, n_rows), most_h * zoom))
        return (min(width, height),) * 2 if self.SQUARE else (width, height)

    def whole(self) -> QSizeF:
        """All cells."""
        width, height = self.pitch()
        return QSizeF(self.shape[1] * width, self.shape[0] * height)

    def window_box(self) -> QRectF:
        """Where cells are drawn; a square table stands in the middle."""
        if self._window is None:
            self._window = self._placed()
        return self._window

    def set_range(self) -> None:
        """All is worked out anew."""
        self._pitch = self._window = None
        super().set_range()

    def set_corner(self, width: int) -> None:
        """Something in the corner needs ``width`` pixels at the left."""
        if width != self._corner:
            self._corner = width
            self.set_range()

    def _placed(self) -> QRectF:
        room, whole = self.room(), self.whole()
        box = QRectF(room.topLeft(), whole.boundedTo(room.size()))
        spare = room.width() - box.width()
        return box.translated(max(0.0, spare / 2 - room.left() / 4), 0) if self.SQUARE else box

    def notch(self) -> float:
        """A notch of the wheel is a cell."""
        return max(self.pitch())

    def place(self, cell: Cell) -> QRectF:
        """A cell with the gap behind it."""
        (width, height), origin = self.pitch(), self.origin()
        return QRectF(origin.x() + cell[1] * width, origin.y() + cell[0] * height, width, height)

    def box(self, row: int, column: int) -> QRectF:
        """A cell as it is drawn."""
        gap = self._gap()
        return self.place((row, column)).adjusted(0, 0, -gap, -gap)

    def _gap(self) -> float:
        return max(1.0, min(self.pitch()) * 0.07) if self.GAP is None else self._look.px(self.GAP)

    def part_at(self, point: QPointF) -> Cell | None:
        """The cell under ``point``."""
        if not self.window_box().contains(point):
            return None
        (width, height), at = self.pitch(), point - self.origin()
        found = int(at.y() // height), int(at.x() // width)
        return found if found in self.parts() else None

    def start(self) -> Cell:
        """The cell that the keys go on from."""
        return self.at if self.at is not None else self.home()

    def step(self, key: Qt.Key, many: int) -> Cell | None:
        """Arrows go in their direction, Home and End to the first and last cell."""
        last = self.shape[0] - 1, self.shape[1] - 1
        ends = {Qt.Key.Key_Home: (0, 0), Qt.Key.Key_End: last}
        if key in ends:
            row, column = ends[key]
        elif key in ARROWS:
            (row, column), (down, on) = self.start(), ARROWS[key]
            row, column = (
                min(max(0, row + many * down), last[0]),
                min(max(0, column + many * on), last[1]),
            )
        else:
            return None
        while column and self.hidden((row, column)):
            column -= 1
        return row, column

    def ring(self) -> QRectF:
        """Around a cell, not too small to be seen; else around all."""
        box = super().ring()
        grow = max(0.0, (self._look.px(10) - box.width()) / 2)
        return box.adjusted(-grow, -grow, grow, grow)

    def in_sight(self) -> tuple[range, range]:
        """Rows and columns of which something is seen."""
        window, origin, (width, height) = self.window_box(), self.origin(), self.pitch()
        return (
            _span(window.top() - origin.y(), window.height(), height, self.shape[0]),
            _span(window.left() - origin.x(), window.width(), width, self.shape[1]),
        )

    def draw(self, painter: QPainter) -> None:
        """Cells, what marks some of them, and names."""
        look, window = self._look, self.window_box()
        edge = look.px(4)
        painter.save()
        painter.setClipRect(window)
        self._draw_cells(painter)
        painter.setClipRect(window.adjusted(-edge, -edge, edge, edge))
        self.draw_marks(painter)
        if self.at is not None:
            self.outline(painter, self.at, "ink", 2.0)
        painter.restore()
        self._draw_names(painter, window)

    def outline(self, painter: QPainter, cell: Cell, colour: str, width: float) -> None:
        """Draw a frame round a cell, in a colour of the theme and so many design pixels thick."""
        box, px = self.box(*cell), self._look.px
        grow = max(0.0, (px(7) - box.width()) / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour(colour), px(width)))
        painter.drawRoundedRect(box.adjusted(-grow, -grow, grow, grow), px(self.RADIUS), px(self.RADIUS))

    def _draw_cells(self, painter: QPainter) -> None:
        rows, columns = self.in_sight()
        (width, height), origin = self.pitch(), self.origin()
        if len(rows) * len(columns) > ROUNDED or min(width, height) < SMALLEST:
            image = self.image()
            if image is not None:
                heatmap.draw(painter, QRectF(origin, self.whole()), image)
                return
        left, top, gap = origin.x(), origin.y(), self._gap()
        cells = [
            ((row, column), QRectF(left + column * width, top + row * height, width - gap, height - gap))
            for row in rows
            for column in columns
        ]
        radius, last = min(self._look.px(self.RADIUS), (height - gap) * 0.2), None
        painter.setPen(Qt.PenStyle.NoPen)
        for cell, box in cells:
            ground = self.ground(cell)
            if ground is not last:
                painter.setBrush(ground)
                last = ground
            painter.drawRoundedRect(box, radius, radius)
        if self.TEXTS:
            for cell, box in cells:
                self.draw_text(painter, cell, box)

    def _draw_names(self, painter: QPainter, window: QRectF) -> None:
        """Those of the rows end where the cells begin; those of columns stand over their middle, or lean."""
        px, (width, height) = self._look.px, self.pitch()
        rows, columns = self.named()
        strong_rows, strong_columns = self.strong_names()
        at = self.at or (-1, -1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        high = max(height, px(LEAST_NAME))
        for row in rows:
            middle = self.box(row, 0).center().y()
            if window.top() - 1 <= middle <= window.bottom() + 1:
                box = QRectF(0, middle - high / 2, window.left() - px(7), high)
                self._write(painter, self.row_name(row), box, right, strong=row in strong_rows or row == at[0])
        for column in columns:
            middle = self.box(0, column).center().x()
            if not window.left() - 1 <= middle <= window.right() + 1:
                continue
            strong, name = column in strong_columns or column == at[1], self.column_name(column)
            if self.SLANTED:
                painter.save()
                painter.translate(middle + px(2), window.top() - px(5))
                painter.rotate(-45)
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                self._write(painter, name, QRectF(0, -px(8), self._widest[1] + 2, px(16)), left, strong=strong)
                painter.restore()
            else:
                wide = max(width, px(40)) if self.BELOW else width
                top = window.bottom() + px(1) if self.BELOW else window.top() - px(22)
                box = QRectF(middle - wide / 2, top, wide, px(19))
                self._write(painter, name, box, Qt.AlignmentFlag.AlignCenter, strong=strong)

    def _write(
        self, painter: QPainter, text: str, box: QRectF, align: Qt.AlignmentFlag, *, strong: bool = False
    ) -> None:
        painter.setFont(self._look.font(self.NAMES, bold=strong, digits=True))
        painter.setPen(self._look.colour("ink" if strong else "ink2"))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, math.ceil(box.width()))
        painter.drawText(box, align, short)

    def _measure(self) -> None:
        metrics, most = self._look.metrics(self.NAMES, bold=True), self._look.px(self.MOST_NAME)
        rows = (self.row_name(row) for row in range(self.shape[0]))
        columns = (self.column_name(column) for column in range(self.shape[1] if self.SLANTED else 0))
        row, column = (max(map(metrics.horizontalAdvance, names), default=0.0) + 2 for names in (rows, columns))
        self._widest = min(row, most), min(column, most)

    def restyle(self) -> None:
        """Other letters are wider or narrower."""
        self._measure()
        super().restyle()


def _span(begin: float, length: float, size: float, n: int) -> range:
    """Which of ``n`` rows or columns lie in ``length`` pixels from ``begin`` on."""
    return range(max(0, int(begin // size)), min(n, math.ceil((begin + length) / size)))


def lanes(look: Look) -> int:
    """Pixels that a bar needs at an edge."""
    return look.px(LANE + 3)
