"""Files of all sorts: each is read whole, or refused in one sentence that names it and says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explainer.text import textfiles
from explainer.text.names import name_problem, readable
from explainer.text.textfiles import CorpusError, names_of, read_documents, read_text

PROSE = "The sea was calm, and nobody on the ship had seen land for many days.\n\n"


def refusal(path: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_documents([path])
    message = str(caught.value)
    assert message.endswith(".") and "; " in message and "\n" not in message
    return message


@pytest.mark.parametrize("at", [0, 100, 4_095, 4_096, 20_000, 4_194_303, 4_194_304, 4_500_000])
def test_a_zero_byte_is_refused_wherever_it_stands_and_its_place_is_told(at: int, tmp_path: Path) -> None:
    path = tmp_path / "nul.txt"
    text = bytearray((PROSE * (5_000_000 // len(PROSE))).encode())
    text[at] = 0
    path.write_bytes(text)
    assert f"“nul.txt” is not a text file (byte {at + 1:,} is zero, which no text has)" in refusal(path)


def test_a_sparse_file_of_two_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    assert "byte 1 is zero" in refusal(path)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/stdin", "/dev/tty", "/dev/null"])
def test_a_device_is_refused_before_it_is_opened(device: str) -> None:
    if not Path(device).exists() or Path(device).is_file():
        pytest.skip(f"no device {device} here")
    assert "is a device or a pipe" in refusal(Path(device)) or "may not be read" in refusal(Path(device))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_that_nobody_writes_to_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a device or a pipe, but a file is needed; save the text in a file first." in refusal(tmp_path / "pipe")


def test_a_name_that_is_too_long_or_leads_through_a_file_is_refused(tmp_path: Path) -> None:
    assert "File name too long" in refusal(tmp_path / ("x" * 300))
    (tmp_path / "file").write_text("text")
    assert "was not found" in refusal(tmp_path / "file" / "in_a_file.txt")


def test_a_file_that_may_not_be_entered_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    assert "secret.txt” may not be read" in refusal(tmp_path / "secret.txt")


def test_a_name_that_is_no_utf_8_is_refused_before_any_work(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xfcch.txt")
    path.write_text(PROSE * 400)
    assert refusal(path) == "The name “b?ch.txt” has bytes that are no UTF-8 letters; rename it first."


def test_a_folder_around_it_whose_name_is_no_utf_8_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "book.txt").write_text(PROSE * 400)
    assert "The name “caf?”" in refusal(folder / "book.txt")
    monkeypatch.chdir(folder)
    assert "The name “caf?”" in refusal(Path("book.txt")), "a run remembers the whole path"


def test_half_a_character_or_a_zero_in_a_name_is_refused() -> None:
    assert "half a character" in str(name_problem(Path("/tmp/\ud83d.txt")))
    assert "“/tmp/a” holds a zero byte" in str(name_problem(Path("/tmp/a\0b")))
    assert name_problem(Path("/tmp/书 “q” \u202e.txt")) is None


def test_text_in_two_encodings_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    path.write_bytes(("Das Mädchen läuft über die Straße.\n" * 900).encode() + "Jörg\n".encode("latin-1"))
    assert refusal(path).startswith("“mixed.txt” is UTF-8, but not all of it: line 901 has other bytes;")


def test_a_text_cut_off_in_a_letter_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes((PROSE * 400).encode() + b"\xe2\x82")
    assert "is UTF-8, but ends in the middle of a letter; copy it again" in refusal(path)


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7 ", "a PDF"),
        (b"{\\rtf1\\ansi ", "an RTF document"),
        (b"PK\x03\x04", "a Word"),
        (b"\x1f\x8b\x08", "a compressed file"),
    ],
)
def test_a_document_that_is_no_plain_text_is_called_by_its_name(head: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "essay"
    path.write_bytes(head + (PROSE * 400).encode())
    assert f"“essay” is {what}" in refusal(path)


def test_marks_in_the_middle_and_every_kind_of_line_end_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "joined.txt"
    path.write_bytes("\ufeffone\r\ntwo\r\ufeffthree\n".encode())
    assert read_text(path) == ("one\ntwo\nthree\n", False)


@pytest.mark.parametrize(
    ("letters", "text"), [(19_999, "19.9 kB"), (19_950, "19.9 kB"), (19_949, "19.9 kB"), (100, "0.1 kB")]
)
def test_a_text_that_is_just_too_short_does_not_round_up_to_enough(letters: int, text: str, tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("x" * letters)
    assert f"holds {text} of text, but at least 20 kB are needed" in refusal(path)


def test_the_limit_is_in_bytes_as_the_file_manager_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "zh.txt"
    path.write_text("浮" * 6_666, encoding="utf-8")  # 19,998 bytes
    assert "holds 19.9 kB" in refusal(path)
    path.write_text("浮" * 6_667, encoding="utf-8")
    assert sum(map(len, read_documents([path])[0])) == 6_667


def test_reading_stops_at_the_limit_within_a_letter_without_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.txt"
    path.write_text("浮" * 20_000, encoding="utf-8")
    monkeypatch.setattr(textfiles, "MAX_BYTES", 30_001)
    documents, notices = read_documents([path])
    assert sum(map(len, documents)) == 10_000 and str(notices[-1]).startswith("Only the first")


def test_of_very_many_files_only_some_are_named() -> None:
    paths = [Path(f"/books/{i}.txt") for i in range(100)]
    assert str(names_of(paths)) == "0.txt, 1.txt, 2.txt and 97 other files"
    assert str(names_of(paths[:4], "“{}”")) == "“0.txt”, “1.txt”, “2.txt” and “3.txt”"
    assert str(names_of(paths[:1])) == "0.txt"


def test_half_a_character_in_a_text_reads_as_a_question_mark() -> None:
    assert readable("caf\udce9 \ud83d") == "caf? ?"
    assert readable("🐄 ok") == "🐄 ok"
