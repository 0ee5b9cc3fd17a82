"""Alignment: what the three stages make of a model, on several seeds, each from its first text to a fooled judge.

For every seed the app's own session goes through pretraining, fine-tuning (SFT), votes, judge and practice on a leash
(RLHF), and then, from the same fine-tuned weights and with the same judge, practice without the leash. All recipes are
the app's own; there is no window, and ``--threads`` threads compute.

*Answers.* After each stage every question there is (``storyland.chat.questions``) is answered once, at temperature 1,
as in training; keys that end in ``_likeliest`` are the same measured on greedy answers. ``sft_wellformed`` and
``sft_unseen_correct`` are greedy, with ``_drawn`` beside them. *Correct* is the strict check's word, *good* is kind and
correct, *unseen* are questions of the group *read*, about things that are in no demonstration and no practice.

*Keys.* ``base_continues``: bare questions about facts that the base model follows with a question (temperature 1).
``judge_agreement`` with the noisy votes, ``judge_true_agreement`` with the labeller's true order, without ties, both on
prompts whose votes the judge never saw. ``kl_nats``: exact KL from the fine-tuned model, summed over an answer, mean of
the last rounds' answers as they were written in practice. ``true_utility``: the labeller's points. ``…_score``: the
judge's score, in standard deviations of the fine-tuned model's answers. ``good_gain``: good_after as a multiple of
good_before (of one answer, where none was good); ``correct_gain``, ``hacked_score_lead`` (over honest practice) and
``hacked_utility_fall`` (below SFT) are differences within a seed.

*Seconds* are wall time: ``seconds_sft`` with its probes and examinations, ``seconds_judge`` with the writing of the
answers that are voted on, ``seconds_ppo`` with the examinations before and after. Not timed: making the text that is
rehearsed, which is there when the stages follow each other, and the measuring done here.

Told for each key: the median of the seeds, the worst one, and whether the claims of the issue hold for both. With few
seeds a median says little about other seeds. The questions are the same for all seeds; the texts are not.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.recipes import HONEST
from explainer.engine.runs.opening import open_run
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages.feedback import FeedbackRun
from explainer.model.config import PRESETS
from explainer.training.reports import FinetuneReport, RewardReport, RoundReport, Stage, StepReport
from tests.benchmarks.answering import Measured, all_questions, measure_answers, share_continued
from tests.benchmarks.measure import CannotRun, Outcome, tell

MISHAP = "no_leash"
LAST_ROUNDS = 5  # whose KL is averaged
LESS_IS_BETTER = ("seconds_", "kl_nats", "hacked_true_utility", "judge_votes")


@dataclass(frozen=True, slots=True)
class Claim:
    """What must show of ``key``: it is at least ``bound``, at most (``at_most``), or more (``more``)."""

    key: str
    bound: float
    at_most: bool = False
    more: bool = False

    def holds(self, value: float | None) -> bool:
        """Whether it is true of a value; of one that could not be measured it is not."""
        if value is None or (self.more and value == self.bound):
            return False
        return value <= self.bound if self.at_most else value >= self.bound


CLAIMS = (
    Claim("base_continues", 0.9),
    Claim("sft_wellformed", 0.95),
    Claim("sft_unseen_correct", 0.65),
    Claim("judge_votes", 1000, at_most=True),
    Claim("judge_true_agreement", 0.8),
    Claim("good_after", 0.75),
    Claim("good_gain", 2.5),
    Claim("correct_gain", -0.03),
    Claim("kl_nats", 6.0, at_most=True),
    Claim("hacked_score_lead", 0.0, more=True),
    Claim("hacked_utility_fall", 0.0, more=True),
    Claim("seconds_sft", 30.0, at_most=True),
    Claim("seconds_judge", 20.0, at_most=True),
    Claim("seconds_ppo", 75.0, at_most=True),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much to train."""
    parser.add_argument("--preset", default="s", choices=sorted(PRESETS), help="sizes (default: s)")
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds (default: 3)")
    parser.add_argument("--seed", type=int, default=0, help="the first of them (default: 0)")
    parser.add_argument("--steps", type=int, help="of pretraining (default: the preset's own)")
    parser.add_argument("--tuning-steps", type=int, help="of fine-tuning (default: the preset's own)")
    parser.add_argument("--votes", type=int, help="simulated votes (default: the app's own)")
    parser.add_argument("--rounds", type=int, help="of practice (default: the preset's own)")
    parser.add_argument("--threads", type=int, default=2, help="threads that compute (default: 2)")
    parser.add_argument("--runs", type=Path, help="folder in which pretrained runs are kept, and looked for first")
    parser.add_argument("--skip-hacked", action="store_true", help="leave out the practice without a leash")


def run(args: argparse.Namespace) -> Outcome:
    """Take every seed through all stages and return medians, the worst, and each seed's values."""
    if args.seeds < 1:
        raise CannotRun(f"--seeds: at least one seed is needed, not {args.seeds}.")
    torch.set_num_threads(args.threads)
    seeds = [_one_seed(args, args.seed + i) for i in range(args.seeds)]
    return Outcome(summary(seeds))


def summary(seeds: list[dict[str, float]]) -> dict[str, Any]:
    """Return the median of every key, the worst value of every key, the claims, and the seeds' own values.

    A value that is no number (nothing to measure on, in the smallest of runs) makes its median and worst None.
    """
    values = {key: [seed[key] for seed in seeds] for key in seeds[0] if key != "seed"}
    medians: dict[str, float | None] = {}
    worst: dict[str, float | None] = {}
    for key, found in values.items():
        known = not any(map(math.isnan, found))
        medians[key] = statistics.median(found) if known else None
        worst[key] = (max(found) if key.startswith(LESS_IS_BETTER) else min(found)) if known else None
    claims = {
        claim.key: {
            "bound": claim.bound,
            "median": medians[claim.key],
            "holds": claim.holds(medians[claim.key]),
            "holds_for_worst": claim.holds(worst[claim.key]),
        }
        for claim in CLAIMS
        if claim.key in values
    }
    plain = [{key: None if math.isnan(value) else value for key, value in seed.items()} for seed in seeds]
    return medians | {"worst": worst, "claims": claims, "seeds": plain}


def _one_seed(args: argparse.Namespace, seed: int) -> dict[str, float]:
    found: dict[str, float] = {"seed": seed}
    session = _pretrained(args, seed)
    _set_recipes(session, args)
    session.corpus  # noqa: B018 - made on first use; there already when the stages follow each other
    found["base_continues"] = share_continued(session, seed)
    tell(f"seed {seed}: the base model continues {found['base_continues']:.1%} of bare questions with a question")
    found |= _tune(session, seed)
    found |= _practise(session, seed)
    found["good_gain"] = found["good_after"] / max(found["good_before"], 1 / len(all_questions(session)))
    found["correct_gain"] = found["correct_after"] - found["correct_before"]
    if not args.skip_hacked:
        found |= _hack(session, seed)
        found["hacked_score_lead"] = found["hacked_score"] - found["honest_score"]
        found["hacked_utility_fall"] = found["true_utility_before"] - found["hacked_true_utility"]
    return found


def _set_recipes(session: Session, args: argparse.Namespace) -> None:
    """Make the stages smaller where that was asked for."""
    recipes = session.course.recipes
    recipes.tuning_steps = args.tuning_steps or recipes.tuning_steps
    recipes.rounds = args.rounds or recipes.rounds
    session.course.preferences.n_simulated = args.votes or session.course.preferences.n_simulated


# ---- the stages ------------------------------------------------------------------------------------------------------


def _pretrained(args: argparse.Namespace, seed: int) -> Session:
    """A session after pretraining: trained here, or opened from ``--runs`` where it is kept already."""
    length = f"{args.steps}steps" if args.steps else "default"
    folder = None if args.runs is None else args.runs / f"{args.preset}-{length}-seed{seed}"
    if folder is not None and (folder / "run.json").exists():
        session = drain_all(open_run(folder))
        settings = session.settings
        other = (settings.preset, settings.seed, settings.steps) != (args.preset, seed, args.steps)
        if other or not session.course.complete:
            raise CannotRun(f"{folder} holds another run than its name says. Delete it, or name another --runs folder.")
        tell(f"seed {seed}: pretrained already, in {folder}")
        return session
    session = drain_all(prepare(RunSettings(preset=args.preset, seed=seed, steps=args.steps)))
    session.pipeline.go_on()
    while (report := session.pipeline.advance()) is not None:
        if isinstance(report, StepReport) and report.step % 250 == 0:
            tell(f"seed {seed}: pretraining, step {report.step:,}, loss {report.loss:.3f}, {report.seconds:.0f} s")
    if folder is not None:
        save_run(session, folder)
    return session


def _tune(session: Session, seed: int) -> dict[str, float]:
    started = time.perf_counter()
    session.pipeline.begin(Stage.SFT)
    while (report := session.pipeline.advance()) is not None:
        if isinstance(report, FinetuneReport) and report.step % 100 == 0:
            tell(f"seed {seed}: fine-tuning, step {report.step}, loss {report.loss:.3f}, {report.seconds:.0f} s")
    seconds = time.perf_counter() - started
    drawn, greedy = _answers(session, seed, "after fine-tuning", judged=False)
    return {
        "sft_wellformed": greedy.wellformed,
        "sft_wellformed_drawn": drawn.wellformed,
        "sft_unseen_correct": greedy.unseen_correct,
        "sft_unseen_correct_drawn": drawn.unseen_correct,
        **_pair("good_before", drawn.good, greedy.good),
        **_pair("correct_before", drawn.correct, greedy.correct),
        **_pair("true_utility_before", drawn.utility, greedy.utility),
        "seconds_sft": seconds,
    }


def _practise(session: Session, seed: int) -> dict[str, float]:
    seconds = _run_feedback(session, HONEST, seed)
    drawn, greedy = _answers(session, seed, "after practice on the leash")
    judge = session.course.preferences.reward_log
    return {
        "judge_agreement": judge.agreement[-1],
        "judge_true_agreement": judge.true_agreement[-1],
        "judge_votes": sum(len(voted.votes) for voted in judge.voted),  # learned from; others are measured on
        **_pair("good_after", drawn.good, greedy.good),
        **_pair("correct_after", drawn.correct, greedy.correct),
        **_pair("true_utility_after", drawn.utility, greedy.utility),
        **_pair("unseen_correct_after", drawn.unseen_correct, greedy.unseen_correct),
        **_pair("honest_score", _score(drawn), _score(greedy)),
        "kl_nats": _last_kl(session),
        "seconds_judge": seconds["votes"] + seconds["judge"],
        "seconds_votes": seconds["votes"],
        "seconds_ppo": seconds["practice"],
    }


def _hack(session: Session, seed: int) -> dict[str, float]:
    _run_feedback(session, MISHAP, seed)
    drawn, greedy = _answers(session, seed, "after practice without a leash")
    return {
        **_pair("hacked_score", _score(drawn), _score(greedy)),
        **_pair("hacked_true_utility", drawn.utility, greedy.utility),
        **_pair("hacked_good", drawn.good, greedy.good),
        **_pair("hacked_correct", drawn.correct, greedy.correct),
        "hacked_kl_nats": _last_kl(session),
    }


def _run_feedback(session: Session, recipe: str, seed: int) -> dict[str, float]:
    """Run stage three through; return the wall seconds of votes, judge and all the rest."""
    seconds = {"votes": 0.0, "judge": 0.0, "practice": 0.0}
    before = time.perf_counter()
    session.pipeline.begin(Stage.RLHF, recipe)
    stage = session.course.run
    assert isinstance(stage, FeedbackRun)
    for report in _reports(session):
        now = time.perf_counter()
        seconds[stage.log.doing if stage.log.doing in seconds else "practice"] += now - before
        before = now
        if isinstance(report, RewardReport) and report.step == report.steps:
            tell(f"seed {seed}: a judge, loss {report.loss:.3f}, {seconds['votes'] + seconds['judge']:.1f} s so far")
        elif isinstance(report, RoundReport) and report.round % 10 == 0:
            last = {key: values[-1] for key, values in stage.log.series.items()}
            shown = ", ".join(f"{key} {last[key]:.2f}" for key in ("score", "utility", "good", "correct", "kl"))
            tell(f"seed {seed}: {recipe}, round {report.round}: {shown}, {seconds['practice']:.0f} s")
    outcome = stage.log.outcomes[-1]
    tell(f"seed {seed}: {recipe}: {outcome.sentence.format(**outcome.values)}")
    return seconds


def _reports(session: Session) -> Iterator[object]:
    """All reports of a stage, and None at last: what is done after the last report takes time too."""
    report: object | None = session
    while report is not None:
        report = session.pipeline.advance()
        yield report


# ---- measuring -------------------------------------------------------------------------------------------------------


def _answers(session: Session, seed: int, when: str, *, judged: bool = True) -> tuple[Measured, Measured]:
    """Measure the present model's answers: drawn at temperature 1, and greedy."""
    course = session.course
    judge = course.preferences.reward_log.model if judged else None
    taste = course.preferences.taste_of(course.preferences.taste)
    drawn = measure_answers(session, taste, judge, seed=seed)
    greedy = measure_answers(session, taste, judge, greedy=True, seed=seed)
    for name, found in (("drawn", drawn), ("greedy", greedy)):
        score = "" if found.score is None else f", judge {found.score:.2f}"
        tell(
            f"seed {seed}: {when}, {name}: well formed {found.wellformed:.1%}, correct {found.correct:.1%} "
            f"(unseen {found.unseen_correct:.1%}), good {found.good:.1%}, points {found.utility:.2f}{score}"
        )
    for question, answer, check in drawn.examples:
        tell(f"    {question} – {answer}{'' if check.correct else '   (not correct)'}")
    return drawn, greedy


def _pair(key: str, drawn: float, greedy: float) -> dict[str, float]:
    return {key: drawn, f"{key}_likeliest": greedy}


def _score(found: Measured) -> float:
    assert found.score is not None
    return found.score


def _last_kl(session: Session) -> float:
    return statistics.fmean(session.course.feedback.series["kl"][-LAST_ROUNDS:])
