"""The head of the page Three answers: the question, other dice, which minds answer, and how their pieces are shaded.

The question is the text of the line at the bottom; typing there asks all. One line of words at the left tells how it
was asked, until there is something newer to tell: how to read the shades, or that a thumb was stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QMenu, QWidget

from explainer.engine.frames import Mind
from explainer.ui.actions import Actions
from explainer.ui.look import SMALL, Look
from explainer.ui.panels.minds.mind_words import title_of
from explainer.ui.panels.minds.shading import Shade, legend_of, name_of
from explainer.ui.panels.panel import ROOMY, TWO_COLUMNS
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

FEWEST, MOST = 2, 4  # minds side by side


class QuestionTools(QWidget):
    """The line below the question.

    ``shade_chosen`` and ``minds_chosen`` say what a person wants; ``undo_asked``, that the last thumb be taken back.
    """

    shade_chosen = Signal(object)  # a Shade
    minds_chosen = Signal(object)  # tuple of ids
    undo_asked = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._known: tuple[Mind, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self.again = Button(look, self.tr("Ask again"), icon="dice", tip=actions["new_dice"].toolTip())
        self.again.clicked.connect(actions["new_dice"].trigger)
        self.minds = Button(
            look,
            self.tr("Minds") + " ▾",
            name=self.tr("Which minds answer"),
            tip=self.tr("Choose which minds answer side by side: two to four"),
        )
        self.minds.setMenu(QMenu(self.minds))
        self.minds.menu().aboutToShow.connect(self._fill)
        self._asked = self.note = ""  # the note: how to read the shades, or that a thumb was stored
        self.words = TextLine(look, size=SMALL, colour="ink2", lines=2)
        self.undo = Button(
            look, self.tr("Take it back"), kind="plain", tip=self.tr("Take back the thumb that was just stored")
        )
        self.undo.clicked.connect(self.undo_asked)
        self.undo.hide()
        self._label = TextLine(look, self.tr("Shade the words by"), size=SMALL)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        told, self._shading = QHBoxLayout(), QHBoxLayout()
        told.addWidget(self.words, 1)
        told.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(told, 1)
        self._row.addLayout(self._shading)
        self._shading.addWidget(self._label)
        self.shades: dict[Shade, Button] = {}
        self._shade = Shade.NOTHING
        group = QButtonGroup(self)
        for shade in Shade:
            tip = legend_of(shade) or self.tr("The words alone")
            button = self.shades[shade] = Button(look, name_of(shade), kind="page", tip=tip)
            button.setAccessibleName(self.tr("Shade the words by: {what}").format(what=name_of(shade)))
            button.setCheckable(True)
            button.setChecked(shade is self._shade)
            button.clicked.connect(lambda _checked=False, s=shade: self._choose_shade(s))
            group.addButton(button)
            self._shading.addWidget(button)
        self._shading.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()

    def tell_asked(self, text: str) -> None:
        """Say how the question was asked."""
        self._asked = text
        self.words.set_text(self.note or text)

    def tell_vote(self, text: str) -> None:
        """Say that a thumb was stored, with a way back; "" says nothing more of it."""
        self.note = text or legend_of(self._shade)
        self.words.set_text(self.note or self._asked)
        self.undo.setVisible(bool(text))

    def fit(self, width: float) -> None:
        """Leave the label out where there is little room; where there is less, the shades stand below the words."""
        beside = width >= TWO_COLUMNS
        self._label.setVisible(width >= ROOMY or not beside)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def set_minds(self, known: Sequence[Mind], chosen: Sequence[str]) -> None:
        """There are these minds, and ``chosen`` answer side by side."""
        self._known, self._chosen = tuple(known), tuple(chosen)

    def _choose_shade(self, shade: Shade) -> None:
        self._shade = shade
        self.tell_vote("")
        self.shade_chosen.emit(shade)

    def _fill(self) -> None:
        menu = self.minds.menu()
        menu.clear()
        for mind in self._known:
            there = mind.id in self._chosen
            action = menu.addAction(title_of(mind).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(there)
            action.setEnabled(len(self._chosen) > FEWEST if there else len(self._chosen) < MOST)
            action.triggered.connect(lambda _checked=False, m=mind.id: self._toggle(m))

    def _toggle(self, mind_id: str) -> None:
        chosen = set(self._chosen) ^ {mind_id}
        self.minds_chosen.emit(tuple(mind.id for mind in self._known if mind.id in chosen))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setSpacing(px(4))
        self._shading.setSpacing(px(4))
        self.words.setMinimumHeight(px(34))  # two lines of words, so that nothing moves when they change
        self._label.setFixedWidth(round(self._look.metrics(SMALL).horizontalAdvance(self._label.text())) + px(10))
