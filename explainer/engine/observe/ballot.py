"""The frame of the ballot: answers to vote on, as they are written, and the votes so far."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace

from explainer.engine.frames import Ballot, Vote
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Observer

PART = 0.012  # seconds of writing in one call
RECENT = 50


class BallotObserver(Observer):
    """Writes the answers on, and shows them; answers that nobody voted on never outlive the model that gave them."""

    def __init__(self) -> None:
        self._shown: Ballot | None = None

    def __call__(self, context: ObservationContext) -> Ballot | None:
        """Write a little; return the ballot, where there is anything new in it. The first look hands out the first."""
        course = context.history.course
        box = course.preferences.ballots
        if box.paper is None and course.preferences.tasks.enough:
            with suppress(ValueError):  # a text with nothing to ask has no ballot, until somebody types a question
                course.preferences.new_ballot(2, None, course.lineage)
        course.preferences.renew_ballot(course.lineage, moving=context.moving)
        began = time.perf_counter()
        while box.busy and time.perf_counter() - began < PART:
            box.write_on()
        self.unfinished = box.busy
        if box.paper is None:
            return None
        frame = self._frame(context)
        same = self._shown is not None and replace(self._shown, **context.stamp()) == frame
        if same and not self.asked:
            return None
        self._shown = frame
        return frame

    def _frame(self, context: ObservationContext) -> Ballot:
        course = context.history.course
        tasks, votes, paper = course.preferences.tasks, course.preferences.votes, course.preferences.ballots.paper
        assert paper is not None
        return Ballot(
            **context.stamp(),
            serial=paper.serial,
            question=paper.question,
            answers=tuple(paper.texts),
            done=paper.done,
            n_hand=len(votes.votes),
            n_pairs=votes.n_pairs,
            n_unused=sum(not vote.used for vote in votes.votes),
            n_simulated=course.shown_reward_log.n_given,
            n_wanted=course.preferences.n_simulated,
            judge_is_new=course.judge_is_new,
            hand_weight=course.preferences.hand_weight,
            taste=course.preferences.taste,
            formula=course.preferences.taste_of(course.preferences.taste).formula(),
            tastes=tuple((name, taste.formula()) for name, taste in tasks.tastes.items()),
            custom=dict(course.preferences.custom),
            agreement=course.preferences.reward_log.labeller_agreement,
            recent=tuple(
                Vote(v.id, v.question, v.answers, v.kind, v.used, v.ratings) for v in reversed(votes.votes[-RECENT:])
            ),
            path=str(votes.path or ""),
        )
