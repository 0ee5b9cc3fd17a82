"""Names and prompts of all sorts on the command line: taken as they are, or refused before any work is done."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from explainer import cli
from explainer.cli.hints import ask_command, quoted
from tests.unit.engine.runs.whole_run import small

TEXT = "The sea was calm, and nobody on the ship had seen land for many days. But {} they sang.\n\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "my run"
    with small():
        assert cli.main(["train", "--out", str(out), "--preset", "xs", "--steps", "2", "--json"]) == 0
    return out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "--out", os.fsdecode(b"r\xfcn")), "--out: the name “r?n” has bytes that are no UTF-8 letters"),
        (("train", "--out", "r", "--text", os.fsdecode(b"b\xfcch.txt")), "--text: the name “b?ch.txt” has bytes"),
        (("ask", os.fsdecode(b"r\xfcn"), "x"), "RUN: the name “r?n” has bytes"),
        (("--run", os.fsdecode(b"r\xfcn")), "--run: the name “r?n” has bytes"),
        (("shots", "--out", os.fsdecode(b"r\xfcn")), "--out: the name “r?n” has bytes"),
        (("train", "--out", "r\0n"), "holds a zero byte"),
        (("train", "--out", "r\ud83dn"), "holds half a character"),
        (("train", "--out", ""), "--out: a name is expected here, and this one is empty."),
        (("ask", "", "x"), "RUN: a name is expected here"),
        (("train", "--out", "r", "--text", ""), "--text: a name is expected here"),
        (("--text", ""), "--text: a name is expected here"),
        (("train", "--out", "x" * 300), "cannot be written to (File name too long). Name another folder."),
        (("shots", "--out", "x" * 300), "cannot be written to (File name too long). Name another folder."),
        (("shots", "--out", "/dev/null"), "--out: /dev/null is a file. Name a folder."),
        (("train", "--out", "/dev/full"), "--out: /dev/full is a file. Name a folder."),
        (("train", "--out", "/dev/null/run"), "cannot be written to (Not a directory)"),
        (("train", "--out", "r", "--text"), "--text: expected at least one argument."),
        (("ask", "run", "-xyz"), "If “-xyz” is the prompt, put “--” before it."),
        (("ask", "run", "-hello"), "If “-hello” is the prompt, put “--” before it."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_in_one_sentence(arguments, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    told = capsys.readouterr()
    assert words in told.err and len(told.err.splitlines()) == 1 and told.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_looks_like_an_option_is_told_how_to_write(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-x.txt").write_text("x")
    assert cli.main(["train", "--out", "r", "--text", "-x.txt"]) == 2
    assert "If you mean the file “-x.txt”, write “./-x.txt”." in capsys.readouterr().err


def test_a_folder_that_was_made_for_a_run_that_cannot_be_is_taken_away(tmp_path, capsys):
    (tmp_path / "there").mkdir()
    for name in ("new", "there"):
        assert cli.main(["train", "--out", str(tmp_path / name), "--text", str(tmp_path), "--json"]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("stage", ["base", "2"])
@pytest.mark.parametrize("prompt", [os.fsdecode(b"caf\xe9"), "\ud83d", "a\0b", "", " ", "\x1b[31m", "x" * 5000])
def test_any_prompt_is_answered(prompt, stage, trained, capsys):
    for json in ([], ["--json"]):
        assert cli.main(["ask", str(trained), prompt, "--max-tokens", "3", "--stage", stage, *json]) == 0
        told = capsys.readouterr()
        assert told.err == "" and "\x1b" not in told.out and "\0" not in told.out


@pytest.mark.parametrize(
    "name", ["my run", 'out "x" & y 书', "a'b$HOME`x`", "-x", "plain", "new\nline", "tail ", "!x~"]
)
@pytest.mark.parametrize("prompt", ["One day", "-5 degrees", 'He said "no"', "$PATH", "《感遇》", "it's", "a\\b", ""])
def test_a_hint_is_taken_by_a_shell_as_it_is_meant(name, prompt):
    if sys.platform == "win32":
        pytest.skip("another shell")
    command = ask_command(Path(name), prompt, "--stage", "sft")
    read = shlex.split(command)
    assert read[:3] == ["python3", "main.py", "ask"]
    parser = cli._parser("ask")
    cli.importlib.import_module("explainer.cli.ask").add_arguments(parser)
    args = parser.parse_args(read[3:])
    assert (args.run, args.prompt, args.stage) == (Path(name), prompt, "sft")


def test_a_hint_means_the_same_to_a_real_shell():
    arguments = ["a b", "$HOME", "`x`", "it's", 'say "x"', "back\\slash", "", "!!", "*", "~", "书"]
    script = f"{shlex.quote(sys.executable)} -c 'import sys; print(sys.argv[1:])' {quoted(arguments)}"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(arguments)


def test_the_hint_after_training_names_the_folder_in_quotes_and_words_of_the_text(tmp_path, capsys):
    text = tmp_path / "book.txt"
    text.write_text("".join(TEXT.format(i) for i in range(400)), encoding="utf-8")
    out = tmp_path / "my run"
    with small():
        assert cli.main(["train", "--out", str(out), "--preset", "xs", "--steps", "2", "--text", str(text)]) == 0
    hint = capsys.readouterr().err.splitlines()[-1]
    assert hint == f'Saved in {out}. Try: python3 main.py ask "{out}" "The sea was calm, and"'


def test_ask_says_which_sampling_is_in_force(trained, capsys):
    wanted = {
        (): "Drawn at temperature 0.8: 400 of 400 pieces have a chance.",
        ("--temperature", "0"): "Drawn greedily: always the likeliest.",
        ("--top-k", "5", "--top-p", "1"): "Drawn at temperature 0.8, top-k 5: 5 of 400 pieces have a chance.",
    }
    for options, words in wanted.items():
        assert cli.main(["ask", str(trained), "The", "--max-tokens", "3", *options]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == words
    assert cli.main(["ask", str(trained), "The", "--top-k", "5", "--top-p", ".1"]) == 0
    assert "top-k 5, top-p 0.1: " in capsys.readouterr().out
