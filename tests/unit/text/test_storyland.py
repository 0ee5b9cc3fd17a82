"""The built-in world: repeatable, varied, consistent with itself, and full of facts that are told evenly."""

import hashlib
import itertools
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.text.storyland import (
    RICHNESS,
    Document,
    Richness,
    documents,
    examples,
    fact_frequency,
    facts,
    right_answers,
    word_kinds,
)
from explainer.text.storyland.judge import judge
from explainer.text.storyland.knowledge import ALSO_TRUE

PRESETS = list(RICHNESS.values())
KINDS = {
    "story", "facts", "asked", "answers", "lesson", "dialogue", "game", "quiz", "shop", "two meanings", "letter",
    "instructions", "rhyme",
}  # fmt: skip


def some(seed: int, n: int, richness: Richness = RICHNESS["s"]) -> list[Document]:
    return list(itertools.islice(documents(seed, richness), n))


def test_same_seed_gives_the_same_documents_and_another_seed_others() -> None:
    assert some(3, 200) == some(3, 200)
    assert some(3, 200) != some(4, 200)


def test_another_process_with_another_hash_seed_writes_the_same_bytes() -> None:
    program = (
        "import hashlib, itertools; from explainer.text.storyland import documents;"
        "print(hashlib.sha256(''.join(d.text for d in itertools.islice(documents(9), 300)).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, env={"PYTHONHASHSEED": "123"}, capture_output=True, text=True, check=True)
    here = hashlib.sha256("".join(d.text for d in some(9, 300)).encode()).hexdigest()
    assert found.stdout.strip() == here


def test_different_seeds_share_almost_no_long_document() -> None:
    ours = {d.text for d in some(1, 3000) if len(d.text) > 200}
    theirs = [d.text for d in some(2, 3000) if len(d.text) > 200]
    assert sum(text in ours for text in theirs) / len(theirs) < 0.01


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_the_grammar_accepts_every_sentence_the_generator_writes(richness: Richness) -> None:
    for document in some(11, 1500, richness):
        verdict = judge(document.text, richness)
        for measure in ("words", "quotes", "sentences", "pronouns", "objects"):
            share = getattr(verdict, measure)
            assert share.good == share.of, f"{measure} in a document of kind {document.kind}:\n{document.text}"


@given(seed=st.integers(0, 10**9), name=st.sampled_from(sorted(RICHNESS)))
@settings(max_examples=25)
def test_the_grammar_accepts_documents_of_any_seed(seed: int, name: str) -> None:
    text = [document.text for document in some(seed, 12, RICHNESS[name])]
    verdict = judge(text, RICHNESS[name])
    assert verdict.sentences.share == 1.0
    assert verdict.words.share == 1.0


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_every_fact_is_told_often_and_evenly(richness: Richness) -> None:
    frequency = fact_frequency(richness, seed=5)
    assert set(frequency) == {fact.id for fact in facts(richness)}
    assert min(frequency.values()) >= 20  # in a million characters
    assert max(frequency.values()) <= 3 * min(frequency.values())


def test_the_frequency_of_a_fact_is_known_before_the_text_is_read() -> None:
    ours, others = fact_frequency(RICHNESS["s"], seed=1), fact_frequency(RICHNESS["s"], seed=2)
    for name, frequency in ours.items():
        assert others[name] == pytest.approx(frequency, rel=0.5)


def test_fact_paragraphs_hardly_ever_repeat_a_sentence() -> None:
    paragraphs = [document.text for document in some(19, 2000) if document.kind == "facts"]
    repeated = sum(len(set(s := text.split(". "))) != len(s) for text in paragraphs)
    assert repeated / len(paragraphs) < 0.02


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_facts_that_a_document_says_it_tells_are_told_in_it(richness: Richness) -> None:
    by_id = {fact.id: fact for fact in facts(richness)}
    for document in some(21, 600, richness):
        for name in document.facts:
            assert by_id[name].answer in document.text.lower() or by_id[name].answer in document.text


def test_about_two_fifths_of_the_text_are_about_facts() -> None:
    about_facts = total = 0
    for document in some(8, 4000):
        total += len(document.text)
        if document.kind == "quiz" or (document.facts and document.kind != "story"):
            about_facts += len(document.text)
    assert 0.35 < about_facts / total < 0.5


def test_all_kinds_of_documents_occur_and_most_are_short() -> None:
    found = some(6, 2000)
    assert {document.kind for document in found} == KINDS
    lengths = [len(document.text.split()) for document in found]
    assert max(lengths) <= 160
    assert 25 < sum(lengths) / len(lengths) < 80


def test_quizzes_are_questions_and_nothing_else() -> None:
    quizzes = [document.text for document in some(2, 2000) if document.kind == "quiz"]
    assert len(quizzes) > 50
    for text in quizzes:
        assert all(sentence.endswith("?") for sentence in re.split(r"(?<=[.?!])\s", text))


def test_no_document_begins_with_a_bare_question_and_answers_it() -> None:
    for document in some(4, 3000):
        if document.text.startswith(("What", "Where", "Who", "How many", "How much")) and document.kind != "quiz":
            first = document.text.split("?")[0]
            assert document.kind in {"facts", "two meanings"}, first


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_texts_have_plain_marks_and_right_articles(richness: Richness) -> None:
    for document in some(13, 800, richness):
        assert re.fullmatch(r"[A-Za-z .,!?:\"\n]+", document.text), document.text
        assert not re.search(r"\b[Aa] [aeiou]", document.text), document.text
        assert not re.search(r"\b[Aa]n (?!hour)[^aeiou]", document.text), document.text
        assert "  " not in document.text
        assert document.text == document.text.strip()
        assert document.text[0].isupper() or document.text[0] == '"'


def test_hardly_a_story_says_the_same_sentence_twice() -> None:
    stories = [document.text for document in some(17, 2000) if document.kind == "story"]
    repeated = 0
    for text in stories:
        told = [s for s in re.split(r"(?<=[.?!])\s", re.sub(r'"[^"]*"', '""', text)) if len(s.split()) > 3]
        repeated += len(told) != len(set(told))
    assert repeated / len(stories) < 0.03


def test_facts_grow_with_richness_and_keep_their_names() -> None:
    found = [{fact.id for fact in facts(richness)} for richness in PRESETS]
    assert [len(ids) for ids in found] == sorted(len(ids) for ids in found)
    assert 150 <= len(found[1]) <= 180
    for smaller, larger in itertools.pairwise(found):
        assert smaller < larger


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_each_fact_can_be_asked_continued_and_mistaken(richness: Richness) -> None:
    for fact in facts(richness):
        assert fact.question.endswith("?")
        assert len(fact.cloze) >= 1
        for prompt in fact.cloze:
            assert any(statement.startswith(f"{prompt} {fact.answer}") for statement in fact.statements)
        assert len(fact.wrong) >= 3
        assert fact.answer not in fact.wrong
        assert not ALSO_TRUE.get(fact.id, frozenset()) & set(fact.wrong)


def test_no_question_has_two_different_answers() -> None:
    answers: dict[str, str] = {}
    for fact in facts(RICHNESS["l"]):
        for question in (*fact.questions, *fact.cloze):
            assert answers.setdefault(question, fact.answer) == fact.answer


@pytest.mark.parametrize("richness", PRESETS, ids=lambda r: r.name)
def test_examples_use_only_words_of_the_world(richness: Richness) -> None:
    assert 10 <= len(examples(richness)) <= 15
    assert judge(examples(richness), richness).words.share == 1.0


def test_words_know_their_kind() -> None:
    kinds = word_kinds(RICHNESS["s"])
    expected = {"cow": "animal", "red": "colour", "Mia": "name", "three": "number", "box": "box", "Paris": "city",
                "garden": "place", "moo": "sound", "put": "verb"}  # fmt: skip
    assert {word: kinds[word] for word in expected} == expected


def test_the_small_world_has_few_words_and_the_large_one_more() -> None:
    sizes = []
    for richness in PRESETS:
        words = {w.lower() for d in some(1, 3000, richness) for w in re.findall(r"[A-Za-z]+", d.text)}
        sizes.append(len(words))
    assert sizes == sorted(sizes)
    assert sizes[1] < 660


def test_words_with_two_meanings_are_used_in_both() -> None:
    text = " ".join(document.text for document in some(23, 4000))
    senses = [
        ("bank of the river", "the bank was|to the bank"),
        ("with a bat", "bat flew"),
        ("began to bark", "bark of"),
        ("bell ring|began to ring", "ring from|ring on"),
    ]
    for one, other in senses:
        assert re.search(one, text)
        assert re.search(other, text)


@pytest.mark.parametrize("name", RICHNESS)
def test_what_is_offered_first_has_a_right_answer_and_the_last_is_hard(name: str) -> None:
    richness = RICHNESS[name]
    offered, right = examples(richness), right_answers(richness)
    assert len(set(offered)) == len(offered)
    with_answer = [prompt in right for prompt in offered]
    assert with_answer == [*sorted(with_answer[:-1], reverse=True), True], "first what can be known, last the hard one"
    assert sum(with_answer) == len(right) >= 6
    by_prompt = {prompt: fact for fact in facts(richness) for prompt in fact.cloze}
    for prompt in offered[:5]:
        assert right[prompt] == by_prompt[prompt].answer
    assert "put the ball in the box" in offered[-1] and right[offered[-1]] == "box"
