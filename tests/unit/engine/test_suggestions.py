"""What is offered as a first prompt is a few words of the text itself, also where words are not parted by spaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.engine.exam import Exam
from explainer.engine.stages.syllabus import Syllabus
from explainer.engine.suggestions import opening, openings
from explainer.text.corpus import Corpus
from explainer.text.scripts import first_letters, has_spaces
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
        exam = Exam(made)
        own = made.tokenizer.decode(made.corpus.train[:2000].tolist())
        assert exam.measure([own]) == {}


def test_chinese_sentences_make_questions_too() -> None:
    documents = [f"第{i}首白日依山尽。黄河入海流！欲穷千里目？更上一层楼。" for i in range(120)]
    syllabus = Syllabus.own_text(documents, "zh")
    assert syllabus.enough and syllabus.shown[0].answer == "黄河入海流！"
