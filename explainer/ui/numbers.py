"""Numbers as people read them: percentages, big counts, times and sizes. Pure functions, no Qt.

Digits are grouped with a comma and fractions have a point, as in the English texts they stand in. What has not been
measured (NaN) reads as a dash, never as a number.
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

from explainer.text.markers import EOT

NOTHING = "–"


def percent(share: float) -> str:
    """A share, 0 to 1, with as many digits as say something: ``34 %``, ``3.4 %``, ``0.3 %``, ``<0.1 %``, ``0 %``.

    Only the true 0 reads ``0 %`` and only the true 1 reads ``100 %``.
    """
    if math.isnan(share):
        return NOTHING
    value = share * 100
    if value <= 0:
        return "0 %"
    if value < 0.1:
        return "<0.1 %"
    if value < 9.95:
        return f"{value:.1f} %"
    if value < 99.5:
        return f"{value:.0f} %"
    if value < 99.95:
        return f"{value:.1f} %"
    return ">99.9 %" if share < 1 - 1e-6 else "100 %"


def points(now: float, then: float) -> str:
    """How a bet changes from ``now`` to ``then``, in points of a hundred with its sign: ``−13``, ``+0.4``, ``0``.

    It is the difference of both as ``percent`` shows them, wherever that differs: 89 % and 66 % are 23 apart.
    """
    if math.isnan(now) or math.isnan(then):
        return NOTHING
    change, whole = then - now, round(then * 100) - round(now * 100)
    if max(now, then) >= 0.0995 and abs(change) >= 0.0095 and whole:
        return f"{whole:+d}".replace("-", "−")
    value = abs(change) * 100
    sign = "+" if change > 0 else "−"
    if value >= 9.95:
        return f"{sign}{value:.0f}"
    if value >= 0.095:
        return f"{sign}{value:.1f}"
    if value >= 0.005:
        return f"{sign}{value:.2f}"
    return f"{sign}{value:.3f}" if value >= 0.0005 else "0"


def fine_percent(share: float) -> str:
    """A bet that is to be compared with another: small ones keep a digit that tells them apart."""
    value = share * 100
    if math.isnan(share) or value >= 0.1 or value <= 0:
        return percent(share)
    if value >= 0.001:
        return f"{value:.2f} %" if value >= 0.01 else f"{value:.3f} %"
    return "<0.001 %"


def unbroken(text: str) -> str:
    """A number and its unit for a sentence: no line ends between them."""
    return text.replace(" ", "\u00a0")


def count(number: float) -> str:
    """A count with its thousands grouped: ``917,248``."""
    return f"{round(number):,}"


def short_count(number: float) -> str:
    """A big count in few characters: ``0.9 M``, ``24,600``."""
    if number >= 1e9:
        return f"{number / 1e9:.1f} B"
    if number >= 1e5:
        return f"{number / 1e6:.1f} M"
    return count(number)


def three_digits(number: float) -> str:
    """A measured rate, rounded so that its last digits do not flicker: ``24,600``."""
    if number < 100:
        return f"{number:.0f}"
    scale = 10 ** (int(math.log10(number)) - 2)
    return count(round(number / scale) * scale)


def megabytes(n_bytes: int) -> str:
    """Bytes as ``3.1 MB`` (a million bytes), small ones as ``640 kB``."""
    if n_bytes < 1000:
        return f"{n_bytes} B"
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def duration(seconds: float) -> str:
    """A time span: ``49 s``, ``2 min 05 s``, ``1 h 12 min``."""
    total = max(0, round(seconds))
    if total < 60:
        return f"{total} s"
    if total < 3600:
        return f"{total // 60} min {total % 60:02d} s"
    return f"{total // 3600} h {total % 3600 // 60:02d} min"


def choices(nats: float) -> float:
    """Among how many pieces one who chooses blindly is as unsure as ``nats``: the perplexity, e to the loss."""
    return math.exp(min(nats, 50.0))


def choices_text(nats: float) -> str:
    """The same for reading: ``2.9``, ``36``, ``1,024``."""
    if math.isnan(nats):
        return NOTHING
    value = choices(nats)
    return f"{value:.1f}" if value < 9.95 else count(value)


def rate(steps_per_second: float) -> str:
    """Steps a second for a sentence: ``26``, ``2.5``, ``0.5``."""
    return f"{steps_per_second:.0f}" if steps_per_second >= 9.5 else f"{steps_per_second:.1f}".removesuffix(".0")


_SIGNS = {"\n": "↵", "\r": "↵", "\t": "⇥"}
_JOINERS = "\u200c\u200d"
_SHAPELESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and signs that are not seen
_MARKER_NAMES = {EOT: "⟨text end⟩"}


@lru_cache(maxsize=8192)  # the same pieces are written again and again
def visible(piece: str) -> str:
    """A token's text with its blanks made visible: ``␣`` for a leading space that stands alone, ``↵`` for a line end.

    A single leading space before a word is how most words begin, so it is left out; a token of blanks only is drawn.
    Signs without a shape are named (``shaped``), and so is the marker for the end of a text.
    """
    if piece in _MARKER_NAMES:
        return _MARKER_NAMES[piece]
    if piece == "":
        return "∅"
    if not piece.strip(" "):
        return "␣" * len(piece)
    return shaped(piece[1:] if piece.startswith(" ") else piece)


def shaped(text: str) -> str:
    """``text`` with everything seen that has no shape of its own: ``↵``, ``⇥``, ``⟨U+A0⟩`` for a blank that binds.

    A joiner stays where it has something to join, and a sign that changes the one before it stays with that.
    """
    text = text.replace("\r\n", "\n")
    return "".join(_SIGNS.get(c) or _shape(c, text[i - 1 : i], joins=0 < i < len(text) - 1) for i, c in enumerate(text))


def _shape(c: str, before: str, *, joins: bool) -> str:
    if "\ud800" <= c <= "\udfff":
        return "\ufffd"
    if c in _JOINERS and joins:
        return c
    mark = unicodedata.category(c).startswith("M")
    alone = not before or before.isspace()
    chooses = alone and "VARIATION SELECTOR" in unicodedata.name(c, "")
    if (c != " " and not c.isprintable()) or c in _SHAPELESS or chooses:
        return f"⟨U+{ord(c):02X}⟩"
    return "◌" + c if mark and alone else c


def isolated(text: str) -> str:
    """Words of people and models for a sentence: read from the right, they leave the rest of the sentence in its order.

    They are set between the signs U+2068 and U+2069 (Unicode's bidirectional algorithm, UAX 9) where one of their
    letters, or a sign that changes the order, asks for it.
    """
    if any(unicodedata.bidirectional(c) in _TURNING for c in text):
        return f"\u2068{text}\u2069"
    return text


_TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})


@lru_cache(maxsize=8192)
def cited(piece: str) -> str:
    """A piece as a sentence names it: ``visible`` and ``isolated``."""
    return isolated(visible(piece))
