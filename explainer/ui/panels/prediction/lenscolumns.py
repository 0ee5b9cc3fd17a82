"""The five likeliest next pieces at every stage, and one piece followed through all of them as a line.

A column is a stage: before the first block, after each block; the last is the model's own bet. The shade behind a name
is as long as its bet (a whole column is 100 %). The line below has its own scale, from 0 to the largest bet of the
piece that is followed; its numbers stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Lens
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.pictures.becoming import Word, going_on, spoken
from explainer.ui.pictures.holding import Hold
from explainer.ui.theme import mix
from explainer.ui.translate import translate
from explainer.ui.widgets.chart.sparks import Spark, paint_course
from explainer.ui.widgets.picture import ARROWS, Picture

ROW, HEAD, LINE = 27, 26, 64  # design pixels: a bet, the names of the stages, the followed piece at the least
MOST_ROWS, FEWEST_ROWS = 5, 3


@dataclass(frozen=True, slots=True)
class BlockCourse:
    """One token through the stages.

    Attributes:
        token: its id. bets: (n_layer + 1,) its bet at each stage. ranks: its place at each, from 1.
        leads_from: the first stage from which on it is the likeliest to the end, or None.
    """

    token: int
    bets: tuple[float, ...]
    ranks: tuple[int, ...]
    leads_from: int | None

    @classmethod
    def of(cls, frame: Lens, token: int) -> BlockCourse:
        """Follow ``token`` through ``frame``."""
        bets = frame.probability[:, token]
        ranks = 1 + (frame.probability > bets[:, None]).sum(axis=1)
        behind = np.flatnonzero(ranks > 1)
        leads = 0 if not len(behind) else int(behind[-1]) + 1
        return cls(
            token,
            tuple(float(bet) for bet in bets),
            tuple(int(rank) for rank in ranks),
            leads if leads < len(bets) else None,
        )


def stage_name(stage: int, last: int, *, short: bool = False) -> str:
    """What a stage is called; the ``last`` one is the model's own bet."""
    if stage == 0:
        return translate("LensColumns", "before block 1")
    if stage == last:
        whole = translate("LensColumns", "after block {n} = its bet").format(n=stage)
        return translate("LensColumns", "its bet") if short else whole
    return translate("LensColumns", "after block {n}").format(n=stage)


class LensColumns(Picture[tuple[int, int]]):
    """The columns and the line. ``followed`` says that a person chose a piece to follow, by its token id.

    Attributes:
        follows: that piece, or None for the final favourite.
    """

    SIZE, LEAST = (600, HEAD + MOST_ROWS * ROW + LINE + 30), (330, HEAD + FEWEST_ROWS * ROW + LINE)

    followed = Signal(int)

    def __init__(self, look: Look, hold: Hold[Lens], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent, hold=hold)
        self._pieces: tuple[str, ...] = ()
        self._top: list[list[int]] = []  # token ids of each stage, likeliest first
        self._course: BlockCourse | None = None
        self.follows: int | None = None
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.setObjectName("stage_columns")
        self.setAccessibleName(self.tr("The likeliest next pieces before and after each block"))

    # ---- what it shows ----------------------------------------------------------------------------------------------

    @property
    def course(self) -> BlockCourse | None:
        """The piece that is followed."""
        return self._course

    @property
    def top(self) -> list[list[int]]:
        """Token ids at each stage, likeliest first."""
        return self._top

    def apply(self, frame: Lens, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        self._pieces = pieces
        self._show(frame)

    def clear(self) -> None:
        """Show nothing."""
        self._top, self._course, self.follows = [], None, None
        self.let_go()
        self.update()

    def follow(self, token: int | None) -> None:
        """Follow ``token``; None follows the final favourite."""
        self.follows = token
        if self.hold.shown is not None:
            self._show(self.hold.shown)

    def name(self, stage: int, *, short: bool = False) -> str:
        """What a stage is called."""
        return stage_name(stage, len(self._top) - 1, short=short)

    def ready(self) -> bool:
        """Whether there are any columns."""
        return self.hold.shown is not None and self._course is not None

    def parts(self) -> list[tuple[int, int]]:
        """Stage and row of every piece."""
        return [(stage, row) for stage, top in enumerate(self._top) for row in range(min(self.rows_shown(), len(top)))]

    def place(self, part: tuple[int, int]) -> QRectF:
        """Where a piece stands."""
        return self.cell(*part)

    def describe(self, part: tuple[int, int]) -> str:
        """A sentence about a piece in its column."""
        (stage, row), frame = part, self.hold.shown
        if frame is None:
            return ""
        token = self._top[stage][row]
        course = BlockCourse.of(frame, token)
        stages = " · ".join(percent(bet) for bet in course.bets)
        return self.tr(
            "{piece} {stage}: {share}, place {rank} of {n}\nthrough all stages: {stages}\nClick to follow it."
        ).format(
            piece=spoken(self._pieces[token]),
            stage=self.name(stage),
            share=percent(course.bets[stage]),
            rank=course.ranks[stage],
            n=count(frame.probability.shape[1]),
            stages=stages,
        )

    def _show(self, frame: Lens) -> None:
        k = min(MOST_ROWS, frame.probability.shape[1])
        self._top = [_likeliest(row, k) for row in frame.probability]
        token = self.follows
        if token is None or token >= frame.probability.shape[1]:
            token = self._top[-1][0]
        self._course = BlockCourse.of(frame, token)
        self.renew()

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def rows_shown(self) -> int:
        """Pieces in each column: fewer in a low window."""
        room = self.height() / self._look.zoom - HEAD - LINE
        return max(FEWEST_ROWS, min(MOST_ROWS, int(room // ROW)))

    def cell(self, stage: int, row: int) -> QRectF:
        """Where a piece stands."""
        px = self._look.px
        left, width = self._column(stage)
        return QRectF(left, px(HEAD) + row * px(ROW), width, px(ROW) - px(3))

    def _column(self, stage: int) -> tuple[float, float]:
        gap = self._look.px(9)
        width = (self.width() - gap * (len(self._top) - 1)) / max(1, len(self._top))
        return stage * (width + gap), width

    # ---- painting ---------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        """Columns, then the line."""
        frame = self.hold.shown
        if frame is None or self._course is None:
            return
        for stage in range(len(self._top)):
            self._draw_column(painter, frame, stage)
        self._draw_course(painter, self._course)

    def _draw_column(self, painter: QPainter, frame: Lens, stage: int) -> None:
        look, px = self._look, self._look.px
        left, width = self._column(stage)
        last = stage == len(self._top) - 1
        font = look.font(13.5, bold=last)
        painter.setFont(font)
        painter.setPen(look.colour("ink" if last else "ink2"))
        text = self.name(stage)
        if painter.fontMetrics().horizontalAdvance(text) > width:
            text = painter.fontMetrics().elidedText(
                self.name(stage, short=True), Qt.TextElideMode.ElideRight, int(width)
            )
        painter.drawText(QRectF(left, 0, width, px(HEAD - 5)), Qt.AlignmentFlag.AlignLeft, text)
        for row in range(self.rows_shown()):
            if row < len(self._top[stage]):
                self._draw_piece(painter, frame, stage, row)

    def _draw_piece(self, painter: QPainter, frame: Lens, stage: int, row: int) -> None:
        look, px, c = self._look, self._look.px, self._look.colours
        box = self.cell(stage, row)
        token = self._top[stage][row]
        share = float(frame.probability[stage, token])
        mine = self._course is not None and token == self._course.token
        radius = px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quiet"))
        painter.drawRoundedRect(box, radius, radius)
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        shade = QColor(mix(c.card, c.pretrain, 0.42 if mine else 0.24))
        painter.fillRect(QRectF(box.left(), box.top(), max(2.0, box.width() * share), box.height()), shade)
        painter.restore()
        if mine or (stage, row) == self.at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("pretrain" if mine else "edge"), px(1.6)))
            painter.drawRoundedRect(box.adjusted(0.8, 0.8, -0.8, -0.8), radius, radius)
        number = percent(share)
        painter.setFont(look.font(13, digits=True))
        room = painter.fontMetrics().horizontalAdvance(number) + px(6)
        painter.setPen(look.colour("ink" if mine else "ink2"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -px(6), 0), Qt.AlignmentFlag.AlignRight | middle, number)
        painter.setFont(look.font(15, bold=mine))
        painter.setPen(look.colour("ink"))
        name = painter.fontMetrics().elidedText(
            Word(going_on(self._pieces[token], frame.seen_pieces[-1] if frame.seen_pieces else "")).head,
            Qt.TextElideMode.ElideRight,
            max(0, int(box.width() - room - px(10))),
        )
        painter.drawText(box.adjusted(px(7), 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, name)

    def _draw_course(self, painter: QPainter, course: BlockCourse) -> None:
        look, px = self._look, self._look.px
        above = px(HEAD) + self.rows_shown() * px(ROW)
        # A number stands above each point, a hairline for 0 below all of them.
        top, bottom = above + px(29), self.height() - px(6)
        columns = [self._column(stage) for stage in range(len(course.bets))]
        spark = Spark(
            name="",
            value="",
            x=np.array([left + width / 2 for left, width in columns]) / self.width(),
            y=np.array(course.bets),
            span=(0.0, max(*course.bets, 1e-9)),
            colour="pretrain",
            filled=True,
            dots=True,
        )
        points = paint_course(painter, look, spark, QRectF(0, top, self.width(), bottom - top))
        painter.setFont(look.font(14, bold=True, digits=True))
        painter.setPen(look.colour("ink"))
        for point, bet in zip(points, course.bets, strict=True):
            box = QRectF(point.x() - px(45), point.y() - px(27), px(90), px(20))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, percent(bet))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def step(self, key: Qt.Key, many: int) -> tuple[int, int] | None:
        """Arrows go within a column and from column to column, beginning with the likeliest of the last."""
        if key not in ARROWS:
            return super().step(key, many)
        down, on = ARROWS[key]
        stage, row = self.at or (len(self._top) - 1 - on, -down)
        stage = min(max(stage + on * many, 0), len(self._top) - 1)
        return stage, min(max(row + down * many, 0), min(self.rows_shown(), len(self._top[stage])) - 1)

    def can_press(self, part: tuple[int, int]) -> bool:
        """A click follows a piece."""
        return True

    def press(self, part: tuple[int, int]) -> None:
        """Follow it."""
        self.followed.emit(self._top[part[0]][part[1]])


def _likeliest(bets: np.ndarray, k: int) -> list[int]:
    """The ``k`` token ids with the highest bets, (V,), highest first."""
    best = np.argpartition(-bets, k - 1)[:k]
    return [int(token) for token in best[np.argsort(-bets[best], kind="stable")]]
