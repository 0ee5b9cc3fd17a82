"""Words as places: the map of words, its neighbours and its list, as a person sees and uses them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtTest import QTest

from explainer.ui.look import Look
from explainer.ui.panels.meaning import kinds
from explainer.ui.panels.meaning.nearlist import change_text, cosine_text
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.theme import contrast
from explainer.ui.window import MainWindow
from tests.ui import frames_meaning as made
from tests.ui.meaning.conftest import cosine


def test_it_begins_with_the_last_telling_word_of_the_prompt(panel: MapPanel) -> None:
    assert panel.map.selected == made.token("box")
    assert "**box**" in panel.near_text.text()
    assert "**bag**" in panel.near_text.text()


def test_neighbours_and_cosines_equal_those_of_the_vectors(panel: MapPanel) -> None:
    frame = made.embeddings()
    for word in ("dog", "red", "the"):
        panel.choose(made.token(word))
        vector = frame.vectors[made.token(word)]
        every = {t: cosine(vector, frame.vectors[t]) for t in frame.words.tolist() if t != made.token(word)}
        expected = sorted(every, key=lambda t: -every[t])
        assert [row.token for row in panel.near.rows] == expected
        assert [row.cosine for row in panel.near.rows] == pytest.approx([every[t] for t in expected], abs=1e-6)


def test_the_nearest_of_an_animal_are_animals(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    assert {row.text for row in panel.near.rows[:2]} == {"cat", "cow"}
    assert "“cat”" in panel.summary() or "“cow”" in panel.summary()


def test_changes_count_from_the_step_at_which_the_word_was_chosen(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    before = {row.token: row.cosine for row in panel.near.rows}
    later = made.embeddings(step=500)
    vectors = later.vectors.copy()
    vectors[made.token("cat")] = vectors[made.token("dog")]
    panel.apply(made.embeddings(step=500, vectors=vectors))
    row = next(row for row in panel.near.rows if row.token == made.token("cat"))
    assert row.cosine == pytest.approx(1.0)
    assert row.before == pytest.approx(before[made.token("cat")])
    at = panel.near.rows.index(row)
    assert f"{change_text(row.cosine - row.before)} since step 400" in panel.near.describe(at)


def test_the_order_stands_still_under_the_pointer(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    order = [row.token for row in panel.near.rows]
    at = QPointF(5, 5)
    panel.near.enterEvent(QEnterEvent(at, at, at))
    vectors = made.embeddings().vectors.copy()
    vectors[made.token("Mia")] = vectors[made.token("dog")]
    panel.apply(made.embeddings(step=500, vectors=vectors))
    panel._sorted_at = 0.0
    assert [row.token for row in panel.near.rows] == order
    panel.near.leaveEvent(QEnterEvent(at, at, at))
    panel.apply(made.embeddings(step=600, vectors=vectors))
    assert panel.near.rows[0].token == made.token("Mia")


def test_a_click_on_a_word_chooses_it_and_one_on_empty_ground_lets_go(panel: MapPanel) -> None:
    at = panel.map.dot(made.token("Mia"))
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert panel.map.selected in (made.token("Mia"), made.token("Ben"))
    panel.map.chosen.emit(-1)
    assert panel.map.selected is None
    assert "Click a word" in panel.near_text.text()
    panel.apply(made.embeddings(step=500))
    assert panel.map.selected is None, "what a person let go of stays so"


def test_arrow_keys_go_to_the_next_word_that_way(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    panel.map.setFocus()
    visited = set()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down) * 2:
        before = panel.map.dot(panel.map.selected or 0)
        chosen = panel.map.selected
        QTest.keyClick(panel.map, key)
        now = panel.map.dot(panel.map.selected or 0)
        if panel.map.selected != chosen:
            step = now - before
            ahead = {
                Qt.Key.Key_Right: step.x(),
                Qt.Key.Key_Left: -step.x(),
                Qt.Key.Key_Up: -step.y(),
                Qt.Key.Key_Down: step.y(),
            }[key]
            assert ahead > 0
        visited.add(panel.map.selected)
    assert len(visited) > 2
    QTest.keyClick(panel.map, Qt.Key.Key_Escape)
    assert panel.map.selected is None


def test_the_wheel_zooms_where_the_pointer_is_and_home_shows_everything(panel: MapPanel) -> None:
    whole = panel.map.dot(made.token("dog"))
    wheel = QWheelEvent(
        whole, panel.map.mapToGlobal(whole), QPoint(), QPoint(0, 360), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    panel.map.wheelEvent(wheel)
    assert panel.map.view.zoom > 1.5
    assert (panel.map.dot(made.token("dog")) - whole).manhattanLength() < 2
    assert panel.whole.isEnabled()
    panel.map.setFocus()
    QTest.keyClick(panel.map, Qt.Key.Key_Home)
    assert panel.map.view.zoom == 1.0 and not panel.whole.isEnabled()


def test_dragging_shifts_the_map_and_chooses_nothing(panel: MapPanel) -> None:
    panel.map.view.zoom_at(100, 100, 3)
    panel.map._relabel()
    chosen, before = panel.map.selected, panel.map.dot(made.token("dog"))
    QTest.mousePress(panel.map, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    for x in (210, 240):
        QTest.mouseMove(panel.map, QPoint(x, 215))
    QTest.mouseRelease(panel.map, Qt.MouseButton.LeftButton, pos=QPoint(240, 215))
    moved = panel.map.dot(made.token("dog")) - before
    assert moved.x() == pytest.approx(40, abs=2) and moved.y() == pytest.approx(15, abs=2)
    assert panel.map.selected == chosen


def test_the_search_marks_words_and_enter_chooses(panel: MapPanel) -> None:
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "b")
    assert {made.PIECES[t].strip() for t in panel.map.found} == {"box", "bag", "blue", "Ben", "bank"}
    assert "5" in panel.hits.text()
    QTest.keyClicks(panel.search, "lu")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.map.selected == made.token("blue")
    panel.search.setText("zebra")
    assert panel.map.found == () and "0" in panel.hits.text()
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.map.selected == made.token("blue")
    panel.search.setText("d")
    assert "dog" in {made.PIECES[t].strip() for t in panel.map.found}, "in the word where none begins so"


def test_a_word_out_of_sight_is_brought_into_sight(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    place = panel.map.dot(made.token("dog"))
    panel.map.view.zoom_at(place.x(), place.y(), 20)
    panel.map._relabel()
    panel.choose(made.token("Mia"))
    assert panel.map.rect().contains(panel.map.dot(made.token("Mia")).toPoint())


def test_the_legend_shows_the_kinds_there_are_and_one_alone(panel: MapPanel) -> None:
    assert panel.legend.items == ("names", "animals", "things", "places", "qualities", "verbs", "others")
    QTest.mouseClick(panel.legend.viewport(), Qt.MouseButton.LeftButton, pos=panel.legend.box(1).center().toPoint())
    animals = {made.token(word) for word in ("dog", "cat", "cow")}
    special = {panel.map.selected, *panel.map.near}
    assert animals <= set(panel.map.labels) <= animals | special
    panel.legend.setFocus()
    QTest.keyClick(panel.legend, Qt.Key.Key_Escape)
    assert panel.map.group is None
    QTest.keyClick(panel.legend, Qt.Key.Key_Right)
    QTest.keyClick(panel.legend, Qt.Key.Key_Return)
    assert panel.map.group == kinds.group_of("box")


def test_kinds_can_be_told_apart_by_shape_and_read_in_both_themes() -> None:
    shapes = {(g.corners, g.turn, g.star) for g in kinds.GROUPS}
    assert len(shapes) == len(kinds.GROUPS)
    for dark in (False, True):
        look = Look()
        look.set_theme(dark)
        for group in kinds.GROUPS:
            assert contrast(group.colour(look), look.colours.card) >= 4.5, group.name
        assert contrast(kinds.OTHER.colour(look), look.colours.card) >= 3


def test_a_new_prompt_moves_the_choice_until_a_person_chooses(panel: MapPanel, shown: MainWindow) -> None:
    shown.prompt.replace("Mia saw a cow")
    assert panel.map.selected == made.token("cow")
    panel.choose(made.token("red"))
    shown.prompt.replace("Mia saw a cat")
    assert panel.map.selected == made.token("red")


@pytest.mark.parametrize("text", ["", "🙂", "zebra zebra", "x" * 900])
def test_odd_prompts_still_find_a_word(panel: MapPanel, shown: MainWindow, text: str) -> None:
    shown.prompt.replace(text)
    assert panel.map.selected is not None
    panel.grab()


def test_a_text_that_is_not_ours_has_no_kinds_and_no_legend(panel: MapPanel) -> None:
    panel.clear()
    panel.apply(made.embeddings(kinds=("",) * len(made.PIECES)))
    assert panel.legend.items == ()
    assert panel.map.selected == made.token("box") or panel.map.selected is not None
    panel.grab()


def test_one_word_alone_has_no_neighbours(panel: MapPanel) -> None:
    panel.clear()
    panel.apply(made.embeddings(words=np.array([made.token("box")])))
    assert "no other word" in panel.near_text.text()
    panel.grab()


def test_nothing_is_near_is_said_when_the_numbers_say_so(panel: MapPanel) -> None:
    panel.clear()
    panel.apply(made.embeddings(vectors=np.eye(len(made.PIECES), dtype=np.float32)))
    assert "Nothing is used like" in panel.near_text.text()


def test_how_alike_words_are_is_said_in_words_and_not_as_meaning(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    told = [panel.near_text.text(), panel.dimensions.text(), panel.summary(), *panel.near.sentences()]
    told += [word for card in (panel.map_card, panel.near_card) for word in (card.title, card.caption())]
    assert not any("osine" in text for text in told)
    assert "the less it says" in panel.near_text.text()
    assert "of what tells words apart" in panel.map_card.caption()


def test_how_much_a_likeness_is_can_be_told_from_what_is_usual(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    frame = made.embeddings()
    usual = np.median([cosine(frame.vectors[made.token("dog")], frame.vectors[token]) for token in frame.words])
    assert f"by less than {cosine_text(float(usual))}" in panel.dimensions.text()


@pytest.mark.parametrize(("share", "words"), [(0.11, "trust the list, not the map"), (0.8, "Close together")])
def test_a_map_that_shows_little_says_where_one_looks_that_it_is_not_to_be_trusted(
    panel: MapPanel, share: float, words: str
) -> None:
    panel.apply(made.embeddings(explained=share))
    assert words in panel.map_card.caption() and f"{share:.0%}"[:-1] in panel.map_card.caption()


def test_the_colours_are_said_to_be_ours_only_where_there_are_colours(panel: MapPanel) -> None:
    assert "colours are ours" in panel.map_card.caption()
    panel.clear()
    panel.apply(made.embeddings(kinds=("",) * len(made.PIECES)))
    assert "colours" not in panel.map_card.caption()


def test_tables_hold_what_is_drawn(panel: MapPanel) -> None:
    panel.choose(made.token("dog"))
    table = panel.map_card.table() if panel.map_card.table else None
    assert table is not None and len(table.rows) == len(made.PIECES)
    row = table.rows[made.token("dog")]
    assert row[1] == "dog" and row[2] == "animal"
    near = panel.near_card.table() if panel.near_card.table else None
    assert near is not None
    assert [r[1] for r in near.rows] == [r.text for r in panel.near.rows]


def test_an_empty_map_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning")
    found = window.panel("meaning")
    assert isinstance(found, MapPanel)
    assert found.summary() == "There is no map of words yet."
    assert "will stand" in found.near_text.text()
    found.grab()


@pytest.mark.parametrize(("value", "text"), [(0.674, "0.67"), (-0.123, "−0.12"), (-0.001, "0.00"), (1.0, "1.00")])
def test_cosines_as_they_are_read(value: float, text: str) -> None:
    assert cosine_text(value) == text


def test_changes_as_they_are_read() -> None:
    assert [change_text(v) for v in (0.123, -0.04, 0.001, -0.001)] == ["+0.12", "−0.04", "±0", "±0"]


def test_what_is_set_by_keys_and_hands_is_kept_and_put_back(panel: MapPanel) -> None:
    fresh = panel.state()
    assert (fresh["search"], fresh["word"], fresh["kind"], fresh["part"]) == ("", None, None, None)
    panel.search.setText("d")
    panel.map.setFocus()
    QTest.keyClick(panel.map, Qt.Key.Key_Down)
    for _ in range(3):
        QTest.keyClick(panel.map, Qt.Key.Key_Plus)
    panel.map.view.drag(9, -4)
    panel.legend.show_alone(0)
    panel.map.clearFocus()
    state, before = json.loads(json.dumps(panel.state())), panel.map.grab().toImage()
    assert state["word"] and state["kind"] and state["part"][0] > 1
    panel.restore(fresh)
    assert panel.state() == fresh and panel.map.grab().toImage() != before
    panel.restore(state)
    assert panel.state() == state and panel.map.grab().toImage() == before


def test_a_word_that_was_let_go_of_is_not_the_one_of_the_text(panel: MapPanel) -> None:
    panel.choose(None)
    assert panel.state()["word"] == ""
    panel.restore({"word": None})
    assert panel.map.selected is not None and panel.state()["word"] is None
    panel.restore({"word": ""})
    assert panel.map.selected is None


@pytest.mark.parametrize("wrong", [{"word": "xyzzy"}, {"kind": "ghosts"}, {"part": [1.0]}, {"search": 5}])
def test_what_the_map_does_not_have_cannot_be_put_back(panel: MapPanel, wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        panel.restore(wrong)
