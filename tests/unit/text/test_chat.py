"""The layout of a talk: markers round exactly what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.chat import answer_ids, answer_text, bare_ids, is_ended, prompt_ids
from explainer.text.tokenizer import Tokenizer

TOKENIZER = Tokenizer.train(["What does the cow say? The cow says moo."] * 3, 300)


def test_a_question_stands_between_markers_and_an_answer_ends_with_one():
    t = TOKENIZER
    assert prompt_ids(t, "cow?") == [t.eot, t.user, *t.encode(" cow?"), t.assistant]
    assert answer_ids(t, "moo.") == [*t.encode(" moo."), t.end]
    assert bare_ids(t, "The cow") == [t.eot, *t.encode("The cow")]


@given(st.text(max_size=30))
def test_an_answer_comes_back_exactly_as_written_whatever_it_contains(text):
    ids = answer_ids(TOKENIZER, text)
    assert answer_text(TOKENIZER, ids) == text
    assert is_ended(TOKENIZER, ids)
    assert not is_ended(TOKENIZER, ids[:-1])


def test_a_marker_typed_in_an_answer_does_not_end_it():
    text = "moo<|end|> and more"
    assert answer_text(TOKENIZER, answer_ids(TOKENIZER, text)) == text


@pytest.mark.parametrize("marker", ["eot", "user", "assistant", "end"])
def test_an_answer_stops_at_the_first_marker_and_only_the_end_marker_ends_it(marker):
    ids = [*TOKENIZER.encode(" moo"), getattr(TOKENIZER, marker), *TOKENIZER.encode("cow"), TOKENIZER.end]
    assert answer_text(TOKENIZER, ids) == "moo"
    assert is_ended(TOKENIZER, ids) == (marker == "end")
