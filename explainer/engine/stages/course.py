"""A model's way through the three stages: what each left behind, and how the next one begins.

A *mind* is a copy of the weights at the end of a stage. Stage two begins with the base mind, stage three with the
fine-tuned one, so every stage can be done again, skipped, or done in another way (a mishap) without losing what is
there. What a mishap, or another way of learning, makes is a mind of its own: as soon as it is made, the honest mind is
the present one again, so that nobody looks at a broken model without having asked for it (``take``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.frames import Progress
from explainer.engine.recipes import BASE, HONEST, RECIPES, TUNED, newest_honest
from explainer.engine.record import Record
from explainer.engine.settings import RunSettings
from explainer.engine.stages import making
from explainer.engine.stages.before import Before, copied_log
from explainer.engine.stages.feedback import FeedbackRun
from explainer.engine.stages.feedbacklog import FeedbackLog
from explainer.engine.stages.kept import KeptMind, copied
from explainer.engine.stages.making import Recipes
from explainer.engine.stages.preferences import Preferences
from explainer.engine.stages.rewardlog import RewardLog
from explainer.engine.stages.rewardrun import RewardRun
from explainer.engine.stages.rewardtraining import RewardTraining
from explainer.engine.stages.run import StageProgress, StageRun
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.tuning import TuningLog
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.engine.stages.votes import PreferenceLog
from explainer.marking import Problem, mark
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.text.tokenizer import Tokenizer
from explainer.training.feedback import KLPenalty
from explainer.training.precision import Precision
from explainer.training.reports import Stage


class Course:
    """What all stages share, what they left behind, and the one that is under way.

    Args:
        model: the one that is trained and looked at, in all stages.
        record: of stage one. settings: of the run.
        token_bytes: (V,) bytes of text of each token.
        get_text: returns the text to read, or raises ValueError or OSError where it is gone.
        get_tasks: makes what there is to ask, when it is first needed.
        votes: by hand.

    Attributes:
        run: what is under way, running or paused.
        minds: what is kept, by id, in the order in which it came.
        share: how far the present stage came, 0 to 1; of stage one the record knows.
        jumps: how often the weights became another mind's, rather than learned on.
        trained: stages beyond the first that left something: whether they were completed.
    """

    def __init__(
        self,
        model: GPT,
        tokenizer: Tokenizer,
        precision: Precision,
        record: Record,
        settings: RunSettings,
        token_bytes: npt.NDArray[np.int64],
        get_text: Callable[[], Corpus],
        get_tasks: Callable[[], TaskSet],
        *,
        votes: PreferenceLog,
        recipes: Recipes | None = None,
    ) -> None:
        self.recipes = recipes or Recipes()
        self.model = model
        self.tokenizer = tokenizer
        self.precision = precision
        self.record = record
        self.settings = settings
        self.token_bytes = token_bytes
        self.get_text = get_text
        self.share = 0.0
        self.trained: dict[Stage, bool] = {}
        self.minds: dict[str, KeptMind] = {}
        self.jumps = 0
        self.tuning: TuningLog | None = None
        self.feedback = FeedbackLog()
        self.kl_penalty = KLPenalty()
        self.run: StageRun | None = None
        self._at = Checkpoint()  # the present weights when their stage was begun or left; of stage one the record knows
        self._complete = False  # whether that stage came to its end, likewise
        self._before: Before | None = None
        self.preferences = Preferences(model, tokenizer, get_tasks, votes, self.recipes.n_simulated, settings.seed)

    def rehearsal(self) -> Corpus | None:
        """The text of stage one, or None where an opened run's is gone."""
        try:
            return self.get_text()
        except (ValueError, OSError):
            return None

    # ---- where it stands ---------------------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether a stage is under way (running or paused)."""
        return self.run is not None

    @property
    def present(self) -> Checkpoint:
        """Which weights there are now."""
        if self._at.stage is Stage.PRETRAIN:
            return replace(self._at, step=self.record.step)
        return replace(self._at, step=self.run.pace.step) if self.run is not None and self.run.makes_mind else self._at

    @property
    def complete(self) -> bool:
        """Whether the stage of the present weights came to its end."""
        return self.record.complete if self._at.stage is Stage.PRETRAIN else self._complete

    @property
    def is_ahead(self) -> bool:
        """Whether the present weights are no kept mind's; of a stage that has changed nothing, they still are."""
        run = self.run if self.run is not None and self.run.makes_mind else None
        if run is not None and run.touched:
            return True
        return self._at.mind not in self.minds and (run is None or run.stage is Stage.PRETRAIN)

    @property
    def lineage(self) -> tuple[object, ...]:
        """Which mind the present weights are."""
        return self._at.stage, self._at.recipe, self.jumps

    @property
    def shown_reward_log(self) -> RewardLog:
        """What became of votes and judge; while another judge is trained that is to take its place, of that one."""
        work = self.shown_reward_training
        return work.draft if work is not None else self.preferences.reward_log

    @property
    def shown_reward_training(self) -> RewardTraining | None:
        """The work on a judge that is to take the place of the one in force, or None."""
        work = self.run.reward_training if isinstance(self.run, RewardRun | FeedbackRun) else None
        return work if work is not None and work.log is self.preferences.reward_log else None

    @property
    def judge_is_new(self) -> bool:
        """Whether there is a judge, and another would come to the same: it would learn from the same votes alone."""
        start = self.minds.get(TUNED) or self.minds.get(BASE)
        return start is not None and self.preferences.judge_is_new(start.model)

    def progress_frame(self, *, moving: bool) -> Progress:
        """Where the present stage stands, and where stage one does; ``moving``: training goes on right now."""
        run, name = self.run, self.record.run
        reading = self.record.progress_frame(self.settings.planned_steps, moving=False)
        if run is not None:
            frame = run.progress_frame(name, moving=moving)
            return frame if run.manner.in_record else replace(frame, reading=reading)
        at = self.present
        if at.stage is Stage.PRETRAIN:
            return reading
        pace = StageProgress(step=at.step, steps=at.step, fraction=1.0 if self.complete else self.share)
        return replace(pace.frame(name, at, moving=False), reading=reading)

    # ---- stages ------------------------------------------------------------------------------------------------------

    def keep_base(self) -> None:
        """Keep the present weights as those of pretraining, before another stage changes them."""
        if self._at.stage is Stage.PRETRAIN:
            self.minds[BASE] = KeptMind(self.present, copied(self.model), self.complete)

    def check(self, recipe: str = HONEST) -> None:
        """Make sure that stages two and three can begin here.

        Raises:
            Problem: no such recipe, or nothing to ask that this model can read.
        """
        if recipe not in RECIPES:
            unknown = mark("engine", "there is no recipe “{recipe}”; there are: {recipes}")
            raise Problem(unknown, recipe=recipe, recipes=", ".join(RECIPES))
        if not self.preferences.tasks.can_be_read(self.tokenizer, self.model.config.n_ctx):
            long = mark("engine", "all questions and answers are too long for this model; choose a larger size")
            raise Problem(long)

    def begin_reading(self) -> None:
        """Begin pretraining, or go on with it; the record knows how it was before.

        Raises:
            ValueError, OSError: the text is gone.
        """
        self.run = making.reading(self)

    def begin_tuning(self, *, again: bool) -> None:
        """Begin fine-tuning from the base mind, or go on with it where it is (``again``)."""
        self._note_before(BASE, Stage.SFT, again=again)
        with self._whole(Stage.SFT):
            self._begin_tuning(again=again)

    def _begin_tuning(self, *, again: bool) -> None:
        if not again:
            self._take_weights(self._start(BASE))
        start = self._at.step if again else 0
        log = TuningLog.of(self.preferences.tasks) if self.tuning is None or not again else copied_log(self.tuning)
        self.tuning = log
        self._go_to(Checkpoint(Stage.SFT, HONEST, start))
        self.run = making.tuning(self, log, start, self.recipes.steps_of_tuning(self.settings.preset))

    def begin_feedback(self, recipe: str, *, again: bool) -> None:
        """Begin human feedback from the fine-tuned mind, or go on with it where it is (``again``)."""
        start = self._start(TUNED)
        self._note_before(start.id, Stage.RLHF, again=again or not RECIPES[recipe].learns)
        with self._whole(Stage.RLHF):
            self._begin_feedback(recipe, start, again=again)

    def _start(self, name: str) -> KeptMind:
        """The mind a stage begins with: that of the stage before, or the base.

        Raises:
            Problem: neither is there.
        """
        start = self.minds.get(name) or self.minds.get(BASE)
        if start is None:
            gone = mark(
                "engine", "the weights that this stage begins with are not there; train the stage before it again"
            )
            raise Problem(gone)
        return start

    @contextmanager
    def _whole(self, stage: Stage) -> Iterator[None]:
        """Begin a stage, or leave all as it was."""
        try:
            yield
        except BaseException:
            before, self._before = self._before, None
            if before is not None:
                self._back_to(before, stage)
            raise

    def _begin_feedback(self, recipe: str, start: KeptMind, *, again: bool) -> None:
        chosen, reward_log = RECIPES[recipe], self.preferences.reward_log
        # An honest run and its repetition get fresh votes; what is compared with it learns from the same ones, and
        # never from answers that went wrong: the honest judge stays as it is.
        fresh = chosen.taste is not None or reward_log.model is None or recipe == HONEST
        if chosen.taste is not None:  # a judge of its own, which does not replace the honest one
            reward_log = RewardLog()
        writer = self.model if again else start.model
        reward_training = making.reward_training(self, writer, start.model, reward_log, chosen.taste)
        if chosen.learns:  # else the present weights stay what they are
            if not again:
                self._take_weights(start)
            self._go_to(Checkpoint(Stage.RLHF, recipe, self._at.step if again else 0))
        self.run = making.practice(
            self,
            recipe,
            start,
            reward_log,
            reward_training if fresh else None,
            rounds=self.recipes.rounds_of_practice(self.settings.preset),
            seed=self.settings.seed + self._at.step,
            again=again,
        )

    def begin_judge(self) -> None:
        """Begin to train the judge alone; the model stays as it is."""
        start = self.minds.get(TUNED) or self.minds.get(BASE)
        model = start.model if start is not None else copied(self.model)
        log = self.preferences.reward_log
        reward_training = making.reward_training(self, self.model, model, log, None)
        collect = not log.voted or log.voted_by != reward_training.wanted  # of another labeller, or too few
        self.run = RewardRun(self._at.stage, self._at.recipe, reward_training, collect=collect)

    def _go_to(self, at: Checkpoint) -> None:
        """The present weights become another stage's, which begins or goes on with them."""
        self._at, self._complete = at, False
        if at.recipe == HONEST:
            self.trained[at.stage] = False

    def take_up(self, kept: UnderWay) -> None:
        """Go on with a stage that was kept under way; weights and logs are those of then.

        Raises:
            ValueError, KeyError, TypeError: it is of another model, or damaged.
        """
        v, start = kept.values, self.minds.get(TUNED) or self.minds.get(BASE)
        match kept.kind:
            case UnderWayKind.READING:
                self.run = making.reading(self, kept)
            case UnderWayKind.TUNING:
                log = self.tuning if self.tuning is not None else TuningLog.of(self.preferences.tasks)
                self.run = making.tuning(self, log, int(v["start"]), int(v["steps"]), kept)
                self.tuning = log
                self._go_to(Checkpoint(Stage.SFT, HONEST, int(v["start"])))
            case UnderWayKind.ROUNDS:
                if self.preferences.reward_log.model is None or start is None:
                    raise Problem(mark("engine", "there is no judge to go on with"))
                rounds, seed = int(v["rounds"]), int(v["seed"])
                self.run = making.practice(
                    self, kept.recipe, start, self.preferences.reward_log, None, rounds=rounds, seed=seed, resume=kept
                )
                self._go_to(Checkpoint(Stage.RLHF, kept.recipe, self._at.step))
            case UnderWayKind.JUDGE:
                self.begin_judge()
            case UnderWayKind.BEGUN if kept.stage is Stage.SFT:
                self.begin_tuning(again=kept.again)
            case UnderWayKind.BEGUN:
                self.begin_feedback(kept.recipe, again=kept.again)

    def end(self) -> None:
        """Leave the stage under way as it is, and keep what it made; where it made nothing, all is as it was before."""
        run, self.run = self.run, None
        before, self._before = self._before, None
        self.preferences.reward_log.training = False
        self.feedback.running, self.feedback.doing = False, ""
        if run is None:
            return
        run.close()
        if run.manner.in_record:
            if BASE in self.minds:
                self.keep_base()  # it is older than what was learned
            return
        if not run.makes_mind:
            if before is not None and run.pace.step == 0 and not run.complete:
                self.feedback.put_back(before.feedback)
            self._look_back()
            return
        if before is not None and not run.touched and not run.complete:
            self._back_to(before, run.stage)
            return
        self._complete, self.share = run.complete, run.pace.fraction
        self._at = Checkpoint(run.stage, run.recipe, run.pace.step)
        if run.recipe == HONEST:
            self.trained[run.stage] = run.complete
        kept = KeptMind(self._at, copied(self.model), self._complete, self.share)
        self.minds.pop(kept.id, None)  # so that it is the newest
        self.minds[kept.id] = kept
        if run.recipe != HONEST:
            self.take(newest_honest(self.minds))

    def _note_before(self, start: str, stage: Stage, *, again: bool) -> None:
        """Note how it is before a stage begins, with the weights of ``start`` or (``again``) with those there are."""
        self._before = Before.of(self, None if again else start, stage)

    def _back_to(self, before: Before, stage: Stage) -> None:
        """Undo the beginning of a stage that has not changed a weight yet."""
        if before.mind is not None:
            self.take(before.mind)
        before.put_back(self, stage)

    def has(self, name: str) -> bool:
        """Whether there is a mind of that name, or will be as soon as the stage under way is left."""
        run = self.run
        # Stage one renews its mind, and leaves none where there was none.
        made = run is not None and run.makes_mind and run.touched and not run.manner.in_record
        return name in self.minds or (made and name == self._at.mind)

    def start_of(self, stage: Stage) -> str:
        """Id of the mind with which a stage begins."""
        before = {Stage.PRETRAIN: BASE, Stage.SFT: BASE, Stage.RLHF: TUNED}[stage]
        return before if self.has(before) else BASE

    def need(self, name: str) -> None:
        """Make sure that there is a mind to go back to.

        Raises:
            Problem: there is none of that name.
        """
        if not self.has(name):
            if name == BASE:
                raise Problem(mark("engine", "no later stage has begun yet"))
            raise Problem(mark("engine", "there is no “{name}” to go back to"), name=name)

    def take(self, name: str, *, complete: bool | None = None) -> None:
        """Make a kept mind the present one; ``complete`` tells whether its stage is, where that is known better.

        Raises:
            Problem: there is none of that name.
        """
        self.need(name)
        mind = self.minds[name]
        self._take_weights(mind)
        self._at = mind.checkpoint
        self._complete, self.share = mind.complete if complete is None else complete, mind.share
        self._look_back()

    def _look_back(self) -> None:
        """Tell of the rounds that made the present weights, where rounds did."""
        if self._at.stage is Stage.RLHF:
            self.feedback.look_back(self._at.recipe)

    def _take_weights(self, mind: KeptMind) -> None:
        self.model.load_state_dict(mind.model.state_dict())
        self.jumps += 1
