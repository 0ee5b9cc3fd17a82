"""The text line: an ordinary line edit under whose text the model's pieces are shaded, every second one darker.

The pieces are the true ones, from the engine; while a person types, the part of the text that they still cover stays
shaded and the rest follows when the answer comes. What the model wrote has a tint of its own, a marker an outline: it
reads like letters and is none. Behind the text stands, paler, the piece the model bets on most, as long as a visible
view asks for its bets; it stands where the text goes on, left of a text that is read from the right.

Line ends are shown as ↵, so that the prompt stays one line (see ``widgets.trueline``); Shift+Enter types one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QWidget

from explainer.engine.authors import Written
from explainer.ui.look import Look
from explainer.ui.numbers import visible
from explainer.ui.theme import mix
from explainer.ui.widgets.trueline import TrueLine, characters, to_screen, utf16


def spans(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Where each of ``pieces`` stands in ``text``, as (start, end) in characters, as far as they agree.

    A token that is only part of a character has a display text of its own that is not in the text; it and what
    follows are then left out rather than guessed.
    """
    result: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if not text.startswith(piece, at) or not piece:
            break
        result.append((at, at + len(piece)))
        at += len(piece)
    return result


class PromptLine(TrueLine):
    """The line edit with its shading."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pieces: tuple[str, ...] = ()
        self._pieces_text = ""
        self._stretches: tuple[Written, ...] = ()
        self._ghost = ""
        self._n_dropped = 0
        self._has_pairs = False  # whether some characters are two of Qt's units
        self.setObjectName("prompt")
        self.setAccessibleName(self.tr("Text for the model"))
        self.setToolTip(
            self.tr(
                "Type the beginning of a text. The model bets on what comes next. Enter: write on. "
                "Shift+Enter: a new line, shown as ↵."
            )
        )
        self.setFrame(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_prompt(self, text: str, stretches: Sequence[Written] = ()) -> None:
        """Show ``text`` (by undo, an example or the model), of which the model wrote ``stretches``."""
        self._stretches = tuple(stretches)
        self._has_pairs = max(text, default="") > "\uffff"
        if self.text() != to_screen(text):
            self._ghost = ""
        self.set_text(text)
        side = Qt.AlignmentFlag.AlignRight if self._text_is_from_the_right() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def set_pieces(self, text: str, pieces: Sequence[str], n_dropped: int = 0) -> None:
        """Take the true ``pieces`` of ``text``; the first ``n_dropped`` were not seen by the model."""
        self._pieces, self._pieces_text, self._n_dropped = tuple(pieces), text, n_dropped
        self.update()

    def set_ghost(self, piece: str) -> None:
        """Show the likeliest next piece behind the text; an empty text shows none."""
        if piece != self._ghost:
            self._ghost = piece
            self.update()

    @property
    def ghost(self) -> str:
        """The piece shown behind the text."""
        return self._ghost

    def chips(self) -> list[tuple[int, int]]:
        """(start, end) of the shaded pieces in the present text."""
        result = spans(self._text, self._pieces)
        if self._text != self._pieces_text and result:
            result.pop()  # the last one may be cut differently now
        return result

    def chip_edges(self) -> list[tuple[float, float]]:
        """Left and right of the letters of each chip, in pixels of the line."""
        line, left = self._laid_out()
        both_ways = self._is_read_both_ways()
        return [self._edges(line, left, start, end, both_ways) for start, end in self.chips()]

    def _edges(self, line: QTextLine, left: float, start: int, end: int, both_ways: bool) -> tuple[float, float]:
        blanks = len(self._text[start:end]) - len(self._text[start:end].lstrip(" "))
        inner = start + blanks if blanks < end - start else start
        if both_ways:
            xs = self._sides(line, inner, end)
        else:
            xs = [self._x(line, inner, after=True), self._x(line, end, after=False)]
        return left + min(xs), left + max(xs)

    def _is_read_both_ways(self) -> bool:
        return any(unicodedata.bidirectional(c) in _FROM_THE_RIGHT for c in self._text)

    def ghost_box(self) -> QRectF:
        """Where the ghost stands; empty where there is none to be seen."""
        if not self._ghost or self._pieces_text != self._text or self.hasSelectedText():
            return QRectF()
        if not self._text or self._preedit:
            return QRectF()
        line, left = self._laid_out()
        ends, natural = self._x(line, len(self._text), after=True), line.naturalTextRect()
        width = self._look.metrics(17, bold=True).horizontalAdvance(visible(self._ghost))
        gap, height = self._look.px(7), float(self.fontMetrics().height())
        x = left + max(ends, natural.right()) + gap
        if self._text_is_from_the_right():
            x = left + min(ends, natural.left()) - gap - width
        return QRectF(x, (self.height() - height) / 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and chips, then the text as ever, then the ghost."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, px = self._look.colours, self._look.px
        focused = self.hasFocus()
        inset = 1.0 if focused else 0.5
        painter.setBrush(QColor(colours.card))
        painter.setPen(QPen(QColor(colours.focus if focused else colours.edge), 2 if focused else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), px(8), px(8))
        room = QRectF(self.rect()).adjusted(px(9), 0, -px(9), 0)
        painter.setClipRect(room)
        height = self.fontMetrics().height() + px(3)
        top = (self.height() - height) / 2
        line, left = self._laid_out()
        both_ways = self._is_read_both_ways()
        first, last = (characters(self.text(), line.xToCursor(x - left)) for x in (0.0, float(self.width())))
        written = [mix(colours.card, colours.pretrain, share) for share in (0.13, 0.22)]
        for i, (start, end) in enumerate(self.chips()):
            if not both_ways and not self._preedit and (end < first or start > last):
                continue  # scrolled out of sight
            x0, x1 = self._edges(line, left, start, end, both_ways)
            ground = colours.quiet_strong if i % 2 else colours.quiet
            stretch = self._stretch_of(start, end)
            if i < self._n_dropped:
                ground = colours.card
            elif stretch is not None:
                ground = written[i % 2]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            joined = start > 0 and not self._text[start:end].startswith(" ")
            painter.drawRoundedRect(QRectF(x0 - (0 if joined else px(2)), top, x1 - x0 + px(2), height), px(4), px(4))
        painter.end()
        super().paintEvent(event)
        self._draw_last_space(room)
        box = self.ghost_box()
        if not box.isNull():
            self._draw_ghost(box, room)

    def _draw_last_space(self, room: QRectF) -> None:
        """A space at the end is seen: it changes the bets."""
        text = self._text
        if not text.endswith(" ") or self._preedit or self._text_is_from_the_right():
            return
        line, left = self._laid_out()
        x0, x1 = (left + self._x(line, at, after=True) for at in (len(text) - 1, len(text)))
        foot = (self.height() + self.fontMetrics().ascent()) / 2 + self._look.px(1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(room)
        painter.setPen(QPen(self._look.colour("ink2"), 1.2 * self._look.zoom))
        up = foot - self._look.px(4)
        painter.drawPolyline([QPointF(x0, up), QPointF(x0, foot), QPointF(x1, foot), QPointF(x1, up)])

    def _stretch_of(self, start: int, end: int) -> Written | None:
        """What the model wrote of which these characters are a part, or nothing."""
        at = bisect_right(self._stretches, start, key=lambda stretch: stretch.start) - 1
        return self._stretches[at] if at >= 0 and end <= self._stretches[at].end else None

    def _draw_ghost(self, box: QRectF, room: QRectF) -> None:
        painter = QPainter(self)
        painter.setClipRect(room)
        painter.setFont(self._look.font(17, bold=True))
        painter.setPen(self._look.colour("pretrain"))
        baseline = (self.height() + self.fontMetrics().ascent() - self.fontMetrics().descent()) / 2
        painter.drawText(QPointF(box.left(), baseline), visible(self._ghost))

    def _text_is_from_the_right(self) -> bool:
        return _is_from_the_right(self._text, otherwise=False)

    def _laid_out(self) -> tuple[QTextLine, float]:
        """The shown text laid out, and the x at which the line edit starts it (it scrolls when the text is long)."""
        shown, at = self.text(), self.cursorPosition()
        place = characters(shown, at)
        self._layout = QTextLayout(shown[:place] + self._preedit + shown[place:], self.font())
        option = QTextOption()
        option.setFlags(QTextOption.Flag.IncludeTrailingSpaces)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        self._layout.createLine()
        self._layout.endLayout()
        line = self._layout.lineAt(0)
        natural = _cursor_x(line, at + (self._preedit_cursor if self._preedit else 0))
        # QLineEdit's cursor box begins five pixels left of the cursor (qwidgetlinecontrol.cpp, cursorRectangle).
        return line, self.cursorRect().x() + 5 - round(natural)

    def _x(self, line: QTextLine, index: int, *, after: bool) -> float:
        """Where character ``index`` begins; at a word that is being composed, ``after`` it or before it."""
        units = self._units(index)
        cursor = self.cursorPosition()
        if units > cursor or (units == cursor and after):
            units += utf16(self._preedit)
        return _cursor_x(line, units)

    def _units(self, index: int) -> int:
        """Place of character ``index`` in Qt's units: what is shown of a text is as long as the text."""
        return utf16(self._text[:index]) if self._has_pairs else index

    def _sides(self, line: QTextLine, start: int, end: int) -> list[float]:
        """Both sides of the letters ``start`` to ``end`` in a text that is read both ways.

        Where the way of reading changes, a place between two letters lies in two places; the far side of the last
        letter is one place, and from there it is the width of the letters.
        """
        last = self._units(end - 1)
        if last >= self.cursorPosition():
            last += utf16(self._preedit)
        far = _cursor_x(line, last, QTextLine.Edge.Trailing)
        shown = to_screen(self._text[start:end])
        width = float(QFontMetricsF(self.font()).horizontalAdvance(shown))
        return [far, far + width if _is_from_the_right(shown, self._text_is_from_the_right()) else far - width]

    def _restyle(self) -> None:
        px = self._look.px
        colours = self._look.colours
        self.setFont(self._look.font(17))
        self.setStyleSheet(
            f"QLineEdit {{ background: transparent; border: none; color: {colours.ink}; font-size: {px(17)}px;"
            f" selection-background-color: {colours.focus}; selection-color: {colours.card}; }}"
        )
        self.setTextMargins(px(11), 0, px(9), 0)
        self.setFixedHeight(px(40))
        self.setMinimumWidth(px(120))
        self.setPlaceholderText(self.tr("Type the beginning of a text…"))


_FROM_THE_RIGHT = frozenset({"R", "AL"})


def _is_from_the_right(text: str, otherwise: bool) -> bool:
    """Whether the first letter of ``text`` that has a way of reading is read from the right."""
    ways = map(unicodedata.bidirectional, text)
    return next((way != "L" for way in ways if way == "L" or way in _FROM_THE_RIGHT), otherwise)


def _cursor_x(line: QTextLine, position: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
    # PySide returns a tuple (x, position); its stubs say object.
    return float(cast("tuple[float, int]", line.cursorToX(position, edge))[0])
