"""Copying and saving cards: chooses the file without standing in the way, writes it, and says how that went.

The folder last used is remembered. A picture is taken at the moment it is saved, not when the file is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from explainer.ui.frame.notices import Notices
from explainer.ui.settings_store import SettingsStore
from explainer.ui.translate import translate
from explainer.ui.widgets import card as cards
from explainer.ui.widgets import export
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.table import csv_text, tab_text


class Saving(QObject):
    """What the window does when a card asks to be copied or saved."""

    def __init__(self, window: QWidget, store: SettingsStore, notices: Notices) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._notices = notices
        self._warned = ""
        self._dialog: QFileDialog | None = None

    def take(self, card: Card, what: str) -> None:
        """Do what ``card`` asks for."""
        if what == cards.COPY_PICTURE:
            QGuiApplication.clipboard().setImage(card.picture())
            self._say(self.tr("The picture can be pasted now."))
        elif what == cards.COPY_NUMBERS:
            self._copy_numbers(card)
        elif what in (cards.SAVE_PNG, cards.SAVE_SVG, cards.SAVE_CSV):
            self._choose_file(card, what)

    def save(self, card: Card, ending: str, path: Path) -> bool:
        """Write ``card`` to ``path`` as ``png``, ``svg`` or ``csv``; return whether that worked, having told it."""
        makers: dict[str, Callable[[], bytes]] = {
            cards.SAVE_PNG: card.as_png,
            cards.SAVE_SVG: card.as_svg,
            cards.SAVE_CSV: lambda: _csv_bytes(card),
        }
        try:
            export.write(path, makers[ending]())
        except OSError as error:
            why = export.why(error)
            words = self.tr("“{name}” could not be saved in {folder}: {why}.")
            self._warned = words.format(name=path.name, folder=path.parent, why=why)
            self._notices.warn(self._warned)
            return False
        self._store.pictures = path.parent
        self._say(self.tr("Saved as “{name}” in {folder}.").format(name=path.name, folder=path.parent))
        return True

    def _say(self, text: str) -> None:
        if self._warned and self._notices.text() == self._warned:
            self._notices.clear()  # it worked after all
        self._warned = ""
        self._notices.say(text)

    def _copy_numbers(self, card: Card) -> None:
        table = card.numbers()
        if table is None:
            return
        data = QMimeData()
        data.setText(tab_text(table))
        data.setData("text/csv", csv_text(table).encode())
        QGuiApplication.clipboard().setMimeData(data)
        self._say(self.tr("The numbers can be pasted now."))

    def _choose_file(self, card: Card, ending: str) -> None:
        if self._dialog is not None:
            self._dialog.close()
        # Not modal: the show goes on while the file is chosen.
        dialog = self._dialog = QFileDialog(self._window, self.tr("Save “{title}”").format(title=card.title))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
        dialog.setDirectory(str(self._store.pictures or _pictures_folder()))
        dialog.selectFile(export.file_name(card.title, ending))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        dialog.fileSelected.connect(
            lambda path: QTimer.singleShot(0, self, lambda: self.save(card, ending, Path(path)))
        )
        dialog.finished.connect(self._forget)
        dialog.show()

    def _forget(self) -> None:
        self._dialog = None


def _csv_bytes(card: Card) -> bytes:
    table = card.numbers()
    if table is None:  # the model changed while the file was chosen
        raise OSError(0, translate("Saving", "there are no numbers any more"))
    return csv_text(table).encode()


def _pictures_folder() -> Path:
    """The user's folder for pictures, or their home."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
