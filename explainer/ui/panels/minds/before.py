"""What has to be done before human feedback makes sense, and the button that does it."""

from __future__ import annotations

from explainer.engine.frames import Feedback
from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.show import UNDER_WAY, Show
from explainer.ui.translate import say, translate


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


def begin(show: Show, actions: Actions) -> None:
    """Do what has to come first, or begin human feedback."""
    first = missing(show)
    if first is Stage.PRETRAIN:
        actions["start_pause"].trigger()
    else:
        actions.begin_stage(first or Stage.RLHF)


def can_begin(show: Show) -> bool:
    """Whether a stage may begin now."""
    if show.prepared is None or show.start_asked or show.why_not(Stage.RLHF) is not None:
        return False
    if missing(show) is not None and show.under_way(missing(show) or Stage.SFT):
        return False  # it is being done
    return next_state(show.state, Move.BEGIN_STAGE) is not None
