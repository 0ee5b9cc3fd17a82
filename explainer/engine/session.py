"""One model and its life so far: text, tokenizer, weights, what was told of it, and the stages. Without a thread.

The worker thread of the app and the command line drive the same class. A session is made by ``preparing.prepare`` (a
new model) or ``runs.opening.open_run`` (a saved one). What is done with it, its ``pipeline`` does; what the stages left
behind, its ``course`` has.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from explainer.engine.record import Record
from explainer.engine.settings import RunSettings
from explainer.engine.stages.course import Course
from explainer.engine.stages.pipeline import Pipeline
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.votes import PreferenceLog
from explainer.engine.texts import TextPrint
from explainer.engine.work import Work
from explainer.marking import Sentence, sentence_of
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.text.markers import EOT
from explainer.text.storyland import RICHNESS
from explainer.text.tokenizer import Tokenizer
from explainer.training.precision import Precision

SYLLABUS_TOKENS = 200_000  # of an own text, from which questions and answers are taken
STORYLAND_START = "One day"  # a story, as a rule: enough to begin with, not enough to help


@dataclass(slots=True, weakref_slot=True)
class Session:
    """A model with everything that belongs to it.

    Attributes:
        make_corpus: makes the text when it is first needed; an opened model may never need it.
        folder: where the run was saved or opened from, or None.
        damage: what could not be read of an opened run.
        unread: names of files of weights that could not be read then.
        file_of: names of files with these weights, so that saving need not make them into bytes again.
        texts: the user's own texts, as they were when the run learned from them.
        texts_missing, texts_changed: of an opened run: files that are not there, or hold another text now.
        work: how much was done, and whether it is saved.
        course: the stage under way, and what each stage left behind. pipeline: drives it.
    """

    settings: RunSettings
    config: GPTConfig
    tokenizer: Tokenizer
    model: GPT
    precision: Precision
    corpus_name: str
    make_corpus: Callable[[], Corpus]
    record: Record
    folder: Path | None = None
    damage: tuple[Sentence, ...] = ()
    unread: frozenset[str] = frozenset()
    file_of: MutableMapping[torch.nn.Module, str] = field(default_factory=weakref.WeakKeyDictionary)
    texts: tuple[TextPrint, ...] = ()
    texts_missing: tuple[Path, ...] = ()
    texts_changed: tuple[Path, ...] = ()
    work: Work = field(default_factory=Work)
    pieces: tuple[str, ...] = ()
    token_bytes: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _corpus: Corpus | None = None
    course: Course = field(init=False)
    pipeline: Pipeline = field(init=False)

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
            self.precision,
            self.record,
            self.settings,
            self.token_bytes,
            lambda: myself.corpus,
            lambda: myself._make_tasks(),
            votes=PreferenceLog(),
        )
        self.pipeline = Pipeline(self.course, self.work)

    @property
    def corpus(self) -> Corpus:
        """The text, made on first use."""
        if self._corpus is None:
            self._corpus = self.make_corpus()
        return self._corpus

    @property
    def notices(self) -> tuple[Sentence, ...]:
        """What is damaged, and what was left out of the text, where it has been read."""
        return (*self.damage, *(self._corpus.notices if self._corpus is not None else ()))

    @property
    def is_storyland(self) -> bool:
        """Whether the text is the built-in world, which can be judged."""
        return not self.settings.text_files

    @property
    def text_start(self) -> str:
        """The words with which "what it writes by itself" begins."""
        return STORYLAND_START if self.is_storyland else ""

    @property
    def sound(self) -> bool:
        """Whether all weights are finite numbers; where not, the next step goes back to the last that were."""
        return all(bool(p.isfinite().all()) for p in self.model.parameters())

    def _make_tasks(self) -> TaskSet:
        if self.is_storyland:
            return TaskSet.storyland(RICHNESS[self.settings.preset], self.settings.seed)
        try:
            self.corpus.ensure(SYLLABUS_TOKENS)  # so that a run that is opened has the same questions
        except (ValueError, OSError) as error:  # an opened run's text may be gone; what needs none of it goes on
            return TaskSet.own_text((), self.corpus_name, text_gone=sentence_of(error))
        text = self.tokenizer.decode(self.corpus.train[:SYLLABUS_TOKENS].tolist())
        return TaskSet.own_text(text.split(EOT), self.corpus_name)
