"""What people say about answers, who else votes, and how tight the leash is: settings of stage three."""

from __future__ import annotations

import math

from explainer.engine import commands as c
from explainer.engine.stages.course import Course
from explainer.engine.states import NO_SUCH_VOTE
from explainer.marking import Problem, Sentence, mark

MOST_SIMULATED = 6000


def take(course: Course, command: c.Voting | c.SetKLPenalty) -> Sentence | None:
    """Do what ``command`` says; return a line about it where there is something to tell.

    Raises:
        Problem: it makes no sense.
        OSError: a vote could not be stored, or a file not written.
    """
    preferences = course.preferences
    match command:
        case c.SetKLPenalty(coefficient, target):
            if not (math.isfinite(coefficient) and coefficient >= 0):
                below = mark("engine", "the leash must be 0 (none) or more, and is {value:g}")
                raise Problem(below, value=coefficient)
            if target is not None and not (math.isfinite(target) and target > 0):
                none = mark("engine", "the drift to aim at must be more than 0 nats, and is {value:g}")
                raise Problem(none, value=target)
            course.kl_penalty.coefficient, course.kl_penalty.adaptive_target = coefficient, target
        case c.SetTaste(taste, weights):
            preferences.set_taste(taste, dict(weights))
        case c.SetVotes(simulated, hand_weight):
            if not 0 <= simulated <= MOST_SIMULATED:
                many = mark("engine", "there can be 0 to {most:,} simulated votes, not {n:,}")
                raise Problem(many, most=MOST_SIMULATED, n=simulated)
            if not (math.isfinite(hand_weight) and hand_weight > 0):
                raise Problem(mark("engine", "a vote by hand must count for more than nothing"))
            preferences.n_simulated, preferences.hand_weight = simulated, hand_weight
        case c.NewBallot(n, question):
            preferences.new_ballot(n, question, course.lineage)
        case c.Rank(serial, order):
            preferences.rank(serial, order)
        case c.Thumb(question, answer, good):
            preferences.thumb(question, answer, good=good)
        case c.UndoVote(vote):
            if preferences.votes.undo(vote) is None:
                raise Problem(NO_SUCH_VOTE)
        case c.ExportVotes(path):
            preferences.votes.export(path)
            return Sentence(
                mark("engine", "{n} votes written to {name}."),
                {"n": f"{len(preferences.votes.votes):,}", "name": path.name},
            )
        case c.ImportVotes(path):
            added = preferences.votes.take_in(path)
            return Sentence(
                mark("engine", "{n} votes added from {name}. They count when the judge is next trained."),
                {"n": f"{added:,}", "name": path.name},
            )
    return None
