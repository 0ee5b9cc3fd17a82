"""The one field for a number: typed or stepped, and what it shows is what is in force.

Numbers are written here as everywhere in the window (``numbers``): digits 0 to 9 and a point. People type them in many
ways: a comma on a German number block, Arabic or Devanagari digits, groups of three parted by a comma, a point or a
narrow blank, a plus sign. All that is understood, and turned at once into how it is written here.

Decision: Qt's validators follow the system's locale, and let through what then nobody can read (a lone ``+``; ``1,2``
on its way to ``1,234``; in German ``0.5``, which it then takes for 5). So the reading is our own, one for the key and
for the value.
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox

from explainer.ui.look import Look

_POINTS = ",.\u066b"
_GROUPS = "'’\u066c"
_NUMBER = re.compile(r"-?\d*\.?\d*")


def plain(text: str, decimals: int) -> str:
    """``text`` as numbers are written here; signs that are no part of a number stay, for somebody to refuse.

    Where ``decimals`` is 0 every point and comma parts groups of digits; else the last one is the point.
    """
    digits = (unicodedata.decimal(c, None) for c in text)
    ascii_ = "".join(str(d) if d is not None else c for d, c in zip(digits, text, strict=True))
    signs = "".join(c for c in ascii_.replace("−", "-") if not c.isspace() and c not in _GROUPS)
    signs = signs.removeprefix("+")
    point = max((signs.rfind(c) for c in _POINTS), default=-1) if decimals else -1
    return "".join("." if i == point else "" if c in _POINTS else c for i, c in enumerate(signs))


def short(value: float, decimals: int) -> str:
    """``value`` as short as it may be: ``0.82``, ``-1.5``, ``2``."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "0" if text in ("-0", "") else text


class NumberField(QDoubleSpinBox):
    """A number to type or to step. The wheel turns it only while it has the focus, or scrolling would change it."""

    def __init__(self, look: Look, name: str, tip: str, low: float, high: float, step: float, decimals: int) -> None:
        super().__init__()
        self._look = look
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)  # one command for a number, not one for each digit
        for part in (self, self.lineEdit()):  # the part with the letters is what a screen reader comes to
            part.setAccessibleName(name)
            part.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Whether ``text`` is a number in the range, may become one, or cannot; and how it is written here."""
        number, decimals = plain(text, self.decimals()), self.decimals()
        place = min(len(number), len(plain(text[:position], decimals)))
        _, _, fraction = number.partition(".")
        if (
            not _NUMBER.fullmatch(number)
            or len(fraction) > decimals
            or (number.startswith("-") and self.minimum() >= 0)
        ):
            return QValidator.State.Invalid, text, position
        if not any(c.isdigit() for c in number):
            return QValidator.State.Intermediate, number, place
        value = float(number)
        if value > self.maximum() or (value < 0 and value < self.minimum()):
            return QValidator.State.Invalid, text, position
        enough = value >= self.minimum()
        return (QValidator.State.Acceptable if enough else QValidator.State.Intermediate), number, place

    def valueFromText(self, text: str) -> float:
        """The number that is meant; while there is none, the one in force."""
        number = plain(text, self.decimals())
        return float(number) if _NUMBER.fullmatch(number) and any(c.isdigit() for c in number) else self.value()

    def textFromValue(self, value: float) -> str:
        """As short as it may be."""
        return short(value, self.decimals())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As ever, with an outline that can be seen in both themes."""
        super().paintEvent(event)
        look, focused = self._look, self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.zoom * (2.0 if focused else 1.2)
        painter.setPen(QPen(look.colour("focus" if focused else "edge"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, look.px(4), look.px(4))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the number, so that the keys of the page count again; in a window of its own it closes that."""
        if event.key() == Qt.Key.Key_Escape and self.window().windowType() != Qt.WindowType.Popup:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def follow(self, value: float) -> None:
        """Take the engine's value, unless a person is editing."""
        if not self.hasFocus() and abs(self.value() - value) > 1e-9:
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)
