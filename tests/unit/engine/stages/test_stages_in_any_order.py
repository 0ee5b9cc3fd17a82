"""Commands about stages, minds and votes in any order: nothing fails, nothing that is kept changes, votes add up."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from explainer.engine.commands import (
    BeginStage,
    ExamineStep,
    ExportVotes,
    Finish,
    GoBack,
    ImportVotes,
    MoreRounds,
    NewBallot,
    Open,
    Pause,
    Prepare,
    Rank,
    Reset,
    Resume,
    Save,
    SetDemand,
    SetKLPenalty,
    SetPrompt,
    SetTaste,
    SetVotes,
    Start,
    StepOnce,
    Stop,
    TakeMind,
    Thumb,
    TrainJudge,
    UndoStep,
    UndoVote,
    WriteOn,
)
from explainer.engine.events import Refused, Saved
from explainer.engine.frames import Topic
from explainer.engine.recipes import RECIPES
from explainer.engine.settings import RunSettings
from explainer.engine.states import TABLE, State
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import same, through, weights
from tests.unit.engine.telling import failures, kinds, plain

COW = "What does a cow say?"
MINDS = ["base", "sft", "rlhf", *(f"rlhf.{name}" for name in RECIPES), "", "sft.honest"]
TOPICS = [Topic.PROGRESS, Topic.MINDS, Topic.TUNING, Topic.BALLOT, Topic.JUDGE, Topic.FEEDBACK, Topic.NEXT_TOKEN]
PRESSED = [
    *(Start(), Pause(), Resume(), StepOnce(), ExamineStep(), UndoStep(), Finish(), Stop(), Prepare(), Reset()),
    WriteOn(),
]
BEGUN = st.one_of(
    st.builds(BeginStage, st.sampled_from(Stage), st.sampled_from(["honest", "honest", *RECIPES, "nonsense"])),
    st.sampled_from([MoreRounds(), TrainJudge()]),
)
BACK = st.one_of(st.builds(GoBack, st.sampled_from(Stage)), st.builds(TakeMind, st.sampled_from(MINDS)))
SAID = st.one_of(
    st.builds(SetKLPenalty, st.sampled_from([0.0, 0.1, 2.0, -1.0, float("nan")]), st.sampled_from([None, 3.0, 0.0])),
    st.builds(SetTaste, st.sampled_from(["kind", "long", "custom", "nobody"]), st.just({"word": 0.5})),
    st.builds(SetVotes, st.sampled_from([0, 6, 30, -1]), st.sampled_from([5.0, 0.0])),
    st.builds(NewBallot, st.sampled_from([2, 4, 3]), st.sampled_from([None, COW, "", "cow " * 90])),
    st.builds(Rank, st.integers(0, 3), st.permutations([0, 1]).map(tuple)),
    st.builds(Rank, st.integers(0, 3), st.permutations([0, 1, 2, 3]).map(tuple)),
    st.builds(Thumb, st.sampled_from([COW, "Who?", " "]), st.sampled_from(["moo.", "woof.", ""]), st.booleans()),
    st.builds(UndoVote, st.sampled_from([None, 1, 2, 9])),
    st.builds(SetPrompt, st.sampled_from([COW, "", "\ud83d", "cow " * 90])),
)
COMMANDS = st.one_of(BEGUN, BACK, SAID, st.sampled_from(PRESSED))


class StagesInAnyOrder(RuleBasedStateMachine):
    """Whatever is pressed in whatever order."""

    new_show = None  # set by the test
    folder: Path

    @initialize(done=st.sampled_from([(), (Stage.SFT,), (Stage.SFT, Stage.RLHF)]))
    def begin(self, done):
        self.show = type(self).new_show()
        self.demand = frozenset()
        self.kept = {}  # by identity of each kept model: the model and its weights when it was first seen
        self.show.do(Prepare())
        self.show.settle()
        for stage in done:
            through(self.show, BeginStage(stage))

    def _do(self, *commands):
        session, state = self.show.session, self.show.state
        course = session.course
        before = (
            [vote.id for vote in course.preferences.votes.votes],
            tuple(course.minds),
            course.kl_penalty.coefficient,
            course.preferences.taste,
        )
        told = self.show.do(*commands)
        assert failures(told) == [], failures(told)[0].details
        refused = kinds(told, Refused)
        assert all(plain(f"{event.why}".removesuffix(".") + ".") for event in refused)
        if len(refused) == 1 == len(commands) and state is not State.STARTING:  # then another model may have come
            assert self.show.session is session
            votes = [vote.id for vote in course.preferences.votes.votes]
            kl_penalty = course.kl_penalty.coefficient if course.kl_penalty.adaptive_target is None else before[2]
            assert (votes, kl_penalty, course.preferences.taste) == (before[0], before[2], before[3])
            assert set(before[1]) <= set(course.minds)
            assert self.show.state in (state, State.IDLE)  # a stage may have come to its end in the meantime
        return told

    @rule(command=BEGUN)
    def begin_a_stage(self, command):
        self._do(command)

    @rule(command=BACK)
    def go_back(self, command):
        self._do(command)

    @rule(command=st.sampled_from(PRESSED))
    def press(self, command):
        self._do(command)

    @rule(command=SAID)
    def say(self, command):
        self._do(command)

    @rule(commands=st.lists(COMMANDS, min_size=2, max_size=4))
    def press_fast(self, commands):
        self._do(*commands)

    @rule(times=st.sampled_from([1, 5, 60, 300]))
    def wait(self, times):
        assert failures(self.show.tick(times)) == []

    @rule(topics=st.frozensets(st.sampled_from(TOPICS)))
    def look(self, topics):
        self.demand = topics
        self._do(SetDemand(topics))

    @rule()
    def export_and_import(self):
        path = self.folder / "votes.jsonl"
        n = len(self.show.session.course.preferences.votes.votes)
        self._do(ExportVotes(path))
        self._do(ImportVotes(path))
        assert len(self.show.session.course.preferences.votes.votes) == n  # they are all here already

    @rule()
    def save_and_open(self):
        course = self.show.session.course
        told = self._do(Save(self.folder / "run"))
        assert kinds(told, Saved)
        votes = [(vote.kind, vote.question, vote.answers) for vote in course.preferences.votes.votes]
        if (self.show.state, Open.move) in TABLE:
            self._do(Open(self.folder / "run"))
            assert failures(self.show.settle()) == []
            opened = self.show.session.course
            assert [(vote.kind, vote.question, vote.answers) for vote in opened.preferences.votes.votes] == votes

    def teardown(self):
        self.show.worker.at.keeper.close()  # the next one saves into the same folder

    @invariant()
    def what_is_kept_never_changes(self):
        for mind in self.show.session.course.minds.values():
            model, there = self.kept.setdefault(id(mind.model), (mind.model, weights(mind.model)))
            assert model is mind.model and same(model, there), mind.id

    @invariant()
    def all_is_of_one_piece(self):
        show, session = self.show, self.show.session
        course, run = session.course, session.course.run
        if show.state is not State.STARTING:
            assert session.course.training == (show.state in (State.RUNNING, State.PAUSED))
        if run is None:
            assert not course.preferences.reward_log.training and not course.feedback.running
        elif run.makes_mind:
            assert (run.stage, run.recipe) == (session.course.present.stage, course.present.recipe)
        else:  # the present weights stay what they are
            assert run.stage is session.course.present.stage and not run.touched
        assert 0 <= session.course.present.step < 10_000 and all(p.isfinite().all() for p in session.model.parameters())
        numbers = [vote.id for vote in course.preferences.votes.votes]
        assert len(set(numbers)) == len(numbers)

    @invariant()
    def only_what_was_asked_for_is_shown(self):
        assert set(self.show.mailbox.take()) <= self.demand


def test_commands_about_stages_in_any_order_never_fail_and_never_change_what_is_kept(stage_world, make_show, tmp_path):
    class Machine(StagesInAnyOrder):
        pass

    Machine.new_show = staticmethod(lambda: make_show(RunSettings(preset="xs", device="cpu", steps=4)))
    Machine.folder = tmp_path
    run_state_machine_as_test(
        Machine,
        settings=hypothesis_settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
