"""What the page says of a run is what was measured: the verdict, the lines, what goes on, and the signs beside them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from explainer.engine.events import StateChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.widgets.chart import Chart
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush
from tests.ui.feedback.conftest import run
from tests.ui.frames_feedback import TRIED, feedback, outcome, series

# ---- is it getting better? -------------------------------------------------------------------------------------------


def test_an_honest_run_is_told_as_better_with_both_numbers(better: WrongPanel) -> None:
    run(better)
    assert "**Better, so far.**" in better.verdict.text()
    score, points = better.truth.plot.lines
    assert f"score **{score.value}**" in better.verdict.text(), "the sentence and the line's end say the same"
    assert f"points **{points.value}**" in better.verdict.text()
    assert score.value.startswith("+1.") and points.value.startswith("+0.")


def test_a_fooled_judge_is_told_as_such(better: WrongPanel) -> None:
    run(better, hacked=True)
    assert "**The judge is fooled.**" in better.verdict.text()
    assert "No leash" in better.verdict.text(), "which run this is"
    assert better.truth.plot.lines[1].value.startswith("−")
    assert "The judge is fooled." in better.summary()
    assert "**" not in better.summary()


def numbers(better: WrongPanel) -> tuple[tuple[str, ...], ...]:
    """What stands at the lines of the grid, from the lowest, in each column."""
    scale = better.truth.plot.scale
    return tuple(tuple(column.text(y) for column in scale.columns) for y in scale.grid())


def test_both_lines_begin_at_0_and_their_scales_hold_still(better: WrongPanel) -> None:
    whole = series(60)
    spans = []
    for n in range(1, 61):
        better.take(feedback(n, series={name: values[:n] for name, values in whole.items()}))
        assert all(line.y[0] == 0 for line in better.truth.plot.lines)
        scale = better.truth.plot.scale
        spans.append((scale.low, scale.high, numbers(better), better.truth.plot.x_end))
    assert len(set(spans)) <= 4, "it widens a few times in a whole run and else stands still"
    assert [column.head for column in better.truth.plot.scale.columns] == ["score", "points"]


def test_another_run_begins_with_a_scale_of_its_own(better: WrongPanel) -> None:
    run(better, hacked=True)
    wide = better.truth.plot.scale
    better.take(feedback(1))
    assert better.truth.plot.scale != wide
    assert numbers(better)[-1] == ("+1.0", "+1.0")


def test_a_new_judge_is_marked_where_it_took_over(better: WrongPanel) -> None:
    better.take(feedback(40, outcomes=(outcome(rounds=40), outcome("no_leash", rounds=30))))
    assert better.truth.plot.marks == (), "one judge up to here"
    better.take(feedback(55, outcomes=(outcome(rounds=40), outcome("no_leash", rounds=30))))
    assert [(mark.x, mark.titles) for mark in better.truth.plot.marks] == [(40 * 64, ("new judge",))]
    assert not better.truth.grab().isNull()


def test_too_few_rounds_say_nothing(better: WrongPanel) -> None:
    better.take(feedback(3))
    assert "Too early to tell: 3 rounds" in better.verdict.text()


def test_without_truth_only_the_judge_is_drawn_and_that_is_said(better: WrongPanel) -> None:
    n = 20
    lame = {name: np.full(n, np.nan) if name in ("utility", "good", "correct", "kind") else values
            for name, values in series(n).items()}  # fmt: skip
    frame = feedback(n, series=lame, can_judge=False, tried=((*TRIED[0][:3], None),))
    better.take(frame)
    assert [line.name for line in better.truth.plot.lines] == ["judge’s score"]
    assert "no program can check on this text" in better.verdict.text()


def test_nor_does_the_control_room_tell_what_is_not_known(panel: FeedbackPanel) -> None:
    n = 20
    lame = {name: np.full(n, np.nan) if name in ("utility", "good", "correct", "kind") else values
            for name, values in series(n).items()}  # fmt: skip
    panel.take(feedback(n, series=lame, can_judge=False, tried=((*TRIED[0][:3], None),)))
    assert not panel.good.ready()
    assert "points" not in panel.now_card.accessibleDescription() and len(panel.tried.labels()[0]) == 3


@pytest.mark.parametrize("hacked", [False, True])
def test_on_an_own_text_points_are_told_and_never_called_better(better: WrongPanel, *, hacked: bool) -> None:
    """There the labeller may like nothing but length: points that rise prove nothing."""
    better.take(feedback(60, hacked=hacked, recipe="honest", can_judge=False))
    told = better.verdict.text()
    assert "labeller’s points **" in told and "no program can check on this text" in told
    assert "Better" not in told and "fooled" not in told


def test_a_judge_of_another_taste_is_not_called_fooled(better: WrongPanel) -> None:
    better.take(feedback(60, hacked=True, recipe="length"))
    assert "was taught another taste" in better.verdict.text() and "fooled" not in better.verdict.text()


def test_an_answer_that_fools_the_honest_judge_is_shown_before_any_mishap(better: WrongPanel) -> None:
    better.take(feedback(60))
    told = better.values()["wrong_example"]
    assert "The frog lives in a barn" in told and "**+1.2**" in told and "points: **0.0**" in told
    better.take(feedback(60, tried=TRIED[:2]))
    assert better.values()["wrong_example"] == "", "none of the answers shown fools it"
    better.take(feedback(60, tried=TRIED, recipe="length"))
    assert better.values()["wrong_example"] == "", "that judge was taught another taste"


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ({"length": 20.0, "distinct_2": 0.3}, "longer and more alike. A trick?"),
        ({"length": 20.0, "distinct_2": 0.6}, "grew longer. A trick?"),
        ({"length": 14.0, "distinct_2": 0.3}, "grew more alike. A trick?"),
        ({"length": 14.0, "distinct_2": 0.6}, "No sign of a trick"),
    ],
)
def test_whether_it_learns_tricks_is_answered(end: dict[str, float], told: str, panel: FeedbackPanel) -> None:
    start = {"length": 14.0, "distinct_2": 0.6}
    values = {name: np.linspace(start[name], last, 20) for name, last in end.items()}
    panel.take(feedback(20, series=series(20) | values))
    assert told in panel.signs_card.caption()
    panel.begin()
    assert panel.signs_card.caption() == "Is it learning tricks?"


def test_good_means_kind_and_correct(panel: FeedbackPanel) -> None:
    run(panel, hacked=True)
    values = {line.name: line.value for line in panel.good.plot.lines}
    assert set(values) == {"good", "correct", "kind"}
    assert float(values["kind"].split()[0]) > 90
    assert float(values["good"].split()[0]) < 10
    assert (panel.good.plot.scale.low, panel.good.plot.scale.high) == (0.0, 1.0)


def test_pointing_at_the_chart_tells_the_round(better: WrongPanel) -> None:
    run(better)
    assert better._frame is not None
    told = better.truth.plot.told(9)
    assert told.startswith("Round 10, 640 answers")
    assert f"{better._frame.series['score'][9]:+.2f}".replace("-", "−") in told


def test_the_keys_tell_what_pointing_tells(better: WrongPanel, learner: MainWindow) -> None:
    run(better)
    chart = better.truth
    third = QPointF(chart.place_of(2).x(), chart.area().center().y()).toPoint()
    QTest.mouseMove(chart.viewport(), QPoint(1, 1))
    QTest.mouseMove(chart.viewport(), third)
    pointed = QToolTip.text()
    assert pointed.startswith("Round 3, 192 answers")
    learner.activateWindow()
    chart.setFocus()
    QTest.mouseMove(chart.viewport(), QPoint(1, 1))
    for key, told in (
        (Qt.Key.Key_Home, "Round 1,"),
        (Qt.Key.Key_Right, "Round 2,"),
        (Qt.Key.Key_Right, "Round 3,"),
        (Qt.Key.Key_End, "Round 40,"),
        (Qt.Key.Key_Left, "Round 39,"),
    ):
        QTest.keyClick(chart, key)
        assert chart.accessibleDescription().startswith(told)
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert chart.accessibleDescription().startswith("Round 29,")
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == QToolTip.text() == pointed
    better.take(feedback(1))
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().startswith("Round 1,"), "another run has begun"
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.accessibleDescription() == chart.summary()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_names_stand_at_the_lines_ends_inside_the_picture(
    size: tuple[int, int], zoom: float, better: WrongPanel, learner: MainWindow
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    run(better, 60, hacked=True)
    flush()
    learner.grab()
    for chart in (better.truth,):
        assert isinstance(chart, Chart)
        assert [text for text, _ in chart.words.name_boxes()] == chart.labels()
        assert all(QRectF(chart.rect()).contains(box) for _, box in chart.words.name_boxes())
        assert chart.area().width() >= learner.look.px(90)


# ---- what it does right now ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doing", "lit", "words"),
    [
        ("votes", "judge", "votes are collected, 16 of 64"),
        ("judge", "judge", "the judge learns from the votes, 16 of 64 read"),
        ("writing", "writing", "Round 41 of 60: it writes answers, 16 of 64"),
        ("judging", "judging", "Round 41 of 60: the judge reads them, 16 of 64"),
        ("learning", "learning", "Round 41 of 60: the dials are turned, 16 of 64"),
    ],
)
def test_the_part_at_work_is_lit_as_far_as_it_has_come(
    doing: str, lit: str, words: str, panel: FeedbackPanel, going: None
) -> None:
    panel.take(feedback(40, doing=doing))
    assert (panel.loop.lit, panel.loop.share) == (lit, 0.25)
    told = [panel.loop.describe(part) for part in panel.loop.parts()]
    assert sum(text.endswith(": 25 %") for text in told) == (1 if lit else 0), "the part at work tells how far it is"
    assert words in panel.doing.text()


def test_a_test_of_the_whole_lights_no_part_of_the_loop(panel: FeedbackPanel, going: None) -> None:
    panel.take(feedback(40, doing="examining"))
    assert panel.loop.lit == ""
    assert panel.doing.text().startswith("A test: the same questions")


def test_at_rest_nothing_is_lit(panel: FeedbackPanel) -> None:
    panel.take(feedback(60))
    assert panel.loop.lit == ""
    assert panel.doing.text() == "60 of 60 rounds are done."


def test_a_run_that_broke_off_does_not_look_as_if_it_went_on(
    panel: FeedbackPanel, going: None, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.take(feedback(20))
    assert panel.loop.lit == "writing" and not panel.begin_button.isEnabled()
    engine.events = [StateChanged(State.FAILED, Stage.RLHF, False)]
    pull()
    assert panel.loop.lit == "" and panel.begin_button.isEnabled()
    assert panel.doing.text() == "20 of 60 rounds are done."


def test_the_best_and_the_worst_answers_are_shown_and_read_aloud(panel: FeedbackPanel) -> None:
    panel.take(feedback(10))
    assert [row[0] for row in panel.tried.rows] == [TRIED[0][0], TRIED[1][0], TRIED[-1][0]]
    spoken = panel.now_card.accessibleDescription()
    assert "“Ugh. 5.”. The judge's score: −1.3, points: +0.5" in spoken


# ---- what else changes -----------------------------------------------------------------------------------------------


def test_four_signs_with_a_sentence_each(panel: FeedbackPanel) -> None:
    panel.take(feedback(40))
    s = feedback(40).series
    found = {item.name: item for item in panel.signs.sparks()}
    assert found["drift"].value == f"{s['kl'][-1]:.1f} nats"
    assert found["length"].value == f"{s['length'][-1]:.0f} pieces"
    assert f"{s['length'][0]:.0f} pieces" in found["length"].sentence
    assert found["unsure among"].value == f"{np.exp(s['entropy'][-1]):.1f} pieces"
    assert all(item.sentence for item in panel.signs.sparks())


def test_more_metrics_are_those_of_the_field(panel: FeedbackPanel, learner: MainWindow) -> None:
    panel.take(feedback(40))
    assert not panel.metrics.isVisible()
    panel.more_button.click()
    assert panel.metrics.isVisible()
    values = {item.name: item.value for item in panel.metrics.sparks()}
    assert {
        "ratio, largest",
        "clip fraction",
        "value error",
        "explained variance",
        "approximate KL",
        "policy loss",
    } <= set(values)
    assert values["policy loss"] == f"{feedback(40).series['policy_loss'][-1]:.3g}".replace("-", "−")


def test_the_numbers_behind_the_cards(panel: FeedbackPanel, better: WrongPanel) -> None:
    for page in (panel, better):
        page.take(feedback(12))
    table = better.truth_card.numbers()
    assert table is not None
    assert table.columns == ("round", "answers tried", "score", "utility")
    assert table.rows[11][:2] == (12, 768)
    assert table.rows[11][2] == pytest.approx(feedback(12).series["score"][11])
    everything = panel.signs_card.numbers()
    assert everything is not None and len(everything.columns) == 2 + len(feedback(12).series)
