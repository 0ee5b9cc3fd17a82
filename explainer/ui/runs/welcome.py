"""What stands on the first page until a model begins to learn: what this is, what it will read, and three ways in."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explainer.ui.actions import Actions
from explainer.ui.look import SMALL, Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.pictures.ground import paint_ground
from explainer.ui.show import Show
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine

BIG, TEXT = 21, 17.0  # design pixels of the heading's letters, and of the words below it
SIDE_BY_SIDE = 560  # design pixels of width from which the three ways stand beside each other


class Welcome(QWidget):
    """Two sentences, some words of the very text that will be read, and the three ways."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._show = look, show
        heading = self.tr("Watch a language model learn")
        self.setAccessibleName(heading)
        self.heading = TextLine(look, heading, size=BIG, bold=True, colour="ink", lines=2)
        self.what = Paragraph(look, size=TEXT)
        self.reads = Paragraph(look, size=TEXT)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.what)
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.start = Button(look, kind="primary", icon="play").bind(actions["start_pause"])
        self.run = Button(look).bind(actions["open_run"])
        self.text = Button(look).bind(actions["open_text"])
        for button, words in (
            (self.start, self.tr("From nothing to whole sentences, before your eyes.")),
            (self.run, self.tr("One that has learnt already: to show it, or to go on.")),
            (self.text, self.tr("Let it read your own stories, letters or notes instead.")),
        ):
            self._ways.addLayout(self._way(button, words), 1)
        self._column.addLayout(self._ways)
        self._column.addWidget(self.reads)
        show.changed.connect(self.refresh)
        look.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    @property
    def is_due(self) -> bool:
        """Whether no model has begun to learn yet, nor been asked to."""
        return self._show.step == 0 and not (self._show.running or self._show.start_asked)

    def refresh(self) -> None:
        """Say what is known of the model and its text."""
        prepared = self._show.prepared
        kind = self.tr(
            "A small **GPT**, a program of the kind that ChatGPT is, learns to write here, on this computer: it reads, "
            "guesses the next word, and is corrected."
        )
        if prepared is None:
            self.what.set_text(kind)
            self.reads.set_text(self.tr("It is being made at this moment."))
        else:
            # GPT-3's parameters: Brown et al. 2020, arXiv 2005.14165, table 2.1.
            size = self.tr(
                "ChatGPT came about in the same three stages, with far more **dials**, the numbers that learning "
                "turns: its forerunner GPT-3 has {large}, this one {small}."
            ).format(large=self.tr("175 billion"), small=count(prepared.n_params))
            self.what.set_text(f"{kind} {size}")
            self.reads.set_text(self._text_told(prepared.corpus, prepared.excerpt))
        self.setAccessibleDescription(f"{self.what.text()} {self.reads.text()}")

    def _text_told(self, corpus: str, excerpt: str) -> str:
        if corpus == "Storyland":
            told = self.tr(
                "All it will ever know it reads in **Storyland**: little stories that a program makes up, so that we "
                "can check what it has understood."
            )
        else:
            told = self.tr("All it will ever know it reads in **{text}**.").format(text=safe(corpus))
        if not excerpt:
            return told
        return f"{told} " + self.tr("A taste of it: *“{words} …”*").format(words=safe(excerpt))

    def fit(self, width: float) -> None:
        """There are ``width`` design pixels."""
        way = QBoxLayout.Direction
        self._ways.setDirection(way.LeftToRight if width >= SIDE_BY_SIDE else way.TopToBottom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, as cards have it."""
        paint_ground(self, self._look)

    def _way(self, button: Button, words: str) -> QVBoxLayout:
        told = Paragraph(self._look, size=SMALL, colour="ink2")
        told.set_text(words)
        column = QVBoxLayout()
        column.addWidget(button)
        column.addWidget(told)
        return column

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(24), px(18), px(24), px(20))
        self._column.setSpacing(px(10))
        self._ways.setSpacing(px(14))
        self.update()
