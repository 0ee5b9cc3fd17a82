"""Your votes: how many there are, where they lie, what they are for, and the last ones, each of which can be undone.

Topics: ``ballot`` for the votes, ``judge`` for whether it is being trained. Files are chosen in windows of their own
that are not modal; how it went is told by the engine, in the notice bar.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explainer.engine.frames import Ballot, Judge, Vote
from explainer.engine.states import Move, next_state
from explainer.ui.look import SMALL, Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.minds.mind_words import quoted
from explainer.ui.panels.minds.votes_words import drawable, in_short, standing
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.scroll import Scroll

ROW = 48  # design pixels of one vote; one is seen at least
LONGEST_PATH = 40  # characters
LINE = 15.0  # design pixels of its letters


class VoteRow(QWidget):
    """One vote: the question and whether the judge knows it, and the answers, best first; cut where too long."""

    def __init__(self, look: Look, take_back: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.vote: Vote | None = None
        self.button = Button(look, self.tr("Undo"), kind="plain", parent=self)
        self.button.clicked.connect(lambda: take_back(self.vote.id) if self.vote is not None else None)
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def tell(self, vote: Vote) -> None:
        """Show ``vote``."""
        if vote == self.vote:
            return
        self.vote = vote
        self.setToolTip(f"{vote.question}\n{in_short(vote)}\n{standing(vote)}")
        self.setAccessibleName(self.tr("Vote {id}: {question}").format(id=vote.id, question=vote.question))
        self.setAccessibleDescription(f"{in_short(vote)}; {standing(vote)}")
        self.button.setAccessibleName(self.tr("Undo vote {id}").format(id=vote.id))
        self.button.setToolTip(self.tr("Take this vote back: it no longer counts"))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._look.px(220), self._look.px(ROW))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(120), self._look.px(ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines above a hairline."""
        look, px, vote = self._look, self._look.px, self.vote
        if vote is None:
            return
        painter = QPainter(self)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        room, y = self.button.x() - px(6), px(3)
        height = round(look.metrics(LINE).height())
        end = self._draw(painter, f"{vote.id}  {vote.question}", QRectF(0, y, room, height), LINE, "ink", bold=True)
        beside = QRectF(end + px(10), y, room - end - px(10), height)
        self._draw(painter, standing(vote), beside, SMALL, "ink2")
        self._draw(painter, in_short(vote), QRectF(0, y + height + px(2), room, height), LINE, "ink2")

    def _draw(
        self, painter: QPainter, text: str, box: QRectF, size: float, colour: str, *, bold: bool = False
    ) -> float:
        """Draw as much of ``text`` as there is room for; returns where it ends."""
        painter.setFont(self._look.font(size, bold=bold))
        painter.setPen(self._look.colour(colour))
        plain = quoted(drawable(text))
        shown = painter.fontMetrics().elidedText(plain, Qt.TextElideMode.ElideRight, max(0, int(box.width())))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return box.left() + painter.fontMetrics().horizontalAdvance(shown)

    def _restyle(self) -> None:
        self._row.setContentsMargins(0, 0, self._look.px(2), 0)
        self.updateGeometry()
        self.update()


class VotesBox(QWidget):
    """Everything on the card "Your votes"."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context, self._look = context, look
        self.frame: Ballot | None = None
        self._training = False
        self._dialog: QFileDialog | None = None
        self.rows: list[VoteRow] = []
        self.stored = Paragraph(look, lines=2, size=SMALL, colour="ink2")
        self.train_button = Button(
            look,
            self.tr("Train the judge now"),
            kind="primary",
            tip=self.tr("Train a new judge with all votes, yours and the simulated ones; the model stays as it is"),
        )
        self.train_button.clicked.connect(context.actions.train_judge)
        self.export_button = Button(look, self.tr("Export…"), name=self.tr("Export votes"))
        self.export_button.setToolTip(self.tr("Write your votes into a file, one JSON line each"))
        self.export_button.clicked.connect(self.choose_export)
        self.import_button = Button(look, self.tr("Import…"), name=self.tr("Import votes"))
        self.import_button.setToolTip(self.tr("Add the votes of a file to yours"))
        self.import_button.clicked.connect(self.choose_import)
        self._buttons = QHBoxLayout()
        for button in (self.train_button, self.export_button, self.import_button):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self.list_area = Scroll(inner, self.tr("Your last votes"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.stored)
        self._column.addLayout(self._buttons)
        self._column.addWidget(self.list_area, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.renew()

    def apply(self, frame: Ballot | Judge) -> None:
        """Show the votes, or that the judge is being trained."""
        if isinstance(frame, Judge):
            self._training = frame.training
        else:
            self.frame = frame
            self._show_rows(frame.recent)
        self.renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self.frame, self._training = None, False
        self._show_rows(())
        self.renew()

    def renew(self) -> None:
        """Bring words and buttons into line."""
        frame, show = self.frame, self._context.show
        self.stored.set_text(self._stored_text())
        self.stored.setToolTip(frame.path if frame is not None else "")
        votes = frame is not None and frame.n_hand + frame.n_simulated > 0
        may = show.prepared is not None and next_state(show.state, Move.BEGIN_STAGE) is not None
        self.train_button.setEnabled(may and votes and not self._training)
        text = self.tr("The judge is learning…") if self._training else self.tr("Train the judge now")
        if self.train_button.text() != text:
            self.train_button.setText(text)
            self.train_button.setAccessibleName(text)
        self.export_button.setEnabled(frame is not None and frame.n_hand > 0)
        self.import_button.setEnabled(show.prepared is not None)

    def count_text(self) -> str:
        """How many there are."""
        n = self.frame.n_hand if self.frame is not None else 0
        if n == 0:
            return self.tr("No votes by hand yet")
        return self.tr("1 vote by hand") if n == 1 else self.tr("{n} votes by hand").format(n=count(n))

    def _stored_text(self) -> str:
        """What they come to, where they lie, and what they are for."""
        frame, said = self.frame, []
        if frame is not None and frame.n_hand:
            fields = {"n": count(frame.n_pairs), "new": count(frame.n_unused)}
            if frame.n_pairs > frame.n_hand:
                said.append(self.tr("They make {n} comparisons.").format(**fields))
            said.append(
                self.tr("**{new} are new** to the judge.").format(**fields)
                if frame.n_unused > 1
                else self.tr("**1 is new** to the judge.")
                if frame.n_unused
                else self.tr("The judge has learnt from all of them.")
            )
        if frame is not None and frame.path:
            said.append(self.tr("Stored at once in {path}.").format(path=safe(_short(frame.path))))
        elif frame is not None and frame.n_hand:
            said.append(self.tr("They have no file yet: **save the run** (Ctrl+S) to keep them."))
        if frame is None or not frame.n_hand or frame.n_unused:
            said.append(self.tr("They change nothing until the judge is next trained."))
        return " ".join(said)

    def choose_export(self) -> None:
        """Ask for the file to write."""
        self._choose(self.tr("Export votes"), self._context.actions.export_votes, save=True)

    def choose_import(self) -> None:
        """Ask for the file to read."""
        self._choose(self.tr("Import votes"), self._context.actions.import_votes, save=False)

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

    def _show_rows(self, votes: tuple[Vote, ...]) -> None:
        """Rows are used again: a new vote moves words, not widgets."""
        while len(self.rows) < len(votes):
            row = VoteRow(self._look, self._context.actions.undo_vote)
            self.rows.append(row)
            self._list.insertWidget(len(self.rows) - 1, row)
        for i, row in enumerate(self.rows):
            if i < len(votes):
                row.tell(votes[i])
            row.setVisible(i < len(votes))

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(5))
        self._buttons.setSpacing(px(6))
        self.list_area.setMinimumHeight(px(ROW))


def _short(path: str) -> str:
    """A path to read: the home folder as ``~``, and of a long one only its end."""
    home = str(Path.home())
    text = "~" + path[len(home) :] if home != "/" and path.startswith(home) else path
    return text if len(text) <= LONGEST_PATH else "…/" + "/".join(Path(path).parts[-2:])


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if place and Path(place).is_dir() else str(Path.home())
