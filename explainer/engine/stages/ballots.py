"""Answers to be voted on by hand: one question, two or four answers of the present model, written token by token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from explainer.engine.stages.taskset import MOST_ANSWER_TOKENS, TaskSet
from explainer.engine.stages.votes import readable
from explainer.engine.states import NOTHING_TO_ASK
from explainer.marking import Problem, mark
from explainer.model.generate import Sampling, generate_stream
from explainer.model.gpt import GPT
from explainer.text.chat import answer_text, is_ended, prompt_ids
from explainer.text.tokenizer import Tokenizer

SPARE = 4  # answers written beyond those wanted: two that are the same are no choice


@dataclass(slots=True)
class BallotPaper:
    """A question with answers to choose among.

    Attributes:
        serial: identifies it. texts: of the answers so far, all different once it is done.
        ended: whether the model ended each of them itself; known once it is done.
        drawn_by: which mind answers, see ``Course.lineage``. drawn_at: when it was asked, seconds.
    """

    serial: int
    question: str
    n: int
    texts: list[str] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)
    done: bool = False
    voted: bool = False
    drawn_by: tuple[object, ...] = ()
    drawn_at: float = 0.0


class BallotBox:
    """Hands out one ballot after the other.

    Args:
        seed: of the questions and of the answers' dice.
    """

    def __init__(self, seed: int) -> None:
        self.paper: BallotPaper | None = None
        self._rng = Random(f"ballots {seed}")
        self._serial = 0
        self._waiting: list[str] = []
        self._work: Iterator[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether answers are still being written."""
        return self._work is not None

    def new(self, model: GPT, tokenizer: Tokenizer, tasks: TaskSet, n: int, question: str | None) -> BallotPaper:
        """Begin a ballot.

        Args:
            model: answers, as it is now; it must stand still until the ballot is done.
            tokenizer: its own.
            tasks: where the next question comes from.
            n: answers wanted, 2 or 4.
            question: to be asked, or None for the next of the tasks.

        Raises:
            Problem: another number, or a question that is empty or leaves no room for an answer, or no question is
                given and there is none to take.
        """
        if n not in (2, 4):
            raise Problem(mark("engine", "a ballot has two or four answers, not {n}"), n=n)
        if question is None:
            if not self._waiting:
                short = list(tasks.prompts(tokenizer, model.config.n_ctx).values())
                self._waiting = self._rng.sample(short, len(short))
            if not self._waiting:
                raise Problem(NOTHING_TO_ASK)
            question = self._waiting.pop()
        question = readable(question)
        prompt = prompt_ids(tokenizer, question.strip())
        if not question.strip():
            raise Problem(mark("engine", "type a question first"))
        room = min(MOST_ANSWER_TOKENS, model.config.n_ctx - len(prompt))
        if room < 8:
            raise Problem(mark("engine", "the question is too long: it leaves no room for an answer"))
        self._serial += 1
        self.paper = BallotPaper(self._serial, question.strip(), n)
        self._work = self._write(model, tokenizer, self.paper, prompt, room)
        return self.paper

    def write_on(self) -> None:
        """Write one more token of every answer."""
        if self._work is not None and next(self._work, self) is self:
            self._work = None

    def _write(
        self, model: GPT, tokenizer: Tokenizer, paper: BallotPaper, prompt: list[int], room: int
    ) -> Iterator[None]:
        seeds = [self._rng.getrandbits(63) for _ in range(paper.n + SPARE)]
        stop = frozenset(tokenizer.markers)
        answers: list[list[int]] = []
        steps = generate_stream(
            model, [prompt] * len(seeds), max_new_tokens=room, sampling=Sampling(), seeds=seeds, stop=stop
        )
        for step in steps:
            answers = step.texts
            paper.texts = [answer_text(tokenizer, ids) for ids in answers[: paper.n]]
            yield
        different: dict[str, bool] = {}
        for ids in answers:
            if (text := answer_text(tokenizer, ids)).strip():
                different.setdefault(text, is_ended(tokenizer, ids))
        paper.texts, paper.ended = list(different)[: paper.n], list(different.values())[: paper.n]
        paper.done = True
