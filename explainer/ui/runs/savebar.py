"""Where a run is to be saved: its name and the folder it is put into, in a bar above the text line, nothing modal.

A name can be typed at once; Enter saves, Escape cancels. A run that lies there already is replaced only after a second
press, and a folder that holds anything else is never written into.

Decision: no file dialog. Qt's dialog for saving *enters* a folder that exists when its name is chosen, so that a run
could not be saved over itself, and it has no word for a folder that is a document.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from explainer.ui.filenames import forbidden_in, is_device
from explainer.ui.look import SMALL, Look
from explainer.ui.runs.chooser import choose_folder
from explainer.ui.runs.folders import PathKind, kind_of, readable
from explainer.ui.runs.jobs import Jobs
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

LONGEST_NAME = 255  # bytes: what file systems allow


class SaveBar(QWidget):
    """Name, folder, Save and Cancel. ``chosen`` tells the place, ``left`` that it was closed without one."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, look: Look, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._jobs = jobs
        self._own: Path | None = None
        self._before: QWidget | None = None
        self._asked = ""  # of which name it was said that a run lies there
        self._dialog: QFileDialog | None = None
        self.folder = Path()
        self.setObjectName("save_bar")
        self.setAccessibleName(self.tr("Save this run"))
        self._label = QLabel(self.tr("Save as"))
        self.name = QLineEdit()
        self.name.setProperty("kind", "field")
        self.name.setAccessibleName(self.tr("Name of the run"))
        self.name.setToolTip(self.tr("Name of the run  (Enter saves, Escape cancels)"))
        self.name.textChanged.connect(self._check)
        self.name.returnPressed.connect(self._press)
        self._label.setBuddy(self.name)
        self._place = TextLine(look, size=SMALL, lines=1)
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        tip = self.tr("Choose the folder that runs are put into")
        self.other = Button(look, self.tr("Other folder…"), tip=tip)
        self.other.clicked.connect(self._choose_folder)
        self.save = Button(look, self.tr("Save"), kind="primary", name=self.tr("Save the run"), tip=self.tr("Save"))
        self.save.clicked.connect(self._press)
        self.cancel = Button(look, self.tr("Cancel"), name=self.tr("Do not save"), tip=self.tr("Close without saving"))
        self.cancel.clicked.connect(self.leave)
        self._grid = QGridLayout(self)
        self._row = QHBoxLayout()
        for widget, stretch in ((self.other, 0), (self.save, 0), (self.cancel, 0)):
            self._row.addWidget(widget, stretch)
        self._grid.addWidget(self._label, 0, 0)
        self._grid.addWidget(self.name, 0, 1)
        self._grid.addLayout(self._row, 0, 2)
        self._grid.addWidget(self._place, 1, 1, 1, 2)
        self._grid.setColumnStretch(1, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def open(self, name: str, folder: Path, own: Path | None) -> None:
        """Offer ``name`` in ``folder``; ``own`` is the present run's folder, which needs no second press."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.folder, self._own, self._asked = folder, own, ""
        self.name.setText(name)
        self._check()
        self.show()
        self.name.selectAll()
        self.name.setFocus()

    def leave(self) -> None:
        """Close without saving."""
        self._close()
        self.left.emit()

    @property
    def path(self) -> Path:
        """The place that is chosen now."""
        typed = Path(self.name.text().strip()).expanduser()
        return typed if typed.is_absolute() else self.folder / self.name.text().strip()

    def words(self) -> str:
        """What it says below the name."""
        return self._place.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded ground with an edge, like that of a notice."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._look.px
        painter.setBrush(self._look.colour("card"))
        painter.setPen(QPen(self._look.colour("edge"), 1))
        inner = QRectF(self.rect()).adjusted(px(14), px(4) + 0.5, -px(14), -px(4) - 0.5)
        painter.drawRoundedRect(inner, px(8), px(8))

    def _check(self) -> None:
        """Say what is wrong with the name, or where the run will be."""
        name = self.name.text().strip()
        if name != self._asked:
            self._asked = ""
            self.save.setText(self.tr("Save"))
        problem = self._problem(name)
        self.save.setEnabled(not problem)
        if problem:
            self._say(problem, warning=True)
        elif not self._asked:
            self._say(self.tr("In the folder {folder}").format(folder=readable(str(self.path.parent))))

    def _problem(self, name: str) -> str:
        if not name:
            return self.tr("Type a name.")
        try:
            path = Path(name).expanduser()
        except RuntimeError:  # no home
            path = Path(name)
        name = path.name if path.is_absolute() else name
        bad = forbidden_in(name)
        if bad:
            shown = " ".join(c if c.isprintable() else "\ufffd" for c in bad)
            return self.tr("A name cannot hold {signs}. Leave that out.").format(signs=readable(shown))
        if name.startswith(".") or name.endswith("."):
            return self.tr("A name cannot begin or end with a full stop.")
        if is_device(name):
            return self.tr("Windows keeps the name “{name}” for itself. Choose another.").format(name=name)
        if len(name.encode("utf-8", "replace")) > LONGEST_NAME:
            return self.tr("This name is too long.")
        return ""

    def _press(self) -> None:
        if not self.save.isEnabled():
            return
        path, name = self.path, self.name.text().strip()
        if path == self._own or (self._asked and self._asked == name):
            self._take(path)
            return
        self._jobs.do(lambda: kind_of(path), lambda kind: self._told(path, name, kind))

    def _told(self, path: Path, name: str, kind: PathKind) -> None:
        """What lies at ``path`` is known now."""
        if not self.isVisible() or self.path != path:
            return  # they have typed on in the meantime
        if kind in (PathKind.NOTHING, PathKind.FREE):
            self._take(path)
        elif kind is PathKind.RUN:
            self._asked = name
            self.save.setText(self.tr("Replace it"))
            self._say(self.tr("A run of this name is there already. Replace it with this one, or type another name."))
        else:
            words = self.tr("“{name}” is there already and is no run. Type another name.")
            self._say(words.format(name=readable(path.name)), warning=True)

    def _take(self, path: Path) -> None:
        self._close()
        self.chosen.emit(path)

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self.hide()
        if self._before is not None and self._still_there(self._before):
            self._before.setFocus()
        self._before = None

    @staticmethod
    def _still_there(widget: QWidget) -> bool:
        try:
            return widget.isVisible()
        except RuntimeError:  # Qt has deleted it
            return False

    def _choose_folder(self) -> None:
        self._dialog = choose_folder(self.window(), self.tr("Where to put runs"), self.folder, self._set_folder)
        self._dialog.finished.connect(lambda: setattr(self, "_dialog", None))

    def _set_folder(self, folder: Path) -> None:
        """Another folder; one that is a run itself means: save there."""
        if kind_of(folder) is PathKind.RUN:
            self.name.setText(folder.name)
            folder = folder.parent
        self.folder, self._asked = folder, ""
        self.save.setText(self.tr("Save"))
        self._check()
        self.name.setFocus()

    def _say(self, text: str, *, warning: bool = False) -> None:
        self._place.set_colour("warning" if warning else "ink2")
        self._place.set_text(text)
        self.name.setAccessibleDescription(text)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setContentsMargins(px(28), px(10), px(22), px(10))
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(3))
        self._row.setSpacing(px(6))
