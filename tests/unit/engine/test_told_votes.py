"""Who votes is told afterwards how judge and labeller rate the answers: by what they were, in the order of the vote."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explainer.engine.record import Record
from explainer.engine.settings import RunSettings
from explainer.engine.stages.ballots import BallotPaper
from explainer.engine.stages.course import Course
from explainer.engine.stages.scoring import score_texts
from explainer.engine.stages.taskset import ShownAnswer, TaskSet
from explainer.engine.stages.votes import PreferenceLog
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.text.storyland.chat import TASTES, Taste
from explainer.text.tokenizer import Tokenizer
from explainer.training.precision import Precision
from explainer.training.reward import RewardModel

TEXT = "What does the cow say? It says moo. The cow lives in a barn and eats hay. " * 20
QUESTION = "What does the cow say?"
ANSWERS = ["It says moo.", "The cow lives in a barn and eats hay.", "moo"]


@pytest.fixture
def course() -> Course:
    """A course whose ballot is complete; its last answer was cut off."""
    tokenizer = Tokenizer.train([TEXT], 300)
    torch.manual_seed(1)
    model = GPT(GPTConfig(n_layer=1, n_head=2, n_embd=16, n_ctx=64, vocab_size=tokenizer.vocab_size))
    tastes = {"long": TASTES["long"], "whole": Taste(malformed=-1.0)}
    tasks = TaskSet("a text", [ShownAnswer(QUESTION, ANSWERS[0], "")], [QUESTION], [], [], tastes)
    made = Course(
        model,
        tokenizer,
        Precision(torch.device("cpu"), torch.float32),
        Record("a run", tokenizer.vocab_size),
        RunSettings(preset="xs", seed=1),
        np.ones(tokenizer.vocab_size, dtype=np.int64),
        lambda: Corpus.from_files([], vocab_size=300),
        lambda: tasks,
        votes=PreferenceLog(),
    )
    made.preferences.ballots.paper = BallotPaper(1, QUESTION, 4, list(ANSWERS), [True, True, False], done=True)
    return made


def test_before_there_is_a_judge_only_the_labellers_points_are_told(course: Course) -> None:
    course.preferences.set_taste("long", {})
    course.preferences.rank(1, (2, 0, 1))
    vote = course.preferences.votes.votes[0]
    assert vote.answers == ("moo", ANSWERS[0], ANSWERS[1])
    assert [rating.score for rating in vote.ratings] == [None] * 3
    assert [rating.utility for rating in vote.ratings] == pytest.approx([0.1, 0.3, 0.9]), "a tenth of a point a word"
    assert all(rating.correct is None for rating in vote.ratings), "nobody can check this text"


def test_an_answer_that_was_cut_off_is_told_as_such(course: Course) -> None:
    course.preferences.set_taste("whole", {})
    course.preferences.rank(1, (2, 0, 1))
    assert [rating.utility for rating in course.preferences.votes.votes[0].ratings] == [-1.0, 0.0, 0.0]


def test_the_judge_is_quoted_as_it_was_when_the_vote_was_given(course: Course) -> None:
    judge = course.preferences.reward_log.model = RewardModel(course.model)
    with torch.no_grad():
        for weight in judge.parameters():
            weight.add_(0.3 * torch.randn_like(weight))
    said = [(QUESTION, ANSWERS[place], (True, True, False)[place]) for place in (1, 2, 0)]
    scores = score_texts(judge, course.tokenizer, said)
    course.preferences.rank(1, (1, 2, 0))
    course.preferences.reward_log.model = None
    told = [rating.score for rating in course.preferences.votes.votes[0].ratings]
    assert told == pytest.approx(scores, abs=1e-4)
    assert len({round(score, 4) for score in scores}) == 3, "it tells them apart"
