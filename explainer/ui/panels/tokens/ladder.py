"""One word being put together, a line for each merge that fits: the pieces so far, how many they are, and the merge.

Lines appear as the replay goes on; those that do not fit scroll away at the top, so that the newest is always seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from explainer.text.merging import Moment
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.letters import compact, written
from explainer.ui.panels.tokens.merging import tiled
from explainer.ui.widgets.picture import Picture
from explainer.ui.widgets.tokenstrip import Piece, Setting
from explainer.ui.widgets.tokenstrip.painting import paint_rows
from explainer.ui.widgets.tokenstrip.rows import Rows

WIDE, LARGER = 560, 1.2  # design pixels from which everything is so much larger
ROW, COUNT, MERGE = 28, 30, 200  # design pixels: height of a line, width of the number, most for the words beside it
PIECES = Setting(sizes=(18.0, 15.0, 14.0, 13.0), box=1.4, leading=0.0, tiles=True, pad=4)


class MergeLadder(Picture[int]):
    """The lines up to the present moment; a part is a moment."""

    SIZE, LEAST, LETTERS = (340, 6 * ROW), (220, 3 * ROW), BODY

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self.setAccessibleName(self.tr("The word, merge by merge"))
        self.setObjectName("ladder")
        self._moments: Sequence[Moment] = ()
        self._raw: Sequence[bytes] = ()
        self.now = 0
        self._row = Rows(look, PIECES)
        self._lifted = 0  # lines scrolled up by hand
        self._words = 0  # width of the words beside the pieces

    def show_word(self, moments: Sequence[Moment], raw: Sequence[bytes]) -> None:
        """Draw another word; ``raw`` are the bytes of each token id."""
        self._moments, self._raw = moments, raw
        self._measure()
        self.go(len(moments) - 1)

    def go(self, now: int) -> None:
        """Show the word up to moment ``now``."""
        self.now = max(0, min(now, len(self._moments) - 1))
        self._lifted = 0
        self.setAccessibleDescription(self.describe(self.now))
        self.renew()

    def parts(self) -> range:
        """The lines in sight."""
        room = max(1, self.height() // self._px(ROW))
        end = self.now + 1 - self._lifted
        return range(max(0, end - room), end) if self._moments else range(0)

    def place(self, part: int) -> QRectF:
        """A line."""
        return QRectF(0, (part - self.parts().start) * self._px(ROW), self.width(), self._px(ROW))

    def describe(self, part: int) -> str:
        """A line in words."""
        if not 0 <= part < len(self._moments):
            return ""
        moment = self._moments[part]
        pieces = " · ".join(written(self._raw[token]) for token in moment.pieces)
        if moment.by is None:
            return self.tr("{n} single bytes: {pieces}").format(n=len(moment.pieces), pieces=pieces)
        return self.tr("{merge}: {n} pieces left: {pieces}").format(
            merge=self._beside(moment), n=len(moment.pieces), pieces=pieces
        )

    def lines(self) -> list[str]:
        """The lines shown, in words."""
        return [self.describe(part) for part in self.parts()]

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look at lines that went away."""
        lifted = self._lifted + (1 if event.angleDelta().y() > 0 else -1)
        self._lifted = max(0, min(lifted, self.now + 1 - len(self.parts())))
        self.renew()

    def draw(self, painter: QPainter) -> None:
        """The number of pieces, the pieces on one line in letters that fit, and the merge."""
        look, px = self._look, self._px
        middle, align = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag
        for part in self.parts():
            moment, line, newest = self._moments[part], self.place(part), part == self.now
            painter.setFont(look.font(15.5 * self._larger, bold=newest, digits=True))
            painter.setPen(look.colour("ink" if newest else "ink2"))
            number = QRectF(0, line.top(), px(COUNT - 8), line.height())
            painter.drawText(number, middle | align.AlignRight, str(len(moment.pieces)))
            room = line.adjusted(px(COUNT), px(3), -self._words - px(8), -px(3))
            self._row.pieces = self._tiles(moment)
            self._row.fill(round(room.width()), round(room.height()))
            painter.save()
            painter.translate(room.topLeft())
            paint_rows(painter, self._row)
            painter.restore()
            painter.setFont(look.font(14 * self._larger, digits=True))
            painter.setPen(look.colour("ink" if newest else "ink2"))
            text = painter.fontMetrics().elidedText(self._beside(moment), Qt.TextElideMode.ElideRight, self._words)
            beside = QRectF(room.right() + px(8), line.top(), self._words, line.height())
            painter.drawText(beside, middle | align.AlignLeft, text)

    def _tiles(self, moment: Moment) -> tuple[Piece, ...]:
        made = moment.by.new if moment.by is not None else -1
        return tuple(tiled(compact(self._raw[token]), n=n, made=token == made) for n, token in enumerate(moment.pieces))

    def _beside(self, moment: Moment) -> str:
        if moment.by is None:
            return self.tr("single bytes")
        left, right = (written(self._raw[token]) for token in (moment.by.left, moment.by.right))
        return self.tr("{left} + {right} · merge {rank}").format(left=left, right=right, rank=count(moment.by.rank + 1))

    def _measure(self) -> None:
        """Room for the longest of the words beside the pieces, so that the lines stand in columns."""
        metrics = self._look.metrics(14 * self._larger)
        widths = [metrics.horizontalAdvance(self._beside(moment)) for moment in self._moments]
        self._words = min(round(max(widths, default=0)) + 4, self._px(MERGE))

    @property
    def _larger(self) -> float:
        return LARGER if self.width() >= self._look.px(WIDE) else 1.0

    def _px(self, length: float) -> int:
        return self._look.px(length * self._larger)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Larger on a big screen."""
        self._measure()

    def restyle(self) -> None:
        """Another theme or zoom."""
        self._row.restyle()
        self._measure()
        super().restyle()
