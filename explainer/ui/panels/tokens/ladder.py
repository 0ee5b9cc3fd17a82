"""One word being put together, a line for each merge that fits: the pieces so far, how many they are, and the merge.

Lines appear as the replay goes on; those that do not fit scroll away at the top, so that the newest is always seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.text.merging import Moment
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.letters import compact, written
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.widgets.tokenstrip import Edge, Piece, Setting
from explainer.ui.widgets.tokenstrip.painting import paint_rows
from explainer.ui.widgets.tokenstrip.rows import Rows

WIDE, LARGER = 560, 1.2  # design pixels from which everything is so much larger
ROW, COUNT, MERGE = 28, 30, 200  # design pixels: height of a line, width of the number, most for the words beside it


PIECES = Setting(sizes=(18.0, 15.0, 14.0, 13.0), box=1.4, leading=0.0, tiles=True, pad=4)


class MergeLadder(QWidget):
    """The lines up to the present moment."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._moments: Sequence[Moment] = ()
        self._raw: Sequence[bytes] = ()
        self._now = 0
        self._row = Rows(look, PIECES)
        self._lifted = 0  # lines scrolled up by hand
        self._words = 0  # width of the words beside the pieces
        self.setObjectName("ladder")
        self.setAccessibleName(self.tr("The word, merge by merge"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._restyle)

    def show_word(self, moments: Sequence[Moment], raw: Sequence[bytes]) -> None:
        """Draw another word; ``raw`` are the bytes of each token id."""
        self._moments, self._raw = moments, raw
        self._measure()
        self.go(len(moments) - 1)

    def go(self, now: int) -> None:
        """Show the word up to moment ``now``."""
        self._now = max(0, min(now, len(self._moments) - 1))
        self._lifted = 0
        self.setAccessibleDescription(self.describe(self._now))
        self.update()

    @property
    def now(self) -> int:
        """The present moment."""
        return self._now

    def describe(self, i: int) -> str:
        """A line in words."""
        if not 0 <= i < len(self._moments):
            return ""
        moment = self._moments[i]
        pieces = " · ".join(written(self._raw[token]) for token in moment.pieces)
        if moment.by is None:
            return self.tr("{n} single bytes: {pieces}").format(n=len(moment.pieces), pieces=pieces)
        return self.tr("{merge}: {n} pieces left: {pieces}").format(
            merge=self._merge(moment), n=len(moment.pieces), pieces=pieces
        )

    def lines(self) -> list[str]:
        """The lines shown, in words."""
        return [self.describe(i) for i in self._in_sight()]

    def sizeHint(self) -> QSize:
        """Six lines."""
        return QSize(self._look.px(340), self._look.px(6 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Three lines."""
        return QSize(self._look.px(220), self._look.px(3 * ROW))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look at lines that went away."""
        lifted = self._lifted + (1 if event.angleDelta().y() > 0 else -1)
        self._lifted = max(0, min(lifted, self._now + 1 - len(self._in_sight())))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines in sight."""
        painter = QPainter(self)
        look, px = self._look, self._px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._moments:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        for line, i in enumerate(self._in_sight()):
            self._draw_line(painter, self._moments[i], line * px(ROW), newest=i == self._now)

    def _in_sight(self) -> range:
        room = max(1, self.height() // self._px(ROW))
        end = self._now + 1 - self._lifted
        return range(max(0, end - room), end) if self._moments else range(0)

    def _draw_line(self, painter: QPainter, moment: Moment, y: int, *, newest: bool) -> None:
        look, px = self._look, self._px
        height = px(ROW)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(15.5 * self._larger, bold=newest, digits=True))
        painter.setPen(look.colour("ink" if newest else "ink2"))
        painter.drawText(
            QRectF(0, y, px(COUNT - 8), height), middle | Qt.AlignmentFlag.AlignRight, str(len(moment.pieces))
        )
        right = self.width() - self._words - px(8)
        self._draw_pieces(painter, moment, QRectF(px(COUNT), y + px(3), right - px(COUNT), height - px(6)))
        painter.setFont(look.font(14 * self._larger, digits=True))
        painter.setPen(look.colour("ink" if newest else "ink2"))
        text = painter.fontMetrics().elidedText(self._beside(moment), Qt.TextElideMode.ElideRight, self._words)
        painter.drawText(QRectF(right + px(8), y, self._words, height), middle | Qt.AlignmentFlag.AlignLeft, text)

    def _draw_pieces(self, painter: QPainter, moment: Moment, room: QRectF) -> None:
        """The pieces on one line, in letters that fit, or cut."""
        made = moment.by.new if moment.by is not None else -1
        self._row.pieces = tuple(
            Piece(
                compact(self._raw[token]),
                joined=n > 0,
                ground="quiet_strong" if n % 2 else "quiet",
                hue="embedding",
                shade=0.3 if token == made else 0.0,
                edge=Edge.SOLID if token == made else Edge.NONE,
            )
            for n, token in enumerate(moment.pieces)
        )
        self._row.fill(round(room.width()), round(room.height()))
        painter.save()
        painter.translate(room.topLeft())
        paint_rows(painter, self._row)
        painter.restore()

    def _beside(self, moment: Moment) -> str:
        return self.tr("single bytes") if moment.by is None else self._merge(moment)

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

    def resizeEvent(self, event: object) -> None:
        """Larger on a big screen."""
        self._measure()

    def _restyle(self) -> None:
        self._row.restyle()
        self._measure()
        self.updateGeometry()

    def _merge(self, moment: Moment) -> str:
        if moment.by is None:
            return ""
        left, right = (written(self._raw[token]) for token in (moment.by.left, moment.by.right))
        return self.tr("{left} + {right} · merge {rank}").format(left=left, right=right, rank=count(moment.by.rank + 1))
