"""A slip of the finger on the command line gets one sentence that names the option, before any work is done."""

from __future__ import annotations

import pytest

from explainer import cli
from explainer.engine.voting import MOST_SIMULATED

ALL_STAGES = ("train", "--out", "run", "--stages", "pretrain,sft,rlhf")
NOT_WHOLE = ["0", "-1", "1.5", "1e3", "ten", "", "nan", "9" * 20, "9" * 5000]


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Run a command that must be refused, leaving nothing behind; return the sentence."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        assert cli.main(arguments) == 2
        told = capsys.readouterr()
        assert told.out == "" and len(told.err.splitlines()) == 1
        assert list(tmp_path.iterdir()) == []
        return told.err

    return run


@pytest.mark.parametrize("option", ["--steps", "--sft-steps", "--votes", "--rounds"])
@pytest.mark.parametrize("value", NOT_WHOLE)
def test_a_length_that_is_no_whole_number_within_reason_is_refused_with_its_bounds(option, value, refused):
    most = MOST_SIMULATED if option == "--votes" else 10_000_000
    expected = f"{option}: “{value}” is not a whole number from 1 to {most:,}. “python3 main.py train --help” lists"
    assert refused(*ALL_STAGES, option, value).startswith(expected)


def test_more_votes_than_a_labeller_gives_are_refused_before_any_text_is_written(refused):
    assert f"“{MOST_SIMULATED + 1}” is not a whole number from 1 to" in refused(
        *ALL_STAGES, "--votes", str(MOST_SIMULATED + 1)
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "--out", "run", "--seed", "-1"), "--seed: “-1” is not a whole number from 0"),
        (("train", "--out", "run", "--seed", "9" * 30), "is not a whole number from 0"),
        (("train", "--out", "run", "--seconds", "soon"), "--seconds: “soon” is not a number."),
        (
            ("train", "--out", "run", "--seconds", "inf"),
            "--seconds: “inf” is not a number above 0 and up to 10,000,000.",
        ),
        (("train", "--out", "run", "--seconds", "nan"), "--seconds: “nan” is not a number above 0"),
        (("train", "--out", "run", "--seconds", "-0"), "--seconds: “-0” is not a number above 0"),
        (("train", "--out", "run", "--seconds", "1e300"), "--seconds: “1e300” is not a number above 0"),
        (("shots", "--out", "run", "--seconds", "nan"), "--seconds: “nan” is not a number above 0"),
        (("train", "--out", "run", "--steps", "3", "--seconds", "3"), "--seconds: not allowed with argument --steps."),
        (("train", "--out", "run", "--stages"), "--stages: expected one argument."),
        (("train",), "The following arguments are required: --out."),
        (("ask", "run", "Hello", "--n", "1000000"), "--n: “1000000” is not a whole number from 1 to 1,000."),
        (("ask", "run", "Hello", "--max-tokens", "9" * 20), "--max-tokens:"),
        (("ask", "run", "Hello", "--temperature", "hot"), "--temperature: “hot” is not a number."),
        (("ask", "run", "Hello", "--seed", "x"), "--seed: “x” is not a whole number from 0"),
        (("ask", "run", "Hello", "--stage", "9" * 5000), "is no age of a model."),
        (("ask", "run", "Hello", "--stage", "-1"), "--stage: “-1” is no age of a model."),
        (("ask", "run", "Hello", "--top-p", "nan"), "Top-p must be above 0"),
        (("ask", "run", "Hello", "--temperature", "inf"), "Temperature must be"),
        (("ask", "run", "Hello", "--temperature", "-1"), "Temperature must be"),
        (("ask", "run", "Hello", "--top-k", "-1"), "--top-k: “-1” is not a whole number from 0 to 1,000,000."),
        (("ask", "run", "Hello", "--top-k", "nan"), "--top-k: “nan” is not a whole number"),
        (("ask", "run", "Hello", "--n", "0"), "--n: “0” is not a whole number from 1 to 1,000."),
        (("shots", "--out", "run", "--size", "100x100"), "with sides from 320 to 8,000."),
        (("shots", "--out", "run", "--size", "99999x99999"), "with sides from 320 to 8,000."),
        (("shots", "--out", "run", "--size", "1440x"), "is not a size such as 1440x900"),
        (("--seed", "nan"), "--seed: “nan” is not a whole number from 0"),
        (("--zoom", "big"), "--zoom: “big” is not a number. “python3 main.py --help” lists what is possible."),
    ],
)
def test_a_mistake_is_told_in_one_sentence(arguments, words, refused):
    assert words in refused(*arguments)


@pytest.mark.parametrize("command", [(), ("shots", "--out", "run")])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "0", "-1", "0.1", "0.49", "3.01", "100", "1e309", ""])
def test_a_zoom_at_which_nothing_could_be_seen_is_refused(command, value, refused):
    words = f"--zoom: “{value}” is not a number" + (" from 0.5 to 3." if value else ".")
    assert words in refused(*command, f"--zoom={value}")


def test_the_largest_seed_there_can_be_trains(tmp_path):
    seed = ("--seed", str(10**18), "--preset", "xs", "--steps", "1", "--json")
    assert cli.main(["train", "--out", str(tmp_path / "run"), *seed]) == 0
