"""Who else votes: the simulated labeller, its taste written out, how many votes it gives, and what yours count for.

Topic: ``ballot``. What is chosen goes to the engine at once and is in force when the judge is next trained. A number
that a person is just editing is theirs; the others follow the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explainer.engine.commands import SetTaste, SetVotes
from explainer.engine.frames import Ballot
from explainer.text.storyland.chat import TASTES, Taste
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.votes_words import number
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.numberfield import NumberField
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.scroll import LANE, Scroll
from explainer.ui.widgets.table import Table

CUSTOM = "custom"
MOST_SIMULATED, MOST_WEIGHT = 5000, 100.0
ROOMY = 384  # design pixels of width from which the weights stand in two columns
ONE_ROW, LONG_NAMES = 330, 490  # and from which both amounts stand in one row, with short names or with long ones
LEAST = 236  # design pixels of height that are seen at least


class TasteBox(QWidget):
    """Everything on the card "Who else votes"."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self.frame: Ballot | None = None
        self.tastes: dict[str, Button] = {}
        self.formula = Paragraph(context.look, lines=2)
        self.agreement = Paragraph(context.look, lines=1)
        self.share = Paragraph(context.look, lines=1)
        self._roomy, self._form = True, -1
        self._taste_grid = QGridLayout()
        self._make_weights()
        self._make_amounts()
        self._place_amounts(LONG_NAMES)
        self._place()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._taste_grid)
        self._column.addWidget(self.formula)
        self._column.addWidget(self.custom)
        self._column.addWidget(self.amounts)
        self._column.addWidget(self.agreement)
        self._column.addWidget(self.share)
        self._column.addStretch(1)
        self.area = Scroll(inner, self.tr("The simulated labeller"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self._look.changed.connect(self._restyle)
        self._restyle()
        self._renew()

    def _make_weights(self) -> None:
        names = {
            "correct": self.tr("correct"),
            "kind": self.tr("kind and correct"),
            "rude": self.tr("rude"),
            "rambling": self.tr("rambling"),
            "malformed": self.tr("not well formed"),
            "word": self.tr("each word"),
            "exclamation": self.tr("each “!”"),
            "noise": self.tr("chance (noise)"),
        }
        self.weights: dict[str, NumberField] = {}
        self._weight_labels: dict[str, QLabel] = {}
        self.custom = QWidget()
        self._weight_grid = QGridLayout(self.custom)
        self._weight_grid.setContentsMargins(0, 0, 0, 0)
        for field, name in names.items():
            noise = field == "noise"
            tip = (
                self.tr("How far chance sways its votes, in points: at 0 it never errs")
                if noise
                else self.tr("Points for an answer: {what}").format(what=name)
            )
            step = 0.05 if field == "word" else 0.1 if noise else 0.5
            spin = self.weights[field] = NumberField(self._look, name, tip, 0.0 if noise else -5.0, 5.0, step, 2)
            spin.valueChanged.connect(self._send_custom)
            label = QLabel(name)
            label.setBuddy(spin)
            self._weight_labels[field] = label

    def _make_amounts(self) -> None:
        self.simulated = NumberField(
            self._look,
            self.tr("Simulated votes"),
            self.tr("How many simulated votes are wanted; 0 leaves only those by hand"),
            0,
            MOST_SIMULATED,
            100,
            0,
        )
        self.weight = NumberField(
            self._look,
            self.tr("What one vote by hand counts for"),
            self.tr("How many simulated votes one vote by hand counts for"),
            0.5,
            MOST_WEIGHT,
            1,
            1,
        )
        self.amounts = QWidget()
        self._amounts = QGridLayout(self.amounts)
        self._amounts.setContentsMargins(0, 0, 0, 0)
        self._amount_labels = []
        for spin in (self.simulated, self.weight):
            label = QLabel()
            label.setBuddy(spin)
            self._amount_labels.append(label)
            spin.valueChanged.connect(self._send_amounts)

    def _place_amounts(self, width: float) -> None:
        """The amounts in one row where there is room."""
        form = 0 if width < ONE_ROW else 1 if width < LONG_NAMES else 2
        if form == self._form:
            return
        self._form = form
        short = (self.tr("Wanted"), self.tr("One by hand counts"))
        long = (self.tr("Simulated votes wanted"), self.tr("One by hand counts for"))
        for label, name in zip(self._amount_labels, short if form == 1 else long, strict=True):
            label.setText(name)
        for i, (label, spin) in enumerate(zip(self._amount_labels, (self.simulated, self.weight), strict=True)):
            row, column = (i, 0) if form == 0 else (0, 2 * i)
            self._amounts.addWidget(label, row, column)
            self._amounts.addWidget(spin, row, column + 1)
        self._amounts.setColumnStretch(0, int(form == 0))
        self._amounts.setColumnStretch(4, int(form > 0))

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
        width -= LANE
        self._place_amounts(width)
        if (width >= ROOMY) != self._roomy:
            self._roomy = width >= ROOMY
            self._place()

    def _place(self) -> None:
        """Two tastes in a row and then three, which have shorter names; weights in as many columns as there is room."""
        for i, button in enumerate(self.tastes.values()):
            row, column = divmod(i + 1, 3) if i > 1 else (0, i)
            span = 2 if row else 3
            self._taste_grid.addWidget(button, row, span * column, 1, span)
        columns = 2 if self._roomy else 1
        for i, (field, spin) in enumerate(self.weights.items()):
            row, column = divmod(i, columns)
            self._weight_grid.addWidget(self._weight_labels[field], row, 2 * column)
            self._weight_grid.addWidget(spin, row, 2 * column + 1)
        for column in range(2):
            self._weight_grid.setColumnStretch(2 * column, 1 if column < columns else 0)

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
            self._place()
        for taste, formula in (*frame.tastes, (CUSTOM, "")):
            if taste in self.tastes:
                words = formula or self.tr("points that you set yourself")
                self.tastes[taste].setToolTip(self.tr("Simulated votes by: {formula}").format(formula=words))
        if frame.taste in self.tastes:
            self.tastes[frame.taste].setChecked(True)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(4))
        self._taste_grid.setSpacing(px(3))
        self._weight_grid.setHorizontalSpacing(px(8))
        self._weight_grid.setVerticalSpacing(px(3))
        self._amounts.setHorizontalSpacing(px(8))
        self._amounts.setVerticalSpacing(px(3))
        for spin in (self.simulated, self.weight, *self.weights.values()):
            spin.setFixedSize(px(70), px(30))
        self.area.setMinimumHeight(px(LEAST))
