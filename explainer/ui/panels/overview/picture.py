"""The picture of the trip in people's hands: what lies under the pointer, and what the keys do.

Keys: left and right open another block, up and down let another piece look (Home and End the first and last), 1 to 9
choose a way of looking and 0 the mean of all, Tab goes from part to part (Escape, then Tab, leaves) and Enter opens
the view of one, T plays one trip (Right: next stage) and Escape stops it.

A piece that is pointed at looks for as long as the pointer rests on it; a click on its dot, or the keys, make it stay.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.panels.overview.captions import part_told
from explainer.ui.panels.overview.parts import VIEW_OF_KIND, Part, PartKind, part_at
from explainer.ui.panels.overview.view import TripView


class TripPicture(TripView):
    """The picture. ``view_asked`` says that a click or Enter asked for a view."""

    view_asked = Signal(str)

    def __init__(
        self,
        look: Look,
        focus: Focus,
        can_open: Callable[[str], bool],
        empty: str,
        *,
        animate: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, focus, empty, animate=animate, parent=parent)
        self._can_open = can_open
        self._leaving = False  # Escape was pressed: the next Tab leaves the picture

    def describe(self, part: Part) -> str:
        """Number and sentence about a part, and what a click does."""
        if self.scene is None:
            return ""
        text = part_told(self.scene, part)
        if self._points(part):
            text += "\n" + self.tr("Click to let “{piece}” look.").format(piece=self.scene.name(part.index))
        elif (view := self.view_of(part)) is not None:
            text += "\n" + {
                "tokens": self.tr("Click to open Pieces."),
                "meaning": self.tr("Click to open Meaning."),
                "attention": self.tr("Click to open Attention."),
                "prediction": self.tr("Click to open Prediction."),
            }.get(view, "")
        return text

    def spoken(self) -> str:
        """What is said about the part chosen with the keys; empty where none is."""
        return self.describe(self.at) if self.by_key and self.at is not None else ""

    def view_of(self, part: Part) -> str | None:
        """The view that a click on ``part`` opens, where there is one."""
        view = VIEW_OF_KIND.get(part.kind)
        return view if view is not None and self._can_open(view) else None

    def _points(self, part: Part) -> bool:
        """Whether a click on ``part`` makes its piece the one that looks."""
        scene = self.scene
        return (
            scene is not None and part.kind in (PartKind.DOT, PartKind.LANE) and part.index not in (-1, scene.looking)
        )

    def press(self, part: Part) -> None:
        """Do what a click on ``part`` does."""
        if self.scene is None:
            return
        if self._points(part):
            self.look_from(part.index)
        elif part.kind is PartKind.BLOCK:
            self._focus.look(part.index, self._focus.head)
        elif (view := self.view_of(part)) is not None:
            self.view_asked.emit(view)

    def look_from(self, index: int) -> None:
        """Let piece ``index`` look; the last one goes on being the last when the text grows."""
        if self.scene is not None:
            n = self.scene.n
            index = min(max(index, 0), n - 1)
            self._focus.point(None if index == n - 1 else index)

    def can_press(self, part: Part) -> bool:
        """Whether a click lets a piece look, opens a block, or opens a view."""
        return self._points(part) or part.kind is PartKind.BLOCK or self.view_of(part) is not None

    def told(self) -> None:
        """A piece under the pointer looks for as long as it is there."""
        at = self.at
        preview = at.index if at is not None and at.kind is PartKind.TOKEN and not self.by_key else None
        if preview != self._preview:
            self._preview = preview
            self._rebuild()

    # ---- keys --------------------------------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """The parts that the Tab key goes through, in the order of the trip."""
        scene = self.scene
        if scene is None or self.places is None:
            return []
        of_piece = (PartKind.TOKEN, PartKind.MEANING, PartKind.POSITION, PartKind.STREAM)
        of_block = (PartKind.GATHERED, PartKind.PLUS, PartKind.UNITS, PartKind.THOUGHT, PartKind.PLUS_2)
        found = [Part(kind, scene.looking) for kind in of_piece]
        found += [Part(PartKind.DOT, ribbon.index) for ribbon in self.ribbons]
        found += [Part(kind) for kind in of_block]
        found += [Part(PartKind.BLOCK, layer) for layer in range(scene.n_layer) if layer != scene.layer]
        found += [Part(PartKind.BET, rank) for rank in range(len(self.places.bet_rows))]
        return [*found, Part(PartKind.TAIL)]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from part to part before it leaves the picture."""
        stops = self.parts()
        if self.hasFocus() and stops and not self.film.playing and not self._leaving:
            at = stops.index(self.at) if self.by_key and self.at in stops else (-1 if forward else None)
            at = None if at is None else at + (1 if forward else -1)
            if at is not None and 0 <= at < len(stops):
                self.go(stops[at])
                return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The next Tab that comes here goes from part to part again."""
        super().focusOutEvent(event)
        self._leaving = False

    def step(self, key: Qt.Key, many: int) -> Part | None:
        """The arrows do other things here; Tab goes from part to part."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module's docstring."""
        scene, key = self.scene, Qt.Key(event.key())
        if scene is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif self.film.playing and key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.film.go_on()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_block(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.look_from(scene.looking + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.look_from(0 if key == Qt.Key.Key_Home else scene.n - 1)
        elif event.text().isdigit() and int(event.text()) <= scene.n_head:
            self.choose_head(int(event.text()) - 1 if event.text() != "0" else None)
        elif key == Qt.Key.Key_Escape and self.by_key and not self.film.playing:
            self._leaving = True
            self.let_go()
        else:
            super().keyPressEvent(event)

    def part_at(self, point: QPointF) -> Part | None:
        """The part under the pointer; while a trip plays there is none."""
        if self.scene is None or self.places is None or self.film.playing:
            return None
        return part_at(self._look, self.scene, self.places, self._areas, self.ribbons, point)
