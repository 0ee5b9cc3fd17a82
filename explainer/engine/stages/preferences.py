"""What people and the simulated labeller think of answers: who votes, how votes count, ballots and thumbs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import fields

from explainer.engine.frames import Rating
from explainer.engine.snapshot import ModelSnapshot
from explainer.engine.stages.ballots import BallotBox
from explainer.engine.stages.rewardlog import RewardLog
from explainer.engine.stages.rewardtraining import made_of
from explainer.engine.stages.run import rating_of
from explainer.engine.stages.scoring import score_texts
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.votes import PreferenceLog, readable
from explainer.engine.states import NO_SUCH_VOTE, NOTHING_TO_ASK
from explainer.marking import Problem, mark
from explainer.model.gpt import GPT
from explainer.text.storyland.chat import Taste
from explainer.text.tokenizer import Tokenizer

CUSTOM = "custom"
Lineage = tuple[object, ...]  # which mind weights are; that they learn on does not change it
PATIENCE = 30.0  # seconds for which a pair stays that was written by a model which has learnt on meanwhile


class Preferences:
    """What the judge is trained with.

    Args:
        model: whose answers are voted on, as it is when a ballot is handed out.
        get_tasks: makes what there is to ask, when it is first needed.
        votes: by hand. n_simulated: votes of the simulated labeller. seed: of the ballots.

    Attributes:
        reward_log: what became of votes and judge.
        custom: weights of the labeller that the user made. hand_weight: simulated votes that one by hand counts for.
    """

    def __init__(
        self,
        model: GPT,
        tokenizer: Tokenizer,
        get_tasks: Callable[[], TaskSet],
        votes: PreferenceLog,
        n_simulated: int,
        seed: int,
    ) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.votes = votes
        self.reward_log = RewardLog()
        self.ballots = BallotBox(seed)
        self.custom: dict[str, float] = {}
        self.n_simulated = n_simulated
        self.hand_weight = 5.0
        self._taste = ""
        self._still = ModelSnapshot()
        self._get_tasks = get_tasks
        self._tasks: TaskSet | None = None

    @property
    def tasks(self) -> TaskSet:
        """What there is to ask; made on first use."""
        if self._tasks is None:
            self._tasks = self._get_tasks()
        return self._tasks

    @property
    def asked_before(self) -> bool:
        """Whether what there is to ask has been made already: that takes a moment, and reads an own text."""
        return self._tasks is not None

    # ---- tastes ------------------------------------------------------------------------------------------------------

    @property
    def taste(self) -> str:
        """Id of the taste that votes; the first of the tasks where none was chosen."""
        return self._taste or next(iter(self.tasks.tastes))

    @property
    def chosen_taste(self) -> str:
        """The same, or "" where none was chosen."""
        return self._taste

    def taste_of(self, name: str) -> Taste:
        """Return a taste by its id.

        Raises:
            Problem: there is none of that name here.
        """
        if name == CUSTOM:
            return Taste(**self.custom)
        if name not in self.tasks.tastes:
            known = ", ".join((*self.tasks.tastes, CUSTOM))
            unknown = mark("engine", "there is no labeller “{name}” for this text; there are: {known}")
            raise Problem(unknown, name=name, known=known)
        return self.tasks.tastes[name]

    def set_taste(self, name: str, weights: dict[str, float]) -> None:
        """Choose who votes.

        Raises:
            Problem: no such taste or weight.
        """
        if name == CUSTOM:
            unknown = set(weights) - {f.name for f in fields(Taste)}
            if unknown:
                no_weight = mark("engine", "a labeller has no weight called {name}")
                raise Problem(no_weight, name=sorted(unknown)[0])
            for weight, value in weights.items():
                if not math.isfinite(value):
                    no_number = mark("engine", "the weight of “{weight}” must be a number, and is {value}")
                    raise Problem(no_number, weight=weight, value=value)
            if weights.get("noise", 1.0) < 0:
                raise Problem(mark("engine", "the noise of a labeller must be 0 or more"))
            self.custom = dict(weights)
        else:
            self.taste_of(name)
        self._taste = name

    def judge_is_new(self, start: GPT) -> bool:
        """Whether another judge that begins as ``start`` would come to the same: it would learn from the same votes."""
        wanted = self.taste_of(self.taste), self.n_simulated
        return self.reward_log.made_of == made_of(wanted, self.hand_weight, self.votes, start)

    # ---- votes -------------------------------------------------------------------------------------------------------

    def new_ballot(self, n: int, question: str | None, lineage: Lineage) -> None:
        """Let the present model, which is of ``lineage``, write answers to be voted on.

        Raises:
            Problem: see ``BallotBox.new``.
        """
        if question is None and not self.tasks.enough:
            raise Problem(NOTHING_TO_ASK)
        self._hand_out(n, question, lineage)

    def _hand_out(self, n: int, question: str | None, lineage: Lineage) -> None:
        paper = self.ballots.new(self._still.of(self.model), self.tokenizer, self.tasks, n, question)
        paper.drawn_by, paper.drawn_at = lineage, time.monotonic()

    def renew_ballot(self, lineage: Lineage, *, moving: bool) -> None:
        """Have the present model answer anew where nobody has voted on the answers of another.

        What can be voted on is what the model says now: at once where another mind has taken its place or it has learnt
        and stands still; while it learns (``moving``), a pair may be read for ``PATIENCE`` seconds.
        """
        paper = self.ballots.paper
        if paper is None or paper.voted:
            return
        if paper.drawn_by == lineage:
            if moving and time.monotonic() - paper.drawn_at < PATIENCE:
                return
            if self._still.is_like(self.model):
                return
        self._hand_out(paper.n, paper.question, lineage)

    def rank(self, serial: int, order: tuple[int, ...]) -> None:
        """Take a vote on the present ballot: places of its answers, best first.

        Raises:
            Problem: another ballot, or no order of its answers.
            OSError: the vote could not be stored.
        """
        paper = self.ballots.paper
        if paper is None or paper.serial != serial or paper.voted:
            raise Problem(mark("engine", "this ballot is not up for a vote any more"))
        if not paper.done:
            raise Problem(mark("engine", "the answers are still being written"))
        if sorted(order) != list(range(len(paper.texts))) or len(order) < 2:
            raise Problem(mark("engine", "a vote must put the {n} answers in an order"), n=len(paper.texts))
        kind = "pair" if len(order) == 2 else "rank"
        ratings = self.ratings([(paper.question, paper.texts[place], paper.ended[place]) for place in order])
        vote = self.votes.add(kind, paper.question, tuple(paper.texts[place] for place in order))
        vote.ratings, paper.voted = ratings, True

    def ratings(self, said: Sequence[tuple[str, str, bool]], *, read: bool = False) -> tuple[Rating, ...]:
        """What judge and labeller say of answers: (question, answer, whether the model ended it).

        Before anybody has asked (see ``asked_before``) the labeller is silent, unless ``read`` asks now.
        """
        scores: list[float] | list[None] = [None] * len(said)
        if self.reward_log.model is not None:
            scores = score_texts(self.reward_log.model, self.tokenizer, said)
        if not (read or self.asked_before):
            return tuple(map(Rating, scores))
        taste = self.taste_of(self.taste)
        return tuple(
            rating_of(self.tasks.check(*answer), score, self.tasks.utility(taste, *answer))
            for answer, score in zip(said, scores, strict=True)
        )

    def thumb(self, question: str, answer: str, *, good: bool | None) -> None:
        """Take a thumb for an answer; the other thumb for the same answer goes. None takes back the one it has.

        Raises:
            Problem: nothing was asked or answered, or there is no thumb to take back.
            OSError: it could not be stored; all is as it was.
        """
        question, answer = readable(question).strip(), readable(answer).strip()
        if not question or not answer:
            raise Problem(mark("engine", "there is no answer to judge yet"))
        kind = {True: "up", False: "down", None: ""}[good]
        there = [v for v in self.votes.votes if v.answers == (answer,) and v.question == question]
        others = [vote for vote in there if vote.kind != kind]
        if good is None and not there:
            raise Problem(NO_SUCH_VOTE)
        if good is None or len(others) < len(there):
            self.votes.withdraw(others)
        else:
            self.votes.add(kind, question, (answer,), in_place_of=others)
