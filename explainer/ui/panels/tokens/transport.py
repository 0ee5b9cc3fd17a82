"""Back, forth, play, and a slider: how a replay is gone through, by hand or by itself. It knows not what of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.kept import Kept


class Transport(QWidget):
    """A place from 0 to ``last``. ``moved`` says that it changed.

    Attributes:
        asked: where somebody went; None: to the end, wherever that is.
    """

    moved = Signal(int)

    def __init__(
        self,
        look: Look,
        what: str,
        *,
        tick_ms: int,
        stride: Callable[[int], int] = lambda _place: 1,
        parent: QWidget | None = None,
    ) -> None:
        """Make one for ``what`` (its accessible name); playing goes on by ``stride`` every ``tick_ms``."""
        super().__init__(parent)
        self._look = look
        self._stride = stride
        self.asked: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self._tick)
        self.play = Button(look, kind="plain", icon="play", name=self.tr("Play"), tip=self.tr("Play it from here"))
        self.back = Button(look, "◀", kind="plain", name=self.tr("One merge back"), tip=self.tr("One merge back  (←)"))
        self.forth = Button(look, "▶", kind="plain", name=self.tr("One merge on"), tip=self.tr("One merge on  (→)"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(what)
        self.slider.setToolTip(self.tr("← → one merge · Page keys many · Home and End: first and last · P plays"))
        self.slider.setRange(0, 0)
        self.slider.valueChanged.connect(self._changed)
        self.slider.sliderPressed.connect(self.stop)
        self.slider.installEventFilter(self)
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(lambda: self.go(self.place - 1))
        self.forth.clicked.connect(lambda: self.go(self.place + 1))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.play, self.back):
            self._row.addWidget(widget)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.forth)
        look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    @property
    def place(self) -> int:
        """Where it is."""
        return self.slider.value()

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def set_range(self, last: int, *, same: bool = False) -> None:
        """Go from 0 to ``last`` from now on, and stand where somebody asked to, or (not the ``same``) at the end.

        Says nothing.
        """
        self.stop()
        if not same:
            self.asked = None
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        self.slider.setPageStep(max(1, last // 20))
        self.slider.setValue(last if self.asked is None else self.asked)
        self.slider.blockSignals(blocked)
        self._tell()

    def go(self, place: int) -> None:
        """A person wants to be at ``place``."""
        self.stop()
        self.slider.setValue(place)

    def kept(self) -> Kept:
        """The place, which may be asked for before it is known how far it goes."""

        def put(place: int | None) -> None:
            self.go(self.slider.maximum() if place is None else place)
            self.asked = place

        return Kept(lambda: self.asked, put)

    def toggle(self) -> None:
        """Play or stop; at the end it plays from the beginning."""
        if self.playing:
            self.stop()
            return
        if self.place >= self.slider.maximum():
            self.slider.setValue(0)
        if self.slider.maximum() > 0:
            self._timer.start()
        self._tell()

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """P plays while the slider has the keyboard; every other key of a person stops it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_P and not event.modifiers():
                self.toggle()
                return True
            if event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Shift):
                self.stop()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees does not go on."""
        self.stop()

    def _tick(self) -> None:
        self.slider.setValue(min(self.slider.maximum(), self.place + self._stride(self.place)))
        if self.place >= self.slider.maximum():
            self.stop()

    def _changed(self, place: int) -> None:
        self.asked = place if place < self.slider.maximum() else None
        self._tell()
        self.moved.emit(place)

    def _tell(self) -> None:
        """Bring the buttons up to date."""
        name = self.tr("Pause") if self.playing else self.tr("Play")
        if self.play.accessibleName() != name:
            self.play.setAccessibleName(name)
            self.play.set_icon("pause" if self.playing else "play")
            self.play.setToolTip(self.tr("Stand still") if self.playing else self.tr("Play it from here"))
        for widget in (self.play, self.back, self.forth, self.slider):
            widget.setEnabled(self.slider.maximum() > 0)

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(2))
