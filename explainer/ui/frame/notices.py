"""The notice bar: one line of plain words above the prompt, never a dialog.

A notice that needs no action goes away by itself; one about something that failed stays until it is closed and offers
its details for copying. A question (start over?) is asked here too, with its answers as buttons. Nothing pushes a
question away but another question: what failed meanwhile waits until it is answered. An offer (undo?) is a question
that may be left unanswered, and goes away like a notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.button import Button

NOTICE_MS = 7000
OFFER_MS = 20_000

Answers = tuple[tuple[str, Callable[[], object]], ...]  # button labels and what they do


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What the bar says: ``details`` can be copied; ``escape`` is the answer that the key Escape gives."""

    text: str
    warning: bool = False
    details: str = ""
    answers: Answers = field(default_factory=tuple)
    escape: int | None = None
    offer: bool = False

    @property
    def is_question(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self.answers) and not self.offer


class Notices(QWidget):
    """Shows one notice at a time; the newest wins, save that a question and what failed are not pushed away.

    ``changed`` comes whenever it says something else, or nothing any more.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notice: NoticeText | None = None
        self._waiting: list[NoticeText] = []  # what failed while a question was on show
        self.setObjectName("notices")
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.copy = Button(look, self.tr("Copy details"), tip=self.tr("Copy the technical details for a report"))
        self.copy.clicked.connect(self._copy_details)
        self.close_button = Button(look, kind="plain", icon="close", name=self.tr("Close"), tip=self.tr("Close"))
        self.close_button.clicked.connect(self.clear)
        self._answers: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.copy)
        self._row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def text(self) -> str:
        """What it says now, or an empty text."""
        return self._notice.text if self._notice is not None else ""

    def answers(self) -> list[Button]:
        """The answers offered now."""
        return list(self._answers)

    def say(self, text: str) -> None:
        """A notice that goes away by itself."""
        now = self._notice
        if now is not None and (now.warning or now.is_question):
            return
        self._show(NoticeText(text))
        self._timer.start(NOTICE_MS)

    def warn(self, text: str, details: str = "") -> None:
        """Something failed; stays until closed, and waits where a question is on show. Said once, not twice."""
        notice = NoticeText(text, warning=True, details=details)
        if notice == self._notice or notice in self._waiting:
            return
        if self._notice is not None and self._notice.is_question:
            self._waiting.append(notice)
        else:
            self._show(notice)

    def ask(
        self,
        text: str,
        answers: Answers,
        details: str = "",
        *,
        focus: int = -1,
        escape: int | None = None,
        warning: bool = False,
    ) -> None:
        """A question with its answers; any answer closes it. What failed and was on show comes back afterwards.

        The answer numbered ``focus`` has the keyboard, so that Enter gives it; Escape gives that numbered ``escape``.
        """
        if self._notice is not None and self._notice.warning and not self._notice.is_question:
            self._waiting.append(self._notice)
        self._show(NoticeText(text, warning=warning, details=details, answers=answers, escape=escape))
        if self._answers:
            self._answers[focus].setFocus()

    def offer(self, text: str, answers: Answers) -> None:
        """A notice with something that can be done about it, which may be left alone and goes away by itself."""
        self._show(NoticeText(text, answers=answers, offer=True))
        self._timer.start(OFFER_MS)

    @property
    def hears_escape(self) -> bool:
        """Whether the key Escape is an answer to what it asks."""
        return self._notice is not None and self._notice.escape is not None

    def escape(self) -> None:
        """The key Escape was pressed."""
        if self._notice is not None and self._notice.escape is not None:
            self._answer(self._notice.answers[self._notice.escape][1])

    def clear(self) -> None:
        """Say nothing of this any more; then what has been waiting."""
        self._notice = None
        self._timer.stop()
        self._drop_answers()
        if self._waiting:
            self._show(self._waiting.pop(0))
            return
        self.hide()
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded ground with a coloured edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        warning = self._notice is not None and self._notice.warning
        colours = self._look.colours
        px = self._look.px
        painter.setBrush(QColor(colours.warning_wash if warning else colours.card))
        painter.setPen(QPen(QColor(colours.warning if warning else colours.edge), 1))
        inner = QRectF(self.rect()).adjusted(px(14), px(4) + 0.5, -px(14), -px(4) - 0.5)
        painter.drawRoundedRect(inner, px(8), px(8))

    def _show(self, notice: NoticeText) -> None:
        self._timer.stop()
        self._drop_answers()
        self._notice = notice
        self._label.setText(notice.text)
        self.setAccessibleName(notice.text)
        self.copy.setVisible(bool(notice.details))
        for place, (label, act) in enumerate(notice.answers):
            button = Button(self._look, label, kind="primary" if place == 0 else "secondary", tip=label)
            button.clicked.connect(lambda _checked=False, a=act: self._answer(a))
            self._row.insertWidget(1 + place, button)
            self._answers.append(button)
        self.show()
        self.update()
        self.changed.emit()

    def _answer(self, act: Callable[[], object]) -> None:
        self.clear()
        act()

    def _drop_answers(self) -> None:
        for button in self._answers:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._answers.clear()

    def _copy_details(self) -> None:
        if self._notice is not None:
            QGuiApplication.clipboard().setText(f"{self._notice.text}\n\n{self._notice.details}")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(28), px(8), px(20), px(8))
        self._row.setSpacing(px(8))
