"""Votes and the judge: sampled answers, a labeller who compares them, and a reward model that learns from it.

For each prompt the model writes K answers, and all pairs of them are voted on, as in InstructGPT (arXiv 2203.02155,
section 3.5). The labeller is a program whose true utility is known, noisy as people are; votes by hand are added with
the weight the user chose. Some prompts are kept apart with all their votes: agreement is measured on these.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import TypeVar

import numpy as np

from explainer.engine.stages.rewardlog import RewardLog, Voted
from explainer.engine.stages.run import CannotGoOn, until_written
from explainer.engine.stages.scoring import JudgeScores
from explainer.engine.stages.taskset import MOST_ANSWER_TOKENS, TaskSet
from explainer.engine.stages.votes import PreferenceLog, PreferenceRecord
from explainer.marking import mark
from explainer.model.generate import Sampling, generate_stream
from explainer.model.gpt import GPT
from explainer.text.chat import answer_ids, answer_text, is_ended, prompt_ids
from explainer.text.storyland.chat import Taste, contrasts, preference
from explainer.text.tokenizer import Tokenizer
from explainer.training.comparisons import Comparison
from explainer.training.precision import Precision
from explainer.training.reports import FinishedReport, PartReport, RewardReport, RollbackReport
from explainer.training.reward import RewardConfig, RewardModel, agreement, train_reward

ANSWERS = 3  # K: to each prompt; with 4 to 9, as in InstructGPT, the same number of votes sees fewer different answers
PAIRS = ANSWERS * (ANSWERS - 1) // 2
HELD_OUT = 0.25  # share of the prompts that is kept apart, and as many votes again as that are measured on
SUBSETS = (60, 150, 350)  # numbers of votes at which a judge of its own is trained, to show what votes are worth
NORMALISED_ON = 128  # answers of the fine-tuned model
N_CONTRASTS = 60  # pairs for each thing it may or may not see
OTHERS = 8  # answers that the model writes beside one with a thumb, of which the first that differs is taken
SHOWN = 12  # answers, from best to worst
COLLECTING = 0.5  # share of the work that it is to have votes collected
NO_VOTES = mark(
    "engine",
    "There are no votes that a judge could learn from. Vote on a few answers that differ, or ask for more simulated "
    "votes.",
)

T = TypeVar("T")


def made_of(wanted: tuple[object, ...], hand_weight: float, votes: PreferenceLog, start: GPT) -> tuple[object, ...]:
    """All that decides which judge comes out: who votes, what a vote by hand counts for, those votes, the weights."""
    return *wanted, hand_weight, *((vote.id, vote.answers) for vote in votes.votes), weakref.ref(start)


class RewardTraining:
    """Collects votes and trains judges, in pieces.

    Args:
        writer: the model whose answers are voted on.
        start: whose weights the judge begins with (the fine-tuned model).
        taste: the simulated labeller's.
        log: of the judge in force, or of none; another takes its place only when it is trained and measured.
        n_simulated: votes wanted to learn from.

    Attributes:
        draft: what becomes of votes and judge meanwhile.
        learned, to_learn: votes, how far ``train`` has come; those of the smaller judges too.
        doing: ``votes`` while they are collected, ``judge`` while one is trained, or "". share: of all that, 0 to 1.
    """

    def __init__(
        self,
        writer: GPT,
        start: GPT,
        tokenizer: Tokenizer,
        tasks: TaskSet,
        taste: Taste,
        votes: PreferenceLog,
        precision: Precision,
        log: RewardLog,
        *,
        n_simulated: int,
        hand_weight: float,
        seed: int,
        config: RewardConfig | None = None,
    ) -> None:
        self.writer = writer
        self.start = start
        self.tokenizer = tokenizer
        self.tasks = tasks
        self.taste = taste
        self.votes = votes
        self.precision = precision
        self.log = log
        self.draft = replace(log)
        self.n_simulated = n_simulated
        self.hand_weight = hand_weight
        self.seed = seed
        self.config = config or RewardConfig(seed=seed)
        self.learned, self.to_learn = 0, 0
        self.doing = ""
        self.share = 0.0
        self._begin = 0.0  # share that collecting takes
        self._rng = Random(f"labeller {seed}")

    @property
    def wanted(self) -> tuple[object, ...]:
        """What simulated votes are to be like; those that were given for another wish are out of date."""
        return self.taste, self.n_simulated

    @property
    def made_of(self) -> tuple[object, ...]:
        """All that decides which judge comes out."""
        return made_of(self.wanted, self.hand_weight, self.votes, self.start)

    # ---- votes -------------------------------------------------------------------------------------------------------

    def collect(self) -> Generator[PartReport, None, None]:
        """Let the model answer, and the labeller vote."""
        self.doing, self._begin = "votes", COLLECTING
        known = list(self.tasks.prompts(self.tokenizer, self.writer.config.n_ctx).items())
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
            steps = generate_stream(
                self.writer, asked, max_new_tokens=room, sampling=Sampling(), seeds=seeds, stop=stop
            )
            written = yield from until_written(steps, PartReport("writing", at * PAIRS, n * PAIRS))
            for i, (prompt, question) in enumerate(part):
                found.append(self._voted(question, prompt, written[i * ANSWERS : (i + 1) * ANSWERS]))
                self.share = self._begin * (at + i + 1) / n
                yield PartReport("writing", (at + i + 1) * PAIRS, n * PAIRS)
        draft = self.draft
        draft.voted, draft.held_out = found[: len(learned)], found[len(learned) :]
        draft.voted_by = self.wanted
        better = [v.truly_better(*vote) for v in found for vote in v.votes]
        right = [float(one) for one in better if one is not None]
        draft.labeller_agreement = float(np.mean(right)) if right else None
        if self.log.model is None:  # no judge learned from others: they need not be collected again
            self.log.take_over(replace(draft))

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
        points = [self.tasks.utility(self.taste, question, text, end) for text, end in zip(texts, ended, strict=True)]
        votes = []
        for a, b in combinations(range(len(answers)), 2):
            first, second = points[a], points[b]
            if first is None or second is None:
                continue
            likes_first = self._rng.random() < preference(first - second, self.taste.noise)
            votes.append((a, b) if likes_first else (b, a))
        return Voted(question, prompt, answers, texts, points, votes)

    # ---- the judge ---------------------------------------------------------------------------------------------------

    def train(self) -> Generator[PartReport | RewardReport | RollbackReport, None, RewardModel]:
        """Train a judge with all votes, and smaller ones to show what votes are worth; then it is the one in force.

        Raises:
            CannotGoOn: there are no votes.
        """
        log, before = self.draft, self.log.model
        log.training = self.log.training = True
        self.doing, made = "judge", self.made_of
        log.n_hand, log.n_simulated = 0, log.n_given  # what it learns from; the draft began as a copy of another
        log.at, log.loss, log.steps = [], [], 0
        given = list(self.votes.votes)  # what is voted while this goes on counts next time
        hand, used = yield from self._by_hand(given)
        simulated = [c for voted in log.voted for c in voted.comparisons()]
        held_out = [c for voted in log.held_out for c in voted.comparisons()]
        if not simulated and not hand:
            raise CannotGoOn(NO_VOTES)
        log.n_hand, log.n_simulated = len(used), len(simulated)
        log.hand_before = None
        if before is not None and hand:
            log.hand_before = yield from agreement(before, hand, self.precision)
        smaller = [n for n in SUBSETS if 2 * n <= len(simulated)]
        apart = bool(simulated and hand and log.hand_before is None)  # a judge without the votes by hand, to compare
        self.learned, self.to_learn = 0, sum(smaller) + len(simulated) + len(hand) + apart * len(simulated)
        log.votes_seen, log.agreement, log.true_agreement = [], [], []
        for n in smaller:
            yield from self._measure((yield from self._trained_with(simulated[:n])), n)
        judge = RewardModel(self.start)
        for report in self._training(judge, [*simulated, *hand], held_out):
            if isinstance(report, RewardReport):
                log.steps = report.steps
                log.at.append(report.step)
                log.loss.append(report.loss)
            elif isinstance(report, RollbackReport):
                log.cut(report.back_to)
            yield report
        yield from self._measure(judge, len(simulated))
        if hand and log.hand_before is None:
            log.hand_before = 0.5  # a coin's
            if apart:
                without = yield from self._trained_with(simulated)
                log.hand_before = yield from agreement(without, hand, self.precision)
        log.hand_after = (yield from agreement(judge, hand, self.precision)) if hand else None
        yield from self._look_closely(judge)
        log.model, log.made_of = judge, made
        log.training, self.doing = False, ""
        for vote in used:
            vote.used = True
        self.log.take_over(log)
        return judge

    def _trained_with(self, comparisons: Sequence[Comparison]) -> Generator[PartReport, None, RewardModel]:
        """A judge of its own, to measure with."""
        judge = RewardModel(self.start)
        for report in self._training(judge, comparisons, []):
            yield report if isinstance(report, PartReport) else PartReport("learning", self.learned, self.to_learn)
        return judge

    def _training(
        self, judge: RewardModel, comparisons: Sequence[Comparison], held_out: Sequence[Comparison]
    ) -> Generator[PartReport | RewardReport | RollbackReport, None, None]:
        """Train a judge, and count the votes it has learned from."""
        before = self.learned
        for report in train_reward(judge, comparisons, held_out, self.precision, self.config):
            if isinstance(report, RewardReport):
                self.learned = before + round(len(comparisons) * report.step / report.steps)
                self.share = self._begin + (1 - self._begin) * self.learned / max(1, self.to_learn)
            if not isinstance(report, FinishedReport):
                yield report
        self.learned = before + len(comparisons)

    # ---- votes by hand -----------------------------------------------------------------------------------------------

    def _by_hand(
        self, given: Sequence[PreferenceRecord]
    ) -> Generator[PartReport, None, tuple[list[Comparison], list[PreferenceRecord]]]:
        """Votes by hand as comparisons, and those votes of which some follow.

        Thumbs without a counterpart are compared with what the model writes itself. An imported vote may be longer than
        this model can read.
        """
        found: list[Comparison] = []
        used: list[PreferenceRecord] = []
        for done, vote in enumerate(given):
            pairs = list(self.votes.pairs(vote))
            if not pairs and vote.kind in ("up", "down"):
                pairs = yield from self._against_another(vote, PartReport("writing", done, len(given)))
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

    def _against_another(
        self, vote: PreferenceRecord, report: PartReport
    ) -> Generator[PartReport, None, list[tuple[str, str]]]:
        """A liked answer before one that the model writes itself, or that one before a disliked answer."""
        prompt = prompt_ids(self.tokenizer, vote.question)
        room = min(MOST_ANSWER_TOKENS, self.writer.config.n_ctx - len(prompt))
        if room < 1:
            return []
        stop = frozenset({self.tokenizer.end})
        seeds = self.seed + vote.id
        steps = generate_stream(
            self.writer, [prompt] * OTHERS, max_new_tokens=room, sampling=Sampling(), seeds=seeds, stop=stop
        )
        written = yield from until_written(steps, report)
        for ids in written:
            other = answer_text(self.tokenizer, ids).strip()
            if other not in ("", vote.answers[0]):
                pair = (vote.answers[0], other) if vote.kind == "up" else (other, vote.answers[0])
                if self._comparison(vote.question, *pair, 1) is not None:
                    return [pair]
        return []

    # ---- measuring ---------------------------------------------------------------------------------------------------

    def _measure(self, judge: RewardModel, n: int) -> Generator[PartReport, None, None]:
        """Agreement on held-out prompts, of a judge that learned from ``n`` votes."""
        log = self.draft
        if any(voted.votes for voted in log.held_out):
            with_votes, with_truth = yield from JudgeScores(judge, self.tokenizer, self.precision).agreements(
                log.held_out
            )
            log.votes_seen.append(n)
            log.agreement.append(with_votes)
            log.true_agreement.append(with_truth)

    def _look_closely(self, judge: RewardModel) -> Generator[PartReport, None, None]:
        """Put its scores to scale; then what it tells apart, and its favourites among held-out answers."""
        log, scorer = self.draft, JudgeScores(judge, self.tokenizer, self.precision)
        if answers := [(v.prompt, a) for v in log.voted for a in v.answers][:NORMALISED_ON]:
            judge.normalise(scorer.rollout(answers))
        checker = self.tasks.checker
        pairs = contrasts(self.seed, checker.richness, N_CONTRASTS) if checker is not None else ()
        log.sees = yield from scorer.told_apart(pairs)
        held_out = [(v, *answer) for v in log.held_out for answer in zip(v.answers, v.texts, v.utilities, strict=True)]
        held_out = held_out[: 8 * SHOWN]
        scores = yield from scorer.scoring([(v.prompt, ids) for v, ids, _, _ in held_out])
        ranked = sorted(
            ((v.question, text, score, points) for (v, _, text, points), score in zip(held_out, scores, strict=True)),
            key=lambda sample: -sample[2],
        )
        log.samples = ranked[:: max(1, (len(ranked) - 1) // (SHOWN - 1))][:SHOWN]
