"""What is done when the worker is told something: every command, and what is refused.

What the worker does by itself, round after round, is in ``worker``; what both change is ``running``.
"""

from __future__ import annotations

from explainer.engine import commands as c
from explainer.engine import told, voting
from explainer.engine.events import Notice, Preparing, PromptWritten, Refused, TextEnded
from explainer.engine.observe.source import Change
from explainer.engine.preparing import prepare
from explainer.engine.running import Preparation, Running
from explainer.engine.runs.opening import open_run
from explainer.engine.states import NO_MODEL, NOTHING_TO_UNDO, Move, State, next_state, why_not
from explainer.marking import Sentence, mark, sentence_of
from explainer.training.reports import Stage


class CommandHandler:
    """Does commands, one at a time, on the worker's thread."""

    def __init__(self, running: Running) -> None:
        self._at = running

    def handle(self, command: c.Command) -> None:
        """Do what ``command`` says, or say why not; what fails is raised."""
        match command:
            case c.SetPace(pace):
                if pace is not None and not pace > 0:
                    self._at.events.put(
                        Refused(
                            "SetPace",
                            Sentence(
                                mark("engine", "The speed must be more than 0 steps a second, or as fast as it goes.")
                            ),
                        )
                    )
                    return
                self._at.pace = pace
                self._at.step_due = 0.0
            case c.Save(path):
                self._at.keeper.save(path)
            case c.Discard():
                self._at.keeper.discard()
            case _ if isinstance(command, c.Question):
                try:
                    self._at.publisher.ask(command)
                except ValueError as error:
                    self._refuse(command, error)
            case _ if isinstance(command, c.Voting | c.SetKLPenalty):
                self._vote(command)
            case _:
                assert isinstance(command, c.MoveCommand)
                self._move(command)

    def _refuse(self, command: c.Command, error: ValueError) -> None:
        self._at.events.put(Refused(type(command).__name__, sentence_of(error)))

    def _vote(self, command: c.Voting | c.SetKLPenalty) -> None:
        if self._at.session is None:
            self._at.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        try:
            line = voting.take(self._at.session.course, command)
        except ValueError as error:
            self._refuse(command, error)
            return
        except OSError as error:
            votes = self._at.session.course.preferences.votes
            path = command.path if isinstance(command, c.ExportVotes) else votes.path
            why = Sentence(
                mark("engine", "“{path}” could not be written: {why}."),
                {"path": path, "why": str(error.strerror or error)},
            )
            self._at.events.put(Refused(type(command).__name__, why))
            return
        if line is not None:
            self._at.events.put(Notice(line))
        if not isinstance(command, c.NewBallot | c.ExportVotes):
            self._at.session.work.add()
            self._at.keeper.soon()
        self._at.publisher.changed(Change.VOTES)

    def _move(self, command: c.MoveCommand) -> None:
        if next_state(self._at.state, command.move) is None:
            self._at.events.put(Refused(type(command).__name__, Sentence(why_not(self._at.state, command.move))))
            return
        match command:
            case c.Prepare(settings) if self._at.state is State.STARTING and settings in (None, self._at.settings):
                pass  # it is being done
            case c.Prepare(settings) | c.Reset(settings):
                self._at.settings = settings or self._at.settings
                self._begin(prepare(self._at.settings), Move.READY)
                self._at.go(command.move)
            case c.Open(path, texts):
                self._begin(open_run(path, self._at.settings.device, texts=texts), Move.READY)
                self._at.opening = path
                self._at.go(command.move)
            case c.Start():
                self._start(command.move, Move.READY_TO_RUN)
                self._at.asked.clear()
            case c.StepOnce() | c.ExamineStep():
                self._start(command.move, Move.READY_TO_STEP)
                self._at.asked.append(isinstance(command, c.ExamineStep))
            case c.UndoStep():
                self._undo_step()
            case c.Pause():
                self._at.then = Move.READY
                self._at.asked.clear()
                self._at.go(Move.PAUSE)
                self._at.publisher.all_due()
            case c.Resume():
                self._at.asked.clear()
                self._at.go(Move.RESUME)
            case c.BeginStage() | c.MoreRounds() | c.TrainJudge():
                self._begin_stage(command)
            case c.GoBack() | c.TakeMind():
                self._go_back(command)
            case c.Finish():
                self._at.asked.clear()
                if self._at.session is not None and self._at.session.course.run is not None:
                    self._at.session.course.run.finish()
                self._at.go(Move.FINISH)
            case c.Stop():
                self._stop()
            case c.WriteOn(token):
                self._write_on(token)

    def _begin(self, preparation: Preparation, then: Move) -> None:
        self._at.preparation = preparation
        self._at.opening = None
        self._at.then = then
        self._at.asked.clear()

    def _start(self, move: Move, then: Move) -> None:
        """Start or go on, for good or for one step, after preparing what is missing."""
        if self._at.state is State.STARTING:
            self._at.then = then
        elif self._at.state is State.IDLE and self._at.session is not None:
            self._at.go(move)
            if self._at.session.pipeline.recorded:
                self._at.events.put(Preparing(Sentence(mark("engine", "Making the text to go on with")), 0.5))
            try:
                self._at.session.pipeline.go_on()
            except ValueError as error:
                if self._at.session.course.present.stage is Stage.PRETRAIN:
                    raise  # its text is gone
                self._at.events.put(Refused("Start", sentence_of(error)))
                then = Move.READY
            self._at.go(then)
        elif self._at.state in (State.IDLE, State.FAILED):
            self._begin(prepare(self._at.settings), then)
            self._at.go(move)
        else:
            self._at.go(move)

    def _begin_stage(self, command: c.BeginStage | c.MoreRounds | c.TrainJudge) -> None:
        """Begin another stage, or one again; the one under way is left as it is."""
        session = self._at.session
        if session is None:
            self._at.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        if self._at.state is State.STARTING:
            return
        before = self._at.state
        self._at.go(command.move)
        self._at.events.put(Preparing(Sentence(mark("engine", "Laying out questions and answers")), 0.5))
        try:
            match command:
                case c.BeginStage(stage, recipe):
                    session.pipeline.begin(stage, recipe)
                case c.MoreRounds():
                    session.pipeline.more_rounds()
                case c.TrainJudge():
                    session.pipeline.train_judge()
        except ValueError as error:
            self._refuse(command, error)
            self._at.events.put(told.stages(session.course))
            back = {State.RUNNING: Move.READY_TO_RUN, State.PAUSED: Move.READY_TO_STEP}
            self._at.go(back.get(before, Move.READY) if session.course.training else Move.READY)
            return
        self._at.asked.clear()
        self._at.sitting = None
        self._at.go(Move.READY_TO_RUN)
        self._at.announce_stages()

    def _go_back(self, command: c.GoBack | c.TakeMind) -> None:
        session = self._at.session
        if session is None:
            self._at.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        course = session.course
        mind = course.start_of(command.stage) if isinstance(command, c.GoBack) else command.mind
        try:
            course.need(mind)
        except ValueError as error:
            self._refuse(command, error)
            return
        session.pipeline.leave()
        self._at.asked.clear()
        self._at.sitting = None
        course.take(mind)
        self._at.go(command.move)
        self._at.announce()
        self._at.announce_stages()

    def _undo_step(self) -> None:
        """Take back the step looked at closely, unless training goes on already."""
        session = self._at.session
        run = session.course.run if session is not None else None
        if session is None or run is None or not run.can_undo_step or self._at.asked:
            self._at.events.put(Refused("UndoStep", Sentence(NOTHING_TO_UNDO)))
            return
        session.pipeline.undo_step()
        self._at.publisher.moved_on(Change.WEIGHTS, Change.WRITING, Change.ONE_STEP)
        self._at.publisher.all_due()

    def _stop(self) -> None:
        self._at.go(Move.STOP)
        self._at.preparation = None
        self._at.asked.clear()
        if self._at.session is not None:
            self._at.settings = self._at.session.settings  # those of a model that was being made are gone with it
            self._at.session.course.end()
            self._at.announce_stages()
        self._at.go(Move.STOPPED)
        self._at.publisher.all_due()

    def _write_on(self, token: int | None) -> None:
        if self._at.session is None:
            self._at.events.put(Refused("WriteOn", Sentence(NO_MODEL)))
            return
        before = self._at.publisher.queries.prompt.text
        try:
            token, probability = self._at.publisher.write_on(token)
        except ValueError as error:
            self._refuse(c.WriteOn(), error)
            return
        piece = self._at.session.pieces[token]
        if token in self._at.session.tokenizer.markers:
            self._at.events.put(TextEnded(piece, probability))
        else:
            self._at.events.put(
                PromptWritten(before, self._at.publisher.queries.prompt.text, token, piece, probability)
            )
