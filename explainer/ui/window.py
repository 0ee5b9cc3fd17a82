"""The window: puts the parts of the frame together and passes word between them. It computes and draws nothing.

It is given everything it needs (engine, settings, look), so that tests and pictures use the very window people see.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from explainer.engine.commands import ExamineStep, Finish, Resume, SetSampling, Start, StepOnce
from explainer.engine.events import Event, MilestoneReached, Notice, Prepared, PromptWritten, Refused, TextEnded
from explainer.engine.frames import Frame, NextToken, Topic
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.bridge import Bridge, EngineLike
from explainer.ui.focus import Focus
from explainer.ui.frame.appearance import Appearance
from explainer.ui.frame.doubts import Doubts
from explainer.ui.frame.folding import Folding
from explainer.ui.frame.keysheet import KeySheet
from explainer.ui.frame.navigation import Navigation
from explainer.ui.frame.notices import Notices
from explainer.ui.frame.othermodel import OtherModel
from explainer.ui.frame.promptbar import PromptBar
from explainer.ui.frame.saving import Saving
from explainer.ui.frame.spotlight import Spotlight, card_meant
from explainer.ui.frame.stagemenu import PAGE_OF
from explainer.ui.frame.story import StoryPanel
from explainer.ui.frame.topbar import TopBar
from explainer.ui.frame.troubles import Troubles
from explainer.ui.frame.views import Views
from explainer.ui.frame.writer import Writer, text_ended
from explainer.ui.intents import Dispatcher, FillWindow, Intent, OpenPage, OpenView, ReplacePrompt, RestorePage, known
from explainer.ui.keyboards import press_latin
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels import Panel, PanelContext
from explainer.ui.panels.registry import FIRST, PAGES, VIEW_OF, VIEWS
from explainer.ui.prompt import LONGEST, Prompt
from explainer.ui.runs.desk import Desk
from explainer.ui.runs.drops import Drops
from explainer.ui.sampling import SamplingChoice
from explainer.ui.settings_store import SettingsStore
from explainer.ui.show import Show, says_nothing_to_ask
from explainer.ui.translate import say
from explainer.ui.widgets.card import FILL, Card


class MainWindow(QMainWindow):
    """The whole window of the app."""

    def __init__(self, engine: EngineLike, look: Look, store: SettingsStore) -> None:
        super().__init__()
        self.look, self.store = look, store
        self.show_state = Show(self)
        self.bridge = Bridge(engine, self.show_state, self)
        send = self.bridge.send
        self.dispatcher = Dispatcher(send, self)
        self.prompt = Prompt(send, self)
        self.sampling = SamplingChoice(self.dispatcher, send, self)
        self.focus = Focus(self.dispatcher, send, self)
        self.actions_ = Actions(self.dispatcher, send, self.show_state, self.prompt, self.sampling, self)
        self.actions_.add_views((spec.id, spec.title) for spec in VIEWS)
        self.writer = Writer(self.bridge.send, self.prompt, self)
        self.writer.on_stop = lambda: self.actions_["keep_writing"].setChecked(False)
        context = PanelContext(look, self.show_state, self.actions_, self.prompt, self.sampling, self.focus)
        self.stack = Views(look, lambda page: page.factory(context), store.deeper)
        self._current, self._wants_bets = "", False
        self.setObjectName("main_window")
        self.setMinimumSize(QSize(640, 400))
        self._build()
        self._serve()
        self._connect()
        self._restyle()
        self.show_view(FIRST)

    def _build(self) -> None:
        look, show, actions = self.look, self.show_state, self.actions_
        ground = QWidget()
        ground.setObjectName("ground")
        self.top = TopBar(look, show, actions)
        self.navigation = Navigation(look, actions, VIEWS)
        self.story = StoryPanel(look, show, actions)
        self.story.failed.connect(self.fail)
        self.other_model = OtherModel(look, show, actions)
        self.spotlight = Spotlight((self.navigation, self.stack, self.story))
        self.notices = Notices(look)
        self.troubles = Troubles(
            self.notices,
            lambda: self.stack.made,
            lambda: self.stack.of(self._current),
            self.actions_["save_run"].trigger,
        )
        self.appearance = Appearance(self, look, self.store, actions)
        self.doubts = Doubts(actions, self.notices, self)
        self.saving = Saving(self, self.store, self.notices)
        self.desk = Desk(self, look, show, actions, self.notices, self.store)
        self.stack.addWidget(self.desk.page)
        self.top.file_menu.recent = lambda: tuple(self.desk.page.recent.rows)
        self.prompt_bar = PromptBar(look, show, actions, self.prompt, self.sampling)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self.navigation)
        self._pages = QVBoxLayout()
        self._pages.addWidget(self.other_model)
        self._pages.addWidget(self.stack, 1)
        self._pages.addWidget(self.spotlight, 1)
        self._middle.addLayout(self._pages, 1)
        self._middle.addWidget(self.story)
        parts = (self.top, self.navigation, self.story, self.prompt_bar)
        self.folding = Folding(look, self.store, actions, parts, self._middle)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(self._middle, 1)
        column.addWidget(self.notices)
        column.addWidget(self.desk.savebar)
        column.addWidget(self.prompt_bar)
        self.setCentralWidget(ground)
        self.key_sheet = KeySheet(look, actions, ground)
        self.addActions(list(actions))
        self.drops = Drops(self, self.prompt_bar.line)
        self._escape = QShortcut(Qt.Key.Key_Escape, self)  # answers a question, puts a card back; else it is not ours
        self._escape.setEnabled(False)

    def _connect(self) -> None:
        self.bridge.happened.connect(self._take_event)
        self.bridge.arrived.connect(self._take_frame)
        self.bridge.looked.connect(self.story.renew)
        self.stack.page_asked.connect(lambda page: self.dispatcher.do(OpenPage(page)))
        self.stack.card_asked.connect(self._serve_card)
        self.stack.unfolded_changed.connect(self._note_unfolded)
        self.actions_.stage_begun.connect(self._watch)
        self.prompt.sent.connect(self.bridge.await_prompt)
        self.prompt.full.connect(self._tell_full)
        self.prompt_bar.pieces_wanted.connect(
            lambda wanted: self.bridge.want("prompt", {Topic.NEXT_TOKEN} if wanted else ())
        )
        self.spotlight.changed.connect(self._refold)
        self._escape.activated.connect(self._press_escape)
        self.notices.changed.connect(self._hear_escape)
        self.actions_.again_asked.connect(lambda: self.desk.start_again(lambda: self.dispatcher.do(Start())))
        self.top.file_menu.asked.connect(self.desk.open)
        self.desk.begun_anew.connect(self._begin_anew)
        self.desk.page_wanted.connect(self.show_runs)
        self.desk.page_left.connect(self._leave_runs)
        self.drops.dropped.connect(self.desk.drop)
        self.dispatcher.done.connect(self._note)
        self.look.changed.connect(self._restyle)

    @property
    def view(self) -> str:
        """Id of the page that is open."""
        return self._current

    def panel(self, page_id: str) -> Panel:
        """The panel of a page."""
        return self.stack.of(page_id).panel_of(page_id)

    def show_view(self, page_id: str) -> None:
        """Open a page of a view; the view's own id is its first page. It is made when it is first opened."""
        self.spotlight.leave()
        spec, view = PAGES[page_id], self.stack.of(page_id)
        self._current = page_id
        self.troubles.news()
        view.try_again(page_id)
        for topic in spec.topics:
            frame = self.bridge.latest(topic)
            if frame is not None:
                view.take(page_id, topic, frame)
        view.open(page_id)
        with view.guarded(page_id):
            self.stack.setCurrentWidget(view)
        self.actions_["runs"].setChecked(False)
        for other, action in self.actions_.views.items():
            action.setChecked(other == VIEW_OF[page_id].id)
        self._refresh_paging()
        self.story.set_view(page_id, lambda: view.values(page_id), spec.topics | {Topic.PROGRESS})
        self.bridge.want("view", spec.topics | {Topic.PROGRESS})
        self.bridge.try_again(spec.topics)
        self._wants_bets = Topic.NEXT_TOKEN in spec.topics
        if not self._wants_bets:
            self.prompt_bar.clear_ghost()
        self.prompt_bar.set_asking(Topic.MINDS in spec.topics)
        self._fit()

    def show_runs(self) -> None:
        """Show the page of runs in place of the page that is open."""
        self.spotlight.leave()
        self.stack.setCurrentWidget(self.desk.page)
        self.actions_["runs"].setChecked(True)
        for action in self.actions_.views.values():
            action.setChecked(False)
        self.bridge.want("view", {Topic.PROGRESS})
        self._wants_bets = False
        self.prompt_bar.clear_ghost()
        self._fit()

    def _leave_runs(self) -> None:
        if self.stack.currentWidget() is self.desk.page:
            self.show_view(self._current)

    def _note(self, intent: Intent) -> None:
        """Learning goes on: that is to be seen."""
        if isinstance(intent, Start | Resume | StepOnce):
            self._leave_runs()

    def _begin_anew(self) -> None:
        """A new model is coming: it begins where a newcomer begins, with a text and dice of its own."""
        self.dispatcher.do(SetSampling())
        self.prompt.touched = False
        self.show_view(FIRST)

    def _note_unfolded(self, views: frozenset[str]) -> None:
        self.store.deeper = views
        self._refresh_paging()

    def _refresh_paging(self) -> None:
        for action_id in ("next_page", "previous_page"):
            self.actions_[action_id].setEnabled(self.stack.has_other_pages(self._current))

    def fail(self, sentence: str, details: str) -> None:
        """Tell about a failure of the window itself that belongs to no page."""
        self.troubles.tell(sentence, details)

    def _take_event(self, event: Event) -> None:
        self.writer.take_event(event)
        self.troubles.take_event(event)
        if self.desk.take_event(event):
            return
        if isinstance(event, Prepared):
            self.focus.set_model(event.n_layer, event.n_head)
            self.troubles.news()
            for view in self.stack.made:
                view.begin()
            self.prompt_bar.begin()
            self.prompt.new_model(event.run)
            self.sampling.resend()
            self.prompt_bar.pieces_wanted.emit(True)
        elif isinstance(event, PromptWritten):
            self.prompt.written(event)
        elif isinstance(event, TextEnded):
            self.notices.say(text_ended(event))
        elif isinstance(event, Notice):
            self.notices.say(say(event.what))
        elif isinstance(event, Refused) and not says_nothing_to_ask(event):
            self.notices.say(say(event.why))
        elif isinstance(event, MilestoneReached):
            self.story.refresh()

    def _take_frame(self, topic: str, frame: Frame) -> None:
        if isinstance(frame, NextToken):
            self.prompt_bar.apply(frame, fresh=self._wants_bets)
        if topic in PAGES[self._current].topics and self.stack.currentWidget() is not self.desk.page:
            self.stack.of(self._current).take(self._current, topic, frame)
        self.story.follow(topic)

    def _serve(self) -> None:
        """Say what of all that can be wanted the window itself does."""
        self.actions_.serve(
            {
                "next_view": lambda: self._step_view(1),
                "previous_view": lambda: self._step_view(-1),
                "next_page": lambda: self.show_view(self.stack.page_beside(self._current, 1)),
                "previous_page": lambda: self.show_view(self.stack.page_beside(self._current, -1)),
                "fill_window": self._toggle_fill,
                "keys": self.key_sheet.toggle,
                "quit": self.close,
                "examine_step": self._show_step,
                "finish": self._finish,
                "edit_prompt": self.prompt_bar.edit,
                "keep_writing": self._keep_writing,
            }
        )
        serve = self.dispatcher.serve
        serve(
            OpenView,
            lambda wanted: self.show_view(self.stack.remembered(known(self.actions_.views, wanted.view, "view"))),
        )
        serve(OpenPage, lambda wanted: self.show_view(known(PAGES, wanted.page, "page")))
        serve(RestorePage, lambda wanted: self.panel(known(PAGES, wanted.page, "page")).restore(wanted.state))
        serve(FillWindow, self._fill)
        serve(ReplacePrompt, lambda wanted: self.prompt.replace(wanted.text))

    def _fill(self, wanted: FillWindow) -> None:
        cards = self.panel(self._current).cards()
        self.spotlight.leave()
        if wanted.card is not None and wanted.card < len(cards):
            self.spotlight.show_card(cards[wanted.card])
        self._refold()

    def _keep_writing(self) -> None:
        self.prompt.settle()
        self.writer.set_writing(self.actions_["keep_writing"].isChecked())

    def _toggle_fill(self) -> None:
        cards = self.panel(self._current).cards()
        meant = card_meant(cards) if self.actions_["fill_window"].isChecked() else None
        self._fill(FillWindow(None if meant is None else cards.index(meant)))

    def _finish(self) -> None:
        self.dispatcher.do(Finish())
        self.notices.say(self.tr("It now takes ever smaller steps, and will soon be done."))

    def _show_step(self) -> None:
        """Do one and look at it closely, on the page that is open where that is about it."""
        self.dispatcher.do(ExamineStep())
        self.show_view(self._current if Topic.ONE_STEP in PAGES[self._current].topics else "learning.step")

    def _serve_card(self, card: Card, what: str) -> None:
        """Do what a card asks for."""
        self.spotlight.toggle(card) if what == FILL else self.saving.take(card, what)

    def _refold(self) -> None:
        """A card fills the window from now on, or no card does."""
        lit = self.spotlight.card is not None
        self._hear_escape()
        self.actions_["fill_window"].setChecked(lit)
        self.stack.setVisible(not lit)
        self._fit()

    def _hear_escape(self) -> None:
        self._escape.setEnabled(self.notices.hears_escape or self.spotlight.card is not None)

    def _press_escape(self) -> None:
        if self.notices.hears_escape:
            self.notices.escape()
        else:
            self.spotlight.leave()

    def _step_view(self, step: int) -> None:
        self.show_view(self.stack.remembered(self.stack.view_beside(self._current, step)))

    def _tell_full(self) -> None:
        words = self.tr("The text line holds {n} characters. What did not fit was left out.")
        self.notices.say(words.format(n=count(LONGEST)))

    def _watch(self, stage: Stage) -> None:
        """Show a stage that a person has just begun, unless its view is open already."""
        page = PAGE_OF[stage] if PAGE_OF[stage] in PAGES else FIRST
        self.show_view(page if VIEW_OF[self._current] is not VIEW_OF[page] else self._current)

    def _restyle(self) -> None:
        px = self.look.px
        self._middle.setSpacing(px(5))
        self._pages.setSpacing(px(8))
        self.story.setFixedWidth(px(313))
        self._fit()

    def _fit(self) -> None:
        lit = self.spotlight.card is not None
        tells = not lit and self.stack.currentWidget() is not self.desk.page  # which tells its own story
        self.folding.fit(self.width(), lit=lit, tells=tells)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter that nobody took, on a keyboard of another script."""
        if not press_latin(self, event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the focus where a newcomer should press."""
        super().showEvent(event)
        self.bridge.set_asleep(False)
        if self.focusWidget() in (None, self):
            self.top.start.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Sleep while minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.bridge.set_asleep(self.isMinimized())

    def end(self) -> None:
        """Close without a question: it has been answered, or nobody is there to answer it and autosave has kept all."""
        self.desk.quiet_until = float("inf")
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask where work would be lost; remember the window and stop looking at the engine."""
        if not self.desk.may_close(self.end):
            self.key_sheet.hide()  # the question must be seen
            event.ignore()
            return
        self.spotlight.leave()
        self.desk.end()
        self.store.geometry = self.saveGeometry()
        self.store.save()
        self.writer.set_writing(False)
        self.bridge.stop()
        super().closeEvent(event)
