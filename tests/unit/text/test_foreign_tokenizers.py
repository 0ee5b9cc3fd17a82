"""Tokenizers that somebody else made: only the vocabulary and its merges are taken, and only where they fit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from explainer.text.tokenizer import Tokenizer

TOKENIZER = Tokenizer.train(["Mia put the ball in the box. Ben saw the ball in the box. " * 20], 300)
TEXT = "Mia <|end|> put the 😀 in the box."
LONG = "x" * 1_000_000


def _file(folder: Path, change) -> Path:
    data = json.loads(TOKENIZER.to_json())
    change(data, data["model"])
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(data))
    return path


SPOILED = {
    "a byte is missing": lambda d, m: m["vocab"].pop("a"),
    "a marker is missing": lambda d, m: m["vocab"].pop("<|end|>"),
    "two pieces with one number": lambda d, m: m["vocab"].update(a=m["vocab"]["b"]),
    "a number far too large": lambda d, m: m["vocab"].update(a=2**32 - 1),
    "a number that is none": lambda d, m: m["vocab"].update(a="seven"),
    "a merge of nothing": lambda d, m: m["merges"].append(["q", "nowhere"]),
    "a merge of three": lambda d, m: m["merges"].append(["a", "b", "c"]),
    "a piece that no merge makes": lambda d, m: m["vocab"].update(zzzz=len(m["vocab"])),
    "characters that are no bytes": lambda d, m: m["vocab"].update({"🐄": len(m["vocab"])}),
    "regular expressions": lambda d, m: d.update(
        pre_tokenizer={"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}
    ),
    "another normaliser": lambda d, m: d.update(normalizer={"type": "Lowercase"}),
    "another decoder": lambda d, m: d.update(decoder={"type": "WordPiece", "prefix": "#", "cleanup": True}),
    "another kind": lambda d, m: m.update(type="WordPiece"),
    "a kind of a megabyte": lambda d, m: m.update(type=LONG),
    "no model": lambda d, m: d.update(model=[LONG]),
    "no vocabulary": lambda d, m: m.update(vocab=[]),
}


@pytest.mark.parametrize("change", SPOILED.values(), ids=SPOILED)
def test_what_is_no_byte_level_vocabulary_is_refused_in_a_sentence(tmp_path, change):
    with pytest.raises(ValueError, match=r"tokenizer\.json is not a tokenizer of this program") as refusal:
        Tokenizer.load(_file(tmp_path, change))
    assert str(refusal.value).isprintable() and len(str(refusal.value)) < 600


BESIDE = {
    "padding to a billion": lambda d, m: d.update(
        padding={"strategy": {"Fixed": 10**9}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
                 "pad_type_id": 0, "pad_token": "x"}
    ),
    "cut after one piece": lambda d, m: d.update(
        truncation={"direction": "Right", "max_length": 1, "strategy": "LongestFirst", "stride": 0}
    ),
    "dice": lambda d, m: m.update(dropout=0.9),
    "a piece before all others": lambda d, m: d["added_tokens"].append(dict(d["added_tokens"][0], id=4, content="a")),
    "merges as older files have them": lambda d, m: m.update(merges=[" ".join(pair) for pair in m["merges"]]),
}  # fmt: skip


@pytest.mark.parametrize("change", BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_the_vocabulary_changes_nothing(tmp_path, change):
    loaded = Tokenizer.load(_file(tmp_path, change))
    assert loaded.encode(TEXT) == TOKENIZER.encode(TEXT) and loaded.decode(loaded.encode(TEXT)) == TEXT
    assert loaded.to_json() == TOKENIZER.to_json()
    assert loaded.merge_ids == TOKENIZER.merge_ids


def test_a_file_of_a_terabyte_is_not_read(tmp_path):
    path = _file(tmp_path, lambda d, m: None)
    os.truncate(path, 10**12)
    with pytest.raises(ValueError, match="1,000,000,000,000 bytes"):
        Tokenizer.load(path)
