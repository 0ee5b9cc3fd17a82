"""A demonstration as the model is trained on it: the question, which is only given, and the answer, shaded by surprise.

Pieces of the question stand in dashed outlines, those of the answer on a ground whose shade and underline tell how much
each surprised the model before this step corrected it. While someone points, the demonstration stands still.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames.minds import Tuning
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import cited, isolated, percent
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, flow, outline
from explainer.ui.pictures.pointing import PointedWords
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import surprise_colour

MOST = 6.0  # nats shown as the darkest red: a bet of 1 in 400
SIZE, MARKER_SIZE = 15.5, 12.5
LINE, CHIP, HEAD = 30, 26, 21  # design pixels
ANSWER_LINES = 2  # at least
MOST_PROMPT_LINES = 2


class ShownPieces(PointedWords):
    """The shaded demonstration."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._frame: Tuning | None = None
        self._next: Tuning | None = None
        self._prompt: list[Chip] = []
        self._answer: list[Chip] = []
        self._prompt_lines = 1  # the most that a question has taken at this width, so that answers do not jump
        self.setObjectName("shown_pieces")
        self.setAccessibleName(self.tr("The demonstration of the last step"))
        self.setToolTip(self.tr("Point at a piece, or go from piece to piece with the left and right arrow keys"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._restyle)

    @property
    def frame_shown(self) -> Tuning | None:
        """Whose demonstration is drawn."""
        return self._frame

    def apply(self, frame: Tuning) -> None:
        """Show its demonstration, unless someone is pointing at the present one."""
        if self._held and self._frame is not None and self._frame.run == frame.run:
            self._next = frame
            return
        self._frame, self._next, self._pointed = (frame if frame.pieces else None), None, None
        self._lay_out()

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is no demonstration."""
        if text != self._empty:
            self._empty = text
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = self._next = self._pointed = None
        self._held = False
        self._prompt, self._answer = [], []
        self.update()

    def describe(self, index: int) -> str:
        """A sentence about piece ``index``."""
        frame = self._frame
        if frame is None or not 0 <= index < len(frame.pieces):
            return ""
        piece = cited(frame.pieces[index])
        if index < frame.n_prompt:
            return self.tr("“{piece}”: part of the question. It is given, and nothing is learned from it.").format(
                piece=piece
            )
        surprise = float(frame.surprise[index - frame.n_prompt])
        return self.tr("“{piece}”: it had bet {share} on this piece. Surprise {nats} nats.").format(
            piece=piece, share=percent(math.exp(-surprise)), nats=f"{surprise:.2f}"
        )

    def summary(self) -> str:
        """Question, answer, and the piece that surprised the model most."""
        frame = self._frame
        if frame is None:
            return self._empty
        answer = frame.pieces[frame.n_prompt :]
        text = self.tr("Given: “{question}” Trained on: “{answer}”").format(
            question=isolated("".join(frame.pieces[: frame.n_prompt]).strip()),
            answer=isolated("".join(answer).strip()),
        )
        if not answer:
            return text
        worst = max(range(len(answer)), key=lambda i: float(frame.surprise[i]))
        return text + " " + self.tr("Most surprising: “{piece}”.").format(piece=cited(answer[worst]))

    def sizeHint(self) -> QSize:
        """Both heads, a line of the question, and some of the answer."""
        return QSize(self._look.px(330), self._look.px(2 * HEAD + LINE * (self._prompt_lines + ANSWER_LINES)))

    def minimumSizeHint(self) -> QSize:
        """The same, narrower."""
        return QSize(self._look.px(200), self.sizeHint().height())

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head and pieces, twice."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._frame is None:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        self._draw_head(painter, 0, self.tr("The question: given, not trained on"), "ink2")
        self._draw_head(painter, self._answer_top(), self.tr("The answer: only these pieces are trained on"), "sft")
        self._draw_outlines(painter)
        for chip in self.chips():
            if self._box(chip).bottom() <= self.height() + 1:
                self._draw_chip(painter, chip)
        if any(self._box(chip).bottom() > self.height() + 1 for chip in self._answer):
            painter.setPen(look.colour("ink2"))
            painter.setFont(look.font(SIZE, bold=True))
            corner = QRectF(self.width() - px(24), self.height() - px(LINE), px(24), px(LINE))
            painter.fillRect(corner, look.colour("card"))
            painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, "…")
        if self.hasFocus() and self._pointed is None:
            paint_ring(painter, look, self.rect(), radius=4)

    def _draw_head(self, painter: QPainter, y: int, text: str, colour: str) -> None:
        painter.setFont(self._look.font(13.5, bold=True))
        painter.setPen(self._look.colour(colour))
        box = QRectF(0, y, self.width(), self._look.px(HEAD))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)

    def _draw_outlines(self, painter: QPainter) -> None:
        """A dashed one round each word of the question, with a notch where two of its pieces meet."""
        look, px = self._look, self._look.px
        painter.setPen(QPen(look.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        word = QRectF()
        for chip in self._prompt:
            box = self._box(chip)
            word = word.united(box) if chip.joined_left else box
            if chip.joined_right:
                for y in (box.top(), box.bottom() - px(4)):
                    painter.fillRect(QRectF(box.right(), y, 1, px(4)), look.colour("edge"))
            else:
                painter.drawRoundedRect(word.adjusted(0.5, 0.5, -0.5, -0.5), px(5), px(5))

    def _draw_chip(self, painter: QPainter, chip: Chip) -> None:
        look, px, frame = self._look, self._look.px, self._frame
        assert frame is not None
        box = self._box(chip)
        given = chip.index < frame.n_prompt
        if not given:
            share = min(1.0, float(frame.surprise[chip.index - frame.n_prompt]) / MOST)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(surprise_colour(look.colours, share)))
            painter.drawPath(outline(chip, box, px(5)))
            thick = share * px(3.5)
            if thick >= 0.6:
                line = QRectF(box.left() + 1, box.bottom() - thick, box.width() - 2, thick)
                painter.fillRect(line, look.colour("warning"))
        marker = _is_marker(chip.text)
        painter.setFont(look.font(MARKER_SIZE if marker else SIZE))
        metrics = painter.fontMetrics()
        painter.setPen(look.colour("ink2" if given else "ink"))
        x = box.left() + (0.0 if chip.joined_left else px(5))
        painter.drawText(QPointF(x, box.center().y() + (metrics.ascent() - metrics.descent()) / 2 - 1), chip.text)
        if chip.index == self._pointed:
            painter.setPen(QPen(look.colour("ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, px(4), px(4))

    def _answer_top(self) -> int:
        return self._look.px(HEAD) + self._prompt_lines * self._look.px(LINE)

    def _box(self, chip: Chip) -> QRectF:
        px = self._look.px
        given = self._frame is not None and chip.index < self._frame.n_prompt
        top = px(HEAD) if given else self._answer_top() + px(HEAD)
        return QRectF(chip.x + 1, top + chip.y, chip.w, px(CHIP))

    def _lay_out(self) -> None:
        frame, px = self._frame, self._look.px
        self._prompt, self._answer = [], []
        if frame is not None:
            words, small = self._look.metrics(SIZE), self._look.metrics(MARKER_SIZE)

            def measure(text: str) -> float:
                return (small if _is_marker(text) else words).horizontalAdvance(text)

            # What follows a marker is a word of its own, although no blank stands before it.
            apart = [
                " " + piece if i and _is_marker(frame.pieces[i - 1]) and not piece.startswith(" ") else piece
                for i, piece in enumerate(frame.pieces)
            ]

            def laid(first: int, last: int) -> list[Chip]:
                found = flow(apart[first:last], self.width() - 2, measure=measure, line=px(LINE), pad=px(5), gap=px(4))
                return [Chip(c.index + first, c.text, c.x, c.y, c.w, c.joined_left, c.joined_right) for c in found]

            self._prompt, self._answer = laid(0, frame.n_prompt), laid(frame.n_prompt, len(frame.pieces))
            lines = round(self._prompt[-1].y / px(LINE)) + 1 if self._prompt else 1
            if min(lines, MOST_PROMPT_LINES) > self._prompt_lines:
                self._prompt_lines = min(lines, MOST_PROMPT_LINES)
                self.updateGeometry()
            self._prompt = [c for c in self._prompt if c.y < self._prompt_lines * px(LINE)]
        self.update()

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def chips(self) -> tuple[Chip, ...]:
        """The pieces of the question and of the answer."""
        return (*self._prompt, *self._answer)

    def resizeEvent(self, event: object) -> None:
        """Break the lines anew."""
        self._prompt_lines = 1
        self._lay_out()

    def _release(self) -> None:
        super()._release()
        if self._next is not None:
            self.apply(self._next)

    def _restyle(self) -> None:
        self._prompt_lines = 1
        self.updateGeometry()
        self._lay_out()


def _is_marker(text: str) -> bool:
    return text.startswith("<|") and text.endswith("|>")
