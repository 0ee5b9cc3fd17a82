"""What stages two and three told, in a run folder: settings and results in ``run.json``, curves in ``metrics.jsonl``.

Kinds of lines: ``sft``, a step of fine-tuning; ``judge``, a step of the judge; ``round``, a round of practice;
``voted``, a question with answers that the simulated labeller compared. Votes by hand have a file of their own (see
``stages.votes``). Everything is checked as it is read: a run folder may come from anywhere.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explainer.engine import voting
from explainer.engine.commands import SetKLPenalty, SetVotes
from explainer.engine.frames import Outcome, Probe, Rating, Result
from explainer.engine.jsonable import finite, line, maybe, number, plain, read, whole
from explainer.engine.recipes import RECIPES
from explainer.engine.runs import store
from explainer.engine.runs.about import DAMAGED
from explainer.engine.stages.course import Course
from explainer.engine.stages.feedbacklog import SERIES, FeedbackLog, History
from explainer.engine.stages.outcome import Summary
from explainer.engine.stages.preferences import CUSTOM
from explainer.engine.stages.rewardlog import RewardLog, Voted
from explainer.engine.stages.tuning import TuningLog
from explainer.marking import Marked, mark
from explainer.text.chat import answer_text, prompt_ids
from explainer.text.storyland.chat import Taste
from explainer.training.reports import FinetuneReport

Line = dict[str, Any]
MOST_BYTES = 256_000_000  # of curves: a week of them
EARLIER = {"kl_coefficient": "leash", "kl_target": "leash_target"}  # what runs kept before December 2026 call it

# ---- saving ----------------------------------------------------------------------------------------------------------


def told(course: Course) -> dict[str, object]:
    """Return what goes into ``run.json``, without anything that is no number."""
    tuning, judge, feedback = course.tuning, course.preferences.reward_log, course.feedback
    found: dict[str, object] = {
        "voting": {
            "kl_coefficient": course.kl_penalty.coefficient,
            "kl_target": course.kl_penalty.adaptive_target,
            "taste": course.preferences.chosen_taste,
            "custom": course.preferences.custom,
            "simulated": course.preferences.n_simulated,
            "hand_weight": course.preferences.hand_weight,
        }
    }
    if tuning is not None:
        found["tuning"] = {
            "steps": tuning.steps,
            "manners": tuning.manners,
            "last": tuning.last,
            "probes": tuning.probes,
            "results": tuning.results,
        }
    if judge.model is not None or judge.voted:
        found["judge"] = {
            "taste": judge.taste,
            "voted_by": judge.voted_by,
            "n_hand": judge.n_hand,
            "n_simulated": judge.n_simulated,
            "used": [vote.id for vote in course.preferences.votes.votes if vote.used],
            "votes_seen": judge.votes_seen,
            "agreement": judge.agreement,
            "true_agreement": judge.true_agreement,
            "labeller_agreement": judge.labeller_agreement,
            "hand_before": judge.hand_before,
            "hand_after": judge.hand_after,
            "sees": judge.sees,
            "samples": judge.samples,
        }
    if feedback.recipe:
        found["feedback"] = {
            "recipe": feedback.recipe,
            "rounds": feedback.rounds,
            "tried": feedback.tried,
            "outcomes": feedback.outcomes,
            "before": {recipe: history.before for recipe, history in feedback.histories.items()},
            "votes": {recipe: history.votes for recipe, history in feedback.histories.items()},
        }
    return {key: plain(value) for key, value in found.items()}


def lines(course: Course) -> Iterator[str]:
    """Yield what goes into ``metrics.jsonl``."""
    tuning, judge, feedback = course.tuning, course.preferences.reward_log, course.feedback
    if tuning is not None:
        for step, loss, rehearsal in zip(tuning.at, tuning.loss, tuning.rehearsal, strict=True):
            yield line("sft", {"step": step, "loss": _short(loss), "rehearsal": _short(rehearsal)})
    for step, loss in zip(judge.at, judge.loss, strict=True):
        yield line("judge", {"step": step, "loss": _short(loss)})
    for held_out, voted in ((True, judge.held_out), (False, judge.voted)):
        for v in voted:
            yield line(
                "voted",
                {
                    "held_out": held_out,
                    "question": v.question,
                    "answers": v.answers,
                    "utilities": v.utilities,
                    "votes": v.votes,
                },
            )
    for recipe, history in feedback.histories.items():
        for i, answers in enumerate(history.answers):
            measured = {name: _short(values[i]) for name, values in history.series.items()}
            yield line("round", {"recipe": recipe, "answers": answers, "series": measured})


def _short(value: float) -> float:
    return round(value, 6) if math.isfinite(value) else value


# ---- opening ---------------------------------------------------------------------------------------------------------


def read_lines(path: Path) -> list[Line]:
    """Read ``metrics.jsonl``; a line that was cut off is passed over, and what is missing or no such file has none."""
    try:
        raw = store.read(path, MOST_BYTES).splitlines()
    except (OSError, ValueError):
        return []
    found = []
    for text in raw:
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def restore(course: Course, data: dict[str, Any], metrics: Sequence[Line]) -> list[Marked]:
    """Put back what ``told`` and ``lines`` gave out.

    Args:
        course: with its votes by hand.
        data: of ``run.json``; an older run has less.
        metrics: of ``metrics.jsonl``.

    Returns:
        What could not be put back: names as the first in a sentence has it, “The record of fine-tuning”, and as the
        others.
    """
    parts: tuple[tuple[str, Marked, Marked, Callable[[Course, dict[str, Any], Sequence[Line]], None]], ...] = (
        (
            "voting",
            mark("engine", "The settings of votes and leash"),
            mark("engine", "the settings of votes and leash"),
            _voting,
        ),
        ("tuning", mark("engine", "The record of fine-tuning"), mark("engine", "the record of fine-tuning"), _tuning),
        ("judge", mark("engine", "The record of the judge"), mark("engine", "the record of the judge"), _judge),
        (
            "feedback",
            mark("engine", "The record of human feedback"),
            mark("engine", "the record of human feedback"),
            _feedback,
        ),
    )
    lost: list[Marked] = []
    for key, first, other, put_back in parts:
        if key not in data:
            continue
        try:
            put_back(course, data[key], metrics)
        except DAMAGED:
            lost.append(other if lost else first)
    return lost


def values_of(said: Mapping[str, Any], template: str) -> dict[str, str]:
    """The values of a sentence that a run tells, for what it has under ``template``; older ones have them in the text.

    Of a template that is none of ours nothing is filled in: its fields could ask for anything.
    """
    text = str(said[template])
    values = {str(name): str(value) for name, value in said.get("values", {}).items()}
    plain_fields = re.findall(r"\{(\w+)\}", text)
    ours = text.count("{") == text.count("}") == len(plain_fields) and values.keys() >= set(plain_fields)
    return values if ours else {}


def _found(data: Mapping[str, str | float | None], name: str) -> str | float | None:
    """What ``data`` has under ``name``, or under the name it had earlier; None where it has neither."""
    return data[name] if name in data else data.get(EARLIER.get(name, name))


def _voting(course: Course, data: dict[str, Any], _: Sequence[Line]) -> None:
    voting.take(course, SetKLPenalty(finite(_found(data, "kl_coefficient")), maybe(_found(data, "kl_target"))))
    voting.take(course, SetVotes(whole(data["simulated"]), finite(data["hand_weight"])))
    taste, custom = str(data["taste"]), {str(name): finite(value) for name, value in data["custom"].items()}
    if custom:
        course.preferences.set_taste(CUSTOM, custom)
    if taste not in ("", CUSTOM):
        course.preferences.set_taste(taste, {})


def _tuning(course: Course, data: dict[str, Any], metrics: Sequence[Line]) -> None:
    log = TuningLog.of(course.preferences.tasks)
    log.steps = whole(data["steps"])
    log.manners = {str(name): whole(n) for name, n in data["manners"].items()}
    log.last = _last_demonstration(course, data["last"])
    log.probes = [
        Probe(
            str(probe["question"]),
            str(probe["group"]),
            tuple((whole(step), str(text), read(Rating, rating)) for step, text, rating in probe["answers"]),
        )
        for probe in data["probes"]
    ]
    log.results = [read(Result, result) for result in data["results"]]
    for entry in metrics:
        if entry.get("kind") == "sft":
            step, loss, rehearsal = whole(entry["step"]), number(entry["loss"]), number(entry["rehearsal"])
            log.at.append(step)
            log.loss.append(loss)
            log.rehearsal.append(rehearsal)
    course.tuning = log


def _last_demonstration(course: Course, data: dict[str, Any] | None) -> FinetuneReport | None:
    if data is None:
        return None
    ids = _tokens(course, data["example_ids"])
    report = read(
        FinetuneReport,
        data,
        rehearsal_loss=maybe(data["rehearsal_loss"]),
        example_ids=np.array(ids, dtype=np.int64),
        example_surprise=np.array([number(x) for x in data["example_surprise"]], dtype=np.float32),
    )
    if len(report.example_surprise) != len(ids) - report.n_prompt:
        raise ValueError("surprise does not fit its demonstration")
    return report


def _judge(course: Course, data: dict[str, Any], metrics: Sequence[Line]) -> None:
    log = RewardLog(model=course.preferences.reward_log.model)
    log.taste = str(data["taste"])
    if data["voted_by"]:
        taste, wanted = data["voted_by"]
        log.voted_by = (Taste(**{str(name): finite(value) for name, value in taste.items()}), whole(wanted))
    log.n_hand, log.n_simulated = whole(data["n_hand"]), whole(data["n_simulated"])
    log.votes_seen = [whole(n) for n in data["votes_seen"]]
    log.agreement = [number(x) for x in data["agreement"]]
    log.true_agreement = [number(x) for x in data["true_agreement"]]
    log.labeller_agreement = maybe(data["labeller_agreement"])
    log.hand_before, log.hand_after = maybe(data["hand_before"]), maybe(data["hand_after"])
    log.sees = [(str(what), finite(share), whole(n)) for what, share, n in data["sees"]]
    log.samples = _scored(data["samples"])
    for entry in metrics:
        if entry.get("kind") == "judge":
            log.at.append(whole(entry["step"]))
            log.loss.append(number(entry["loss"]))
        elif entry.get("kind") == "voted":
            (log.held_out if entry["held_out"] else log.voted).append(_voted(course, entry))
    used = {whole(vote) for vote in data["used"]} if log.model is not None else set()
    for vote in course.preferences.votes.votes:
        vote.used = vote.id in used
    course.preferences.reward_log = log


def _voted(course: Course, entry: Line) -> Voted:
    question = str(entry["question"])
    prompt = tuple(prompt_ids(course.tokenizer, question))
    answers = [tuple(_tokens(course, ids)) for ids in entry["answers"]]
    utilities = [maybe(x) for x in entry["utilities"]]
    votes = [(whole(better), whole(worse)) for better, worse in entry["votes"]]
    longest = len(prompt) + max(map(len, answers))
    if len(utilities) != len(answers) or longest > course.model.config.n_ctx or not all(answers):
        raise ValueError("answers that do not fit")
    if any(not 0 <= place < len(answers) for vote in votes for place in vote):
        raise ValueError("a vote on an answer that is not there")
    return Voted(question, prompt, answers, [answer_text(course.tokenizer, a) for a in answers], utilities, votes)


def _feedback(course: Course, data: dict[str, Any], metrics: Sequence[Line]) -> None:
    log = FeedbackLog(recipe=str(data["recipe"]), rounds=whole(data["rounds"]))
    log.outcomes = [read(Outcome, found, values=values_of(found, "sentence")) for found in data["outcomes"]]
    for recipe, before in data["before"].items():
        if recipe not in RECIPES:
            raise ValueError(f"no recipe is called {recipe}")
        rounds = [entry for entry in metrics if entry.get("kind") == "round" and entry["recipe"] == recipe]
        log.histories[recipe] = History(
            [whole(entry["answers"]) for entry in rounds],
            {name: [number(_found(entry["series"], name)) for entry in rounds] for name in SERIES},
            _scored(data["tried"]) if recipe == log.recipe else [],
            None if before is None else read(Summary, before),
            _votes(course, data, recipe),
        )
    if log.recipe not in log.histories:
        raise ValueError("a recipe without its rounds")
    course.feedback = log


def _votes(course: Course, data: dict[str, Any], recipe: str) -> tuple[int, int] | None:
    """The votes behind the rounds of a recipe; of a run that kept no record of it, those behind its honest judge."""
    if "votes" not in data:
        other = RECIPES[recipe].taste is not None or course.preferences.reward_log.model is None
        return None if other else (course.preferences.reward_log.n_hand, course.preferences.reward_log.n_simulated)
    found = data["votes"].get(recipe)
    return None if found is None else (whole(found[0]), whole(found[1]))


def _scored(found: Sequence[Any]) -> list[tuple[str, str, float, float | None]]:
    return [(str(q), str(a), number(score), maybe(points)) for q, a, score, points in found]


def _tokens(course: Course, ids: Sequence[Any]) -> list[int]:
    found = [whole(token) for token in ids]
    if not all(0 <= token < course.tokenizer.vocab_size for token in found):
        raise ValueError("a piece that the vocabulary does not have")
    return found
