"""The bar at the top: who is learning, the ribbon, whether it is live, and the controls of learning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.actionspecs import PACES, Pace
from explainer.ui.frame.badge import Badge
from explainer.ui.frame.ribbon import Ribbon
from explainer.ui.intents import ChoosePace
from explainer.ui.look import Look
from explainer.ui.numbers import short_count
from explainer.ui.runs.menu import FileMenu
from explainer.ui.show import Show
from explainer.ui.translate import translated
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.textline import TextLine

ROOMY, NARROW, VERY_NARROW, TINY = 1150, 1000, 720, 480  # design pixels below which the bar leaves things out


class TopBar(QWidget):
    """Brand, ribbon, badge, Start, Step, speed, and the menu of rarer commands."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._actions = actions
        self._words = "all"  # how many of them the main button shows
        self._brand = QWidget()
        self._name = TextLine(look, self.tr("Explainer"), size=17, bold=True, colour="ink")
        self._model = TextLine(look, "", size=12.5, colour="ink2")
        brand = QVBoxLayout(self._brand)
        brand.setContentsMargins(0, 0, 0, 0)
        brand.setSpacing(0)
        brand.addStretch(1)
        brand.addWidget(self._name)
        brand.addWidget(self._model)
        brand.addStretch(1)
        self.ribbon = Ribbon(look, show, actions)
        self.badge = Badge(look, show)
        self.start = Button(look, kind="primary", icon="play").bind(actions["start_pause"])
        self.start.setObjectName("start")
        self.step = Button(look).bind(actions["step"])
        self.pace = Button(look, name=self.tr("Speed"))
        self.pace.setMenu(self._make_pace_menu())
        self.more = Button(look, kind="plain", icon="more", name=self.tr("More commands"))
        self.more.setToolTip(self.tr("More commands: open, save, finish early, full screen, …"))
        self.more.setMenu(self._make_more_menu())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._brand)
        self._row.addWidget(self.ribbon, 1)
        for widget in (self.badge, self.start, self.step, self.pace, self.more):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        actions.pace_changed.connect(self._refresh_pace)
        show.changed.connect(self._refresh)
        look.changed.connect(self._restyle)
        self._restyle()
        self._refresh_pace()
        self._refresh()

    def fit(self, width: float) -> None:
        """Leave out what a window of ``width`` design pixels has no room for."""
        self._brand.setVisible(width >= NARROW)
        self.badge.setVisible(width >= VERY_NARROW)
        self.pace.setVisible(width >= VERY_NARROW)
        self._words = "all" if width >= ROOMY else "short" if width >= TINY else "none"
        self.start.shorten(self._words)
        self._size_start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, with a hairline below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("card"))
        painter.setPen(QColor(self._look.colours.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _refresh(self) -> None:
        prepared = self._show.prepared
        if prepared is not None:
            text = self.tr("{count} dials · {device}").format(
                count=short_count(prepared.n_params), device=prepared.device.upper()
            )
            self._model.set_text(text)
            self._model.setToolTip(
                self.tr(
                    "{n_params} numbers that are trained (parameters): {n_layer} blocks, {n_head} heads each"
                ).format(n_params=f"{prepared.n_params:,}", n_layer=prepared.n_layer, n_head=prepared.n_head)
            )
        self.start.set_icon("pause" if self._show.state == State.RUNNING else "play")

    def _refresh_pace(self) -> None:
        pace = self._actions.pace
        self.pace.setText(translated(pace.short) + " ▾")
        self.pace.setAccessibleName(self.tr("Speed: {pace}").format(pace=translated(pace.text)))
        self.pace.setToolTip(
            self.tr("How fast it learns: {pace}. Slow motion lets you follow single steps.").format(
                pace=translated(pace.text)
            )
        )
        for action, entry in zip(self.pace.menu().actions(), PACES, strict=True):
            action.setChecked(entry == pace)

    def _make_pace_menu(self) -> QMenu:
        menu = QMenu(self)
        for pace in PACES:
            action = menu.addAction(translated(pace.text))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, p=pace: self._choose_pace(p))
        return menu

    def _choose_pace(self, pace: Pace) -> None:
        self._actions.do(ChoosePace(pace.id))
        self._refresh_pace()

    def _make_more_menu(self) -> QMenu:
        menu = QMenu(self)
        self.file_menu = FileMenu(self._actions, menu)
        menu.addMenu(self.file_menu)
        menu.addSeparator()
        for action in self._actions.views.values():  # also where the list at the left has no room
            menu.addAction(action)
        menu.addSeparator()
        groups = (
            ("finish", "train_longer"),
            ("train_pretrain", "train_sft", "train_rlhf", "more_rounds"),
            ("story", "fill_window", "theme", "motion", "full_screen"),
            ("keys", "quit"),
        )
        for group in groups:
            for action_id in group:
                menu.addAction(self._actions[action_id])
            menu.addSeparator()
        return menu

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(20), px(9), px(16), px(10))
        self._row.setSpacing(px(7))
        self._brand.setFixedWidth(px(112))
        metrics = self._look.metrics(14.5, bold=True)
        paces = (translated(pace.short) + " ▾" for pace in PACES)
        self.pace.setFixedWidth(round(max(metrics.horizontalAdvance(label) for label in paces)) + px(34))
        self._size_start()
        self.update()

    def _size_start(self) -> None:
        """Wide enough for every label it will have, so that nothing moves when it changes."""
        metrics = self._look.metrics(14.5, bold=True)
        short = self._words == "short"
        labels = [self._actions.start_text(stage, short=short) for stage in (None, *Stage)]
        wide = 0.0 if self._words == "none" else max(metrics.horizontalAdvance(label) for label in labels)
        self.start.setFixedWidth(round(wide) + self._look.px(58))
