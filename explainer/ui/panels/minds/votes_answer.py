"""The answers of a ballot as large cards to press, side by side; they carry a letter, a key and a place, never a score.

All cards write in one size of letters. It is chosen so that the longest answer fits, and within one ballot it only ever
gets smaller, so that nothing grows back and forth while answers stream in.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import SMALL, Look
from explainer.ui.panels.minds.votes_order import PAIR
from explainer.ui.panels.minds.votes_words import LETTERS, drawable, letter, place_name
from explainer.ui.theme import mix
from explainer.ui.widgets.button import Button

MOST = len(LETTERS)
SIZES = (56.0, 46.0, 38.0, 31.0, 25.0, 22.0, 20.0, 18.0, 17.0, 15.5)  # design pixels, tried from the largest
LARGE_PAIR, LARGE_FOUR = 25.0, 20.0  # the largest, where a card is not much higher than its least
SHARE = 6.5  # a card that is higher than this many letters may have larger ones: the longest answers still fit
HEAD, PAD, GAP = 34, 13, 10  # design pixels: the line of letter and key, the margin, between two cards
SIDE = 70  # design pixels of width that letter, key and mark take where they stand at the left
LEAST_PAIR, LEAST_FOUR = (150, 98), (108, 70)  # design pixels a card is high, at least; of a tight page
ONE_COLUMN = 430  # design pixels of width below which the cards stand one below the other
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


_PRESSING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerCard(Button):
    """One answer, to be preferred or given the next place by a click, Enter or the space bar."""

    _clicked = False  # it has the focus by a click

    def __init__(self, look: Look, answer: int, parent: QWidget) -> None:
        super().__init__(look, parent=parent)
        self.answer = answer
        self.letters = LARGE_PAIR  # design pixels
        self.aside = False  # whether letter, key and mark stand at the left of the words, which saves a line
        self._shown: tuple[str, str, bool] = ("", "", False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.tell("", "", open_=False)

    def tell(self, text: str, mark: str, *, open_: bool) -> None:
        """Show ``text``, with ``mark`` at the right of its head; ``open_`` says that it can be voted for."""
        if (text, mark, open_) == self._shown and self.accessibleName():
            return
        self._shown = (text, mark, open_)
        self.setAccessibleName(self.tr("Answer {letter}: {text}").format(letter=letter(self.answer), text=text))
        self.setAccessibleDescription(mark)
        self.update()

    @property
    def words(self) -> str:
        """The answer."""
        return self._shown[0]

    @property
    def mark(self) -> str:
        """What stands at the right of its head: its place, or what it waits for."""
        return self._shown[1]

    def room(self) -> QRect:
        """Where the answer's words go."""
        px = self._look.px
        if self.aside:
            return self.rect().adjusted(px(PAD + SIDE), px(PAD - 5), -px(PAD), -px(PAD - 5))
        return self.rect().adjusted(px(PAD + 2), px(PAD - 3 + HEAD), -px(PAD), -px(PAD - 4))

    def height_of(self, text: str, size: float) -> int:
        """How high ``text`` stands in letters of ``size`` design pixels, in pixels."""
        return (
            QFontMetrics(self._look.font(size))
            .boundingRect(QRect(0, 0, self.room().width(), 10**6), _WRAP, text)
            .height()
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever came by a click did not mean the next key for this card: space and Enter are not taken then."""
        self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave the space bar to the window after a click."""
        ours = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if self._clicked and ours and isinstance(event, QKeyEvent) and event.key() in _PRESSING:
            event.ignore()
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, letter and key, mark, words."""
        look, px, c = self._look, self._look.px, self._look.colours
        text, mark, open_ = self._shown
        chosen = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = mix(c.card, c.rlhf, 0.10) if chosen else c.quiet if open_ and self.underMouse() else c.card
        focused = self.hasFocus() and not self._clicked
        colour, width = (c.focus, 3.0) if focused else (c.rlhf, 2.4) if chosen else (c.edge if open_ else c.line, 1.4)
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(colour), look.zoom * width))
        inset = look.zoom * width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), px(10), px(10))
        line = QRectF(px(PAD), px(PAD - 4), self.width() - 2 * px(PAD), px(HEAD - 4))
        self._draw_key(painter, QRectF(line.left(), line.top() + px(2), px(26), px(26)), open_)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(20, bold=True))
        painter.setPen(QColor(c.ink if text else c.ink3))
        painter.drawText(line.adjusted(px(38), 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, letter(self.answer))
        if mark:
            painter.setFont(look.font(16 if chosen else SMALL, bold=chosen))
            painter.setPen(QColor(c.rlhf if chosen else c.ink2))
            if self.aside:
                below = QRectF(line.left(), line.bottom(), px(SIDE - 4), px(22))
                painter.drawText(below, Qt.AlignmentFlag.AlignLeft | middle, mark)
            else:
                painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, mark)
        painter.setFont(look.font(self.letters))
        painter.setPen(QColor(c.ink))
        painter.drawText(self.room(), _WRAP, text)

    def _draw_key(self, painter: QPainter, box: QRectF, open_: bool) -> None:
        """The key that means this card, drawn as a key cap."""
        look, c = self._look, self._look.colours
        painter.setBrush(QColor(c.quiet))
        painter.setPen(QPen(QColor(c.edge if open_ else c.line), 1))
        painter.drawRoundedRect(box, look.px(5), look.px(5))
        painter.setPen(QColor(c.ink if open_ else c.ink3))
        painter.setFont(look.font(15, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.answer + 1))


class AnswerBoard(QWidget):
    """The cards of one ballot. ``pressed`` gives the answer, from 0, that a person pressed."""

    pressed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._serial: int | None = None
        self._n = PAIR
        self._size = SIZES[0]  # design pixels of the letters in force
        self._tight = False
        self._tall = 0  # pixels a card must be high for its words in the smallest letters
        self.cards = tuple(AnswerCard(look, answer, self) for answer in range(MOST))
        for card in self.cards:
            card.clicked.connect(lambda _checked=False, a=card.answer: self.pressed.emit(a))
        self.setObjectName("answers")
        self.setAccessibleName(self.tr("Answers to vote on"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._begin_sizes)
        self.tell(-1, ("",) * PAIR, (), done=False, open_=False)

    @property
    def shown(self) -> tuple[AnswerCard, ...]:
        """The cards in use."""
        return self.cards[: self._n]

    def tell(
        self,
        serial: int,
        answers: Sequence[str],
        given: Sequence[int],
        *,
        done: bool,
        open_: bool,
        awaited: bool = True,
    ) -> None:
        """Show the answers of ballot ``serial``.

        Args:
            serial: of the ballot; another one begins with the largest letters again.
            answers: their texts as far as written.
            given: answers that have a place already, best first.
            done: whether the answers are complete.
            open_: whether they can be voted on now.
            awaited: whether there are answers or will be soon; else the cards stay empty.
        """
        n = max(PAIR, min(MOST, len(answers)))
        new = serial != self._serial or n != self._n
        self._serial, self._n = serial, n
        missing = self.tr("(it has no other answer)") if done else ""
        texts = [answers[i] if i < len(answers) else missing for i in range(n)]
        for card, text in zip(self.shown, texts, strict=True):
            place = given.index(card.answer) + 1 if card.answer in given else None
            chosen = place is not None
            card.setCheckable(chosen)
            card.setChecked(chosen)
            if n == PAIR and chosen:
                mark = self.tr("✓ your choice")
            elif place is not None:
                mark = place_name(place)
            else:
                mark = "" if done or not awaited else self.tr("writing…")
            card.setToolTip(self._tip(card.answer, open_))
            words = drawable(text) if text.strip() or not (done and awaited) else self.tr("(it said nothing)")
            card.tell(words, mark, open_=open_)
        if new:
            self._begin_sizes()
        else:
            self._fit()

    def set_tight(self, tight: bool) -> None:
        """Ask for little height."""
        if tight != self._tight:
            self._tight = tight
            self._begin_sizes()

    def sizeHint(self) -> QSize:
        """Room for the cards."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least height of the cards."""
        px, rows = self._look.px, -(-self._n // self._columns())
        return QSize(px(240), rows * max(self._least(), self._tall) + (rows - 1) * px(GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards where there is room."""
        if event.size().width() != event.oldSize().width():
            self._size, self._tall = SIZES[0], 0
            self.updateGeometry()
        elif not self._tall:  # long answers keep their letters: for them it may only have grown
            self._size = SIZES[0]
        self._arrange()

    def _tip(self, answer: int, open_: bool) -> str:
        if not open_:
            return self.tr("It can be voted for as soon as the answers are complete")
        if self._n == PAIR:
            return self.tr("This answer is better  ({key})").format(key=answer + 1)
        return self.tr("Give this answer the next place, best first  ({key})").format(key=answer + 1)

    def _least(self) -> int:
        return self._look.px((LEAST_PAIR if self._n == PAIR else LEAST_FOUR)[self._tight])

    def _columns(self) -> int:
        return 2 if self.width() >= self._look.px(ONE_COLUMN) else 1

    def _begin_sizes(self) -> None:
        self._size, self._tall = SIZES[0], 0
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        gap, columns = self._look.px(GAP), self._columns()
        rows = -(-self._n // columns)
        width, height = (self.width() - gap * (columns - 1)) / columns, (self.height() - gap * (rows - 1)) / rows
        for card in self.cards:
            row, column = divmod(card.answer, columns)
            x, y = column * (width + gap), row * (height + gap)
            card.setGeometry(QRectF(x, y, width, height).toAlignedRect().intersected(self.rect()))
            card.setVisible(card.answer < self._n)
            card.aside = self._tight and self._n > PAIR
        self._fit()

    def _fit(self) -> None:
        """Take the largest letters in which all answers fit, none larger than this ballot had already."""
        around = self.cards[0].height() - self.cards[0].room().height()
        need = around + max(card.height_of(card.words, SIZES[-1]) for card in self.shown)
        if need > max(self._tall, self._least()):
            self._tall = need
            self.updateGeometry()
        large = LARGE_PAIR if self._n == PAIR else LARGE_FOUR
        large = max(large, self.cards[0].room().height() / self._look.zoom / SHARE)
        sizes = [size for size in SIZES if size <= min(large, self._size)] or [SIZES[-1]]
        self._size = next((size for size in sizes if self._all_fit(size)), sizes[-1])
        for card in self.shown:
            if card.letters != self._size:
                card.letters = self._size
                card.update()

    def _all_fit(self, size: float) -> bool:
        return all(card.height_of(card.words, size) <= card.room().height() for card in self.shown)
