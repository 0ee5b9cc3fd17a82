"""Every command a person can give, in one place: its words, its keys, what it does, and when it makes sense.

Buttons, menus, keys and the key sheet are all made from these ``QAction`` objects; lessons and the presenter will
trigger them by id. Whether a move makes sense is asked of the engine's own table (``engine.states``), so a button can
never be live where the engine would refuse.

Words and keys stand in ``actionspecs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from explainer.engine import commands as c
from explainer.engine.recipes import HONEST
from explainer.engine.settings import RunSettings
from explainer.engine.states import Move, State, next_state
from explainer.training.reports import Stage
from explainer.ui.actionspecs import LOOK, PACES, SPECS, ActionSpec, Pace
from explainer.ui.prompt import Prompt
from explainer.ui.sampling import Sampling
from explainer.ui.show import Show
from explainer.ui.translate import Marked, translated

# The action that trains each stage.
TRAIN = {Stage.PRETRAIN: "train_pretrain", Stage.SFT: "train_sft", Stage.RLHF: "train_rlhf"}


class Actions(QObject):
    """The actions, by id, and what they do.

    What the window itself must do (folding, zooming, …) is announced by ``asked`` with the action's id; that a person
    began a stage, by ``stage_begun``. What would lose something is asked before: that doing a stage again would replace
    what it made, by ``redo_asked``; that going back would lose what has not been finished, by ``back_asked``; and that
    starting again after a failure would lose the last good model, by ``again_asked``. ``view_asked`` goes to a view, at
    the page that was last open there; ``page_asked`` to one page. ``minds_asked`` wants these minds side by side.
    """

    asked = Signal(str)
    stage_begun = Signal(object)  # a Stage
    redo_asked = Signal(object)
    back_asked = Signal(object)
    again_asked = Signal()
    pace_changed = Signal()
    view_asked = Signal(str)
    page_asked = Signal(str)
    minds_asked = Signal(object)  # tuple of ids

    def __init__(
        self,
        send: Callable[[c.Command], None],
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

    def add_views(self, views: Iterable[tuple[str, Marked]]) -> None:
        """Make one action for each view (id, title), with Ctrl+1 … Ctrl+9."""
        for number, (view_id, title) in enumerate(views, start=1):
            key = (f"Ctrl+{number}",) if number <= 9 else ()
            spec = ActionSpec(f"view.{view_id}", LOOK, title, title, key, checkable=True)
            action = self._make(spec)
            action.triggered.connect(lambda _checked=False, v=view_id: self.view_asked.emit(v))
            self.views[view_id] = action

    def write_token(self, token: int) -> None:
        """Append this very token to the prompt: another branch."""
        self._write_on(token)

    def mute(self, heads: frozenset[tuple[int, int]]) -> None:
        """Measure what it costs to do without these heads, (block, head) from 0."""
        self._send(c.SetMuted(heads))

    def branch(self, tokens: Sequence[int]) -> None:
        """Continue the text from these first tokens too, beside the likeliest ones."""
        self._send(c.SetBranches(tuple(tokens)))

    def want(self, token: int | None) -> None:
        """Have the bet on this token explained; None means the likeliest."""
        self._send(c.SetWanted(token))

    def compare(self, first: str, second: str, control: str) -> None:
        """Follow a word through the blocks in these two texts, and in the one that is their control."""
        self._send(c.SetContexts(first, second, control))

    def begin_stage(self, stage: Stage, recipe: str = HONEST) -> None:
        """Train a stage from where the one before it ended; a mishap or another way is a ``recipe`` of stage three."""
        self._send(c.BeginStage(stage, recipe))
        self._show.ask_start()
        self.stage_begun.emit(stage)

    def more_rounds(self) -> None:
        """Go on with human feedback: fresh votes, a new judge, more rounds."""
        self._send(c.MoreRounds())
        self._show.ask_start()
        self.stage_begun.emit(Stage.RLHF)

    def train_judge(self) -> None:
        """Train the judge anew with all votes, and nothing else."""
        self._send(c.TrainJudge())

    def go_back(self, stage: Stage) -> None:
        """Put the weights back to where a stage begins."""
        self._send(c.GoBack(stage))

    def take_mind(self, mind: str) -> None:
        """Make a mind that was kept the present one."""
        self._send(c.TakeMind(mind))

    def ask_back(self, stage: Stage) -> None:
        """Go back to where a stage begins; one that is under way is lost by that, so ask first."""
        if self._show.under_way(stage):
            self.back_asked.emit(stage)
        else:
            self.go_back(stage)

    def set_leash(self, coefficient: float, target: float | None = None) -> None:
        """Hold the model more or less tightly to the fine-tuned one."""
        self._send(c.SetLeash(coefficient, target))

    def set_taste(self, taste: str, weights: Mapping[str, float] | None = None) -> None:
        """Choose whose votes are simulated."""
        self._send(c.SetTaste(taste, weights or {}))

    def set_votes(self, simulated: int, hand_weight: float) -> None:
        """Choose how many votes are simulated and what a vote by hand counts for."""
        self._send(c.SetVotes(simulated, hand_weight))

    def new_ballot(self, n: int = 2, question: str | None = None) -> None:
        """Have answers written to vote on."""
        self._send(c.NewBallot(n, question))

    def rank(self, serial: int, order: Sequence[int]) -> None:
        """Vote on a ballot: places of its answers, best first."""
        self._send(c.Rank(serial, tuple(order)))

    def thumb(self, question: str, answer: str, *, good: bool | None) -> None:
        """Thumb up or down, or none any more."""
        self._send(c.Thumb(question, answer, good))

    def undo_vote(self, vote: int | None = None) -> None:
        """Take back the last vote by hand, or that with a number."""
        self._send(c.UndoVote(vote))

    def export_votes(self, path: Path) -> None:
        """Write the votes by hand into a file."""
        self._send(c.ExportVotes(path))

    def import_votes(self, path: Path) -> None:
        """Add the votes in a file."""
        self._send(c.ImportVotes(path))

    def open_run(self, folder: Path, texts: tuple[Path, ...] = ()) -> None:
        """Open the run in ``folder``, with ``texts`` in place of an own text that has moved. The desk asks before."""
        self._send(c.Open(folder, texts))

    def save_run(self, folder: Path | None = None) -> None:
        """Write the run into ``folder``, or into the one that it has."""
        self._send(c.Save(folder))

    def discard(self) -> None:
        """Say that what is not saved is not wanted: it will not be offered again."""
        self._send(c.Discard())

    def reset(self, settings: RunSettings | None = None) -> None:
        """Throw the model away and make a new one, as before or with other ``settings``. The desk asks before."""
        self._send(c.Reset(settings))

    def start(self) -> None:
        """Train, or prepare and train; where training had failed a new model is made."""
        self._send(c.Start())
        self._show.ask_start()

    def set_pace(self, pace: Pace) -> None:
        """Learn at ``pace``."""
        if pace != self.pace:
            self.pace = pace
            self._send(c.SetPace(pace.steps_per_second))
            self.pace_changed.emit()
            self.refresh()

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
            action.triggered.connect(lambda _checked=False, i=spec.id: self._run(i))
        return action

    def _run(self, action_id: str) -> None:
        own: dict[str, Callable[[], None]] = {
            "start_pause": self._start_or_pause,
            "step": lambda: self._send(c.StepOnce()),
            "examine_step": lambda: self._send(c.ExamineStep()),
            "undo_step": lambda: self._send(c.UndoStep()),
            "slower": lambda: self.set_pace(PACES[max(0, PACES.index(self.pace) - 1)]),
            "faster": lambda: self.set_pace(PACES[min(len(PACES) - 1, PACES.index(self.pace) + 1)]),
            "finish": lambda: self._send(c.Finish()),
            "train_longer": self._train_longer,
            **{i: partial(self._train, stage) for stage, i in TRAIN.items()},
            "more_rounds": self.more_rounds,
            "write_on": self._write_on,
            "undo": self._prompt.undo,
            "redo": self._prompt.redo,
            "new_dice": self._sampling.new_dice,
        }
        if action_id in ("keep_writing", "undo", "redo"):
            self._prompt.settle()
        if action_id in own:
            own[action_id]()
        self.asked.emit(action_id)

    def _write_on(self, token: int | None = None) -> None:
        """Have one piece appended, drawn or this one. A word that is being composed counts as typed."""
        self._prompt.settle(end_run=not self["keep_writing"].isChecked())
        self._send(c.WriteOn(token))

    def _start_or_pause(self) -> None:
        show = self._show
        if show.state == State.RUNNING:
            self._send(c.Pause())
        elif show.state == State.PAUSED:
            self._send(c.Resume())
        elif show.state == State.IDLE and self._follows in (Stage.SFT, Stage.RLHF):
            self.begin_stage(self._follows)
        elif show.state == State.IDLE and self._follows is None:
            self.more_rounds()
        elif show.state == State.FAILED:
            self.again_asked.emit()
        else:
            self.start()

    def _train_longer(self) -> None:
        """Go on with the stage that is complete."""
        if self._show.stage is Stage.RLHF:
            self.more_rounds()
        else:
            self.start()

    def _train(self, stage: Stage) -> None:
        """Train ``stage``; where that would replace what it made before, ask first."""
        if self._show.trained(stage):
            self.redo_asked.emit(stage)
        elif stage is Stage.PRETRAIN and self._show.stage is stage:
            self._start_or_pause()
        else:
            self.begin_stage(stage)
