"""Makes a run folder for others to open: a model that was pretrained, and fine-tuned too where that is asked for.

Arguments: preset, steps of pretraining, the last stage (``pretrain`` or ``sft``), the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.training.reports import Stage
from tests.benchmarks.children.talk import say


def through(session: Session) -> None:
    while session.pipeline.advance() is not None:
        pass


def main() -> None:
    preset, steps, last, folder = sys.argv[1], int(sys.argv[2]), Stage(sys.argv[3]), Path(sys.argv[4])
    session = drain_all(prepare(RunSettings(preset=preset, steps=steps)))
    session.pipeline.go_on()
    through(session)
    if last is Stage.SFT:
        session.pipeline.begin(Stage.SFT)
        through(session)
    save_run(session, folder)
    say(made=str(folder))


if __name__ == "__main__":
    main()
