"""Puts every question of Storyland to a session's model and measures the answers: strict check, true points, judge."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.engine.session import Session
from explainer.engine.stages.taskset import MOST_ANSWER_TOKENS
from explainer.model.generate import GREEDY, Sampling, generate
from explainer.text.chat import answer_text, bare_ids, is_ended, prompt_ids
from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import Check, Checker, Exposure, Question, Task, Taste, questions
from explainer.text.storyland.chat.checker import sentences
from explainer.training.reward import RewardModel
from explainer.training.rollout import Rollout

AT_ONCE = 64
CONTINUED = 32  # tokens of a bare question's continuation; its first sentence is all that counts
DRAWN = Sampling(temperature=1.0)  # as practice draws


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers to all questions, one each.

    Attributes:
        n: answers. n_unseen: of them, to questions of the group *read*.
        wellformed, correct, kind, good: shares, 0 to 1, by the strict check. unseen_correct: of the group *read* only.
        utility: the labeller's true points, mean. score: the judge's mean, in standard deviations of the fine-tuned
            model's answers; None without a judge.
        examples: a few (question, answer, check).
    """

    n: int
    n_unseen: int
    wellformed: float
    correct: float
    kind: float
    good: float
    unseen_correct: float
    utility: float
    score: float | None
    examples: tuple[tuple[str, str, Check], ...]


def all_questions(session: Session) -> tuple[Question, ...]:
    """Return every question of the session's world."""
    return questions(RICHNESS[session.settings.preset])


def measure_answers(
    session: Session, taste: Taste, judge: RewardModel | None = None, *, greedy: bool = False, seed: int = 0
) -> Measured:
    """Let the present model answer every question once.

    Args:
        session: of the built-in world.
        taste: whose true points are counted.
        judge: whose scores are counted, or None.
        greedy: take the likeliest token every time; otherwise draw at temperature 1.
        seed: of the dice.
    """
    tokenizer = session.tokenizer
    asked = all_questions(session)
    prompts = [prompt_ids(tokenizer, question.text) for question in asked]
    room = session.config.n_ctx - max(map(len, prompts))
    written = _write(session, prompts, min(MOST_ANSWER_TOKENS, room), frozenset({tokenizer.end}), greedy, seed)
    checker = Checker.of(RICHNESS[session.settings.preset])
    texts = [answer_text(tokenizer, ids) for ids in written]
    checks = [
        checker.check(question, text, is_ended(tokenizer, ids))
        for question, text, ids in zip(asked, texts, written, strict=True)
    ]
    unseen = [c for q, c in zip(asked, checks, strict=True) if q.group is Exposure.READ]
    scores = None
    if judge is not None:
        scores = judge.score(Rollout.of(prompts, written, tokenizer.end, judge.device), session.precision).tolist()
    every = max(1, len(asked) // 5)
    return Measured(
        n=len(checks),
        n_unseen=len(unseen),
        wellformed=_share([c.wellformed for c in checks]),
        correct=_share([c.correct for c in checks]),
        kind=_share([c.kind for c in checks]),
        good=_share([c.good for c in checks]),
        unseen_correct=_share([c.correct for c in unseen]),
        utility=statistics.fmean(taste.utility(c) for c in checks),
        score=None if scores is None else statistics.fmean(scores),
        examples=tuple((asked[i].text, texts[i], checks[i]) for i in range(0, len(asked), every)),
    )


def share_continued(session: Session, seed: int) -> float:
    """Return the share of bare questions about facts that the present model follows up with a question.

    The model gets the bare text and goes on at temperature 1. What counts is the first sentence that follows: whether
    it ends in a question mark. A text that ends right there does not count.
    """
    tokenizer = session.tokenizer
    prompts = [bare_ids(tokenizer, q.text) for q in all_questions(session) if q.task is Task.FACT]
    written = _write(session, prompts, CONTINUED, frozenset(tokenizer.markers), greedy=False, seed=seed)
    followed = [sentences(answer_text(tokenizer, ids)) for ids in written]
    return _share([bool(said) and said[0].endswith("?") for said in followed])


def _write(
    session: Session, prompts: Sequence[Sequence[int]], tokens: int, stop: frozenset[int], greedy: bool, seed: int
) -> list[list[int]]:
    found: list[list[int]] = []
    for at in range(0, len(prompts), AT_ONCE):
        part = prompts[at : at + AT_ONCE]
        dice = 1_000_000 * (seed + 1) + at  # apart from those of training, which begin with the run's seed
        sampling = GREEDY if greedy else DRAWN
        found += generate(session.model, part, max_new_tokens=tokens, sampling=sampling, seeds=dice, stop=stop)
    return found


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)
