"""Other branches, drawn as what they are: the end of the text, a ribbon to each first piece, and what follows it.

Where a first piece is the beginning of a word, the rest of that word in this branch stands behind it in grey.
A ribbon is as thick as the model's bet on that piece, so what the bets share out can be seen. A click (or Enter) on a
first piece takes that branch; one that a person asked for can be taken away again. While people point at it, or keep it
still, text that comes meanwhile waits.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Branch, Branches
from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.pictures.becoming import Word, going_on, paint_word, word_width
from explainer.ui.pictures.holding import Hold
from explainer.ui.theme import mix
from explainer.ui.widgets.picture import Picture

LOWEST, HIGHEST = 58, 170  # design pixels: a row
FOOT = 22  # design pixels: what all other pieces share, where that stands below
FEWEST = 2  # rows for which there is room at the least
ROOMY = 560  # design pixels from which on the end of the text is written into the box that the ribbons come from
CHIP, RIBBONS, REMOVE = 34, 74, 30  # height of a first piece; room for the ribbons, and for taking a branch away
LETTERS = (24.0, 20.0, 17.0, 15.5)  # sizes of the texts: the largest at which all have room is taken
APART = 9  # design pixels between two texts at the least, for that
MOST_WORDS = 14  # of the text, in the box from which the ribbons come
WHOLE, LEAST_WHOLE = 0.62, 96  # 100 %, where the ribbons begin: share of the height, and design pixels at least
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class BranchFan(Picture[int]):
    """The picture. ``taken`` and ``removed`` give the token id of a first piece."""

    SIZE = (640, 600)

    taken = Signal(int)
    removed = Signal(int)

    def __init__(self, look: Look, hold: Hold[Branches], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent, hold=hold)
        self._pieces: tuple[str, ...] = ()
        self._on_remove = self._on_chip = False  # where the pointer is
        self._rows = 0
        self.hold = hold  # what is shown, and whether it holds still
        self.setObjectName("branch_fan")
        self.setAccessibleName(self.tr("Ways in which the text could go on"))

    # ---- what it shows ----------------------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Branch, ...]:
        """The branches drawn."""
        return self.hold.shown.entries if self.hold.shown is not None else ()

    def ready(self) -> bool:
        """Whether there are any."""
        return self.hold.shown is not None

    def parts(self) -> range:
        """The branches that have room, from the top; those that a person asked for come first."""
        room = int(self._height() / self._look.px(LOWEST) + 0.01)
        return range(min(len(self.entries), max(FEWEST, room)))

    def apply(self, frame: Branches, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        self._pieces = pieces
        if len(frame.entries) != self._rows:
            self._rows = len(frame.entries)
            self.updateGeometry()
        self.renew()

    def clear(self) -> None:
        """Show nothing."""
        self.let_go()
        self.update()

    def first(self, row: int) -> Word:
        """The first piece of a branch, with the rest of its word in this branch."""
        branch = self.entries[row]
        before = self.hold.shown.prompt if self.hold.shown is not None else ""
        return Word(going_on(self._pieces[branch.token], before), branch.ending)

    def text(self, row: int) -> str:
        """What follows that word, with a word on where it ends."""
        branch = self.entries[row]
        rest = running(branch.pieces[1 + branch.n_ending :])
        if branch.ended:
            return rest + "  " + self.tr("— the end.") if branch.pieces else self.tr("— the text would end here.")
        return f"{rest}\u00a0…"

    def rest_text(self) -> str:
        """What all pieces share that have no branch here."""
        rest = 1.0 - sum(self.entries[row].probability for row in self.parts())
        return self.tr("all other pieces: {share}").format(share=percent(max(0.0, rest)))

    def describe(self, part: int) -> str:
        """A sentence about one branch, or about what a click here does to it."""
        row, branch = part, self.entries[part]
        if self._on_remove and part == self.at and not self.by_key:
            return self.tr("Take this branch away")
        lines = [
            self.tr("{piece}: the model bets {share} on the piece.").format(
                piece=self.first(row).told(), share=percent(branch.probability)
            ),
            self.first(row).whole + self.text(row),
            self.tr("Click, or Enter, takes this branch.")
            + (" " + self.tr("Delete takes it away.") if branch.asked else ""),
        ]
        return "\n".join(lines)

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Low rows: the likeliest two, and all that a person asked for."""
        asked = sum(branch.asked for branch in self.entries)
        return QSize(self._look.px(326), self._look.px(LOWEST * max(FEWEST, asked + bool(asked)) + FOOT))

    def row(self, row: int) -> QRectF:
        """Where a branch stands."""
        n = max(1, len(self.parts()))
        height = min(self._look.px(HIGHEST), self._height() / n)
        top = max(0.0, (self._height() - n * height) / 2)
        return QRectF(0, top + row * height, self.width(), height)

    def _columns(self) -> tuple[float, float, float]:
        """Left ends of ribbons, first pieces and texts."""
        px = self._look.px
        if not self._roomy:
            piece = 14 + RIBBONS * 0.6
            return px(14), px(piece), px(piece) + max(px(112), min(px(136), self.width() * 0.27))
        begin = min(self.width() * 0.19, px(190))
        piece = begin + min(px(RIBBONS), self.width() * 0.1)
        return begin, piece, piece + px(132)

    def _height(self) -> float:
        """The height of all rows: where the box of the text is slim, what it says below stands at the foot."""
        return self.height() - (0 if self._roomy else self._look.px(FOOT))

    @property
    def _roomy(self) -> bool:
        """Whether the end of the text has room too, which stands in the line at the bottom as well."""
        return self.width() >= self._look.px(ROOMY)

    def _whole(self) -> QRectF:
        """The box from which the ribbons come; its height is 100 %."""
        height = min(max(WHOLE * self._height(), self._look.px(LEAST_WHOLE)), self._look.px(400), self._height())
        return QRectF(0, (self._height() - height) / 2, self._columns()[0], height)

    def _text_width(self) -> float:
        return max(1.0, self.width() - self._columns()[2] - self._look.px(REMOVE + 6))

    def _letters(self) -> float:
        """The size of the texts."""
        room = QRect(0, 0, int(self._text_width()), 10_000)
        height = self.row(0).height() - self._look.px(APART)
        for letters in LETTERS[:-1]:
            metrics = QFontMetrics(self._look.font(letters))
            if all(metrics.boundingRect(room, _WRAPPED, self.text(row)).height() <= height for row in self.parts()):
                return letters
        return LETTERS[-1]

    def chip(self, row: int) -> QRectF:
        """Where a first piece stands."""
        px = self._look.px
        _, left, _ = self._columns()
        box = self.row(row)
        width = min(self._columns()[2] - left - px(10), word_width(self._look, self.first(row), 16.5) + px(24))
        height = px(CHIP)
        return QRectF(left, box.center().y() - height / 2 - px(9), max(px(44), width), height)

    def remove(self, row: int) -> QRectF | None:
        """Where a branch that was asked for is taken away."""
        if not self.entries[row].asked:
            return None
        size = self._look.px(REMOVE - 4)
        return QRectF(self.width() - size - 1, self.row(row).center().y() - size / 2, size, size)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        """Ribbons below, then words."""
        frame = self.hold.shown
        if frame is None:
            return
        self._draw_ribbons(painter)
        self._draw_end(painter, frame)
        letters = self._letters()
        for row in self.parts():
            self._draw_branch(painter, row, letters)

    def _draw_ribbons(self, painter: QPainter) -> None:
        px, c = self._look.px, self._look.colours
        begin, piece, _ = self._columns()
        whole = self._whole()
        room, at = whole.height(), whole.top()
        shares = [self.entries[row].probability for row in self.parts()]
        for row, share in enumerate(shares):
            thick = max(px(1.6), room * share)
            here = at + room * share / 2
            at += room * share
            there = self.chip(row).center().y()
            end = min(thick, px(CHIP))  # where it meets its piece it is no higher than that
            bend = (piece - begin) * 0.55
            path = QPainterPath(QPointF(begin, here - thick / 2))
            path.cubicTo(begin + bend, here - thick / 2, piece - bend, there - end / 2, piece, there - end / 2)
            path.lineTo(piece, there + end / 2)
            path.cubicTo(piece - bend, there + end / 2, begin + bend, here + thick / 2, begin, here + thick / 2)
            path.closeSubpath()
            strong = row == self.at
            colour = QColor(mix(c.card, c.pretrain, 0.7 if strong else 0.45))
            painter.setPen(QPen(colour, px(1.3)))  # where a thin one runs steeply it would be thinner still
            painter.setBrush(colour)
            painter.drawPath(path)

    def _draw_end(self, painter: QPainter, frame: Branches) -> None:
        """The last words of the text, in a box from which the ribbons come."""
        look, px = self._look, self._look.px
        box = self._whole()
        words = frame.prompt.split()
        text = " ".join(words[-MOST_WORDS:]) if words else self.tr("(the beginning)")
        if len(words) > MOST_WORDS:
            text = "… " + text
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quiet"))
        painter.drawRoundedRect(box, px(8), px(8))
        if self._roomy:
            painter.setFont(look.font(16))
            painter.setPen(look.colour("ink"))
            painter.drawText(box.adjusted(px(10), px(4), -px(12), -px(4)), flags, text)
        painter.setFont(look.font(13.5, digits=True))
        painter.setPen(look.colour("ink3"))
        foot = box.bottom() + px(4) if self._roomy else self.height() - px(FOOT - 2)
        below = QRectF(0, foot, max(box.width() + px(60), px(200)), px(20))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.rest_text())

    def _draw_branch(self, painter: QPainter, row: int, letters: float) -> None:
        look, px, c = self._look, self._look.px, self._look.colours
        branch, box, chip = self.entries[row], self.row(row), self.chip(row)
        left = self._columns()[2]
        pointed = row == self.at
        painter.setPen(QPen(look.colour("pretrain"), px(1.4)))
        painter.setBrush(QColor(mix(c.card, c.pretrain, 0.30 if pointed else 0.16)))
        painter.drawRoundedRect(chip, px(8), px(8))
        inner = chip.adjusted(px(7), 0, -px(7), 0)
        centre = Qt.AlignmentFlag.AlignCenter
        paint_word(painter, look, inner, centre, self.first(row), size=16.5, rest_ink="ink2")
        painter.setFont(look.font(13.5, digits=True))
        painter.setPen(look.colour("ink2"))
        below = percent(branch.probability) + (" · " + self.tr("asked") if branch.asked else "")
        under = QRectF(chip.left(), chip.bottom() + px(2), px(128), px(18))
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, below)
        painter.setFont(look.font(letters))
        painter.setPen(look.colour("ink"))
        room = QRectF(left, box.top() + px(1), self._text_width(), box.height() - px(2))
        text = self.text(row).strip()
        height = painter.fontMetrics().boundingRect(room.toRect(), _WRAPPED, text).height()
        # Beside its first piece, as long as it stays within its row.
        top = max(room.top(), min(chip.center().y() - height / 2, room.bottom() - height))
        painter.drawText(QRectF(room.left(), top, room.width(), room.bottom() - top), _WRAPPED, text)
        cross = self.remove(row)
        if cross is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet_strong" if pointed and self._on_remove else "quiet"))
            painter.drawRoundedRect(cross, px(6), px(6))
            painter.setPen(QPen(look.colour("ink2"), px(1.8), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            arm = cross.width() * 0.2
            middle = cross.center()
            painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
            painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def place(self, part: int) -> QRectF:
        """The row of a branch."""
        return self.row(part)

    def ring(self) -> QRectF:
        """Around the first piece of the branch that the keys have gone to."""
        one = self.at if self.by_key else None
        return self.chip(one).adjusted(-3, -3, 3, 3) if one is not None else super().ring()

    def part_at(self, point: QPointF) -> int | None:
        """The branch under the pointer, and whether it is on the cross that takes it away."""
        row = super().part_at(point)
        cross = self.remove(row) if row is not None else None
        on_remove = cross is not None and cross.contains(point)
        if on_remove != self._on_remove:
            self._on_remove = on_remove
            self.point(None)  # another sentence
        self._on_chip = row is not None and self.chip(row).contains(point)
        return row

    def can_press(self, part: int) -> bool:
        """Reading a text takes nothing; a click on its first piece takes it, one on its cross takes it away."""
        return self.by_key or self._on_remove or self._on_chip

    def press(self, part: int) -> None:
        """Take a branch, or take it away."""
        away = self._on_remove and not self.by_key
        (self.removed if away else self.taken).emit(self.entries[part].token)
        if away:
            self.let_go()  # it is gone

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes away what was asked for; for the other keys see ``Picture``."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.at is not None:
            if self.entries[self.at].asked:
                self.removed.emit(self.entries[self.at].token)
        else:
            super().keyPressEvent(event)


def question(frame: Branches) -> object:
    """What the branches answer: where a person changes any of it, the new ones are not held back."""
    asked = tuple(branch.token for branch in frame.entries if branch.asked)
    return frame.run, frame.prompt, frame.serial, frame.sampling, asked, frame.complete


def running(pieces: tuple[str, ...]) -> str:
    """Pieces as running text: a line that ends is a blank here."""
    return re.sub(r"\s+", " ", "".join(pieces))
