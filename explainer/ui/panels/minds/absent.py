"""What is said of a mind that does not exist yet, and the button that makes it. No painting."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.actions import TRAIN, Actions
from explainer.ui.show import Show
from explainer.ui.translate import mark, say, translate, translated

WHAT = {
    Stage.PRETRAIN: mark("Minds", "A model that has read enough to go on with a text."),
    Stage.SFT: mark(
        "Minds",
        "The same model, after it has practised on example answers. Only then does it know that a question wants one.",
    ),
    Stage.RLHF: mark(
        "Minds",
        "The same model, after it has tried thousands of answers, and a judge that learnt from votes has scored them.",
    ),
}
BUTTONS = {
    Stage.PRETRAIN: mark("Minds", "Start pretraining"),
    Stage.SFT: mark("Minds", "Start fine-tuning"),
    Stage.RLHF: mark("Minds", "Start human feedback"),
}


@dataclass(frozen=True, slots=True)
class Absent:
    """The words for it; ``button`` is "" where there is nothing to press, else it begins ``first``."""

    caption: str
    text: str
    button: str
    first: Stage

    def begin(self, actions: Actions) -> None:
        """Do what the button says."""
        actions[TRAIN[self.first]].trigger()


def _first(stage: Stage, show: Show) -> Stage:
    """The first stage that has to be trained for the mind of ``stage``."""
    stages = list(Stage)
    return next((s for s in stages[: stages.index(stage)] if not show.trained(s) and show.why_not(s) is None), stage)


def absent(stage: Stage, show: Show) -> Absent:
    """What to say of the mind of ``stage``, which does not exist."""
    why, first = show.why_not(stage), _first(stage, show)
    if why is not None:
        return Absent(translate("Minds", "not with this text"), say(why), "", first)
    what = translated(WHAT[stage])
    if show.prepared is None:
        return Absent(translate("Minds", "comes later"), what, "", first)
    if show.under_way(stage):
        return Absent(translate("Minds", "is being made"), what, "", first)
    if show.under_way(first):
        return Absent(translate("Minds", "comes later"), what, "", first)
    if first is not stage:
        return Absent(
            translate("Minds", "comes later"),
            what + " " + translate("Minds", "An earlier stage comes first."),
            "",
            first,
        )
    can = next_state(show.state, Move.BEGIN_STAGE) is not None and not show.start_asked
    return Absent(translate("Minds", "does not exist yet"), what, translated(BUTTONS[stage]) if can else "", first)
