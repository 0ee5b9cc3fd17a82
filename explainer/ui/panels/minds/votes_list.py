"""The votes by hand one by one, each of which can be taken back, and the file they lie in.

Topic: ``ballot``. Files are chosen in windows of their own that are not modal; how it went is told by the engine, in
the notice bar.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.commands import ExportVotes, ImportVotes, UndoVote
from explainer.engine.frames import Ballot, Vote
from explainer.ui.look import SMALL
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.minds.mind_words import quoted
from explainer.ui.panels.minds.votes_words import drawable, in_short, standing
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import Table

LONGEST_PATH = 40  # characters
LINE = 15.0  # design pixels of its letters


class VoteTable(DataTable):
    """Two lines a vote: the question and whether the judge knows it, and the answers, best first."""

    SIZE = Size(row=46, most=54, least=1, usual=3, width=220, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """The vote, and how it is taken back."""
        undo = TextCell(self.tr("Undo"), size=SMALL, bold=True, shade=0.14, hue="edge")
        return (
            Column(cell=self._lines, width=120, grow=1),
            Column(self.tr("Undo"), lambda _vote: undo, width=62, centre=True, press=self.unwanted.emit),
        )

    def key(self, row: Vote) -> int:
        """Its number."""
        return row.id

    def tell(self, row: Vote) -> str:
        """All that is known of a vote."""
        head = self.tr("Vote {id}: {question}").format(id=row.id, question=row.question)
        return f"{head}\n{in_short(row)}\n{standing(row)}"

    @staticmethod
    def _lines(vote: Vote) -> LinesCell:
        question = TextCell(quoted(drawable(f"{vote.id}  {vote.question}")), size=LINE, bold=True)
        answers = TextCell(quoted(drawable(in_short(vote))), "ink2", LINE)
        return LinesCell((LineCell(question, TextCell(standing(vote), "ink2", SMALL)), LineCell(answers)))


class ByHand(QWidget):
    """Everything on the card "The votes by hand"."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context, self._look = context, look
        self.frame: Ballot | None = None
        self._dialog: QFileDialog | None = None
        self.stored = Paragraph(look, lines=1, size=SMALL, colour="ink2")
        self.export_button = Button(look, self.tr("Export…"), name=self.tr("Export votes"))
        self.export_button.setToolTip(self.tr("Write the votes by hand into a file, one JSON line each"))
        self.export_button.setObjectName("votes.export")
        self.export_button.clicked.connect(self.choose_export)
        self.import_button = Button(look, self.tr("Import…"), name=self.tr("Import votes"))
        self.import_button.setToolTip(self.tr("Add the votes of a file to those given here"))
        self.import_button.setObjectName("votes.import")
        self.import_button.clicked.connect(self.choose_import)
        self._row = QHBoxLayout()
        self._row.addWidget(self.stored, 1)
        self._row.addWidget(self.export_button)
        self._row.addWidget(self.import_button)
        self.list = VoteTable(look, self.tr("The last votes by hand"), self.tr("There are none yet."))
        self.list.setToolTip(self.tr("Undo, or the Delete key, takes a vote back: it no longer counts"))
        self.list.unwanted.connect(lambda vote: context.actions.do(UndoVote(vote.id)))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.list, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.renew()

    def apply(self, frame: Ballot) -> None:
        """Show the votes."""
        self.frame = frame
        self.list.set_rows(frame.recent)
        self.renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self.frame = None
        self.list.set_rows(())
        self.renew()

    def renew(self) -> None:
        """Bring words and buttons into line."""
        frame = self.frame
        self.stored.set_text(self._stored_text())
        self.stored.setToolTip(frame.path if frame is not None else "")
        self.export_button.setEnabled(frame is not None and frame.n_hand > 0)
        self.import_button.setEnabled(self._context.show.prepared is not None)

    def table(self) -> Table | None:
        """All that is known of the last votes."""
        frame = self.frame
        if frame is None or not frame.recent:
            return None
        rows = []
        for vote in frame.recent:
            for place, text in enumerate(vote.answers):
                rating = vote.ratings[place] if place < len(vote.ratings) else None
                told = (rating.score, rating.utility) if rating is not None else (None, None)
                rows.append((vote.id, vote.kind, vote.used, vote.question, place + 1, text, *told))
        return Table(("vote", "kind", "used", "question", "place", "answer", "score", "points"), tuple(rows))

    def _stored_text(self) -> str:
        """What they come to, and where they lie."""
        frame, said = self.frame, []
        if frame is not None and frame.n_pairs > frame.n_hand:
            said.append(self.tr("They make {n} comparisons.").format(n=count(frame.n_pairs)))
        if frame is not None and frame.path:
            said.append(self.tr("Stored at once in {path}.").format(path=safe(_short(frame.path))))
        elif frame is not None and frame.n_hand:
            said.append(self.tr("They have no file yet: **save the run** (Ctrl+S) to keep them."))
        return " ".join(said)

    def choose_export(self) -> None:
        """Ask for the file to write."""
        self._choose(self.tr("Export votes"), lambda path: self._context.actions.do(ExportVotes(path)), save=True)

    def choose_import(self) -> None:
        """Ask for the file to read."""
        self._choose(self.tr("Import votes"), lambda path: self._context.actions.do(ImportVotes(path)), save=False)

    def _choose(self, title: str, take: Callable[[Path], None], *, save: bool) -> None:
        if self._dialog is not None:
            self._dialog.close()
        dialog = self._dialog = QFileDialog(self.window(), title)
        mode = QFileDialog.AcceptMode
        dialog.setAcceptMode(mode.AcceptSave if save else mode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Votes (*.jsonl)"), self.tr("All files (*)")])
        dialog.setDirectory(_documents())
        if save:
            dialog.setDefaultSuffix("jsonl")
            dialog.selectFile("votes.jsonl")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)  # the show goes on while the file is chosen
        dialog.fileSelected.connect(lambda path: QTimer.singleShot(0, self, lambda: take(Path(path))))
        dialog.finished.connect(self._forget)
        dialog.show()

    def _forget(self) -> None:
        self._dialog = None

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(5))
        self._row.setSpacing(px(6))


def _short(path: str) -> str:
    """A path to read: the home folder as ``~``, and of a long one only its end."""
    home = str(Path.home())
    text = "~" + path[len(home) :] if home != "/" and path.startswith(home) else path
    return text if len(text) <= LONGEST_PATH else "…/" + "/".join(Path(path).parts[-2:])


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if place and Path(place).is_dir() else str(Path.home())
