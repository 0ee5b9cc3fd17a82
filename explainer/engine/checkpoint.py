"""What names weights, everywhere: the stage that made them, the recipe it went by, and the steps behind them in it.

Two of the same name in one run are the same weights, as long as no stage is begun anew: then what it makes takes the
place of what it made before.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.engine.recipes import BASE, HONEST, LIKED, TUNED
from explainer.training.reports import Stage


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which weights.

    Attributes:
        stage: in whose course they are. recipe: how that is done (``recipes``).
        step: steps or rounds of that stage behind them.
    """

    stage: Stage = Stage.PRETRAIN
    recipe: str = HONEST
    step: int = 0

    @property
    def mind(self) -> str:
        """Id of what this stage makes by this recipe, however far it has come: ``base``, ``sft``, ``rlhf.no_leash``."""
        name = {Stage.PRETRAIN: BASE, Stage.SFT: TUNED, Stage.RLHF: LIKED}[self.stage]
        return name if self.recipe == HONEST else f"{name}.{self.recipe}"

    def __str__(self) -> str:
        """As files are named: ``pretrain-00003000``, ``rlhf.no_leash-00000060``."""
        recipe = "" if self.recipe == HONEST else f".{self.recipe}"
        return f"{self.stage}{recipe}-{self.step:08d}"
