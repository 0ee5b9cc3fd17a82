"""What your votes changed: how often the judge agreed with them before it was trained with them, and after.

Topic: ``judge``. Both shares are measured on the votes themselves, so they tell that the votes were heard, not that
the judge now knows your taste on answers it has not seen: the card says so.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from explainer.engine.frames import Judge
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.theme import mix
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import Table

ROW, BAR, NAME, VALUE = 25, 15, 62, 58  # design pixels
COIN = 0.5  # the agreement of a judge that throws a coin


class ChangeBars(QWidget):
    """Two bars, before and after, with a line where a coin would be."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.shares: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Agreement with your votes, before and after"))
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def tell(self, shares: tuple[float, float] | None) -> None:
        """Show shares before and after, 0 to 1, or nothing."""
        if shares != self.shares:
            self.shares = shares
            self.setVisible(shares is not None)
            self.update()

    def sizeHint(self) -> QSize:
        """Two rows, and a line of words for the coin."""
        return QSize(self._look.px(220), self._look.px(2 * ROW + 16))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(150), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar and number of each."""
        if self.shares is None:
            return
        look, px, c = self._look, self._look.px, self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, room = px(NAME), self.width() - px(NAME) - px(VALUE)
        middle = Qt.AlignmentFlag.AlignVCenter
        names = (self.tr("before"), self.tr("after"))
        for row, (name, share) in enumerate(zip(names, self.shares, strict=True)):
            line = QRectF(0, row * px(ROW), self.width(), px(ROW))
            painter.setFont(look.font(15, bold=row == 1))
            painter.setPen(QColor(c.ink))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, name)
            top = line.top() + (line.height() - px(BAR)) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.quiet))
            painter.drawRoundedRect(QRectF(left, top, room, px(BAR)), px(4), px(4))
            painter.setBrush(QColor(c.rlhf if row else mix(c.card, c.rlhf, 0.6)))
            painter.drawRoundedRect(QRectF(left, top, max(px(3), room * share), px(BAR)), px(4), px(4))
            painter.setPen(QColor(c.ink))
            painter.setFont(look.font(15, bold=row == 1, digits=True))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, percent(share))
        x = left + room * COIN
        painter.fillRect(QRectF(x, px(4), max(1.0, look.zoom), px(2 * ROW - 4)), QColor(c.ink2))
        painter.setFont(look.font(13.5))
        painter.setPen(QColor(c.ink2))
        words = QRectF(x - room / 2, px(2 * ROW), room, px(16))
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | middle, self.tr("a coin"))


class ChangeBox(QWidget):
    """Bars, and what they mean."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.frame: Judge | None = None
        self.bars = ChangeBars(look)
        self.words = Paragraph(look, lines=2)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.bars, 2)
        self._row.addWidget(self.words, 3)
        for part in (self.bars, self.words):
            self._row.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.bars.hide()
        look.changed.connect(self._restyle)
        self._restyle()
        self._renew()

    def apply(self, frame: Judge) -> None:
        """Show what the last training changed."""
        self.frame = frame
        self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self.frame = None
        self._renew()

    def table(self) -> Table | None:
        """The shares and the counts."""
        frame = self.frame
        if frame is None or not frame.trained:
            return None
        row = (frame.n_hand, frame.n_simulated, frame.hand_before, frame.hand_after)
        return Table(("votes by hand", "simulated votes", "agreement before", "agreement after"), (row,))

    def _renew(self) -> None:
        frame = self.frame
        before, after = (frame.hand_before, frame.hand_after) if frame is not None else (None, None)
        known = frame is not None and frame.trained and before is not None and after is not None
        self.bars.tell((before, after) if known and before is not None and after is not None else None)
        self.words.set_text(self._text(frame))

    def _text(self, frame: Judge | None) -> str:
        if frame is not None and frame.training:
            return self.tr("The judge is learning from the votes right now.")
        if frame is None or not frame.trained:
            return self.tr("There is no judge yet. When it is trained, this tells what your votes changed in it.")
        fields = {"n": count(frame.n_hand), "others": count(frame.n_simulated)}
        if frame.hand_before is None or frame.hand_after is None:
            return self.tr("The judge was trained with {others} simulated votes and **none of yours**.").format(
                **fields
            )
        moved = frame.hand_after - frame.hand_before
        if moved > 0:
            text = self.tr("Trained with {n} votes of yours and {others} simulated ones, it **agrees with you more**.")
        elif moved < 0:
            text = self.tr("Trained with {n} votes of yours and {others} simulated ones, it agrees with you **less**.")
        else:
            text = self.tr("Trained with {n} votes of yours and {others} simulated ones, it agrees with you as before.")
        if frame.n_hand == 1:
            text = self.tr("Trained with 1 vote of yours and {others} simulated ones.")
        return text.format(**fields)

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(14))
        self.setMinimumHeight(self.bars.sizeHint().height())  # also before there are bars
