"""What a judge says of answers: scores, how often it agrees with votes and truth, what it tells apart.

Everything that reads more than a handful of answers is a generator that reports between parts of them, so that whoever
drives it can do other work.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from itertools import combinations

import numpy as np

from explainer.engine.stages.rewardlog import Voted
from explainer.text.chat import answer_ids, prompt_ids
from explainer.text.storyland.chat import Contrast
from explainer.text.tokenizer import Tokenizer
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.reward import RewardModel
from explainer.training.rollout import Rollout

AT_ONCE = 48  # answers scored between two reports

Said = tuple[Sequence[int], Sequence[int]]
"""A prompt and an answer, as token ids."""


class JudgeScores:
    """Scores of one judge.

    Args:
        judge: the reward model.
        tokenizer: of the model it was made from.
        precision: None computes in fp32.
    """

    def __init__(self, judge: RewardModel, tokenizer: Tokenizer, precision: Precision | None = None) -> None:
        self.judge = judge
        self.tokenizer = tokenizer
        self.precision = precision

    def rollout(self, said: Sequence[Said]) -> Rollout:
        """Lay answers out as the judge reads them."""
        prompts, answers = [p for p, _ in said], [a for _, a in said]
        n_ctx = self.judge.trunk.config.n_ctx
        return Rollout.of(prompts, answers, self.tokenizer.end, self.judge.device, n_ctx)

    def scores(self, said: Sequence[Said]) -> list[float]:
        """Scores of a few answers, all at once."""
        return [float(x) for x in self.judge.score(self.rollout(said), self.precision)]

    def scoring(self, said: Sequence[Said]) -> Generator[PartReport, None, list[float]]:
        """Scores of many answers, part by part."""
        found: list[float] = []
        for at in range(0, len(said), AT_ONCE):
            found += self.scores(said[at : at + AT_ONCE])
            yield PartReport("judging", len(found), len(said))
        return found

    # ---- how far it is right -----------------------------------------------------------------------------------------

    def agreements(self, held_out: Sequence[Voted]) -> Generator[PartReport, None, tuple[float, float]]:
        """Agreement with the votes on some answers, and with the labeller's true order; NaN where there is none."""
        scores = iter((yield from self.scoring([(v.prompt, a) for v in held_out for a in v.answers])))
        voted: list[float] = []
        true: list[float] = []
        for v in held_out:
            mine = [next(scores) for _ in v.answers]
            voted += [float(mine[a] > mine[b]) for a, b in v.votes]
            for a, b in combinations(range(len(mine)), 2):
                better = v.truly_better(a, b)
                if better is not None:
                    true.append(float((mine[a] > mine[b]) == better))
        return _mean(voted), _mean(true)

    def told_apart(self, pairs: Sequence[Contrast]) -> Generator[PartReport, None, list[tuple[str, float, int]]]:
        """What it sees: (what the answers of a pair differ in, share in which it prefers the better one, pairs).

        Pairs that are too long for the context are left out.
        """
        n_ctx = self.judge.trunk.config.n_ctx
        differing: list[str] = []
        said: list[Said] = []
        for c in pairs:
            prompt = prompt_ids(self.tokenizer, c.question.text)
            better, worse = (answer_ids(self.tokenizer, text) for text in (c.better, c.worse))
            if len(prompt) + max(len(better), len(worse)) <= n_ctx:
                differing.append(c.differs)
                said += [(prompt, better), (prompt, worse)]
        scores = yield from self.scoring(said)
        seen: dict[str, list[float]] = {}
        for differs, for_better, for_worse in zip(differing, scores[::2], scores[1::2], strict=True):
            right = 0.5 if for_better == for_worse else float(for_better > for_worse)
            seen.setdefault(differs, []).append(right)
        return [(differs, _mean(found), len(found)) for differs, found in seen.items()]


def score_texts(
    judge: RewardModel,
    tokenizer: Tokenizer,
    said: Sequence[tuple[str, str, bool]],
    precision: Precision | None = None,
) -> list[float]:
    """Scores of answers given as text: (question, answer, whether it was brought to its end).

    An answer that is too long for the context is judged by as much of it as fits.
    """
    n_ctx = judge.trunk.config.n_ctx
    found: list[Said] = []
    for question, text, ended in said:
        prompt = prompt_ids(tokenizer, question)[: n_ctx - 1]
        ids = answer_ids(tokenizer, text)
        ids = ids if ended else ids[:-1] or [tokenizer.end]
        found.append((prompt, ids[: n_ctx - len(prompt)]))
    return JudgeScores(judge, tokenizer, precision).scores(found)


def _mean(right: Sequence[float]) -> float:
    return float(np.mean(right)) if right else math.nan
