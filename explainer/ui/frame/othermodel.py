"""What stands above every page while the model that is looked at is not the honest one: which it is, and the way back.

A model that was broken on purpose is a finding as long as everybody knows that it is broken; a page of it that looks
like any other is a falsehood.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explainer.engine.commands import TakeMind
from explainer.engine.recipes import HONEST, MISHAPS, RECIPES
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.look import Look
from explainer.ui.show import Show
from explainer.ui.translate import named
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.strip import Strip


class OtherModel(Strip):
    """Red for a mishap, quiet for another way to learn, hidden over the honest model."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.back = Button(
            look,
            tip=self.tr("All pages show the honest model again; what the other has become is kept and can be asked"),
        )
        self.add_button(self.back)
        self.setObjectName("other_model")
        self.back.setObjectName("other_model_back")
        self._show = show
        self.back.clicked.connect(lambda: actions.do(TakeMind(show.honest_mind)))
        show.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow the show."""
        recipe = self._show.recipe
        under_way = self._show.under_way(Stage.RLHF)
        self.say(self._words(recipe, under_way=under_way), warning=recipe in MISHAPS)
        name = self.tr("Break it off") if under_way else self.tr("Back to the honest model")
        self.back.setText(name)
        self.back.setAccessibleName(name)

    def _words(self, recipe: str, *, under_way: bool) -> str:
        if recipe == HONEST:
            return ""
        if recipe in MISHAPS:
            words = (
                self.tr(
                    "**{title}.** The model you look into is being broken on purpose. The honest one is back when this "
                    "ends."
                )
                if under_way
                else self.tr("**{title}.** The model you look into was broken on purpose.")
            )
        else:
            words = (
                self.tr(
                    "**{title}.** The model you look into learns in another way. The honest one is back when this ends."
                )
                if under_way
                else self.tr("**{title}.** The model you look into learned in another way.")
            )
        return words.format(title=named(RECIPES[recipe].title))
