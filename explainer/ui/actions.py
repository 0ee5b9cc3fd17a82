"""Every command a person can give, in one place: its words, its keys, what it does, and when it makes sense.

Buttons, menus, keys and the key sheet are all made from these ``QAction`` objects. Pressing one is an intent
(``intents.Press``), and each is served in one place: here, or by the part of the window that ``serve``s it. Whether a
move makes sense is asked of the engine's own table (``engine.states``), so a button can never be live where the engine
would refuse.

Words and keys stand in ``actionspecs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from explainer.engine import commands as c
from explainer.engine.states import Move, State, next_state
from explainer.training.reports import Stage
from explainer.ui.actionspecs import LOOK, PACE, PACES, SPECS, ActionSpec, Pace
from explainer.ui.intents import AskToGoBack, ChoosePace, Dispatcher, OpenView, Press, known
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import SamplingChoice
from explainer.ui.show import Show
from explainer.ui.translate import Marked, translated

# The action that trains each stage.
TRAIN = {Stage.PRETRAIN: "train_pretrain", Stage.SFT: "train_sft", Stage.RLHF: "train_rlhf"}


class Actions(QObject):
    """The actions, by id, and what they do.

    That a person began a stage is announced by ``stage_begun``. What would lose something is asked before: that doing a
    stage again would replace what it made, by ``redo_asked``; that going back would lose what has not been finished, by
    ``back_asked``; and that starting again after a failure would lose the last good model, by ``again_asked``.

    Attributes:
        do: how every part of the window says what it wants: ``Dispatcher.do``.
    """

    stage_begun = Signal(object)  # a Stage
    redo_asked = Signal(object)
    back_asked = Signal(object)
    again_asked = Signal()
    pace_changed = Signal()

    def __init__(
        self,
        dispatcher: Dispatcher,
        send: Callable[[c.Command], None],
        show: Show,
        prompt: Prompt,
        sampling: SamplingChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.do = dispatcher.do
        self._send = send
        self._show = show
        self._prompt = prompt
        self._sampling = sampling
        self.pace = PACES[-1]
        self._actions = {spec.id: self._make(spec) for spec in SPECS}
        self.views: dict[str, QAction] = {}
        self._servants: dict[str, Callable[[], object]] = {}
        self._serve_own()
        serve = dispatcher.serve
        serve(Press, self._press)
        serve(ChoosePace, lambda wanted: self._set_pace(PACE[known(PACE, wanted.pace, "pace")]))
        serve(AskToGoBack, self._ask_back)
        serve(c.BeginStage, lambda command: self._begin(command, command.stage))
        serve(c.MoreRounds, lambda command: self._begin(command, Stage.RLHF))
        serve(c.Start, self._begin)
        serve(c.WriteOn, self._write_on)
        show.changed.connect(self.refresh)
        show.progressed.connect(self.refresh)
        prompt.changed.connect(self.refresh)
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        yield from self._actions.values()
        yield from self.views.values()

    def add_views(self, views: Iterable[tuple[str, Marked]]) -> None:
        """Make one action for each view (id, title), with Ctrl+1 … Ctrl+9."""
        for number, (view_id, title) in enumerate(views, start=1):
            key = (f"Ctrl+{number}",) if number <= 9 else ()
            spec = ActionSpec(f"view.{view_id}", LOOK, title, title, key, checkable=True)
            action = self._make(spec)
            action.triggered.connect(lambda _checked=False, v=view_id: self.do(OpenView(v)))
            self.views[view_id] = action

    def serve(self, servants: Mapping[str, Callable[[], object]]) -> None:
        """Say what the commands with these ids do, where another part of the window does it.

        Raises:
            ValueError: there is no such command, or it is served already.
        """
        for action_id, servant in servants.items():
            if action_id not in self._actions or action_id in self._servants:
                raise ValueError(f"{action_id} is no command, or is served already")
            self._servants[action_id] = servant

    def refresh(self) -> None:
        """Bring words and availability into line with the show."""
        self._refresh_start()
        self._refresh_stages()
        self._refresh_examine()
        state = self._show.state
        has_model = self._show.prepared is not None
        index = PACES.index(self.pace)
        for action_id, live in (
            ("step", next_state(state, Move.STEP_ONCE) is not None),
            ("examine_step", next_state(state, Move.EXAMINE_STEP) is not None and self._show.stage is Stage.PRETRAIN),
            ("undo_step", next_state(state, Move.UNDO_STEP) is not None and self._show.can_undo_step),
            ("finish", state in (State.RUNNING, State.PAUSED)),
            ("start_over", has_model and next_state(state, Move.RESET) is not None),
            ("open_run", next_state(state, Move.OPEN) is not None),
            ("open_text", has_model and next_state(state, Move.RESET) is not None),
            ("save_run", has_model),
            ("save_run_as", has_model),
            ("write_on", has_model and next_state(state, Move.WRITE_ON) is not None),
            ("keep_writing", has_model and next_state(state, Move.WRITE_ON) is not None),
            ("undo", self._prompt.can_undo),
            ("redo", self._prompt.can_redo),
            ("slower", index > 0),
            ("faster", index < len(PACES) - 1),
        ):
            self._enable(action_id, live)

    def _refresh_examine(self) -> None:
        show = self._show
        text = str(self["examine_step"].property("name"))
        if show.one_step is not None and show.step == show.one_step.number - 1:
            text = self.tr("Do it again")  # the same step: it was taken back
        elif show.can_undo_step:
            text = self.tr("Do the next step")
        if self["examine_step"].text() != text:
            self["examine_step"].setText(text)

    def start_text(self, follows: Stage | None, *, short: bool = False) -> str:
        """What the main button says where ``follows`` is the stage it begins, or goes on with if that is the first."""
        if follows is None:
            return self.tr("More rounds")
        if short and follows is not Stage.PRETRAIN:
            return self.tr("Next stage")
        return {
            Stage.PRETRAIN: self.tr("Train longer"),
            Stage.SFT: self.tr("Next: Fine-tuning"),
            Stage.RLHF: self.tr("Next: Human feedback"),
        }[follows]

    @property
    def _follows(self) -> Stage | None:
        """What the main button begins at rest, as ``start_text`` has it."""
        show = self._show
        if not show.complete or (show.next_stage is None and show.stage is not Stage.RLHF):
            return Stage.PRETRAIN
        if show.stage is Stage.RLHF and not show.trained(Stage.RLHF):
            return Stage.RLHF  # there was a mishap only
        return show.next_stage

    def _refresh_start(self) -> None:
        show = self._show
        live, short = True, ""
        if show.state == State.RUNNING:
            text = self.tr("Pause")
        elif show.state == State.STOPPING:
            text, live = self.tr("Stopping…"), False
        elif show.start_asked:
            text, live = self.tr("Starting…"), False
        elif show.state == State.PAUSED:
            text = self.tr("Resume")
        elif show.state == State.FAILED:
            text = self.tr("Start again") if show.prepared is not None else self.tr("Try again")
        elif show.step > 0 or show.complete:
            text, short = self.start_text(self._follows), self.start_text(self._follows, short=True)
        else:
            text = self.tr("Start")
        action = self["start_pause"]
        if action.text() != text:
            action.setIconText(short or text)
            action.setText(text)
        if action.isEnabled() != live:
            action.setEnabled(live)

    def _refresh_stages(self) -> None:
        """The actions that train a stage: possible for this text and now, and in words whether it is done again."""
        show = self._show
        can = show.prepared is not None and next_state(show.state, Move.BEGIN_STAGE) is not None
        for stage, action_id in TRAIN.items():
            action = self[action_id]
            name = str(action.property("name"))
            text = self.tr("{stage}, again…").format(stage=name) if show.trained(stage) else name
            if action.text() != text:
                action.setText(text)
            self._enable(action_id, can and show.why_not(stage) is None and not show.under_way(stage))
        self._enable("more_rounds", can and show.trained(Stage.RLHF))
        self._enable("train_longer", show.complete and show.state == State.IDLE)

    def _enable(self, action_id: str, live: bool) -> None:
        if self[action_id].isEnabled() != live:
            self[action_id].setEnabled(live)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(translated(spec.text), self)
        action.setObjectName(spec.id)
        action.setProperty("group", spec.group)
        action.setProperty("name", translated(spec.text))
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{translated(spec.tip)}  ({keys})" if keys else translated(spec.tip))
        if not spec.id.startswith("view."):
            action.triggered.connect(lambda on, i=spec.id: self.do(Press(i, on if spec.checkable else None)))
        return action

    # ---- what the intents do -----------------------------------------------------------------------------------------

    def _press(self, wanted: Press) -> None:
        action = self[known(self._servants, wanted.action, "command")]
        if not action.isEnabled():
            return
        if action.isCheckable():
            action.setChecked(not action.isChecked() if wanted.on is None else wanted.on)
        self._servants[wanted.action]()

    def _serve_own(self) -> None:
        self.serve(
            {
                "start_pause": self._start_or_pause,
                "step": lambda: self.do(c.StepOnce()),
                "undo_step": lambda: self.do(c.UndoStep()),
                "slower": lambda: self._set_pace(PACES[max(0, PACES.index(self.pace) - 1)]),
                "faster": lambda: self._set_pace(PACES[min(len(PACES) - 1, PACES.index(self.pace) + 1)]),
                "train_longer": self._train_longer,
                **{i: partial(self._train, stage) for stage, i in TRAIN.items()},
                "more_rounds": lambda: self.do(c.MoreRounds()),
                "write_on": lambda: self.do(c.WriteOn()),
                "undo": partial(self._settled, self._prompt.undo),
                "redo": partial(self._settled, self._prompt.redo),
                "new_dice": self._sampling.new_dice,
            }
        )

    def _begin(self, command: c.Command, stage: Stage | None = None) -> None:
        """Have something trained, and let it be seen at once that it was asked for."""
        self._send(command)
        self._show.ask_start()
        if stage is not None:
            self.stage_begun.emit(stage)

    def _write_on(self, command: c.WriteOn) -> None:
        """A word that is being composed counts as typed."""
        self._prompt.settle(end_run=not self["keep_writing"].isChecked())
        self._send(command)

    def _settled(self, change: Callable[[], None]) -> None:
        """The same for undo and redo."""
        self._prompt.settle()
        change()

    def _set_pace(self, pace: Pace) -> None:
        if pace != self.pace:
            self.pace = pace
            self._send(c.SetPace(pace.steps_per_second))
            self.pace_changed.emit()
            self.refresh()

    def _ask_back(self, wanted: AskToGoBack) -> None:
        """One that is under way is lost by that, so ask first."""
        if self._show.under_way(wanted.stage):
            self.back_asked.emit(wanted.stage)
        else:
            self.do(c.GoBack(wanted.stage))

    def _start_or_pause(self) -> None:
        show = self._show
        if show.state == State.RUNNING:
            self.do(c.Pause())
        elif show.state == State.PAUSED:
            self.do(c.Resume())
        elif show.state == State.IDLE and self._follows in (Stage.SFT, Stage.RLHF):
            self.do(c.BeginStage(self._follows))
        elif show.state == State.IDLE and self._follows is None:
            self.do(c.MoreRounds())
        elif show.state == State.FAILED:
            self.again_asked.emit()
        else:
            self.do(c.Start())

    def _train_longer(self) -> None:
        """Go on with the stage that is complete."""
        self.do(c.MoreRounds() if self._show.stage is Stage.RLHF else c.Start())

    def _train(self, stage: Stage) -> None:
        """Train ``stage``; where that would replace what it made before, ask first."""
        if self._show.trained(stage):
            self.redo_asked.emit(stage)
        elif stage is Stage.PRETRAIN and self._show.stage is stage:
            self._start_or_pause()
        else:
            self.do(c.BeginStage(stage))
