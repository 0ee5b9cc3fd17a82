"""Who else votes: the simulated labeller, its taste written out, how many votes it gives, and what yours count for.

Topic: ``ballot``. What is chosen goes to the engine at once and is in force when the judge is next trained. A number
that a person is just editing is theirs; the others follow the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explainer.engine.commands import SetTaste, SetVotes
from explainer.engine.frames import Ballot
from explainer.text.storyland.chat import TASTES, Taste
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.votes_words import number
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.numberfield import NumberField
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.scroll import LANE, Scroll
from explainer.ui.widgets.table import Table

CUSTOM = "custom"
MOST_SIMULATED, MOST_WEIGHT = 5000, 100.0
ROOMY, ROOMY_AMOUNTS = 384, 430  # design pixels of width from which weights and amounts stand in two columns
LEAST = 290  # design pixels of height that are seen at least


class Fields(QWidget):
    """Numbers with their names before them, in one column or two."""

    def __init__(self, look: Look, fields: Iterable[NumberField], changed: Callable[[], None]) -> None:
        super().__init__()
        self._look = look
        self._fields = list(fields)
        self._labels = [QLabel(field.accessibleName()) for field in self._fields]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for label, field in zip(self._labels, self._fields, strict=True):
            label.setBuddy(field)
            field.valueChanged.connect(lambda _value: changed())
        look.changed.connect(self._restyle)
        self._restyle()
        self.set_columns(1)

    def set_columns(self, columns: int) -> None:
        """So many side by side, 1 or 2."""
        for i, (label, field) in enumerate(zip(self._labels, self._fields, strict=True)):
            row, column = divmod(i, columns)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(field, row, 2 * column + 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(2, columns - 1)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(3))
        for field in self._fields:
            field.setFixedSize(px(70), px(30))


class TasteBox(QWidget):
    """Everything on the card "Who else votes"."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        look = context.look
        self.frame: Ballot | None = None
        self.tastes: dict[str, Button] = {}
        self._taste_grid = QGridLayout()
        self.formula = Paragraph(look, lines=2)
        self.agreement = Paragraph(look, lines=1)
        self.share = Paragraph(look, lines=1)
        self.weights = self._make_weights()
        self.custom = Fields(look, self.weights.values(), self._send_custom)
        self.simulated = NumberField(
            look,
            self.tr("Simulated votes"),
            self.tr("How many simulated votes are wanted; 0 leaves only those by hand"),
            *(0, MOST_SIMULATED, 100, 0),
        )
        self.weight = NumberField(
            look,
            self.tr("One by hand counts for"),
            self.tr("How many simulated votes one vote by hand counts for"),
            *(0.5, MOST_WEIGHT, 1, 1),
        )
        self.amounts = Fields(look, (self.simulated, self.weight), self._send_amounts)
        rest = QVBoxLayout()
        rest.addStretch(1)
        inner = Stacked(
            look, self._taste_grid, self.formula, self.custom, self.amounts, self.agreement, self.share, rest, gap=4
        )
        self.area = Scroll(inner, self.tr("The simulated labeller"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        look.changed.connect(self._restyle)
        self._restyle()
        self._renew()

    def _make_weights(self) -> dict[str, NumberField]:
        names = {
            "correct": self.tr("correct"),
            "kind": self.tr("kind and correct"),
            "rude": self.tr("rude"),
            "rambling": self.tr("rambling"),
            "malformed": self.tr("not well formed"),
            "word": self.tr("each word"),
            "exclamation": self.tr("each “!”"),
        }
        points = self.tr("Points for an answer: {what}")
        steps = {"word": 0.05}
        fields = {
            field: NumberField(self._look, name, points.format(what=name), -5.0, 5.0, steps.get(field, 0.5), 2)
            for field, name in names.items()
        }
        chance = self.tr("How far chance sways its votes, in points: at 0 it never errs")
        return fields | {"noise": NumberField(self._look, self.tr("chance (noise)"), chance, 0.0, 5.0, 0.1, 2)}

    def apply(self, frame: Ballot) -> None:
        """Show what is in force."""
        self.frame = frame
        self.simulated.follow(frame.n_wanted)
        self.weight.follow(frame.hand_weight)
        for field, spin in self.weights.items():
            if field in frame.custom:
                spin.follow(frame.custom[field])
        self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self.frame = None
        self._renew()

    def fit(self, width: float) -> None:
        """``width`` design pixels for all of it."""
        self.custom.set_columns(2 if width - LANE >= ROOMY else 1)
        self.amounts.set_columns(2 if width - LANE >= ROOMY_AMOUNTS else 1)

    def choose(self, taste: str) -> None:
        """Let this taste vote from now on. A mix of one's own begins with the taste in force."""
        frame = self.frame
        if taste == CUSTOM and frame is not None and not frame.custom:
            start = TASTES.get(frame.taste, Taste())
            for field, spin in self.weights.items():
                spin.follow(float(getattr(start, field)))
        self._context.actions.do(SetTaste(taste, self.custom_weights() if taste == CUSTOM else {}))

    def custom_weights(self) -> Mapping[str, float]:
        """The weights in the fields, by name of ``storyland.chat.Taste``."""
        return {field: round(spin.value(), 2) for field, spin in self.weights.items()}

    def name(self, taste: str) -> str:
        """A taste in two or three words."""
        names = {
            "kind": self.tr("Kind and correct"),
            "terse": self.tr("Short and correct"),
            "long": self.tr("Fond of length"),
            "exclamation": self.tr("Fond of “!”"),
            CUSTOM: self.tr("Your own mix"),
        }
        return names.get(taste, taste)

    def summary(self) -> str:
        """Who votes, in words."""
        frame = self.frame
        if frame is None:
            return self.formula.text()
        parts = (self.name(frame.taste), frame.formula, self.agreement.text(), self.share.text())
        return ". ".join(part.rstrip(".") for part in parts if part)

    # ---- keeping in line ---------------------------------------------------------------------------------------------

    def _send_custom(self) -> None:
        if self.frame is not None:
            self._context.actions.do(SetTaste(CUSTOM, self.custom_weights()))

    def _send_amounts(self) -> None:
        if self.frame is not None:
            self._context.actions.do(SetVotes(round(self.simulated.value()), self.weight.value()))

    def _renew(self) -> None:
        frame = self.frame
        for spin in (self.simulated, self.weight, *self.weights.values()):
            spin.setReadOnly(frame is None)
        if frame is None:
            self.formula.set_text(self.tr("Here stands what the program that votes beside you likes, as a formula."))
            self.agreement.set_text("")
            self.share.set_text("")
            self.custom.hide()
            return
        self._show_tastes(frame)
        self.custom.setVisible(frame.taste == CUSTOM)
        self.amounts.setVisible(bool(frame.tastes))  # a weight means nothing where nobody else votes
        if frame.tastes:
            self.formula.set_text(self.tr("points = **{formula}**").format(formula=safe(frame.formula)))
        else:
            self.formula.set_text(
                self.tr(
                    "Nobody knows what is right in this text, so no program votes: the judge has only votes by hand."
                )
            )
        if frame.agreement is None:
            said = self.tr("It errs now and then, on purpose. It has not voted yet.") if frame.tastes else ""
        else:
            said = self.tr("It errs now and then, on purpose: **{share}** of its votes go with its own points.")
        self.agreement.set_text(said.format(share=percent(frame.agreement) if frame.agreement is not None else ""))
        self.share.set_text(self._share(frame))

    def _share(self, frame: Ballot) -> str:
        mine = frame.n_hand * frame.hand_weight
        if not frame.tastes:
            return ""
        if not frame.n_hand:
            return self.tr("Nobody has voted by hand: the judge would learn from the program alone.")
        text = self.tr("{n} votes by hand weigh **{share}** of all: {mine} against {others}.")
        if frame.n_hand == 1:
            text = self.tr("1 vote by hand weighs **{share}** of all: {mine} against {others}.")
        others = frame.n_simulated or frame.n_wanted
        share = mine / (mine + others)
        return text.format(n=count(frame.n_hand), share=percent(share), mine=number(mine), others=count(others))

    def given_text(self) -> str:
        """How many votes it has given, of how many that were wanted."""
        frame = self.frame
        if frame is None or not frame.tastes:
            return ""
        text = self.tr("A program: {given} votes given to learn from, {wanted} wanted")
        return text.format(given=count(frame.n_simulated), wanted=count(frame.n_wanted))

    def table(self) -> Table | None:
        """What is in force."""
        frame = self.frame
        if frame is None:
            return None
        rows: list[tuple[object, ...]] = [("taste", frame.taste), ("points", frame.formula)]
        rows += [("simulated votes given", frame.n_simulated), ("simulated votes wanted", frame.n_wanted)]
        rows += [("weight of a vote by hand", frame.hand_weight), ("agreement with its own points", frame.agreement)]
        return Table(("what", "value"), tuple(rows))

    def _show_tastes(self, frame: Ballot) -> None:
        wanted = [*dict(frame.tastes), *([CUSTOM] if frame.tastes and CUSTOM not in dict(frame.tastes) else [])]
        if wanted != list(self.tastes):
            for button in self.tastes.values():
                button.deleteLater()
            self.tastes = {}
            for taste in wanted:
                button = self.tastes[taste] = Button(self._look, self.name(taste), kind="page")
                button.setCheckable(True)
                button.setAutoExclusive(True)
                button.clicked.connect(lambda _checked=False, t=taste: self.choose(t))
            for i, button in enumerate(self.tastes.values()):  # two in a row, then three, which have shorter names
                row, column, span = (0, i, 3) if i < 2 else (1, i - 2, 2)
                self._taste_grid.addWidget(button, row, span * column, 1, span)
        for taste, formula in (*frame.tastes, (CUSTOM, "")):
            if taste in self.tastes:
                words = formula or self.tr("points that you set yourself")
                self.tastes[taste].setToolTip(self.tr("Simulated votes by: {formula}").format(formula=words))
        if frame.taste in self.tastes:
            self.tastes[frame.taste].setChecked(True)

    def _restyle(self) -> None:
        self._taste_grid.setSpacing(self._look.px(3))
        self.area.setMinimumHeight(self._look.px(LEAST))
