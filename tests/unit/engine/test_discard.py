"""Work that somebody did not want is not offered again, also where the show ends right after they said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.engine.autosaves import list_kept
from explainer.engine.commands import Discard, Start
from explainer.engine.engine import Engine
from explainer.engine.events import WorkChanged
from explainer.engine.settings import RunSettings


@pytest.mark.parametrize("wanted", [True, False])
def test_closing_in_the_middle_of_a_step(tmp_path: Path, wanted: bool) -> None:
    engine = Engine(RunSettings(preset="xs", steps=100_000), autosaves=tmp_path)
    engine.start()
    engine.send(Start())
    for event in engine.events(timeout=120):
        if isinstance(event, WorkChanged) and event.unsaved:
            break
    if not wanted:
        engine.send(Discard())
    assert engine.close(60)
    (kept,) = list_kept(tmp_path)
    assert kept.open == wanted, "it is there in any case, until room is needed"
