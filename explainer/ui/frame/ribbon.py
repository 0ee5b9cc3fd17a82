"""The ribbon: the three stages in a row, each as far as it has really come, and what can be done with it.

A click (or Enter) on a stage opens a small menu: train it, do it again, go back to its start, or why it cannot be
(``stagemenu``). While a model is being prepared, the stage it is prepared for shows how far that is. Time left is told
only where the engine has a forecast.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.recipes import HONEST, MISHAPS, RECIPES
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.frame.chevron import POINT, SHARES, Chevron, StageLook, StageText
from explainer.ui.frame.stagemenu import make_menu
from explainer.ui.look import Look
from explainer.ui.numbers import count, duration, percent
from explainer.ui.show import Show
from explainer.ui.translate import mark, named, say, translated

TITLES = {
    Stage.PRETRAIN: mark("Ribbon", "Pretraining"),
    Stage.SFT: mark("Ribbon", "Fine-tuning"),
    Stage.RLHF: mark("Ribbon", "Human feedback"),
}
CAPTIONS = {
    Stage.PRETRAIN: mark("Ribbon", "learns language from text"),
    Stage.SFT: mark("Ribbon", "learns to answer questions"),
    Stage.RLHF: mark("Ribbon", "learns from votes"),
}


class Ribbon(QWidget):
    """Three chevrons. It reads the show and repaints only what has changed."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._actions = actions
        self._arranged: tuple[object, ...] = ()  # what the widths depended on when they were last given
        self.setObjectName("ribbon")
        self.setAccessibleName(self.tr("The three stages of training"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chevrons = {stage: Chevron(look, stage, self) for stage in Stage}
        for stage, chevron in self.chevrons.items():
            chevron.clicked.connect(lambda _checked=False, s=stage: self._open(s))
        show.changed.connect(self.refresh)
        show.progressed.connect(self.refresh)
        look.changed.connect(self._restyle)
        self.refresh()

    @property
    def fraction(self) -> float:
        """Share of the present stage that is filled: of its training, or of the preparation before it."""
        return self._show.share(self._show.stage)

    def texts(self) -> tuple[StageText, StageText, StageText]:
        """What the three stages say now."""
        first, second, third = (self._text(stage) for stage in Stage)
        return first, second, third

    def refresh(self) -> None:
        """Repaint what has changed so that it can be seen."""
        tips = []
        for stage, chevron in self.chevrons.items():
            text = self._text(stage)
            tips.append(text.tip)
            chevron.show_stage(
                StageLook(
                    text,
                    active=stage is self._show.stage,
                    begun=self._show.trained(stage) or self._show.left_early(stage),
                    share=round(self._show.share(stage) * SHARES),
                    broken=self._other(stage) in MISHAPS,
                )
            )
        self.setAccessibleDescription(" ".join(tips))
        arranged = (self._show.stage, *(text.title for text in self.texts()))
        if arranged != self._arranged:
            self._arranged = arranged
            self._arrange()

    def sizeHint(self) -> QSize:
        """As high as a button and as wide as there is room."""
        return QSize(self._look.px(600), self._look.px(44))

    def minimumSizeHint(self) -> QSize:
        """Three numbers still fit."""
        return QSize(self._look.px(150), self._look.px(44))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths."""
        self._arrange()

    def _arrange(self) -> None:
        """Equal widths; where not all titles fit, the present stage has room for its own and the others share the rest.

        Neighbours reach into each other by an arrow's head.
        """
        px, gap, point = self._look.px, self._look.px(6), self._look.px(POINT)
        room = self.width() - point + gap
        metrics = self._look.metrics(14.5, bold=True)
        needs = [metrics.horizontalAdvance(text.title) + px(34) + point - gap for text in self.texts()]
        steps = [room / 3] * 3
        if max(needs) > room / 3:
            place = list(Stage).index(self._show.stage)
            wide = max(room / 3, min(needs[place], room - 2 * px(66)))
            steps = [wide if i == place else (room - wide) / 2 for i in range(3)]
        left = 0.0
        for step, chevron in zip(steps, self.chevrons.values(), strict=True):
            right = round(left + step) + point - gap
            chevron.setGeometry(QRect(round(left), 0, right - round(left), self.height()))
            left += step

    def _text(self, stage: Stage) -> StageText:
        show = self._show
        number = f"{list(Stage).index(stage) + 1}"
        tick = " ✓" if show.trained(stage) and not self._other(stage) else ""
        return StageText(
            f"{number} {translated(TITLES[stage])}{tick}",
            self._caption(stage),
            number + tick,
            self._tip(stage) + " " + self.tr("Click for what can be done."),
        )

    def _other(self, stage: Stage) -> str:
        """The recipe of the model that is looked at, where that is what ``stage`` made otherwise than honestly."""
        show = self._show
        return show.recipe if stage is show.stage and show.recipe != HONEST else ""

    def _caption(self, stage: Stage) -> str:
        show = self._show
        if (other := self._other(stage)) and show.preparing is None:
            title, share = named(RECIPES[other].title), f"{int(show.share(stage) * 100)} %"
            return f"{title} · {share}" if show.under_way(stage) else title
        if stage is show.stage and show.preparing is not None:
            return f"{say(show.preparing.what)} · {percent(show.preparing.fraction)}"
        share = f"{int(show.share(stage) * 100)} %"
        if show.under_way(stage) and show.running:
            left = show.seconds_left
            return self.tr("{share} · {time} left").format(share=share, time=duration(left)) if left else share
        if show.under_way(stage) and show.state == State.PAUSED and show.share(stage) > 0:
            return self.tr("paused at {share}").format(share=share)
        if show.left_early(stage) and show.why_not(stage) is None:
            return self.tr("left at {share}").format(share=share) if show.share(stage) > 0 else self.tr("left early")
        return self.tr("not with this text") if show.why_not(stage) is not None else translated(CAPTIONS[stage])

    def _tip(self, stage: Stage) -> str:
        show = self._show
        name, why = translated(TITLES[stage]), show.why_not(stage)
        if why is not None:
            return f"{name}: {say(why)}"
        if other := self._other(stage):
            return self.tr("{stage}: “{title}”, not the honest model.").format(
                stage=name, title=named(RECIPES[other].title)
            )
        if show.trained(stage):
            return self.tr("{stage}: done.").format(stage=name)
        share = show.share(stage) if stage in show.shares else 0.0
        if show.left_early(stage):
            how_far = self.tr("left at {share}").format(share=percent(share)) if share else self.tr("left early")
            return self.tr("{stage}: {what}. What it learnt is kept.").format(stage=name, what=how_far)
        steps = show.progress.step if show.progress is not None and show.progress.stage is stage else 0
        if not share and not steps:
            return self.tr("{stage}: {what}. Not trained yet.").format(stage=name, what=translated(CAPTIONS[stage]))
        if not steps:
            return self.tr("{stage}: {share} done.").format(stage=name, share=percent(share))
        return self.tr("{stage}: {share} done, {steps} steps of learning so far.").format(
            stage=name, share=percent(share), steps=count(steps)
        )

    def _open(self, stage: Stage) -> None:
        chevron = self.chevrons[stage]
        menu = make_menu(stage, self._show, self._actions, chevron)
        menu.popup(chevron.mapToGlobal(chevron.rect().bottomLeft()))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.refresh()
        self._arrange()
