"""Every command a person can give, in one place: its words, its keys, what it does, and when it makes sense.

Buttons, menus, keys and the key sheet are all made from these ``QAction`` objects; lessons and the presenter will
trigger them by id. Whether a move makes sense is asked of the engine's own table (``engine.states``), so a button can
never be live where the engine would refuse.

Keys that clickers send (Page Up/Down, F5, Escape, B, full stop) are left free for the presenter, and no key quits but
the system's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from explainer.engine.commands import (
    Command,
    Finish,
    Open,
    Pause,
    Reset,
    Resume,
    Save,
    SetPace,
    Start,
    StepOnce,
    WriteOn,
)
from explainer.engine.states import Move, State, next_state
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import Sampling
from explainer.ui.show import Show
from explainer.ui.translate import mark


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command as data: ``keys`` in Qt's portable spelling, the first one is shown."""

    id: str
    group: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    checkable: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """One entry of the speed menu."""

    id: str
    text: str
    short: str
    steps_per_second: float | None


LEARN, LOOK, WRITE, HELP = (
    mark("Actions", "Learning"),
    mark("Actions", "Window"),
    mark("Actions", "Writing"),
    mark("Actions", "Help"),
)

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "start_pause",
        LEARN,
        mark("Actions", "Start"),
        mark("Actions", "Start, pause or resume learning"),
        ("Space",),
    ),
    ActionSpec(
        "step",
        LEARN,
        mark("Actions", "Step"),
        mark("Actions", "Do exactly one step of learning, then wait"),
        ("F8",),
    ),
    ActionSpec(
        "slower",
        LEARN,
        mark("Actions", "Slower"),
        mark("Actions", "Learn more slowly, to follow single steps"),
        ("Ctrl+[",),
    ),
    ActionSpec(
        "faster",
        LEARN,
        mark("Actions", "Faster"),
        mark("Actions", "Learn faster"),
        ("Ctrl+]",),
    ),
    ActionSpec(
        "finish",
        LEARN,
        mark("Actions", "Finish early"),
        mark("Actions", "Take ever smaller steps from here and finish soon; this is the model's last polish"),
        ("Ctrl+E",),
    ),
    ActionSpec(
        "start_over",
        LEARN,
        mark("Actions", "Start over…"),
        mark("Actions", "Make a new model that has read nothing"),
        ("Ctrl+N",),
    ),
    ActionSpec(
        "open_run",
        LEARN,
        mark("Actions", "Open a run…"),
        mark("Actions", "Open a model that was trained before, from its folder"),
        ("Ctrl+O",),
    ),
    ActionSpec(
        "save_run",
        LEARN,
        mark("Actions", "Save this run…"),
        mark("Actions", "Write the model and its history into a folder"),
        ("Ctrl+S",),
    ),
    ActionSpec(
        "write_on",
        WRITE,
        mark("Actions", "Write on"),
        mark("Actions", "Let the model add one piece to the text (Enter in the text line does the same)"),
        ("Ctrl+Return", "Ctrl+Enter"),
    ),
    ActionSpec(
        "keep_writing",
        WRITE,
        mark("Actions", "Keep writing"),
        mark("Actions", "Let the model write piece after piece until you stop it"),
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        checkable=True,
    ),
    ActionSpec(
        "undo",
        WRITE,
        mark("Actions", "Undo"),
        mark("Actions", "Take back what was last written or typed"),
        ("Ctrl+Z",),
    ),
    ActionSpec(
        "redo",
        WRITE,
        mark("Actions", "Redo"),
        mark("Actions", "Write again what was taken back"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
    ),
    ActionSpec(
        "edit_prompt",
        WRITE,
        mark("Actions", "Go to the text line"),
        mark("Actions", "Type your own words"),
        ("Ctrl+K",),
    ),
    ActionSpec(
        "new_dice",
        WRITE,
        mark("Actions", "Other dice"),
        mark("Actions", "Throw other dice: the text may go on differently"),
        ("Ctrl+D",),
    ),
    ActionSpec(
        "next_view",
        LOOK,
        mark("Actions", "Next view"),
        mark("Actions", "Go to the next view"),
        ("Ctrl+PgDown",),
    ),
    ActionSpec(
        "previous_view",
        LOOK,
        mark("Actions", "Previous view"),
        mark("Actions", "Go to the view before"),
        ("Ctrl+PgUp",),
    ),
    ActionSpec(
        "next_page",
        LOOK,
        mark("Actions", "Next page"),
        mark("Actions", "Go to the next page of this view"),
        ("F6",),
    ),
    ActionSpec(
        "previous_page",
        LOOK,
        mark("Actions", "Previous page"),
        mark("Actions", "Go to the page before in this view"),
        ("Shift+F6",),
    ),
    ActionSpec(
        "story",
        LOOK,
        mark("Actions", "Story"),
        mark("Actions", "Show or fold away the story at the right"),
        ("F9",),
        checkable=True,
    ),
    ActionSpec(
        "theme",
        LOOK,
        mark("Actions", "Light or dark"),
        mark("Actions", "Switch between the light and the dark look"),
        ("Ctrl+Shift+L",),
    ),
    ActionSpec(
        "zoom_in",
        LOOK,
        mark("Actions", "Bigger"),
        mark("Actions", "Make everything bigger"),
        ("Ctrl++", "Ctrl+="),
    ),
    ActionSpec(
        "zoom_out",
        LOOK,
        mark("Actions", "Smaller"),
        mark("Actions", "Make everything smaller"),
        ("Ctrl+-",),
    ),
    ActionSpec(
        "zoom_reset",
        LOOK,
        mark("Actions", "Normal size"),
        mark("Actions", "Back to 100 %"),
        ("Ctrl+0",),
    ),
    ActionSpec(
        "full_screen",
        LOOK,
        mark("Actions", "Full screen"),
        mark("Actions", "Fill the whole screen, or come back"),
        ("F11",),
    ),
    ActionSpec("keys", HELP, mark("Actions", "Keys"), mark("Actions", "Show all keys"), ("F1", "?", "Shift+?")),
    ActionSpec("quit", HELP, mark("Actions", "Quit"), mark("Actions", "Close Explainer"), ("Ctrl+Q",)),
)

PACES: tuple[Pace, ...] = (
    Pace("slowest", mark("Actions", "1 step every 2 seconds"), mark("Actions", "1 in 2 s"), 0.5),
    Pace("slow", mark("Actions", "1 step a second"), mark("Actions", "1 a second"), 1.0),
    Pace("calm", mark("Actions", "4 steps a second"), mark("Actions", "4 a second"), 4.0),
    Pace("full", mark("Actions", "Full speed"), mark("Actions", "Full speed"), None),
)


def say(text: str) -> str:
    """Translate a text of this module."""
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The actions, by id, and what they do.

    What the window itself must do (folding, zooming, …) is announced by ``asked`` with the action's id.
    """

    asked = Signal(str)
    pace_changed = Signal()
    view_asked = Signal(str)

    def __init__(
        self,
        send: Callable[[Command], None],
        show: Show,
        prompt: Prompt,
        sampling: Sampling,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._show = show
        self._prompt = prompt
        self._sampling = sampling
        self.pace = PACES[-1]
        self._actions = {spec.id: self._make(spec) for spec in SPECS}
        self.views: dict[str, QAction] = {}
        show.changed.connect(self.refresh)
        show.progressed.connect(self.refresh)
        prompt.changed.connect(self.refresh)
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        yield from self._actions.values()
        yield from self.views.values()

    def add_views(self, views: Iterable[tuple[str, str]]) -> None:
        """Make one action for each view (id, title), with Ctrl+1 … Ctrl+9."""
        for number, (view_id, title) in enumerate(views, start=1):
            key = (f"Ctrl+{number}",) if number <= 9 else ()
            spec = ActionSpec(f"view.{view_id}", LOOK, title, title, key, checkable=True)
            action = self._make(spec)
            action.triggered.connect(lambda _checked=False, v=view_id: self.view_asked.emit(v))
            self.views[view_id] = action

    def write_token(self, token: int) -> None:
        """Append this very token to the prompt: another branch."""
        self._send(WriteOn(token))

    def open_run(self, folder: Path) -> None:
        """Open the run in ``folder``."""
        self._send(Open(folder))

    def save_run(self, folder: Path) -> None:
        """Write the run into ``folder``."""
        self._send(Save(folder))

    def reset(self) -> None:
        """Throw the model away and make a new one. Asked for in the notice bar, not here."""
        self._send(Reset())

    def set_pace(self, pace: Pace) -> None:
        """Learn at ``pace``."""
        if pace != self.pace:
            self.pace = pace
            self._send(SetPace(pace.steps_per_second))
            self.pace_changed.emit()
            self.refresh()

    def refresh(self) -> None:
        """Bring words and availability into line with the show."""
        self._refresh_start()
        state = self._show.state
        has_model = self._show.prepared is not None
        index = PACES.index(self.pace)
        for action_id, live in (
            ("step", next_state(state, Move.STEP_ONCE) is not None),
            ("finish", state in (State.RUNNING, State.PAUSED)),
            ("start_over", has_model and next_state(state, Move.RESET) is not None),
            ("open_run", next_state(state, Move.OPEN) is not None),
            ("save_run", has_model),
            ("write_on", has_model and next_state(state, Move.WRITE_ON) is not None),
            ("keep_writing", has_model and next_state(state, Move.WRITE_ON) is not None),
            ("undo", self._prompt.can_undo),
            ("redo", self._prompt.can_redo),
            ("slower", index > 0),
            ("faster", index < len(PACES) - 1),
        ):
            if self[action_id].isEnabled() != live:
                self[action_id].setEnabled(live)

    def _refresh_start(self) -> None:
        show = self._show
        live = True
        if show.state == State.RUNNING:
            text = self.tr("Pause")
        elif show.state == State.STOPPING:
            text, live = self.tr("Stopping…"), False
        elif show.start_asked:
            text, live = self.tr("Starting…"), False
        elif show.state == State.PAUSED:
            text = self.tr("Resume")
        elif show.state == State.FAILED:
            text = self.tr("Start again")
        else:
            text = self.tr("Train longer") if show.step > 0 else self.tr("Start")
        action = self["start_pause"]
        if action.text() != text:
            action.setText(text)
        if action.isEnabled() != live:
            action.setEnabled(live)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(say(spec.text), self)
        action.setObjectName(spec.id)
        action.setProperty("group", spec.group)
        action.setProperty("name", say(spec.text))
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{say(spec.tip)}  ({keys})" if keys else say(spec.tip))
        if not spec.id.startswith("view."):
            action.triggered.connect(lambda _checked=False, i=spec.id: self._run(i))
        return action

    def _run(self, action_id: str) -> None:
        own: dict[str, Callable[[], None]] = {
            "start_pause": self._start_or_pause,
            "step": lambda: self._send(StepOnce()),
            "slower": lambda: self.set_pace(PACES[max(0, PACES.index(self.pace) - 1)]),
            "faster": lambda: self.set_pace(PACES[min(len(PACES) - 1, PACES.index(self.pace) + 1)]),
            "finish": lambda: self._send(Finish()),
            "write_on": lambda: self._send(WriteOn()),
            "undo": self._prompt.undo,
            "redo": self._prompt.redo,
            "new_dice": self._sampling.new_dice,
        }
        if action_id in own:
            own[action_id]()
        self.asked.emit(action_id)

    def _start_or_pause(self) -> None:
        state = self._show.state
        if state == State.RUNNING:
            self._send(Pause())
        elif state == State.PAUSED:
            self._send(Resume())
        else:
            self._send(Start())
            self._show.ask_start()
