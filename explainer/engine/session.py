"""One model and its life so far: text, tokenizer, weights, training, record. Synchronous, without a thread.

The worker thread of the app and the command line drive the same class. A session is made by ``preparing.prepare`` (a
new model) or ``runs.opening.open_run`` (a saved one).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from explainer.engine.events import Prepared, Sentence, StagesChanged
from explainer.engine.recipes import BASE, HONEST, LIKED
from explainer.engine.record import Record
from explainer.engine.runs.problems import reason
from explainer.engine.settings import RunSettings
from explainer.engine.stages.course import Course
from explainer.engine.stages.pretraining import Pretraining
from explainer.engine.stages.syllabus import Syllabus
from explainer.engine.stages.underway import Kind, UnderWay
from explainer.engine.stages.votes import VoteBook
from explainer.engine.texts import TextPrint
from explainer.engine.told import told
from explainer.engine.work import Work
from explainer.marking import mark
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.text.markers import EOT
from explainer.text.storyland import RICHNESS
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import Arithmetic
from explainer.training.pretrain import PretrainConfig
from explainer.training.reports import Stage
from explainer.training.schedule import Budget

# Steps of pretraining where the user names none: one to two minutes on two cores for the default preset.
DEFAULT_STEPS = {"xs": 1000, "s": 3000, "m": 4000, "l": 6000}

SYLLABUS_TOKENS = 200_000  # of an own text, from which questions and answers are taken
TOO_LITTLE = mark(
    "engine",
    "Your text has too few passages of two sentences to make questions and answers of. Choose a longer text, or the "
    "built-in stories.",
)
STORYLAND_START = "One day"  # a story, as a rule: enough to begin with, not enough to help


@dataclass(slots=True, weakref_slot=True)
class Session:
    """A model with everything that belongs to it.

    Attributes:
        recorded: True for a model that was opened and has not been trained in this session.
        make_corpus: makes the text when it is first needed; an opened model may never need it.
        folder: where the run was saved or opened from, or None.
        damage: plain sentences about what could not be read of an opened run.
        unread: names of files of weights that could not be read then.
        file_of: names of files with these weights, so that saving need not make them into bytes again.
        texts: the user's own texts, as they were when the run learned from them.
        texts_missing, texts_changed: of an opened run: files that are not there, or hold another text now.
        kept_under_way: of an opened run: the stage that was under way, until it is gone on with.
        work: how much was done, and whether it is saved.
        course: stages two and three, and what each stage left behind.
    """

    settings: RunSettings
    config: GPTConfig
    tokenizer: Tokenizer
    model: GPT
    arithmetic: Arithmetic
    corpus_name: str
    make_corpus: Callable[[], Corpus]
    record: Record
    recorded: bool = False
    folder: Path | None = None
    damage: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    file_of: MutableMapping[torch.nn.Module, str] = field(default_factory=weakref.WeakKeyDictionary)
    texts: tuple[TextPrint, ...] = ()
    texts_missing: tuple[Path, ...] = ()
    texts_changed: tuple[Path, ...] = ()
    kept_under_way: UnderWay | None = None
    work: Work = field(default_factory=Work)
    pieces: tuple[str, ...] = ()
    token_bytes: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _corpus: Corpus | None = None
    _pretraining: Pretraining | None = None  # while it is under way
    _text_gone: str = ""  # why an opened run's text cannot be read, once that was tried
    course: Course = field(init=False)

    def __post_init__(self) -> None:
        ids = range(self.tokenizer.vocab_size)
        self.pieces = tuple(self.tokenizer.piece(i) for i in ids)
        self.token_bytes = np.array([len(self.tokenizer.piece_bytes(i)) for i in ids], dtype=np.int64)
        markers = [self.tokenizer.eot, self.tokenizer.user, self.tokenizer.assistant, self.tokenizer.end]
        self.token_bytes[markers] = 0  # they stand outside the text; their names are no bytes of it
        myself = weakref.proxy(self)  # a course that held its session would keep a model that was replaced alive
        self.course = Course(
            self.model,
            self.tokenizer,
            self.arithmetic,
            lambda: myself._make_syllabus(),
            lambda: myself._rehearsal(),
            preset=self.settings.preset,
            seed=self.settings.seed,
            votes=VoteBook(),
        )

    @property
    def corpus(self) -> Corpus:
        """The text, made on first use."""
        if self._corpus is None:
            self._corpus = self.make_corpus()
        return self._corpus

    @property
    def notices(self) -> tuple[str, ...]:
        """Plain sentences about what is damaged, and about what was left out of the text, where it has been read."""
        return (*self.damage, *(self._corpus.notices if self._corpus is not None else ()))

    @property
    def is_storyland(self) -> bool:
        """Whether the text is the built-in world, which can be judged."""
        return not self.settings.text_files

    @property
    def planned_steps(self) -> int | None:
        """Steps of the whole budget, or None where it is a time."""
        return None if self.settings.seconds is not None else self._default_steps

    @property
    def _default_steps(self) -> int:
        return self.settings.steps or DEFAULT_STEPS[self.settings.preset]

    @property
    def training(self) -> bool:
        """Whether a stage is under way (running or paused)."""
        return self.pretraining or self.course.run is not None

    @property
    def pretraining(self) -> bool:
        """Whether stage one is under way."""
        return self._pretraining is not None

    @property
    def stage(self) -> Stage:
        """The stage whose work the present weights are."""
        return self.course.stage

    @property
    def step(self) -> int:
        """Steps or rounds behind the present weights, within their stage."""
        return self.record.step if self.stage is Stage.PRETRAIN else self.course.present_step

    @property
    def complete(self) -> bool:
        """Whether the present stage came to its end."""
        return self.record.complete if self.stage is Stage.PRETRAIN else self.course.complete

    @property
    def sound(self) -> bool:
        """Whether all weights are finite numbers; where not, the next step goes back to the last that were."""
        return all(bool(p.isfinite().all()) for p in self.model.parameters())

    def under_way(self) -> UnderWay | None:
        """The stage under way, as it can be gone on with, or None."""
        if self.course.run is not None:
            return self.course.run.under_way()
        if self._pretraining is not None:
            return self._pretraining.under_way()
        return self.kept_under_way

    def resume(self) -> None:
        """Go on with the stage that was under way when the run was saved, as if it had not stopped; it is there then.

        Raises:
            ValueError: the text is gone, or what was kept does not fit; the weights can be gone on with all the same.
        """
        kept, self.kept_under_way = self.kept_under_way, None
        if kept is None:
            return
        try:
            if kept.kind is Kind.READING:
                budget = kept.values["budget"]
                self._pretrain(Budget(steps=budget["steps"], seconds=budget["seconds"]), kept)
            else:
                self._need_questions(kept.recipe)
                self.course.keep_base(self.record.step)
                self.course.resume(kept)
        except (KeyError, TypeError, IndexError, AttributeError, OverflowError, RuntimeError) as error:
            raise ValueError(f"what was kept of it cannot be read ({reason(error)})") from error
        self.recorded = False

    def begin(self) -> None:
        """Begin the present stage: pretraining with a new budget; a later stage is gone on with, or ValueError."""
        self.kept_under_way = None
        if self.stage is not Stage.PRETRAIN:
            self._need_questions()
        match self.stage:
            case Stage.PRETRAIN:
                self._pretrain()
            case Stage.SFT:
                self.course.begin_tuning(again=True)
            case Stage.RLHF:
                self.course.begin_feedback(self.course.recipe, again=True)
        self.recorded = False

    def begin_stage(self, stage: Stage, recipe: str = HONEST) -> None:
        """Begin a stage from where the one before it ended.

        Raises:
            ValueError: this text has nothing for that stage, or there is no such recipe; all goes on as it was.
        """
        if stage is Stage.PRETRAIN:
            self._need_text()
            self.leave()
            if BASE in self.course.minds:
                self.course.take(BASE)
            self._pretrain()
            return
        self._need_questions(recipe)
        self.leave()
        self.course.keep_base(self.record.step, complete=self.record.complete)
        if stage is Stage.SFT:
            self.course.begin_tuning(again=False)
        else:
            self.course.begin_feedback(recipe, again=False)
        self.recorded = False

    def begin_judge(self) -> None:
        """Train the judge alone, with all votes.

        Raises:
            ValueError: this text has nothing to ask.
        """
        self._need_questions()
        self.leave()
        self.course.keep_base(self.record.step, complete=self.record.complete)
        self.course.begin_judge()

    @property
    def why_no_questions(self) -> str:
        """A sentence why stages two and three have nothing to work with here, or ""."""
        return "" if self.course.syllabus.enough else self._text_gone or TOO_LITTLE

    def _need_text(self) -> None:
        try:
            _ = self.corpus
        except OSError as error:
            raise ValueError(str(error)) from error

    def _need_questions(self, recipe: str = HONEST) -> None:
        if why := self.why_no_questions:
            raise ValueError(why)
        self.course.check(recipe)

    def more_rounds(self) -> None:
        """Go on with human feedback; after a mishap, with the honest model.

        Raises:
            ValueError: there has been no feedback to go on with, or this text has nothing to ask any more; all goes on
                as it was.
        """
        if not self.course.has(LIKED):
            raise ValueError("there has been no round of human feedback to go on with; begin stage three first")
        self._need_questions()
        self.leave()
        if self.course.recipe != HONEST or self.stage is not Stage.RLHF:
            self.course.take(LIKED)
        self.course.begin_feedback(HONEST, again=True)

    def leave(self) -> None:
        """End the stage under way, if there is one, and keep what it made."""
        self.kept_under_way = None
        if self.training:
            self.end()

    def _make_syllabus(self) -> Syllabus:
        if self.is_storyland:
            return Syllabus.storyland(RICHNESS[self.settings.preset], self.settings.seed)
        try:
            self.corpus.ensure(SYLLABUS_TOKENS)  # so that a run that is opened has the same questions
        except (ValueError, OSError) as error:  # an opened run's text may be gone; what needs none of it goes on
            self._text_gone = str(error)
            return Syllabus.own_text((), self.corpus_name)
        text = self.tokenizer.decode(self.corpus.train[:SYLLABUS_TOKENS].tolist())
        return Syllabus.own_text(text.split(EOT), self.corpus_name)

    def _rehearsal(self) -> Corpus | None:
        """The pretraining text, or None where an opened run's is gone."""
        try:
            return self.corpus
        except (ValueError, OSError):
            return None

    def _pretrain(self, budget: Budget | None = None, resume: UnderWay | None = None) -> None:
        s = self.settings
        if budget is None:
            budget = Budget(seconds=s.seconds) if s.seconds is not None else Budget(steps=self._default_steps)
        config = PretrainConfig(seed=s.seed)
        self._pretraining = Pretraining(
            self.model, self.corpus, self.arithmetic, self.record, budget, config, self.token_bytes, resume
        )
        self.recorded = False

    def advance(self, *, closely: bool = False) -> object | None:
        """Do the next piece of work and return its report, or None when the stage is complete.

        ``closely`` asks to look closely at the next step of pretraining; where other work comes before it, ask again.
        """
        report: object | None = None
        if self.course.run is not None:
            report = self.course.run.advance()
        elif self._pretraining is not None:
            report = self._pretraining.advance(closely=closely)
        if report is None:
            self.leave()
        self.work.add()
        return report

    @property
    def can_undo_step(self) -> bool:
        """Whether the last thing that happened is a step looked at closely, which can be taken back."""
        return self._pretraining is not None and self._pretraining.can_undo_step

    @property
    def at_looked_step(self) -> bool:
        """Whether a step looked at, done or taken back, is the last thing that happened: going on changes its frame."""
        return self._pretraining is not None and self._pretraining.at_looked_step

    def keep_step(self) -> None:
        """Give up taking it back."""
        if self._pretraining is not None:
            self._pretraining.keep_step()

    def undo_step(self) -> None:
        """Take back the step that was looked at closely; see ``can_undo_step``."""
        if self._pretraining is not None:
            self._pretraining.undo_step()
            self.work.add()

    def finish(self) -> None:
        """Let the present stage run down and end."""
        if self.course.run is not None:
            self.course.run.finish()
        elif self._pretraining is not None:
            self._pretraining.finish()

    def end(self) -> None:
        """Leave the stage as it is. Where what it made cannot be kept, that is raised, and it is left all the same."""
        pretraining, self._pretraining = self._pretraining, None
        if pretraining is not None:
            self.record.left()
            pretraining.close()
        try:
            if pretraining is not None and BASE in self.course.minds:
                self.course.keep_base(self.record.step, complete=self.record.complete)  # older than what was learned
        finally:
            self.course.end()

    def prepared_event(self) -> Prepared:
        """What listeners need to know of this session."""
        return told(self)

    def stages_event(self) -> StagesChanged:
        """Which stages it has behind it."""
        trained = {Stage.PRETRAIN: self.record.complete} if self.record.step else {}
        trained |= self.course.trained
        # What there is to ask of an own text is only known once somebody wanted to: it has to be read for that.
        missing = self.why_no_questions if self.course.asked_before else ""
        return StagesChanged(
            trained=tuple((stage, trained[stage]) for stage in Stage if stage in trained),
            minds=tuple(self.course.minds),
            at=self.stage,
            why_not=tuple(
                (stage, Sentence(mark("engine", "{problem}"), {"problem": missing}))
                for stage in (Stage.SFT, Stage.RLHF)
                if missing
            ),
            recipe=self.course.recipe,
        )

    @property
    def text_start(self) -> str:
        """The words with which "what it writes by itself" begins."""
        return STORYLAND_START if self.is_storyland else ""
