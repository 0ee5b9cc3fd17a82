"""What is printed commands no terminal, and output that fails ends no work."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer import cli
from explainer.cli.terminal import Output, json_line, plain_output, printable, tell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("title\x1b]0;owned\x07", "title␛]0;owned␇"),
        ("over\rwritten\b\b", "over␍written␈␈"),
        ("\x9b31m \x7f", "⟨9B⟩31m ␡"),
        ("file\u202etxt.exe", "file⟨202E⟩txt.exe"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("القطة 书 🙂 é", "القطة 书 🙂 é"),
    ],
)
def test_what_a_terminal_would_obey_becomes_a_sign(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_nothing_printed_holds_a_control_character(text):
    assert not [c for c in printable(text) if (ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]


@given(st.text() | st.text(st.characters(categories=["Cs", "Cc", "Cf"])))
def test_a_line_of_json_means_the_same_and_is_one_line(text):
    line = json_line({"text": text})
    meant = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # two halves make one
    assert json.loads(line) == {"text": meant}
    assert line == printable(line) and len(line.splitlines()) == 1
    assert line.encode("utf-8")


class Failing(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_a_stream_whose_reader_has_gone_says_so_once():
    output = Output(Failing(BrokenPipeError(32, "Broken pipe")), bars=False)
    with pytest.raises(BrokenPipeError):
        output.write("x")
    output.write("y")
    output.flush()
    assert not output.failed


def test_a_stream_on_a_full_disk_is_given_up_and_remembered():
    output = Output(Failing(OSError(28, "No space left on device")), bars=False)
    output.write("x")
    output.write("y")
    assert output.failed == "No space left on device"


def test_only_a_bar_may_go_back_to_the_beginning_of_its_line():
    for bars, expected in ((True, "\rbar␍␍"), (False, "␍bar␍␍")):
        stream = io.StringIO()
        Output(stream, bars=bars).write("\rbar\r\r")
        assert stream.getvalue() == expected


def test_a_terminal_that_prints_ascii_alone_gets_question_marks_and_escaped_json():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    with redirect_stdout(stream), plain_output():
        sys.stdout.write("“é” ×\n")
        sys.stdout.write(json_line({"text": "é"}))
    assert raw.getvalue() == b'??? ?\n{"text": "\\u00e9"}'


def test_streams_that_are_closed_swallow_what_is_written(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with plain_output():
        sys.stdout.write("x")
        tell("y")


def test_the_reason_for_a_fault_is_written_although_it_holds_half_a_character(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("explainer.cli.doctor.run", lambda args: {}["\udcfc"])
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert said == f"Something unexpected went wrong. The details are in {log}\n"
    assert "KeyError" in log.read_text("utf-8")


def test_a_fault_on_a_full_disk_is_told_all_the_same(monkeypatch, capsys):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    monkeypatch.setattr("explainer.cli.doctor.run", lambda args: 1 / 0)
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().err == "Something unexpected went wrong. It was: ZeroDivisionError: division by zero\n"


def test_too_little_memory_is_told_in_one_sentence(monkeypatch, capsys):
    def greedy(args):
        raise MemoryError

    monkeypatch.setattr("explainer.cli.doctor.run", greedy)
    assert cli.main(["doctor"]) == 1
    assert "not enough memory" in capsys.readouterr().err


def test_a_mistake_with_escapes_in_it_is_told_without_them(capsys):
    assert cli.main(["train", "--out", "x", "--steps", "\x1b[31m3"]) == 2
    assert "“␛[31m3” is not a whole number" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_fails_the_command(monkeypatch):
    errors = io.StringIO()
    with redirect_stdout(Failing(OSError(28, "No space left on device"))), redirect_stderr(errors):
        assert cli.main(["--version"]) == 1
    assert errors.getvalue() == "The output could not be written (No space left on device).\n"
