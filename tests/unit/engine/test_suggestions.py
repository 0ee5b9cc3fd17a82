"""What is offered as a first prompt is a few words of the text itself, also where words are not parted by spaces."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from explainer.engine.evaluation import Evaluator
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.suggestions import (
    CANNOT_KNOW,
    MOST_WORDS,
    WORD_LETTERS,
    opening,
    openings,
    questions_to_try,
    word_places,
)
from explainer.text.corpus import Corpus
from explainer.text.scripts import first_letters, has_spaces
from explainer.text.storyland import RICHNESS, Richness, documents
from tests.unit.engine.runs.whole_run import new_session, small
from tests.unit.text.test_fitting import chinese


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Once upon a time there was a king.", "Once upon a time there"),
        ("  One\nday  ", "One day"),
        ("《感遇・其一》\n作者：张九龄\n兰叶春葳蕤，桂华秋皎洁。", "《感遇・其一》"),
        ("白日依山尽，黄河入海流。", "白日依山尽"),
        ("吾輩は猫である。名前はまだ無い。", "吾輩は猫である"),
        ("浮" * 4000, "浮" * 12),
        ("a" * 4000, "a" * 12),
        ("🙂" * 4000, "🙂" * 12),
        ("👩\u200d👩\u200d👧" * 100, "👩\u200d👩\u200d👧" * 3),
        ("กาลครั้งหนึ่งนานมาแล้วมีพระราชา", "กาลครั้งหนึ่"),
        ("Donaudampfschifffahrtsgesellschaftskapitänspatent", "Donaudampfsc"),
        ("\x1b[31mred\x07 wine", "[31mred wine"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_an_opening_is_a_few_words_or_letters_whole_ones(text: str, words: str) -> None:
    assert opening(text) == words


def test_a_letter_is_never_cut_from_its_accents() -> None:
    assert first_letters("e\u0301e\u0301e\u0301", 3) == "e\u0301e\u0301"
    assert first_letters("👋🏽👋🏽", 1) == "👋🏽"
    assert first_letters("ab", 5) == "ab" and first_letters("", 3) == ""


def test_scripts_without_spaces_are_told_by_their_letters() -> None:
    assert has_spaces("The king, 国王, was old.") and has_spaces("") and has_spaces("123")
    assert not has_spaces("国王 Karl 很老了，他有三个女儿。") and not has_spaces("แมว")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "zh.txt"
    verses = chinese(40_000).replace("\n\n", "")
    lines = [f"{verses[i : i + 7]}，{verses[i + 7 : i + 14]}。" for i in range(0, len(verses) - 14, 14)]
    path.write_text("\n%\n".join("\n".join(lines[i : i + 4]) for i in range(0, len(lines), 4)), encoding="utf-8")
    return path


def test_openings_of_a_chinese_text_are_phrases(book: Path) -> None:
    corpus = Corpus.from_files([book], vocab_size=512)
    found = openings(corpus)
    assert len(found) == 8 and all(len(words) == 7 for words in found)


def test_a_text_without_word_spaces_has_no_milestones_of_words(book: Path) -> None:
    with small():
        made = new_session(text_files=(book,))
        exam = Evaluator(made)
        own = made.tokenizer.decode(made.corpus.train[:2000].tolist())
        assert exam.measure([own]) == {}


def test_chinese_sentences_make_questions_too() -> None:
    documents = [f"第{i}首白日依山尽。黄河入海流！欲穷千里目？更上一层楼。" for i in range(120)]
    tasks = TaskSet.own_text(documents, "zh")
    assert tasks.enough and tasks.shown[0].answer == "黄河入海流！"


class Read:
    """A text that was read: a corpus as far as suggestions look at it."""

    def __init__(self, text: str) -> None:
        self.val = np.arange(len(text))
        self.tokenizer = SimpleNamespace(decode=lambda ids: "".join(text[i] for i in ids))


def places(text: str) -> tuple[tuple[str, str, str, str], ...]:
    return word_places(Read(text))  # type: ignore[arg-type]


def test_words_of_a_text_are_offered_with_three_places() -> None:
    text = "He sat on the green bank. We went to a bank! Once, she robbed that bank in the night? Her old dog ran."
    assert places(text) == (("He sat on the green bank", "We went to a bank", "Once, she robbed that bank", "bank"),)


def test_a_word_needs_three_places_that_differ_just_before_it() -> None:
    assert places("Here is a bank. There is a bank. Where is a bank? We saw the bank.") == ()
    assert places("Bank of it. The bank. His bank was old. Now to her bank they went.") == ()
    assert places("Now I see it. We all see it. Let him see it.") == (), "short words"
    assert places("") == () and places("bank") == () and word_places(None) == ()


def test_places_are_cut_to_the_words_before_and_the_longest_words_come_first() -> None:
    one = "one two three four five six seven eight nine bank"
    found = places(f"{one}. and to a bank. and to the bank. he saw a window. he has no window. we like this window.")
    assert [word for *_, word in found] == ["window", "bank"]
    assert found[1][0] == "two three four five six seven eight nine bank"


def test_a_text_without_spaces_offers_no_words() -> None:
    assert places("狗在跑。大狗在跑。小狗在跑。我的狗在跑。") == ()


def test_never_too_many_words() -> None:
    words = ["".join(letters) for letters in itertools.product("abcde", repeat=WORD_LETTERS)][:50]
    text = " ".join(f"so we {before} {word}." for word in words for before in ("x", "y", "z"))
    assert len(places(text)) == MOST_WORDS


@pytest.mark.parametrize("richness", list(RICHNESS.values()), ids=lambda r: r.name)
def test_the_last_question_is_about_something_that_no_text_of_the_world_tells_of(richness: Richness) -> None:
    asked = questions_to_try(richness)
    assert asked[-1] == CANNOT_KNOW and len(set(asked)) == len(asked)
    told = " ".join(document.text for document in itertools.islice(documents(1, richness), 3000)).lower()
    assert "volcano" in CANNOT_KNOW and "volcano" not in told
