"""Commands: all that the window, the lessons and the command line can ask of the engine.

Frozen dataclasses, sent through ``Engine.send`` from any thread. *Moves* may change the state of training and go
through the table in ``states``; *settings* make sense in every state and take effect at the next step at the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from explainer.engine.authors import Written
from explainer.engine.recipes import HONEST
from explainer.engine.settings import RunSettings
from explainer.engine.states import Move
from explainer.training.reports import Stage

MOST_BRANCHES = 6  # continuations side by side, see ``SetBranches``


@dataclass(frozen=True, slots=True)
class Prepare:
    """Make text, tokenizer and an untrained model, so that it can be looked at and asked before Start."""

    settings: RunSettings | None = None  # None: the engine's present settings
    move: ClassVar[Move] = Move.PREPARE


@dataclass(frozen=True, slots=True)
class Open:
    """Open a run folder in place of the present model.

    Raises nothing; a folder that cannot be opened ends in a ``Failed`` event and leaves the present model as it is. A
    stage that was under way when the folder was written is under way again, paused.

    Attributes:
        path: the folder.
        texts: the user's own texts, where they are now; () takes them from where they were.
    """

    path: Path
    texts: tuple[Path, ...] = ()
    move: ClassVar[Move] = Move.OPEN


@dataclass(frozen=True, slots=True)
class Start:
    """Train: prepare first where needed, go on where paused, train longer where the stage is complete."""

    move: ClassVar[Move] = Move.START


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop after the present step, ready to go on."""

    move: ClassVar[Move] = Move.PAUSE


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a pause."""

    move: ClassVar[Move] = Move.RESUME


@dataclass(frozen=True, slots=True)
class StepOnce:
    """Do exactly one optimiser step, then be paused. While running: pause after the next step."""

    move: ClassVar[Move] = Move.STEP_ONCE


@dataclass(frozen=True, slots=True)
class ExamineStep:
    """Do exactly one optimiser step and look at it closely (``frames.OneStep``), then be paused."""

    move: ClassVar[Move] = Move.EXAMINE_STEP


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Take back the step that was looked at closely; possible until training goes on."""

    move: ClassVar[Move] = Move.UNDO_STEP


@dataclass(frozen=True, slots=True)
class Finish:
    """Let the learning rate decay from here and complete the stage early; the model gets its last polish."""

    move: ClassVar[Move] = Move.FINISH


@dataclass(frozen=True, slots=True)
class Stop:
    """End the stage now, without decay. The model stays as it is and can be asked."""

    move: ClassVar[Move] = Move.STOP


@dataclass(frozen=True, slots=True)
class Reset:
    """Throw the model away and prepare a new, untrained one."""

    settings: RunSettings | None = None  # None: as before
    move: ClassVar[Move] = Move.RESET


@dataclass(frozen=True, slots=True)
class WriteOn:
    """Draw the next token for the prompt with the present sampling and append it; a ``PromptWritten`` event follows.

    A marker (the end of the text, of an answer) is no text and is not appended; then a ``TextEnded`` event follows.
    ``token`` forces that token instead of drawing one (the user took another branch).
    """

    token: int | None = None
    move: ClassVar[Move] = Move.WRITE_ON


@dataclass(frozen=True, slots=True)
class BeginStage:
    """Train ``stage``, from the weights the stage before it ended with; where it was trained before, that is redone.

    A stage that has not been trained is skipped: its weights are those of the stage before. ``recipe`` is ``honest`` or
    one of ``recipes.MISHAPS`` or ``recipes.OTHER_WAYS``; what these make is kept beside the honest result, not in its
    place.
    """

    stage: Stage
    recipe: str = HONEST
    move: ClassVar[Move] = Move.BEGIN_STAGE


@dataclass(frozen=True, slots=True)
class MoreRounds:
    """Go on with human feedback from where it is: fresh votes on the present model, a new judge, more rounds."""

    move: ClassVar[Move] = Move.BEGIN_STAGE


@dataclass(frozen=True, slots=True)
class TrainJudge:
    """Train the judge alone, anew, with all votes there are; the model itself is left as it is."""

    move: ClassVar[Move] = Move.BEGIN_STAGE


@dataclass(frozen=True, slots=True)
class GoBack:
    """Put the weights back to where ``stage`` begins. What later stages made can still be asked until redone."""

    stage: Stage
    move: ClassVar[Move] = Move.GO_BACK


@dataclass(frozen=True, slots=True)
class TakeMind:
    """Make a mind that was kept (see ``frames.Mind``) the present one."""

    mind: str
    move: ClassVar[Move] = Move.GO_BACK


MoveCommand = (
    Prepare
    | Open
    | Start
    | Pause
    | Resume
    | StepOnce
    | ExamineStep
    | UndoStep
    | Finish
    | Stop
    | Reset
    | WriteOn
    | BeginStage
    | MoreRounds
    | TrainJudge
    | GoBack
    | TakeMind
)


@dataclass(frozen=True, slots=True)
class SetPrompt:
    """The text whose continuation the panels show. May be empty.

    Attributes:
        text: all of it.
        serial: echoed in frames, so that whoever typed can tell which answer belongs to which key.
        written: what of it the model wrote, in the order of the text (see ``authors``); the rest is encoded as typed.
        run: the model that wrote it; another model has other tokens.
    """

    text: str
    serial: int = 0
    written: tuple[Written, ...] = ()
    run: str = ""


@dataclass(frozen=True, slots=True)
class SetSampling:
    """How the next token is drawn from the model's bets.

    Attributes:
        temperature: > 0; 1 leaves the bets as they are, lower sharpens them. 0 means greedy.
        top_k: keep only the k likeliest tokens; 0 keeps all.
        top_p: keep the smallest set of tokens whose probabilities add up to at least this; 1 keeps all.
        seed: the dice; the same seed, prompt and model draw the same tokens.
    """

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SetMuted:
    """The heads, (block, head) from 0, to do without when it is measured what they are good for (``frames.Muting``).

    Training and writing go on with all heads.
    """

    heads: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class SetContexts:
    """Texts in which one word is compared (``frames.Contexts``): two, and a third as control where there is one."""

    first: str
    second: str
    control: str = ""


@dataclass(frozen=True, slots=True)
class SetWanted:
    """The token whose bet is to be explained (``frames.Why``); None means the likeliest. A new prompt forgets it."""

    token: int | None = None


@dataclass(frozen=True, slots=True)
class SetBranches:
    """First tokens to be continued beside the likeliest ones (``frames.Branches``). A new prompt forgets them."""

    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetDemand:
    """The topics (see ``frames.Topic``) that visible panels want. Nothing else is computed."""

    topics: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Compute these topics again where they had failed and been switched off (``PictureFailed``)."""

    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class SetPace:
    """How fast to train: steps a second at the most, or None for as fast as the machine can."""

    steps_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """Write the run into the folder ``path``, as it is now; a ``Saved`` event follows.

    ``path`` None means the folder of its own that it has already, from an earlier save or because it was opened there.
    """

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Discard:
    """What is not saved is not wanted: when the show ends, it is not offered again. It stays until room is needed."""


@dataclass(frozen=True, slots=True)
class SetKLPenalty:
    """How tightly the model is held to the fine-tuned one while it learns from the judge; also while it runs.

    Attributes:
        coefficient: of the KL penalty, 0 (no leash) or more.
        target: where given, the coefficient adapts itself so that the drift stays near this many nats an answer.
    """

    coefficient: float
    target: float | None = None


@dataclass(frozen=True, slots=True)
class SetTaste:
    """Who votes when votes are simulated: a taste of ``storyland.chat.TASTES``, or ``custom`` with ``weights``."""

    taste: str
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetVotes:
    """How votes count when the judge is next trained.

    Attributes:
        simulated: votes of the simulated labeller, 0 or more.
        hand_weight: how many of these one vote by hand counts for, above 0.
    """

    simulated: int
    hand_weight: float = 5.0


@dataclass(frozen=True, slots=True)
class NewBallot:
    """Let the present model write ``n`` answers (2 or 4) to a question, to be voted on; see ``frames.Ballot``.

    ``question`` None takes the next of its own list.
    """

    n: int = 2
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """Vote on the ballot ``serial``: its answers' places, best first (``(1, 0)``: the second was better)."""

    serial: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thumb:
    """Thumb up or down, or none any more, for the answer of a mind to a question (see ``frames.Minds``)."""

    question: str
    answer: str
    good: bool | None  # None takes back the thumb that the answer has


@dataclass(frozen=True, slots=True)
class UndoVote:
    """Take back a vote by hand: that with number ``vote``, or the last one that is there when the engine hears of it.

    Whoever means a vote that can be seen should name it: another may have come meanwhile.
    """

    vote: int | None = None


@dataclass(frozen=True, slots=True)
class ExportVotes:
    """Write all votes by hand into the file ``path`` (JSON Lines)."""

    path: Path


@dataclass(frozen=True, slots=True)
class ImportVotes:
    """Add the votes in the file ``path`` to those there are; a ``Notice`` says how many."""

    path: Path


Question = SetPrompt | SetSampling | SetMuted | SetContexts | SetWanted | SetBranches | SetDemand | TryAgain
Voting = SetTaste | SetVotes | NewBallot | Rank | Thumb | UndoVote | ExportVotes | ImportVotes
Setting = Question | Voting | SetKLPenalty | SetPace | Save | Discard
Command = MoveCommand | Setting
