"""A model's way through the three stages: what each left behind, and how the next one begins.

A *mind* is a copy of the weights at the end of a stage. Stage two begins with the base mind, stage three with the
fine-tuned one, so every stage can be done again, skipped, or done in another way (a mishap) without losing what is
there. What a mishap makes is a mind of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

from explainer.engine.frames import Progress, Rating
from explainer.engine.recipes import HONEST, RECIPES
from explainer.engine.stages.ballots import BallotBox
from explainer.engine.stages.feedback import FeedbackLog, FeedbackRun, settings
from explainer.engine.stages.judgerun import JudgeRun
from explainer.engine.stages.judging import PAIRS, JudgeLog, Judging, copied, score_texts
from explainer.engine.stages.run import Pace, rating_of
from explainer.engine.stages.syllabus import Syllabus
from explainer.engine.stages.tuning import TuningLog, TuningRun
from explainer.engine.stages.votes import VoteBook
from explainer.engine.still import Still
from explainer.model.gpt import GPT
from explainer.text.storyland.chat import Taste
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import Arithmetic
from explainer.training.batches import TokenSource
from explainer.training.feedback import Leash
from explainer.training.finetune import FinetuneConfig
from explainer.training.optim import OptimConfig
from explainer.training.ppo import PPOConfig
from explainer.training.reports import Stage
from explainer.training.reward import RewardConfig

BASE, TUNED, LIKED = "base", "sft", "rlhf"  # ids of the minds at the ends of the stages
ROUNDS = {"xs": 40, "s": 60, "m": 60, "l": 60}
TUNING_STEPS = {"xs": 250, "s": 400, "m": 400, "l": 400}
N_SIMULATED = 150 * PAIRS  # votes: 900
CUSTOM = "custom"


def mind_id(stage: Stage, recipe: str) -> str:
    """Return the id of what a stage makes when it is done by a recipe."""
    name = {Stage.PRETRAIN: BASE, Stage.SFT: TUNED, Stage.RLHF: LIKED}[stage]
    return name if recipe == HONEST else f"{name}.{recipe}"


@dataclass(slots=True)
class KeptMind:
    """One age of the model, kept.

    Attributes:
        id: see ``frames.Mind``. stage, recipe, step: how it came about.
        model: its weights, never trained again.
    """

    id: str
    stage: Stage
    recipe: str
    step: int
    model: GPT


@dataclass(slots=True)
class Recipes:
    """The numbers of the stages; tests make them small.

    Attributes:
        tuning: of fine-tuning; ``steps`` None takes the preset's own.
        reward, ppo: of judge and practice. rounds: of practice, or None.
        n_simulated: votes of the simulated labeller.
    """

    tuning: FinetuneConfig = field(
        default_factory=lambda: FinetuneConfig(
            demonstrations=32, rehearsals=4, optim=OptimConfig(muon_lr=0.03, adam_lr=6e-3)
        )
    )
    tuning_steps: int | None = None
    reward: RewardConfig = field(default_factory=RewardConfig)
    ppo: PPOConfig = field(default_factory=PPOConfig)
    rounds: int | None = None
    n_simulated: int = N_SIMULATED


class Course:
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
        complete: whether that stage came to its end.
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
        self.model = model
        self.tokenizer = tokenizer
        self.arithmetic = arithmetic
        self.preset = preset
        self.seed = seed
        self.votes = votes
        self.recipes = recipes or Recipes()
        self.stage = Stage.PRETRAIN
        self.recipe = HONEST
        self.step = 0
        self.complete = False
        self.trained: dict[Stage, bool] = {}  # beyond pretraining: whether it was completed
        self.minds: dict[str, KeptMind] = {}
        self.tuning: TuningLog | None = None
        self.judge = JudgeLog()
        self.feedback = FeedbackLog()
        self.leash = Leash()
        self._taste = ""
        self.custom: dict[str, float] = {}
        self.n_simulated = self.recipes.n_simulated
        self.hand_weight = 5.0
        self.run: TuningRun | FeedbackRun | JudgeRun | None = None
        self.ballots = BallotBox(seed)
        self._still = Still()
        self._get_syllabus = get_syllabus
        self._get_source = get_source
        self._syllabus: Syllabus | None = None

    # ---- what there is -----------------------------------------------------------------------------------------------

    @property
    def syllabus(self) -> Syllabus:
        """What there is to ask; made on first use."""
        if self._syllabus is None:
            self._syllabus = self._get_syllabus()
        return self._syllabus

    @property
    def taste(self) -> str:
        """Id of the taste that votes; the syllabus's first where none was chosen."""
        return self._taste or next(iter(self.syllabus.tastes))

    @property
    def chosen_taste(self) -> str:
        """The same, or "" where none was chosen."""
        return self._taste

    @property
    def asked_before(self) -> bool:
        """Whether what there is to ask has been made already: that takes a moment, and reads an own text."""
        return self._syllabus is not None

    def taste_of(self, name: str) -> Taste:
        """Return a taste by its id.

        Raises:
            ValueError: there is none of that name here.
        """
        if name == CUSTOM:
            return Taste(**self.custom)
        if name not in self.syllabus.tastes:
            known = ", ".join((*self.syllabus.tastes, CUSTOM))
            raise ValueError(f"there is no labeller “{name}” for this text; there are: {known}")
        return self.syllabus.tastes[name]

    def set_taste(self, name: str, weights: dict[str, float]) -> None:
        """Choose who votes.

        Raises:
            ValueError: no such taste or weight.
        """
        if name == CUSTOM:
            unknown = set(weights) - {f.name for f in fields(Taste)}
            if unknown:
                raise ValueError(f"a labeller has no weight called {sorted(unknown)[0]}")
            if weights.get("noise", 1.0) < 0:
                raise ValueError("the noise of a labeller must be 0 or more")
            self.custom = dict(weights)
        else:
            self.taste_of(name)
        self._taste = name

    # ---- votes -------------------------------------------------------------------------------------------------------

    def new_ballot(self, n: int, question: str | None) -> None:
        """Let the present model write answers to be voted on.

        Raises:
            ValueError: see ``BallotBox.new``; or there is nothing to ask.
        """
        if question is None and not self.syllabus.enough:
            raise ValueError("this text has nothing to ask; type a question of your own")
        self.ballots.new(self._still.of(self.model), self.tokenizer, self.syllabus, n, question)

    def rank(self, serial: int, order: tuple[int, ...]) -> None:
        """Take a vote on the present ballot: places of its answers, best first.

        Raises:
            ValueError: another ballot, or no order of its answers.
            OSError: the vote could not be stored.
        """
        paper = self.ballots.paper
        if paper is None or paper.serial != serial or paper.voted:
            raise ValueError("this ballot is not up for a vote any more")
        if not paper.done:
            raise ValueError("the answers are still being written")
        if sorted(order) != list(range(len(paper.texts))) or len(order) < 2:
            raise ValueError(f"a vote must put the {len(paper.texts)} answers in an order")
        kind = "pair" if len(order) == 2 else "rank"
        vote = self.votes.add(kind, paper.question, tuple(paper.texts[place] for place in order))
        paper.voted = True
        vote.ratings = self._ratings([(paper.question, paper.texts[place], paper.ended[place]) for place in order])

    def _ratings(self, said: list[tuple[str, str, bool]]) -> tuple[Rating, ...]:
        """What judge and labeller say of answers: (question, answer, whether the model ended it)."""
        judge, taste = self.judge.model, self.taste_of(self.taste)
        scores: list[float] | list[None] = [None] * len(said)
        if judge is not None:
            scores = score_texts(judge, self.tokenizer, said, self.arithmetic)
        return tuple(
            rating_of(self.syllabus.check(*answer), score, self.syllabus.utility(taste, *answer))
            for answer, score in zip(said, scores, strict=True)
        )

    def thumb(self, question: str, answer: str, *, good: bool) -> None:
        """Take a thumb for an answer; the other thumb for the same answer goes.

        Raises:
            ValueError: nothing was asked or answered.
            OSError: it could not be stored.
        """
        question, answer = question.strip(), answer.strip()
        if not question or not answer:
            raise ValueError("there is no answer to judge yet")
        kind = "up" if good else "down"
        for vote in [v for v in self.votes.votes if (v.question, v.answers) == (question, (answer,))]:
            if vote.kind == kind:
                return
            if vote.kind in ("up", "down"):
                self.votes.undo(vote.id)
        self.votes.add(kind, question, (answer,))

    @property
    def present_step(self) -> int:
        """Steps or rounds behind the present weights, while a stage is under way too."""
        changes = self.run is not None and not isinstance(self.run, JudgeRun)
        return self.run.pace.step if changes and self.run is not None else self.step

    # ---- stages ------------------------------------------------------------------------------------------------------

    def keep_base(self, step: int) -> None:
        """Keep the present weights as those of pretraining, before another stage changes them."""
        if self.stage is Stage.PRETRAIN:
            self.minds[BASE] = KeptMind(BASE, Stage.PRETRAIN, HONEST, step, copied(self.model))

    def progress_frame(self, run: str) -> Progress:
        """Where a stage stands that is not under way."""
        pace = Pace(step=self.step, steps=self.step, fraction=1.0 if self.complete else 0.0)
        return pace.frame(run, self.stage, moving=False)

    def begin_tuning(self, *, again: bool) -> None:
        """Begin fine-tuning from the base mind, or go on with it where it is (``again``)."""
        if not again:
            self._take_weights(self.minds[BASE])
        if self.tuning is None or not again:
            self.tuning = TuningLog.of(self.syllabus)
        self.stage, self.recipe, self.complete = Stage.SFT, HONEST, False
        self.step = self.step if again else 0
        config = replace(self.recipes.tuning, steps=self.recipes.tuning_steps or TUNING_STEPS[self.preset])
        config = replace(config, seed=self.seed + self.step)
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
        start = self.minds.get(TUNED) or self.minds[BASE]
        if not again:
            self._take_weights(start)
        chosen = RECIPES[recipe]
        taste = self.taste_of(self.taste)
        # An honest run and its repetition get fresh votes; what is compared with it learns from the same ones.
        fresh = again or chosen.taste is not None or self.judge.model is None or recipe == HONEST
        judge_log = self.judge
        if chosen.taste is not None:  # a judge of its own, which does not replace the honest one
            judge_log = JudgeLog(taste=chosen.taste)
        elif fresh:
            self.judge.taste = self.taste
        judging = self._judging(self.model if again else start.model, start.model, judge_log, chosen.taste)
        config, leash = settings(recipe, replace(self.recipes.ppo, seed=self.seed + self.step, examples=64), self.leash)
        self.stage, self.recipe, self.complete = Stage.RLHF, recipe, False
        self.step = self.step if again else 0
        if recipe == HONEST:
            self.trained[Stage.RLHF] = False
        self.run = FeedbackRun(
            self.model,
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

    def begin_judge(self) -> None:
        """Begin to train the judge alone; the model stays as it is."""
        start = self.minds.get(TUNED) or self.minds.get(BASE)
        model = start.model if start is not None else copied(self.model)
        judging = self._judging(self.model, model, self.judge, None)
        self.judge.taste = self.taste
        collect = not self.judge.voted or self.judge.voted_by != judging.wanted  # of another labeller, or too few
        self.run = JudgeRun(self.stage, self.recipe, judging, collect=collect)

    def _judging(self, writer: GPT, start: GPT, log: JudgeLog, taste: str | None) -> Judging:
        return Judging(
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

    def end(self) -> None:
        """Leave the stage under way as it is, and keep what it made."""
        run, self.run = self.run, None
        if run is None or isinstance(run, JudgeRun):
            return
        self.complete = run.complete
        self.step = run.pace.step
        if run.recipe == HONEST:
            self.trained[run.stage] = run.complete
        self.feedback.running = False
        name = mind_id(run.stage, run.recipe)
        self.minds.pop(name, None)
        self.minds[name] = KeptMind(name, run.stage, run.recipe, self.step, copied(self.model))

    def go_back(self, stage: Stage) -> None:
        """Put the weights back to where a stage begins."""
        before = {Stage.PRETRAIN: BASE, Stage.SFT: BASE, Stage.RLHF: TUNED}[stage]
        self.take(before if before in self.minds else BASE)

    def take(self, name: str) -> None:
        """Make a kept mind the present one.

        Raises:
            ValueError: there is none of that name.
        """
        if name not in self.minds:
            raise ValueError(f"there is no “{name}” to go back to")
        mind = self.minds[name]
        self._take_weights(mind)
        self.stage, self.recipe, self.step, self.complete = mind.stage, mind.recipe, mind.step, True

    def _take_weights(self, mind: KeptMind) -> None:
        self.model.load_state_dict(mind.model.state_dict())
