"""Choosing folders and files in Qt's own dialogs, which are not modal here: the show goes on behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from explainer.ui.translate import translate


def choose_folder(parent: QWidget, title: str, start: Path, take: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder that exists, beginning at ``start``; ``take`` gets it, later, if one is chosen."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.fileSelected.connect(lambda path: QTimer.singleShot(0, parent, lambda: take(Path(path))))
    dialog.show()
    return dialog


def choose_texts(
    parent: QWidget, title: str, start: Path, take: Callable[[tuple[Path, ...]], object], *, several: bool = True
) -> QFileDialog:
    """Ask for a text file, or for ``several``, beginning at ``start``, which may be a file that is no longer there."""
    folder = start if start.is_dir() else start.parent
    dialog = _dialog(parent, title, folder)
    mode = QFileDialog.FileMode
    dialog.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
    dialog.setNameFilters(
        [
            translate("Chooser", "Texts (*.txt *.text *.md *.rst *.org *.tex *.csv *.log)"),
            translate("Chooser", "All files (*)"),
        ]
    )
    if start.suffix and not start.is_dir():
        dialog.selectNameFilter(translate("Chooser", "All files (*)"))
    dialog.filesSelected.connect(
        lambda paths: QTimer.singleShot(0, parent, lambda: take(tuple(Path(path) for path in paths)))
    )
    dialog.show()
    return dialog


def _dialog(parent: QWidget, title: str, start: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(_that_exists(start)))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(False)
    return dialog


def _that_exists(folder: Path) -> Path:
    """``folder``, or the nearest one above it that there is."""
    for place in (folder, *folder.parents):
        if place.is_dir():
            return place
    return Path.home()
