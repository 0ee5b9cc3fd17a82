"""The judge, on texts worked out by hand, and on texts that should fail."""

import itertools
import random

import pytest

from explainer.text.storyland import (
    MILESTONES,
    RICHNESS,
    Fact,
    MilestoneWatch,
    Share,
    TextVerdict,
    cloze,
    documents,
    facts,
    measures,
)
from explainer.text.storyland.acceptor import Role, grammar, spans, tokenize
from explainer.text.storyland.examiner import is_right
from explainer.text.storyland.judge import judge

S = RICHNESS["s"]


def test_a_thing_found_where_it_was_put_is_right() -> None:
    assert judge("Mia put the ball in the box. Mia found the ball in the box.").objects == Share(1, 1)


def test_a_thing_found_where_it_was_not_put_is_wrong() -> None:
    assert judge("Mia put the ball in the box. Mia found the ball in the bag.").objects == Share(0, 1)


def test_a_thing_that_was_moved_is_where_it_was_moved_to() -> None:
    start = "Mia put the ball in the box. Ben moved the ball from the box to the bag. "
    assert judge(start + "Mia found the ball in the bag.").objects == Share(2, 2)
    assert judge(start + "Mia found the ball in the box.").objects == Share(1, 2)
    assert judge(start + "The ball was not in the box.").objects == Share(2, 2)
    assert judge(start + "The ball was not in the bag.").objects == Share(1, 2)


def test_a_thing_moved_from_where_it_is_not_is_wrong() -> None:
    text = "Mia put the ball in the box. Ben moved the ball from the basket to the bag."
    assert judge(text).objects == Share(0, 1)


def test_nothing_is_claimed_about_things_that_were_not_put_anywhere() -> None:
    assert judge("Mia put the ball in the box. Ben found the kite in the bag.").objects.share is None


def test_where_things_are_is_forgotten_between_documents() -> None:
    assert judge(["Mia put the ball in the box.", "Mia found the ball in the bag."]).objects.share is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mia had a ball. She loved the ball.", Share(1, 1)),
        ("Mia had a ball. He loved the ball.", Share(0, 1)),
        ("Ben put on his hat. She was happy.", Share(1, 2)),
        ("Mia and Ben met. He was happy.", Share(0, 0)),  # could be either: not counted
        ("He was happy.", Share(0, 0)),  # nobody was named
        ("Ben had a mother. She was happy.", Share(0, 0)),  # the mother may be meant
        ("Mia and Anna met. He was happy. She was sad.", Share(1, 2)),
    ],
)
def test_he_and_she_are_counted_only_where_it_is_clear_who_is_meant(text: str, expected: Share) -> None:
    assert judge(text).pronouns == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"I see you," said Mia.', Share(1, 1)),
        ('"I see you, said Mia.\nBen laughed.', Share(0, 1)),
        ('Mia said, "Hello.', Share(0, 0)),  # the text stops in the middle: no verdict
        ('"Yes!" said Mia. "No!" said Ben. "Yes', Share(2, 2)),
        ("Nobody said anything.", Share(0, 0)),
    ],
)
def test_quotation_marks_must_close_before_the_line_ends(text: str, expected: Share) -> None:
    assert judge(text).quotes == expected


def test_words_are_real_only_if_the_world_knows_them() -> None:
    assert judge("Mia put the bal in the box.").words == Share(6, 7)
    assert judge("mia put the ball in the box.").words == Share(6, 7)  # names have a capital
    assert judge("\ufffd\ufffd xq 17").words.good == 0


def test_the_last_word_is_not_counted_when_the_text_breaks_off() -> None:
    assert judge("Mia put the bal").words == Share(3, 3)


def test_sentences_of_the_phrasebook_are_accepted() -> None:
    text = 'Mia put the ball in the box. "Who took my ball?" asked Mia. A cow says moo. Ben said, "I saw you, Mia!"'
    assert judge(text).sentences == Share(4, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Mia put the the ball in the box.",
        "Mia the ball put in the box.",
        "mia put the ball in the box.",
        "Mia put the ball in the box the box.",
        "Mia put the elephant trumpet in the box.",
        "A owl says hoot.",
        "An cow says moo.",
        'Mia put, "the ball."',
        '"Who took my ball?" asked the.',
        "Box.",
    ],
)
def test_broken_sentences_are_not_accepted(text: str) -> None:
    verdict = judge(text)
    assert verdict.sentences.of == 1
    assert verdict.sentences.good == 0


def test_speech_is_not_accepted_when_the_line_ends_before_it_is_closed() -> None:
    assert judge('"It is in the box now\nMia laughed.').sentences.good == 0


def test_a_sentence_cut_off_at_the_end_is_not_counted() -> None:
    assert judge("Mia put the ball in the box. Then Mia went to").sentences == Share(1, 1)
    assert judge('Mia put the ball in the box. "Who took my ball?" asked').sentences.good >= 1
    assert judge('A cow says moo. "I see you,"').sentences == Share(1, 1)
    assert judge("").sentences == Share(0, 0)


def test_shuffled_sentences_are_almost_never_accepted() -> None:
    rng = random.Random(4)
    known = grammar(S)
    tried = accepted = 0
    for document in itertools.islice(documents(31, S), 400):
        for span in spans(tokenize(document.text)):
            words = span.tokens[:-1]
            mixed = rng.sample(words, len(words))
            if span.role is Role.SENTENCE and len(words) > 3 and mixed != words:
                tried += 1
                accepted += known.accepts(Role.SENTENCE, [*mixed, span.tokens[-1]])
    assert tried > 1000
    assert accepted / tried < 0.005


def test_any_text_at_all_can_be_judged() -> None:
    rng = random.Random(1)
    alphabet = "ab \"\n.,!?:'Mia he put the \ufffd😀"
    for _ in range(300):
        verdict = judge("".join(rng.choice(alphabet) for _ in range(80)))
        for name in ("words", "quotes", "sentences", "pronouns", "objects"):
            share = getattr(verdict, name)
            assert 0 <= share.good <= share.of


def test_a_larger_world_accepts_what_a_smaller_one_says() -> None:
    text = [document.text for document in itertools.islice(documents(3, RICHNESS["xs"]), 200)]
    assert judge(text, RICHNESS["l"]).words.share == 1.0


def fact(answer: str, *prompts: str) -> Fact:
    return Fact(f"test:{answer}", "test", "it", answer, prompts, "What?", ("What?",), (), ())


@pytest.mark.parametrize(
    ("answer", "continuation", "right"),
    [
        ("moo", " moo.", True),
        ("moo", " moo and", True),
        ("moo", " moon.", False),
        ("moo", " mo", False),
        ("moo", " moo", False),  # perhaps the beginning of "moon": not counted as right
        ("moo", "moo.", False),
        ("moo", " the cow says moo.", False),
        ("post office", " post office.", True),
        ("post office", " post.", False),
    ],
)
def test_only_the_whole_answer_is_right(answer: str, continuation: str, right: bool) -> None:
    assert is_right(answer, continuation) is right


def test_cloze_counts_prompts_and_names_the_facts_that_are_known() -> None:
    asked = [fact("moo", "A cow says", "The cow says"), fact("hay", "A horse eats")]
    recall = cloze(asked, lambda prompts: [" moo." if "A cow" in p or "The cow" in p else " mice." for p in prompts])
    assert recall.overall == Share(2, 3)
    assert recall.by_fact["test:hay"] == Share(0, 1)
    assert recall.known == ("test:moo",)


def test_who_knows_all_facts_gets_full_marks() -> None:
    answers = {prompt: f" {f.answer}." for f in facts(S) for prompt in f.cloze}
    assert cloze(facts(S), lambda prompts: [answers[p] for p in prompts]).overall.share == 1.0


def test_milestones_are_reached_by_measurement_only() -> None:
    watch = MilestoneWatch()
    assert watch.update(measures(TextVerdict())) == ()
    few = TextVerdict(words=Share(3, 3))  # all real, but three words prove nothing
    assert watch.update(measures(few)) == ()
    reached = watch.update(measures(TextVerdict(words=Share(99, 100))))
    assert [milestone.id for milestone in reached] == ["first_words", "real_words"]
    assert watch.update(measures(TextVerdict(words=Share(99, 100)))) == (), "reached once is enough"


def test_a_milestone_that_must_hold_is_not_reached_by_one_lucky_measurement() -> None:
    watch = MilestoneWatch()
    good, bad = (measures(TextVerdict(quotes=Share(n, 20))) for n in (20, 10))
    assert watch.update(good) == ()
    assert watch.update(bad) == ()
    assert watch.update(good) == ()
    assert [milestone.id for milestone in watch.update(good)] == ["quotes"]


def test_the_world_itself_reaches_every_milestone() -> None:
    verdict = judge([document.text for document in itertools.islice(documents(2, S), 300)], S)
    answers = {prompt: f" {f.answer}." for f in facts(S) for prompt in f.cloze}
    recall = cloze(facts(S), lambda prompts: [answers[p] for p in prompts])
    watch = MilestoneWatch()
    watch.update(measures(verdict, recall))
    watch.update(measures(verdict, recall))
    assert set(watch.reached) == set(MILESTONES)


def test_a_spoken_answer_to_where_something_is_counts_as_a_claim() -> None:
    start = 'Mia put the ball in the box. Ben put the hat in the bag. "Where is the ball?" asked Ben. '
    assert judge(start + '"The ball is in the box," said Mia.').objects == Share(1, 1)
    assert judge(start + '"The ball is in the bag," said Mia.').objects == Share(0, 1)
