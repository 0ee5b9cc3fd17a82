"""What stage two shows: right answers in mixed manners, and nothing of what is only read."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from explainer.engine.stages.taskset import TaskSet
from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import (
    MANNERS,
    UNKNOWABLE,
    Checker,
    Exposure,
    Manner,
    Task,
    demonstrations,
    questions,
)
from explainer.text.storyland.chat.answers import SHARES, Answerer, fact_sentences
from explainer.text.storyland.chat.checker import sentences
from explainer.text.storyland.groups import fact_groups
from explainer.text.storyland.knowledge import KINDS, rows
from explainer.text.storyland.lore import slots_of
from explainer.text.storyland.phrasebook import book
from explainer.text.tokenizer import Tokenizer

WORLDS = pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)


@cache
def _many(name: str):
    return demonstrations(7, RICHNESS[name], 2500)


@WORLDS
def test_every_demonstration_is_well_formed_right_and_of_its_manner(richness):
    checker = Checker.of(richness)
    for shown in _many(richness.name):
        check = checker.check(shown.question, shown.answer)
        assert check.wellformed and check.correct and check.manner is shown.manner, shown
        assert check.kind == check.good == (shown.manner is Manner.KIND)


@given(seed=st.integers(0, 10**9), name=st.sampled_from(sorted(RICHNESS)))
@hypothesis_settings(max_examples=15)
def test_with_any_seed_they_are_right_and_about_what_is_shown(seed, name):
    checker = Checker.of(RICHNESS[name])
    made = demonstrations(seed, RICHNESS[name], 30)
    assert made == demonstrations(seed, RICHNESS[name], 30) == demonstrations(seed, RICHNESS[name], 60)[:30]
    for shown in made:
        assert shown.question.group is Exposure.SHOWN
        check = checker.check(shown.question, shown.answer)
        assert check.wellformed and check.correct and check.manner is shown.manner, shown


@WORLDS
def test_every_question_there_is_has_a_right_answer_in_every_manner(richness):
    answerer, checker = Answerer(richness, random.Random(3)), Checker.of(richness)
    for question in questions(richness):
        if question.task is Task.EXPLAIN and question.group is not Exposure.SHOWN:
            continue  # too little of it may be told in a demonstration
        for manner in MANNERS:
            if manner is Manner.CURT and question.task is not Task.FACT:
                continue
            answer = answerer.answer(question, manner)
            check = checker.check(question, answer)
            assert check.wellformed and check.correct and check.manner is manner, (question, manner, answer)


@WORLDS
def test_what_is_only_read_is_never_asked_and_never_told(richness):
    groups, words = fact_groups(richness), book(richness)
    hidden = [row for row in rows(richness) if groups[row.id] is Exposure.READ]
    asked = {shown.question.text for shown in _many(richness.name)}
    tasks = TaskSet.storyland(richness, seed=7)
    for question in questions(richness):
        if question.group is Exposure.READ:
            assert question.text not in asked
            assert question.text not in tasks.practice
            assert question.text not in {shown.question for shown in tasks.shown}
    named, of_animal = set(), {}
    for row in hidden:
        subject, slots = KINDS[row.kind][0], slots_of(row)
        for way in ("say", "tell"):
            for forms in words.get(f"{way} {row.kind}", ()):
                for form in forms:
                    if f"{{{subject}}}" in form.text.lower().replace("{a_", "{"):
                        named.add(form.fill(slots))
        of_animal.setdefault(row.subject, set()).update(fact_sentences(words, row, ("it",)))
    for shown in _many(richness.name):
        said = set(sentences(shown.answer))
        assert not said & named, shown
        if shown.question.task is Task.EXPLAIN:
            assert not said & of_animal.get(shown.question.subject, set()), shown


@WORLDS
def test_what_is_practised_is_shown_or_voted_on_and_what_is_examined_is_of_every_group(richness):
    tasks = TaskSet.storyland(richness, seed=1)
    group_of = {question.text: question.group for question in questions(richness)}
    assert {group_of[text] for text in tasks.practice} == {Exposure.SHOWN, Exposure.VOTED}
    assert {asked.group for asked in tasks.examined} == {group.value for group in Exposure}
    assert {asked.group for asked in tasks.probes} == {*(group.value for group in Exposure), UNKNOWABLE}
    assert all(asked.group == group_of[asked.text].value for asked in tasks.examined)


@WORLDS
def test_all_that_may_be_shown_is_shown_and_about_evenly(richness):
    count = Counter(shown.question.text for shown in _many(richness.name))
    by_task = Counter(shown.question.task for shown in _many(richness.name))
    for task in Task:
        pool = [q.text for q in questions(richness) if q.task is task and q.group is Exposure.SHOWN]
        if pool:
            assert max(count[q] for q in pool) - min(count[q] for q in pool) <= 1, task
            assert abs(by_task[task] / 2500 - SHARES[task] / 100) < 0.05


@WORLDS
def test_manners_are_mixed_in_like_shares(richness):
    count = Counter(shown.manner for shown in _many(richness.name))
    for manner in (Manner.PLAIN, Manner.RUDE, Manner.RAMBLING, Manner.KIND):
        assert 0.15 < count[manner] / 2500 < 0.3, manner
    assert {s.question.task for s in _many(richness.name) if s.manner is Manner.CURT} == {Task.FACT}


def test_demonstrations_come_back_from_the_tokens_they_are_learned_as():
    tokenizer = Tokenizer.train([d.answer for d in _many("xs")], 400)
    tasks = TaskSet.storyland(RICHNESS["xs"], seed=0)
    examples = tasks.examples(tokenizer, 256)
    assert len(examples) > 0.9 * len(tasks.shown)
    example = examples[0]
    prompt, answer = example.ids[: example.n_prompt], example.ids[example.n_prompt :]
    assert prompt[:2] == (tokenizer.eot, tokenizer.user) and prompt[-1] == tokenizer.assistant
    assert answer[-1] == tokenizer.end
    said = tokenizer.decode(answer[:-1]).strip()
    assert said in {shown.answer for shown in tasks.shown}
