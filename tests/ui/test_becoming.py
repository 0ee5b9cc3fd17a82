"""A piece and the word it becomes: what is said of it, and that the rest of the word is really painted in grey."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explainer.text.markers import ASSISTANT, END, EOT, USER
from explainer.ui.frame.story import values
from explainer.ui.look import Look
from explainer.ui.numbers import visible
from explainer.ui.panels.minds.firstwords import FirstWords
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.overview.parts import Part, PartKind
from explainer.ui.panels.prediction.branches import BranchesBody
from explainer.ui.panels.prediction.fan import BranchFan
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.panels.prediction.why import WhyPanel
from explainer.ui.pictures.becoming import Word, paint_word, strong, word_width
from explainer.ui.theme import DARK, LIGHT, Colours, contrast, mix
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers, frames_overview
from tests.ui import frames_prediction as made
from tests.ui.conftest import Pull
from tests.ui.opening import open_page

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
ENDINGS = ("ing", "", "way", *[""] * 9)  # of the twelve likeliest

# ---- in words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("piece", "ending", "head", "rest", "whole", "told"),
    [
        (" m", "oo", "m", "oo", "moo", "“m”, which becomes “moo”"),
        (" park", "", "park", "", "park", "“park”"),
        ("aa", "aaaaaa…", "aa", "aaaaaa…", "aaaaaaaa…", "“aa”, which becomes “aaaaaaaa…”"),
        (" ", "", "⟨space⟩", "", "⟨space⟩", "“⟨space⟩”"),
        (" ", "Moo", "", "Moo", "Moo", "“⟨space⟩”, which becomes “Moo”"),
        ("   ", "", "⟨3 spaces⟩", "", "⟨3 spaces⟩", "“⟨3 spaces⟩”"),
        ("\n", "", "⟨line break⟩", "", "⟨line break⟩", "“⟨line break⟩”"),
        ("\r\n", "", "⟨line break⟩", "", "⟨line break⟩", "“⟨line break⟩”"),
        ("\t", "", "⟨tab⟩", "", "⟨tab⟩", "“⟨tab⟩”"),
        (EOT, "", "⟨text end⟩", "", "⟨text end⟩", "“⟨text end⟩”"),
        (END, "", "⟨answer end⟩", "", "⟨answer end⟩", "“⟨answer end⟩”"),
        (USER, "", "⟨question⟩", "", "⟨question⟩", "“⟨question⟩”"),
        (ASSISTANT, "", "⟨answer⟩", "", "⟨answer⟩", "“⟨answer⟩”"),
        ("⟨E7⟩⟨89⟩", "牛", "⟨E7⟩⟨89⟩", "牛", "牛", "“⟨E7⟩⟨89⟩”, which becomes “牛”"),
        (" caf⟨C3⟩", "é", "caf", "é", "café", "“caf⟨C3⟩”, which becomes “café”"),
        ("⟨E7⟩⟨89⟩", "", "⟨E7⟩⟨89⟩", "", "⟨E7⟩⟨89⟩", "“⟨E7⟩⟨89⟩”"),
        (" e", "\u0301t", "e", "\u0301t", "e\u0301t", "“e”, which becomes “e\u0301t”"),
        (" بق", "رة", "بق", "رة", "بقرة", "“\u2068بق\u2069”, which becomes “\u2068بقرة\u2069”"),
        ("", "", "∅", "", "∅", "“∅”"),
    ],
)
def test_a_piece_and_its_word(piece: str, ending: str, head: str, rest: str, whole: str, told: str) -> None:
    word = Word(piece, ending)
    assert (word.head, word.rest, word.whole, word.told()) == (head, rest, whole, told)


def test_a_sentence_has_the_piece_in_bold_and_not_the_rest() -> None:
    assert strong(Word(" m", "oo")) == "**m**oo"
    assert strong(Word(" park")) == "**park**"
    assert strong(Word(".")) == "**“\\.”**", "a sign stands in quotation marks"
    assert strong(Word(" ", "Moo")) == "**Moo**"
    assert strong(Word(" بق", "رة")) == "\u2068**بق**رة\u2069"


# ---- in ink ----------------------------------------------------------------------------------------------------------


def painted(look: Look, word: Word, box: QRectF | None = None, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
            **how: object) -> QImage:  # fmt: skip
    image = QImage(600, 100, QImage.Format.Format_RGB32)
    image.fill(look.colour("card"))
    painter = QPainter(image)
    paint_word(painter, look, box or QRectF(0, 0, 600, 100), align, word, size=30, **how)  # type: ignore[arg-type]
    painter.end()
    return image


def columns(image: QImage, colour: str, area: QRect | None = None) -> list[int]:
    """The columns of an image in which there are dots of just that colour."""
    area = area or image.rect()
    wanted = colour.lower()
    return [
        x
        for x in range(area.left(), area.right() + 1)
        if any(image.pixelColor(x, y).name() == wanted for y in range(area.top(), area.bottom() + 1))
    ]


@BOTH
def test_the_piece_is_painted_strong_and_the_rest_grey_behind_it(qapp: object, colours: Colours) -> None:
    look = Look(colours)
    image = painted(look, Word(" m", "oo"))
    ink, grey = columns(image, colours.ink), columns(image, colours.ink3)
    assert ink and grey and max(ink) < min(grey)
    assert max(grey) <= word_width(look, Word(" m", "oo"), 30)
    assert not columns(painted(look, Word(" moo")), colours.ink3), "what is a word has no grey"


def test_it_stands_at_the_right_and_in_the_middle_too(qapp: object) -> None:
    look, word, box = Look(), Word(" m", "oo"), QRectF(100, 0, 300, 100)
    width = word_width(look, word, 30)
    ends = {}
    for align in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight):
        image = painted(look, word, box, align)
        ends[align] = (min(columns(image, LIGHT.ink)), max(columns(image, LIGHT.ink3)))
    (left, _), (middle, _), (_, right) = ends.values()
    assert 100 <= left < 106 and 394 < right <= 400
    assert middle - left == pytest.approx((300 - width) / 2, abs=2)


def test_the_rest_of_a_word_written_from_the_right_stands_at_the_left_of_its_piece(qapp: object) -> None:
    image = painted(Look(), Word(" בק", "רה"))
    assert max(columns(image, LIGHT.ink3)) < max(columns(image, LIGHT.ink))
    assert min(columns(image, LIGHT.ink3)) < min(columns(image, LIGHT.ink))


def test_where_room_is_short_the_rest_is_cut_before_the_piece(qapp: object) -> None:
    look = Look()
    room = look.metrics(30, bold=True).horizontalAdvance("hippo") + 40
    image = painted(look, Word(" hippo", "potamuses"), QRectF(0, 0, room, 100))
    assert columns(image, LIGHT.ink) == columns(painted(look, Word(" hippo")), LIGHT.ink)
    assert max(columns(image, LIGHT.ink3)) <= room
    assert not columns(painted(look, Word(" hippo", "s"), QRectF(0, 0, 50, 100)), LIGHT.ink3)


def test_what_was_cut_is_struck_through_with_its_word(qapp: object) -> None:
    image = painted(Look(), Word(" l", "ll"), ink="ink3", struck=True)
    grey = columns(image, LIGHT.ink3)
    assert grey == list(range(min(grey), max(grey) + 1)), "a line without a gap"


@BOTH
def test_the_grey_can_be_read_wherever_it_is_painted(colours: Colours) -> None:
    for ground in (colours.card, colours.quiet):
        assert contrast(colours.ink3, ground) >= 4.5
    for share in (0.16, 0.22, 0.30):  # first pieces of branches, the choice of a bet, and the one pointed at
        assert contrast(colours.ink2, mix(colours.card, colours.pretrain, share)) >= 4.5


# ---- on the pages ----------------------------------------------------------------------------------------------------


def grey_in(widget: QWidget, area: QRect, colour: str) -> bool:
    return bool(columns(widget.grab().toImage(), colour, area.intersected(widget.rect())))


def test_the_bets(learner: MainWindow) -> None:
    learner.look.set_zoom(1.5)
    panel = open_page(learner, "prediction", PredictionPanel, fakes.next_token(endings=ENDINGS))
    bars = panel.bars
    assert [name for name, _, _ in bars.labels()][:3] == ["parking", "house", "doorway"]
    words = [bars.row_rect(row).toRect().intersected(QRect(0, 0, learner.look.px(92), 9000)) for row in range(3)]
    grey = [grey_in(bars.viewport(), place, LIGHT.ink3) for place in words]
    assert grey == [True, False, True]
    assert bars.describe(0).startswith("“park”, which becomes “parking” · token 4")
    assert bars.describe(1).startswith("“house” · token")
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bars, Qt.Key.Key_Home)
    assert "“park”, which becomes “parking”" in bars.accessibleDescription()
    assert "on “park”, which becomes “parking”, " in panel.summary()
    assert "**park**ing" in panel.sure.text()


def test_the_story_tells_the_same_word(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("prediction")
    text, serial = learner.prompt.text, learner.prompt.serial
    engine.frames = {"next_token": fakes.next_token(text, serial=serial, endings=("ing",))}
    pull()
    learner.story.refresh()  # at its own, slower time
    assert values(learner.show_state)["top"] == "**park**ing"
    assert "it bets most on **park**ing (" in learner.story.text()


def test_a_piece_that_is_no_longer_among_the_likeliest_has_no_old_ending(learner: MainWindow) -> None:
    first = fakes.next_token(endings=ENDINGS)
    panel = open_page(learner, "prediction", PredictionPanel, first)
    panel.apply(fakes.next_token(order=first.order[::-1].copy(), endings=("",) * 12))
    assert panel.bars.word_of(int(first.order[0])) == Word(" park", "")


def test_the_file_of_the_bets_has_the_word(learner: MainWindow) -> None:
    panel = open_page(learner, "prediction", PredictionPanel, fakes.next_token(endings=ENDINGS))
    assert panel.bars_card.table is not None
    table = panel.bars_card.table()
    assert table is not None and len(table.rows) == len(fakes.PIECES)
    at = table.columns.index("the word it becomes")
    assert [row[at] for row in table.rows[:4]] == ["parking", "house", "doorway", "box"]
    assert {row[at] for row in table.rows[12:]} == {""}, "nobody looked for these"
    panel.apply(fakes.next_token())
    table = panel.bars_card.table()
    assert table is not None and {row[at] for row in table.rows} == {""}


def test_the_trip(learner: MainWindow) -> None:
    learner.look.set_zoom(1.5)
    panel = open_page(learner, "overview", OverviewPanel, frames_overview.trip(endings=ENDINGS))
    picture = panel.picture
    assert [name for name, _ in picture.bets()][:3] == ["parking", "house", "gardenway"]
    assert picture.describe(Part(PartKind.BET, 0)).startswith(
        "After “the” it bets 34 % on “park”, which becomes “parking”."
    )
    assert "34 % on “park”, which becomes “parking”, 21 % on “house”" in panel.summary()
    places = picture.places
    assert places is not None
    words = places.bets.left(), places.bets.width() * 0.44
    grey = [
        grey_in(picture, QRect(round(words[0]), round(y) - 12, round(words[1]), 24), LIGHT.ink3)
        for y in places.bet_rows[:4]
    ]
    assert grey == [True, False, True, False]
    assert panel.card.table is not None
    table = panel.card.table()
    assert table is not None
    at = table.columns.index("the word it becomes")
    assert [row[at] for row in table.rows][5:9] == ["", "parking", "house", "gardenway"]


def test_the_first_words_of_answers(qtbot: QtBot) -> None:
    bets = ((" m", 0.5), (" The", 0.2), (" ", 0.1), (END, 0.1))
    said = frames_answers.answer(first=bets, first_rest=0.1, first_endings=("oo", "", "", ""))
    look = Look(zoom=1.5)
    first = FirstWords(look)
    qtbot.addWidget(first)
    first.resize(look.px(240), look.px(90))
    first.show()
    first.set_answer(said, "pretrain")
    assert first.labels() == [("moo", "50 %"), ("The", "20 %"), ("⟨space⟩", "10 %"), ("all others", "20 %")]
    assert first.accessibleDescription().startswith("“m”, which becomes “moo” 50 %, “The” 20 %, “⟨space⟩” 10 %, all")
    places = [first.row_rect(row).toRect().intersected(QRect(0, 0, look.px(78), 9000)) for row in range(3)]
    grey = [grey_in(first.viewport(), place, LIGHT.ink3) for place in places]
    assert grey == [True, False, False]


def _in_word(branches: BranchesBody) -> BranchFan:
    frame = made.branches()
    first = replace(frame.entries[0], pieces=(" park", "ing", " He"), ending="ing", n_ending=1)
    branches.apply(replace(frame, serial=5, entries=(first, *frame.entries[1:])))
    return branches.fan


def test_the_first_words_of_branches(learner: MainWindow) -> None:
    page = open_page(learner, "prediction", PredictionPanel, made.branches())
    branches = page.branches
    fan = _in_word(branches)
    assert fan.first(0).whole == "parking" and fan.text(0).startswith(" He"), "no letter is told twice"
    assert fan.describe(0).startswith("“park”, which becomes “parking”: the model bets 34 %")
    assert "With 34 %: “parking He" in page.branches_card.accessibleDescription()
    table = branches.table()
    assert table is not None
    assert [row[-1] for row in table.rows][:2] == ["parking", "house"]
    learner.look.set_zoom(1.5)
    grey = [grey_in(fan, fan.chip(row).toRect(), LIGHT.ink2) for row in range(4)]
    assert grey == [True, False, False, False]


def test_the_choice_of_a_bet_to_explain(learner: MainWindow) -> None:
    learner.look.set_zoom(1.5)
    frame = fakes.next_token(made.TEXT, endings=ENDINGS)
    why = open_page(learner, "prediction.why", WhyPanel, frame, made.why())
    first, second = (visible(fakes.PIECES[token]) for token in frame.order[:2].tolist())
    assert why.choices.describe(0).startswith(f"“{first}”, which becomes “{first}ing”, ")
    assert why.choices.describe(1).startswith(f"“{second}”, ")
    token = int(frame.order[0])
    why.apply(made.why(token=token))
    assert f"It bets **34 %** on **{first}**ing. Without" in why.sentence.text()
    why.apply(made.why("Another text", serial=1, token=token, without=(0.3, 0.1)))
    assert f" on **{first}**. Without" in why.sentence.text(), "a word of another text is none of this one"
    left = [why.choices.box(place).toRect().adjusted(0, 0, -100, 0) for place in (0, 1)]
    assert [grey_in(why.choices, box, LIGHT.ink2) for box in left] == [True, False]
