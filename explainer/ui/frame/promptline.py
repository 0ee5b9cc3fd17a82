"""The text line: an ordinary line edit under whose text the model's pieces are shaded, every second one darker.

The pieces are the true ones, from the engine; while a person types, the part of the text that they still cover stays
shaded and the rest follows when the answer comes. Behind the text stands, paler, the piece the model bets on most, as
long as a visible view asks for its bets.

Line ends are shown as ↵ (and ↵ typed or pasted is a line end), so that the prompt stays one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QTextLayout, QTextLine
from PySide6.QtWidgets import QLineEdit, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import visible

LINE_END = "↵"


def to_screen(text: str) -> str:
    """The prompt as the line shows it; every character keeps its place."""
    return text.replace("\n", LINE_END).replace("\r", LINE_END)


def from_screen(text: str) -> str:
    """The prompt that the line means."""
    return text.replace(LINE_END, "\n").replace("\u2029", "\n").replace("\u2028", "\n")


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


def utf16(text: str) -> int:
    """Length of ``text`` in Qt's units."""
    return len(text.encode("utf-16-le")) // 2


class PromptLine(QLineEdit):
    """The line edit with its shading."""

    written = Signal(str)  # the person's text, with real line ends
    entered = Signal()  # Enter

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pieces: tuple[str, ...] = ()
        self._pieces_text = ""
        self._ghost = ""
        self._n_dropped = 0
        self.setObjectName("prompt")
        self.setAccessibleName(self.tr("Text for the model"))
        self.setToolTip(self.tr("Type the beginning of a text. The model bets on what comes next. Enter: write on."))
        self.setFrame(False)
        self.textEdited.connect(lambda text: self.written.emit(from_screen(text)))
        look.changed.connect(self._restyle)
        self._restyle()

    def set_prompt(self, text: str) -> None:
        """Show ``text`` (by undo, an example or the model), with the cursor at its end."""
        if from_screen(self.text()) != text:
            self.setText(to_screen(text))
            self._ghost = ""

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
        text = from_screen(self.text())
        result = spans(text, self._pieces)
        if text != self._pieces_text and result:
            result.pop()  # the last one may be cut differently now
        return result

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window, which also knows what the model wrote."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
                Qt.Key.Key_Z,
                Qt.Key.Key_Y,
            )
            if ours or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes on; Escape only lets go of the line."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and chips, then the text as ever, then the ghost."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, px = self._look.colours, self._look.px
        painter.setBrush(QColor(colours.card))
        painter.setPen(QColor(colours.focus if self.hasFocus() else colours.edge))
        inset = 1.0 if self.hasFocus() else 0.5
        if self.hasFocus():
            pen = painter.pen()
            pen.setWidth(2)
            painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), px(8), px(8))
        text = from_screen(self.text())
        layout, left = self._laid_out(text)
        room = QRectF(self.rect()).adjusted(px(9), 0, -px(9), 0)
        painter.setClipRect(room)
        painter.setPen(Qt.PenStyle.NoPen)
        line = layout.lineAt(0)
        height = self.fontMetrics().height() + px(3)
        top = (self.height() - height) / 2
        for i, (start, end) in enumerate(self.chips()):
            lead = len(text[start:end]) - len(text[start:end].lstrip(" "))
            inner = start + lead if lead < end - start else start
            x0 = left + _x(line, text[:inner])
            x1 = left + _x(line, text[:end])
            joined = inner == start and start > 0 and lead == 0
            seen = i >= self._n_dropped
            painter.setBrush(QColor(colours.quiet_strong if i % 2 else colours.quiet) if seen else QColor(colours.card))
            painter.drawRoundedRect(QRectF(x0 - (0 if joined else px(2)), top, x1 - x0 + px(2), height), px(4), px(4))
        painter.end()
        super().paintEvent(event)
        if self._ghost and self._pieces_text == text and not self.hasSelectedText():
            self._draw_ghost(left + _x(line, text), room)

    def _draw_ghost(self, x: float, room: QRectF) -> None:
        painter = QPainter(self)
        painter.setClipRect(room)
        painter.setFont(self._look.font(17, bold=True))
        painter.setPen(self._look.colour("pretrain"))
        baseline = (self.height() + self.fontMetrics().ascent() - self.fontMetrics().descent()) / 2
        painter.drawText(QPointF(x + self._look.px(7), baseline), visible(self._ghost))

    def _laid_out(self, text: str) -> tuple[QTextLayout, float]:
        """The text's layout, and the x at which the line edit starts it (it scrolls when the text is long)."""
        layout = QTextLayout(to_screen(text), self.font())
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        cursor = self.cursorRect()
        natural = _cursor_x(layout.lineAt(0), self.cursorPosition())
        # QLineEdit's cursor box begins five pixels left of the cursor (qwidgetlinecontrol.cpp, cursorRectangle).
        return layout, cursor.x() + 5 - round(natural)

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


def _x(line: QTextLine, text: str) -> float:
    """Where the text after ``text`` begins."""
    return _cursor_x(line, utf16(text))


def _cursor_x(line: QTextLine, position: int) -> float:
    # PySide returns a tuple (x, position); its stubs say object.
    return float(cast("tuple[float, int]", line.cursorToX(position))[0])
