"""Keys of German, French, Russian and Greek keyboards in a real window: the same key does the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.conftest import Program

Launch = Callable[..., Program]
CTRL, SHIFT, ONE, D, F3, F4 = "37", "50", "10", "40", "69", "70"  # key codes: where a key is, not what is on it


@pytest.fixture
def program(launch: Launch, trained: object) -> Iterator[Program]:
    if shutil.which("setxkbmap") is None:
        pytest.skip("this test needs setxkbmap (Debian: apt-get install x11-xkb-utils)")
    made = launch("--run", str(trained))
    made.wait_for("Write on", seconds=90)
    made.click("Prediction")
    yield made
    made.xkb("us")


def test_the_keys_of_the_window_work_on_every_keyboard(program: Program) -> None:
    def speed(words: str) -> None:
        program.wait(f"{layout}: {words}", lambda: f"{words} ▾" in program.ask("texts")["texts"])

    for layout in ("us", "de", "fr", "ru", "ru,us", "us,ru", "gr", "il"):
        program.xkb(layout)
        program.click("Prediction")
        dice = int(program.ask("dice")["dice"])
        program.key(f"{CTRL}+{D}")
        program.wait(f"{layout}: other dice", lambda n=dice: int(program.ask("dice")["dice"]) == n + 1)
        program.key(F3)
        speed("4 a second")
        program.key(F4)
        speed("Full speed")
        program.key("+".join((CTRL, *([SHIFT] if layout == "fr" else []), ONE)))  # French digits are typed with Shift
        program.wait(f"{layout}: the first view", lambda: program.ask("page")["page"] == "learning")
