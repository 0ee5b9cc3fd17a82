"""A newcomer's first minutes, in a real window on a virtual screen, with real clicks and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Program
from tests.e2e.test_command_line import run

Launch = Callable[..., Program]


def summary(program: Program) -> str:
    """What the visible view says of itself in words."""
    return str(program.ask("summary")["summary"])


def prompt(program: Program) -> str:
    return str(program.find("Text for the model")["text"])


def loss(program: Program) -> float | None:
    found = re.search(r"loss (?:is )?(\d+\.\d+)", summary(program))
    return float(found[1]) if found else None


def test_press_start_watch_it_learn_ask_it_and_close(launch: Launch) -> None:
    program = launch("--preset", "xs")
    start = program.wait_for("Start", seconds=90)
    assert start["width"] >= 80

    program.click("Start")
    program.wait_for("Pause", seconds=90)
    first = program.wait("a loss in words", lambda: loss(program))
    program.wait("a smaller loss", lambda: (loss(program) or first) < first - 0.5)

    program.click("Prediction")
    program.click("Text for the model")
    program.key("ctrl+a")
    program.type("The cow says")
    program.wait("bets on what the cow says", lambda: "cow says" in summary(program))

    program.click("Pause")
    program.wait_for("Resume")
    before = prompt(program)
    program.click("Write on")
    program.wait("one more piece", lambda: prompt(program).startswith(before) and len(prompt(program)) > len(before))
    program.key("ctrl+z")
    program.wait("the piece taken back", lambda: prompt(program) == before)

    program.key("Escape")  # which clickers send: it never quits
    assert program.find("Resume")["found"]
    assert program.quit() == 0
    assert "Traceback" not in program.error_text()


def test_closing_in_the_middle_of_training_leaves_nothing_behind(launch: Launch) -> None:
    program = launch("--preset", "s")
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    program.wait("training", lambda: loss(program))
    assert program.quit() == 0, "0 means that no worker thread was left"
    assert program.error_text().strip() == ""


def test_a_saved_run_opens_in_the_window(launch: Launch, tmp_path: Path) -> None:
    out = tmp_path / "tiny"
    assert run("train", "--out", str(out), "--preset", "xs", "--steps", "30").returncode == 0
    program = launch("--run", str(out))
    program.wait("its age", lambda: "30 steps" in summary(program))
    assert program.quit() == 0


def test_a_run_that_cannot_be_opened_is_told_in_the_window(launch: Launch) -> None:
    program = launch("--run", "nowhere", "--preset", "xs")
    program.wait("the sentence", lambda: any("no folder nowhere" in text for text in program.ask("texts")["texts"]))
    assert program.quit() == 0
