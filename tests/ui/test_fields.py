"""Fields: whatever is typed into one, in any locale, what it shows is what is in force, and nothing fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from explainer.engine.commands import SetContexts, SetSampling, SetTaste
from explainer.ui.look import Look
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.widgets.numberfield import NumberField, plain
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made
from tests.ui.conftest import Pull

LOCALES = ("C", "en_US", "de_DE", "fr_FR", "hi_IN", "ar_EG", "de_CH", "fa_IR")
TYPED = (
    "+",
    "+5",
    "1,2",
    "1,234",
    "1.234",
    "1 234",
    "1\u202f234",
    "1'234",
    "-",
    "-0",
    "0012",
    "1000000",
    "٣٤",
    "१२",
    "",
    "x",
)
MEANT = (None, 5, 12, 1234, 1234, 1234, 1234, 1234, None, 0, 12, 100_000, 34, 12, None, None)


def keys(widget: object, text: str) -> None:
    for letter in text:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


@pytest.fixture
def locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.usefixtures("locale", "qapp")
def test_a_whole_number_is_read_however_it_is_typed(name: str) -> None:
    QLocale.setDefault(QLocale(name))
    field = NumberField(Look(), "n", "", 0, 999_999, 1, 0)
    field.setKeyboardTracking(True)
    for text, number in zip(TYPED, MEANT, strict=True):
        field.setValue(7)
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        keys(field, text)
        assert field.value() == (7 if number is None else number), (name, text)
        field.clearFocus()
        field.interpretText()
        assert float(field.text()) == field.value(), (name, text)
    field.deleteLater()


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.usefixtures("locale", "qapp")
def test_a_fraction_is_read_with_comma_or_point(name: str) -> None:
    QLocale.setDefault(QLocale(name))
    field = NumberField(Look(), "n", "", -5, 5, 0.5, 2)
    for text, number in (
        ("0.25", 0.25),
        ("0,25", 0.25),
        ("-1,5", -1.5),
        ("−1.5", -1.5),
        ("+2", 2),
        ("٠٫٥", 0.5),
        (".5", 0.5),
    ):
        field.setValue(1)
        field.selectAll()
        keys(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.value() == pytest.approx(number), (name, text)
        assert float(field.text()) == pytest.approx(number), (name, text)
    field.deleteLater()


def test_what_is_no_number_is_refused_sign_by_sign(qapp: QApplication) -> None:
    field = NumberField(Look(), "n", "", 0.5, 100, 1, 1)
    state = QValidator.State
    for text, expected in (
        ("1e5", state.Invalid), ("nan", state.Invalid), ("inf", state.Invalid), ("½", state.Invalid),
        ("0", state.Intermediate), ("", state.Intermediate), ("0.7", state.Acceptable), ("101", state.Invalid),
        ("1.25", state.Invalid), ("--1", state.Invalid), ("-1", state.Invalid), ("1..2", state.Acceptable),
    ):  # fmt: skip
        assert field.validate(text, len(text))[0] == expected, text
    assert plain("1.234,5", 2) == "1234.5" and plain("1,234.5", 2) == "1234.5"
    field.deleteLater()


def test_the_dice_field_takes_every_key(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.prompt_bar.popover.show()
    seed = learner.prompt_bar.popover.controls.seed
    for text in ("+", "+5", "1,234", "٣"):
        seed.setFocus()
        seed.selectAll()
        keys(seed, text)
        assert float(seed.text().strip("+") or learner.sampling.value.seed) == learner.sampling.value.seed
    assert learner.sampling.value.seed == 3 == engine.sent_of(SetSampling)[-1].seed == seed.value()
    assert not learner.notices.text()
    learner.prompt_bar.popover.hide()


@pytest.mark.parametrize(
    ("value", "bar"),
    [
        (SetSampling(top_k=5, top_p=0.5), "5 likeliest, top 50 %"),
        (SetSampling(top_k=0, top_p=0.9), "Top 90 %"),
        (SetSampling(top_k=40, top_p=1.0), "40 likeliest"),
        (SetSampling(top_k=0, top_p=1.0), "All pieces"),
        (SetSampling(top_k=1234, top_p=0.999), "1,234 likeliest"),
        (SetSampling(temperature=0.0, top_k=5, top_p=0.5), "No dice"),
    ],
)
def test_bar_popover_and_page_say_the_same(learner: MainWindow, value: SetSampling, bar: str) -> None:
    learner.show_view("prediction")
    sampling = learner.sampling
    sampling.set(temperature=value.temperature, top_k=value.top_k, top_p=value.top_p)
    panel = learner.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    assert learner.prompt_bar.dice.text() == bar
    if sampling.greedy:
        assert "No dice" in panel.dice_text.text()
        return
    shown = sampling.value
    told, chip = panel.dice_text.text(), learner.prompt_bar.dice.text().lower()
    for cut, in_chip, words in (
        (shown.top_k > 0, f"{shown.top_k:,} likeliest", f"{shown.top_k:,} likeliest"),
        (shown.top_p < 1, f"{shown.top_p:.0%}".replace("%", " %"), f"{shown.top_p:.0%}".replace("%", "\u00a0%")),
    ):
        assert (words in told) == cut
        assert in_chip in chip or not cut
    controls = learner.prompt_bar.popover.controls
    assert controls._values["top_k"].text() == (f"{shown.top_k:,}" if shown.top_k else "all")
    assert controls._values["top_p"].text() == f"{shown.top_p * 100:.0f} %"


@pytest.mark.parametrize(("page", "n"), [("minds.votes", "500"), ("meaning.context", "1,000"), ("prediction", "40")])
def test_a_field_that_is_full_says_so(learner: MainWindow, page: str, n: str) -> None:
    learner.show_view(page)
    field = next(f for f in learner.panel(page).findChildren(QLineEdit) if f.maxLength() <= 1000 and not f.isHidden())
    field.setFocus()
    keys(field, "x")
    assert not field.accessibleDescription() or "holds" not in field.accessibleDescription()
    QApplication.clipboard().setText("y" * 2000)
    field.paste()
    assert len(field.text()) == field.maxLength() == int(n.replace(",", ""))
    keys(field, "z")
    assert f"holds {n} characters" in field.accessibleDescription()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert "holds" not in field.accessibleDescription()


def test_showing_a_value_between_two_stops_does_not_change_it(qapp: QApplication, learner: MainWindow) -> None:
    learner.sampling.set(top_p=0.333, top_k=7, temperature=0.77)
    assert learner.sampling.value == SetSampling(temperature=0.77, top_k=7, top_p=0.33, seed=0)


def test_the_value_in_force_can_always_be_shown(learner: MainWindow) -> None:
    learner.dispatcher.do(SetSampling(temperature=0.004, top_p=0.999))
    made = learner.sampling
    assert not made.greedy and made.value.temperature == 0.01
    assert made.value.top_p == 1.0


def test_a_german_comma_reaches_the_labeller(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("minds.judge")
    engine.frames = {"ballot": made.ballot(taste="custom", custom={"kind": 1.0})}
    pull()
    field = learner.panel("minds.judge").taste.weights["kind"]  # type: ignore[attr-defined]
    field.setFocus()
    field.selectAll()
    keys(field, "0,5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert engine.sent_of(SetTaste)[-1].weights["kind"] == 0.5


@pytest.mark.parametrize(
    "page", ["tokens.vocabulary", "meaning", "meaning.context", "prediction", "minds.votes", "minds.judge"]
)
def test_no_field_minds_half_a_character_or_any_sign(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, page: str
) -> None:
    learner.show_view(page)
    fields = learner.panel(page).findChildren(QLineEdit)
    assert fields
    for field in fields:
        for text in ("\ud83d", "x\udc00", "\u2028", "السجادة", "\u202e", "\0", "%s{}"):
            field.setText("")
            keys(field, text)
            field.paste()
            QTest.keyClick(field, Qt.Key.Key_Return)
        pull()
    assert not learner.notices.text()
    for sent in engine.sent_of(SetContexts):
        (sent.first + sent.second + sent.control).encode()
