"""Attention: the shades, percentages and words are those of the frame, and every hand reaches every head and word."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from explainer.engine.commands import SetMuted
from explainer.engine.frames import Topic
from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.heads import HeadsPanel
from explainer.ui.panels.attention.mutewords import about_muting
from explainer.ui.panels.attention.pair import PairPanel
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.panels.attention.saying import best_kind, clears, does, looks_at, rise, ways_of_looking
from explainer.ui.panels.attention.scores import row_of
from explainer.ui.pictures import heatmap
from explainer.ui.theme import DARK, LIGHT, contrast
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_attention as frames
from tests.ui.conftest import Pull, flush, wait_until


def _open(window: MainWindow, page: str):
    window.show_view(page)
    panel = window.panel(page)
    flush()
    return panel


@pytest.fixture
def panel(learner: MainWindow) -> AttentionPanel:
    made = _open(learner, "attention")
    assert isinstance(made, AttentionPanel)
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        made.apply(frame)
    flush()
    return made


@pytest.fixture
def pair(learner: MainWindow) -> PairPanel:
    made = _open(learner, "attention.pair")
    assert isinstance(made, PairPanel)
    made.apply(frames.attention())
    return made


@pytest.fixture
def heads_page(learner: MainWindow) -> HeadsPanel:
    made = _open(learner, "attention.heads")
    assert isinstance(made, HeadsPanel)
    made.apply(frames.heads())
    made.apply(frames.muting())
    flush()
    return made


def move(widget, at: QPointF) -> None:
    """Point at a place, as a mouse does that presses nothing."""
    press, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), press, press, none)
    widget.mouseMoveEvent(event)


# ---- page one: words --------------------------------------------------------------------------------------------


def test_the_last_word_looks_and_its_weights_stand_under_the_words(panel: AttentionPanel) -> None:
    frame = frames.attention()
    written = panel.words.shares_written()
    for j, weight in enumerate(frame.pattern[0, 0, -1]):
        if weight >= 0.005:
            assert written[j] == percent(float(weight))
    assert panel.words_card.title == "Where does “box” look?"
    assert "never ahead" in panel.words_card.caption().lower()


def test_pointing_at_a_word_makes_it_look_and_leaving_gives_the_chosen_one_back(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    chip = panel.words._chips[3]
    move(panel.words, panel.words._box(chip).center())
    assert learner.focus.position == 3
    assert panel.words_card.title == "Where does “ball” look?"
    assert set(panel.words.shares_written()) <= {0, 1, 2, 3}, "never ahead"
    panel.words.leaveEvent(QEvent(QEvent.Type.Leave))
    assert learner.focus.position is None and panel.words.row == 6


def test_arrow_keys_move_the_looking_word_and_escape_follows_the_last(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    panel.words.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(panel.words, key)
    assert learner.focus.position == 4
    assert panel.words.row == 4
    assert "“in” looks at" in panel.words.accessibleDescription()
    QTest.keyClick(panel.words, Qt.Key.Key_Home)
    assert learner.focus.position == 0
    QTest.keyClick(panel.words, Qt.Key.Key_Escape)
    assert learner.focus.position is None


def test_a_word_once_chosen_stays_while_the_text_grows_and_is_let_go_with_another_text(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    panel.words.picked.emit(3)
    panel.apply(frames.attention((*frames.WORDS, " and")))
    assert panel.words.row == 3
    panel.apply(frames.attention(("Ben", " ran")))
    assert panel.words.row == 1 and learner.focus.position is None


def test_summary_says_where_the_word_looks_hardest(panel: AttentionPanel) -> None:
    row = frames.attention().pattern[0, 0, -1]
    best = int(np.argmax(row))
    name = "itself" if best == 6 else f"“{visible(frames.WORDS[best])}”"
    assert f"{name} {percent(float(row[best]))}" in panel.summary()
    assert "block 1, head 1" in panel.summary()


# ---- page one: the table ----------------------------------------------------------------------------------------


def test_the_table_shows_the_chosen_head_and_tells_both_words_and_the_weight(
    panel: AttentionPanel, learner: MainWindow
) -> None:
    learner.focus.look(2, 1)
    weights = frames.attention().pattern[2, 1]
    np.testing.assert_array_equal(panel.matrix._weights, weights)
    assert panel.matrix.describe(5, 3) == f"“the” looks at “ball”: {percent(float(weights[5, 3]))}"
    assert panel.matrix.describe(3, 5) == "“ball” cannot look ahead at “the”."
    assert "Block 3, head 2" in panel.table_card.caption()
    inside = panel.matrix._inside()
    size = panel.matrix._size()
    move(panel.matrix, QPointF(inside.left() + 3.5 * size, inside.top() + 5.5 * size))
    assert panel.matrix._cell == (5, 3)


def test_mean_and_max_over_the_heads_of_the_block(panel: AttentionPanel) -> None:
    block = frames.attention().pattern[0]
    panel.mode.buttons["mean"].click()
    np.testing.assert_allclose(panel.weights(), block.mean(0))
    np.testing.assert_allclose(panel.matrix._weights, block.mean(0))
    assert "mean of its 4 heads" in panel.summary()
    panel.mode.buttons["max"].click()
    np.testing.assert_array_equal(panel.weights(), block.max(0))
    assert panel.words.shares_written()[6] == percent(float(block.max(0)[6, 6]))


def test_the_table_is_walked_with_the_arrow_keys(panel: AttentionPanel, learner: MainWindow) -> None:
    panel.matrix.setFocus()
    QTest.keyClick(panel.matrix, Qt.Key.Key_Up)
    assert learner.focus.position == 5
    QTest.keyClick(panel.matrix, Qt.Key.Key_Left)
    QTest.keyClick(panel.matrix, Qt.Key.Key_Left)
    assert panel.matrix._cell == (5, 4)
    assert panel.matrix.accessibleDescription() == panel.matrix.describe(5, 4)


def test_arcs_show_the_same_weights(panel: AttentionPanel, learner: MainWindow) -> None:
    panel.form.buttons["arcs"].click()
    np.testing.assert_array_equal(panel.arcs._weights, frames.attention().pattern[0, 0])
    panel.arcs.setFocus()
    QTest.keyClick(panel.arcs, Qt.Key.Key_Up)
    assert learner.focus.position == 5
    panel.grab()


def test_a_full_context_keeps_readable_labels_and_can_be_zoomed_until_all_are(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(frames.LONG))
    flush()
    written = panel.matrix.labels_written()
    assert 5 < len(written) < 128 and "w127" in written, "some, and that of the looking word"
    assert panel.matrix._size() * 128 <= panel.matrix.viewport().height(), "all rows are in sight"
    assert panel.zoom_button.isVisible()
    panel.zoom_button.click()
    assert len(panel.matrix.labels_written()) == 128
    bar = panel.matrix.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0, "it shows the looking word"
    panel.grab()
    panel.words.picked.emit(0)
    assert bar.value() == 0
    panel.zoom_button.click()
    panel.apply(frames.attention())
    assert not panel.zoom_button.isVisible()


def test_a_long_text_scrolls_by_whole_lines_and_keeps_the_looking_word_in_sight(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(frames.LONG, n_dropped=6))
    flush()
    words = panel.words
    assert words._in_sight(words._chips[127]) and not words._in_sight(words._chips[0])
    assert "The first 6 no longer fit" in panel.words_card.caption()
    panel.words.picked.emit(0)
    assert words._in_sight(words._chips[0])


@pytest.mark.parametrize("pieces", [("x",), ("🙂", "⟨E2⟩", "\n"), ("{b}", " *stars*", "_")])
def test_odd_texts_look_right(panel: AttentionPanel, pieces: tuple[str, ...]) -> None:
    panel.apply(frames.attention(pieces))
    assert panel.words.row == len(pieces) - 1
    assert visible(pieces[-1]) in panel.words_card.title
    assert ("nothing but itself" in panel.words_card.caption()) == (len(pieces) == 1)
    panel.form.buttons["arcs"].click()
    panel.grab()


def test_an_empty_prompt_is_one_piece_that_looks_at_itself(panel: AttentionPanel) -> None:
    panel.apply(frames.empty())
    assert panel.words.shares_written() == {0: "100 %"}
    assert "itself 100 %" in panel.summary()


def test_weights_that_are_no_numbers_break_nothing(panel: AttentionPanel) -> None:
    frame = frames.attention()
    panel.apply(frames.attention(pattern=np.full_like(frame.pattern, np.nan)))
    assert panel.words.shares_written() == {}
    panel.values()
    panel.grab()
    panel.form.buttons["arcs"].click()
    panel.grab()


# ---- page one: all heads ----------------------------------------------------------------------------------------


def test_every_head_has_a_picture_and_a_click_chooses_it(panel: AttentionPanel, learner: MainWindow) -> None:
    wait_until(lambda: panel.grid.painted == 16, 5)
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=panel.grid.box(1, 2).center().toPoint())
    assert (learner.focus.layer, learner.focus.head) == (1, 2)
    np.testing.assert_array_equal(panel.matrix._weights, frames.attention().pattern[1, 2])
    panel.grid.setFocus()
    QTest.keyClick(panel.grid, Qt.Key.Key_Down)
    QTest.keyClick(panel.grid, Qt.Key.Key_Right)
    assert (learner.focus.layer, learner.focus.head) == (2, 3)
    QTest.keyClick(panel.grid, Qt.Key.Key_Right)
    assert (learner.focus.layer, learner.focus.head) == (2, 3), "there is no further one"


def test_pictures_of_a_full_context_come_in_parts_and_all_come(panel: AttentionPanel) -> None:
    panel.apply(frames.attention(tuple(f" v{i}" for i in range(256))))
    assert panel.grid.painted < 16
    wait_until(lambda: panel.grid.painted == 16, 5)
    assert not panel.grid._work.isActive()


def test_the_title_counts_the_heads_of_the_model(panel: AttentionPanel) -> None:
    assert panel.heads_card.title == "Sixteen ways of looking"
    assert ways_of_looking(48) == "Forty-eight ways of looking"
    assert ways_of_looking(12) == "12 ways of looking"


def test_the_button_mutes_the_chosen_head_and_says_what_that_costs(
    panel: AttentionPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    learner.focus.look(1, 2)
    assert "0.21" in panel.mute_text.text() and "1,024" in panel.mute_how.text()
    panel.mute_button.click()
    assert engine.sent_of(SetMuted) == [SetMuted(frozenset({(1, 2)}))]
    assert panel.mute_button.text() == "Unmute this head"
    assert "being measured" in panel.mute_text.text(), "the answer is on its way"
    panel.apply(frames.muting(((1, 2),)))
    assert "1.58" in panel.mute_text.text() and "+0.33" in panel.mute_text.text()
    assert "1.25 with all" in panel.mute_how.text()
    panel.mute_button.click()
    assert engine.sent_of(SetMuted)[-1] == SetMuted(frozenset())
    assert "0.21" in panel.mute_text.text()


def test_a_new_model_hears_all_heads(
    panel: AttentionPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.mute_button.click()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert learner.focus.muted == frozenset()
    assert panel.mute_button.text() == "Mute this head"
    assert panel.summary() == "There is no attention to see yet."


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (None, "being measured"),
        (frames.unmeasured(), "being measured"),
        (frames.heads(n_tokens=0), "Cannot be measured"),
        (frames.heads(loss_rise=np.full((4, 4), -0.02, np.float32)), "*fall* by **0.020**"),
        (frames.heads(loss_rise=np.zeros((4, 4), np.float32)), "stay the same"),
        (frames.heads(), "rise by **0.012**"),
    ],
)
def test_what_is_not_measured_is_not_said(frame: object, words: str) -> None:
    focus = Focus()
    focus.set_model(4, 4)
    assert words in " ".join(about_muting(focus, frame, None))


def test_an_old_figure_says_how_old_it_is() -> None:
    focus = Focus()
    focus.set_model(4, 4)
    old = frames.heads(measured_at=np.full((4, 4), 1240))
    assert about_muting(focus, old, None)[1] == "at step 1,240"


# ---- words about heads ------------------------------------------------------------------------------------------


def test_a_head_is_put_into_words_only_where_its_score_clears_the_threshold() -> None:
    frame = frames.heads()
    assert does(frame, 1, 2) == "mostly looks at the piece just before: 0.87; even looking would give 0.11"
    assert does(frame, 0, 0) == "leans to itself: 0.30; even looking would give 0.04"
    assert does(frame, 3, 3) == "no simple pattern found"
    assert best_kind(frame, 3, 3) is None
    assert does(frames.unmeasured(), 1, 2) == "is being measured"
    assert not clears(0.3, 0.1), "not four times even looking"
    assert not clears(0.14, 0.01), "too little, however even"
    assert not clears(math.nan, 0.1) and not clears(0.5, math.nan)


def test_numbers_of_loss_are_written_with_their_sign() -> None:
    assert [rise(x) for x in (0.214, 0.012, -0.3, 0.0001, math.nan)] == ["+0.21", "+0.012", "−0.30", "±0.000", "–"]


def test_a_sentence_names_the_hardest_looks_and_never_what_lies_ahead() -> None:
    text = looks_at(("Mia", " put", " it"), np.array([0.7, 0.3, 0.9]), 1)
    assert text == "“put” looks at “Mia” 70 %, itself 30 %."


# ---- page two: one pair -----------------------------------------------------------------------------------------


def test_the_arithmetic_of_the_pair_ends_in_the_weight_the_model_used(pair: PairPanel) -> None:
    frame = frames.attention()
    for layer, head, row, column in ((0, 0, 6, 2), (3, 1, 0, 0), (1, 2, 4, 6)):
        found = row_of(frame, layer, head, row, column)
        np.testing.assert_allclose(found.weights, frame.pattern[layer, head, row], atol=1e-5)
        score = sum(a * b for a, b in zip(frame.q[layer, head, row], frame.k[layer, head, column], strict=True))
        assert found.scores[column] == pytest.approx(score / math.sqrt(frames.D), rel=1e-4)
        assert found.products.sum() == pytest.approx(score, rel=1e-4)
        assert np.isneginf(found.masked[row + 1 :]).all()


def test_the_page_shows_the_hardest_look_until_a_piece_is_chosen(pair: PairPanel, learner: MainWindow) -> None:
    frame = frames.attention()
    assert pair.pair == (6, int(np.argmax(frame.pattern[0, 0, 6])))
    pair.lookers.setFocus()
    QTest.keyClick(pair.lookers, Qt.Key.Key_Left)
    pair.targets.setFocus()
    QTest.keyClick(pair.targets, Qt.Key.Key_Home)
    assert pair.pair == (5, 0)
    expected = row_of(frame, 0, 0, 5, 0)
    assert f"{expected.scores[0]:.2f}".replace("-", "−") in pair.sum_text.text()
    assert percent(float(frame.pattern[0, 0, 5, 0])) in pair.sum_text.text()
    assert percent(float(frame.pattern[0, 0, 5, 0])) in pair.summary()
    learner.focus.look(2, 2)
    assert pair.row_shown is not None
    np.testing.assert_allclose(pair.row_shown.weights, frame.pattern[2, 2, 5], atol=1e-5)
    assert (pair.picker.block.text(), pair.picker.head.text()) == ("Block 3 ▾", "Head 3 ▾")


def test_what_lies_ahead_has_a_score_but_no_weight(pair: PairPanel) -> None:
    pair.lookers.picked.emit(2)
    QTest.mouseClick(pair.bars, Qt.MouseButton.LeftButton, pos=QPoint(pair.bars.width() - 4, 40))
    assert pair.pair == (2, 6)
    assert "lies ahead" in pair.sum_text.text()
    assert "masked" in pair.bars.describe(6) and "0 %" in pair.bars.describe(6)
    pair.grab()


def test_every_number_can_be_reached_by_key(pair: PairPanel) -> None:
    pair.products.setFocus()
    QTest.keyClick(pair.products, Qt.Key.Key_Right)
    QTest.keyClick(pair.products, Qt.Key.Key_Right)
    assert pair.products.accessibleDescription().startswith("Number 2 of 8:")
    pair.bars.setFocus()
    before = pair.pair[1]
    QTest.keyClick(pair.bars, Qt.Key.Key_Left if before else Qt.Key.Key_Right)
    assert pair.pair[1] == (before - 1 if before else 1)


@pytest.mark.parametrize("frame", [frames.empty(), frames.attention(frames.LONG), frames.attention(("🙂", "⟨E2⟩"))])
def test_a_pair_of_odd_texts_looks_right(pair: PairPanel, frame) -> None:
    pair.apply(frame)
    pair.grab()
    assert ("only piece in sight" in pair.sum_text.text()) == (len(frame.seen_pieces) == 1)


# ---- page three: what the heads do ------------------------------------------------------------------------------


def test_heads_are_muted_by_click_and_by_key_and_heard_again(
    heads_page: HeadsPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    grid = heads_page.grid
    assert grid.label((1, 2)) == "+0.21"
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.box(1, 2).center().toPoint())
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2)}
    assert grid.label((1, 2)) == "muted" and (learner.focus.layer, learner.focus.head) == (1, 2)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2), (1, 3)}
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert engine.sent_of(SetMuted)[-1].heads == {(1, 2)}
    heads_page.unmute.click()
    assert engine.sent_of(SetMuted)[-1].heads == frozenset()
    assert not heads_page.unmute.isEnabled()


def test_losses_and_bets_before_and_after_are_those_of_the_frame(heads_page: HeadsPanel, learner: MainWindow) -> None:
    assert "**1.25**" in heads_page.result.text()
    learner.focus.mute(frozenset({(1, 2)}))
    assert "being measured" in heads_page.result.text(), "an old answer is not shown for a new question"
    heads_page.apply(frames.muting(((1, 2),)))
    assert heads_page.result.text() == "1 muted: loss **1.58** in place of 1.25 (**+0.33**)."
    assert heads_page.bets.rows()[0] == ("park", "60 %", "20 %")
    assert heads_page.bets.rows()[1] == ("house", "20 %", "50 %")


def test_bars_stand_still_under_the_pointer(heads_page: HeadsPanel) -> None:
    move(heads_page.bets, QPointF(20, 40))
    turned = frames.muting()
    other = turned.probability.copy()
    other[[4, 5]] = (0.1, 0.7)
    heads_page.apply(frames.muting(probability=other, muted_probability=other))
    assert [row[0] for row in heads_page.bets.rows()][:2] == ["park", "house"]
    heads_page.bets.leaveEvent(QEvent(QEvent.Type.Leave))
    heads_page.apply(frames.muting(probability=other, muted_probability=other))
    assert [row[0] for row in heads_page.bets.rows()][:2] == ["house", "park"]


def test_the_table_writes_every_score_and_its_sentence_follows_the_choice(
    heads_page: HeadsPanel, learner: MainWindow
) -> None:
    assert heads_page.table.cells(1, 2) == ["0.87", "0.05", "0.05", "0.05", "0.05", "+0.21"]
    heads_page.table.setFocus()
    for _ in range(6):
        QTest.keyClick(heads_page.table, Qt.Key.Key_Down)
    assert (learner.focus.layer, learner.focus.head) == (1, 2)
    assert "**Block 2, head 3**: mostly looks at the piece just before: 0.87" in heads_page.words.text()
    QTest.keyClick(heads_page.table, Qt.Key.Key_Down)
    assert "no simple pattern found" in heads_page.words.text()


def test_what_could_not_be_measured_reads_as_a_dash_and_says_why(heads_page: HeadsPanel) -> None:
    heads_page.apply(frames.unmeasured())
    assert set(heads_page.table.cells(0, 0)) == {"–"} and heads_page.grid.label((0, 0)) == "–"
    heads_page.apply(frames.muting(n_tokens=0, loss=math.nan, muted_loss=math.nan))
    assert "not on this computer" in heads_page.result.text()
    heads_page.grab()


def test_it_says_that_looking_is_no_explanation_and_that_training_goes_on(heads_page: HeadsPanel) -> None:
    assert "is no explanation" in heads_page.table_card.caption()
    assert "Training goes on with all heads" in heads_page.mute_card.caption()
    heads_page.fit(750)
    assert "explains little" in heads_page.table_card.caption()
    assert "training keeps all" in heads_page.mute_card.caption()
    assert "block 2, head 3 is missed most: +0.21" in heads_page.summary()


# ---- all pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
def test_an_empty_page_says_what_will_appear(window: MainWindow, page: str) -> None:
    panel = _open(window, page)
    assert "yet" in panel.summary()
    panel.grab()
    assert panel.caption()


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
def test_every_card_gives_its_numbers(learner: MainWindow, page: str) -> None:
    panel = _open(learner, page)
    assert all(card.numbers() is None for card in panel.cards())
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        panel.apply(frame)
    for card in panel.cards():
        table = card.numbers()
        assert table is not None and table.rows, card.title
        assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("page", ["attention", "attention.pair", "attention.heads"])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_fit_a_small_window_in_both_themes(learner: MainWindow, page: str, zoom: float, dark: bool) -> None:
    learner.look.set_theme(dark)
    learner.look.set_zoom(zoom)
    learner.resize(round(1280 * zoom), round(720 * zoom))
    panel = _open(learner, page)
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        panel.apply(frame)
    flush()
    area = learner._view_of(page).scroll_area
    assert area.verticalScrollBar().maximum() == 0 and area.horizontalScrollBar().maximum() == 0
    panel.grab()


def test_frames_reach_the_page_through_the_window(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    panel = _open(learner, "attention")
    serial = learner.prompt.serial
    engine.frames = {Topic.ATTENTION: frames.attention(serial=serial), Topic.HEADS: frames.heads()}
    pull()
    assert isinstance(panel, AttentionPanel)
    assert panel.words_card.title == "Where does “box” look?"
    learner.story.refresh()  # it does so itself, once in a while
    assert "From **“box”** it now looks hardest at **" in learner.story.text()


def test_text_on_every_shade_is_readable() -> None:
    for colours in (LIGHT, DARK):
        for share in np.linspace(0, 1, 60):
            ground = heatmap.shade(colours, "attention", float(share))
            assert contrast(heatmap.ink_on(ground, colours.ink, colours.card), ground) >= 4.5


def test_a_heatmap_has_the_shade_of_each_weight_in_its_cell(qapp: object) -> None:
    look = Look()
    weights = np.array([[1.0, 0.0], [0.25, 0.75]])
    image = heatmap.picture(heatmap.levels(weights), heatmap.table(look.colours, "attention"))
    for row, column in np.ndindex(2, 2):
        expected = heatmap.shade(look.colours, "attention", float(weights[row, column]))
        assert image.pixelColor(column, row).name().upper() == expected
