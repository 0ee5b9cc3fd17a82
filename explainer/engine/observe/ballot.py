"""The frame of the ballot: answers to vote on, as they are written, and the votes so far."""

from __future__ import annotations

import time
from contextlib import suppress

from explainer.engine.frames import Ballot, Vote
from explainer.engine.observe.sight import Sight
from explainer.engine.observe.source import Maker

PART = 0.012  # seconds of writing in one call
RECENT = 50


class BallotMaker(Maker):
    """Writes the answers on, and shows them."""

    def __call__(self, sight: Sight) -> Ballot | None:
        """Write a little; return the ballot as it is. The first look hands out the first ballot."""
        course = sight.session.course
        box = course.ballots
        if box.paper is None and course.syllabus.enough:
            with suppress(ValueError):  # a text with nothing to ask has no ballot, until somebody types a question
                course.new_ballot(2, None)
        began = time.perf_counter()
        while box.busy and time.perf_counter() - began < PART:
            box.write_on()
        self.unfinished = box.busy
        paper, votes = box.paper, course.votes
        if paper is None:
            return None
        syllabus = course.syllabus
        return Ballot(
            **sight.stamp(),
            serial=paper.serial,
            question=paper.question,
            answers=tuple(paper.texts),
            done=paper.done,
            n_hand=len(votes.votes),
            n_pairs=votes.n_pairs,
            n_unused=sum(not vote.used for vote in votes.votes),
            n_simulated=course.n_simulated,
            hand_weight=course.hand_weight,
            taste=course.taste,
            formula=course.taste_of(course.taste).formula(),
            tastes=tuple((name, taste.formula()) for name, taste in syllabus.tastes.items()),
            custom=dict(course.custom),
            agreement=course.judge.labeller_agreement,
            recent=tuple(
                Vote(v.id, v.question, v.answers, v.kind, v.used, v.ratings) for v in reversed(votes.votes[-RECENT:])
            ),
            path=str(votes.path or ""),
        )
