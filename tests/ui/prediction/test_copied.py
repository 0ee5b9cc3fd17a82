"""Has it read this? The page says what was found in the text, and nothing beyond."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.engine.frames import Copied, Stretch
from explainer.ui.panels.prediction.copied import CopiedPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.opening import open_page

PIECES = ("A", " dog", " saw", " the", " moon", " in", " the", " park")
SAW = Stretch(0, 4, 12, "It was late. ", " cat.")
PARK = Stretch(5, 8, 3400, " went for a walk", ", and")


def found(*stretches: Stretch, pieces: tuple[str, ...] = PIECES, **changes: object) -> Copied:
    ids = np.arange(len(pieces), dtype=np.int64)
    values: dict = {
        **fakes.HEAD,
        "step": 400,
        "prompt": "".join(pieces),
        "serial": 1,
        "ids": ids,
        "pieces": pieces,
        "n_dropped": 0,
        "cut": ids,
        "cut_pieces": pieces,
        "stretches": stretches,
        "unknown": (),
        "n_text": 150_000,
    }
    return Copied(**(values | changes))


@pytest.fixture
def panel(learner: MainWindow) -> CopiedPanel:
    return open_page(learner, "prediction.copied", CopiedPanel, found(SAW, PARK))


def test_the_longest_stretch_is_named_with_how_often_it_stands_there(panel: CopiedPanel) -> None:
    assert "“A dog saw the”**, 12 times" in panel.sentence.text()
    assert "As a whole it stands nowhere" in panel.sentence.text() and "Words" not in panel.sentence.text()


def test_pieces_of_a_stretch_are_shaded_alike_and_say_so(panel: CopiedPanel) -> None:
    shades = [piece.shade for piece in panel.words.pieces]
    assert len(set(shades[:4])) == 1 and shades[0] > 0 and shades[4] == 0 and len(set(shades[5:])) == 1
    assert shades[0] != shades[5], "two stretches can be told apart"
    assert "4 pieces" in panel.words.pieces[1].told and "12 times" in panel.words.pieces[1].told
    assert "no stretch" in panel.words.pieces[4].told


def test_the_table_has_the_longest_first_with_the_words_around_it(panel: CopiedPanel) -> None:
    assert list(panel.table.rows) == [SAW, PARK]
    assert "It was late. A dog saw the cat." in panel.table.tell(SAW)
    numbers = panel.table_card.numbers()
    assert numbers is not None and numbers.rows == (("A dog saw the", 4, 12), (" in the park", 3, 3400))


def test_all_of_it_and_none_of_it_are_said(panel: CopiedPanel) -> None:
    panel.apply(found(Stretch(0, 8, 1, "", "")))
    assert panel.sentence.text().startswith("**All of it** stands word for word in what it learns from")
    panel.apply(found())
    assert "**No three pieces of this** stand together in the 150,000 pieces" in panel.sentence.text()
    assert not len(panel.table.rows)


def test_words_it_never_read_are_named_as_they_are_typed(panel: CopiedPanel) -> None:
    panel.apply(found(SAW, unknown=("president", "A_m_erica")))
    assert r"“president”, “A\_m\_erica”" in panel.sentence.text()


def test_without_its_text_and_without_a_text_nothing_is_claimed(panel: CopiedPanel) -> None:
    panel.apply(found(n_text=0))
    assert "cannot be had any more" in panel.sentence.text()
    panel.apply(found(pieces=()))
    assert panel.sentence.text() == "There is no text to look for."
    panel.clear()
    assert panel.sentence.text() == "Nothing has been looked for yet." and panel.values() == {"copied": ""}
