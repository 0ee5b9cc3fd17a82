"""The replay of how the pieces were found: a slider over its moments, the merge, and a text as it would be cut then.

For everybody the pieces found up to then stand below; the exact page has a list of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.merging import FoundStrip, MergeStrip, TextAsCut
from explainer.ui.panels.tokens.transport import Transport
from explainer.ui.widgets.textline import TextLine

TICK_MS = 300  # between two moments that are played


def stride(place: int) -> int:
    """Merges that playing goes on by: one by one at the beginning, where one can follow, then ever more."""
    return max(1, place // 25)


class ReplayView(QWidget):
    """``moved`` says that another moment, or another text, is shown; ``exact`` names merges, bytes and blanks."""

    moved = Signal(int)

    def __init__(self, look: Look, *, exact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._exact = look, exact
        self._known: Known | None = None
        self._words: tuple[bytes, ...] = ()
        name = self.tr("Merges learned") if exact else self.tr("Pieces found")
        self.transport = Transport(look, name, tick_ms=TICK_MS, stride=stride)
        self.transport.moved.connect(self._go)
        self.place_text = TextLine(look, size=16, bold=True, colour="ink")
        self.merge = MergeStrip(
            look, self.tr("Here it will be replayed how the pieces were found, one after the other."), exact=exact
        )
        self.merge_count = TextLine(look, size=16, colour="ink", lines=2)
        self.cut_text = TextLine(look, size=15.5)
        self.text = TextAsCut(look, self.tr("Type a text below, and see here how its pieces grow."), exact=exact)
        self.text.resized.connect(self._say_cut)
        self.found_text = TextLine(look, size=15.5)
        self.found = FoundStrip(look)
        rows = ((self.transport, 3, self.place_text, 1), (self.merge, 3, self.merge_count, 2))
        self._rows = [QHBoxLayout() for _ in rows]
        for row, (left, wide, right, narrow) in zip(self._rows, rows, strict=True):
            row.addWidget(left, wide)
            row.addWidget(right, narrow)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for row in self._rows:
            self._column.addLayout(row)
        for widget in (self.cut_text, self.text, self.found_text):
            self._column.addWidget(widget)
        self._column.addWidget(self.found, 1)
        if exact:
            self._column.addStretch(1)
            self.found_text.hide()
            self.found.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_known(self, known: Known) -> None:
        """Replay this vocabulary: from its end, or from the moment shown where it is of the same run."""
        same = self._known is None or self._known.frame.run == known.frame.run
        self._known = known
        if not (same and self.transport.playing):
            self.transport.set_range(known.n_merges, same=same)
        self._go(self.transport.place)

    def show_words(self, words: Sequence[bytes]) -> None:
        """Cut another text."""
        self._words = tuple(words)
        self._go(self.transport.place)

    def clear(self) -> None:
        """No vocabulary, no text."""
        self._known, self._words = None, ()
        self.transport.set_range(0)
        self._go(0)

    def in_words(self) -> str:
        """The merge, and the text as it is cut."""
        return f"{self.merge.in_words()} {self.text.in_words()}"

    def _go(self, place: int) -> None:
        """Show the moment after ``place`` merges."""
        known = self._known
        self.merge.show_merge(known, place)
        self.merge_count.set_text(self.merge.count_text())
        if not self._exact:
            self.found.show_found(known, place)
            self.found_text.set_text(self.tr("Found so far, the newest first:") if place else "")
        self.text.show_text(known, self._words, place)
        words = self.tr("{k} of {m} merges") if self._exact else self.tr("{k} of {m} found")
        self.place_text.set_text(words.format(k=count(place), m=count(known.n_merges)) if known is not None else "")
        self._say_cut()
        self.moved.emit(place)

    def _say_cut(self) -> None:
        """How many pieces of the text are shown, which is as much of it as has room."""
        whole = self.tr("Your text at this moment: {n} pieces")
        words = whole if self.text.whole else self.tr("The beginning of your text at this moment: {n} pieces")
        self.cut_text.set_text(words.format(n=count(self.text.n_pieces)) if self.text.n_pieces else "")

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(4))
        for row in self._rows:
            row.setSpacing(self._look.px(14))
