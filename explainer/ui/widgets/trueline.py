"""A line edit whose text may hold what a line cannot show: line ends, tabs and other signs without a letter.

``QLineEdit`` holds what is shown, each such sign as ↵, ⇥ or �; this class holds the true text, and says of every edit
where it happened and what now stands there. So a ↵ in somebody's own text stays a ↵, a pasted line end stays one, and
copying gives back what there is. A word that an input method is still composing is shown by ``QLineEdit``, but belongs
to the text only when it is done.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from explainer.ui.prompt import parting

LINE_END, TAB = "↵", "⇥"
_LINE_ENDS = "\n\r\u2028\u2029"


def to_screen(text: str) -> str:
    """The prompt as the line shows it; every character keeps its place."""
    return "".join(_sign(c) for c in text)


def _sign(c: str) -> str:
    if c.isprintable():
        return c
    if c in _LINE_ENDS:
        return LINE_END
    if c == "\t":
        return TAB
    return "\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c


def utf16(text: str) -> int:
    """Length of ``text`` in Qt's units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, units: int) -> int:
    """How many characters of ``text`` are its first ``units`` in Qt's units."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


class TrueLine(QLineEdit):
    """The line edit. Whoever owns the text answers ``edited`` with ``set_text`` and ``place_cursor``."""

    edited = Signal(int, int, str)  # a person put this in place of the characters from the first to the second place
    composed = Signal(bool)  # whether a word is being composed
    entered = Signal()  # Enter

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""  # the true one
        self._coming: str | None = None  # what is being put in, where that is more than what is shown
        self._preedit, self._preedit_cursor = "", 0  # a word being composed; the place in it in Qt's units
        self._history: tuple[QAction, ...] = ()
        self.textEdited.connect(self._take_edit)

    # ---- the text ----------------------------------------------------------------------------------------------------

    @property
    def true_text(self) -> str:
        """The true text, with real line ends."""
        return self._text

    def set_history(self, undo: QAction, redo: QAction) -> None:
        """What Undo and Redo in the context menu do: they also know what the model wrote."""
        self._history = (undo, redo)

    def set_text(self, text: str) -> None:
        """Show ``text``; where it is not what stands there, the cursor goes to its end."""
        if text != self._text:
            self._text = text
            self.update()
        if self.text() != to_screen(text):
            self._drop_composed()
            self.setText(to_screen(text))

    def place_cursor(self, at: int) -> None:
        """Put the cursor before character ``at``."""
        place = utf16(self._text[:at])
        if place != self.cursorPosition():
            self.setCursorPosition(place)

    def selected(self) -> str:
        """The true text that is selected."""
        start = self.selectionStart()
        if start < 0:
            return ""
        shown = self.text()
        return self._text[characters(shown, start) : characters(shown, start + self.selectionLength())]

    def put(self, text: str) -> None:
        """Put ``text`` in place of what is selected, as if a person had typed it."""
        self._coming = text
        try:
            self.insert(to_screen(text))
        finally:
            self._coming = None

    def _take_edit(self, shown: str) -> None:
        """A person edited what is shown: find the place, and say what now stands there in truth."""
        old = to_screen(self._text)
        cursor = characters(shown, self.cursorPosition())
        stop = len(old) - (len(shown) - cursor)
        if stop < 0 or old[stop:] != shown[cursor:]:
            self.edited.emit(*parting(old, shown))
            return
        most = min(stop, cursor)
        start = next((i for i in range(most) if old[i] != shown[i]), most)
        put = shown[start:cursor]
        if self._coming is not None and shown[:cursor].endswith(to_screen(self._coming)):
            start, put = min(stop, cursor - len(self._coming)), self._coming
        self.edited.emit(start, stop, put)

    # ---- input methods -----------------------------------------------------------------------------------------------

    @property
    def composing(self) -> str:
        """The word that is being composed, or nothing."""
        return self._preedit

    def settle(self) -> None:
        """Take the word that is being composed as it stands."""
        if not self._preedit:
            return
        QGuiApplication.inputMethod().commit()
        if self._preedit:  # this input method cannot
            word = QInputMethodEvent()
            word.setCommitString(self._preedit)
            QGuiApplication.inputMethod().reset()
            QCoreApplication.sendEvent(self, word)

    def _drop_composed(self) -> None:
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            QCoreApplication.sendEvent(self, QInputMethodEvent())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note what is being composed, for it takes room in the line."""
        self._preedit = event.preeditString()
        self._preedit_cursor = utf16(self._preedit)
        for attribute in event.attributes():
            if attribute.type == QInputMethodEvent.AttributeType.Cursor:
                self._preedit_cursor = attribute.start
        self.composed.emit(bool(self._preedit))
        super().inputMethodEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was being composed is not lost."""
        self.settle()
        super().focusOutEvent(event)

    # ---- keys, pointer, clipboard ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window, which also knows what the model wrote."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = any(event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            ours |= bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() in (
                Qt.Key.Key_Z,
                Qt.Key.Key_Y,
            )
            if ours or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes on, with Shift it is a line end; Escape only lets go of the line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier:
            self.entered.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.put("\n")
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self._cut()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere takes what is being composed as it stands."""
        self.settle()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where a selection can be pasted by the middle button, that is the true text too."""
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if self.hasSelectedText() and clipboard.supportsSelection():
            clipboard.setText(self.selected(), clipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu, with the window's Undo and Redo, and copying the true text."""
        menu = self.createStandardContextMenu()
        first, *usual = menu.actions()
        for action in (first, usual[0]):  # Qt's own Undo and Redo
            menu.removeAction(action)
        menu.insertActions(usual[1], list(self._history))
        for action, act in ((usual[2], self._cut), (usual[3], self._copy)):
            action.triggered.disconnect()
            action.triggered.connect(act)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text can be dropped here; files are the window's."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the dropped text where it falls."""
        if event.mimeData().hasUrls():
            event.ignore()
            return
        self._coming = self.selected() if event.source() is self else event.mimeData().text()
        try:
            super().dropEvent(event)
        finally:
            self._coming = None

    def _copy(self) -> None:
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selected())

    def _cut(self) -> None:
        self._copy()
        if self.hasSelectedText():
            self.del_()
