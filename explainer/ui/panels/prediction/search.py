"""A line in which people find a piece of the vocabulary: type some letters, choose from the list, press Enter.

Shorter pieces stand first, so that a whole word comes before the words that contain it. A piece that goes on a word
(without the blank before it) says so, where there is a twin with the blank.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import cited, isolated, visible
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.limit import limit

_TOKEN = Qt.ItemDataRole.UserRole


class _Pieces(QAbstractListModel):
    """All pieces, shortest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, int]] = []

    def set_pieces(self, pieces: tuple[str, ...], glued_text: str) -> None:
        """Take another vocabulary; ``glued_text`` marks a piece that has a twin with a blank before it."""
        known = set(pieces)
        texts = [glued_text.format(piece=cited(p)) if glued(p) and f" {p}" in known else visible(p) for p in pieces]
        self.beginResetModel()
        self.rows = sorted(((text, token) for token, text in enumerate(texts)), key=lambda row: (len(row[0]), row[1]))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Pieces."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text or token id."""
        if not index.isValid():
            return None
        text, token = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        return token if role == _TOKEN else None


class PieceSearch(QLineEdit):
    """The line. ``chosen`` gives the token id."""

    chosen = Signal(int)

    def __init__(self, look: Look, hint: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pieces: tuple[str, ...] = ()
        self._model = _Pieces(self)
        self.setObjectName("piece_search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip(tip)
        limit(self, 40)
        completer = QCompleter(self._model, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(10)
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index] # the stubs know one signature
        self._popup = QListView()
        self._popup.setAccessibleName(self.tr("Pieces found"))
        completer.setPopup(self._popup)
        self.setCompleter(completer)
        self.textEdited.connect(self._tell_if_nothing)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_pieces(self, pieces: tuple[str, ...]) -> None:
        """Search in these; nothing happens where they are the same as before."""
        if pieces is not self._pieces:
            self._pieces = pieces
            self._model.set_pieces(pieces, self.tr("{piece} (goes on a word)"))

    def matches(self) -> list[str]:
        """What the list offers for the present text, first 20."""
        model = self.completer().completionModel()
        rows = range(min(20, model.rowCount()))
        return [str(model.data(model.index(row, 0))) for row in rows] if self.text() else []

    def sizeHint(self) -> QSize:
        """A word or two."""
        return QSize(self._look.px(205), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Keep the space bar, which is also the window's key for Start."""
        return keeps_space(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the piece chosen in the list, or the first one; Escape empties the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._popup.isVisible() and self._popup.currentIndex().isValid():
                event.ignore()  # the completer takes the piece chosen in its list
                return
            model = self.completer().completionModel()
            if self.text() and model.rowCount():
                self._take(model.index(0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def nothing_found(self) -> str:
        """What to say where no piece is offered, or nothing."""
        if not self.text() or self.matches():
            return ""
        beginning = max(
            (visible(p) for p in self._pieces if p.strip() and self.text().startswith(visible(p))), key=len, default=""
        )
        text = self.tr("No single piece reads “{text}”: rare words are made of several.").format(
            text=isolated(self.text())
        )
        if beginning:
            text += " " + self.tr("Try its beginning: “{beginning}”.").format(beginning=isolated(beginning))
        return text

    def _tell_if_nothing(self) -> None:
        text = self.nothing_found()
        self.setAccessibleDescription(text)
        if text:
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), text, self)
        else:
            QToolTip.hideText()

    def _take(self, index: QModelIndex) -> None:
        token = index.data(_TOKEN)
        if token is None:
            return
        self._popup.hide()
        # The completer writes the chosen text into the line after this: empty it when that is done.
        QTimer.singleShot(0, self, self.clear)
        self.chosen.emit(int(token))

    def _restyle(self) -> None:
        px, c = self._look.px, self._look.colours
        self.setStyleSheet(
            f"QLineEdit {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.edge};"
            f" border-radius: {px(8)}px; padding: {px(6)}px {px(10)}px; font-size: {px(15)}px;"
            f" selection-background-color: {c.focus}; selection-color: {c.card}; }}"
            f" QLineEdit:focus {{ border: 2px solid {c.focus}; padding: {px(6) - 1}px {px(10) - 1}px; }}"
        )
        self._popup.setStyleSheet(
            f"QListView {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.edge}; font-size: {px(15)}px; }}"
            f" QListView::item {{ padding: {px(4)}px {px(8)}px; }}"
            f" QListView::item:selected {{ background: {c.quiet_strong}; color: {c.ink}; }}"
        )
        self.setMinimumWidth(px(120))
        self.updateGeometry()


def glued(piece: str) -> bool:
    """Whether a piece goes on the word before it, or begins a text: a word without the blank before it."""
    return bool(piece) and piece[0].isalnum()
