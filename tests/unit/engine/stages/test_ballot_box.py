"""Answers to vote on: as many as were asked for, all different, of the model as it was when they were asked for."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.stages.taskset import TaskSet
from explainer.model.generate import Sampling, generate
from explainer.text.chat import answer_text, prompt_ids
from tests.unit.engine.stages.walking import practise, tune, weights
from tests.unit.engine.telling import plain

COW = "What does a cow say?"


def _finish(course):
    box = course.preferences.ballots
    while box.busy:
        box.write_on()
    assert box.paper.done
    return box.paper


@pytest.mark.parametrize("n", [2, 4])
def test_a_ballot_has_as_many_different_answers_as_were_asked_for(course, n):
    course.preferences.new_ballot(n, COW, course.lineage)
    paper = _finish(course)
    assert len(set(paper.texts)) == len(paper.texts) == len(paper.ended) == n
    assert paper.question == COW and not paper.voted and all(text.strip() for text in paper.texts)


def test_it_is_written_token_by_token_so_that_nobody_waits(course):
    course.preferences.new_ballot(2, COW, course.lineage)
    lengths = []
    while course.preferences.ballots.busy:
        course.preferences.ballots.write_on()
        lengths.append(max(map(len, course.preferences.ballots.paper.texts), default=0))
    assert len(lengths) > 5 and lengths[0] < lengths[-1]
    course.preferences.ballots.write_on()  # nothing more happens


@pytest.mark.parametrize("n", [0, 1, 3, 5, -2])
def test_another_number_of_answers_is_refused(course, n):
    with pytest.raises(ValueError, match="two or four"):
        course.preferences.new_ballot(n, COW, course.lineage)
    assert course.preferences.ballots.paper is None


@pytest.mark.parametrize("question", ["", "  \n ", "cow " * 60, "x" * 5000])
def test_a_question_that_is_empty_or_leaves_no_room_is_refused_and_the_old_ballot_stays(course, question):
    course.preferences.new_ballot(2, COW, course.lineage)
    paper = _finish(course)
    with pytest.raises(ValueError) as caught:
        course.preferences.new_ballot(2, question, course.lineage)
    assert plain(f"{caught.value}.")
    assert course.preferences.ballots.paper is paper and not course.preferences.ballots.busy


def test_the_longest_question_that_is_taken_has_room_for_an_answer(course):
    n = next(n for n in range(80, 0, -1) if len(prompt_ids(course.tokenizer, ("cow " * n).strip())) <= 64 - 8)
    course.preferences.new_ballot(2, "cow " * n, course.lineage)
    assert len(_finish(course).texts) == 2


def test_half_a_character_in_a_question_is_read_as_a_question_mark(course):
    course.preferences.new_ballot(2, "What is \ud83d?", course.lineage)
    assert _finish(course).question == "What is ??"


def test_questions_of_its_own_list_come_each_once_before_any_comes_again(course):
    everything = list(course.preferences.tasks.prompts(course.tokenizer, 64).values())
    asked = []
    for _ in range(len(everything)):
        course.preferences.new_ballot(2, None, course.lineage)
        asked.append(course.preferences.ballots.paper.question)
    assert sorted(asked) == sorted(everything)
    assert [course.preferences.ballots.paper.serial] == [len(everything)]


def test_the_same_seed_asks_the_same_and_throws_the_same_dice(new_course):
    papers = []
    for seed in (1, 1, 2):
        made = new_course(seed=seed)
        made.preferences.new_ballot(4, None, made.lineage)
        papers.append(_finish(made))
    assert (papers[0].question, papers[0].texts) == (papers[1].question, papers[1].texts)
    assert papers[0].texts != papers[2].texts


def test_the_answers_are_of_the_weights_there_were_when_it_was_handed_out(course):
    tune(course)
    course.preferences.new_ballot(2, COW, course.lineage)
    for _ in range(3):
        course.preferences.ballots.write_on()
    before = weights(course.model)
    with torch.no_grad():
        for p in course.model.parameters():
            p.normal_()
    changed = _finish(course).texts
    other = type(course.preferences.ballots)(course.settings.seed)
    course.model.load_state_dict(before)
    other.new(course.model, course.tokenizer, course.preferences.tasks, 2, COW)
    while other.busy:
        other.write_on()
    assert other.paper.texts == changed


def test_answers_that_are_the_same_are_one_and_then_there_is_no_choice(course):
    with torch.no_grad():
        for p in course.model.parameters():
            p.zero_()
        course.model.ln_f.bias.fill_(1.0)
        course.model.wte.weight[course.tokenizer.encode(" cow")[0]] = 100.0  # it can say nothing else
    course.preferences.new_ballot(4, COW, course.lineage)
    assert len(_finish(course).texts) == 1
    with pytest.raises(ValueError, match="order"):
        course.preferences.rank(1, (0,))


def test_what_is_written_is_what_the_model_writes(course):
    course.preferences.new_ballot(2, COW, course.lineage)
    texts = _finish(course).texts
    rng = type(course.preferences.ballots)(course.settings.seed)._rng
    seeds = [rng.getrandbits(63) for _ in range(6)]
    prompt = prompt_ids(course.tokenizer, COW)
    ids = generate(
        course.model, [prompt] * 6, max_new_tokens=48, sampling=Sampling(), seeds=seeds,
        stop=frozenset(course.tokenizer.markers),
    )  # fmt: skip
    said = [answer_text(course.tokenizer, answer) for answer in ids]
    assert texts == [text for text in dict.fromkeys(said) if text.strip()][:2]


# ---- votes on it ----------------------------------------------------------------------------------------------------


def test_a_vote_stores_the_answers_best_first_and_tells_what_judge_and_labeller_think(course):
    course.preferences.new_ballot(4, COW, course.lineage)
    paper = _finish(course)
    course.preferences.rank(paper.serial, (2, 0, 3, 1))
    (vote,) = course.preferences.votes.votes
    assert (vote.kind, vote.question) == ("rank", COW)
    assert vote.answers == tuple(paper.texts[i] for i in (2, 0, 3, 1))
    taste = course.preferences.tasks.tastes["kind"]
    points = [course.preferences.tasks.utility(taste, COW, paper.texts[i], paper.ended[i]) for i in (2, 0, 3, 1)]
    assert [rating.utility for rating in vote.ratings] == points
    assert all(rating.score is None for rating in vote.ratings)  # there is no judge yet


@pytest.mark.parametrize("order", [(), (0,), (0, 0), (0, 2), (1, -1), (0, 1, 2), (5, 6)])
def test_an_order_that_is_none_is_refused_and_the_ballot_stays_open(course, order):
    course.preferences.new_ballot(2, COW, course.lineage)
    paper = _finish(course)
    with pytest.raises(ValueError, match="order"):
        course.preferences.rank(paper.serial, order)
    assert course.preferences.votes.votes == [] and not paper.voted
    course.preferences.rank(paper.serial, (1, 0))
    assert course.preferences.votes.votes[0].kind == "pair"


def test_nobody_votes_twice_or_too_early_or_on_another_ballot(course):
    with pytest.raises(ValueError, match="not up for a vote"):
        course.preferences.rank(1, (0, 1))
    course.preferences.new_ballot(2, COW, course.lineage)
    with pytest.raises(ValueError, match="still being written"):
        course.preferences.rank(1, (0, 1))
    _finish(course)
    course.preferences.rank(1, (0, 1))
    for serial in (1, 0, 2):
        with pytest.raises(ValueError, match="not up for a vote"):
            course.preferences.rank(serial, (0, 1))
    assert len(course.preferences.votes.votes) == 1


# ---- own texts ------------------------------------------------------------------------------------------------------

PASSAGES = [f"The {n} cats sat on mat {n}. They saw {n} dogs! Did they run? Yes, to the park." for n in range(100)]


def test_a_text_cut_in_two_is_a_question_and_what_follows_it():
    own = TaskSet.own_text(PASSAGES, "cats.txt")
    assert (own.source, own.can_check, own.enough) == ("cats.txt", False, True)
    assert own.shown[0].question == "The 0 cats sat on mat 0." and own.shown[0].answer == "They saw 0 dogs!"
    assert not {shown.question for shown in own.shown} & set(own.practice)
    assert {asked.text for asked in own.examined} == set(own.practice)
    assert all(shown.manner == "" for shown in own.shown) and not own.knows(own.practice[0])


def test_of_an_own_text_nothing_can_be_checked_and_only_the_surface_has_points():
    own = TaskSet.own_text(PASSAGES, "cats.txt")
    assert own.check(own.practice[0], "Yes.", True) is None
    assert set(own.tastes) == {"long", "terse", "exclamation"} and all(t.correct == 0 for t in own.tastes.values())
    assert own.utility(own.tastes["long"], "?", "one two three", True) == pytest.approx(0.3)
    assert own.utility(own.tastes["terse"], "?", "one two", False) == pytest.approx(-1.2)
    assert own.utility(own.tastes["exclamation"], "?", "Oh! Ah!", True) == pytest.approx(1.4)


@pytest.mark.parametrize("documents", [[], [""], ["One sentence."], ["No end", "none"], PASSAGES[:20], ["a. b. " * 9]])
def test_a_text_with_too_few_passages_is_not_enough(documents):
    assert not TaskSet.own_text(documents, "x").enough


@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_text_can_be_cut(documents):
    own = TaskSet.own_text(documents, "x")
    assert all(shown.question.strip() and shown.answer.strip() for shown in own.shown)
    assert all(question.strip() for question in own.practice)


def test_all_stages_run_on_an_own_text_with_sentences_of_any_length(new_course):
    long = ["A very long sentence " + "goes on and on " * 30 + ". " + "And the answer too " * 40 + "."] * 3
    course = new_course(tasks=TaskSet.own_text([*long, *PASSAGES[:90], *long], "own.txt"))
    course.check()
    tune(course)
    assert course.tuning.results == [] and course.tuning.probes  # nobody can count what is right
    practise(course)
    (told,) = course.feedback.outcomes
    assert told.good_before is None and told.correct_after is None
    assert course.preferences.reward_log.sees == [] and course.preferences.reward_log.taste == "long"
    course.preferences.new_ballot(2, None, course.lineage)
    assert len(prompt_ids(course.tokenizer, course.preferences.ballots.paper.question)) <= 24


def test_a_text_of_long_sentences_alone_is_refused(new_course):
    long = [f"{n} goes on and on {'and on ' * 60}. Never ends." for n in range(100)]
    course = new_course(tasks=TaskSet.own_text(long, "own.txt"))
    assert course.preferences.tasks.enough
    with pytest.raises(ValueError, match="too long"):
        course.check()
    with pytest.raises(ValueError, match="nothing to ask"):
        course.preferences.new_ballot(2, None, course.lineage)


def test_what_is_asked_to_be_measured_is_never_what_was_shown():
    own = TaskSet.own_text(PASSAGES * 2, "cats.txt")
    assert len(own.shown) + len(own.practice) == 101  # passages that stand there twice count once
    assert len({shown.question for shown in own.shown} | set(own.practice)) == 101
