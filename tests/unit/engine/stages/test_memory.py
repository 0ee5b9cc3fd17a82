"""What is not needed any more goes at once: a model that was replaced, and what only a stage's work needed.

Python's collector is off in the window's process and asked for once in a while (``ui.app``): nothing may wait for it.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from explainer.engine.commands import BeginStage, Reset, Start, Stop
from explainer.engine.states import State
from explainer.training.optim import Optimizer
from explainer.training.reports import Stage
from explainer.training.reward import RewardModel
from tests.unit.engine.stages.walking import through


@pytest.fixture
def collector_off() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(kind: type) -> int:
    return sum(type(thing) is kind for thing in gc.get_objects())


def replace_the_model(show) -> None:
    show.do(Reset())
    show.settle()


def test_a_model_with_a_whole_course_behind_it_goes_when_another_comes(show, collector_off):
    through(show, BeginStage(Stage.SFT))
    through(show, BeginStage(Stage.RLHF))
    old = [weakref.ref(thing) for thing in (show.session, show.session.model, show.session.course)]
    minds = [weakref.ref(mind.model) for mind in show.session.course.minds.values()]
    replace_the_model(show)
    assert [thing() for thing in (*old, *minds)] == [None] * 6


@pytest.mark.parametrize("stage", list(Stage))
def test_a_model_goes_though_a_stage_was_left_half_way(show, collector_off, stage):
    if stage is Stage.PRETRAIN:
        show.do(Start())
    else:
        show.do(BeginStage(stage))
    show.tick(1 if stage is Stage.PRETRAIN else 30)
    assert show.state is State.RUNNING
    old = weakref.ref(show.session.model)
    show.do(Stop())
    replace_the_model(show)
    assert old() is None


@pytest.mark.parametrize("stage", [Stage.SFT, Stage.RLHF])
def test_optimisers_go_with_the_stage_that_needed_them(show, collector_off, stage):
    before = alive(Optimizer)
    show.do(BeginStage(stage))
    for _ in range(400):
        show.tick()
        if alive(Optimizer) > before:
            break
    assert alive(Optimizer) > before
    show.do(Stop())
    assert alive(Optimizer) == before


def test_of_the_judges_only_the_one_in_force_stays(show, collector_off):
    before = alive(RewardModel)  # of tests that share a run
    through(show, BeginStage(Stage.RLHF))
    assert alive(RewardModel) == before + 1  # the value model and the smaller judges have gone


HOLES = """
import itertools, resource, sys
from explainer.engine.memory import give_back
from explainer.engine.stages.run import StageRun

def rss() -> int:
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

class Messy(StageRun):
    def __init__(self, clock):
        super().__init__(clock)
        self.pins = []
        self._work = self.through()
    def through(self):
        for _ in range(5):
            kept = [bytearray(60_000 if i % 2 else 3_000) for i in range(4_000)]
            self.pins.append(kept[::2])
            del kept
            yield "a piece"

minutes = itertools.count(step=60.0)
run = Messy((lambda: next(minutes)) if sys.argv[1] == "long" else (lambda: 0.0))
while run.advance() is not None:
    pass
before = rss()
run.close()
print((before - rss()) // 1_000_000)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc's allocator is asked for its holes")
@pytest.mark.parametrize("stage", ["short", "long"])
def test_a_stage_gives_its_holes_back_while_it_is_long_and_when_it_is_over(stage):
    done = subprocess.run([sys.executable, "-c", HOLES, stage], capture_output=True, text=True, check=True, timeout=120)
    left = int(done.stdout)  # MB, of some 120
    assert left < 20 if stage == "long" else left > 50
