"""What screen readers are told of a drawing: that it is one, and each of its parts, with its place and its sentence.

Qt makes such an object for every kind of widget; of what is painted it can know nothing, so we make it. Nothing is
made, and nothing costs time, until a screen reader asks. The parts are children after the widgets in the drawing.

A ``Picture`` is read so, and so is whatever else says as much of itself as one: ``at``, ``ready``, ``parts``, ``place``
and ``describe``, such as a row of pieces.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from explainer.ui.widgets.picture import Picture

Text = QAccessible.Text
NONE: Any = None  # what Qt takes for “there is none”, of which its annotations know nothing


@cache
def install(kind: type[QWidget]) -> None:
    """Let Qt ask us about all of ``kind``, once in a program's life."""

    def interface_of(_class_name: str, of: QObject) -> QAccessibleInterface | None:
        if not isinstance(of, kind):
            return None
        picture = cast("Picture", of)
        picture.reading = PictureReading(picture)  # Qt's own reference is none that Python sees
        return picture.reading

    QAccessible.installFactory(interface_of)


def announce(picture: Picture) -> None:
    """Tell that the keys went to the part that ``picture`` tells about."""
    if QAccessible.isActive() and picture.at in picture.parts():
        event = QAccessibleEvent(picture, QAccessible.Event.Focus)
        event.setChild(len(_widgets(picture)) + picture.parts().index(picture.at))
        QAccessible.updateAccessibility(event)


def _widgets(picture: QWidget) -> list[QWidget]:
    """The widgets that stand in ``picture``."""
    ground = picture.viewport() if isinstance(picture, QAbstractScrollArea) else None
    children = (child for child in picture.children() if isinstance(child, QWidget) and child is not ground)
    return [child for child in children if not (child.isHidden() or child.isWindow())]


class _Reading(QAccessibleInterface):
    """What Qt wants to know of everything; most of it nothing here."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._of: Callable[[], Picture | None] = weakref.ref(picture)

    @property
    def picture(self) -> Picture | None:
        """The drawing, as long as there is one."""
        picture = self._of()
        return picture if picture is not None and isValid(picture) else None

    def isValid(self) -> bool:
        """Whether the drawing is still there."""
        return self.picture is not None

    def window(self) -> QWindow:
        """The window it is in."""
        return self.picture.window().windowHandle() if self.picture is not None else NONE

    def setText(self, _which: Text, _text: str) -> None:
        """Nothing can be written here."""

    def state(self) -> QAccessible.State:
        """What can be done with it, and whether the keys are here."""
        state, picture = QAccessible.State(), self.picture
        if picture is None:
            state.invalid = True
            return state
        state.invisible = not picture.isVisible()
        state.disabled = not picture.isEnabled()
        state.focusable = picture.focusPolicy() != Qt.FocusPolicy.NoFocus
        return state

    def _global(self, box: QRect) -> QRect:
        assert self.picture is not None
        return QRect(self.picture.mapToGlobal(box.topLeft()), box.size())


class PictureReading(_Reading):
    """A drawing: a graphic that tells what it is, and has its parts for children; its value is the part told about."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(picture)
        self._parts: dict[int, PartReading] = {}
        self._ids: list[int] = []
        picture.destroyed.connect(self._forget)

    def object(self) -> QObject:
        """What stands behind it; of a part nothing but the drawing."""
        return self.picture if self.picture is not None else NONE

    def parent(self) -> QAccessibleInterface:
        """What it stands in."""
        above = self.picture.parentWidget() if self.picture is not None else None
        return QAccessible.queryAccessibleInterface(above) if above is not None else NONE

    def role(self) -> QAccessible.Role:
        """What kind of thing it is."""
        return QAccessible.Role.Graphic

    def state(self) -> QAccessible.State:
        """What can be done with it, and whether the keys are here."""
        state, picture = super().state(), self.picture
        state.focused = picture is not None and picture.hasFocus()
        return state

    def rect(self) -> QRect:
        """Where it stands on the screen."""
        return self._global(self.picture.rect()) if self.picture is not None else QRect()

    def text(self, which: Text) -> str:
        """Name, description or value."""
        picture = self.picture
        if picture is None:
            return ""
        if which == Text.Value:
            return picture.describe(picture.at) if picture.at is not None and picture.ready() else ""
        if which == Text.Description:
            return picture.accessibleDescription() or picture.toolTip()
        return picture.accessibleName() if which == Text.Name else ""

    def childCount(self) -> int:
        """Widgets and parts."""
        picture = self.picture
        return len(_widgets(picture)) + len(picture.parts()) if picture is not None and picture.ready() else 0

    def child(self, index: int) -> QAccessibleInterface:
        """A widget, or a part."""
        if self.picture is None or not 0 <= index < self.childCount():
            return NONE
        widgets = _widgets(self.picture)
        if index < len(widgets):
            return QAccessible.queryAccessibleInterface(widgets[index])
        index -= len(widgets)
        if index not in self._parts:
            self._parts[index] = PartReading(self.picture, index)
            self._ids.append(QAccessible.registerAccessibleInterface(self._parts[index]))
        return self._parts[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """What stands at a place on the screen."""
        children = (self.child(i) for i in range(self.childCount()))
        return next((child for child in children if child is not None and child.rect().contains(x, y)), NONE)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Its place among the children."""
        widgets = _widgets(self.picture) if self.picture is not None else []
        if isinstance(child, PartReading):
            return len(widgets) + child.index
        return next((i for i, widget in enumerate(widgets) if widget is child.object()), -1)

    def focusChild(self) -> QAccessibleInterface:
        """The part that the keys have gone to."""
        picture = self.picture
        if picture is None or picture.at is None or picture.at not in picture.parts():
            return NONE
        return self.child(len(_widgets(picture)) + picture.parts().index(picture.at))

    def _forget(self) -> None:
        for number in self._ids:
            QAccessible.deleteAccessibleInterface(number)
        self._ids.clear()
        self._parts.clear()


class PartReading(_Reading):
    """One part, by its place among all."""

    def __init__(self, picture: Picture, index: int) -> None:
        super().__init__(picture)
        self.index = index

    def isValid(self) -> bool:
        """Whether there are still so many parts."""
        return self.picture is not None and self.picture.ready() and self.index < len(self.picture.parts())

    def _part(self) -> object:
        assert self.picture is not None
        return self.picture.parts()[self.index]

    def object(self) -> QObject:
        """What stands behind it; of a part nothing but the drawing."""
        return NONE

    def parent(self) -> QAccessibleInterface:
        """What it stands in."""
        return QAccessible.queryAccessibleInterface(self.picture) if self.picture is not None else NONE

    def role(self) -> QAccessible.Role:
        """What kind of thing it is."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """What can be done with it, and whether the keys are here."""
        state, picture = super().state(), self.picture
        state.focused = picture is not None and self.isValid() and picture.hasFocus() and picture.at == self._part()
        return state

    def rect(self) -> QRect:
        """Where it stands on the screen."""
        if self.picture is None or not self.isValid():
            return QRect()
        return self._global(self.picture.place(self._part()).toAlignedRect())

    def text(self, which: Text) -> str:
        """Name, description or value."""
        return self.picture.describe(self._part()) if which == Text.Name and self.picture and self.isValid() else ""

    def childCount(self) -> int:
        """Widgets and parts."""
        return 0

    def child(self, _index: int) -> QAccessibleInterface:
        """None."""
        return NONE

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        """None."""
        return NONE

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """None."""
        return -1
