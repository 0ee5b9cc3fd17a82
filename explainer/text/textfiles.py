"""The user's text files: read, checked, and parted into documents. What is wrong is said in one sentence.

Sizes are in bytes, as a file manager shows them. What no reader of the text would see is left out: byte order marks,
and the colour codes and other commands that were meant for a terminal.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from explainer.text.encodings import guess_encoding
from explainer.text.names import name_problem, shown
from explainer.text.splitting import LONGEST_DOCUMENT, Split, split

MIN_BYTES = 20_000
MAX_BYTES = 200_000_000  # more than any model here can read
_CHUNK = 1 << 22
_NAMED = 3  # files at most; of more, only their number is told
_SAVE_AS = "open it in a text editor and save it as UTF-8"
_DOCUMENTS = {  # what is no text, by how it begins
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a Word or LibreOffice document, or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a compressed file",
}
_TO_TERMINALS = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-Z\\^_`a-z{|}~])"
)


class CorpusError(ValueError):
    """A text cannot be learned from; the message is one plain sentence that says what to do."""


def names_of(paths: Sequence[Path], quoted: str = "{}") -> str:
    """Return the names of files for people; of very many, the first and how many more there are."""
    names = [quoted.format(shown(path.name)) for path in paths]
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED:,} other files"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def read_text(path: Path, limit: int = MAX_BYTES) -> tuple[str, bool]:
    """Return the text of a UTF-8 file, without byte order marks and with plain line ends.

    Args:
        path: the file.
        limit: about so many bytes are read at the most.

    Returns:
        The text, and whether something was left out at its end.

    Raises:
        CorpusError: the file is missing, no regular file, unreadable, binary, or in another encoding.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    parts: list[str] = []
    n_bytes = 0
    try:
        _check_kind(path)
        with path.open("rb") as file:
            while n_bytes < limit and (chunk := file.read(min(_CHUNK, limit - n_bytes))):
                if not n_bytes:
                    _check_head(path, chunk)
                if b"\0" in chunk:
                    raise CorpusError(_no_text(path, chunk, n_bytes + chunk.index(b"\0")))
                n_bytes += len(chunk)
                parts.append(decoder.decode(chunk))
            cut = bool(file.read(1))
            if not cut:
                parts.append(decoder.decode(b"", final=True))
    except PermissionError as error:
        raise CorpusError(
            f"“{shown(path)}” may not be read; give yourself permission to read it or copy it."
        ) from error
    except UnicodeDecodeError as error:
        raise CorpusError(_other_encoding(path, error, parts)) from error
    except OSError as error:
        reason = error.strerror or error
        raise CorpusError(f"“{shown(path)}” cannot be read ({reason}); copy it to this computer.") from error
    text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return text, cut


def _check_kind(path: Path) -> None:
    if problem := name_problem(path):
        raise CorpusError(problem)
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CorpusError(f"The file “{path}” was not found; check its name and folder.") from error
    if stat.S_ISDIR(kind):
        raise CorpusError(f"“{path}” is a folder, but a text file is needed; choose the files inside it.")
    if not stat.S_ISREG(kind):  # it may never end, and cannot be read a second time
        raise CorpusError(f"“{path}” is a device or a pipe, but a file is needed; save the text in a file first.")


def _check_head(path: Path, head: bytes) -> None:
    for beginning, what in _DOCUMENTS.items():
        if head.startswith(beginning):
            raise CorpusError(f"“{path.name}” is {what}; save its text as a plain text file in UTF-8.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise CorpusError(_is_written_in(path, guess_encoding(head)))
    if b"\x1b$B" in head[:4096] or b"\x1b$@" in head[:4096]:
        raise CorpusError(_is_written_in(path, "ISO-2022-JP (Japanese)"))


def _no_text(path: Path, chunk: bytes, at: int) -> str:
    if found := guess_encoding(chunk):
        return _is_written_in(path, found)
    where = f"byte {at + 1:,} is zero, which no text has"
    return f"“{path.name}” is not a text file ({where}); choose a plain text file."


def _is_written_in(path: Path, encoding: str) -> str:
    return f"“{path.name}” is written in {encoding}, it seems, but UTF-8 is needed; {_SAVE_AS}."


def _other_encoding(path: Path, error: UnicodeDecodeError, parts: Sequence[str]) -> str:
    """Say what is wrong where decoding stopped: another encoding, or UTF-8 that is damaged in places."""
    raw: bytes = error.object
    good = raw.decode("utf-8", "surrogateescape")
    n_bad = sum("\udc80" <= letter <= "\udcff" for letter in good)
    n_others = sum(letter > "\x7f" for letter in good) - n_bad
    line = sum(part.count("\n") for part in parts) + raw[: error.start].count(b"\n") + 1
    if error.reason == "unexpected end of data" and error.end == len(raw):
        return f"“{path.name}” is UTF-8, but ends in the middle of a letter; copy it again, or {_SAVE_AS}."
    if n_others > 4 * n_bad or any(not part.isascii() for part in parts):
        return f"“{path.name}” is UTF-8, but not all of it: line {line:,} has other bytes; {_SAVE_AS}."
    if found := guess_encoding(raw):
        return f"“{path.name}” is not written in UTF-8 but, it seems, in {found}; {_SAVE_AS}."
    return (
        f"“{path.name}” is not written in UTF-8 (perhaps in an older encoding such as Latin-1; line {line:,} is the "
        f"first that differs); {_SAVE_AS}."
    )


def read_documents(paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Return the documents of several files, and notices about how they were parted and what was left out.

    Raises:
        CorpusError: see `read_text`; also if no file is given, or all together are too short.
    """
    if not paths:
        raise CorpusError("No text file was given; name at least one.")
    documents: list[str] = []
    notices: list[str] = []
    n_read = 0
    for path in paths:
        text, cut = read_text(path, MAX_BYTES - n_read)
        n_read += n_bytes(text)
        text, n_codes = _TO_TERMINALS.subn("", text) if "\x1b" in text else (text, 0)
        if n_codes:
            notices.append(f"“{path.name}”: {n_codes:,} colour codes for terminals were left out.")
        parted = split(text)
        documents += parted.documents
        notices += _how_parted(path, parted)
        if cut or n_read >= MAX_BYTES:
            notices.append(f"Only the first {MAX_BYTES // 1_000_000} MB of the text are used.")
            break
    n_kept = sum(map(n_bytes, documents))
    names = names_of(paths, "“{}”")
    if n_kept == 0:
        raise CorpusError(f"{names} holds no text; at least {MIN_BYTES // 1000} kB are needed.")
    if n_kept < MIN_BYTES:
        raise CorpusError(
            f"{names} holds {n_kept // 100 / 10:.1f} kB of text, but at least {MIN_BYTES // 1000} kB are needed to "
            "learn anything (blank lines do not count); add more text or more files."
        )
    return documents, notices


def n_bytes(text: str) -> int:
    """How long a text is in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _how_parted(path: Path, parted: Split) -> list[str]:
    """What a person should know who wonders where documents end."""
    found = []
    if parted.separators:
        signs = " and ".join(f"“{sign}”" for sign, _ in parted.separators.most_common(2))
        found.append(f"“{path.name}”: lines of {signs} part its {len(parted.documents):,} documents.")
    if parted.n_cut:
        found.append(
            f"“{path.name}”: long stretches without a blank line were cut into {parted.n_cut:,} parts of at most "
            f"{LONGEST_DOCUMENT:,} characters, at the end of a line or word where there is one."
        )
    return found
