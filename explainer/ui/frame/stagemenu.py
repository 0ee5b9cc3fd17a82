"""What can be done with a stage of training right now, as a small menu; what cannot be done says why.

Whether a move makes sense is asked of the engine's own table, as everywhere (``engine.states``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from explainer.engine.states import Move, State, next_state, why_not
from explainer.training.reports import Stage
from explainer.ui.actions import TRAIN, Actions
from explainer.ui.intents import AskToGoBack, OpenPage
from explainer.ui.panels.registry import PAGES
from explainer.ui.show import Show
from explainer.ui.translate import mark, named, say, translate, translated

# The page on which each stage can be watched.
PAGE_OF = {Stage.PRETRAIN: "learning", Stage.SFT: "minds.tuning", Stage.RLHF: "minds.wrong"}
NO_WEIGHTS = mark("StageMenu", "There is no model yet.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: what it does, or None for a sentence that says why something cannot be done."""

    text: str
    act: Callable[[], object] | None = None


def entries(stage: Stage, show: Show, actions: Actions) -> list[Entry]:
    """What can be done with ``stage`` now."""
    result = _doings(stage, show, actions)
    page = PAGE_OF[stage]
    if page in PAGES:
        result.append(Entry(translate("StageMenu", "Go to its page"), lambda: actions.do(OpenPage(page))))
    return result


def _doings(stage: Stage, show: Show, actions: Actions) -> list[Entry]:
    if show.under_way(stage) and show.state in (State.RUNNING, State.PAUSED):
        result = [Entry(actions[i].text(), actions[i].trigger) for i in ("start_pause", "finish")]
        return result + _back(stage, show, actions)
    why = show.why_not(stage)
    if why is not None:
        return [Entry(say(why))]
    if show.prepared is None:
        return [Entry(translated(NO_WEIGHTS))]
    if next_state(show.state, Move.BEGIN_STAGE) is None:
        return [Entry(named(why_not(show.state, Move.BEGIN_STAGE)))]
    train = actions[TRAIN[stage]]
    if not show.trained(stage):
        skipped = (
            translate("StageMenu", "Train it")
            if not _skips(stage, show)
            else translate("StageMenu", "Train it, and skip fine-tuning")
        )
        return [Entry(skipped, train.trigger), *_back(stage, show, actions)]
    result = []
    if stage is Stage.RLHF:
        result.append(Entry(actions["more_rounds"].text(), actions["more_rounds"].trigger))
    elif actions["train_longer"].isEnabled() and stage is show.stage:
        result.append(Entry(actions["train_longer"].text(), actions["train_longer"].trigger))
    result.append(Entry(translate("StageMenu", "Do it again…"), train.trigger))
    return result + _back(stage, show, actions)


def _skips(stage: Stage, show: Show) -> bool:
    return stage is Stage.RLHF and not show.trained(Stage.SFT) and show.why_not(Stage.SFT) is None


def _back(stage: Stage, show: Show, actions: Actions) -> list[Entry]:
    """Going back to where the stage began, where it has begun."""
    begun = show.trained(stage) or show.share(stage) > 0
    if not begun or next_state(show.state, Move.GO_BACK) is None:
        return []
    return [Entry(translate("StageMenu", "Go back to its start"), lambda: actions.do(AskToGoBack(stage)))]


def make_menu(stage: Stage, show: Show, actions: Actions, parent: QWidget) -> QMenu:
    """The menu, as it is right now; it goes away for good when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries(stage, show, actions):
        action = menu.addAction(entry.text.replace("&", "&&"))
        if entry.act is None:
            action.setEnabled(False)
        else:
            action.triggered.connect(lambda _checked=False, act=entry.act: act())
    return menu
