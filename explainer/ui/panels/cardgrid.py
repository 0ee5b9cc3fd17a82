"""Where the cards of a page stand: rows of stacks of cards, another arrangement for another width.

A page says once, as data, which cards stand beside and below each other from which width on; ``CardGrid`` is the layout
that puts them there. It shares out width by the stacks' shares alone, so that columns stay in line from row to row
whatever is in them, and height by what each card needs at least: what is left goes to those that have use for it.

Decision: a layout of our own. Rejected: ``QGridLayout``, in which a card that spans rows stretches its neighbours and
whose stretch factors have to be set anew by hand for every arrangement; nested boxes, which would have to be taken
apart and built again, and in which what a card would like decides how wide it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from explainer.ui.look import Look

GAP, TIGHT_GAP = 12.0, 8.0  # design pixels between cards, as ever and on a page that must fit a low window


class Stack:
    """Cards below each other that take ``share`` of their row's width."""

    def __init__(self, *cards: QWidget, share: float = 1.0) -> None:
        self.cards = cards
        self.share = share


Row = Sequence[Stack]
Plan = Sequence[Row]


def below(*cards: QWidget) -> Plan:
    """The plan of a narrow window: one card below the other."""
    return [[Stack(card)] for card in cards]


class CardGrid(QLayout):
    """Arranges the cards of ``page``, which stand in the order of the widest plan for the keyboard too.

    Args:
        plans: from how many design pixels of width which plan holds; the last one is that of all that is narrower.
        stretch: how much of the height that is left over a card takes, beside the others; 1 where none is said.
    """

    def __init__(
        self,
        look: Look,
        page: QWidget,
        plans: Mapping[float, Plan],
        *,
        stretch: Mapping[QWidget, float] | None = None,
    ) -> None:
        super().__init__(page)
        self._look = look
        self._plans = sorted(plans.items(), key=lambda plan: -plan[0])
        self._plan = self._plans[0][1]
        self._stretch = stretch or {}
        self._gap = GAP
        self._items: list[QLayoutItem] = []
        self._least: dict[QWidget, QLayoutItem] = {}
        self.setContentsMargins(0, 0, 0, 0)
        for card in (card for row in self._plan for stack in row for card in stack.cards):
            self.addChildWidget(card)
            self._least[card] = QWidgetItem(card)
            self.addItem(self._least[card])
        look.changed.connect(self.invalidate)

    def fit(self, width: float) -> None:
        """There are ``width`` design pixels: take the plan for that."""
        plan = next((plan for least, plan in self._plans if width >= least), self._plans[-1][1])
        if plan is not self._plan:
            self.arrange(plan)

    def arrange(self, plan: Plan, *, gap: float = GAP, stretch: Mapping[QWidget, float] | None = None) -> None:
        """Take a plan of cards that are there, whatever the width: where it depends on more than that."""
        self._plan, self._gap = plan, gap
        self._stretch = stretch or self._stretch
        self.invalidate()

    # ---- what a layout is --------------------------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        """Own ``item``; where it stands, the plans say."""
        self._items.append(item)

    def count(self) -> int:
        """How many cards there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them; Qt asks beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """All the room there is."""
        return Qt.Orientation.Horizontal | Qt.Orientation.Vertical

    def sizeHint(self) -> QSize:
        """What it needs."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest row, and all rows with what they need."""
        gap = self._look.px(self._gap)
        wide = max(sum(map(self._width, row)) + gap * (len(row) - 1) for row in self._plan)
        high = sum(self._height(row) for row in self._plan) + gap * (len(self._plan) - 1)
        return QSize(wide, high)

    def setGeometry(self, rect: QRect) -> None:
        """Put every card in its place."""
        super().setGeometry(rect)
        gap = self._look.px(self._gap)
        rows = [(self._height(row), max(map(self._stretch_of, row))) for row in self._plan]
        y = rect.top()
        for row, height in zip(self._plan, shared(rect.height() - gap * (len(rows) - 1), rows), strict=True):
            x = rect.left()
            for stack, width in zip(row, self._widths(rect.width() - gap * (len(row) - 1), row), strict=True):
                self._fill(stack, QRect(x, y, width, height))
                x += width + gap
            y += height + gap

    def _fill(self, stack: Stack, place: QRect) -> None:
        """Put the cards of ``stack`` below each other, from the top of ``place`` to its foot."""
        gap = self._look.px(self._gap)
        needs = [(self._least[card].minimumSize().height(), self._stretch.get(card, 1.0)) for card in stack.cards]
        if not any(stretch for _, stretch in needs):
            needs[-1] = needs[-1][0], 1.0
        y = place.top()
        for card, height in zip(stack.cards, shared(place.height() - gap * (len(needs) - 1), needs), strict=True):
            card.setGeometry(place.left(), y, place.width(), height)
            y += height + gap

    def _widths(self, room: int, row: Row) -> list[int]:
        """``room`` by the shares of the stacks: who needs more than its share gets that, the others share the rest."""
        wide: dict[Stack, int] = {}
        while True:
            free = [stack for stack in row if stack not in wide]
            left = room - sum(wide.values())
            shares = sum(stack.share for stack in free)
            tight = [stack for stack in free if self._width(stack) > left * stack.share / shares]
            wide |= {stack: self._width(stack) for stack in tight}
            if not tight or len(wide) == len(row):
                break
        free = [stack for stack in row if stack not in wide]
        wide |= zip(free, shared(room - sum(wide.values()), [(0, stack.share) for stack in free]), strict=True)
        return [wide[stack] for stack in row]

    def _width(self, stack: Stack) -> int:
        """What the widest card of ``stack`` needs."""
        return max(self._least[card].minimumSize().width() for card in stack.cards)

    def _height(self, row: Row) -> int:
        """What the highest stack of ``row`` needs."""
        gap = self._look.px(self._gap)
        return max(sum(self._least[card].minimumSize().height() + gap for card in stack.cards) - gap for stack in row)

    def _stretch_of(self, stack: Stack) -> float:
        return sum(self._stretch.get(card, 1.0) for card in stack.cards)


def shared(room: int, needs: Sequence[tuple[int, float]]) -> list[int]:
    """Divide ``room`` among (what is needed, part): each gets what it needs, and by its part of what is then left."""
    left = max(0, room - sum(need for need, _ in needs))
    parts = sum(part for _, part in needs)
    found, run, given = [], 0.0, 0
    for need, part in needs:
        run += left * part / parts if parts else 0.0
        found.append(need + round(run) - given)  # rounded as a running sum: no pixel is lost
        given = round(run)
    return found
