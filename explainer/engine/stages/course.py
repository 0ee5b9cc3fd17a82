"""A model's way through the three stages: what each left behind, and how the next one begins.

A *mind* is a copy of the weights at the end of a stage. Stage two begins with the base mind, stage three with the
fine-tuned one, so every stage can be done again, skipped, or done in another way (a mishap) without losing what is
there. What a mishap, or another way of learning, makes is a mind of its own: as soon as it is made, the honest mind is
the present one again, so that nobody looks at a broken model without having asked for it (``take``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from explainer.engine.frames import Progress
from explainer.engine.recipes import BASE, HONEST, RECIPES, TUNED, newest_honest
from explainer.engine.stages.before import Before, copied_log
from explainer.engine.stages.feedback import FeedbackRun, settings
from explainer.engine.stages.feedbacklog import FeedbackLog
from explainer.engine.stages.judgelog import JudgeLog
from explainer.engine.stages.judgerun import JudgeRun
from explainer.engine.stages.judging import PAIRS, Judging, made_of
from explainer.engine.stages.kept import KeptMind, copied, mind_id
from explainer.engine.stages.opinions import Opinions
from explainer.engine.stages.resuming import resume
from explainer.engine.stages.run import Pace
from explainer.engine.stages.syllabus import Syllabus
from explainer.engine.stages.tuning import TuningLog, TuningRun
from explainer.engine.stages.underway import UnderWay
from explainer.engine.stages.votes import VoteBook
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import Arithmetic
from explainer.training.batches import TokenSource
from explainer.training.feedback import Leash
from explainer.training.finetune import FinetuneConfig
from explainer.training.ppo import PPOConfig
from explainer.training.reports import Stage
from explainer.training.reward import RewardConfig

ROUNDS = {"xs": 40, "s": 60, "m": 60, "l": 60}
TUNING_STEPS = {"xs": 250}  # where a smaller world needs fewer than ``FinetuneConfig`` has
N_SIMULATED = 320 * PAIRS  # votes: 960


@dataclass(slots=True)
class Recipes:
    """The numbers of the stages; tests make them small.

    Attributes:
        tuning: of fine-tuning. tuning_steps: instead of the preset's own, or None.
        reward, ppo: of judge and practice. rounds: of practice, or None.
        n_simulated: votes of the simulated labeller.
    """

    tuning: FinetuneConfig = field(default_factory=FinetuneConfig)
    tuning_steps: int | None = None
    reward: RewardConfig = field(default_factory=RewardConfig)
    ppo: PPOConfig = field(default_factory=PPOConfig)
    rounds: int | None = None
    n_simulated: int = N_SIMULATED


class Course(Opinions):
    """What all stages share, and what they left behind.

    Args:
        model: the one that is trained and looked at, in all stages.
        get_syllabus: makes what there is to ask, when it is first needed.
        get_source: returns pretraining text to rehearse, or None where it is gone.
        preset: sizes of the stages. seed: of everything drawn.
        votes: by hand.

    Attributes:
        stage: the stage whose work the present weights are.
        minds: what is kept, by id, in the order in which it came.
        step: steps or rounds behind the present weights, within their stage (of pretraining the session knows).
        complete: whether that stage came to its end. share: how far it came, 0 to 1.
    """

    def __init__(
        self,
        model: GPT,
        tokenizer: Tokenizer,
        arithmetic: Arithmetic,
        get_syllabus: Callable[[], Syllabus],
        get_source: Callable[[], TokenSource | None],
        *,
        preset: str,
        seed: int,
        votes: VoteBook,
        recipes: Recipes | None = None,
    ) -> None:
        self.recipes = recipes or Recipes()
        super().__init__(model, tokenizer, arithmetic, get_syllabus, votes, self.recipes.n_simulated, seed)
        self.preset = preset
        self.seed = seed
        self.stage = Stage.PRETRAIN
        self.recipe = HONEST
        self.step = 0
        self.complete = False
        self.share = 0.0
        self.trained: dict[Stage, bool] = {}  # beyond pretraining: whether it was completed
        self.minds: dict[str, KeptMind] = {}
        self.jumps = 0  # how often the weights became another mind's, rather than learned on
        self.tuning: TuningLog | None = None
        self.feedback = FeedbackLog()
        self.leash = Leash()
        self.run: TuningRun | FeedbackRun | JudgeRun | None = None
        self._before: Before | None = None
        self._get_source = get_source

    @property
    def present_step(self) -> int:
        """Steps or rounds behind the present weights, while a stage is under way too."""
        run = self.run
        return run.pace.step if run is not None and run.makes_mind else self.step

    # ---- stages ------------------------------------------------------------------------------------------------------

    @property
    def lineage(self) -> tuple[object, ...]:
        """Which mind the present weights are."""
        return self.stage, self.recipe, self.jumps

    @property
    def shown_judge(self) -> JudgeLog:
        """What became of votes and judge; while another judge is trained that is to take its place, of that one."""
        judging = self.shown_judging
        return judging.draft if judging is not None else self.judge

    @property
    def shown_judging(self) -> Judging | None:
        """The work on a judge that is to take the place of the one in force, or None."""
        judging = self.run.judging if isinstance(self.run, JudgeRun | FeedbackRun) else None
        return judging if judging is not None and judging.log is self.judge else None

    @property
    def judge_is_new(self) -> bool:
        """Whether there is a judge, and another would come to the same: it would learn from the same votes alone."""
        start = self.minds.get(TUNED) or self.minds.get(BASE)
        if start is None or not self.judge.made_of:
            return False
        wanted = self.taste_of(self.taste), self.n_simulated
        return self.judge.made_of == made_of(wanted, self.hand_weight, self.votes, start.model)

    def keep_base(self, step: int, *, complete: bool = True) -> None:
        """Keep the present weights as those of pretraining, before another stage changes them."""
        if self.stage is Stage.PRETRAIN:
            self.minds[BASE] = KeptMind(BASE, Stage.PRETRAIN, HONEST, step, copied(self.model), complete)

    def progress_frame(self, run: str) -> Progress:
        """Where a stage stands that is not under way."""
        pace = Pace(step=self.step, steps=self.step, fraction=1.0 if self.complete else self.share)
        return pace.frame(run, self.stage, moving=False)

    def check(self, recipe: str = HONEST) -> None:
        """Make sure that stages two and three can begin here.

        Raises:
            ValueError: no such recipe, or nothing to ask that this model can read.
        """
        if recipe not in RECIPES:
            raise ValueError(f"there is no recipe “{recipe}”; there are: {', '.join(RECIPES)}")
        if not self.syllabus.can_be_read(self.tokenizer, self.model.config.n_ctx):
            raise ValueError("all questions and answers are too long for this model; choose a larger size")

    def begin_tuning(self, *, again: bool) -> None:
        """Begin fine-tuning from the base mind, or go on with it where it is (``again``)."""
        self._note_before(BASE, Stage.SFT, again=again)
        with self._whole(Stage.SFT):
            self._begin_tuning(again=again)

    def _begin_tuning(self, *, again: bool) -> None:
        if not again:
            self._take_weights(self._start(BASE))
        if self.tuning is None or not again:
            self.tuning = TuningLog.of(self.syllabus)
        else:
            self.tuning = copied_log(self.tuning)
        self.stage, self.recipe, self.complete = Stage.SFT, HONEST, False
        self.step = self.step if again else 0
        config = self.recipes.tuning
        steps = self.recipes.tuning_steps or TUNING_STEPS.get(self.preset, config.steps)
        config = replace(config, steps=steps, seed=self.seed + self.step)
        self.trained[Stage.SFT] = False
        self.run = TuningRun(
            self.model,
            self.tokenizer,
            self.syllabus,
            self._get_source(),
            self.arithmetic,
            self.tuning,
            config,
            self.step,
        )

    def begin_feedback(self, recipe: str, *, again: bool) -> None:
        """Begin human feedback from the fine-tuned mind, or go on with it where it is (``again``)."""
        start = self._start(TUNED)
        self._note_before(start.id, Stage.RLHF, again=again or not RECIPES[recipe].learns)
        with self._whole(Stage.RLHF):
            self._begin_feedback(recipe, start, again=again)

    def _start(self, name: str) -> KeptMind:
        """The mind a stage begins with: that of the stage before, or the base.

        Raises:
            ValueError: neither is there.
        """
        start = self.minds.get(name) or self.minds.get(BASE)
        if start is None:
            raise ValueError("the weights that this stage begins with are not there; train the stage before it again")
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
        chosen = RECIPES[recipe]
        taste = self.taste_of(self.taste)
        # An honest run and its repetition get fresh votes; what is compared with it learns from the same ones, and
        # never from answers that went wrong: the honest judge stays as it is.
        fresh = chosen.taste is not None or self.judge.model is None or recipe == HONEST
        judge_log = self.judge
        if chosen.taste is not None:  # a judge of its own, which does not replace the honest one
            judge_log = JudgeLog()
        judging = self._judging(self.model if again else start.model, start.model, judge_log, chosen.taste)
        if chosen.learns:  # else the present weights stay what they are
            if not again:
                self._take_weights(start)
            self.stage, self.recipe, self.complete = Stage.RLHF, recipe, False
            self.step = self.step if again else 0
        config, leash = settings(recipe, replace(self.recipes.ppo, seed=self.seed + self.step, examples=64), self.leash)
        if recipe == HONEST:
            self.trained[Stage.RLHF] = False
        self.run = FeedbackRun(
            self.stage,
            self.model if chosen.learns else start.model,
            start.model,
            self.tokenizer,
            self.syllabus,
            self.arithmetic,
            judging if fresh else None,
            judge_log,
            self.feedback,
            leash,
            taste,
            self._get_source() if config.ptx_weight > 0 else None,
            recipe=recipe,
            rounds=self.recipes.rounds or ROUNDS[self.preset],
            config=config,
            seed=self.seed,
            again=again,
        )

    def resume(self, kept: UnderWay) -> None:
        """Go on with a stage that was kept under way; weights and logs are those of then.

        Raises:
            ValueError, KeyError, TypeError: it is of another model, or damaged.
        """
        resume(self, kept)

    def begin_judge(self) -> None:
        """Begin to train the judge alone; the model stays as it is."""
        start = self.minds.get(TUNED) or self.minds.get(BASE)
        model = start.model if start is not None else copied(self.model)
        judging = self._judging(self.model, model, self.judge, None)
        collect = not self.judge.voted or self.judge.voted_by != judging.wanted  # of another labeller, or too few
        self.run = JudgeRun(self.stage, self.recipe, judging, collect=collect)

    def _judging(self, writer: GPT, start: GPT, log: JudgeLog, taste: str | None) -> Judging:
        found = Judging(
            writer,
            start,
            self.tokenizer,
            self.syllabus,
            self.taste_of(taste or self.taste),
            self.votes,
            self.arithmetic,
            log,
            n_simulated=self.n_simulated,
            hand_weight=self.hand_weight,
            seed=self.seed,
            config=replace(self.recipes.reward, seed=self.seed),
        )
        found.draft.taste = taste or self.taste
        return found

    def end(self) -> None:
        """Leave the stage under way as it is, and keep what it made; where it made nothing, all is as it was before."""
        run, self.run = self.run, None
        before, self._before = self._before, None
        self.judge.training = False
        self.feedback.running, self.feedback.doing = False, ""
        if run is None:
            return
        run.close()
        if not run.makes_mind:
            if before is not None and run.pace.step == 0 and not run.complete:
                self.feedback.put_back(before.feedback)
            self._look_back()
            return
        if before is not None and not run.touched and not run.complete:
            self._back_to(before, run.stage)
            return
        self.complete, self.share = run.complete, run.pace.fraction
        self.step = run.pace.step
        if run.recipe == HONEST:
            self.trained[run.stage] = run.complete
        name = mind_id(run.stage, run.recipe)
        kept = KeptMind(name, run.stage, run.recipe, self.step, copied(self.model), self.complete, self.share)
        self.minds.pop(name, None)  # so that it is the newest
        self.minds[name] = kept
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
        made = run is not None and run.makes_mind and run.touched
        return name in self.minds or (made and name == mind_id(self.stage, self.recipe))

    def start_of(self, stage: Stage) -> str:
        """Id of the mind with which a stage begins."""
        before = {Stage.PRETRAIN: BASE, Stage.SFT: BASE, Stage.RLHF: TUNED}[stage]
        return before if self.has(before) else BASE

    def need(self, name: str) -> None:
        """Make sure that there is a mind to go back to.

        Raises:
            ValueError: there is none of that name.
        """
        if not self.has(name):
            why = "no later stage has begun yet" if name == BASE else f"there is no “{name}” to go back to"
            raise ValueError(why)

    def take(self, name: str) -> None:
        """Make a kept mind the present one.

        Raises:
            ValueError: there is none of that name.
        """
        self.need(name)
        mind = self.minds[name]
        self._take_weights(mind)
        self.stage, self.recipe, self.step = mind.stage, mind.recipe, mind.step
        self.complete, self.share = mind.complete, mind.share
        self._look_back()

    def _look_back(self) -> None:
        """Tell of the rounds that made the present weights, where rounds did."""
        if self.stage is Stage.RLHF:
            self.feedback.look_back(self.recipe)

    def _take_weights(self, mind: KeptMind) -> None:
        self.model.load_state_dict(mind.model.state_dict())
        self.jumps += 1
