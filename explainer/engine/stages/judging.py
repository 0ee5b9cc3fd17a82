"""Votes and the judge: sampled answers, a labeller who compares them, and a reward model that learns from it.

For each prompt the model writes K answers, and all pairs of them are voted on, as in InstructGPT (arXiv 2203.02155,
section 3.5). The labeller is a program whose true utility is known, noisy as people are; votes by hand are added with
the weight the user chose. Some prompts are kept apart with all their votes: agreement is measured on these.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import TypeVar

import numpy as np

from explainer.engine.stages.run import CannotGoOn
from explainer.engine.stages.syllabus import MOST_ANSWER_TOKENS, Syllabus
from explainer.engine.stages.votes import CastVote, VoteBook
from explainer.model.generate import Sampling, generate, writing
from explainer.model.gpt import GPT
from explainer.text.chat import answer_ids, answer_text, is_ended, prompt_ids
from explainer.text.storyland.chat import Taste, contrasts, preference
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import Arithmetic
from explainer.training.reports import PartReport, RewardReport
from explainer.training.reward import Comparison, RewardConfig, RewardModel, train_reward
from explainer.training.rollout import Rollout

ANSWERS = 3  # K: to each prompt; with 4 to 9, as in InstructGPT, the same number of votes sees fewer different answers
PAIRS = ANSWERS * (ANSWERS - 1) // 2
HELD_OUT = 0.25  # share of the prompts that is kept apart, and as many votes again as that are measured on
SUBSETS = (60, 150, 350)  # numbers of votes at which a judge of its own is trained, to show what votes are worth
NORMALISED_ON = 128  # answers of the fine-tuned model
N_CONTRASTS = 60  # pairs for each thing it may or may not see
OTHERS = 8  # answers that the model writes beside one with a thumb, of which the first that differs is taken
SHOWN = 12  # answers, from best to worst
NO_VOTES = (
    "There are no votes that a judge could learn from. Vote on a few answers that differ, or ask for more simulated "
    "votes."
)

T = TypeVar("T")


@dataclass(slots=True)
class Voted:
    """A prompt, its answers, and which pairs of them were voted on, (better, worse) by place."""

    question: str
    prompt: tuple[int, ...]
    answers: list[tuple[int, ...]]
    texts: list[str]
    utilities: list[float | None]
    votes: list[tuple[int, int]]

    def comparisons(self) -> list[Comparison]:
        """The votes, as the judge learns from them."""
        return [Comparison(self.prompt, self.answers[a], self.answers[b]) for a, b in self.votes]


@dataclass(slots=True)
class JudgeLog:
    """What became of votes and judge.

    Attributes:
        model: the judge, or None before there is one. training: whether it is being trained.
        taste: whose simulated votes it learned from.
        voted_by: who gave the simulated votes, and how many were wanted (``Judging.wanted``).
        voted: all answers with simulated votes that are learned from. held_out: those that are measured on.
        others as in ``frames.Judge``.
    """

    model: RewardModel | None = None
    taste: str = ""
    training: bool = False
    voted_by: tuple[object, ...] = ()
    voted: list[Voted] = field(default_factory=list)
    held_out: list[Voted] = field(default_factory=list)
    n_hand: int = 0
    n_simulated: int = 0
    at: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    votes_seen: list[int] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)
    true_agreement: list[float] = field(default_factory=list)
    labeller_agreement: float | None = None
    hand_before: float | None = None
    hand_after: float | None = None
    sees: list[tuple[str, float, int]] = field(default_factory=list)
    samples: list[tuple[str, str, float, float | None]] = field(default_factory=list)


class Judging:
    """Collects votes and trains judges, in pieces.

    Args:
        writer: the model whose answers are voted on.
        start: whose weights the judge begins with (the fine-tuned model).
        taste: the simulated labeller's.
        n_simulated: votes wanted to learn from.
    """

    def __init__(
        self,
        writer: GPT,
        start: GPT,
        tokenizer: Tokenizer,
        syllabus: Syllabus,
        taste: Taste,
        votes: VoteBook,
        arithmetic: Arithmetic,
        log: JudgeLog,
        *,
        n_simulated: int,
        hand_weight: float,
        seed: int,
        config: RewardConfig | None = None,
    ) -> None:
        self.writer = writer
        self.start = start
        self.tokenizer = tokenizer
        self.syllabus = syllabus
        self.taste = taste
        self.votes = votes
        self.arithmetic = arithmetic
        self.log = log
        self.n_simulated = n_simulated
        self.hand_weight = hand_weight
        self.seed = seed
        self.config = config or RewardConfig(seed=seed)
        self._rng = Random(f"labeller {seed}")

    @property
    def wanted(self) -> tuple[object, ...]:
        """What simulated votes are to be like; those that were given for another wish are out of date."""
        return self.taste, self.n_simulated

    # ---- votes -------------------------------------------------------------------------------------------------------

    def collect(self) -> Generator[PartReport, None, None]:
        """Let the model answer, and the labeller vote."""
        known = list(self.syllabus.prompts(self.tokenizer, self.writer.config.n_ctx).items())
        self._rng.shuffle(known)
        n_apart = round(HELD_OUT * len(known))
        n_learned = math.ceil(self.n_simulated / PAIRS)
        learned = self._drawn(known[n_apart:], n_learned)
        prompts = learned + self._drawn(known[:n_apart], math.ceil(HELD_OUT * n_learned))
        n = len(prompts)
        found: list[Voted] = []
        room = min(MOST_ANSWER_TOKENS, self.writer.config.n_ctx - max((len(p) for p, _ in prompts), default=0))
        stop = frozenset({self.tokenizer.end})
        at_once = 16  # prompts
        for at in range(0, n, at_once):
            part = prompts[at : min(n, at + at_once)]
            asked = [prompt for prompt, _ in part for _ in range(ANSWERS)]
            seeds = [self._rng.getrandbits(63) for _ in asked]
            drawing = writing(self.writer, asked, max_new_tokens=room, sampling=Sampling(), seeds=seeds, stop=stop)
            written: list[list[int]] = []
            for written in drawing:  # noqa: B007  the last is what counts
                yield PartReport("writing", at * PAIRS, n * PAIRS)
            for i, (prompt, question) in enumerate(part):
                found.append(self._voted(question, prompt, written[i * ANSWERS : (i + 1) * ANSWERS]))
                yield PartReport("writing", (at + i + 1) * PAIRS, n * PAIRS)
        self.log.voted, self.log.held_out = found[: len(learned)], found[len(learned) :]
        self.log.voted_by = self.wanted
        self.log.labeller_agreement = _labeller_agreement(found)

    def _drawn(self, known: Sequence[T], n: int) -> list[T]:
        """Draw ``n`` prompts, each once before any comes again; then it is answered with other dice."""
        found: list[T] = []
        while known and len(found) < n:
            found += self._rng.sample(known, len(known))
        return found[:n]

    def _voted(self, question: str, prompt: tuple[int, ...], written: Sequence[Sequence[int]]) -> Voted:
        unique = dict.fromkeys(tuple(ids) for ids in written)
        answers = list(unique)
        texts = [answer_text(self.tokenizer, ids) for ids in answers]
        ended = [is_ended(self.tokenizer, ids) for ids in answers]
        points = [
            self.syllabus.utility(self.taste, question, text, end) for text, end in zip(texts, ended, strict=True)
        ]
        votes = []
        for a, b in combinations(range(len(answers)), 2):
            first, second = points[a], points[b]
            if first is None or second is None:
                continue
            likes_first = self._rng.random() < preference(first - second, self.taste.noise)
            votes.append((a, b) if likes_first else (b, a))
        return Voted(question, prompt, answers, texts, points, votes)

    # ---- the judge ---------------------------------------------------------------------------------------------------

    def train(self) -> Generator[PartReport | RewardReport, None, RewardModel]:
        """Train a judge with all votes, and smaller ones to show what votes are worth."""
        log = self.log
        log.training = True
        given = list(self.votes.votes)  # what is voted while this goes on counts next time
        hand, used = self._by_hand(given)
        simulated = [c for voted in log.voted for c in voted.comparisons()]
        held_out = [c for voted in log.held_out for c in voted.comparisons()]
        if not simulated and not hand:
            log.training = False
            raise CannotGoOn(NO_VOTES)
        log.hand_before = self._agreement(log.model, hand) if log.model is not None and hand else None
        log.votes_seen, log.agreement, log.true_agreement = [], [], []
        for n in (n for n in SUBSETS if 2 * n <= len(simulated)):
            smaller = RewardModel(self.start)
            for report in train_reward(smaller, simulated[:n], [], self.arithmetic, self.config):
                if isinstance(report, PartReport | RewardReport):
                    yield PartReport("learning", n, len(simulated))
            yield from self._measure(smaller, n, held_out)
        judge = RewardModel(self.start)
        log.at, log.loss = [], []
        for report in train_reward(judge, [*simulated, *hand], held_out, self.arithmetic, self.config):
            if isinstance(report, RewardReport):
                log.at.append(report.step)
                log.loss.append(report.loss)
                yield report
            elif isinstance(report, PartReport):
                yield report
        yield from self._measure(judge, len(simulated), held_out)
        if hand and log.hand_before is None:  # what votes alone, without those by hand, would have made of it
            log.hand_before = (yield from self._without_hand(simulated, hand)) if simulated else 0.5
        log.hand_after = self._agreement(judge, hand) if hand else None
        self._normalise(judge)
        yield PartReport("judging", 1, 3)
        self._look_closely(judge)
        yield PartReport("judging", 2, 3)
        log.model = judge
        log.n_hand, log.n_simulated = len(used), len(simulated)
        for vote in used:
            vote.used = True
        log.training = False
        return judge

    def _without_hand(
        self, simulated: Sequence[Comparison], hand: Sequence[Comparison]
    ) -> Generator[PartReport, None, float]:
        judge = RewardModel(self.start)
        for report in train_reward(judge, simulated, [], self.arithmetic, self.config):
            if isinstance(report, PartReport):
                yield report
        return self._agreement(judge, hand)

    def _by_hand(self, given: Sequence[CastVote]) -> tuple[list[Comparison], list[CastVote]]:
        """Votes by hand as comparisons, and those votes of which some follow.

        Thumbs without a counterpart are compared with what the model writes itself. An imported vote may be longer than
        this model can read.
        """
        found: list[Comparison] = []
        used: list[CastVote] = []
        for vote in given:
            pairs = list(self.votes.pairs(vote))
            if not pairs and vote.kind in ("up", "down"):
                pairs = self._against_another(vote)
            read = [self._comparison(vote.question, better, worse, len(pairs)) for better, worse in pairs]
            found += (comparisons := [c for c in read if c is not None])
            if comparisons:
                used.append(vote)
        return found, used

    def _comparison(self, question: str, better: str, worse: str, shared_by: int) -> Comparison | None:
        prompt = tuple(prompt_ids(self.tokenizer, question))
        chosen, rejected = (tuple(answer_ids(self.tokenizer, text)) for text in (better, worse))
        if better == worse or len(prompt) + max(len(chosen), len(rejected)) > self.writer.config.n_ctx:
            return None
        return Comparison(prompt, chosen, rejected, self.hand_weight / shared_by)

    def _against_another(self, vote: CastVote) -> list[tuple[str, str]]:
        """A liked answer before one that the model writes itself, or that one before a disliked answer."""
        prompt = prompt_ids(self.tokenizer, vote.question)
        room = min(MOST_ANSWER_TOKENS, self.writer.config.n_ctx - len(prompt))
        if room < 1:
            return []
        stop = frozenset({self.tokenizer.end})
        seed = self.seed + vote.id
        tries = [prompt] * OTHERS
        for ids in generate(self.writer, tries, max_new_tokens=room, sampling=Sampling(), seeds=seed, stop=stop):
            other = answer_text(self.tokenizer, ids).strip()
            if other not in ("", vote.answers[0]):
                pair = (vote.answers[0], other) if vote.kind == "up" else (other, vote.answers[0])
                if self._comparison(vote.question, *pair, 1) is not None:
                    return [pair]
        return []

    # ---- measuring ---------------------------------------------------------------------------------------------------

    def _scores(self, judge: RewardModel, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[float]:
        """Scores of (prompt, answer) pairs."""
        rollout = Rollout.of([p for p, _ in pairs], [a for _, a in pairs], self.tokenizer.end, judge.device)
        return [float(x) for x in judge.score(rollout, self.arithmetic)]

    def _agreement(self, judge: RewardModel, comparisons: Sequence[Comparison]) -> float:
        chosen = self._scores(judge, [(c.prompt, c.chosen) for c in comparisons])
        rejected = self._scores(judge, [(c.prompt, c.rejected) for c in comparisons])
        return float(np.mean([0.5 * (a == b) + (a > b) for a, b in zip(chosen, rejected, strict=True)]))

    def _measure(self, judge: RewardModel, n: int, held_out: Sequence[Comparison]) -> Generator[PartReport, None, None]:
        """Agreement on held-out prompts: with the votes, and with the labeller's true order."""
        if not held_out:
            return
        log = self.log
        voted, true = [], []
        for v in log.held_out:
            scores = self._scores(judge, [(v.prompt, a) for a in v.answers])
            voted += [float(scores[a] > scores[b]) for a, b in v.votes]
            for a, b in combinations(range(len(scores)), 2):
                first, second = v.utilities[a], v.utilities[b]
                if first is not None and second is not None and abs(first - second) > 1e-9:
                    true.append(float((scores[a] > scores[b]) == (first > second)))
            yield PartReport("judging", len(voted), len(held_out))
        log.votes_seen.append(n)
        log.agreement.append(float(np.mean(voted)))
        log.true_agreement.append(float(np.mean(true)) if true else math.nan)

    def _normalise(self, judge: RewardModel) -> None:
        answers = [(v.prompt, a) for v in self.log.voted for a in v.answers][:NORMALISED_ON]
        if answers:
            rollout = Rollout.of([p for p, _ in answers], [a for _, a in answers], self.tokenizer.end, judge.device)
            judge.normalise(rollout)

    def _look_closely(self, judge: RewardModel) -> None:
        """What it tells apart, and its favourites among held-out answers."""
        log = self.log
        log.sees = []
        if self.syllabus.checker is not None:
            by_what: dict[str, list[float]] = {}
            pairs = contrasts(self.seed, self.syllabus.checker.richness, N_CONTRASTS)
            asked = [
                (prompt_ids(self.tokenizer, c.question.text), answer_ids(self.tokenizer, text))
                for c in pairs
                for text in (c.better, c.worse)
            ]
            n_ctx = judge.trunk.config.n_ctx
            fits = [len(p) + len(a) <= n_ctx for p, a in asked]
            scores = iter(self._scores(judge, [pair for pair, fit in zip(asked, fits, strict=True) if fit]))
            values = [next(scores) if fit else math.nan for fit in fits]
            for c, better, worse in zip(pairs, values[::2], values[1::2], strict=True):
                if not math.isnan(better + worse):
                    by_what.setdefault(c.differs, []).append(0.5 * (better == worse) + (better > worse))
            log.sees = [(what, float(np.mean(found)), len(found)) for what, found in by_what.items()]
        log.samples = []
        for v in self.log.held_out:
            for ids, text, points in zip(v.answers, v.texts, v.utilities, strict=True):
                log.samples.append((v.question, text, self._scores(judge, [(v.prompt, ids)])[0], points))
                if len(log.samples) >= 8 * SHOWN:
                    break
        log.samples.sort(key=lambda sample: -sample[2])
        step = max(1, (len(log.samples) - 1) // (SHOWN - 1)) if len(log.samples) > 1 else 1
        log.samples = log.samples[::step][:SHOWN]


def _labeller_agreement(voted: Sequence[Voted]) -> float | None:
    """Share of the votes between answers of different true utility that went to the better one."""
    right = []
    for v in voted:
        for better, worse in v.votes:
            first, second = v.utilities[better], v.utilities[worse]
            if first is not None and second is not None and abs(first - second) > 1e-9:
                right.append(float(first > second))
    return float(np.mean(right)) if right else None


def copied(model: GPT) -> GPT:
    """Return a copy of a model that will not be trained."""
    found = copy.deepcopy(model).requires_grad_(False)
    found.zero_grad(set_to_none=True)
    return found


def score_texts(
    judge: RewardModel,
    tokenizer: Tokenizer,
    said: Sequence[tuple[str, str, bool]],
    arithmetic: Arithmetic | None = None,
) -> list[float]:
    """Scores of answers given as text: (question, answer, whether it was brought to its end).

    An answer that is too long for the context is judged by as much of it as fits.
    """
    prompts, answers = [], []
    for question, text, ended in said:
        prompt = prompt_ids(tokenizer, question)[: judge.trunk.config.n_ctx - 1]
        ids = answer_ids(tokenizer, text) if ended else answer_ids(tokenizer, text)[:-1] or [tokenizer.end]
        prompts.append(prompt)
        answers.append(ids[: judge.trunk.config.n_ctx - len(prompt)])
    rollout = Rollout.of(prompts, answers, tokenizer.end, judge.device)
    return [float(x) for x in judge.score(rollout, arithmetic)]
