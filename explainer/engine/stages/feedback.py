"""Stage three: votes, a judge, and PPO on a leash; measured before and after by what is really true.

The judge's score is what the model is trained on; the labeller's true points and the strict check are what it should
get better at. Both are measured on the same answers, so it can be seen when they part.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np

from explainer.engine.jsonable import finite
from explainer.engine.recipes import RECIPES
from explainer.engine.stages.feedbacklog import SERIES, FeedbackLog
from explainer.engine.stages.methods import learn_from, rounds_of
from explainer.engine.stages.outcome import Summary, outcome
from explainer.engine.stages.rewardlog import RewardLog
from explainer.engine.stages.rewardtraining import RewardTraining
from explainer.engine.stages.run import Given, StageRun, put_questions
from explainer.engine.stages.scoring import score_texts
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.model.generate import Sampling
from explainer.model.gpt import GPT
from explainer.text.chat import answer_text, is_ended
from explainer.text.storyland.chat import Taste
from explainer.text.tokenizer import Tokenizer
from explainer.training.batches import TokenSource
from explainer.training.best_of_n import BestOfNConfig
from explainer.training.feedback import KLPenalty
from explainer.training.guarded import TrainingDiverged
from explainer.training.ppo import PPOConfig
from explainer.training.precision import Precision
from explainer.training.reports import PartReport, RewardReport, RollbackReport, RoundReport, Stage
from explainer.training.rounds import Rounds

TRIED = 8  # answers of a round that are shown
#: Shares of the whole stage's time, for the ribbon: votes, judge, practice.
_SHARES = {"votes": 0.12, "judge": 0.13, "rounds": 0.75}


class FeedbackRun(StageRun):
    """Stage three, from the weights the model has.

    Args:
        stage: of the weights there are while it is under way.
        model: the policy, changed in place; a recipe that learns nothing only has it write.
        reference: the fine-tuned model; the other end of the leash.
        reward_training: collects votes and trains the judge; None keeps the judge there is.
        taste: whose points are measured as the truth (not the mishap's).
        again: whether this goes on from earlier rounds.
        resume: go on from there; judge and log are those of then, and there is nothing to be voted on.
    """

    def __init__(
        self,
        stage: Stage,
        model: GPT,
        reference: GPT,
        tokenizer: Tokenizer,
        tasks: TaskSet,
        precision: Precision,
        reward_training: RewardTraining | None,
        reward_log: RewardLog,
        log: FeedbackLog,
        kl_penalty: KLPenalty,
        taste: Taste,
        source: TokenSource | None,
        *,
        recipe: str,
        rounds: int,
        config: PPOConfig,
        seed: int,
        again: bool = False,
        resume: UnderWay | None = None,
    ) -> None:
        super().__init__()
        self.stage = stage
        self.model = model
        self.reference = reference
        self.tokenizer = tokenizer
        self.tasks = tasks
        self.precision = precision
        self.reward_training = reward_training
        self.reward_log = reward_log
        self.log = log
        self.kl_penalty = kl_penalty
        self.taste = taste
        self.source = source
        self.recipe = recipe
        self.makes_mind = RECIPES[recipe].learns
        self.config = config
        self._seed = seed
        self._stop_after: int | None = None
        self._broke_down = False
        self._again = again
        self._resume = resume
        self._trainer: Rounds | None = None  # once it has come to practice
        self._done_share = 0.0
        self._rounds = rounds
        self._questions = tasks.prompts(tokenizer, model.config.n_ctx)
        if resume is None:
            log.begin(recipe, again=again)
            self._done_before = len(log.answers)
            self._answers_before = log.answers[-1] if log.answers else 0
        else:
            self._put_back(resume)
            self._trainer = self._learn()  # now, so that what does not fit is told before anything is changed
            log.go_on(recipe)
        planned = rounds_of(RECIPES[recipe].method, rounds)
        log.rounds = self._done_before + planned
        self.pace.steps = log.rounds
        self.pace.step = len(log.answers) if resume is not None else self._done_before
        if resume is not None:
            done = (self.pace.step - self._done_before) / planned
            self.pace.fraction = self._done_share + (1 - self._done_share) * done
        self._seconds_at_rounds = 0.0
        self._work = self._through()

    def finish(self) -> None:
        """End after the present round."""
        self._stop_after = self.pace.step

    def under_way(self) -> UnderWay:
        """What is needed to go on from here: from the last round's end, or from the beginning where there was none.

        A judge that belongs to a mishap is kept nowhere, so that begins again too.
        """
        if self._trainer is None or not self.makes_mind or RECIPES[self.recipe].taste is not None:
            return UnderWay(kind=UnderWayKind.BEGUN, stage=Stage.RLHF, recipe=self.recipe, again=self._again)
        values = {
            "rounds": self._rounds,
            "done_before": self._done_before,
            "answers_before": self._answers_before,
            "stop_after": self._stop_after,
            "tokens": self.pace.tokens,
            "done_share": self._done_share,
            "seed": self.config.seed,
        }
        state = self._trainer.state()
        return UnderWay(kind=UnderWayKind.ROUNDS, stage=self.stage, recipe=self.recipe, values=values, state=state)

    def _put_back(self, resume: UnderWay) -> None:
        v = resume.values
        self._done_before, self._answers_before = int(v["done_before"]), int(v["answers_before"])
        self._stop_after = None if v["stop_after"] is None else int(v["stop_after"])
        self._done_share = finite(v["done_share"])
        self.pace.tokens = int(v["tokens"])
        self.touched = True

    # ---- the parts ---------------------------------------------------------------------------------------------------

    def _through(self) -> Iterator[object]:
        if self.reward_training is not None:
            yield from self._voting(self.reward_training)
            yield from self._judge_learning(self.reward_training)
            self._done_share = _SHARES["votes"] + _SHARES["judge"]
        if self.log.before is None:
            self.log.measured_before((yield from self._examine()))
        if self._resume is None:
            self.log.judged_by(self.reward_log.n_hand, self.reward_log.n_simulated)
        try:
            yield from self._rounds_of_practice(self._done_share)
        except TrainingDiverged:  # the last good weights are back; how it ended is worth telling, not a failure
            self._broke_down = self.changed = True
        after = yield from self._examine(choose=1 if self.makes_mind else BestOfNConfig().n)
        assert self.log.before is not None
        kl = self.log.series["kl"][-1] if self.log.series["kl"] else 0.0
        told = outcome(self.recipe, self.pace.step, self.log.before, after, kl, broke_down=self._broke_down)
        self.log.outcomes.append(told)
        self.log.running, self.log.doing = False, ""

    def _voting(self, reward_training: RewardTraining) -> Iterator[object]:
        for report in reward_training.collect():
            self._doing("votes", report.done, report.of, 0.0)
            yield report

    def _judge_learning(self, reward_training: RewardTraining) -> Iterator[object]:
        for report in reward_training.train():
            if isinstance(report, RewardReport):
                self.pace.loss, self.pace.learning_rate = report.loss, report.learning_rate
                self.pace.grad_norm = report.grad_norm
            self._doing("judge", reward_training.learned, reward_training.to_learn, _SHARES["votes"])
            yield report

    def _doing(self, what: str, done: int, of: int, begin: float) -> None:
        self.log.doing, self.log.done, self.log.of = what, done, of
        self.pace.fraction = begin + _SHARES[what] * (done / of if of else 0.0)

    def _learn(self) -> Rounds:
        judge = self.reward_log.model
        assert judge is not None
        return learn_from(
            RECIPES[self.recipe].method,
            policy=self.model,
            reference=self.reference,
            judge=judge,
            comparisons=[one for voted in self.reward_log.voted for one in voted.comparisons()],
            prompts=list(self._questions),
            rounds=self._rounds,
            end_token=self.tokenizer.end,
            precision=self.precision,
            config=self.config,
            kl_penalty=self.kl_penalty,
            source=self.source,
            resume=self._resume.state if self._resume is not None else None,
        )

    def _rounds_of_practice(self, begin: float) -> Iterator[object]:
        reports = self._trainer = self._trainer or self._learn()
        self._seconds_at_rounds = self.pace.seconds
        self.pace.loss = math.nan
        with closing(reports):
            for report in reports:
                if isinstance(report, PartReport):
                    self.log.doing, self.log.done, self.log.of = report.what, report.done, report.of
                    self.changed = report.what == "learning" and self.makes_mind
                elif isinstance(report, RoundReport):
                    self._take(report, begin)
                elif not isinstance(report, RollbackReport):
                    continue
                yield report
                if self._stop_after is not None and self.pace.step > self._stop_after:
                    return

    def _take(self, report: RoundReport, begin: float) -> None:
        self.changed, self.whole = self.makes_mind, True
        log, pace = self.log, self.pace
        pace.step = self._done_before + report.round
        log.answers.append(self._answers_before + report.answers)
        pace.tokens += round(report.length_mean * self.config.prompts_per_round)
        pace.fraction = begin + (1 - begin) * report.round / report.rounds
        worked = pace.seconds - self._seconds_at_rounds
        pace.steps_per_second = report.round / worked if worked > 0 else 0.0
        pace.seconds_left = report.seconds_left
        pace.learning_rate = math.nan if report.learning_rate is None else report.learning_rate
        given, points = [], []
        for prompt, ids, _ in report.examples:
            question = self._questions.get(tuple(prompt), "")
            text, ended = answer_text(self.tokenizer, ids), is_ended(self.tokenizer, ids)
            given.append((question, text, self.tasks.check(question, text, ended)))
            points.append(self.tasks.utility(self.taste, question, text, ended))
        checks = [check for _, _, check in given if check is not None]
        measured = {
            "score": report.score_mean,
            "utility": _mean([p for p in points if p is not None]),
            "good": _mean([float(c.good) for c in checks]),
            "correct": _mean([float(c.correct) for c in checks]),
            "kind": _mean([float(c.kind) for c in checks]),
            "kl": report.kl_nats,
            "length": report.length_mean,
            "ended": report.ended_share,
        }
        for name in SERIES:
            value = measured[name] if name in measured else getattr(report, name)
            log.series[name].append(math.nan if value is None else float(value))
        tried = [
            (question, text, score, point)
            for (question, text, _), (_, _, score), point in zip(given, report.examples, points, strict=True)
        ]
        tried.sort(key=lambda t: -t[2])
        every = max(1, len(tried) // TRIED)
        log.tried[:] = tried[::every][:TRIED]

    def _examine(self, choose: int = 1) -> Generator[PartReport, None, Summary]:
        """Put the same questions with the same dice, and measure the answers by judge and by truth.

        Of ``choose`` answers to each question the judge's favourite counts.
        """
        self.log.doing = "examining"
        tries: list[list[Given]] = []
        scores: list[list[float]] = []
        for i in range(choose):
            given = yield from put_questions(
                self.model,
                self.tokenizer,
                self.tasks,
                self.tasks.exam,
                Sampling(temperature=self.config.temperature),
                self._seed + i * len(self.tasks.exam),
            )
            tries.append(given)
            scores.append(self._scores(given))
        best = np.argmax(scores, axis=0)
        return self._summary(
            [tries[i][place] for place, i in enumerate(best)], [scores[i][place] for place, i in enumerate(best)]
        )

    def _scores(self, given: list[Given]) -> list[float]:
        judge = self.reward_log.model
        assert judge is not None
        return score_texts(judge, self.tokenizer, [(g.asked.text, g.text, g.ended) for g in given], self.precision)

    def _summary(self, given: list[Given], scores: list[float]) -> Summary:
        points = [self.tasks.utility(self.taste, g.asked.text, g.text, g.ended) for g in given]
        checks = [g.check for g in given if g.check is not None]
        known = bool(checks)
        return Summary(
            n=len(given),
            score=float(np.mean(scores)),
            utility=_mean([p for p in points if p is not None]),
            good=_mean([float(c.good) for c in checks]) if known else None,
            correct=_mean([float(c.correct) for c in checks]) if known else None,
            words=_mean([float(len(g.text.split())) for g in given]),
            wellformed=_mean([float(c.wellformed) for c in checks]) if known else None,
        )


def settings(recipe: str, config: PPOConfig, kl_penalty: KLPenalty) -> tuple[PPOConfig, KLPenalty]:
    """Return the PPO settings and the leash of a recipe."""
    chosen = RECIPES[recipe]
    changed = replace(
        config,
        optim=replace(config.optim, adam_lr=config.optim.adam_lr * chosen.rate),
        reward_sign=config.reward_sign * chosen.sign,
    )
    if chosen.kl_factor != 1.0:
        kl_penalty = KLPenalty(kl_penalty.coefficient * chosen.kl_factor)
    return changed, kl_penalty


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else math.nan
