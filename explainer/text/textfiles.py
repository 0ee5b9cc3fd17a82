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

from explainer.marking import Problem, Sentence, joined, mark
from explainer.text.encodings import guess_encoding
from explainer.text.names import name_problem, shown
from explainer.text.splitting import LONGEST_DOCUMENT, Split, split

MIN_BYTES = 20_000
MAX_BYTES = 200_000_000  # more than any model here can read
_CHUNK = 1 << 22
_NAMED = 3  # files at most; of more, only their number is told
_DOCUMENTS = {  # what is no text, by how it begins
    b"%PDF-": mark("engine", "a PDF document"),
    b"PK\x03\x04": mark("engine", "a Word or LibreOffice document, or a ZIP archive"),
    b"\xd0\xcf\x11\xe0": mark("engine", "an old Word document"),
    b"{\\rtf": mark("engine", "an RTF document"),
    b"\x1f\x8b": mark("engine", "a compressed file"),
}
_TO_TERMINALS = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-Z\\^_`a-z{|}~])"
)


class CorpusError(Problem):
    """A text cannot be learned from; its sentence says what to do."""


def names_of(paths: Sequence[Path], quoted: str = "{}") -> object:
    """The names of files as a value of a sentence; of very many, the first and how many more there are."""
    names: list[object] = [quoted.format(shown(path.name)) for path in paths]
    if len(names) > _NAMED + 1:
        others = Sentence(mark("engine", "{n:,} other files"), {"n": len(names) - _NAMED})
        names = [*names[:_NAMED], others]
    return joined(names)


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
                    raise _no_text(path, chunk, n_bytes + chunk.index(b"\0"))
                n_bytes += len(chunk)
                parts.append(decoder.decode(chunk))
            cut = bool(file.read(1))
            if not cut:
                parts.append(decoder.decode(b"", final=True))
    except PermissionError as error:
        locked = mark("engine", "“{path}” may not be read; give yourself permission to read it or copy it.")
        raise CorpusError(locked, path=shown(path)) from error
    except UnicodeDecodeError as error:
        raise _other_encoding(path, error, parts) from error
    except OSError as error:
        unread = mark("engine", "“{path}” cannot be read ({why}); copy it to this computer.")
        raise CorpusError(unread, path=shown(path), why=str(error.strerror or error)) from error
    text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return text, cut


def _check_kind(path: Path) -> None:
    if (problem := name_problem(path)) is not None:
        raise CorpusError.of(problem)
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        gone = mark("engine", "The file “{path}” was not found; check its name and folder.")
        raise CorpusError(gone, path=path) from error
    if stat.S_ISDIR(kind):
        folder = mark("engine", "“{path}” is a folder, but a text file is needed; choose the files inside it.")
        raise CorpusError(folder, path=path)
    if not stat.S_ISREG(kind):  # it may never end, and cannot be read a second time
        device = mark("engine", "“{path}” is a device or a pipe, but a file is needed; save the text in a file first.")
        raise CorpusError(device, path=path)


def _check_head(path: Path, head: bytes) -> None:
    for beginning, what in _DOCUMENTS.items():
        if head.startswith(beginning):
            document = mark("engine", "“{name}” is {what}; save its text as a plain text file in UTF-8.")
            raise CorpusError(document, name=path.name, what=what)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise _is_written_in(path, guess_encoding(head))
    if b"\x1b$B" in head[:4096] or b"\x1b$@" in head[:4096]:
        raise _is_written_in(path, mark("engine", "ISO-2022-JP (Japanese)"))


def _no_text(path: Path, chunk: bytes, at: int) -> CorpusError:
    if found := guess_encoding(chunk):
        return _is_written_in(path, found)
    return CorpusError(
        mark(
            "engine",
            "“{name}” is not a text file (byte {place:,} is zero, which no text has); choose a plain text file.",
        ),
        name=path.name,
        place=at + 1,
    )


def _is_written_in(path: Path, encoding: str) -> CorpusError:
    return CorpusError(
        mark(
            "engine",
            "“{name}” is written in {encoding}, it seems, but UTF-8 is needed; open it in a text editor and save it as "
            "UTF-8.",
        ),
        name=path.name,
        encoding=encoding,
    )


def _other_encoding(path: Path, error: UnicodeDecodeError, parts: Sequence[str]) -> CorpusError:
    """Say what is wrong where decoding stopped: another encoding, or UTF-8 that is damaged in places."""
    raw: bytes = error.object
    good = raw.decode("utf-8", "surrogateescape")
    n_bad = sum("\udc80" <= letter <= "\udcff" for letter in good)
    n_others = sum(letter > "\x7f" for letter in good) - n_bad
    line = sum(part.count("\n") for part in parts) + raw[: error.start].count(b"\n") + 1
    if error.reason == "unexpected end of data" and error.end == len(raw):
        return CorpusError(
            mark(
                "engine",
                "“{name}” is UTF-8, but ends in the middle of a letter; copy it again, or open it in a text editor and "
                "save it as UTF-8.",
            ),
            name=path.name,
        )
    if n_others > 4 * n_bad or any(not part.isascii() for part in parts):
        return CorpusError(
            mark(
                "engine",
                "“{name}” is UTF-8, but not all of it: line {line:,} has other bytes; open it in a text editor and "
                "save it as UTF-8.",
            ),
            name=path.name,
            line=line,
        )
    if found := guess_encoding(raw):
        return CorpusError(
            mark(
                "engine",
                "“{name}” is not written in UTF-8 but, it seems, in {encoding}; open it in a text editor and save it "
                "as UTF-8.",
            ),
            name=path.name,
            encoding=found,
        )
    return CorpusError(
        mark(
            "engine",
            "“{name}” is not written in UTF-8 (perhaps in an older encoding such as Latin-1; line {line:,} is the "
            "first that differs); open it in a text editor and save it as UTF-8.",
        ),
        name=path.name,
        line=line,
    )


def read_documents(paths: Sequence[Path]) -> tuple[list[str], list[Sentence]]:
    """Return the documents of several files, and notices about how they were parted and what was left out.

    Raises:
        CorpusError: see `read_text`; also if no file is given, or all together are too short.
    """
    if not paths:
        raise CorpusError(mark("engine", "No text file was given; name at least one."))
    documents: list[str] = []
    notices: list[Sentence] = []
    n_read = 0
    for path in paths:
        text, cut = read_text(path, MAX_BYTES - n_read)
        n_read += n_bytes(text)
        text, n_codes = _TO_TERMINALS.subn("", text) if "\x1b" in text else (text, 0)
        if n_codes:
            codes = mark("engine", "“{name}”: {n:,} colour codes for terminals were left out.")
            notices.append(Sentence(codes, {"name": path.name, "n": n_codes}))
        parted = split(text)
        documents += parted.documents
        notices += _how_parted(path, parted)
        if cut or n_read >= MAX_BYTES:
            cut_off = mark("engine", "Only the first {n} MB of the text are used.")
            notices.append(Sentence(cut_off, {"n": MAX_BYTES // 1_000_000}))
            break
    n_kept = sum(map(n_bytes, documents))
    names = names_of(paths, "“{}”")
    if n_kept == 0:
        empty = mark("engine", "{names} holds no text; at least {n} kB are needed.")
        raise CorpusError(empty, names=names, n=MIN_BYTES // 1000)
    if n_kept < MIN_BYTES:
        short = mark(
            "engine",
            "{names} holds {kept:.1f} kB of text, but at least {n} kB are needed to learn anything (blank lines do not "
            "count); add more text or more files.",
        )
        raise CorpusError(short, names=names, kept=n_kept // 100 / 10, n=MIN_BYTES // 1000)
    return documents, notices


def n_bytes(text: str) -> int:
    """How long a text is in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _how_parted(path: Path, parted: Split) -> list[Sentence]:
    """What a person should know who wonders where documents end."""
    found = []
    if parted.separators:
        signs = joined([f"“{sign}”" for sign, _ in parted.separators.most_common(2)])
        lines = mark("engine", "“{name}”: lines of {signs} part its {n:,} documents.")
        found.append(Sentence(lines, {"name": path.name, "signs": signs, "n": len(parted.documents)}))
    if parted.n_cut:
        cut = mark(
            "engine",
            "“{name}”: long stretches without a blank line were cut into {n:,} parts of at most {longest:,} "
            "characters, at the end of a line or word where there is one.",
        )
        found.append(Sentence(cut, {"name": path.name, "n": parted.n_cut, "longest": LONGEST_DOCUMENT}))
    return found
