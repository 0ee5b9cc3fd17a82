"""One stage under way, in small pieces: what tuning and feedback have in common for whoever drives them."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.frames import Progress, Rating, Result
from explainer.engine.memory import give_back
from explainer.engine.stages.taskset import MOST_ANSWER_TOKENS, Asked, TaskSet
from explainer.engine.stages.underway import UnderWay
from explainer.marking import Problem, Sentence
from explainer.model.generate import GREEDY, GenerationStep, Sampling, generate_stream
from explainer.model.gpt import GPT
from explainer.text.chat import answer_text, is_ended, prompt_ids
from explainer.text.storyland.chat import Check
from explainer.text.tokenizer import Tokenizer
from explainer.training.clock import AwakeClock
from explainer.training.reports import PartReport, Stage


class CannotGoOn(Problem):
    """A stage has nothing to go on with."""


GIVE_BACK_EVERY = 2.0  # seconds of work
AT_ONCE = 48  # questions answered at once: few enough that a token takes less than a training step


@dataclass(slots=True)
class StageProgress:
    """How far a stage has come; what its ``Progress`` frame says.

    Attributes:
        step: steps or rounds done. steps: planned. fraction: share of the whole stage, 0 to 1.
        seconds: worked so far. seconds_left: forecast, or None before there is one.
        loss: the latest, nats; NaN where there is none. learning_rate, grad_norm: likewise.
        tokens: learned from.
    """

    step: int = 0
    steps: int = 0
    fraction: float = 0.0
    seconds: float = 0.0
    seconds_left: float | None = None
    loss: float = math.nan
    learning_rate: float = math.nan
    grad_norm: float = math.nan
    tokens: int = 0
    tokens_per_second: float = 0.0
    steps_per_second: float = 0.0

    def frame(self, run: str, at: Checkpoint, *, moving: bool) -> Progress:
        """The same as a frame about ``at``; ``moving`` is False while nothing trains, and then there is no speed."""
        return Progress(
            run=run,
            stage=at.stage,
            made_by=at.recipe,
            step=self.step,
            tokens=self.tokens,
            text_bytes=0,
            fraction=self.fraction,
            planned_steps=self.steps or None,
            seconds=self.seconds,
            seconds_left=self.seconds_left,
            tokens_per_second=self.tokens_per_second if moving else 0.0,
            steps_per_second=self.steps_per_second if moving else 0.0,
            loss=self.loss,
            smooth_loss=self.loss,
            accuracy=math.nan,
            learning_rate=self.learning_rate,
            grad_norm=self.grad_norm,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRules:
    """What differs between stages for those who drive them; everything else is alike.

    Attributes:
        even: every step is the same work: its time tells how many cores pay (``threads``), and it leaves no holes in
            memory.
        examined: the model sits its exams on the way.
        in_record: it is told of in the session's record, and not in a log of its own.
    """

    even: bool = False
    examined: bool = False
    in_record: bool = False


class StageRun:
    """A stage at work: ``advance`` does one piece, none longer than about a training step.

    Attributes:
        stage, recipe: what is done.
        manner: how it differs from others for those who drive it.
        makes_mind: whether it changes the model, so that it leaves a mind.
        pace: how far it is.
        changed: whether the last piece changed the weights of the model that is looked at.
        whole: whether the last piece completed a step, as a person counts them.
        rests: whether others may have their turn now; False where what belongs to the last piece follows at once.
        took: seconds that the last piece took.
        touched: whether any piece so far did.
        complete: whether everything is done.
        problem: why it ended before, if it did.
    """

    stage: Stage
    recipe: str
    makes_mind = True
    manner = StageRules()

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.pace = StageProgress()
        self.changed = False
        self.whole = False
        self.rests = True
        self.took = 0.0
        self.touched = False
        self.complete = False
        self.problem: Sentence | None = None
        self._clock = clock or AwakeClock()
        self._work: Iterator[object] = iter(())
        self._given_back = 0.0  # seconds of work when memory was last given back

    def advance(self, *, closely: bool = False) -> object | None:
        """Do the next piece; return its report, or None when the stage is over (see ``problem``).

        ``closely`` asks to look closely at the next step, where that can be done (in stage one); where other work comes
        before it, ask again.
        """
        self.changed, self.whole, self.rests = False, False, True
        started = self._clock()
        try:
            report = next(self._work, None)
        except CannotGoOn as error:
            self.problem, report = error.sentence, None
        self.took = self._clock() - started
        self.pace.seconds += self.took
        self.touched = self.touched or self.changed
        worked = self.pace.seconds - self._given_back
        if worked > GIVE_BACK_EVERY and not self.manner.even:  # rows of all lengths leave holes
            self._given_back = self.pace.seconds
            give_back()
        if report is None and self.problem is None:
            self.complete = True
            self.pace.fraction, self.pace.seconds_left = 1.0, 0.0
        return report

    @property
    def can_undo_step(self) -> bool:
        """Whether the last thing that happened is a step looked at closely, which can be taken back."""
        return False

    @property
    def at_looked_step(self) -> bool:
        """Whether a step looked at, done or taken back, is the last thing that happened: going on changes its frame."""
        return False

    def keep_step(self) -> None:
        """Give up taking it back."""

    def undo_step(self) -> None:
        """Take back the step that was looked at closely, where one can be (``can_undo_step``)."""

    def finish(self) -> None:
        """Come to an end soon."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what only the work needed: optimisers, value model, answers. It cannot be gone on with then."""
        self._work = iter(())  # it knows this run, which knows it: nobody else would part them
        give_back()

    def under_way(self) -> UnderWay:
        """What is needed to go on from here."""
        raise NotImplementedError

    def progress_frame(self, run: str, *, moving: bool) -> Progress:
        """What the ribbon and the time machine show."""
        return self.pace.frame(run, Checkpoint(self.stage, self.recipe, self.pace.step), moving=moving)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question, and its check where there can be one."""

    asked: Asked
    text: str
    ended: bool
    check: Check | None


def until_written(steps: Iterator[GenerationStep], report: PartReport) -> Generator[PartReport, None, list[list[int]]]:
    """Let texts be written, with a report after every token of theirs; return them."""
    written: list[list[int]] = []
    for step in steps:
        written = step.texts
        yield report
    return written


def put_questions(
    model: GPT,
    tokenizer: Tokenizer,
    tasks: TaskSet,
    asked: Sequence[Asked],
    sampling: Sampling = GREEDY,
    seed: int = 0,
) -> Generator[PartReport, None, list[Given]]:
    """Ask a model questions in chat format, telling how far it is; its answers are the generator's return value.

    The same model, sampling and seed give the same answers. Questions that take more than half of the context are left
    out: a sentence of an own text may be of any length.
    """
    found: list[Given] = []
    encoded = [(a, prompt_ids(tokenizer, a.text)) for a in asked]
    fit = [(a, prompt) for a, prompt in encoded if len(prompt) <= model.config.n_ctx // 2]
    asked, prompts = [a for a, _ in fit], [prompt for _, prompt in fit]
    room = model.config.n_ctx - max((len(p) for p in prompts), default=0)
    n = min(MOST_ANSWER_TOKENS, room)
    for at in range(0, len(asked), AT_ONCE):
        part = prompts[at : at + AT_ONCE]
        stop = frozenset({tokenizer.end, tokenizer.eot})
        steps = generate_stream(model, part, max_new_tokens=n, sampling=sampling, seeds=seed + at, stop=stop)
        answers = yield from until_written(steps, PartReport("writing", at, len(asked)))
        for a, ids in zip(asked[at:], answers, strict=False):
            text, ended = answer_text(tokenizer, ids), is_ended(tokenizer, ids)
            found.append(Given(a, text, ended, tasks.check(a.text, text, ended)))
    return found


def count(step: int, given: Sequence[Given]) -> list[Result]:
    """Count answers, all together and by group."""
    groups = dict.fromkeys(("", *(g.asked.group for g in given)))
    found = []
    for group in groups:
        checks = [g.check for g in given if g.check is not None and group in ("", g.asked.group)]
        found.append(
            Result(
                step=step,
                group=group,
                n=len(checks),
                wellformed=sum(c.wellformed for c in checks),
                correct=sum(c.correct for c in checks),
                kind=sum(c.kind for c in checks),
                good=sum(c.good for c in checks),
            )
        )
    return found


def rating_of(check: Check | None, score: float | None = None, utility: float | None = None) -> Rating:
    """A check as a frame shows it; no marks where there is none."""
    if check is None:
        return Rating(score, utility)
    return Rating(score, utility, check.wellformed, check.correct, check.kind)
