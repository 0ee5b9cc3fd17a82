"""The sentences of the page "Your text in pieces": about the text, about one piece, and about one word. Markdown.

Pure functions on frames. How often something stood is said of the training tokens that were counted, and of no more.
"""

from __future__ import annotations

from collections.abc import Callable

from explainer.engine.frames import Cut
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING, count, isolated, shaped
from explainer.ui.panels.tokens.known import MOST_BYTES, Known
from explainer.ui.panels.tokens.letters import LetterRun, plainly, quoted, written
from explainer.ui.translate import Marked, mark, translate, translated


def counted(n: int, one: Marked, many: Marked) -> str:
    """A number of things."""
    return f"{count(n)} {translated(one) if n == 1 else translated(many)}"


def pieces_text(n: int) -> str:
    """A number of pieces."""
    return counted(n, mark("Tokens", "piece"), mark("Tokens", "pieces"))


def characters_text(n: int) -> str:
    """A number of characters."""
    return counted(n, mark("Tokens", "character"), mark("Tokens", "characters"))


def measure(cut: Cut | None) -> str:
    """The text in numbers, one plain sentence."""
    if cut is None:
        return ""
    if not len(cut.ids):
        return translate("Tokens", "The text is empty. The model then sees one marker: the end of the text before.")
    n_bytes, n_pieces = sum(map(len, cut.raw)), len(cut.ids)
    return translate("Tokens", "{chars}, stored in {bytes}, cut into {pieces}.").format(
        chars=characters_text(len(cut.prompt)),
        bytes=counted(n_bytes, mark("Tokens", "byte"), mark("Tokens", "bytes")),
        pieces=pieces_text(n_pieces),
    )


def first_found(known: Known | None, write: Callable[[bytes], str]) -> dict[str, str]:
    """How many merges there are and which came first, for stories; its parts as ``write`` has them."""
    values = dict.fromkeys(("n_merges", "first_left", "first_right", "first_times"), NOTHING)
    if known is None:
        return values
    values["n_merges"] = count(known.n_merges)
    if known.n_merges:
        left, right = (write(known.frame.raw[int(i)]) for i in known.frame.merges[0][:2])
        values["first_left"], values["first_right"] = safe(isolated(left)), safe(isolated(right))
    if known.counted and known.n_merges:
        values["first_times"] = count(int(known.frame.counts[0]))
    return values


def about_piece(token: int, raw: bytes, split: LetterRun | None, known: Known | None) -> str:
    """What a piece is, and how often it stood; ``split`` is the character it is only a part of."""
    name = safe(isolated(written(raw)))
    if known is not None and known.is_marker(token):
        text = translate("Tokens", "**{piece}** is piece **{id}**: a marker, which stands outside the text.")
        return text.format(piece=name, id=token)
    if split is not None:
        what = translate("Tokens", "only a part of **{text}**").format(text=safe(isolated(shaped(split.text))))
    elif len(raw) == 1:
        what = translate("Tokens", "one byte")
    else:
        what = translate("Tokens", "{n} bytes").format(n=count(len(raw)))
    rank = known.rank_of(token) if known is not None else None
    if rank is not None and split is None:
        what = translate("Tokens", "{what}, made by merge {n}").format(what=what, n=count(rank + 1))
    text = translate("Tokens", "**{piece}** is piece **{id}**, {what}.").format(piece=name, id=token, what=what)
    return f"{text} {how_often(token, raw, known)}".rstrip()


def said_of(token: int, raw: bytes, split: LetterRun | None, known: Known | None) -> str:
    """The same for everybody: its number, and how often it stood."""
    if known is not None and known.is_marker(token):
        return translate("Tokens", "To the model an empty text is one number too: **{id}**.").format(id=token)
    text = translate("Tokens", "To the model **{piece}** is only its number in the list of pieces: **{id}**.")
    if split is not None:
        text = translate(
            "Tokens", "Only a part of **{piece}**, and to the model only its number in the list of pieces: **{id}**."
        )
    name = shaped(split.text) if split is not None else plainly(raw).strip() or translate("Tokens", "a blank")
    return f"{text.format(piece=safe(isolated(name)), id=token)} {how_often(token, raw, known)}".rstrip()


def how_often(token: int, raw: bytes, known: Known | None) -> str:
    """How often a piece stood in the text that was counted; nothing where nothing was."""
    if known is None or not known.counted:
        return ""
    times = int(known.frame.frequency[token])
    if times == 0 and len(raw) == 1 and not known.times(raw[0]):
        often = mark("Tokens", "**Never** seen in the first {n} pieces of what it reads.")
    elif times == 1:
        often = mark("Tokens", "It stood **once** in the first {n} pieces of what it reads.")
    else:
        often = mark("Tokens", "It stood **{times} times** in the first {n} pieces of what it reads.")
    return translated(often).format(times=count(times), n=count(known.frame.n_tokens))


def why_so_many(word: bytes, ids: tuple[int, ...], pieces: tuple[int, ...], known: Known) -> tuple[str, str]:
    """Why a word is in so many pieces: a sentence, and the same in few words.

    Args:
        word: its bytes.
        ids: the pieces it is in.
        pieces: those that the merges give for (the beginning of) it.
        known: the vocabulary.
    """
    name = f"**{safe(quoted(word))}**"
    n, m = len(pieces), count(known.frame.n_tokens)
    unknown = sum(not known.times(byte) for byte in word) if known.counted else 0
    if len(word) > MOST_BYTES:
        n = MOST_BYTES
        text = mark("Tokens", "{word} is long: these are its first {n} bytes.")
        short = mark("Tokens", "A long word: its first {n} bytes.")
    elif pieces != ids:
        text = mark("Tokens", "The model wrote {word} in pieces of its own. Typed, it would be cut like this.")
        short = mark("Tokens", "Not as the model wrote it: as if typed.")
    elif len(word) == 1:
        text = mark("Tokens", "{word} is a single byte.")
        short = mark("Tokens", "A single byte: nothing to merge.")
    elif n == 1:
        text = mark("Tokens", "{word} was frequent enough to become **one piece**.")
        short = mark("Tokens", "Frequent enough to become one piece.")
    elif unknown:
        text = mark(
            "Tokens",
            "No merge fits any more: {word} stays in **{n} pieces**. The first {m} pieces of what it reads never "
            "had {unknown} of its bytes.",
        )
        short = mark("Tokens", "{unknown} bytes never stood in the first {m} pieces.")
    else:
        text = mark(
            "Tokens",
            "No merge fits any more: {word} stays in **{n} pieces**. Its parts were too rare side by side to be "
            "learned as one.",
        )
        short = mark("Tokens", "{n} pieces stay: no merge fits any more.")
    values = {"word": name, "n": n, "m": m, "unknown": unknown}
    return translated(text).format(**values), translated(short).format(**values)
