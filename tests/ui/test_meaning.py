"""Meaning: words as places, one word in two sentences, and positions, as a person sees them."""

from __future__ import annotations

import xml.etree.ElementTree as Xml

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import SetContexts
from explainer.engine.states import State
from explainer.ui.frame.stories import story_for
from explainer.ui.look import Look
from explainer.ui.panels.meaning import kinds
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.labels import place_labels
from explainer.ui.panels.meaning.matrix import ticks
from explainer.ui.panels.meaning.nearlist import change_text, cosine_text
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.panels.meaning.positions import PositionsPanel
from explainer.ui.panels.meaning.twice import flat
from explainer.ui.panels.meaning.viewport import Viewport
from explainer.ui.show import Phase
from explainer.ui.theme import contrast
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_meaning as made
from tests.ui.conftest import Pull


@pytest.fixture
def shown(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MainWindow:
    """A window over a learning model with the small vocabulary."""
    engine.events = [
        fakes.state(State.IDLE),
        fakes.prepared(pieces=made.PIECES, examples=("Ben put it in the box. The",)),
        fakes.state(State.RUNNING),
    ]
    pull()
    engine.frames = {"progress": fakes.progress()}
    pull()
    return window


@pytest.fixture
def panel(shown: MainWindow) -> MapPanel:
    shown.show_view("meaning")
    found = shown.panel("meaning")
    assert isinstance(found, MapPanel)
    found.apply(made.embeddings())
    QApplication.processEvents()
    return found


@pytest.fixture
def context(shown: MainWindow) -> ContextPanel:
    shown.show_view("meaning.context")
    found = shown.panel("meaning.context")
    assert isinstance(found, ContextPanel)
    found.apply(made.contexts())
    QApplication.processEvents()
    return found


@pytest.fixture
def places(shown: MainWindow) -> PositionsPanel:
    shown.show_view("meaning.positions")
    found = shown.panel("meaning.positions")
    assert isinstance(found, PositionsPanel)
    found.apply(made.positions())
    QApplication.processEvents()
    return found


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


# ---- the map of words ----------------------------------------------------------------------------------------------


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
    at = panel.map.place(made.token("Mia"))
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
        before = panel.map.place(panel.map.selected or 0)
        chosen = panel.map.selected
        QTest.keyClick(panel.map, key)
        now = panel.map.place(panel.map.selected or 0)
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
    whole = panel.map.place(made.token("dog"))
    wheel = QWheelEvent(
        whole, panel.map.mapToGlobal(whole), QPoint(), QPoint(0, 360), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    panel.map.wheelEvent(wheel)
    assert panel.map.view.zoom > 1.5
    assert (panel.map.place(made.token("dog")) - whole).manhattanLength() < 2
    assert panel.whole.isEnabled()
    panel.map.setFocus()
    QTest.keyClick(panel.map, Qt.Key.Key_Home)
    assert panel.map.view.zoom == 1.0 and not panel.whole.isEnabled()


def test_dragging_shifts_the_map_and_chooses_nothing(panel: MapPanel) -> None:
    panel.map.view.zoom_at(100, 100, 3)
    panel.map._relabel()
    chosen, before = panel.map.selected, panel.map.place(made.token("dog"))
    QTest.mousePress(panel.map, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    for x in (210, 240):
        QTest.mouseMove(panel.map, QPoint(x, 215))
    QTest.mouseRelease(panel.map, Qt.MouseButton.LeftButton, pos=QPoint(240, 215))
    moved = panel.map.place(made.token("dog")) - before
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
    place = panel.map.place(made.token("dog"))
    panel.map.view.zoom_at(place.x(), place.y(), 20)
    panel.map._relabel()
    panel.choose(made.token("Mia"))
    assert panel.map.rect().contains(panel.map.place(made.token("Mia")).toPoint())


def test_the_legend_shows_the_kinds_there_are_and_one_alone(panel: MapPanel) -> None:
    assert panel.legend.items == ("names", "animals", "things", "places", "qualities", "verbs", "others")
    QTest.mouseMove(panel.legend, panel.legend.box(1).center().toPoint())
    QTest.mouseClick(panel.legend, Qt.MouseButton.LeftButton, pos=panel.legend.box(1).center().toPoint())
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


def test_a_map_that_turns_keeps_its_labels(panel: MapPanel) -> None:
    before = panel.map.labels
    panel.apply(made.embeddings(step=401, angle=0.01))
    after = panel.map.labels
    assert set(after) == set(before)
    same = [after[t].side == before[t].side for t in after]
    assert sum(same) >= len(same) - 1


def test_labels_do_not_overlap(panel: MapPanel) -> None:
    labels = [label for t, label in panel.map.labels.items() if t != panel.map.selected]
    for i, a in enumerate(labels):
        for b in labels[i + 1 :]:
            apart = a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
            assert apart


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
    assert "Nothing is near" in panel.near_text.text()


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


# ---- geometry ------------------------------------------------------------------------------------------------------


def test_the_bounds_stand_still_while_points_tremble_and_grow_calmly() -> None:
    view = Viewport()
    view.width, view.height = 600, 400
    rng = np.random.default_rng(0)
    points = rng.normal(size=(300, 2))
    view.follow(points)
    scales = []
    for _ in range(30):
        view.follow(points + 0.01 * rng.normal(size=points.shape))
        scales.append(view.scale)
    assert max(scales) / min(scales) < 1.02
    for _ in range(20):
        before = view.scale
        points = points * 1.03
        view.follow(points)
        assert 0.9 < view.scale / before <= 1.0
    view.follow(points / 3)
    assert view.scale / before < 1.2, "it does not pump"


def test_a_zoom_keeps_what_is_under_the_pointer_and_ends_at_the_whole() -> None:
    view = Viewport()
    view.width, view.height = 600, 400
    view.follow(np.random.default_rng(1).normal(size=(50, 2)))
    point = np.array([[0.3, -0.2]])
    x, y = view.to_pixels(point)[0]
    view.zoom_at(x, y, 4)
    assert view.to_pixels(point)[0] == pytest.approx((x, y), abs=1e-6)
    view.zoom_at(10, 10, 0.01)
    assert not view.moved


def test_forced_labels_are_written_even_where_there_is_no_room() -> None:
    at = dict.fromkeys(range(20), (50.0, 50.0))
    found = place_labels(
        range(20), at, dict.fromkeys(at, 40.0), height=14, gap=5, area=(100, 100), before={}, forced=[17, 18]
    )
    assert 17 in found and 18 in found
    assert len(found) < 20


# ---- one word in two sentences -------------------------------------------------------------------------------------


def test_the_word_and_its_cosines_are_those_of_the_frame(context: ContextPanel) -> None:
    frame = made.contexts()
    assert context.word == "bank"
    expected = [cosine(a, b) for a, b in zip(frame.first.resid[:, 4], frame.second.resid[:, 4], strict=True)]
    assert context.bars.labels() == [
        (name, cosine_text(v))
        for name, v in zip(("start", "block 1", "block 2", "block 3", "block 4"), expected, strict=True)
    ]
    assert "**They part:**" in context.verdict.text()
    assert cosine_text(expected[-1]) in context.verdict.text()
    assert cosine_text(expected[-1]) in context.summary()


def test_no_parting_is_said_where_there_is_none(context: ContextPanel) -> None:
    context.apply(made.contexts(parted=False))
    assert "hardly parts" in context.verdict.text()


def test_an_untrained_model_is_not_said_to_part_anything(context: ContextPanel, shown: MainWindow) -> None:
    shown.show_state.progress = None
    context.apply(made.contexts())
    assert "Nothing is learnt yet" in context.verdict.text()


def test_a_start_below_one_is_explained(context: ContextPanel) -> None:
    frame = made.contexts()
    moved = ("Oh", *made.MONEY)
    resid = np.concatenate([frame.second.resid[:, :1], frame.second.resid], axis=1)
    context.apply(made.contexts(second=made.in_context("".join(moved), moved, resid)))
    assert "different places" not in context.verdict.text(), "1.00 needs no explanation"
    resid[0, 5, 0] += 1
    context.apply(made.contexts(second=made.in_context("".join(moved), moved, resid)))
    assert "different places" in context.verdict.text()
    other = made.in_context("Bank", ("bank",), frame.second.resid[:, 4:5])
    context.apply(made.contexts(second=other))
    assert "written differently" in context.verdict.text()


def test_any_shared_word_can_be_compared(context: ContextPanel) -> None:
    assert context.words.items == ("the", "bank")
    context.words.setFocus()
    QTest.keyClick(context.words, Qt.Key.Key_Left)
    QTest.keyClick(context.words, Qt.Key.Key_Return)
    assert context.word == "the"
    context.apply(made.contexts())
    assert context.word == "the", "a person's choice stays"


def test_a_word_of_several_pieces_is_compared_at_its_last(context: ContextPanel) -> None:
    first = made.in_context("a basket", ("a", " ba", "sket"))
    second = made.in_context("my old basket", ("my", " old", " ba", "sket"))
    context.apply(made.contexts(first=first, second=second, suggestions=()))
    assert context.word == "basket"
    expected = cosine(first.resid[-1, 2], second.resid[-1, 3])
    assert context.bars.cosines[-1] == pytest.approx(expected, abs=1e-6)


def test_its_bets_after_the_word_are_told(context: ContextPanel) -> None:
    assert "“**dog**” (80 %)" in context.bets.text() and "“**cat**”" in context.bets.text()


def test_typing_asks_the_model_after_a_pause_and_enter_at_once(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    context.fields[0].setFocus()
    context.fields[0].selectAll()
    QTest.keyClicks(context.fields[0], "My dog ran")
    assert engine.sent_of(SetContexts) == [], "not while typing"
    context.apply(made.contexts())
    assert context.fields[0].text() == "My dog ran", "nobody takes the field away"
    QTest.keyClick(context.fields[0], Qt.Key.Key_Return)
    assert engine.sent_of(SetContexts) == [SetContexts("My dog ran", "Ben ran to the bank.")]
    assert not context._typing.isActive()


def test_an_example_fills_both_fields(context: ContextPanel, engine: fakes.FakeEngine) -> None:
    assert context.examples.items == ("bank", "ring") and context.examples.chosen == 0
    context.examples.picked.emit(1)
    assert engine.sent_of(SetContexts) == [SetContexts(*made.SUGGESTIONS[1][:2])]


def test_the_paths_keep_their_orientation() -> None:
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(2, 5, 16)).astype(np.float32)
    before, _ = flat(paths, None)
    for _ in range(30):
        paths = paths + 0.02 * rng.normal(size=paths.shape).astype(np.float32)
        after, share = flat(paths, before)
        points = paths.reshape(-1, 16) - paths.reshape(-1, 16).mean(axis=0)
        sizes = np.linalg.svd(points, compute_uv=False) ** 2
        assert share == pytest.approx(sizes[:2].sum() / sizes.sum(), abs=1e-5)
        for mirror in ([-1, 1], [1, -1], [-1, -1]):
            assert np.linalg.norm(after - before) <= np.linalg.norm(after * mirror - before) + 1e-9
        before = after


def test_a_block_pointed_at_in_one_picture_is_marked_in_the_other(context: ContextPanel) -> None:
    context.path.setFocus()
    for _ in range(3):
        QTest.keyClick(context.path, Qt.Key.Key_Right)
    assert context.path.at == 2 == context.bars.at
    assert "After block 2" in context.path.accessibleDescription()
    QTest.keyClick(context.path, Qt.Key.Key_Escape)
    assert context.bars.at is None
    context.bars.pointed.emit(3)
    assert context.path.at == 3
    context.grab()


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ("", "Mia"), ("dog", "cat"), ("🙂", "Mia ran"), ("   ", "   "), ("x" * 900, "y")]
)
def test_texts_without_a_common_word_ask_for_one(context: ContextPanel, first: str, second: str) -> None:
    context.apply(made.empty_contexts(first, second))
    assert context.word is None
    assert "Type two sentences" in context.verdict.text()
    assert context.words.items == () and context.bars.cosines == ()
    assert "no word in common" in context.summary()
    context.grab()


def test_texts_without_blanks_share_pieces(context: ContextPanel) -> None:
    first = made.in_context("狗跑。", ("狗", "跑", "。"))
    second = made.in_context("大狗。", ("大", "狗", "。"))
    context.apply(made.contexts(first=first, second=second, suggestions=()))
    assert context.word == "狗"


def test_one_piece_in_both(context: ContextPanel) -> None:
    one = made.in_context("Mia", ("Mia",))
    context.apply(made.contexts(first=one, second=one, suggestions=()))
    assert context.bars.cosines == pytest.approx([1.0] * 5)
    assert context.path.places is not None and np.isfinite(context.path.places).all()
    context.grab()


def test_context_tables(context: ContextPanel) -> None:
    table = context.path_card.table() if context.path_card.table else None
    assert table is not None and len(table.rows) == 5
    assert [row[2] for row in table.rows] == pytest.approx(list(context.bars.cosines))
    bets = context.text_card.table() if context.text_card.table else None
    assert bets is not None and len(bets.rows) == 2 * 6 * 2


def test_an_empty_context_page_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning.context")
    found = window.panel("meaning.context")
    assert found.summary() == "There are no sentences to compare yet."
    found.grab()


# ---- where it stands -----------------------------------------------------------------------------------------------


def test_the_sentence_compares_near_and_far(places: PositionsPanel) -> None:
    frame = made.positions()
    near = np.mean([frame.similarity[i, i + 1] for i in range(63)])
    far = np.mean([frame.similarity[i, i + 10] for i in range(54)])
    assert f"**{cosine_text(float(near))}**" in places.sentence.text()
    assert f"**{cosine_text(float(far))}**" in places.sentence.text()
    assert "have an order" in places.sentence.text()
    assert cosine_text(float(far)) in places.summary()


def test_noise_is_called_noise(places: PositionsPanel) -> None:
    places.apply(made.positions(learned=False))
    assert "strangers" in places.sentence.text()


def test_a_cell_tells_both_positions_and_their_cosine(places: PositionsPanel) -> None:
    frame = made.positions()
    square = places.matrix.square()
    at = QPointF(square.left() + 20.5 / 64 * square.width(), square.top() + 3.5 / 64 * square.height())
    QTest.mouseMove(places.matrix, at.toPoint())
    row, column = places.matrix.at or (-1, -1)
    assert abs(row - 3) <= 1 and abs(column - 20) <= 1
    expected = f"Positions {row + 1} and {column + 1}: cosine {cosine_text(float(frame.similarity[row, column]))}"
    assert places.matrix_card.caption() == expected
    assert set(places.trail.marked) == {row, column}


def test_arrow_keys_walk_over_the_square(places: PositionsPanel) -> None:
    places.matrix.setFocus()
    QTest.keyClick(places.matrix, Qt.Key.Key_Home)
    QTest.keyClick(places.matrix, Qt.Key.Key_Right)
    assert places.matrix.at == (0, 1)
    assert "Positions 1 and 2" in places.matrix.accessibleDescription()
    QTest.keyClick(places.matrix, Qt.Key.Key_End)
    assert places.matrix.at == (63, 63)
    QTest.keyClick(places.matrix, Qt.Key.Key_Down)
    assert places.matrix.at == (63, 63)
    places.apply(made.positions(n=16))
    assert places.matrix.at is None, "another model is shorter"
    QTest.keyClick(places.matrix, Qt.Key.Key_Escape)


@pytest.mark.parametrize("n", [1, 2, 7, 16, 64, 100, 128, 192, 256, 1024])
def test_ticks_are_few_and_reach_both_ends(n: int) -> None:
    found = ticks(n)
    assert found[0] == 1 and found[-1] == n
    assert len(found) <= 9
    assert found == sorted(set(found))


def test_short_contexts_are_drawn(places: PositionsPanel) -> None:
    for n in (1, 2, 5):
        places.clear()
        places.apply(made.positions(n=n))
        places.grab()
        assert "nan" not in places.sentence.text()


def test_position_tables(places: PositionsPanel) -> None:
    table = places.matrix_card.table() if places.matrix_card.table else None
    assert table is not None and len(table.rows) == 64 and len(table.columns) == 65
    trail = places.trail_card.table() if places.trail_card.table else None
    assert trail is not None and trail.rows[0][0] == 1


def test_an_empty_position_page_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("meaning.positions")
    assert window.panel("meaning.positions").summary() == "There are no positions to show yet."


# ---- all three -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["meaning", "meaning.context", "meaning.positions"])
@pytest.mark.parametrize("phase", list(Phase))
def test_stories_find_all_their_values(window: MainWindow, page: str, phase: Phase) -> None:
    window.show_view(page)
    live = window.panel(page).values()
    common = dict.fromkeys(("n_params", "vocabulary", "corpus", "sides", "accuracy", "steps", "tokens"), "–")
    for text in story_for(page, phase).paragraphs:
        assert "{" not in text.format(**(common | dict(live)))


@pytest.mark.parametrize("page", ["meaning", "meaning.context", "meaning.positions"])
def test_pages_are_drawn_in_the_dark_and_enlarged(shown: MainWindow, page: str) -> None:
    shown.show_view(page)
    found = shown.panel(page)
    for frame in (made.embeddings(), made.contexts(), made.positions()):
        found.apply(frame)
    shown.look.set_theme(True)
    shown.look.set_zoom(1.5)
    QApplication.processEvents()
    found.grab()
    for card in found.cards():
        assert card.accessibleDescription() or card.title
    found.clear()
    found.grab()


def test_the_map_as_png_is_finer_than_the_screen(panel: MapPanel) -> None:
    image, screen = panel.map_card.picture(), panel.map.grab().toImage()
    offset = panel.map.mapTo(panel.map_card, QPoint())
    label = next(iter(panel.map.labels.values()))
    at = QRect(int(label.x), int(label.y), int(label.w), int(label.h))
    small = {screen.pixel(x, y) for x in range(at.left(), at.right()) for y in range(at.top(), at.bottom())}
    big = at.translated(offset)
    fine = {
        image.pixel(x, y)
        for x in range(2 * big.left(), 2 * big.right())
        for y in range(2 * big.top(), 2 * big.bottom())
    }
    assert len(fine) > len(small), "more shades along the edges of letters than a screen has, not the same doubled"


def test_the_map_as_svg_has_its_words_as_words(panel: MapPanel) -> None:
    root = Xml.fromstring(panel.map_card.as_svg())
    words = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {made.PIECES[token].strip() for token in panel.map.labels} <= words
    assert not list(root.iter("{http://www.w3.org/2000/svg}image")), "no picture of the map"
