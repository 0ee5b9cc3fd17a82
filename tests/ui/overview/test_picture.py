"""The Overview: what is painted is what the frame says, in words and pictures, for any text and at any size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from explainer.engine.frames import Trip
from explainer.shipped import asset
from explainer.ui.frame.story import facts, tell, values
from explainer.ui.numbers import percent, unbroken, visible
from explainer.ui.panels.overview.layout import MOST_ROWS
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.overview.parts import Part, PartKind
from explainer.ui.panels.overview.picture import TripPicture
from explainer.ui.panels.overview.scene import choose_rows
from explainer.ui.pictures.becoming import going_on
from explainer.ui.pictures.stripes import diverging, draw_stripes, reach
from explainer.ui.show import Phase
from explainer.ui.stories import Stories
from explainer.ui.theme import DARK, LIGHT
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.frames_overview import empty_trip, even_trip, long_trip, trip
from tests.ui.overview.conftest import frame_of

# ---- numbers ---------------------------------------------------------------------------------------------------------

ON_A_WORD = 9  # number of the piece “s”, which has no blank before it


def test_ribbons_are_the_weights_of_the_chosen_head(panel: OverviewPanel, learner: MainWindow) -> None:
    picture = panel.picture
    for layer, head, row in ((0, 0, 5), (2, 3, 4), (3, 1, 1)):
        learner.focus.look(layer, head)
        learner.focus.point(row)
        right = frame_of(picture).pattern[layer, head, row]
        shown = picture.ribbons
        assert [r.index for r in shown] == list(range(row + 1)), "it cannot look ahead"
        assert [r.label for r in shown] == [percent(float(w)) for w in right[: row + 1]]
        thick = np.array([r.thick for r in shown])
        np.testing.assert_allclose(thick / thick.sum(), right[: row + 1], atol=1e-5)


def test_all_heads_show_their_mean(panel: OverviewPanel) -> None:
    panel.picture.heads.picked.emit(0)
    right = frame_of(panel.picture).pattern[0].mean(axis=0)[5]
    assert [r.label for r in panel.picture.ribbons] == [percent(float(w)) for w in right]
    assert "average of 4 heads" in panel.picture.sentence()


def test_bets_and_the_rest_sum_to_one(panel: OverviewPanel) -> None:
    frame, bets = frame_of(panel.picture), panel.picture.bets()
    assert bets[0] == ("park", "34 %")
    assert bets == [
        (visible(going_on(fakes.PIECES[int(i)], " the")), percent(float(p)))
        for i, p in zip(frame.bet_ids[: len(bets)], frame.bets, strict=False)
    ]
    assert panel.picture.scene is not None
    n, share = panel.picture.scene.tail(len(bets))
    assert n == len(fakes.PIECES) - len(bets)
    assert float(frame.bets[: len(bets)].sum()) + share == pytest.approx(1, abs=1e-6)
    assert panel.picture.tail_text() == f"…{n} more share {percent(share)}"


def test_a_bet_that_goes_on_the_word_says_so(panel: OverviewPanel) -> None:
    panel.take(trip(("It", " is"), bet_ids=np.arange(ON_A_WORD, ON_A_WORD + 12)))
    assert panel.picture.bets()[0][0] == "-s"


def test_stripes_are_the_real_numbers_with_their_sign() -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    for colours in (LIGHT, DARK):
        rgb = diverging(values, 1.0, colours)
        assert [QColor(*c).name().upper() for c in rgb.tolist()] == [
            colours.query.upper(),
            colours.query.upper(),
            colours.card.upper(),
            colours.key.upper(),
            colours.key.upper(),
        ]
        picture = QImage(50, 4, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        draw_stripes(painter, picture.rect().toRectF(), values, 1.0, colours)
        painter.end()
        assert [picture.pixelColor(5 + 10 * i, 2).name() for i in range(5)] == [QColor(*c).name() for c in rgb.tolist()]
    assert reach(np.ones(5), -3 * np.ones(50)) == pytest.approx(3)
    assert tuple(diverging(np.array([math.nan]), 1.0, LIGHT)[0]) == (255, 255, 255)


def test_tooltips_tell_the_numbers_of_every_part(picture: TripPicture) -> None:
    frame, scene = frame_of(picture), picture.scene
    assert scene is not None
    told = {part: picture.describe(part) for part, _ in picture._areas}
    assert all(told.values()), "every part says something"
    assert {part.kind for part in told} == set(PartKind) - {PartKind.REST, PartKind.LOOK, PartKind.LANE}
    on = int((frame.neurons[0, 5] > 0).sum())
    assert f"{on} of 512" in told[Part(PartKind.UNITS)]
    assert percent(float(frame.pattern[0, 0, 5, 2])) in told[Part(PartKind.DOT, 2)]
    assert "token 22" in told[Part(PartKind.TOKEN, 2)]
    assert f"{frame.token[2].max():.2f}" in told[Part(PartKind.MEANING, 2)]
    assert f"{frame.position[2].max():.2f}" in told[Part(PartKind.POSITION, 2)]
    size = np.linalg.norm(frame.attn_out[0, 5]) / np.linalg.norm(frame.resid[0, 5])
    assert percent(float(size)) in told[Part(PartKind.GATHERED)]
    assert "“park”" in told[Part(PartKind.BET, 0)] and "34 %" in told[Part(PartKind.BET, 0)]


def test_table_holds_pieces_weights_and_bets(panel: OverviewPanel) -> None:
    table = panel.card.table() if panel.card.table else None
    assert table is not None
    frame = frame_of(panel.picture)
    looks, bets = table.rows[:6], table.rows[6:]
    assert [row[2] for row in looks] == ["The", "hungry", "dog", "ran", "to", "the"]
    assert sum(row[5] for row in looks) == pytest.approx(1, abs=1e-5)  # type: ignore[misc]
    np.testing.assert_allclose([row[5] for row in bets], frame.bets)


# ---- words -----------------------------------------------------------------------------------------------------------


def test_sentence_and_summary_say_where_it_leans(panel: OverviewPanel) -> None:
    frame = frame_of(panel.picture)
    row = frame.pattern[0, 0, 5]
    best = visible(frame.seen_pieces[int(row.argmax())])
    assert f"“{best}”" in panel.picture.sentence() or "itself" in panel.picture.sentence()
    assert unbroken(percent(float(row.max()))) in panel.picture.sentence()
    assert "6 pieces" in panel.summary() and "34 % on “park”" in panel.summary()
    assert panel.card.accessibleDescription() == panel.summary()


def test_a_model_that_looks_everywhere_alike_is_not_said_to_lean(panel: OverviewPanel) -> None:
    panel.apply(even_trip())
    assert "nearly alike" in panel.picture.sentence()
    assert "nearly alike" in panel.values()["trip_leans"]
    assert "leans most" not in panel.values()["trip_leans"]


@pytest.mark.parametrize("phase", [Phase.FRESH, Phase.EARLY, Phase.MIDDLE, Phase.PAUSED, Phase.COMPLETE])
@pytest.mark.parametrize("frame", [None, trip(), trip(("Mia",)), empty_trip(), trip(("{a}", " *b*"))])
def test_the_story_finds_all_its_values(learner: MainWindow, phase: Phase, frame: Trip | None) -> None:
    learner.show_view("overview")
    panel = learner.panel("overview")
    if frame is not None:
        panel.apply(frame)
    live = {**values(learner.show_state), **panel.values()}
    known = facts(learner.show_state, phase)
    story = Stories(asset("stories", "en")).tell("overview", known)
    assert story is not None
    told = tell(story, known, live)
    assert told and "None" not in told and "–" not in told


# ---- odd texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [15, 40, 128])
@pytest.mark.parametrize("looking", [None, 0, 7])
def test_a_long_text_shows_some_pieces_and_the_sum_of_the_others(
    panel: OverviewPanel, learner: MainWindow, n: int, looking: int | None
) -> None:
    panel.apply(long_trip(n))
    learner.focus.point(looking)
    scene, shown = panel.picture.scene, panel.picture.ribbons
    assert scene is not None
    assert len(scene.rows) <= MOST_ROWS and len(scene.rows) + scene.hidden == n
    assert scene.looking in scene.rows and n - 1 in scene.rows
    row = scene.frame.pattern[0, 0, scene.looking].astype(float)
    for i in np.argsort(-row)[:2]:
        assert row[i] < max(0.06, 1.7 / (scene.looking + 1)) or int(i) in scene.rows, (
            "what it looks at hardest can be seen"
        )
    assert shown[0].index == -1
    assert shown[0].weight == pytest.approx(row.sum() - row[list(scene.rows)].sum(), abs=1e-5)
    assert sum(r.weight for r in shown) == pytest.approx(1, abs=1e-5)
    assert str(scene.hidden) in panel.picture.rest_text()
    panel.picture.grab()


def test_rows_do_not_move_while_it_learns(panel: OverviewPanel, learner: MainWindow) -> None:
    panel.apply(long_trip(60, seed=1))
    assert panel.picture.scene is not None
    rows = panel.picture.scene.rows
    panel.apply(long_trip(60, seed=2, step=401))
    assert panel.picture.scene.rows == rows
    assert sum(r.weight for r in panel.picture.ribbons) == pytest.approx(1, abs=1e-5)


def test_choice_of_rows() -> None:
    flat = np.full(20, 0.05)
    assert choose_rows(5, 6, 4, flat[:5]) == (0, 1, 2, 3, 4)
    assert choose_rows(20, 6, 19, flat) == (15, 16, 17, 18, 19)
    sharp = np.zeros(20)
    sharp[2] = 0.9
    assert choose_rows(20, 6, 19, sharp) == (2, 16, 17, 18, 19)
    assert choose_rows(20, 6, 3, flat) == (0, 1, 2, 3, 19)
    assert choose_rows(20, 1, 3, flat) == (3,)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (trip(("Mia",)), "only look at itself"),
        (empty_trip(), "⟨text end⟩"),
        (trip(("🙂", "⟨F0⟩", "\n", " ")), "↵"),
        (trip((" " + "x" * 300, " y")), "y"),
    ],
)
def test_odd_texts_look_right(panel: OverviewPanel, frame: Trip, words: str) -> None:
    panel.apply(frame)
    everything = (
        panel.picture.sentence()
        + panel.summary()
        + " ".join(panel.picture.describe(part) for part in panel.picture.parts())
    )
    everything += " ".join(panel.picture.scene.name(i) for i in range(len(frame.seen_ids)))  # type: ignore[union-attr]
    assert words in everything
    if len(frame.seen_ids) == 1:
        assert [r.label for r in panel.picture.ribbons] == ["100 %"]
    panel.picture.grab()


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_nothing_overlaps_or_scrolls(
    learner: MainWindow, panel: OverviewPanel, size: tuple[int, int], zoom: float
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    for layer in (0, 3):
        learner.focus.look(layer, 0)
        for row in (0, 3, 5):
            learner.focus.point(row)
            QApplication.processEvents()
            p = panel.picture.places
            assert p is not None
            order = [p.tokens.right(), p.meaning.left(), p.meaning.right(), p.box.left(), p.dot, p.gather.left()]
            order += [p.gather.right(), p.gathered.left(), p.gathered.right(), p.plus.x(), p.units.left()]
            order += [p.units.right(), p.thought.left(), p.thought.right(), p.plus_2.x(), p.box.right(), p.bets.left()]
            assert order == sorted(order)
            assert p.bets.right() <= panel.picture.width()
            assert all(p.box.top() < y < p.box.bottom() for y in (*p.rows, p.units.top(), p.units.bottom()))
            assert not p.units.contains(p.plus) and not p.units.contains(p.plus_2)
    if zoom == 1.0:
        area = learner.stack.of("overview").scroll_area
        assert area.verticalScrollBar().maximum() == area.horizontalScrollBar().maximum() == 0


def test_an_empty_view_says_what_will_appear(window: MainWindow) -> None:
    window.show_view("overview")
    made = window.panel("overview")
    assert isinstance(made, OverviewPanel)
    assert made.summary() == "There is no trip to see yet."
    assert made.card.table is not None and made.card.table() is None
    made.picture.play()
    assert not made.picture.film.playing
    made.grab()
