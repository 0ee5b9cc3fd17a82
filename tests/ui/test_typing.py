"""Typing of all sorts: input methods, line ends, markers, long texts, dropped texts, text from the right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.authors import Written
from explainer.engine.commands import SetPrompt, WriteOn
from explainer.engine.events import PromptWritten, TextEnded
from explainer.text.markers import END, EOT, USER
from explainer.ui.frame.promptline import PromptLine
from explainer.ui.prompt import LONGEST
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull


def wrote(before: str, piece: str, token: int = 4) -> PromptWritten:
    return PromptWritten(before, before + piece, token, piece, 0.5)


def letter(line: PromptLine, text: str) -> None:
    """A key of a keyboard that has this letter."""
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text))


def compose(line: PromptLine, word: str, commit: str = "") -> None:
    event = QInputMethodEvent(word, [])
    event.setCommitString(commit)
    QApplication.sendEvent(line, event)


def drop(line: PromptLine, data: QMimeData) -> bool:
    where = QPointF(line.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(line, enter)
    if enter.isAccepted():
        QApplication.sendEvent(line, QDropEvent(where, Qt.DropAction.CopyAction, data, left, none))
    return enter.isAccepted()


@pytest.fixture
def line(learner: MainWindow) -> PromptLine:
    line = learner.prompt_bar.line
    line.setFocus()
    return line


def start_with(learner: MainWindow, text: str) -> None:
    learner.prompt.replace(text)


# ---- what the model wrote keeps its tokens ---------------------------------------------------------------------------


def test_what_the_model_wrote_keeps_its_tokens_whatever_is_typed_after_it(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "The cow says moo.")
    engine.events = [wrote("The cow says moo.", " A", 9)]
    pull()
    QTest.keyClicks(line, " x")
    sent = engine.sent_of(SetPrompt)[-1]
    assert sent.text == "The cow says moo. A x"
    assert sent.written == (Written(17, 19, (9,)),)
    assert sent.run == "r1"


@pytest.mark.parametrize(
    ("marker", "says"), [(EOT, "Here it ends the text"), (END, "ends its answer"), (USER, "somebody else would speak")]
)
def test_where_the_text_ends_it_stops_says_so_and_no_marker_is_put_into_the_line(
    marker: str, says: str, learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "The cow says moo.")
    learner.actions_["keep_writing"].trigger()
    assert learner.writer.writing
    engine.events = [wrote("The cow says moo.", " A"), TextEnded(marker, 0.62)]
    pull()
    assert not learner.writer.writing
    assert says in learner.notices.text() and "62 %" in learner.notices.text()
    assert line.text() == "The cow says moo. A"
    learner.actions_["undo"].trigger()
    assert line.text() == "The cow says moo."


def test_undo_and_redo_bring_the_very_tokens_back(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "The cow says moo.")
    engine.events = [wrote("The cow says moo.", " A", 9)]
    pull()
    for key in ("undo", "redo"):
        learner.actions_[key].trigger()
    sent = engine.sent_of(SetPrompt)[-1]
    assert (sent.text, sent.written) == ("The cow says moo. A", (Written(17, 19, (9,)),))


def test_words_typed_before_what_the_model_wrote_move_it(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "cow")
    engine.events = [wrote("cow", " moo", 7)]
    pull()
    line.setCursorPosition(0)
    QTest.keyClicks(line, "A ")
    assert engine.sent_of(SetPrompt)[-1].written == (Written(5, 9, (7,)),)
    line.setCursorPosition(7)
    QTest.keyClicks(line, "x")
    assert engine.sent_of(SetPrompt)[-1].written == (), "a word that was changed is the person's"


def test_a_new_model_has_other_tokens(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    start_with(learner, "moo")
    engine.events = [wrote("moo", " cow", 9)]
    pull()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    sent = engine.sent_of(SetPrompt)[-1]
    assert (sent.text, sent.run, sent.written) == ("moo cow", "r2", ())


# ---- line ends -------------------------------------------------------------------------------------------------------


def test_an_arrow_in_ones_own_text_is_never_taken_for_a_line_end(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine
) -> None:
    start_with(learner, "the cow↵says\nmoo")
    assert line.text() == "the cow↵says↵moo"
    QTest.keyClicks(line, " x")
    assert engine.sent_of(SetPrompt)[-1].text == "the cow↵says\nmoo x"
    line.setCursorPosition(0)
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert learner.prompt.text == "he cow↵says\nmoo x"


def test_line_ends_are_typed_pasted_and_copied_as_they_are(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "a")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(line, "b")
    letter(line, "↵")
    assert (learner.prompt.text, line.text()) == ("a\nb↵", "a↵b↵")
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.SelectAll))
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "a\nb↵"
    line.end(False)
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
    assert (learner.prompt.text, line.text()) == ("a\nb↵a\nb↵", "a↵b↵a↵b↵")
    line.setSelection(1, 2)
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Cut))
    assert (learner.prompt.text, QGuiApplication.clipboard().text()) == ("a↵a\nb↵", "\nb")


def test_half_a_character_is_never_handed_on(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.prompt.replace("a\ud83d")
    learner.prompt.type("a\ud83db\udc00")
    for sent in engine.sent_of(SetPrompt):
        sent.text.encode()
    assert learner.prompt.text == "a�b�"


# ---- long texts ------------------------------------------------------------------------------------------------------


def test_where_the_line_is_full_a_key_is_refused_in_words_and_nothing_moves(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    full = "abcde" * (LONGEST // 5)
    start_with(learner, full)
    line.setCursorPosition(10)
    QTest.keyClicks(line, "QRS")
    assert learner.prompt.text == line.text() == full
    assert line.cursorPosition() == 10
    assert "4,000 characters" in learner.notices.text()
    engine.events = [wrote(full, " moo", 7)]
    pull()
    QTest.keyClicks(line, "x")
    assert line.text() == learner.prompt.text == full + " moo", "what the model wrote stays"
    line.setCursorPosition(3)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert learner.prompt.text == "ab" + full[3:] + " moo"


def test_a_paste_that_does_not_fit_loses_only_its_own_end(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "x" * (LONGEST - 5) + "END")
    line.setCursorPosition(2)
    QGuiApplication.clipboard().setText("🙂" * 5)
    line.paste()
    assert learner.prompt.text == "xx🙂🙂" + "x" * (LONGEST - 7) + "END"
    assert line.text() == learner.prompt.text
    assert line.cursorPosition() == 6, "Qt counts each of these as two"
    line.selectAll()
    QGuiApplication.clipboard().setText("y" * 10_000)
    line.paste()
    assert learner.prompt.text == line.text() == "y" * LONGEST


# ---- dropping --------------------------------------------------------------------------------------------------------


def test_dropped_text_is_put_where_it_falls_and_files_are_left_to_the_window(
    learner: MainWindow, line: PromptLine
) -> None:
    start_with(learner, "cow")
    text = QMimeData()
    text.setText("a\nb")
    assert drop(line, text)
    assert (learner.prompt.text, line.text()) == ("cowa\nb", "cowa↵b")
    file = QMimeData()
    file.setUrls([QUrl.fromLocalFile("/tmp/book.txt")])
    file.setText("file:///tmp/book.txt")
    drop(line, file)  # the window takes it (see ``runs.drops``)
    assert learner.prompt.text == "cowa\nb", "its path is no text for the model"


# ---- input methods ---------------------------------------------------------------------------------------------------


def edges(learner: MainWindow, text: str) -> list[tuple[float, float]]:
    line = learner.prompt_bar.line
    words = text.split(" ")
    line.set_pieces(text, [word if i == 0 else " " + word for i, word in enumerate(words)])
    line.grab()  # Qt scrolls the line when it is painted
    return line.chip_edges()


def test_chips_stay_under_their_words_while_a_word_is_composed(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "The cow says")
    before = edges(learner, "The cow says")
    compose(line, "にほん")
    assert line.chip_edges() == before, "at the end nothing moves"
    compose(line, "")
    line.setCursorPosition(7)
    compose(line, "にほん")
    wide = line.fontMetrics().horizontalAdvance("にほん")
    now = line.chip_edges()
    assert now[:2] == before[:2]
    assert now[2] == pytest.approx((before[2][0] + wide, before[2][1] + wide), abs=2)


def test_the_ghost_waits_while_a_word_is_composed(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "The cow says")
    edges(learner, "The cow says")
    line.set_ghost(" m")
    assert not line.ghost_box().isNull()
    compose(line, "にほん")
    assert line.ghost_box().isNull()


@pytest.mark.parametrize("action", ["write_on", "keep_writing"])
def test_write_on_takes_the_word_that_is_being_composed_as_typed(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, action: str
) -> None:
    start_with(learner, "The cow says")
    compose(line, "にほん")
    learner.actions_[action].trigger()
    kinds = [command for command in engine.sent if isinstance(command, SetPrompt | WriteOn)]
    assert isinstance(kinds[-1], WriteOn) and kinds[-2].text == "The cow saysにほん"
    assert line.text() == "The cow saysにほん"
    learner.writer.set_writing(False)


def test_a_piece_that_comes_while_a_word_is_composed_waits_for_the_person(
    learner: MainWindow, line: PromptLine, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "The cow says")
    compose(line, "にほん")
    engine.events = [wrote("The cow says", " m")]
    pull()
    assert learner.prompt.text == "The cow says"
    assert engine.sent_of(SetPrompt)[-1].text == "The cow says", "the model is told what counts"
    compose(line, "", "日本")
    assert learner.prompt.text == line.text() == "The cow says日本"


def test_leaving_the_line_loses_no_word(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "The cow says")
    compose(line, "にほん")
    learner.top.start.setFocus()
    assert learner.prompt.text == "The cow saysにほん"


# ---- from the right --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["القطة تجلس على السجادة", "The cat القطة", "שלום the", "One day"])
def test_the_ghost_stands_where_the_text_goes_on_and_over_no_letter(
    learner: MainWindow, line: PromptLine, text: str
) -> None:
    start_with(learner, text)
    chips = edges(learner, text)
    line.set_ghost(" m")
    box = line.ghost_box()
    left, right = min(x for x, _ in chips), max(x for _, x in chips)
    if text[0] in "القטש":
        assert box.right() < left
    else:
        assert box.left() > right
    assert line.rect().contains(box.toRect())
    widths = [right - left for left, right in chips]
    bold = [line.fontMetrics().horizontalAdvance(word) for word in text.split(" ")]
    assert widths == pytest.approx(bold, abs=3), "every chip lies under the whole of its word"


def test_an_empty_line_shows_no_ghost_over_its_hint(learner: MainWindow, line: PromptLine) -> None:
    start_with(learner, "")
    line.set_pieces("", [])
    line.set_ghost("The")
    assert line.ghost_box().isNull()


# ---- keep writing ----------------------------------------------------------------------------------------------------


def test_keep_writing_stops_at_the_end_of_the_text_and_is_undone_at_once(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    start_with(learner, "cow")
    learner.actions_["keep_writing"].trigger()
    engine.events = [wrote("cow", " says"), wrote("cow says", " moo"), TextEnded(EOT, 0.9)]
    pull()
    assert not learner.writer.writing and not learner.actions_["keep_writing"].isChecked()
    learner.actions_["undo"].trigger()
    assert learner.prompt.text == "cow"


def test_keep_writing_rests_after_a_few_sentences(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.actions_["keep_writing"].trigger()
    for _ in range(500):
        engine.events = [wrote(learner.prompt.text, " moo")]
        pull()
        learner.writer._next()
    assert not learner.writer.writing
    assert 20 <= len(engine.sent_of(WriteOn)) <= 80


def test_a_button_says_stop_while_the_model_writes_by_itself(learner: MainWindow) -> None:
    bar = learner.prompt_bar
    right = bar.keep.geometry().right()
    learner.actions_["keep_writing"].trigger()
    QApplication.processEvents()
    assert bar.keep.text() == "Stop writing" and not bar.write.isVisible()
    assert bar.keep.geometry().right() == right
    QTest.mouseClick(bar.keep, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not learner.writer.writing
    assert bar.write.isVisible() and bar.keep.geometry().right() == right
