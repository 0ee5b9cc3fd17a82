"""The user's text files: read, checked, and parted into documents. What is wrong is said in one sentence."""

import codecs
from collections.abc import Sequence
from pathlib import Path

MIN_CHARS = 20_000
MAX_CHARS = 200_000_000  # about 200 MB: more than any model here can read
_CHUNK = 1 << 22
_LONGEST_DOCUMENT = 8_000  # characters; longer paragraphs are cut, so that encoding stays fast and memory small
_SHORTEST_DOCUMENT = 400  # shorter paragraphs are read together with the next
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS = "open it in a text editor and save it as UTF-8"


class CorpusError(ValueError):
    """A text cannot be learned from; the message is one plain sentence that says what to do."""


def _check_kind(path: Path) -> None:
    if path.is_dir():
        raise CorpusError(f"“{path}” is a folder, but a text file is needed; choose the files inside it.")
    if not path.exists():
        raise CorpusError(f"The file “{path}” was not found; check its name and folder.")


def _check_head(path: Path, head: bytes) -> None:
    if head.startswith(_UTF16):
        raise CorpusError(f"“{path.name}” is written in UTF-16, but UTF-8 is needed; {_SAVE_AS}.")
    if b"\0" in head:
        raise CorpusError(
            f"“{path.name}” is not a text file (it contains bytes that no text has); choose a plain text file."
        )


def read_text(path: Path, limit: int = MAX_CHARS) -> tuple[str, bool]:
    """Return the text of a UTF-8 file, without a byte order mark and with plain line ends.

    Args:
        path: the file.
        limit: at most so many characters are read.

    Returns:
        The text, and whether something was left out.

    Raises:
        CorpusError: the file is missing, a folder, unreadable, binary, or in another encoding.
    """
    _check_kind(path)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    parts: list[str] = []
    n_chars = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                _check_head(path, chunk[:4096] if not parts else chunk)
                parts.append(decoder.decode(chunk))
                n_chars += len(parts[-1])
                if n_chars > limit:
                    break
            else:
                parts.append(decoder.decode(b"", final=True))
    except PermissionError as error:
        raise CorpusError(f"“{path}” may not be read; give yourself permission to read it or copy it.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"“{path.name}” is not written in UTF-8 (perhaps in an older encoding such as Latin-1); {_SAVE_AS}."
        ) from error
    except OSError as error:
        raise CorpusError(f"“{path}” cannot be read ({error.strerror or error}); copy it to this computer.") from error
    text = "".join(parts)[:limit].replace("\r\n", "\n").replace("\r", "\n")
    return text, n_chars > limit


def split_documents(text: str) -> list[str]:
    """Return the documents of a text: paragraphs parted by blank lines, short ones together, very long ones cut."""
    documents: list[str] = []
    group: list[str] = []
    size = 0
    paragraphs = "\n".join("" if line.isspace() else line for line in text.split("\n")).split("\n\n")
    for paragraph in paragraphs:
        paragraph = paragraph.strip("\n")
        if not paragraph:
            continue
        group.append(paragraph)
        size += len(paragraph)
        if size >= _SHORTEST_DOCUMENT:
            documents += _cut("\n\n".join(group))
            group, size = [], 0
    if group:
        documents.append("\n\n".join(group))
    return documents


def _cut(text: str) -> list[str]:
    """Return a text in parts of at most `_LONGEST_DOCUMENT` characters, cut at a line's or word's end if possible."""
    parts = []
    start = 0
    while len(text) - start > _LONGEST_DOCUMENT:
        window = text[start : start + _LONGEST_DOCUMENT]
        cut = max(window.rfind("\n"), window.rfind(". ") + 1)
        if cut < _LONGEST_DOCUMENT // 2:
            cut = window.rfind(" ")
        if cut <= 0:
            cut = _LONGEST_DOCUMENT
        parts.append(text[start : start + cut])
        start += cut
    parts.append(text[start:])
    return parts


def read_documents(paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Return the documents of several files, and notices about what was left out.

    Raises:
        CorpusError: see `read_text`; also if no file is given, or all together are too short.
    """
    if not paths:
        raise CorpusError("No text file was given; name at least one.")
    documents: list[str] = []
    notices: list[str] = []
    n_chars = 0
    for path in paths:
        text, cut = read_text(path, MAX_CHARS - n_chars)
        n_chars += len(text)
        documents += split_documents(text)
        if cut or n_chars >= MAX_CHARS:
            notices.append(f"Only the first {MAX_CHARS // 1_000_000} MB of the text are used.")
            break
    n_chars = sum(map(len, documents))
    names = " and ".join(f"“{path.name}”" for path in paths)
    if n_chars == 0:
        raise CorpusError(f"{names} holds no text; at least {MIN_CHARS // 1000} kB are needed.")
    if n_chars < MIN_CHARS:
        raise CorpusError(
            f"{names} holds {n_chars / 1000:.1f} kB of text, but at least {MIN_CHARS // 1000} kB are needed to learn "
            "anything; add more text or more files."
        )
    return documents, notices
