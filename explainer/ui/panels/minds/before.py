"""What has to be done before human feedback makes sense, and the button that does it."""

from __future__ import annotations

from explainer.engine.commands import BeginStage, MoreRounds
from explainer.engine.frames import Feedback
from explainer.engine.recipes import HONEST, LIKED
from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.panels.panel import PanelContext
from explainer.ui.show import UNDER_WAY, Show
from explainer.ui.translate import say, translate
from explainer.ui.widgets.button import Button


def missing(show: Show) -> Stage | None:
    """The stage that has to come first, or None where feedback can begin."""
    minds = show.stages.minds if show.stages is not None else ()
    if show.trained(Stage.SFT) or "sft" in minds:
        return None
    return Stage.SFT if show.step or show.trained(Stage.PRETRAIN) else Stage.PRETRAIN


def what_first(show: Show) -> str:
    """A sentence on what has to come first, or ""; on a text that has no stage three, why."""
    why = show.why_not(Stage.RLHF)
    if why is not None:
        return say(why)
    first = missing(show)
    if first is not None and show.under_way(first):
        return {
            Stage.PRETRAIN: translate("Feedback", "It is learning to write: stage 1. Then it has to learn to answer."),
            Stage.SFT: translate("Feedback", "It is learning to answer right now: stage 2, fine-tuning."),
        }[first]
    return {
        Stage.PRETRAIN: translate("Feedback", "First it has to learn to write, by reading: stage 1."),
        Stage.SFT: translate("Feedback", "First it has to learn to answer, from examples: stage 2, fine-tuning."),
        None: "",
    }[first]


def do_first(show: Show) -> str:
    """Words for the button that does it; "" where nothing has to be done first."""
    if show.why_not(Stage.RLHF) is not None:
        return ""
    return {
        Stage.PRETRAIN: translate("Feedback", "Start stage 1"),
        Stage.SFT: translate("Feedback", "Start fine-tuning"),
        None: "",
    }[missing(show)]


def under_way(show: Show, frame: Feedback | None) -> bool:
    """Whether a run of feedback goes on, or would from where it is paused; a frame may lag behind its end."""
    return show.under_way(Stage.RLHF) or (frame is not None and frame.running and show.state in UNDER_WAY)


def has_honest(show: Show, frame: Feedback | None) -> bool:
    """Whether there is an honest model after feedback to compare with."""
    minds = show.stages.minds if show.stages is not None else ()
    return LIKED in minds or (frame is not None and any(o.recipe == HONEST for o in frame.outcomes))


def can_try(show: Show, frame: Feedback | None) -> bool:
    """Whether a mishap or another way may begin now: nothing honest is lost by breaking off one of these."""
    if what_first(show) or not has_honest(show, frame):
        return False
    running = under_way(show, frame)
    aside = running and frame is not None and frame.recipe != HONEST
    return aside or (not running and can_begin(show))


class BeginFeedback(Button):
    """Begins human feedback or what has to come before it, and afterwards goes on with more rounds."""

    def __init__(self, context: PanelContext, *, more: bool) -> None:
        """``more`` keeps it for more rounds where some are done; the window has such a button too."""
        super().__init__(context.look, kind="primary")
        self.setObjectName("begin_feedback")
        self._show, self._actions, self._more = context.show, context.actions, more
        self._goes_on = False
        self.clicked.connect(self._press)

    def refresh(self, frame: Feedback | None) -> None:
        """Say what it does now."""
        show = self._show
        started = frame is not None and len(frame.answers) > 0
        first = do_first(show)
        self._goes_on = started and not first
        words = first or (self.tr("More rounds") if started else self.tr("Start human feedback"))
        tip = self.tr("Fresh votes on the present model, a new judge, and more rounds")
        if not self._goes_on:
            tip = what_first(show) or self.tr("Votes, a judge, and then rounds of trying and learning")
        if self.text() != words:
            self.setText(words)
            self.setAccessibleName(words)
        self.setToolTip(tip)
        self.set_kind("secondary" if started else "primary")
        self.setVisible(self._more or not self._goes_on)
        live = can_begin(show) and not under_way(show, frame)
        if self.isEnabled() != live:
            self.setEnabled(live)

    def _press(self) -> None:
        if self._goes_on:
            self._actions.do(MoreRounds())
        else:
            begin(self._show, self._actions)


def begin(show: Show, actions: Actions) -> None:
    """Do what has to come first, or begin human feedback."""
    first = missing(show)
    if first is Stage.PRETRAIN:
        actions["start_pause"].trigger()
    else:
        actions.do(BeginStage(first or Stage.RLHF))


def can_begin(show: Show) -> bool:
    """Whether a stage may begin now."""
    if show.prepared is None or show.start_asked or show.why_not(Stage.RLHF) is not None:
        return False
    if missing(show) is not None and show.under_way(missing(show) or Stage.SFT):
        return False  # it is being done
    return next_state(show.state, Move.BEGIN_STAGE) is not None
