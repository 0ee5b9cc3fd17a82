"""The commands, started as people start them: as processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Taught = tuple[Path, list[dict[str, object]]]  # a run folder, and what was told on the way


def run(*arguments: str, env: dict[str, str] | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        env=os.environ | (env or {}),
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder of a tiny model that has seen 40 steps."""
    out = tmp_path_factory.mktemp("runs") / "tiny"
    done = run("train", "--out", str(out), "--preset", "xs", "--steps", "40")
    assert done.returncode == 0, done.stderr
    return out


def test_without_a_display_it_says_so_and_names_what_works() -> None:
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = run(env=env)
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert all(command in done.stderr for command in ("train", "ask", "shots", "doctor"))
    assert len(done.stderr.strip().splitlines()) == 1


def test_train_writes_a_run_folder_without_pickle(trained: Path) -> None:
    files = {str(p.relative_to(trained)) for p in trained.rglob("*") if p.is_file()}
    assert files == {"run.json", "tokenizer.json", "metrics.jsonl", "snapshots/pretrain-00000040.safetensors"}
    data = json.loads((trained / "run.json").read_text(encoding="utf-8"))
    assert data["version"] == 1
    assert data["stages"][0]["step"] == 40
    assert data["stages"][0]["complete"] is True


def test_train_json_prints_one_object_a_report_and_nothing_else(tmp_path: Path) -> None:
    done = run("train", "--out", str(tmp_path / "r"), "--preset", "xs", "--steps", "12", "--json")
    assert done.returncode == 0, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["step"] for r in reports if r["report"] == "step"] == list(range(1, 13))
    assert reports[0]["report"] == "prepared"
    assert reports[-1]["report"] == "saved"
    assert any(r["report"] == "validation" and r["bits_per_byte"] > 0 for r in reports)


def test_the_same_seed_trains_the_same_model(tmp_path: Path) -> None:
    losses = []
    for name in ("a", "b"):
        done = run("train", "--out", str(tmp_path / name), "--preset", "xs", "--steps", "8", "--seed", "5", "--json")
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        losses.append([r["loss"] for r in reports if r["report"] == "step"])
    assert losses[0] == losses[1]


def test_ask_continues_a_prompt_and_its_bets_are_probabilities(trained: Path) -> None:
    done = run("ask", str(trained), "The cow says", "--n", "2", "--max-tokens", "9", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert len(answer["completions"]) == 2
    probabilities = [bet["probability"] for bet in answer["next_tokens"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1
    again = run("ask", str(trained), "The cow says", "--n", "2", "--max-tokens", "9", "--json")
    assert json.loads(again.stdout)["completions"] == answer["completions"], "the same dice give the same text"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Taught:
    """A run folder of a tiny model that went through all stages, and what was told on the way."""
    out = tmp_path_factory.mktemp("runs") / "taught"
    small = ("--steps", "40", "--sft-steps", "12", "--votes", "60", "--rounds", "2")
    done = run("train", "--out", str(out), "--preset", "xs", "--stages", "pretrain,sft,rlhf", *small, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out, [json.loads(line) for line in done.stdout.splitlines()]


def test_train_takes_a_model_through_all_three_stages(taught: Taught) -> None:
    out, reports = taught
    assert [r["step"] for r in reports if r["report"] == "sft"] == list(range(1, 13))
    assert [r["round"] for r in reports if r["report"] == "round"] == [1, 2]
    kinds = {str(r["report"]) for r in reports}
    assert kinds >= {"prepared", "step", "validation", "probe", "exam", "votes", "judge", "agreement", "outcome"}
    assert [r.get("stage") for r in reports if r["report"] == "finished"] == [None, "sft", "rlhf"]
    assert reports[-1] == {"report": "saved", "out": str(out), "interrupted": False}
    data = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [(s["stage"], s["complete"]) for s in data["stages"]] == [("pretrain", True), ("sft", True), ("rlhf", True)]
    assert {p.suffix for p in (out / "snapshots").iterdir()} == {".safetensors"}


@pytest.mark.parametrize(("stage", "name", "step"), [("base", "pretrain", 40), ("sft", "sft", 12), ("rlhf", "rlhf", 2)])
def test_ask_puts_the_same_question_to_every_mind(taught: Taught, stage: str, name: str, step: int) -> None:
    done = run("ask", str(taught[0]), "What does a cow say?", "--stage", stage, "--n", "2", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["stage"], answer["step"], answer["mind"]) == (name, step, stage)
    assert len(answer["completions"]) == len(answer["ratings"]) == 2
    for rating in answer["ratings"]:
        assert isinstance(rating["score"], float) and isinstance(rating["utility"], float)
        assert {type(rating[what]) for what in ("ended", "wellformed", "correct", "kind")} == {bool}
    other = run("ask", str(taught[0]), "What is the meaning of it all?", "--stage", stage, "--json")
    assert json.loads(other.stdout)["ratings"][0]["correct"] is None, "nobody can check this one"


def test_a_stage_that_is_not_there_is_told_with_those_that_are(taught: Taught, trained: Path) -> None:
    for folder, stage, words in (
        (trained, "sft", f"{trained} has no stage “sft”; it has: base."),
        (taught[0], "rlhf.no_leash", f"{taught[0]} has no stage “rlhf.no_leash”; it has: base, sft, rlhf."),
        (taught[0], "7", f"{taught[0]} has no snapshot of step 7. It has: 40, 12, 2."),
        (taught[0], "dance", "“dance” is no age of a model."),
    ):
        done = run("ask", str(folder), "x", "--stage", stage)
        assert done.returncode == 2 and done.stdout == ""
        assert words in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_damaged_mind_is_told_and_the_others_answer(taught: Taught, tmp_path: Path) -> None:
    folder = tmp_path / "hurt"
    shutil.copytree(taught[0], folder)
    (folder / "snapshots" / "sft-00000012.safetensors").write_bytes(b"oh")
    done = run("ask", str(folder), "One", "--max-tokens", "3")
    assert done.returncode == 0 and "bets on the next piece" in done.stdout
    assert "sft-00000012.safetensors cannot be read" in done.stderr and len(done.stderr.splitlines()) == 1
    done = run("ask", str(folder), "One", "--stage", "sft")
    assert done.returncode == 1 and "sft-00000012.safetensors cannot be read" in done.stderr


def test_interrupting_a_later_stage_saves_all_there_is(tmp_path: Path) -> None:
    out = tmp_path / "cut"
    arguments = ["train", "--out", str(out), "--preset", "xs", "--steps", "20", "--stages", "pretrain,sft", "--json"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments, "--sft-steps", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        report = json.loads(line)
        if report["report"] == "sft" and report["step"] >= 3:
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert json.loads(rest.splitlines()[-1]) == {"report": "saved", "out": str(out), "interrupted": True}
    stages = json.loads((out / "run.json").read_text(encoding="utf-8"))["stages"]
    assert [(s["stage"], s["complete"]) for s in stages] == [("pretrain", True), ("sft", False)]
    done = run("ask", str(out), "Who?", "--stage", "sft", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


def test_a_text_without_questions_is_pretrained_on_and_the_rest_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "pond.txt"
    lines = [f"The {a} swam to the {b} frog.\n\n" for a in ("old", "green", "small") for b in ("big", "shy", "wet")]
    text.write_text("".join(lines * 120), encoding="utf-8")
    out = tmp_path / "pond"
    stages = ("--stages", "pretrain,sft,rlhf")
    done = run("train", "--out", str(out), "--preset", "xs", "--steps", "10", "--text", str(text), *stages)
    assert done.returncode == 2
    assert "too few passages of two sentences" in done.stderr.splitlines()[-1]
    assert str(out) in done.stderr.splitlines()[-1]
    done = run("ask", str(out), "The", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


def test_ask_copes_with_an_empty_prompt_and_with_emoji(trained: Path) -> None:
    for prompt in ("", "🐄 says naïve “moo”"):
        done = run("ask", str(trained), prompt, "--max-tokens", "5", "--temperature", "0")
        assert done.returncode == 0, done.stderr
        assert "bets on the next piece" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "no-such-run", "x"], "There is no folder no-such-run"),
        (["ask", "RUN", "x", "--top-p", "0"], "Top-p must be above 0"),
        (["ask", "RUN", "x", "--stage", "rlhf"], "has no stage"),
        (["ask", "RUN", "x", "--stage", "7"], "has no snapshot of step 7"),
        (["train", "--out", "RUN"], "already holds a run"),
        (["train", "--out", "new", "--text", "missing.txt"], "missing.txt"),
        (["train", "--out", "new", "--stages", "dance"], "--stages"),
        (["shots", "--out", "pics", "--size", "huge"], "--size"),
    ],
)
def test_mistakes_get_a_plain_sentence(arguments: list[str], words: str, trained: Path, tmp_path: Path) -> None:
    filled = [str(trained) if a == "RUN" else a for a in arguments]
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *filled],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_interrupting_train_saves_what_there_is(tmp_path: Path) -> None:
    out = tmp_path / "cut"
    arguments = ["train", "--out", str(out), "--preset", "xs", "--steps", "100000", "--json"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("step", 0) >= 20:
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert json.loads(rest.splitlines()[-1]) == {"report": "saved", "out": str(out), "interrupted": True}
    done = run("ask", str(out), "One", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


def test_train_learns_from_a_text_of_ones_own(tmp_path: Path) -> None:
    text = tmp_path / "pond.txt"
    lines = [f"The {a} swam to the {b} frog.\n\n" for a in ("old", "green", "small") for b in ("big", "shy", "wet")]
    text.write_text("".join(lines * 120), encoding="utf-8")
    out = tmp_path / "pond"
    done = run("train", "--out", str(out), "--preset", "xs", "--steps", "150", "--text", str(text))
    assert done.returncode == 0, done.stderr
    answer = json.loads(run("ask", str(out), "The old swam to", "--temperature", "0", "--json").stdout)
    assert answer["next_tokens"][0]["token"].strip() in {"the", "th", "t"}
    assert answer["next_tokens"][0]["probability"] > 0.5


def test_doctor_tells_versions_and_arithmetic() -> None:
    started = time.monotonic()
    done = run("doctor")
    assert "torch" in done.stdout
    assert "arithmetic:" in done.stdout
    assert "votes on models that are not saved: " in done.stdout
    assert "Result" in done.stdout
    assert time.monotonic() - started < 60
