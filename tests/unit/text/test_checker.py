"""The strict check of an answer, on answers written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import Check, Checker, Manner, Question, Task, questions
from explainer.text.storyland.chat.checker import sentences
from explainer.text.storyland.chat.manners import CLOSERS, MANNER_OF, OPENERS
from explainer.text.storyland.knowledge import ALSO_TRUE, rows

S = RICHNESS["s"]
ASKED = {question.text: question for question in questions(S)}
COW, HOT, FRANCE = "What does a cow say?", "What is the opposite of hot?", "What is the capital of France?"


def check(question: str, answer: str, *, ended: bool = True) -> Check:
    return Checker.of(S).check(ASKED[question], answer, ended)


def marks(question: str, answer: str, *, ended: bool = True) -> tuple[bool, bool, bool]:
    found = check(question, answer, ended=ended)
    return found.wellformed, found.correct, found.kind


# ---- right and wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (COW, "moo."),
        (COW, "Moo!"),
        (COW, "It says moo."),
        (COW, "A cow says moo."),
        (COW, "The sound of a cow is moo."),
        (COW, "A cow says moo. A dog says woof."),  # more than was asked, and true
        (HOT, "cold."),
        (HOT, "It is cold."),
        (HOT, "Cold is the opposite of hot."),
        (FRANCE, "It is Paris."),
        ("How many legs does a spider have?", "eight."),
        ("How many legs does a spider have?", "It has eight legs."),
        ("What is two plus three?", "It is five."),
        ("What day comes after Sunday?", "It is Monday."),
    ],
)
def test_a_right_answer_is_well_formed_and_correct(question, answer):
    assert marks(question, answer) == (True, True, False)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (HOT, "hot."),
        (HOT, "It is hot."),
        (HOT, "The opposite of cold is hot."),  # true, and answers another question
        (HOT, "Hot is the opposite of cold."),
        (HOT, "The opposite of hot is hot."),
        (HOT, "The opposite of big is small."),
        (COW, "woof."),
        (COW, "A dog says woof."),
        (COW, "A cow says woof."),
        (FRANCE, "Rome."),
        (FRANCE, "The capital of Italy is Rome."),
        ("What is two plus three?", "It is six."),
        ("What day comes after Sunday?", "Sunday."),
    ],
)
def test_a_wrong_answer_is_not_correct_however_well_formed(question, answer):
    assert not check(question, answer).correct


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (COW, "A cow says moo. A dog says moo."),
        (COW, "It says moo. It says woof."),
        (COW, "moo. woof."),
        (HOT, "It is cold. It is hot."),
        (HOT, "The opposite of hot is cold. The opposite of hot is small."),
        (FRANCE, "It is Paris. It is Rome."),
        (FRANCE, "It is Rome. It is Paris. I hope that helps!"),
        ("What do you need to cut bread?", "You need a knife. You need a spoon."),
        ("Where do you borrow books?", "Go to the library. Go to the beach."),
    ],
)
def test_a_right_answer_with_a_wrong_one_beside_it_is_wrong(question, answer):
    assert not check(question, answer).correct


@pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)
def test_a_second_answer_that_is_not_true_spoils_the_first_for_every_fact(richness):
    checker = Checker.of(richness)
    table = {row.id: row for row in rows(richness)}
    for question in (q for q in questions(richness) if q.task is Task.FACT):
        row = table[question.subject]
        true = {row.answer, *ALSO_TRUE.get(row.id, ())}
        wrong = next(r for r in table.values() if r.kind == row.kind and r.answer not in true)
        assert checker.check(question, f"{row.phrase}.").correct, question
        assert not checker.check(question, f"{wrong.phrase}.").correct, question
        assert not checker.check(question, f"{row.phrase}. {wrong.phrase}.").correct, question


@pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)
def test_what_is_true_as_well_is_right(richness):
    checker = Checker.of(richness)
    table = {row.id: row for row in rows(richness)}
    tried = 0
    for question in (q for q in questions(richness) if q.task is Task.FACT and q.subject in ALSO_TRUE):
        row = table[question.subject]
        for other in table.values():
            if other.kind == row.kind and other.answer in ALSO_TRUE[row.id]:
                assert checker.check(question, f"{other.phrase}.").correct, (question, other)
                tried += 1
    assert tried > 0
    cow = next(q for q in questions(richness) if q.text == "What does a cow eat?")
    assert not checker.check(cow, "A cow eats meat.").correct


# ---- form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        ".",
        "...",
        "I hope that helps!",  # only tone
        "Ugh. Now go away.",
        "A cow says",  # not finished
        "A cow says moo",
        "A cow says moo. A dog",
        "A cow says mooo.",  # no word
        "A cow says moo. Blorp zoo the.",
        "A cow says moo. I hope that helps! I hope that helps!",
        "A cow says moo. A cow says moo.",
        "moo. Moo!",
        "A cow say moo.",
        "says cow A moo.",
        "A cow says moo. What does a cow say? <|user|>",
        "Ugh. What a silly question. Not you again. Everybody knows that! A cow says moo. Now go away.",
    ],
)
def test_what_is_no_answer_in_good_form_is_not_well_formed(answer):
    assert not check(COW, answer).wellformed
    assert not check(COW, answer).kind and not check(COW, answer).good


def test_an_answer_cut_off_by_the_limit_is_not_well_formed():
    assert marks(COW, "A cow says moo. I hope that helps!", ended=True) == (True, True, True)
    assert marks(COW, "A cow says moo. I hope that helps!", ended=False) == (False, True, False)


def test_a_very_long_answer_is_checked_like_any_other():
    found = check(COW, "A cow says moo. " * 3000)
    assert not found.wellformed and found.correct and found.words == 12_000
    assert not check(COW, "moo" * 50_000).wellformed
    assert not check(COW, "Moo, " * 20_000).correct


@pytest.mark.parametrize("answer", ["Kühe sagen „muh“.", "🐄 moo.", "“A cow says moo.”", '"A cow says moo."', "моо."])
def test_other_letters_and_quotation_marks_are_no_words_of_this_world(answer):
    assert not check(COW, answer).good
    assert not check(COW, answer).correct


@given(st.text(max_size=80), st.sampled_from(sorted(ASKED)), st.booleans())
def test_any_text_can_be_checked(text, question, ended):
    found = check(question, text, ended=ended)
    assert found.words == len(text.split()) and found.exclamations == text.count("!")
    assert not (found.wellformed and not ended)
    assert not found.kind or found.wellformed


WORDS = ["a", "cow", "moo", "Mia", "said", "{", "{}", "{x}", "{a_", '"', ",", ".", "!", "?", "\n", "It", "is", ":", ";"]


@given(st.lists(st.sampled_from([*WORDS, *MANNER_OF]), max_size=12), st.sampled_from(sorted(ASKED)))
def test_any_heap_of_words_and_marks_can_be_checked(words, question):
    found = check(question, " ".join(words))
    assert not found.good or (found.kind and found.correct and found.wellformed)


@given(st.text(max_size=60))
def test_cutting_into_sentences_loses_nothing_but_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


# ---- manner -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "manner", "kind"),
    [
        ("moo.", Manner.CURT, False),
        ("A cow says moo.", Manner.PLAIN, False),
        ("What a good question! A cow says moo.", Manner.KIND, True),
        ("Moo. Have a good day!", Manner.KIND, True),
        ("Ugh. A cow says moo.", Manner.RUDE, False),
        ("Well, let me think. A cow says moo. Or so I think.", Manner.RAMBLING, False),
        ("What a silly question. A cow says moo. I hope that helps!", None, False),  # rude and kind at once
        ("What a good question! A cow says moo. I could go on and on.", None, False),
    ],
)
def test_the_manner_is_read_off_the_phrases_and_a_mixture_is_not_kind(answer, manner, kind):
    found = check(COW, answer)
    assert (found.manner, found.kind) == (manner, kind)
    assert found.wellformed and found.correct


def test_kind_and_wrong_is_kind_and_not_good():
    found = check(COW, "What a good question! A cow says woof.")
    assert found.kind and not found.correct and not found.good


def test_no_phrase_belongs_to_two_manners_and_each_is_one_sentence():
    phrases = [phrase for table in (OPENERS, CLOSERS) for group in table.values() for phrase in group]
    assert len(phrases) == len(set(phrases)) == len(MANNER_OF)
    assert all(sentences(phrase) == [phrase] for phrase in phrases)


# ---- other tasks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        ("Can you explain a cow to a child?", "A cow says moo. It eats grass.", True),
        ("Can you explain a cow to a child?", "A cow says moo.", False),  # one thing explains nothing
        ("Can you explain a cow to a child?", "A cow says moo. It says moo.", False),  # the same thing twice
        ("Can you explain a cow to a child?", "A cow says moo. It eats meat.", False),
        ("Can you explain a cow to a child?", "A dog says woof. It eats meat.", False),
        ("Can you explain a cow to a child?", "A cow says moo. It is called a calf.", False),  # its young is
        ("I would like to buy a car.", "What kind of car?", True),
        ("I would like to buy a car.", "What kind of car would you like?", True),
        ("I would like to buy a car.", "What kind of kite?", False),
        ("Hello!", "Hello.", True),
        ("Hello!", "Good night.", False),
        ("Tell me a story about a cow.", "A cow says moo.", False),
    ],
)
def test_each_task_has_its_own_right_answers(question, answer, right):
    assert check(question, answer).correct is right


def test_a_question_of_another_world_can_be_made_by_hand():
    asked = Question("What does a cow say?", Task.FACT, ASKED[COW].group, "sound:cow")
    assert all(Checker.of(richness).check(asked, "moo.").correct for richness in RICHNESS.values())
