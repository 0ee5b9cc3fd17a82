"""Work is not lost: closing, opening and saving over it, going on after the program was killed; by mouse and keys."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Program
from tests.e2e.test_window import loss, summary, texts

Launch = Callable[..., Program]


def train_a_little(program: Program) -> None:
    """Press Start, wait until it has learnt something, and pause."""
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    program.wait("training", lambda: loss(program))
    program.click("Pause")
    program.wait_for("Resume")


def is_asked(program: Program) -> bool:
    return any("is not saved:" in text or "has changed since it was saved" in text for text in texts(program))


def notice(program: Program, words: str) -> None:
    program.wait(f"the words “{words}”", lambda: any(words in text for text in texts(program)))


def choose(program: Program, title: str, path: Path) -> None:
    """Type a path into Qt's file dialog."""
    program.wait(f"the dialog {title}", lambda: title in program.ask("windows")["titles"])
    program.click("fileNameEdit")  # there is no window manager to give it the keyboard
    program.type(str(path))
    program.key("Return")
    program.wait("the dialog gone", lambda: title not in program.ask("windows")["titles"])
    program.xdotool("mousemove", "30", "60", "click", "1")


def the_run(folder: Path) -> Path:
    """The one run in the folder of runs."""
    (run,) = (path for path in folder.iterdir() if (path / "run.json").is_file())
    return run


def steps_in(run: Path) -> int:
    return int(json.loads((run / "run.json").read_text(encoding="utf-8"))["stages"][0]["step"])


def test_closing_over_unsaved_work_cancel_then_do_not_save(launch: Launch, tmp_path: Path) -> None:
    program = launch("--preset", "xs")
    train_a_little(program)
    program.ask_to_quit()
    program.wait("the question", lambda: is_asked(program))
    assert program.find("Save")["found"] and program.find("Don't save")["found"]
    program.key("Escape")
    program.wait("no question any more", lambda: not is_asked(program))
    assert program.process.poll() is None, "Escape means Cancel"
    program.ask_to_quit()
    program.click("Cancel")
    program.wait("no question any more", lambda: not is_asked(program))
    assert program.quit("Don't save") == 0
    assert not (tmp_path / "Documents").exists()
    assert program.error_text().strip() == ""


def test_save_by_the_question_and_the_window_closes_by_itself(launch: Launch, tmp_path: Path) -> None:
    program = launch("--preset", "xs")
    train_a_little(program)
    program.ask_to_quit()
    program.wait("the question", lambda: is_asked(program))
    program.key("Return")  # Save has the keyboard
    name = program.wait_for("Name of the run")
    assert re.fullmatch(r"Storyland, \d+ \w+, \d\d\.\d\d", name["text"]) and name["focus"]
    program.key("Return")
    assert program.process.wait(timeout=30) == 0
    run = the_run(tmp_path / "Documents" / "Explainer")
    assert run.name == name["text"] and steps_in(run) > 0
    assert program.error_text().strip() == ""


def test_saving_twice_and_again_over_the_same_folder(launch: Launch, tmp_path: Path) -> None:
    program = launch("--preset", "xs")
    train_a_little(program)
    program.key("ctrl+s")
    program.wait_for("Name of the run")
    program.type("lesson")
    program.key("Return")
    notice(program, "Saved as “lesson” in ")
    run = tmp_path / "Documents" / "Explainer" / "lesson"
    first = steps_in(run)
    program.wait("its name in the title", lambda: "lesson[*] – Explainer" in program.ask("windows")["titles"])

    for key in ("ctrl+s", "ctrl+shift+s"):  # into its own folder, without a word; and by Save as, over itself
        before = steps_in(run)
        program.click("Step")
        program.wait("a step more to save", lambda: program.ask("unsaved")["unsaved"])
        program.key(key)
        if key == "ctrl+shift+s":
            assert program.wait_for("Name of the run")["text"] == "lesson"
            program.key("Return")
        program.wait("the new step in the folder", lambda b=before: steps_in(run) > b)
    assert steps_in(run) == first + 2
    program.wait("nothing unsaved", lambda: not program.ask("unsaved")["unsaved"])
    assert program.quit() == 0, "nothing would be lost, so nothing is asked"
    assert program.error_text().strip() == ""


def test_opening_over_unsaved_work(launch: Launch, trained: Path, tmp_path: Path) -> None:
    program = launch("--preset", "xs")
    train_a_little(program)
    for answer in ("Cancel", "Save"):
        program.key("ctrl+o")
        choose(program, "Open a run", trained)
        program.wait("the question", lambda: is_asked(program))
        program.click(answer)
    program.wait_for("Name of the run")
    program.type("mine")
    program.key("Return")
    program.wait("the other run", lambda: "40 steps" in summary(program))
    assert steps_in(tmp_path / "Documents" / "Explainer" / "mine") > 0
    assert program.quit() == 0
    assert program.error_text().strip() == ""


def test_go_on_where_it_stopped_after_it_was_killed(launch: Launch, tmp_path: Path) -> None:
    program = launch("--preset", "xs")
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    kept = tmp_path / "data" / "Explainer" / "autosaves"
    program.wait("an autosave", lambda: kept.is_dir() and any(kept.rglob("run.json")), seconds=120)
    program.process.send_signal(signal.SIGKILL)
    program.process.wait(timeout=10)

    again = launch("--preset", "xs")
    again.wait_for("Go on where it stopped", seconds=90)
    again.wait("what and how far", lambda: any("Storyland, size xs · pretraining, step" in t for t in told(again)))
    again.click("Go on where it stopped")
    again.wait_for("Resume", seconds=60)
    reached = again.ask("unsaved")
    assert reached["unsaved"] and reached["step"] > 0
    again.click("Resume")
    again.wait_for("Pause")
    again.wait("more steps", lambda: again.ask("unsaved")["step"] > reached["step"])
    assert again.quit("Don't save") == 0
    assert again.error_text().strip() == ""

    third = launch("--preset", "xs")
    third.wait("a new model", lambda: third.ask("unsaved")["corpus"], seconds=90)
    third.wait("the run in the list of kept ones", lambda: third.find("Kept by themselves")["found"])
    assert not third.find("Go on where it stopped")["found"], "it was closed properly"


def told(program: Program) -> list[str]:
    """What the page of runs says."""
    return [str(program.find("It was still going on")["description"]).replace("\u00a0", " ")]


def test_a_text_of_ones_own_by_the_menu_and_a_run_by_the_list(launch: Launch, trained: Path, tmp_path: Path) -> None:
    text = tmp_path / "words.txt"
    text.write_text("The cat sat on the mat. The dog ran to the park and saw a bird. " * 600, encoding="utf-8")
    program = launch("--run", str(trained))
    program.wait("its age", lambda: "40 steps" in summary(program))
    program.click("Learning")  # keys go to the window clicked last
    program.key("ctrl+shift+o")
    choose(program, "Open a text", text)
    program.wait_for("Start", seconds=90)
    program.wait("a model of that text", lambda: program.ask("unsaved")["corpus"] == "words.txt", seconds=90)
    program.click("Runs")
    program.wait("the run that was open", lambda: program.find("Your runs")["found"])
    program.click("Your runs")
    program.key("Home")
    program.click("Open")
    program.wait("the run again", lambda: program.ask("unsaved")["corpus"] == "Storyland", seconds=60)
    assert program.quit() == 0
    assert program.error_text().strip() == ""
