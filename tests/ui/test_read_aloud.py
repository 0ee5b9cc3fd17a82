"""The window read aloud: every page, every widget that Tab reaches, every part of a picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QLineEdit, QWidget

from explainer.ui.panels.registry import PAGES
from explainer.ui.widgets.picture import Picture
from explainer.ui.window import MainWindow
from tests.ui.test_rings import opened

Role, Text = QAccessible.Role, QAccessible.Text

# Rows of pieces, charts and lists that are painted widget by widget: they have a name and tell what the keys are at as
# a description, but Qt takes them for mere grounds. Each leaves the list when it becomes the one strip, chart or table.
STILL_PAINTED = {"ProbesView", "WritingView"}


def reached(window: QWidget) -> list[QWidget]:
    """All that Tab reaches; what hands the keys on (the line in a number field) is no stop of its own."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.focusProxy() is None
    ]


@pytest.mark.parametrize("page", list(PAGES))
def test_all_that_tab_reaches_says_what_it_is(page: str, learner: MainWindow) -> None:
    mute = []
    for when, panel in opened(page, learner):
        read = QAccessible.queryAccessibleInterface(panel)
        assert read.isValid()
        for widget in reached(learner):
            kind, read = type(widget).__name__, QAccessible.queryAccessibleInterface(widget)
            if not read.text(Text.Name).strip():
                mute.append(f"{when}: {kind} has no name")
            if read.role() in (Role.NoRole, Role.Client) and kind not in STILL_PAINTED:
                mute.append(f"{when}: {kind} “{read.text(Text.Name)}” says of itself only that it is there")
            if isinstance(widget, QAbstractSlider | QAbstractSpinBox) and not read.text(Text.Value).strip():
                mute.append(f"{when}: {kind} “{read.text(Text.Name)}” has no value")
            if isinstance(widget, QLineEdit) and read.text(Text.Value) != widget.text():
                mute.append(f"{when}: {kind} “{read.text(Text.Name)}” does not say what stands in it")
            if not read.state().focusable:
                mute.append(f"{when}: {kind} “{read.text(Text.Name)}” says that Tab does not reach it")
    assert not mute, "\n".join(sorted(set(mute)))


@pytest.mark.parametrize("page", list(PAGES))
def test_every_part_of_every_picture_is_read_aloud_where_it_stands(page: str, learner: MainWindow) -> None:
    for when, panel in opened(page, learner):
        for picture in panel.findChildren(Picture):
            if not picture.isVisibleTo(panel):
                continue
            read, name = QAccessible.queryAccessibleInterface(picture), picture.accessibleName()
            assert read.role() == Role.Graphic and name, f"{type(picture).__name__} has no name"
            parts = [read.child(i) for i in range(read.childCount())]
            parts = [part for part in parts if part.role() == Role.ListItem]
            assert len(parts) == (len(picture.parts()) if picture.ready() else 0), f"{when}: {name}"
            for i, part in enumerate(parts):
                assert part.text(Text.Name).strip(), f"{when}: part {i} of {name} says nothing"
                assert not part.rect().isEmpty(), f"{when}: part {i} of {name} is nowhere"
                assert part.parent().text(Text.Name) == name


@pytest.mark.parametrize("page", list(PAGES))
def test_where_the_keys_go_in_a_picture_is_its_value(page: str, learner: MainWindow) -> None:
    for when, panel in opened(page, learner):
        for picture in panel.findChildren(Picture):
            if when == "filled" and picture.isVisibleTo(panel) and picture.KEYS and picture.ready():
                picture.setFocus()
                part = picture.parts()[-1]
                picture.go(part)
                read = QAccessible.queryAccessibleInterface(picture)
                if picture.at == part:  # of two arrows, a key presses one and stays
                    assert read.text(Text.Value) == picture.describe(part) == read.focusChild().text(Text.Name)
