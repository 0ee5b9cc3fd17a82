"""Which encoding bytes that are no UTF-8 seem to be written in: a guess, told so that a person can save the text anew.

Codecs of two bytes a letter refuse nearly everything that was not meant for them, so those that can decode the bytes
are believed first. Codecs of one byte decode anything: they are told apart by how many of their letters are frequent in
the languages they are used for. This is what ``chardet`` does with tables of thousands of letters; a sentence for
people needs no more than the few dozen here. Where nothing fits well, nothing is claimed.

It leaves out languages within one encoding, and encodings nobody has used for texts since the nineties.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from explainer.marking import mark

_LOOKED_AT = 1 << 16  # bytes
_MARKS = (  # those of UTF-32 first: they begin like UTF-16's
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

_HAN = (
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都"
    "然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长山水月風云春花夜君白"
    "這中來個國說們為時會著過學對裡後麼沒於還發當無開見經頭從動兩長，。"
)
_KANA = "".join(map(chr, range(0x3041, 0x30FF))) + "、。「」"
_HANGUL = (
    "이다의는에가을를은하고로기지사도한대어서나그인정아들자시리부해보게있것없라과와만일주제학교오늘날씨좋바람불않습니"
)


class _Candidate(NamedTuple):
    name: str  # as menus of editors have it
    codec: str
    letters: str  # frequent ones that are not ASCII


# Right guesses score above .25, even for poems; others above .1 were not met with.
_TWO_BYTES, _LEAST_OF_TWO = (
    (
        _Candidate(mark("engine", "GB 18030 (simplified Chinese)"), "gb18030", _HAN),
        _Candidate(mark("engine", "Big5 (traditional Chinese)"), "cp950", _HAN),
        _Candidate(mark("engine", "Shift JIS (Japanese)"), "cp932", _KANA),
        _Candidate(mark("engine", "EUC-JP (Japanese)"), "euc_jp", _KANA),
        _Candidate(mark("engine", "EUC-KR (Korean)"), "cp949", _HANGUL),
    ),
    0.15,
)
# Among Latin letters a few others; right guesses score above .8.
_LATIN, _LEAST_OF_LATIN, _MOST_HIGH_OF_LATIN = (
    (
        _Candidate(
            mark("engine", "Latin-1 or Windows-1252 (Western European)"),
            "cp1252",
            "äöüßÄÖÜéèêàâçîôûñóíáúåøæœ“”„’‘«»–—…¿¡£°§",
        ),
        _Candidate(
            mark("engine", "Mac Roman (Western European)"), "mac_roman", "äöüßÄÖÜéèêàâçîôûñóíáúåøæœ“”„’‘«»–—…¿¡"
        ),
        _Candidate(mark("engine", "DOS 850 (Western European)"), "cp850", "äöüßÄÖÜéèêàâçîôûñóíáúåøæ«»"),
        _Candidate(
            mark("engine", "Windows-1250 (Central European)"), "cp1250", "ąćęłńóśźżáčďéěíňřšťúůýžőűăâîțşţäöüĄŁŚŻŽŠČ„”"
        ),
        _Candidate(mark("engine", "Windows-1254 (Turkish)"), "cp1254", "ığşİĞŞçöüÇÖÜâî“”"),
    ),
    0.6,
    0.3,
)
# The ten most frequent small letters of an alphabet; right guesses score above .55, wrong ones below .4.
_ALPHABETS, _LEAST_OF_ALPHABETS = (
    (
        _Candidate(mark("engine", "Windows-1251 (Cyrillic)"), "cp1251", "оеаинтсрвл"),
        _Candidate(mark("engine", "KOI8-R (Cyrillic)"), "koi8_r", "оеаинтсрвл"),
        _Candidate(mark("engine", "DOS 866 (Cyrillic)"), "cp866", "оеаинтсрвл"),
        _Candidate(mark("engine", "ISO 8859-5 (Cyrillic)"), "iso8859_5", "оеаинтсрвл"),
        _Candidate(mark("engine", "Windows-1253 (Greek)"), "cp1253", "αοιετσνηυρ"),
        _Candidate(mark("engine", "Windows-1255 (Hebrew)"), "cp1255", "יוהלאתבשרמ"),
        _Candidate(mark("engine", "Windows-1256 (Arabic)"), "cp1256", "اليمنوترةب"),
        _Candidate(mark("engine", "ISO 8859-6 (Arabic)"), "iso8859_6", "اليمنوترةب"),
        _Candidate(mark("engine", "TIS-620 (Thai)"), "cp874", "านรกเงอมย่้ัี"),
    ),
    0.45,
)


def guess_encoding(raw: bytes) -> str:
    """Return the name of the encoding that ``raw``, the beginning of a text, seems to have; "" where nothing fits.

    ``raw`` is not UTF-8, or has zero bytes, as UTF-16 has.
    """
    raw = raw[:_LOOKED_AT]
    for beginning, name in _MARKS:
        if raw.startswith(beginning):
            return name
    if wide := _by_zeros(raw):
        return wide
    if b"\0" in raw:
        return "UTF-16" if _in_pairs(raw) else ""
    high = sum(byte > 127 for byte in raw) / max(1, len(raw))
    if found := _best(raw, _TWO_BYTES, _LEAST_OF_TWO):
        return found
    if _in_pairs(raw):
        return "UTF-16"
    if high <= _MOST_HIGH_OF_LATIN and (found := _best(raw, _LATIN, _LEAST_OF_LATIN)):
        return found
    return _best(raw, _ALPHABETS, _LEAST_OF_ALPHABETS)


def _best(raw: bytes, candidates: tuple[_Candidate, ...], least: float) -> str:
    best = max(candidates, key=lambda candidate: _score(raw, candidate))  # of equals the first, which is in wider use
    return best.name if _score(raw, best) >= least else ""


def _score(raw: bytes, candidate: _Candidate) -> float:
    """How well the letters fit that a candidate makes of the bytes, 0 to 1; 0 where it cannot decode them."""
    try:
        # A letter cut at the end of the sample is no mistake, so the decoder is not told that this is the end.
        text = codecs.getincrementaldecoder(candidate.codec)().decode(raw)
    except UnicodeDecodeError:
        return 0.0
    others = [letter for letter in text if letter > "\x7f"]
    if any("\x80" <= letter <= "\x9f" for letter in others):  # control characters: not how this was meant
        return 0.0
    return sum(letter in candidate.letters for letter in others) / max(1, len(others))


def _by_zeros(raw: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where the zeros are: ASCII, spaces and line ends have them."""
    if len(raw) < 8:
        return ""
    zeros = [raw[i::4].count(0) / (len(raw) / 4) for i in range(4)]
    if min(zeros) > 0.9:  # nothing at all
        return ""
    if min(zeros[:2]) > 0.9 or min(zeros[2:]) > 0.9:
        return "UTF-32"
    first, second = zeros[0] + zeros[2], zeros[1] + zeros[3]
    return "UTF-16" if min(first, second) < 0.02 < max(first, second) else ""


def _in_pairs(raw: bytes) -> bool:
    """Whether it is UTF-16 that zeros do not give away: Chinese, Japanese or Korean."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(codec)().decode(raw)
        except UnicodeDecodeError:
            continue
        if sum(letter in _HAN or letter in _KANA or letter in _HANGUL for letter in text) > 0.15 * len(text):
            return True
    return False
