"""The key sheet: every command and its keys, laid over the window by F1 or ?. Any key or click takes it away.

The keys of the page Votes are listed wherever one is: they are best learnt before one needs them.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from explainer.ui.actions import Actions
from explainer.ui.actionspecs import HELP, LEARN, LOOK, RUNS, VOTE_KEYS, VOTING, WRITE
from explainer.ui.look import Look
from explainer.ui.translate import translated

WIDE, COLUMN = 400, 202  # design pixels: a column, and where its keys begin
BORDER, HEAD = 30, 72  # beside the columns; above and below them


class KeySheet(QWidget):
    """An overlay over its parent; not a dialog: training, keys and clicks behind it go on as soon as it is gone."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._look = look
        self._before: QWidget | None = None  # who had the focus
        self._actions = actions
        self.setObjectName("keysheet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("All keys"))
        look.changed.connect(self.update)
        parent.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Show or hide."""
        if self.isVisible():
            self.leave()
            return
        self._before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.setAccessibleDescription("; ".join(f"{name}: {keys}" for _, rows in self.groups() for name, keys in rows))
        self.show()
        self.raise_()
        self.setFocus()

    def leave(self) -> None:
        """Hide, and give the focus back to whoever had it."""
        self.hide()
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()
        self._before = None

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Groups of (command, keys), in the order in which they are shown."""
        result = []
        for group in (LEARN, RUNS, WRITE, LOOK, HELP):
            rows = [
                (str(action.property("name")), _short([_native(key) for key in action.shortcuts()]))
                for action in self._actions
                if action.property("group") == group and action.shortcuts()
            ]
            result.append((translated(group), rows))
        voting = [(translated(row.text), row.shown or _short([_native(key) for key in row.keys])) for row in VOTE_KEYS]
        return [*result, (translated(VOTING), voting)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window also after it was resized."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def event(self, event: QEvent) -> bool:
        """While it is shown, keys only take it away."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key."""
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
            self.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Any click."""
        self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, and a card with three columns of commands."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._look.colours.ink if not self._look.dark else "#000000")
        veil.setAlpha(150)
        painter.fillRect(self.rect(), veil)
        learn, runs, write, look, help_, voting = self.groups()
        columns = ([learn, runs], [look], [write, voting, help_])
        lines = max(sum(len(rows) + 2 for _, rows in column) for column in columns)
        # As big as the zoom says, and never bigger than the window.
        whole = len(columns) * WIDE + BORDER
        scale = min(self._look.zoom, self.width() / (whole + 2 * BORDER), self.height() / (29.0 * lines + 90))
        width, height = whole * scale, (28.0 * lines + HEAD) * scale
        card = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("card"))
        painter.drawRoundedRect(card, 14 * scale, 14 * scale)
        painter.translate(card.topLeft())
        painter.scale(scale / self._look.zoom, scale / self._look.zoom)
        self._write(painter, columns)

    def _write(self, painter: QPainter, columns: tuple[list, ...]) -> None:
        px = self._look.px
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(self._look.colour("ink"))
        painter.setFont(self._look.font(20, bold=True))
        painter.drawText(QRect(px(30), px(18), px(700), px(34)), align, self.tr("Keys"))
        for i, column in enumerate(columns):
            x, y = px(BORDER + WIDE * i), px(62)
            for title, rows in column:
                painter.setPen(self._look.colour("ink3"))
                painter.setFont(self._look.font(13.5, bold=True))
                painter.drawText(QRect(x, y, px(380), px(26)), align, title)
                y += px(28)
                for name, keys in rows:
                    painter.setPen(self._look.colour("ink"))
                    painter.setFont(self._look.font(15))
                    painter.drawText(QRect(x, y, px(COLUMN), px(26)), align, name)
                    painter.setPen(self._look.colour("ink2"))
                    painter.setFont(self._look.font(14, bold=True))
                    painter.drawText(QRect(x + px(COLUMN), y, px(190), px(26)), align, keys)
                    y += px(28)
                y += px(18)


def _native(key: QKeySequence | str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _short(keys: list[str]) -> str:
    """The first key, and the second where both fit."""
    both = "   ".join(keys[:2])
    return both if len(both) <= 22 else keys[0]
