"""The window: puts the parts of the frame together and passes word between them. It computes and draws nothing.

It is given everything it needs (engine, settings, look), so that tests and pictures use the very window people see.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QToolTip, QVBoxLayout, QWidget

from explainer.engine.events import Event, MilestoneReached, Notice, Prepared, PromptWritten, Refused, Saved
from explainer.engine.frames import Frame, NextToken, Topic
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.bridge import Bridge, EngineLike
from explainer.ui.focus import Focus
from explainer.ui.frame.folders import choose_folder
from explainer.ui.frame.keysheet import KeySheet
from explainer.ui.frame.navigation import Navigation
from explainer.ui.frame.notices import Notices
from explainer.ui.frame.promptbar import PromptBar
from explainer.ui.frame.saving import Saving
from explainer.ui.frame.spotlight import Spotlight, card_meant
from explainer.ui.frame.stagemenu import PAGE_OF
from explainer.ui.frame.story import StoryPanel
from explainer.ui.frame.topbar import TopBar
from explainer.ui.frame.troubles import Troubles
from explainer.ui.frame.view import View
from explainer.ui.frame.writer import Writer
from explainer.ui.keyboards import press_latin
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels import Panel, PanelContext
from explainer.ui.panels.registry import FIRST, PAGES, VIEW_OF, VIEWS, title
from explainer.ui.prompt import LONGEST, Prompt
from explainer.ui.sampling import Sampling
from explainer.ui.settings_store import SettingsStore
from explainer.ui.show import Show, says_nothing_to_ask
from explainer.ui.stylesheet import stylesheet
from explainer.ui.theme import palette
from explainer.ui.translate import say
from explainer.ui.widgets.card import FILL, Card

NO_STORY, NO_NAVIGATION = 1010, 700  # design pixels of width below which these are folded by themselves


class MainWindow(QMainWindow):
    """The whole window of the app."""

    def __init__(self, engine: EngineLike, look: Look, store: SettingsStore) -> None:
        super().__init__()
        self.look = look
        self.store = store
        self.show_state = Show(self)
        self.bridge = Bridge(engine, self.show_state, self)
        self.prompt = Prompt(self.bridge.send, self)
        self.sampling = Sampling(self.bridge.send, store.sampling, self)
        self.focus = Focus(self)
        self.actions_ = Actions(self.bridge.send, self.show_state, self.prompt, self.sampling, self)
        self.actions_.add_views((spec.id, title(spec)) for spec in VIEWS)
        self.writer = Writer(self.bridge.send, self.prompt, self)
        self.writer.on_stop = lambda: self.actions_["keep_writing"].setChecked(False)
        self._context = PanelContext(look, self.show_state, self.actions_, self.prompt, self.sampling, self.focus)
        self._views: dict[str, View] = {}
        self._current = ""
        self._wants_bets = False
        self._story_wanted = not store.story_folded
        self.setWindowTitle(self.tr("Explainer"))
        self.setObjectName("main_window")
        self.actions_["motion"].setChecked(look.motion)
        self.setMinimumSize(QSize(640, 400))
        self._build()
        self._connect()
        self._restyle()
        self.show_view(store.view if store.view in PAGES else FIRST)

    def _build(self) -> None:
        look, show, actions = self.look, self.show_state, self.actions_
        ground = QWidget()
        ground.setObjectName("ground")
        self.top = TopBar(look, show, actions)
        self.navigation = Navigation(look, actions, VIEWS)
        self.stack = QStackedWidget()
        self.story = StoryPanel(look, show, actions)
        self.spotlight = Spotlight((self.navigation, self.stack, self.story))
        self.notices = Notices(look)
        self.troubles = Troubles(
            self.notices,
            lambda: self._views.values(),
            lambda: self._view_of(self._current),
            self.actions_["save_run"].trigger,
        )
        self.saving = Saving(self, self.store, self.notices)
        self.prompt_bar = PromptBar(look, show, actions, self.prompt, self.sampling)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self.navigation)
        self._middle.addWidget(self.stack, 1)
        self._middle.addWidget(self.spotlight, 1)
        self._middle.addWidget(self.story)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(self._middle, 1)
        column.addWidget(self.notices)
        column.addWidget(self.prompt_bar)
        self.setCentralWidget(ground)
        self.key_sheet = KeySheet(look, actions, ground)
        self.addActions(list(actions))
        self._escape = QShortcut(Qt.Key.Key_Escape, self)  # while a card fills the window; else Escape is not ours
        self._escape.setEnabled(False)

    def _connect(self) -> None:
        self.bridge.happened.connect(self._take_event)
        self.bridge.arrived.connect(self._take_frame)
        self.actions_.asked.connect(self._do)
        self.actions_.view_asked.connect(self._open_view)
        self.actions_.page_asked.connect(self.show_view)
        self.actions_.stage_begun.connect(self._watch)
        self.actions_.redo_asked.connect(self._ask_redo)
        self.actions_.back_asked.connect(self._ask_back)
        self.prompt.sent.connect(self.bridge.await_prompt)
        self.prompt.full.connect(self._tell_full)
        self.prompt_bar.pieces_wanted.connect(self._want_pieces)
        self.spotlight.changed.connect(self._refold)
        self._escape.activated.connect(self.spotlight.leave)
        self.sampling.changed.connect(lambda: setattr(self.store, "sampling", self.sampling.value))
        self.look.changed.connect(self._restyle)

    @property
    def view(self) -> str:
        """Id of the page that is open."""
        return self._current

    def panel(self, page_id: str) -> Panel:
        """The panel of a page."""
        return self._view_of(page_id).panel_of(page_id)

    def show_view(self, page_id: str) -> None:
        """Open a page of a view; the view's own id is its first page. It is made when it is first opened."""
        self.spotlight.leave()
        spec, view = PAGES[page_id], self._view_of(page_id)
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
        for other, action in self.actions_.views.items():
            action.setChecked(other == VIEW_OF[page_id].id)
        for action_id in ("next_page", "previous_page"):
            self.actions_[action_id].setEnabled(len(VIEW_OF[page_id].pages) > 1)
        self.story.set_view(page_id, lambda: view.values(page_id))
        self.bridge.want("view", spec.topics | {Topic.PROGRESS})
        self.bridge.try_again(spec.topics)
        self._wants_bets = Topic.NEXT_TOKEN in spec.topics
        if not self._wants_bets:
            self.prompt_bar.clear_ghost()
        self.prompt_bar.set_asking(Topic.MINDS in spec.topics)
        self._offer_question()
        self.store.view = page_id

    def _offer_question(self) -> None:
        """Where minds are asked, begin with a question rather than with a text to go on with."""
        prepared = self.show_state.prepared
        asks = Topic.MINDS in PAGES[self._current].topics
        if asks and prepared is not None and prepared.questions and not self.prompt.touched:
            self.prompt.replace(prepared.questions[0], by_person=False)

    def _view_of(self, page_id: str) -> View:
        spec = VIEW_OF[page_id]
        if spec.id not in self._views:
            view = self._views[spec.id] = View(self.look, spec, lambda page: page.factory(self._context))
            view.page_asked.connect(self.show_view)
            view.card_asked.connect(self._serve_card)
            self.stack.addWidget(view)
        return self._views[spec.id]

    def _open_view(self, view_id: str) -> None:
        """Go to a view, at the page that was last open there."""
        self.show_view(self._view_of(view_id).page if view_id in PAGES and view_id == VIEW_OF[view_id].id else view_id)

    def follow_system(self, scheme: Qt.ColorScheme) -> None:
        """The desktop went light or dark; follow it as long as the user has not chosen."""
        if self.store.theme == "system":
            self.look.set_theme(scheme == Qt.ColorScheme.Dark)

    def fail(self, sentence: str, details: str) -> None:
        """Tell about a failure of the window itself that belongs to no page."""
        self.troubles.tell(sentence, details)

    def _take_event(self, event: Event) -> None:
        self.writer.take_event(event)
        self.troubles.take_event(event)
        if isinstance(event, Prepared):
            self.focus.set_model(event.n_layer, event.n_head)
            self.troubles.news()
            for view in self._views.values():
                view.begin()
            if not self.prompt.touched and event.examples:
                self.prompt.replace(event.examples[0], by_person=False)
            self._offer_question()
            self.prompt.new_model(event.run)
            self.sampling.resend()
            self.prompt_bar.pieces_wanted.emit(True)
        elif isinstance(event, PromptWritten):
            self.prompt.written(event)
        elif isinstance(event, Notice):
            self.notices.say(say(event.what))
        elif isinstance(event, Refused) and not says_nothing_to_ask(event):
            self.notices.say(say(event.why))
        elif isinstance(event, Saved):
            self.notices.say(self.tr("Saved in {path}.").format(path=event.path))
        elif isinstance(event, MilestoneReached):
            self.story.refresh()

    def _take_frame(self, topic: str, frame: Frame) -> None:
        if isinstance(frame, NextToken):
            self.prompt_bar.apply(frame, fresh=self._wants_bets)
        if topic in PAGES[self._current].topics:
            self._view_of(self._current).take(self._current, topic, frame)
        self.story.follow(topic, frame)

    def _want_pieces(self, wanted: bool) -> None:
        self.bridge.want("prompt", {Topic.NEXT_TOKEN} if wanted else ())

    def _do(self, action_id: str) -> None:
        """What only the window can do."""
        own: dict[str, Callable[[], object]] = {
            "next_view": lambda: self._step_view(1),
            "previous_view": lambda: self._step_view(-1),
            "next_page": lambda: self._step_page(1),
            "previous_page": lambda: self._step_page(-1),
            "examine_step": lambda: self.show_view("learning.step"),
            "story": self._toggle_story,
            "theme": self._toggle_theme,
            "zoom_in": lambda: self.look.zoom_by(1),
            "zoom_out": lambda: self.look.zoom_by(-1),
            "zoom_reset": lambda: self.look.set_zoom(1.0),
            "motion": self._toggle_motion,
            "fill_window": lambda: self.spotlight.toggle(card_meant(self.panel(self._current).cards())),
            "full_screen": self._toggle_full_screen,
            "keys": self.key_sheet.toggle,
            "quit": self.close,
            "start_over": self._ask_start_over,
            "edit_prompt": self._edit_prompt,
            "finish": lambda: self.notices.say(self.tr("It now takes ever smaller steps, and will soon be done.")),
            "open_run": lambda: choose_folder(self, self.tr("Open a run"), self.actions_.open_run, new=False),
            "save_run": lambda: choose_folder(self, self.tr("Save this run"), self.actions_.save_run, new=True),
            "keep_writing": lambda: self.writer.set_writing(self.actions_["keep_writing"].isChecked()),
        }
        if action_id in own:
            own[action_id]()

    def _serve_card(self, card: Card, what: str) -> None:
        """Do what a card asks for."""
        if what == FILL:
            self.spotlight.toggle(card)
        else:
            self.saving.take(card, what)

    def _refold(self) -> None:
        """A card fills the window from now on, or no card does."""
        lit = self.spotlight.card is not None
        self._escape.setEnabled(lit)
        self.actions_["fill_window"].setChecked(lit)
        self.actions_["story"].setEnabled(not lit)
        self.stack.setVisible(not lit)
        self._fit()

    def _step_view(self, step: int) -> None:
        ids = [spec.id for spec in VIEWS]
        self._open_view(ids[(ids.index(VIEW_OF[self._current].id) + step) % len(ids)])

    def _step_page(self, step: int) -> None:
        ids = [page.id for page in VIEW_OF[self._current].pages]
        self.show_view(ids[(ids.index(self._current) + step) % len(ids)])

    def _tell_full(self) -> None:
        self.notices.say(
            self.tr("The text line holds {n} characters. What did not fit was left out.").format(n=count(LONGEST))
        )

    def _edit_prompt(self) -> None:
        self.prompt_bar.line.setFocus()
        self.prompt_bar.line.selectAll()

    def _ask_start_over(self) -> None:
        self.notices.ask(
            self.tr("Make a new model that has read nothing? The one you see will be gone."),
            ((self.tr("Start over"), self.actions_.reset), (self.tr("Keep this one"), lambda: None)),
        )

    def _ask_redo(self, stage: Stage) -> None:
        self.notices.ask(
            self.tr("Train this stage again, from where the one before it ended? What it made will be replaced."),
            (
                (self.tr("Do it again"), lambda: self.actions_.begin_stage(stage)),
                (self.tr("Keep what there is"), lambda: None),
            ),
        )

    def _ask_back(self, stage: Stage) -> None:
        self.notices.ask(
            self.tr("Go back to where this stage began? What it has learnt in it so far will be lost."),
            (
                (self.tr("Go back"), lambda: self.actions_.go_back(stage)),
                (self.tr("Stay here"), lambda: None),
            ),
        )

    def _watch(self, stage: Stage) -> None:
        """Show a stage that a person has just begun, unless its view is open already."""
        page = PAGE_OF[stage] if PAGE_OF[stage] in PAGES else FIRST
        if VIEW_OF[self._current] is not VIEW_OF[page]:
            self.show_view(page)

    def _toggle_story(self) -> None:
        self._story_wanted = not self.story.isVisible()
        self.store.story_folded = not self._story_wanted
        self.story.setVisible(self._story_wanted)
        self.actions_["story"].setChecked(self._story_wanted)

    def _toggle_theme(self) -> None:
        self.store.theme = "light" if self.look.dark else "dark"
        self.look.set_theme(not self.look.dark)

    def _toggle_motion(self) -> None:
        self.store.motion = self.actions_["motion"].isChecked()
        self.look.set_motion(self.store.motion)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _restyle(self) -> None:
        look, px = self.look, self.look.px
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(look.colours))
            app.setFont(look.font())
        QToolTip.setFont(look.font(14))
        self.setStyleSheet(stylesheet(look))
        self._middle.setSpacing(px(5))
        self.story.setFixedWidth(px(313))
        self.story.setContentsMargins(0, 0, 0, 0)
        self.store.zoom = look.zoom
        self._fit()

    def _fit(self) -> None:
        """Fold away what there is no room for at this size and zoom."""
        width = self.width() / self.look.zoom
        self.top.fit(width)
        self.prompt_bar.fit(width)
        lit = self.spotlight.card is not None
        navigation = width >= NO_NAVIGATION and not lit
        self.navigation.setVisible(navigation)
        margin = self.look.px(14)
        self._middle.setContentsMargins(0 if navigation else margin, margin, margin, margin)
        story = self._story_wanted and width >= NO_STORY and not lit
        self.story.setVisible(story)
        self.actions_["story"].setChecked(story)

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
        if self.focusWidget() is None or self.focusWidget() is self:
            self.top.start.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Sleep while minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.bridge.set_asleep(self.isMinimized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and stop looking at the engine."""
        self.spotlight.leave()
        self.store.geometry = self.saveGeometry()
        self.store.save()
        self.writer.set_writing(False)
        self.bridge.stop()
        super().closeEvent(event)
