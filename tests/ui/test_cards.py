"""What every card can do, whoever draws it: as a picture, as numbers, and in all the window."""

from __future__ import annotations

import csv
import errno
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from explainer.engine.commands import SetDemand
from explainer.ui.look import Look
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.settings_store import SettingsStore
from explainer.ui.widgets import export
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import csv_text, tab_text
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush, wait_until


@pytest.fixture
def bets(learner: MainWindow, pull: Pull, engine: fakes.FakeEngine) -> PredictionPanel:
    learner.show_view("prediction")
    engine.frames = {"next_token": fakes.next_token(serial=learner.prompt.serial)}
    pull()
    panel = learner.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    flush()
    return panel


@pytest.fixture
def course(learner: MainWindow) -> LearningPanel:
    panel = learner.panel("learning")
    assert isinstance(panel, LearningPanel)
    return panel


def entries(card: Card) -> dict[str, bool]:
    """Entries of its menu, and whether they can be chosen."""
    menu = card.make_menu()
    result = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.deleteLater()
    return result


# ---- as a picture ----------------------------------------------------------------------------------------------------


class Overflowing(QWidget):
    """Draws beyond its edges, and once more within a part of it that it cuts by itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(-100, -100, 5000, 5000, QColor("#00ff00"))
        painter.setClipRect(10, 10, 30, 20)
        painter.fillRect(0, 0, 5000, 5000, QColor("#0000ff"))
        painter.drawText(QPoint(12, 25), 'A <"url(#id)"> & \x07')


@pytest.fixture
def odd(qapp: QApplication) -> Iterator[Card]:
    body = Overflowing()
    body.setFixedSize(120, 60)
    card = Card(Look(), "A/B: which?", "A caption", body, more="**Exactly** so.")
    card.resize(300, 200)
    card.show()
    flush()
    yield card
    card.close()
    card.deleteLater()
    flush()


def drawn(svg: bytes, card: Card) -> QImage:
    """The SVG read back by another program's part of Qt."""
    image = QImage(card.sheet.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    # The reader here takes a list of fonts for the name of one.
    QSvgRenderer(QByteArray(re.sub(rb'font-family="[^"]*"', b'font-family="Inter"', svg))).render(painter)
    painter.end()
    return image


def test_a_picture_is_fine_and_has_no_buttons(bets: PredictionPanel) -> None:
    card = bets.bars_card
    picture = card.picture()
    assert picture.size() == card.sheet.size() * 2, "sharp on a slide"
    button = card.more_button.geometry()
    colours = {picture.pixelColor(2 * x, 2 * y).name() for x in range(button.left(), button.right(), 2) for y in (28,)}
    assert colours == {"#ffffff"}
    assert card.more_button.isVisible(), "on the screen nothing changed"


def test_a_picture_of_a_curve_has_its_thickness_twice(course: LearningPanel) -> None:
    pen = course.chart._train.opts["pen"].widthF()
    course.loss_card.picture()
    assert course.chart._train.opts["pen"].widthF() == pen, "on the screen nothing changed"


def test_svg_holds_words_as_words_and_numbers_of_the_moment(bets: PredictionPanel) -> None:
    root = Xml.fromstring(bets.bars_card.as_svg())
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "What comes next?" in words
    for name, own, _ in bets.bars.labels()[:5]:
        assert name in words
        assert own in words
    assert all(float(text.get("textLength", 1)) > 0 for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert root.find("{http://www.w3.org/2000/svg}title").text == bets.bars_card.title  # type: ignore[union-attr]


def test_svg_ids_are_unique_and_all_references_lead_somewhere(course: LearningPanel) -> None:
    for card in course.cards():
        text = card.as_svg().decode()
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), card.title
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids), card.title


def test_svg_looks_like_the_card(bets: PredictionPanel) -> None:
    card = bets.sure_card
    wanted = (
        card.picture()
        .scaled(card.sheet.size(), mode=Qt.TransformationMode.SmoothTransformation)
        .convertToFormat(QImage.Format.Format_Grayscale8)
    )
    got = drawn(card.as_svg(), card).convertToFormat(QImage.Format.Format_Grayscale8)
    a, b = (
        np.frombuffer(i.constBits(), np.uint8).reshape(i.height(), i.bytesPerLine())[4:-4, 4 : i.width() - 4]
        for i in (wanted, got)
    )
    ink = [np.flatnonzero((image < 200).any(axis=axis)) for image in (a, b) for axis in (0, 1)]
    for one, other in ((ink[0], ink[2]), (ink[1], ink[3])):
        assert abs(one[0] - other[0]) <= 2
        assert abs(one[-1] - other[-1]) <= 6
    assert np.abs(a.astype(int) - b).mean() < 6


def test_what_lies_beyond_an_edge_is_cut_in_svg(odd: Card) -> None:
    svg = Xml.fromstring(odd.as_svg())
    space = "{http://www.w3.org/2000/svg}"
    parents = {child: parent for parent in svg.iter() for child in parent}
    green = next(r for r in svg.iter(f"{space}rect") if parents[r].get("fill") == "#00ff00")
    blue = next(r for r in svg.iter(f"{space}rect") if parents[r].get("fill") == "#0000ff")
    ids = {part.get("id"): part for part in svg.iter(f"{space}clipPath")}

    def cuts(part: Xml.Element) -> list[str]:
        found = []
        while part in parents:
            part = parents[part]
            if "clip-path" in part.attrib:
                clip = ids[part.attrib["clip-path"][5:-1]][0]
                found.append(clip.get("d") or f"{clip.get('width')}x{clip.get('height')}")
        return found

    assert "120x60" in cuts(green), "at the edges of its widget"
    assert any("M10,10 L40,10 L40,30" in cut for cut in cuts(blue)), "where the widget says, not elsewhere"


def test_svg_survives_words_that_look_like_svg(odd: Card) -> None:
    words = [text.text for text in Xml.fromstring(odd.as_svg()).iter("{http://www.w3.org/2000/svg}text")]
    assert any(text is not None and '<"url(#id)"> &' in text for text in words)


def test_dark_pictures_are_dark(learner: MainWindow, course: LearningPanel) -> None:
    learner.look.set_theme(True)
    flush()
    assert course.facts_card.picture().pixelColor(300, 8).name().upper() == learner.look.colours.card
    assert learner.look.colours.card.lower().encode() in course.facts_card.as_svg()


# ---- as numbers ------------------------------------------------------------------------------------------------------


def test_csv_is_read_back_as_it_was_meant() -> None:
    rows = (
        (" park", 0.25, np.float32(0.1), 3),
        ('say "no", or\nnot', float("nan"), None, np.int64(7)),
        (b"\xf0", 1, 2, 3),
    )
    table = Table(("piece", "bet, own", "with dice", "n"), rows)
    text = csv_text(table)
    assert text.startswith('piece,"bet, own",with dice,n\r\n')
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back[1:] == [
        [" park", "0.25", "0.1", "3"],
        ['say "no", or\nnot', "", "", "7"],
        ["f0", "1", "2", "3"],
    ]
    assert tab_text(Table(("a", "b"), ((1, 2),))) == "a\tb\r\n1\t2\r\n"


def test_the_table_of_bets_is_the_whole_vocabulary_and_sums_to_one(bets: PredictionPanel) -> None:
    table = bets.bars_card.numbers()
    assert table is not None
    assert len(table.rows) == len(fakes.PIECES)
    assert sum(float(str(row[3])) for row in table.rows) == pytest.approx(1, abs=1e-4)
    assert table.rows[0][2] == " park"
    frame = bets.bars.frame_shown
    assert frame is not None
    assert [row[1] for row in table.rows] == frame.order.tolist()


def test_tables_of_learning_hold_what_is_drawn(course: LearningPanel) -> None:
    tables = [card.numbers() for card in course.cards()]
    assert all(table is not None and table.rows for table in tables)
    assert all(len(row) == len(table.columns) for table in tables if table is not None for row in table.rows)
    curve = fakes.loss_curve()
    table = course.loss_card.numbers()
    assert table is not None
    assert [row[2] for row in table.rows[: len(curve.loss)]] == curve.loss.tolist()
    assert sum(row[0] == "milestone" for row in table.rows) == len(curve.marks)


def test_without_numbers_the_menu_says_why(window: MainWindow, odd: Card) -> None:
    window.show_view("prediction")
    made = window.panel("prediction")
    assert isinstance(made, PredictionPanel)
    assert not entries(made.bars_card)["Copy the numbers\tThere are no numbers here yet"]
    assert not entries(odd)["Save the numbers as CSV…\tThere are no numbers in it"]
    assert entries(odd)["Save as SVG…"]


def test_copied_numbers_and_pictures_can_be_pasted(learner: MainWindow, bets: PredictionPanel) -> None:
    bets.bars_card.asked.emit("copy_numbers")
    clip = QApplication.clipboard()
    assert clip.text().splitlines()[1].split("\t")[2] == " park"
    assert clip.mimeData().data("text/csv").data().decode() == csv_text(bets.bars_card.numbers())  # type: ignore[arg-type]
    assert "numbers" in learner.notices.text()
    bets.bars_card.asked.emit("copy_picture")
    assert clip.image().size() == bets.bars_card.sheet.size() * 2
    clip.clear()


# ---- into a file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_a_card_is_saved_where_one_says_and_the_folder_is_remembered(
    ending: str, learner: MainWindow, bets: PredictionPanel, tmp_path: Path, store: SettingsStore
) -> None:
    card = bets.bars_card
    card.asked.emit(ending)
    dialog = learner.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.isModal()
    assert QApplication.activeModalWidget() is None
    assert [Path(name).name for name in dialog.selectedFiles()] == [f"What comes next.{ending}"]
    path = tmp_path / f"Bets.{ending}"
    dialog.fileSelected.emit(str(path))
    wait_until(path.is_file)
    dialog.close()
    flush()
    assert learner.notices.text() == f"Saved as “Bets.{ending}” in {tmp_path}."
    assert store.pictures == tmp_path
    assert [file.name for file in tmp_path.iterdir() if ending in file.name] == [path.name], "nothing half-written"
    if ending == "csv":
        assert path.read_bytes().decode("utf-8").startswith("place,token,piece")
    elif ending == "png":
        assert QImage(str(path)).width() == 2 * card.sheet.width()
    else:
        assert QSvgRenderer(str(path)).isValid()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "x"), "you may not write there"),
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (OSError(errno.EROFS, "x"), "nothing can be written on that disk"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(
    error: OSError,
    words: str,
    learner: MainWindow,
    bets: PredictionPanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = tmp_path / "old.png"
    old.write_bytes(b"as it was")

    def fail(path: Path, data: bytes) -> int:
        path.open("wb").close()
        raise error

    monkeypatch.setattr(Path, "write_bytes", fail)
    assert not learner.saving.save(bets.bars_card, "png", old)
    assert learner.notices.text() == f"“old.png” could not be saved in {tmp_path}: {words}."
    assert old.read_bytes() == b"as it was"
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []
    monkeypatch.undo()
    assert learner.saving.save(bets.bars_card, "png", old)
    assert learner.notices.text().startswith("Saved"), "the old complaint does not stand in its way"


def test_a_folder_that_is_gone_is_told(learner: MainWindow, bets: PredictionPanel, tmp_path: Path) -> None:
    assert not learner.saving.save(bets.bars_card, "svg", tmp_path / "gone" / "card.svg")
    assert "that folder does not exist" in learner.notices.text()
    (tmp_path / "card.csv").mkdir()
    assert not learner.saving.save(bets.bars_card, "csv", tmp_path / "card.csv")
    assert "a folder has that name" in learner.notices.text()


def test_numbers_that_are_gone_when_the_file_is_chosen_are_told(
    learner: MainWindow, bets: PredictionPanel, tmp_path: Path
) -> None:
    bets.clear()
    assert not learner.saving.save(bets.bars_card, "csv", tmp_path / "card.csv")
    assert "there are no numbers any more" in learner.notices.text()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How wrong are its guesses?", "How wrong are its guesses.svg"),
        ("Where does “the” look?", "Where does “the” look.svg"),
        ("a/b\\c: d\n*", "a b c d.svg"),
        ("...", "card.svg"),
        ("x" * 300, "x" * 80 + ".svg"),
    ],
)
def test_file_names_are_made_from_titles(title: str, name: str) -> None:
    assert export.file_name(title, "svg") == name


# ---- in all the window -----------------------------------------------------------------------------------------------


def lit(window: MainWindow) -> Card | None:
    return window.spotlight.card


def test_f11_lets_a_card_fill_the_window_and_brings_it_back(learner: MainWindow, course: LearningPanel) -> None:
    QCursor.setPos(0, 0)
    small = course.loss_card.size()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    flush()
    assert lit(learner) is course.loss_card, "the first one"
    sheet = course.loss_card.sheet
    assert sheet.width() > learner.width() - 60
    assert sheet.height() > 1.5 * small.height()
    for folded in (learner.stack, learner.navigation, learner.story, course.facts_card):
        assert not folded.isVisible()
    for stays in (learner.top.start, learner.prompt_bar.line, course.chart):
        assert stays.isVisible()
    assert learner.actions_["fill_window"].isChecked()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    flush()
    assert lit(learner) is None
    assert course.loss_card.size() == small
    assert sheet.parent() is course.loss_card
    for back in (learner.stack, learner.navigation, learner.story, course.facts_card, course.chart):
        assert back.isVisible()
    assert not learner.actions_["fill_window"].isChecked()


def test_f11_takes_the_card_with_the_focus_then_the_one_under_the_pointer(
    learner: MainWindow, course: LearningPanel
) -> None:
    QCursor.setPos(course.facts_card.mapToGlobal(course.facts_card.rect().center()))
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert lit(learner) is course.facts_card
    QTest.keyClick(learner, Qt.Key.Key_F11)
    course.reading.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert lit(learner) is course.reading_card
    assert course.reading.hasFocus(), "who had the keyboard keeps it"
    QTest.keyClick(learner, Qt.Key.Key_F11)
    assert course.reading.hasFocus()


def test_escape_its_button_and_a_double_click_bring_it_back(learner: MainWindow, bets: PredictionPanel) -> None:
    card = bets.bars_card
    for way in ("escape", "escape in the bars", "button", "double click"):
        QTest.mouseDClick(card.sheet, Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
        assert lit(learner) is card, way
        if way == "escape":
            learner.setFocus()
            QTest.keyClick(learner, Qt.Key.Key_Escape)
        elif way == "escape in the bars":
            bets.bars.setFocus()
            QTest.keyClick(bets.bars, Qt.Key.Key_Escape)
        elif way == "button":
            QTest.mouseClick(card.back_button, Qt.MouseButton.LeftButton)
        else:
            QTest.mouseDClick(card._title, Qt.MouseButton.LeftButton)
        assert lit(learner) is None, way
    assert learner.isVisible()


def test_a_double_click_in_a_picture_that_listens_does_not_enlarge_it(
    learner: MainWindow, bets: PredictionPanel
) -> None:
    QTest.mouseDClick(bets.bars.viewport(), Qt.MouseButton.LeftButton)
    assert lit(learner) is None
    assert bets.sure_card.findChild(Paragraph) is bets.sure
    QTest.mouseDClick(bets.sure, Qt.MouseButton.LeftButton)
    assert lit(learner) is bets.sure_card, "plain words do not listen"


def test_escape_is_not_ours_while_no_card_fills_the_window(learner: MainWindow) -> None:
    assert not learner._escape.isEnabled()


def test_arranging_cards_meanwhile_does_not_take_it_away(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    for width in (700, 1900, 1280):
        learner.resize(width, 800)
        flush()
        for room in (400, 1200):
            course.fit(room)
        flush()
        assert course.loss_card.sheet.window() is learner
        assert course.loss_card.sheet.isVisible()
        assert learner.width() == width
        assert course.loss_card.sheet.width() > width - 60
    learner.look.set_zoom(1.5)
    learner.look.set_theme(True)
    flush()
    assert lit(learner) is course.loss_card
    assert not learner.navigation.isVisible()
    learner.grab()
    learner.spotlight.leave()
    flush()
    assert course.loss_card.sheet.parent() is course.loss_card
    assert course.loss_card.isVisible()


@pytest.mark.parametrize("size", [(1280, 720), (640, 400)])
def test_a_card_too_high_for_the_window_scrolls_and_pushes_nothing(
    size: tuple[int, int], learner: MainWindow, bets: PredictionPanel
) -> None:
    learner.look.set_zoom(2.0)
    learner.resize(*size)
    bets.dice_card.asked.emit("fill")
    flush()
    assert (learner.width(), learner.height()) == size
    bottom = learner.prompt_bar.mapTo(learner, learner.prompt_bar.rect().bottomLeft()).y()
    assert bottom <= size[1]


def test_another_view_or_page_leaves_it(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    learner.show_view("prediction")
    assert lit(learner) is None
    assert learner.stack.isVisible()
    assert course.loss_card.sheet.parent() is course.loss_card


def test_only_its_page_is_demanded_and_it_goes_on(
    learner: MainWindow, course: LearningPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    before = engine.sent_of(SetDemand)[-1].topics
    course.facts_card.asked.emit("fill")
    assert engine.sent_of(SetDemand)[-1].topics == before
    engine.frames = {"progress": fakes.progress(step=401, accuracy=0.77)}
    pull()
    assert ("Guesses right", "77 %") in course.facts.values()


def test_the_keyboard_stays_in_the_text_line_and_comes_back_from_what_is_folded(
    learner: MainWindow, bets: PredictionPanel
) -> None:
    learner.prompt_bar.line.setFocus()
    bets.bars_card.asked.emit("fill")
    assert learner.prompt_bar.line.hasFocus()
    learner.spotlight.leave()
    assert learner.prompt_bar.line.hasFocus()
    button = learner.navigation.buttons["prediction"]
    button.setFocus()
    bets.bars_card.asked.emit("fill")
    assert bets.bars.hasFocus(), "not lost in a part that is folded away"
    learner.spotlight.leave()
    assert button.hasFocus()


def test_tab_reaches_only_what_can_be_seen(learner: MainWindow, bets: PredictionPanel) -> None:
    bets.bars_card.asked.emit("fill")
    learner.top.start.setFocus()
    seen = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or learner, Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {bets.bars, bets.bars_card.back_button, learner.prompt_bar.line} <= seen
    assert not [w for w in seen if w is not None and not w.isVisible()]
    assert bets.controls.temperature not in seen


def test_the_order_of_tab_is_as_before(learner: MainWindow, bets: PredictionPanel) -> None:
    def order() -> list[str]:
        learner.top.start.setFocus()
        result = []
        for _ in range(45):
            QTest.keyClick(QApplication.focusWidget() or learner, Qt.Key.Key_Tab)
            focus = QApplication.focusWidget()
            result.append(focus.accessibleName() if focus is not None else "")
        return result

    before = order()
    bets.sure_card.asked.emit("fill")
    learner.spotlight.leave()
    assert order() == before


def test_keys_of_full_screen_and_of_a_card_are_both_in_the_key_sheet(learner: MainWindow) -> None:
    rows = dict(row for _, group in learner.key_sheet.groups() for row in group)
    assert rows["Fill the window"] == "F11"
    assert rows["Full screen"].startswith("Shift+F11")


def test_the_window_may_close_while_a_card_fills_it(learner: MainWindow, course: LearningPanel) -> None:
    course.loss_card.asked.emit("fill")
    learner.close()
    assert course.loss_card.sheet.parent() is course.loss_card
