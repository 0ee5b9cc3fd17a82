"""Events: what must not be lost on the way from the worker to whoever listens.

They go through a bounded queue in the order in which they happened. What they say to people are ``Sentence``s
(``explainer.marking``): the window translates them, a terminal prints them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explainer.engine.frames import MilestoneMark
from explainer.engine.recipes import HONEST
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The worker entered ``state``. ``complete`` says that the present stage has used its budget."""

    state: State
    stage: Stage
    complete: bool


@dataclass(frozen=True, slots=True)
class Preparing:
    """Preparation goes on: what is being done, and the share done, 0 to 1."""

    what: Sentence
    fraction: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model is there, untrained or opened from a folder.

    Attributes:
        run: identifies the run; frames carry it too, so that late frames of an older run can be told.
        preset: size preset, e.g. ``s``.
        n_params: number of trained numbers ("dials").
        n_layer: blocks. n_head: heads a block. n_embd: numbers a token. n_ctx: longest context in tokens.
        device: where torch computes, e.g. ``cpu``.
        corpus: plain name of the text, e.g. ``Storyland``.
        pieces: display text of every token id; its length is the vocabulary size.
        planned_steps: steps of pretraining, or None where a time in seconds was asked for.
        step: steps done already (0 for a new model).
        recorded: True where it comes from a folder rather than from training in this session.
        examples: prompts that suit this text.
        text_start: the words with which "what it writes by itself" begins.
        questions: what can be asked of a model that has learnt to answer, where this text has questions.
        excerpt: some words of the text it learns from, in one line; empty where the text is not at hand.
    """

    run: str
    preset: str
    n_params: int
    n_layer: int
    n_head: int
    n_embd: int
    n_ctx: int
    device: str
    corpus: str
    pieces: tuple[str, ...]
    planned_steps: int | None
    step: int
    recorded: bool
    examples: tuple[str, ...]
    text_start: str
    questions: tuple[str, ...] = ()
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A command made no sense in the present state, or its values did not; nothing changed."""

    command: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong. ``details`` is for copying into a report, not for reading aloud."""

    what: Sentence
    details: str


@dataclass(frozen=True, slots=True)
class PictureFailed:
    """The frames of ``topic`` could not be made: it is switched off until it is asked for anew (``TryAgain``).

    Learning and all other topics go on. ``details`` is for copying into a report.
    """

    topic: str
    what: Sentence
    details: str


@dataclass(frozen=True, slots=True)
class WorkerEnded:
    """The worker's thread has ended without being told to; the next command starts it anew, on the same model.

    ``can_save`` says that there is a model, so that ``Save`` makes sense.
    """

    what: Sentence
    details: str
    can_save: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth a line that needs no action, such as a step taken back."""

    what: Sentence


@dataclass(frozen=True, slots=True)
class MilestoneReached:
    """The model was measured to be able to do something new."""

    mark: MilestoneMark


@dataclass(frozen=True, slots=True)
class ExamplesTried:
    """Which examples (``Prepared.examples``) the model continues rightly by its best bets, where one can tell.

    Attributes:
        run: identifies the run.
        stage, step: the age at which it was asked: steps or rounds of that stage.
        right, wrong: the examples, in the order in which they are offered.
    """

    run: str
    stage: Stage
    step: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StagesChanged:
    """Which stages the model has behind it.

    Attributes:
        trained: stages that were trained, in their order, with a mark for each whether it was completed.
        minds: ids of the minds that can be asked (see ``frames.Mind``).
        at: the stage whose beginning or end the present weights are.
        why_not: for each stage that cannot be trained on this text, a sentence why.
        recipe: how the present weights came about, or are just coming about (see ``recipes``).
    """

    trained: tuple[tuple[Stage, bool], ...]
    minds: tuple[str, ...]
    at: Stage
    why_not: tuple[tuple[Stage, Sentence], ...] = ()
    recipe: str = HONEST


@dataclass(frozen=True, slots=True)
class PromptWritten:
    """A token was appended to the prompt by ``WriteOn``.

    Attributes:
        before: the prompt until then. text: the prompt now.
        token: the id appended. piece: its display text. probability: the model's own bet on it (temperature 1).
    """

    before: str
    text: str
    token: int
    piece: str
    probability: float


@dataclass(frozen=True, slots=True)
class TextEnded:
    """``WriteOn`` drew a marker, or was given one, and the prompt is as it was.

    Attributes:
        marker: which one, as in ``text.markers``. probability: the model's own bet on it (temperature 1).
    """

    marker: str
    probability: float


@dataclass(frozen=True, slots=True)
class Saved:
    """The run was written into the folder ``path``."""

    path: Path


@dataclass(frozen=True, slots=True)
class WorkChanged:
    """Where the work is, and whether it is safe there.

    Attributes:
        run: identifies the run.
        folder: the run's own, or None where it has none yet.
        unsaved: whether there is work that is not in that folder. It is kept by itself all the same.
    """

    run: str
    folder: Path | None
    unsaved: bool


@dataclass(frozen=True, slots=True)
class TextGone:
    """The user's own text of an opened run is not what it was; ``Open`` with ``texts`` says where it is.

    Attributes:
        run: identifies the run.
        missing: files that are not there any more. changed: files that hold another text now.
    """

    run: str
    missing: tuple[Path, ...]
    changed: tuple[Path, ...]


Event = (
    StateChanged
    | StagesChanged
    | Preparing
    | Prepared
    | Refused
    | Failed
    | PictureFailed
    | WorkerEnded
    | Notice
    | MilestoneReached
    | ExamplesTried
    | PromptWritten
    | TextEnded
    | Saved
    | WorkChanged
    | TextGone
)
