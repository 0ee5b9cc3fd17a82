"""Every fact is in one of three groups, the same for ever, so that it can be told where an ability comes from."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.storyland import RICHNESS, facts
from explainer.text.storyland.chat import Exposure, Task, questions
from explainer.text.storyland.groups import deal, fact_groups
from explainer.text.storyland.knowledge import by_subject, rows

WORLDS = pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)


@WORLDS
def test_every_fact_is_in_exactly_one_group(richness):
    groups = fact_groups(richness)
    assert set(groups) == {fact.id for fact in facts(richness)}
    assert set(groups.values()) == set(Exposure)


@WORLDS
def test_a_fact_and_its_other_way_round_are_never_parted(richness):
    groups = fact_groups(richness)
    opposites = {row.subject: row for row in rows(richness) if row.kind == "opposite"}
    for row in opposites.values():
        assert groups[row.id] is groups[opposites[row.answer].id], row


@WORLDS
def test_questions_about_one_thing_are_all_in_its_group(richness):
    asked: dict[tuple[Task, str], set[Exposure]] = {}
    for question in questions(richness):
        asked.setdefault((question.task, question.subject), set()).add(question.group)
    assert all(len(groups) == 1 for groups in asked.values())
    for question in questions(richness):
        if question.task is Task.FACT:
            assert question.group is fact_groups(richness)[question.subject]


@WORLDS
def test_no_question_is_asked_in_two_ways_that_look_the_same(richness):
    texts = [question.text for question in questions(richness)]
    assert len(texts) == len(set(texts))
    assert all(text == text.strip() and text[0].isupper() and text[-1] in ".?!" for text in texts)


@WORLDS
def test_each_group_has_its_share_of_facts_and_of_the_tasks_that_are_examined(richness):
    count = Counter(fact_groups(richness).values())
    for group, share in ((Exposure.SHOWN, 0.4), (Exposure.VOTED, 0.3), (Exposure.READ, 0.3)):
        assert abs(count[group] / sum(count.values()) - share) < 0.1
    for task in (Task.FACT, Task.STORY, Task.SHOP):
        assert {q.group for q in questions(richness) if q.task is task} == set(Exposure), task


@WORLDS
def test_an_animal_that_is_explained_in_demonstrations_has_enough_that_may_be_told(richness):
    groups = fact_groups(richness)
    for question in questions(richness):
        if question.task is Task.EXPLAIN:
            told = by_subject(richness)[question.subject]
            assert len(told) >= 2
            shown = sum(groups[row.id] is Exposure.SHOWN for row in told)
            assert (question.group is Exposure.SHOWN) == (shown >= 2)


def test_the_groups_of_the_smallest_world_stay_as_they_are():
    """Runs that were saved were trained on these groups: whoever changes the deal changes what they prove."""
    groups = fact_groups(RICHNESS["xs"])
    chosen = ("sound:cow", "food:bear", "home:bee", "opposite:hot", "opposite:cold", "capital:France", "day:Monday")
    assert {name: groups[name].value for name in chosen} == {
        "sound:cow": "shown",
        "food:bear": "voted",
        "home:bee": "read",
        "opposite:hot": "voted",
        "opposite:cold": "voted",
        "capital:France": "shown",
        "day:Monday": "shown",
    }


@given(st.lists(st.text(max_size=8), max_size=60), st.randoms(use_true_random=False))
def test_dealing_depends_on_the_names_alone_and_gives_four_three_three(names, rng):
    dealt = deal(names)
    shuffled = list(names)
    rng.shuffle(shuffled)
    assert set(dealt) == set(names)
    assert deal(sorted(dealt)) == deal(sorted(dealt, reverse=True)) == dealt == deal([*shuffled, *names])
    count = Counter(dealt.values())
    for group, share in ((Exposure.SHOWN, 4), (Exposure.VOTED, 3), (Exposure.READ, 3)):
        tens = len(dealt) // 10
        assert share * tens <= count[group] <= share * (tens + 1)
