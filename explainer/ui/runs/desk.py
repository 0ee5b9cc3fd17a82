"""What the window does with whole runs: open, save, start over, a new text, and whatever is dropped on it.

It joins the parts of this folder: what would be lost (``work``), where to save (``savebar``), the page of runs and the
folders on it (``page``, ``shelf``). The run that is open belongs to the engine: all that is done with it are commands.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.autosaves import Autosave
from explainer.engine.commands import Open, Reset
from explainer.engine.events import Event, Prepared, Saved, StateChanged, TextGone
from explainer.engine.paths import runs_folder
from explainer.engine.settings import RunSettings
from explainer.engine.states import Move, State, next_state
from explainer.ui.actions import Actions
from explainer.ui.frame.notices import Notices
from explainer.ui.look import Look
from explainer.ui.runs import folders, words
from explainer.ui.runs.chooser import choose_folder, choose_texts
from explainer.ui.runs.folders import Dropped, readable
from explainer.ui.runs.jobs import Jobs
from explainer.ui.runs.page import RunsPage, told
from explainer.ui.runs.recents import Recent, Recents
from explainer.ui.runs.savebar import SaveBar
from explainer.ui.runs.shelf import Shelf
from explainer.ui.runs.textgone import TextSearch
from explainer.ui.runs.work import Doing, Then, UnsavedWork
from explainer.ui.settings_store import SettingsStore
from explainer.ui.show import STORYLAND, Show


class Desk(QObject):
    """Serves the actions about runs.

    ``settings`` is what the program was started with; a new text is read with it. Closing asks nothing before the
    moment ``quiet_until`` of ``time.monotonic``. ``opened`` is where the present run came from: its own folder, or what
    was kept of it.

    ``begun_anew`` says that a new model has been asked for, ``page_wanted`` that the page of runs should be seen, and
    ``page_left`` that another run is coming.
    """

    begun_anew = Signal()
    page_wanted = Signal()
    page_left = Signal()

    def __init__(
        self,
        window: QWidget,
        look: Look,
        show: Show,
        actions: Actions,
        notices: Notices,
        store: SettingsStore,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._show = show
        self._actions = actions
        self._notices = notices
        self._store = store
        self.opened: Path | None = None
        self._after_name: Then | None = None
        self._put_off: tuple[Move, Then] | None = None
        self._is_new = False  # the model has come, and not yet all that is to be known of it
        self.settings = RunSettings()
        self.quiet_until = 0.0
        self.jobs = Jobs(self)
        self.page = RunsPage(look, show, actions)
        self.savebar = SaveBar(look, self.jobs)
        self.work = UnsavedWork(actions, show, notices, self)
        self.shelf = Shelf(self.page, Recents(store, self), self.jobs, notices, self)
        self.text_search = TextSearch(window, notices, store, self)
        self.work.name_wanted.connect(self._ask_name)
        self.work.changed.connect(self._work_changed)
        self.savebar.chosen.connect(self._save_to)
        self.savebar.left.connect(lambda: setattr(self, "_after_name", None))
        self.page.open_asked.connect(self.open)
        self.page.go_on_asked.connect(lambda kept: self.open(kept.path))
        self.text_search.found.connect(self._open_with_texts)
        actions.serve(
            {
                "save_run": self.work.save,
                "save_run_as": lambda: self._ask_name(lambda: None),
                "open_run": self._choose_run,
                "open_text": self._choose_texts,
                "storyland": lambda: self._begin_anew(replace(self.settings, text_files=())),
                "start_over": lambda: self._begin_anew(None),
                "runs": self._show_page,
            }
        )
        self.retitle()

    # ---- what is asked for -------------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open the run in ``path``, after the question where work would be lost."""

        def there(taken: bool) -> None:
            if taken:
                self.work.guard(Doing.OPEN, lambda: self._open(path))
                return
            self._notices.say(words.gone_run(readable(path.name), readable(str(path.parent))))
            self.shelf.refresh()

        self.jobs.do(lambda: folders.is_taken(path), there)

    def open_texts(self, texts: tuple[Path, ...]) -> None:
        """Make a new model that reads these texts, after the question where work would be lost."""
        if texts:
            self._store.texts = texts[0].parent
            self._begin_anew(replace(self.settings, text_files=texts))

    def drop(self, paths: tuple[Path, ...]) -> None:
        """Something was dropped on the window."""

        def sorted_out(found: Dropped) -> None:
            if found.run is not None:
                self.open(found.run)
            elif found.texts:
                self.open_texts(found.texts)
            else:
                self._notices.say(found.problem)

        self.jobs.do(lambda: folders.sort_out(paths), sorted_out)

    def start_again(self, then: Then) -> None:
        """Training failed and a new model is to be made; the last good one would be lost."""
        self.work.guard(Doing.NEW, then)

    def greet(self, kept_folder: Path | None, *, quiet: bool) -> None:
        """Look for runs that can be gone on with; offer one that was cut off. ``quiet``: something was asked for."""
        self.shelf.kept_folder = kept_folder
        self.shelf.refresh(lambda: self._greet(quiet=quiet))

    def may_close(self, close: Then) -> bool:
        """Whether the window may close now. Where work would be lost it is asked first, and ``close`` may follow."""
        if not self.work.unsaved or time.monotonic() < self.quiet_until:
            return True
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.activateWindow()
        self.work.guard(Doing.CLOSE, close)
        return False

    def end(self) -> None:
        """The window closes for good."""
        self.jobs.end()

    # ---- what the engine says ----------------------------------------------------------------------------------------

    def take_event(self, event: Event) -> bool:
        """Note an event; return whether it has been told here."""
        if isinstance(event, Prepared):
            self.shelf.own_run = event.run
            self._refresh_actions()
            self.retitle()
            self._is_new = True
        elif isinstance(event, StateChanged):
            if event.state is not State.STARTING and self._is_new:
                self._is_new = False
                self._remember_own()
            if self._put_off is not None:
                self._when_ready(*self._put_off)
        elif isinstance(event, TextGone):
            self.text_search.ask(event)
            return True
        told_here = self.work.take_event(event)
        if isinstance(event, Saved):
            self.opened = event.path
            self._store.runs = event.path.absolute().parent
            self._remember(event.path)
        return told_here

    # ---- opening -----------------------------------------------------------------------------------------------------

    def _open(self, path: Path, texts: tuple[Path, ...] = ()) -> None:
        def open_it() -> None:
            self.opened = path
            self._actions.do(Open(path, texts))

        self.page_left.emit()
        self._when_ready(Move.OPEN, open_it)

    def _when_ready(self, move: Move, act: Then) -> None:
        """Do ``act`` now, or as soon as the model that is just being made is there; only the last wish counts."""
        self._put_off = None
        show = self._show
        # Before the first word of the engine, which is loading torch, the state is not known.
        has_begun = show.prepared is not None or show.state is not State.IDLE
        if has_begun and next_state(show.state, move) is not None:
            act()
        else:
            self._put_off = (move, act)

    def _open_with_texts(self, texts: tuple[Path, ...]) -> None:
        """The run that is open is opened again, with texts in place of those it misses."""
        if self.opened is not None:
            self.work.guard(Doing.OPEN, partial(self._open, self.opened, texts))

    def _choose_run(self) -> None:
        start = self._store.runs or runs_folder()
        choose_folder(self._window, self.tr("Open a run"), start, self.open)

    def _choose_texts(self) -> None:
        start = self._store.texts or Path.home()
        choose_texts(self._window, self.tr("Open a text"), start, self.open_texts)

    def _begin_anew(self, settings: RunSettings | None) -> None:
        def begin() -> None:
            self.opened = None
            self.begun_anew.emit()
            self._when_ready(Move.RESET, lambda: self._actions.do(Reset(settings)))

        self.work.guard(Doing.NEW, begin)

    # ---- saving ------------------------------------------------------------------------------------------------------

    def _ask_name(self, then: Then) -> None:
        """Ask where to save, with a name to begin with: the run's own, or a free one."""
        self._after_name = then
        folder, own = self._store.runs or runs_folder(), self.work.folder
        prepared = self._show.prepared
        if own is not None:
            name, folder = own.name, own.parent
        else:
            corpus = prepared.corpus if prepared is not None else STORYLAND
            name = words.suggested_name(corpus, datetime.now(), lambda name: folders.is_taken(folder / name))
        self.savebar.open(name, folder, own)

    def _save_to(self, path: Path) -> None:
        then, self._after_name = self._after_name, None
        self.work.save_to(path, then or (lambda: None))

    def _remember_own(self) -> None:
        """Remember the run that was opened: by now the engine has told where it lies, what it is and how far."""
        prepared = self._show.prepared
        if self.work.folder is not None and prepared is not None and prepared.run == self.work.run:
            self._remember(self.work.folder)

    def _remember(self, path: Path) -> None:
        show = self._show
        if show.prepared is not None:
            prepared = show.prepared
            path = path.absolute()
            recent = Recent(path, prepared.corpus, prepared.preset, show.stage, show.step, show.complete, time.time())
            self.shelf.recents.add(recent)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _show_page(self) -> None:
        self.shelf.refresh()
        self.page_wanted.emit()

    def _greet(self, *, quiet: bool) -> None:
        unfinished = self.shelf.unfinished()
        self.page.offer_to_go_on(unfinished, time.time())
        if quiet:
            if unfinished is not None:
                self._offer(unfinished)
        elif self.page.welcome.is_due and not self.work.unsaved:
            self.page_wanted.emit()
            (self.page.go_on if unfinished is not None else self.page.welcome.start).setFocus()

    def _offer(self, kept: Autosave) -> None:
        self._notices.ask(
            self.tr("It was still going on when it ended: {run}.").format(run=words.line(*told(kept, time.time()))),
            (
                (self.tr("Go on where it stopped"), lambda: self.open(kept.path)),
                (self.tr("Not now"), lambda: self.page.offer_to_go_on(None, time.time())),
            ),
            escape=1,
        )

    def _work_changed(self) -> None:
        self.page.set_own(self.work.folder)
        self.retitle()

    def _refresh_actions(self) -> None:
        self._actions["storyland"].setEnabled(self._show.own_text)

    def retitle(self) -> None:
        """The title of the window: the run's name, and Qt's mark while it is not saved."""
        name = readable(self.work.folder.name) if self.work.folder is not None else ""
        if not name and self.work.unsaved and self._show.prepared is not None:
            name = self._show.prepared.corpus
        name = name.replace("[*]", "[*][*]")  # which is how Qt writes a true one
        self._window.setWindowTitle(
            self.tr("{name}[*] – Explainer").format(name=name) if name else self.tr("Explainer[*]")
        )
        self._window.setWindowModified(self.work.unsaved)
