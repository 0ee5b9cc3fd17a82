"""A newcomer's first minutes, in a real window on a virtual screen, with real clicks and keys."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from explainer.ui.panels.registry import VIEWS
from tests.e2e.conftest import Program

Launch = Callable[..., Program]


def summary(program: Program) -> str:
    """What the visible view says of itself in words."""
    return str(program.ask("summary")["summary"])


def texts(program: Program) -> list[str]:
    """All texts in sight."""
    return [text for text in program.ask("texts")["texts"] if isinstance(text, str)]


def prompt(program: Program) -> str:
    return str(program.find("Text for the model")["text"])


def loss(program: Program) -> float | None:
    found = re.search(r"loss (?:is )?(\d+\.\d+)", summary(program))
    return float(found[1]) if found else None


def turn_to(program: Program, page: str) -> None:
    """Go through the pages of a view by the key for that."""

    def there() -> bool:
        if program.ask("page")["page"] != page:
            program.key("F6")
            time.sleep(0.4)
        return bool(program.ask("page")["page"] == page)

    program.wait(f"the page {page}", there)


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
    assert program.quit("Don't save") == 0
    assert "Traceback" not in program.error_text()


def test_looking_inside_while_it_learns(launch: Launch) -> None:
    """All views and all their pages, a head chosen and muted, a text typed, a card in all the window."""
    program = launch("--preset", "xs")
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    program.wait("training", lambda: loss(program))

    def is_open(page: str) -> bool:
        return bool(program.ask("page")["page"] == page)

    for view in VIEWS:
        program.click(view.title)
        program.wait(f"the view {view.title}", lambda v=view: is_open(v.id))
        assert summary(program)
        if any(page.deeper for page in view.pages):
            program.click("Deeper: show more pages")
        for page in view.pages[1:]:
            program.key("F6")
            program.wait(f"the page {page.title}", lambda p=page: is_open(p.id))
            assert summary(program)
        if len(view.pages) > 1:
            program.key("F6")
            program.wait("its first page again", lambda v=view: is_open(v.id))

    program.click("Attention")
    program.wait("weights", lambda: "%" in summary(program))
    program.click("All heads, as small pictures of their tables")
    program.click("Mute this head")
    program.wait_for("Unmute this head")
    program.wait("what that costs", lambda: any(re.search(r"\d.*%.* unsure", text) for text in texts(program)))

    program.click("Text for the model")
    program.key("ctrl+a")
    program.type("The dog ran to the")
    program.key("F11")
    program.wait("a card in all the window", lambda: program.ask("page")["filling"])
    assert not program.find("Attention")["found"], "the list of views is folded away"
    assert program.find("Pause")["found"]
    assert prompt(program) == "The dog ran to the"
    program.key("Escape")
    program.wait("the card back", lambda: not program.ask("page")["filling"])
    program.click("Prediction")
    program.wait("bets on that very text", lambda: "dog ran to the" in summary(program))
    assert program.find("Pause")["found"], "it has gone on learning"
    assert program.quit("Don't save") == 0
    assert program.error_text().strip() == ""


def test_three_stages_and_twenty_votes_by_hand(launch: Launch, trained: Path, tmp_path: Path) -> None:
    """Fine-tuned by the button, voted on by keys, a judge trained that hears the votes; closed in mid-feedback."""
    folder = tmp_path / "run"
    shutil.copytree(trained, folder)
    program = launch("--run", str(folder))

    program.click("Next: Fine-tuning")
    program.wait("fine-tuning", lambda: program.ask("page")["page"] == "minds.tuning" and "step" in summary(program))
    program.wait_for("Next: Human feedback", seconds=180)

    program.click("Votes and the judge")
    stored = folder / "preferences.jsonl"
    for n in range(1, 21):
        before = len(stored.read_text().splitlines()) if stored.exists() else 0
        program.wait("a ballot that can be voted on", lambda: "Vote" in summary(program) or "vote" in summary(program))

        def voted(before: int = before) -> bool:
            program.key("1")
            return stored.exists() and len(stored.read_text().splitlines()) > before

        program.wait(f"vote {n}, stored", voted)
    program.click("Deeper: show more pages")
    turn_to(program, "minds.judge")
    program.click("Simulated votes")
    program.key("ctrl+a")
    program.type("120\n")
    program.wait("the number taken", lambda: program.find("Simulated votes")["text"] == "120")
    program.click("Train the judge now")
    program.wait(
        "a judge that has heard them", lambda: any("20 votes by hand" in t for t in texts(program)), seconds=120
    )

    turn_to(program, "minds")
    program.click("Text for the model")
    program.key("ctrl+a")
    program.type("What does a cow say?")
    program.wait("answers to that very question", lambda: "What does a cow say?" in summary(program))
    program.wait_for("Next: Human feedback", seconds=180)
    program.click("Next: Human feedback")
    program.wait_for("Pause", seconds=60)
    assert program.quit("Don't save") == 0
    assert "Traceback" not in program.error_text()
    assert len(stored.read_text().splitlines()) >= 20


def test_closing_in_the_middle_of_training_leaves_nothing_behind(launch: Launch) -> None:
    program = launch("--preset", "s")
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    program.wait("training", lambda: loss(program))
    assert program.quit("Don't save") == 0, "0 means that no worker thread was left"
    assert program.error_text().strip() == ""


def test_a_saved_run_opens_in_the_window(launch: Launch, trained: Path) -> None:
    program = launch("--run", str(trained))
    program.wait("its age", lambda: "40 steps" in summary(program))
    assert program.quit() == 0


def test_a_run_that_cannot_be_opened_is_told_in_the_window(launch: Launch) -> None:
    program = launch("--run", "nowhere", "--preset", "xs")
    program.wait("the sentence", lambda: any("no folder nowhere" in text for text in program.ask("texts")["texts"]))
    assert program.quit() == 0
