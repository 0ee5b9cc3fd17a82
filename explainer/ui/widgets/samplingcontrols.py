"""The controls of the dice: greedy, temperature, top-k, top-p, and which dice, in a popover of the bar at the bottom.

They mirror one ``SamplingChoice``; moving one moves its twin in the bar. A word that a newcomer would ask about is
explained in its tooltip and, where it is in force, in plain sentences on the page of the bets.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QSlider, QVBoxLayout, QWidget

from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.sampling import WARMEST, SamplingChoice, temperature_text, top_k_text, top_p_text
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.numberfield import NumberField

TEMPERATURE_STEPS = 40  # of the slider from 0 to 2: twentieths
MOST_DICE = 999_999  # the highest number of the dice
TOP_KS = (1, 2, 3, 5, 10, 20, 40, 80, 160, 320, 640, 0)  # stops of its slider; 0 keeps all


def nearest_top_k(top_k: int) -> int:
    """The stop of the slider that comes closest to ``top_k``."""
    if top_k == 0:
        return len(TOP_KS) - 1
    return min(range(len(TOP_KS) - 1), key=lambda i: abs(TOP_KS[i] - top_k))


class TemperatureSlider(QSlider):
    """0 to 2 in steps of 0.05; 0 is greedy."""

    def __init__(self, sampling: SamplingChoice, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._sampling = sampling
        self.setRange(0, TEMPERATURE_STEPS)
        self.setPageStep(4)
        self.setAccessibleName(self.tr("Temperature"))
        self.setToolTip(
            self.tr(
                "Temperature: low = it plays safe, high = it takes chances, 1 = its own bets, 0 = always the likeliest"
            )
        )
        self.valueChanged.connect(self._chosen)
        sampling.changed.connect(self._mirror)
        self._mirror()

    def _chosen(self, value: int) -> None:
        if value != self._place():
            self._sampling.set(temperature=round(value * WARMEST / TEMPERATURE_STEPS, 2))

    def _mirror(self) -> None:
        self.setValue(self._place())

    def _place(self) -> int:
        return round(self._sampling.value.temperature / WARMEST * TEMPERATURE_STEPS)


class SamplingControls(QWidget):
    """All of them, one below the other."""

    def __init__(self, look: Look, sampling: SamplingChoice, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._sampling = sampling
        self.temperature = TemperatureSlider(sampling)
        self.top_k = QSlider(Qt.Orientation.Horizontal)
        self.top_k.setRange(0, len(TOP_KS) - 1)
        self.top_k.setPageStep(2)
        self.top_k.setAccessibleName(self.tr("Top-k"))
        self.top_k.setToolTip(self.tr("Top-k: keep only this many of the likeliest pieces"))
        self.top_k.valueChanged.connect(self._choose_top_k)
        self.top_p = QSlider(Qt.Orientation.Horizontal)
        self.top_p.setRange(1, 100)
        self.top_p.setAccessibleName(self.tr("Top-p"))
        self.top_p.setToolTip(self.tr("Top-p: keep the fewest pieces whose bets add up to this share"))
        self.top_p.valueChanged.connect(self._choose_top_p)
        self.greedy = QCheckBox(self.tr("Always take the likeliest (greedy)"))
        self.greedy.setAccessibleName(self.greedy.text())
        self.greedy.setToolTip(self.tr("No dice at all: the same text every time"))
        self.greedy.toggled.connect(self._sampling.set_greedy)
        tip = self.tr("The same number, text and model throw the same dice")
        self.seed = NumberField(look, self.tr("Dice number"), tip, 0, MOST_DICE, 1, 0)
        self.seed.setObjectName("dice_number")
        self.seed.setButtonSymbols(NumberField.ButtonSymbols.NoButtons)
        self.seed.setKeyboardTracking(True)  # what is shown is in force
        self.seed.valueChanged.connect(lambda value: self._sampling.set(seed=round(value)))
        self.other = Button(look, icon="dice").bind(actions["new_dice"])
        self._values = {name: QLabel() for name in ("temperature", "top_k", "top_p")}
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, QWidget | None], ...] = (
            (self.tr("Temperature"), self.temperature, self._values["temperature"]),
            (self.tr("Top-k"), self.top_k, self._values["top_k"]),
            (self.tr("Top-p"), self.top_p, self._values["top_p"]),
            (self.tr("Dice"), self.seed, self.other),
        )
        for row, (text, control, side) in enumerate(rows):
            self._grid.addWidget(QLabel(text), row, 0)
            self._grid.addWidget(control, row, 1)
            if side is not None:
                self._grid.addWidget(side, row, 2)
        self._grid.addWidget(self.greedy, len(rows), 0, 1, 3)
        self.greedy.installEventFilter(self)
        sampling.changed.connect(self._mirror)
        look.changed.connect(self._restyle)
        self._restyle()
        self._mirror()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A focused box keeps the space bar, which is also the window's key for Start."""
        return keeps_space(event)

    def _choose_top_k(self, place: int) -> None:
        if place != nearest_top_k(self._sampling.value.top_k):
            self._sampling.set(top_k=TOP_KS[place])

    def _choose_top_p(self, place: int) -> None:
        if place != round(self._sampling.value.top_p * 100):
            self._sampling.set(top_p=place / 100)

    def _mirror(self) -> None:
        value = self._sampling.value
        self.top_k.setValue(nearest_top_k(value.top_k))
        self.top_p.setValue(round(value.top_p * 100))
        if round(self.seed.value()) != value.seed:
            self.seed.setValue(value.seed)
        self.greedy.setChecked(self._sampling.greedy)
        for control in (self.top_k, self.top_p, self.seed, self.other):
            control.setEnabled(not self._sampling.greedy)
        self._values["top_k"].setText(top_k_text(value))
        self._values["temperature"].setText(temperature_text(value))
        self._values["top_p"].setText(top_p_text(value))

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        self.seed.setFixedHeight(px(30))
        for label in self._values.values():
            label.setFixedWidth(px(48))


class SamplingPopover(QFrame):
    """The controls in a small window that goes away when one clicks elsewhere or presses Escape."""

    def __init__(self, look: Look, sampling: SamplingChoice, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self.controls = SamplingControls(look, sampling, actions)
        self.setObjectName("popover")
        self.setAccessibleName(self.tr("How the next piece is drawn"))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.controls)
        look.changed.connect(self._restyle)
        self._restyle()

    def open_above(self, anchor: QWidget) -> None:
        """Show it above ``anchor``."""
        self.adjustSize()
        corner = anchor.mapToGlobal(anchor.rect().topRight())
        self.move(corner.x() - self.width(), corner.y() - self.height() - self._look.px(6))
        self.show()
        self.controls.temperature.setFocus()

    def _restyle(self) -> None:
        px, colours = self._look.px, self._look.colours
        self._column.setContentsMargins(px(16), px(14), px(16), px(12))
        self.setStyleSheet(f"#popover {{ background: {colours.card}; border: 1px solid {colours.edge}; }}")
        self.setFixedWidth(px(390))
