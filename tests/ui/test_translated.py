"""What the engine says is shown in the user's language: templates, and the sentences and marked words inside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from explainer.engine.runs.about import read_about
from explainer.engine.runs.problems import RunFolderError
from explainer.marking import Problem, Sentence, joined, mark, sentence_of
from explainer.text.textfiles import CorpusError, read_text
from explainer.ui.translate import say

GERMAN = {
    "{path} cannot be read ({why}). Train the run again, or open another folder.": "Neu! {path} ist unlesbar ({why}).",
    "in line {line:,}, at letter {column:,}, it is not JSON": "kein JSON bei Zeichen {column}, Zeile {line}",
    "“{name}” is {what}; save its text as a plain text file in UTF-8.": "„{name}“ ist {what}; speichere es als UTF-8.",
    "a PDF document": "ein PDF-Dokument",
    "{these} and {that}": "{these} und {that}",
    "{names} holds no text; at least {n} kB are needed.": "{falsch} hat keinen Text.",
}


class German(QTranslator):
    """A few sentences; the others stay as they are."""

    def translate(self, context: str, text: str, comment: str | None = None, n: int = -1) -> str | None:  # type: ignore[override]
        return GERMAN.get(text) if context == "engine" else None


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = German()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_a_reason_in_a_sentence_is_translated_too(german: None, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(RunFolderError) as caught:
        read_about(tmp_path)
    path = tmp_path / "run.json"
    assert str(caught.value).startswith(f"{path} cannot be read (in line 1, at letter 2, it is not JSON). Train")
    assert say(sentence_of(caught.value)) == f"Neu! {path} ist unlesbar (kein JSON bei Zeichen 2, Zeile 1)."


def test_a_marked_word_in_a_sentence_is_translated_too(german: None, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CorpusError) as caught:
        read_text(path)
    assert "mine.txt” is a PDF document;" in str(caught.value)
    assert say(sentence_of(caught.value)) == "„mine.txt“ ist ein PDF-Dokument; speichere es als UTF-8."


def test_names_are_joined_as_the_language_does(german: None) -> None:
    lost = Sentence(
        mark("engine", "{lost} in {folder} cannot be read."), {"lost": joined(["a", "b", "c"]), "folder": 7}
    )
    assert say(lost) == "a, b und c in 7 cannot be read."


def test_a_translation_with_a_wrong_field_does_not_take_the_sentence_away(german: None) -> None:
    problem = Problem(mark("engine", "{names} holds no text; at least {n} kB are needed."), names="x", n=20)
    assert say(problem.sentence) == "x holds no text; at least 20 kB are needed."


def test_what_nobody_can_translate_is_said_as_it_is(german: None) -> None:
    assert say(sentence_of(OSError("{no} field"))) == "{no} field"
