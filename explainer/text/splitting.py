"""A text parted into documents: what a model reads as one piece, with an end-of-text token after it.

Documents are paragraphs parted by blank lines: short ones together, very long ones cut. A line that is nothing but a
sign which parts texts (``%`` of fortune files, ``***`` of novels, ``<|endoftext|>`` of data sets) always ends a
document, however short, and is not read.

It leaves out headings, page numbers and mark-up: they are text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

LONGEST_DOCUMENT = 8_000  # characters; longer paragraphs are cut, so that encoding stays fast and memory small
_SHORTEST_DOCUMENT = 400  # shorter paragraphs are read together with the next
_LONGEST_SEPARATOR = 80
_END_OF_TEXT = ("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>")
_SEPARATORS = frozenset({"%", "%%", *_END_OF_TEXT})
_ORNAMENT = re.compile(r"([*＊※◇◆○●☆★~#+_])(?:[ \t\u3000]*\1){2,}")
_RULE = re.compile(r"([-=–—─＝])(?:[ \t\u3000]*\1){2,}")  # after a line of text it underlines a heading
_ENDS = ".!?。！？…"


@dataclass(slots=True)
class Split:
    """The documents of a text, and how they came about.

    Attributes:
        documents: without blank lines at their ends; none is empty.
        separators: how often each line that parts texts was met; "***" stands for all ornaments alike.
        n_cut: how many of the documents are parts of one that was too long.
    """

    documents: list[str] = field(default_factory=list)
    separators: Counter[str] = field(default_factory=Counter)
    n_cut: int = 0


def split(text: str) -> Split:
    """Part a text into documents."""
    found = Split()
    group: list[str] = []  # paragraphs that will be one document
    paragraph: list[str] = []
    size = 0

    def end_paragraph() -> None:
        nonlocal size
        if paragraph:
            group.append("\n".join(paragraph))
            size += len(group[-1])
            paragraph.clear()

    def end_document() -> None:
        nonlocal size
        end_paragraph()
        if group:
            parts = _cut("\n\n".join(group))
            found.documents += parts
            found.n_cut += len(parts) if len(parts) > 1 else 0
            group.clear()
            size = 0

    for line in text.split("\n"):
        if not line or line.isspace():
            end_paragraph()
            if size >= _SHORTEST_DOCUMENT:
                end_document()
            continue
        before, separator, after = _parted(line, under_text=bool(paragraph))
        if separator:
            found.separators[separator] += 1
            paragraph += [before] if before else []
            end_document()
            paragraph += [after] if after else []
        else:
            paragraph.append(line)
    end_document()
    return found


def _parted(line: str, *, under_text: bool) -> tuple[str, str, str]:
    """Return what stands before a separator in ``line``, the separator or "", and what stands after it."""
    short = line.strip() if len(line) <= _LONGEST_SEPARATOR else ""
    if short:
        if short in _SEPARATORS:
            return "", short, ""
        if _ORNAMENT.fullmatch(short) or (not under_text and _RULE.fullmatch(short)):
            return "", re.sub(r"\s", "", short)[:3], ""
    if line[-1] == ">" or line[0] == "<":  # an end of text may stand at the end or beginning of a line, too
        for marker in _END_OF_TEXT:
            if line.endswith(marker):
                return line.removesuffix(marker).rstrip(), marker, ""
            if line.startswith(marker):
                return "", marker, line.removeprefix(marker).lstrip()
    return "", "", ""


def _cut(text: str) -> list[str]:
    """Return a text in parts of at most `LONGEST_DOCUMENT` characters, cut at a line's or word's end if possible."""
    parts = []
    start = 0
    while len(text) - start > LONGEST_DOCUMENT:
        end = start + cut_before(text[start : start + LONGEST_DOCUMENT])
        parts.append(text[start:end])
        start = end
    parts.append(text[start:])
    return parts


def cut_before(text: str) -> int:
    """Return where to cut ``text``, at its end at the latest: after a line or sentence, else a word, in its last half.

    Where there is none of these, it is cut at its very end.
    """
    cut = max(text.rfind("\n"), *(text.rfind(f"{end} ") + 1 if end in ".!?" else text.rfind(end) + 1 for end in _ENDS))
    if cut < len(text) // 2:
        cut = text.rfind(" ")
    return cut if cut >= len(text) // 2 and cut > 0 else len(text)
