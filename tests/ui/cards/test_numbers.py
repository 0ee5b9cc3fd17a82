"""What every card can do, whoever draws it: its numbers, copied and saved."""

from __future__ import annotations

import csv
import errno
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog

from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.settings_store import SettingsStore
from explainer.ui.widgets import export
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.table import csv_text, tab_text
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.cards.conftest import entries
from tests.ui.conftest import flush, wait_until

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
    assert sum(float(str(row[4])) for row in table.rows) == pytest.approx(1, abs=1e-4)
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
    assert [(row[0], row[1]) for row in table.rows if row[1] is not None] == list(
        zip(curve.tokens.tolist(), curve.loss.tolist(), strict=True)
    )
    assert [row[2] for row in table.rows if row[2] is not None] == curve.val_loss.tolist()
    told = "".join(str(row[3]) for row in table.rows if row[3] is not None)
    assert all(milestone.measured in told for milestone in curve.marks)


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
