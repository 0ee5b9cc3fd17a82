"""A text in an older encoding is refused with the name that it seems to have, never with a wrong one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.encodings import guess_encoding
from explainer.text.textfiles import CorpusError, read_text

CHINESE = "浮云终日行，游子久不至。他们说这个国家的人都很好，我在这里学习了一年，现在要回去了。"
TAIWAN = "他們說這個國家的人都很好，我在這裡學習了一年，現在要回去了。"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
KOREAN = "나는 학교에 갑니다. 오늘은 날씨가 좋고 바람이 불지 않습니다."
GERMAN = "Das Mädchen läuft über die Straße. Schön, sagte der König. "
FRENCH = "L’été dernier, j’ai mangé à la fenêtre où le garçon était déjà tombé. "
POLISH = "Był sobie król, który miał trzy córki i mieszkał w dużym zamku. Zażółć gęślą jaźń. "
TURKISH = "Küçük kız ağaçların altında oturuyordu. Bir varmış bir yokmuş. "
RUSSIAN = "Мороз и солнце; день чудесный! Все счастливые семьи похожи друг на друга. "
GREEK = "Μια φορά κι έναν καιρό ήταν ένας βασιλιάς που είχε τρεις κόρες. "
HEBREW = "בראשית ברא אלהים את השמים ואת הארץ והארץ היתה תהו ובהו. "
ARABIC = "القطة تجلس على السجادة وتنظر إلى الطيور في الحديقة الكبيرة. "
THAI = "กาลครั้งหนึ่งนานมาแล้ว มีพระราชาองค์หนึ่งอาศัยอยู่ในปราสาท "

KNOWN = [
    (CHINESE, "gb18030", "GB 18030"),
    (CHINESE, "gb2312", "GB 18030"),
    (TAIWAN, "big5", "Big5"),
    (JAPANESE, "shift_jis", "Shift JIS"),
    (JAPANESE, "euc_jp", "EUC-JP"),
    (KOREAN, "euc_kr", "EUC-KR"),
    (GERMAN, "latin-1", "Latin-1"),
    (GERMAN, "mac_roman", "Mac Roman"),
    (GERMAN, "cp850", "DOS 850"),
    (FRENCH, "cp1252", "Windows-1252"),
    (POLISH, "cp1250", "Windows-1250"),
    (TURKISH, "cp1254", "Windows-1254"),
    (RUSSIAN, "cp1251", "Windows-1251"),
    (RUSSIAN, "koi8-r", "KOI8-R"),
    (RUSSIAN, "cp866", "DOS 866"),
    (GREEK, "cp1253", "Windows-1253"),
    (HEBREW, "cp1255", "Windows-1255"),
    (ARABIC, "cp1256", "Windows-1256"),
    (THAI, "tis-620", "TIS-620"),
]
WIDE = [(text, codec) for text in (CHINESE, JAPANESE, KOREAN, GERMAN, RUSSIAN) for codec in ("utf-16-le", "utf-16-be")]


@pytest.mark.parametrize(("text", "codec", "name"), KNOWN, ids=lambda value: value if len(value) < 15 else "")
def test_an_older_encoding_is_named_and_it_is_said_what_to_do(text: str, codec: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes((text * 40).encode(codec))
    with pytest.raises(CorpusError) as caught:
        read_text(path)
    message = str(caught.value)
    assert message.startswith("“old.txt” is not written in UTF-8 but, it seems, in ") and name in message
    assert message.endswith("; open it in a text editor and save it as UTF-8.")


@pytest.mark.parametrize(("text", "codec"), WIDE)
def test_utf_16_without_a_mark_and_without_a_line_end_is_known(text: str, codec: str, tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_bytes((text * 40).encode(codec))
    with pytest.raises(CorpusError, match=r"wide\.txt.* in UTF-16.*save it as UTF-8"):
        read_text(path)


@pytest.mark.parametrize("codec", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_not_taken_for_utf_16(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "wider.txt"
    path.write_bytes((GERMAN * 40).encode(codec))
    with pytest.raises(CorpusError, match=r"in UTF-32, it seems"):
        read_text(path)


def test_japanese_mail_which_is_ascii_to_the_eye_is_known(tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_bytes((JAPANESE * 40).encode("iso2022_jp"))
    with pytest.raises(CorpusError, match="ISO-2022-JP"):
        read_text(path)


def test_of_what_fits_nothing_nothing_is_claimed() -> None:
    dice = random.Random(0)
    for _ in range(5):
        assert guess_encoding(bytes(dice.randrange(1, 256) for _ in range(5000))) == ""
        assert guess_encoding(bytes(dice.randrange(256) for _ in range(5000))) == ""


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    assert isinstance(guess_encoding(raw), str)
