"""The commands, started as people start them: as processes."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from tests.e2e.commands import Done, Report, interrupt, reports, run, run_all

Taught = tuple[Path, list[Report]]  # a run folder, and what was told on the way


def test_without_a_display_it_says_so_and_names_what_works() -> None:
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = run(env=env)
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert all(command in done.stderr for command in ("train", "ask", "shots", "doctor"))
    assert len(done.stderr.strip().splitlines()) == 1


def test_train_writes_a_run_folder_without_pickle(trained: Path) -> None:
    files = {str(p.relative_to(trained)) for p in trained.rglob("*") if p.is_file()}
    data = json.loads((trained / "run.json").read_text(encoding="utf-8"))
    snapshot = data["stages"][0]["snapshot"]
    assert snapshot.startswith("pretrain-00000040-")
    expected = {"run.json", "tokenizer.json", "metrics.jsonl", f"snapshots/{snapshot}"}
    assert files == expected
    assert data["version"] == 3
    assert data["stages"][0]["step"] == 40
    assert data["stages"][0]["complete"] is True


def test_train_json_prints_one_object_a_report_and_nothing_else(tmp_path: Path) -> None:
    done = run("train", "--out", str(tmp_path / "r"), "--preset", "xs", "--steps", "12", "--json")
    told = reports(done)
    assert [r["step"] for r in told if r["report"] == "step"] == list(range(1, 13))
    assert told[0]["report"] == "prepared"
    assert told[-1]["report"] == "saved"
    assert any(r["report"] == "validation" and r["bits_per_byte"] > 0 for r in told)


def test_the_same_seed_trains_the_same_model(tmp_path: Path) -> None:
    small = ("--preset", "xs", "--steps", "8", "--seed", "5", "--json")
    both = run_all(*(("train", "--out", str(tmp_path / name), *small) for name in "ab"))
    losses = [[r["loss"] for r in reports(done) if r["report"] == "step"] for done in both]
    assert len(losses[0]) == 8
    assert losses[0] == losses[1]


def test_ask_continues_a_prompt_and_its_bets_are_probabilities(trained: Path) -> None:
    command = ("ask", str(trained), "The cow says", "--n", "2", "--max-tokens", "9", "--json")
    (answer,), (again,) = map(reports, run_all(command, command))
    assert len(answer["completions"]) == 2
    probabilities = [bet["probability"] for bet in answer["next_tokens"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1
    assert again["completions"] == answer["completions"], "the same dice give the same text"


def test_train_takes_a_model_through_all_three_stages(taught: Taught) -> None:
    out, told = taught
    assert [r["step"] for r in told if r["report"] == "sft"] == list(range(1, 13))
    assert [r["round"] for r in told if r["report"] == "round"] == [1, 2]
    kinds = {str(r["report"]) for r in told}
    assert kinds >= {"prepared", "step", "validation", "probe", "exam", "votes", "judge", "agreement", "outcome"}
    assert [r.get("stage") for r in told if r["report"] == "finished"] == [None, "sft", "rlhf"]
    assert told[-1] == {"report": "saved", "out": str(out), "interrupted": False}
    data = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [(s["stage"], s["complete"]) for s in data["stages"]] == [("pretrain", True), ("sft", True), ("rlhf", True)]
    assert {p.suffix for p in (out / "snapshots").iterdir()} == {".safetensors"}


@pytest.mark.parametrize(("stage", "name", "step"), [("base", "pretrain", 40), ("sft", "sft", 12), ("rlhf", "rlhf", 2)])
def test_ask_puts_the_same_question_to_every_mind(taught: Taught, stage: str, name: str, step: int) -> None:
    known = ("ask", str(taught[0]), "What does a cow say?", "--stage", stage, "--n", "2", "--json")
    unknown = ("ask", str(taught[0]), "What is the meaning of it all?", "--stage", stage, "--json")
    done, other = run_all(known, unknown)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["stage"], answer["step"], answer["mind"]) == (name, step, stage)
    assert len(answer["completions"]) == len(answer["ratings"]) == 2
    for rating in answer["ratings"]:
        assert isinstance(rating["score"], float) and isinstance(rating["utility"], float)
        assert {type(rating[what]) for what in ("ended", "wellformed", "correct", "kind")} == {bool}
    assert json.loads(other.stdout)["ratings"][0]["correct"] is None, "nobody can check this one"


def test_a_stage_that_is_not_there_is_told_with_those_that_are(taught: Taught, trained: Path) -> None:
    wrong = (
        (trained, "sft", f"{trained} has no stage “sft”; it has: base."),
        (taught[0], "rlhf.no_leash", f"{taught[0]} has no stage “rlhf.no_leash”; it has: base, sft, rlhf."),
        (taught[0], "7", f"{taught[0]} has no snapshot of step 7. It has: 40, 12, 2."),
        (taught[0], "dance", "“dance” is no age of a model."),
    )
    asked = run_all(*(("ask", str(folder), "x", "--stage", stage) for folder, stage, _ in wrong))
    for done, (_, _, words) in zip(asked, wrong, strict=True):
        assert done.returncode == 2 and done.stdout == ""
        assert words in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_damaged_mind_is_told_and_the_others_answer(taught: Taught, tmp_path: Path) -> None:
    folder = tmp_path / "hurt"
    shutil.copytree(taught[0], folder)
    (spoiled,) = (folder / "snapshots").glob("sft-00000012-*.safetensors")
    spoiled.write_bytes(b"oh")
    done, hurt = run_all(
        ("ask", str(folder), "One", "--max-tokens", "3"), ("ask", str(folder), "One", "--stage", "sft")
    )
    assert done.returncode == 0 and "bets on the next piece" in done.stdout
    assert f"{spoiled.name} cannot be read" in done.stderr and len(done.stderr.splitlines()) == 1
    assert hurt.returncode == 1 and f"{spoiled.name} cannot be read" in hurt.stderr


def test_interrupting_a_later_stage_saves_all_there_is(tmp_path: Path) -> None:
    out = tmp_path / "cut"
    small = ("--preset", "xs", "--steps", "20", "--stages", "pretrain,sft", "--sft-steps", "100000")
    code, last = interrupt(
        lambda told: told["report"] == "sft" and told["step"] >= 3, "train", "--out", str(out), *small
    )
    assert (code, last) == (130, {"report": "saved", "out": str(out), "interrupted": True})
    stages = json.loads((out / "run.json").read_text(encoding="utf-8"))["stages"]
    assert [(s["stage"], s["complete"]) for s in stages] == [("pretrain", True), ("sft", False)]
    done = run("ask", str(out), "Who?", "--stage", "sft", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def pond(tmp_path: Path) -> Path:
    """A text of nine sentences, over and over, each a paragraph."""
    text = tmp_path / "pond.txt"
    lines = [f"The {a} swam to the {b} frog.\n\n" for a in ("old", "green", "small") for b in ("big", "shy", "wet")]
    text.write_text("".join(lines * 120), encoding="utf-8")
    return text


def test_a_text_without_questions_is_pretrained_on_and_the_rest_is_refused(pond: Path, tmp_path: Path) -> None:
    out = tmp_path / "pond"
    stages = ("--stages", "pretrain,sft,rlhf")
    done = run("train", "--out", str(out), "--preset", "xs", "--steps", "10", "--text", str(pond), *stages)
    assert done.returncode == 2
    assert "too few passages of two sentences" in done.stderr.splitlines()[-1]
    assert str(out) in done.stderr.splitlines()[-1]
    done = run("ask", str(out), "The", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


def test_ask_copes_with_an_empty_prompt_and_with_emoji(trained: Path) -> None:
    greedy = ("--max-tokens", "5", "--temperature", "0")
    for done in run_all(*(("ask", str(trained), prompt, *greedy) for prompt in ("", "🐄 says naïve “moo”"))):
        assert done.returncode == 0, done.stderr
        assert "bets on the next piece" in done.stdout


MISTAKES = {
    "There is no folder no-such-run": ["ask", "no-such-run", "x"],
    "Top-p must be above 0": ["ask", "RUN", "x", "--top-p", "0"],
    "has no stage": ["ask", "RUN", "x", "--stage", "rlhf"],
    "has no snapshot of step 7": ["ask", "RUN", "x", "--stage", "7"],
    "already holds a run": ["train", "--out", "RUN"],
    "missing.txt": ["train", "--out", "new", "--text", "missing.txt"],
    "--stages": ["train", "--out", "new", "--stages", "dance"],
    "--size": ["shots", "--out", "pics", "--size", "huge"],
}


@pytest.fixture(scope="module")
def mistaken(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """How each of the mistakes ended, by what is to be told of it."""
    commands = [[str(trained) if a == "RUN" else a for a in arguments] for arguments in MISTAKES.values()]
    return dict(zip(MISTAKES, run_all(*commands, cwd=tmp_path_factory.mktemp("mistakes")), strict=True))


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes_get_a_plain_sentence(words: str, mistaken: dict[str, Done]) -> None:
    done = mistaken[words]
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_interrupting_train_saves_what_there_is(tmp_path: Path) -> None:
    out = tmp_path / "cut"
    long = ("--preset", "xs", "--steps", "100000")
    code, last = interrupt(lambda told: told.get("step", 0) >= 20, "train", "--out", str(out), *long)
    assert (code, last) == (130, {"report": "saved", "out": str(out), "interrupted": True})
    done = run("ask", str(out), "One", "--max-tokens", "3")
    assert done.returncode == 0, done.stderr


def test_train_learns_from_a_text_of_ones_own(pond: Path, tmp_path: Path) -> None:
    out = tmp_path / "pond"
    done = run("train", "--out", str(out), "--preset", "xs", "--steps", "150", "--text", str(pond))
    assert done.returncode == 0, done.stderr
    answer = json.loads(run("ask", str(out), "The old swam to", "--temperature", "0", "--json").stdout)
    assert answer["next_tokens"][0]["token"].strip() in {"the", "th", "t"}
    assert answer["next_tokens"][0]["probability"] > 0.5


def test_doctor_tells_versions_and_arithmetic() -> None:
    started = time.monotonic()
    done = run("doctor")
    assert "torch" in done.stdout
    assert "arithmetic:" in done.stdout
    assert "work that is not saved: " in done.stdout
    assert "Result" in done.stdout
    assert time.monotonic() - started < 60
