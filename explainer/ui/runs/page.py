"""The page of runs, which is also the first that is seen.

Until a model learns it says what this program is and offers three ways in (``welcome``). Then, where the program did
not end properly, what can be gone on with; then the runs that were saved or opened, and those that were kept by
themselves. It only asks: what is done about it is in ``desk``.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QVBoxLayout, QWidget

from explainer.engine.autosaves import BUDGET_BYTES, Autosave
from explainer.ui.actions import Actions
from explainer.ui.frame.viewhead import Tab, ViewHead
from explainer.ui.look import Look
from explainer.ui.numbers import megabytes
from explainer.ui.runs import words
from explainer.ui.runs.rows import RunRow, RunTable
from explainer.ui.runs.sheet import RunSheet
from explainer.ui.runs.welcome import Welcome
from explainer.ui.show import Show
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.scroll import Lane

SIDE_BY_SIDE = 760  # design pixels of width from which the two lists stand beside each other


class RunsPage(Lane):
    """Offer, recent runs, kept runs. What a person wants is told by signals, with the folder it is about."""

    open_asked = Signal(object)
    reveal_asked = Signal(object)
    duplicate_asked = Signal(object)
    delete_asked = Signal(object)
    go_on_asked = Signal(object)  # a Kept
    unkeep_asked = Signal(object)
    offer_dismissed = Signal()

    def __init__(self, look: Look, show: Show, actions: Actions) -> None:
        inner = QWidget()
        super().__init__(inner)
        self._look = look
        self._kept: dict[Path, Autosave] = {}
        self._offered: Autosave | None = None
        self._own: Path | None = None
        self.setAccessibleName(self.tr("Runs"))
        self.head = ViewHead(look, self.tr("Runs"), [Tab("runs", "")])
        self.welcome = Welcome(look, show, actions)
        self._make_offer()
        self._make_recent(actions)
        self._make_kept()
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lists.addWidget(self.recent_sheet, 1)
        self._lists.addWidget(self.kept_sheet, 1)
        self._column = QVBoxLayout(inner)
        self._column.addWidget(self.head)
        self._column.addWidget(self.welcome)
        self._column.addWidget(self.offer)
        self._column.addLayout(self._lists, 1)
        self._offered = None
        self.set_recent(())
        self.set_kept((), now=0.0)
        self.offer_to_go_on(None, now=0.0)
        show.changed.connect(self._refresh_welcome)
        look.changed.connect(self._restyle)
        self._restyle()

    # ---- what it is made of ------------------------------------------------------------------------------------------

    def _make_offer(self) -> None:
        look = self._look
        tip = self.tr("Open the run as it was when the program ended")
        self.go_on = Button(look, self.tr("Go on where it stopped"), kind="primary", tip=tip)
        self.go_on.clicked.connect(lambda: self.go_on_asked.emit(self._offered))
        self.not_now = Button(look, self.tr("Not now"), tip=self.tr("Leave it in the list of runs kept by themselves"))
        self.not_now.clicked.connect(self.offer_dismissed)
        self.offer = RunSheet(look, self.tr("It was still going on"), "", None, (self.go_on, self.not_now))

    def _make_recent(self, actions: Actions) -> None:
        look = self._look
        self.recent = RunTable(look, self.tr("Your runs"), self.tr("Enter opens a run, Delete puts it into the bin"))
        self.open = Button(look, self.tr("Open"), tip=self.tr("Open this run"))
        self.reveal = Button(look, self.tr("Show its folder"), tip=self.tr("Show this run in the file manager"))
        self.duplicate = Button(look, self.tr("Duplicate"), tip=self.tr("Copy this run to a folder beside it"))
        self.delete = Button(look, self.tr("Delete"))
        for button, signal in (
            (self.open, self.open_asked),
            (self.reveal, self.reveal_asked),
            (self.duplicate, self.duplicate_asked),
            (self.delete, self.delete_asked),
        ):
            button.clicked.connect(lambda _checked=False, s=signal: self._ask(s))
        self.recent.taken.connect(lambda row: self.open_asked.emit(row.key))
        self.recent.unwanted.connect(lambda _row: self.delete.click())
        self.recent.chosen.connect(self._refresh_buttons)
        self.recent.customContextMenuRequested.connect(self._open_menu)
        self.others = Button(look).bind(actions["open_run"]), Button(look).bind(actions["open_text"])
        self.recent_sheet = RunSheet(
            look,
            self.tr("Your runs"),
            "",
            self.recent,
            (self.open, self.reveal, self.duplicate, self.delete),
            self.others,
        )

    def _make_kept(self) -> None:
        look = self._look
        self.kept = RunTable(look, self.tr("Kept by themselves"), self.tr("Enter opens a run, Delete deletes it"))
        self.open_kept = Button(look, self.tr("Open"), name=self.tr("Open the kept run"), tip=self.tr("Go on with it"))
        self.open_kept.clicked.connect(lambda: self._ask_kept(self.go_on_asked))
        tip = self.tr("Delete what was kept of this run, for good")
        self.unkeep = Button(look, self.tr("Delete"), name=self.tr("Delete the kept run"), tip=tip)
        self.unkeep.clicked.connect(lambda: self._ask_kept(self.unkeep_asked))
        self.kept.taken.connect(lambda row: self.go_on_asked.emit(self._kept[row.key]))
        self.kept.unwanted.connect(lambda row: self.unkeep_asked.emit(self._kept[row.key]))
        self.kept.chosen.connect(self._refresh_buttons)
        self.kept_sheet = RunSheet(look, self.tr("Kept by themselves"), "", self.kept, (self.open_kept, self.unkeep))

    # ---- what it shows -----------------------------------------------------------------------------------------------

    def set_recent(self, rows: tuple[RunRow, ...]) -> None:
        """Show these runs."""
        self.recent.show_rows(rows)
        for part in (self.recent, self.open, self.reveal, self.duplicate, self.delete):
            part.setVisible(bool(rows))
        keys = self.tr("Saved or opened lately.") if rows else self.tr("None yet. Ctrl+S saves the one that is there.")
        self.recent_sheet.say(keys)
        self._refresh_buttons()
        self._refresh_welcome()

    def set_own(self, folder: Path | None) -> None:
        """The run in this folder is open in this window."""
        self._own = folder
        self._refresh_buttons()

    def set_kept(self, kept: tuple[Autosave, ...], now: float) -> None:
        """Show these kept runs; ``now`` is seconds since 1970."""
        self._kept = {item.path: item for item in kept}
        self.kept.show_rows(tuple(RunRow(item.path, *told(item, now)) for item in kept))
        for part in (self.kept, self.open_kept, self.unkeep):
            part.setVisible(bool(kept))
        total = megabytes(sum(item.n_bytes for item in kept))
        rule = self.tr(
            "What is not saved is kept here every half minute. The oldest go when all together take more than {most}."
        ).format(most=f"{BUDGET_BYTES // 1_000_000} MB")
        self.kept_sheet.say(rule + " " + self.tr("Now: {total}.").format(total=total) if kept else rule)
        if self._offered is not None and self._offered.path not in self._kept:
            self.offer_to_go_on(None, now)
        self._refresh_buttons()
        self._refresh_welcome()

    def offer_to_go_on(self, kept: Autosave | None, now: float) -> None:
        """Offer to go on with ``kept``, or offer nothing."""
        self._offered = kept
        self.offer.setVisible(kept is not None)
        if kept is not None:
            self.offer.say(words.line(*told(kept, now)))
        self._refresh_welcome()

    def _refresh_welcome(self) -> None:
        """Welcome people until a model learns; then this is the page of runs, and no more."""
        due = self.welcome.is_due
        self.welcome.setVisible(due)
        self.head.title.set_text(self.tr("Welcome") if due else self.tr("Runs"))
        for button in self.others:  # the welcome has them
            button.setVisible(not due)
        anything = bool(len(self.recent.rows) or len(self.kept.rows))
        for sheet in (self.recent_sheet, self.kept_sheet):
            sheet.setVisible(anything or not due)
        if due and not anything:
            self.head.set_caption("")
        else:
            self.head.set_caption(self._caption())
        self.head.refit()

    def _caption(self) -> str:
        if self._offered is not None:
            return self.tr("Go on where it stopped, open another run, or press Start for a new one.")
        return self.tr("Open one to go on with it, or press Start for a new one.")

    @property
    def offered(self) -> Autosave | None:
        """What it offers to go on with."""
        return self._offered

    def summary(self) -> str:
        """All it says, in words."""
        lists = (self.recent.rows, self.kept.rows)
        rows = (f"{row.name}, {words.line(row.told, row.when)}" for rows in lists for row in rows)
        offer = self.offer.accessibleDescription() if self._offered is not None else ""
        welcome = self.welcome.accessibleDescription() if self.welcome.is_due else ""
        return "; ".join(part for part in (welcome, self.head.caption.text(), offer, *rows) if part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the lists beside or below each other."""
        super().resizeEvent(event)
        self._fit()
        self.head.refit()

    # ---- what is pressed ---------------------------------------------------------------------------------------------

    def _ask(self, signal: SignalInstance) -> None:
        row = self.recent.current()
        if row is not None:
            signal.emit(row.key)

    def _ask_kept(self, signal: SignalInstance) -> None:
        row = self.kept.current()
        if row is not None:
            signal.emit(self._kept[row.key])

    def _refresh_buttons(self) -> None:
        row = self.recent.current()
        there = row is not None and not row.faded
        own = row is not None and row.key == self._own
        for button in (self.open, self.reveal, self.duplicate):
            button.setEnabled(there)
        self.delete.setEnabled(row is not None and not own)
        if own:
            tip = self.tr("This run is open in this window")
        elif row is not None and row.faded:
            tip = self.tr("Take it off this list")
        else:
            tip = self.tr("Put this run into the bin")
        self.delete.setToolTip(tip)
        chosen = self.kept.current() is not None
        self.open_kept.setEnabled(chosen)
        self.unkeep.setEnabled(chosen)

    def _open_menu(self, place: QPoint) -> None:
        index = self.recent.indexAt(place)
        if not index.isValid():
            return
        self.recent.setCurrentIndex(index)
        menu = QMenu(self)
        for button in (self.open, self.reveal, self.duplicate, self.delete):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.recent.viewport().mapToGlobal(place))

    def _fit(self) -> None:
        way = QBoxLayout.Direction
        beside = self.width() >= self._look.px(SIDE_BY_SIDE)
        self._lists.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.welcome.fit(self.width() / self._look.zoom)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(0, px(2), 0, 0)
        self._column.setSpacing(px(8))
        self._lists.setSpacing(px(12))
        self._fit()


def told(kept: Autosave, now: float) -> tuple[str, str, str]:
    """Name of a kept run (its text and size, or that of its folder); how far it is and how big; and when that was."""
    text = words.what(kept.corpus, kept.preset)
    name, rest = (kept.home.name, text) if kept.home is not None else (text, "")
    far = words.how_far(kept.stage, kept.step, kept.planned, complete=kept.complete)
    return name, words.line(rest, far, megabytes(kept.n_bytes)), words.ago(kept.when, now)
