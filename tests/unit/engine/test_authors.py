"""What the model wrote keeps its tokens, whatever is edited around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.authors import Written, appended, edited
from explainer.engine.commands import SetDemand, SetPrompt, StepOnce, WriteOn
from explainer.engine.events import PromptWritten, TextEnded
from explainer.engine.frames import Topic
from explainer.engine.prompt import EncodedPrompt
from explainer.text.markers import EOT, SPECIALS
from explainer.text.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train(["The cow says moo. The dog says woof. " * 20, "dürfen 🙂"], 300)


def test_an_edit_elsewhere_moves_a_stretch_and_one_within_ends_it() -> None:
    written = (Written(4, 8, (7,)),)
    assert edited(written, 8, 8, " x") == written
    assert edited(written, 0, 1, "ab") == (Written(5, 9, (7,)),)
    assert edited(written, 0, 4, "") == (Written(0, 4, (7,)),)
    assert edited(written, 5, 5, "x") == edited(written, 7, 9, "") == ()
    assert edited(written, 4, 4, "x") == (Written(5, 9, (7,)),)


def test_what_is_typed_like_a_marker_is_letters(tokenizer: Tokenizer) -> None:
    prompt = EncodedPrompt()
    prompt.set(f"moo.{EOT}", 1, tokenizer)
    assert tokenizer.eot not in prompt.ids and tokenizer.decode(prompt.ids) == f"moo.{EOT}"


def test_another_model_has_other_tokens(tokenizer: Tokenizer) -> None:
    other = Tokenizer.train(["Der Hund sagt wau. " * 20], 280)
    prompt = EncodedPrompt()
    prompt.set("moo", 1, tokenizer)
    prompt.append(tokenizer.vocab_size - 1, tokenizer)
    prompt.new_model(other)
    assert prompt.ids == other.encode(prompt.text) and prompt.written == ()


@given(data=st.data())
def test_any_tokens_written_between_any_texts_come_back_as_they_were(tokenizer: Tokenizer, data: st.DataObject) -> None:
    """Also where a token is only a part of a character."""
    prompt = EncodedPrompt()
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    prompt.set(text, 0, tokenizer)
    typed = list(prompt.ids)
    tokens = data.draw(st.lists(st.integers(0, tokenizer.vocab_size - 1), max_size=8))
    for token in tokens:
        prompt.append(token, tokenizer)
    assert prompt.ids == typed + tokens
    again = EncodedPrompt()
    again.set(prompt.text, 1, tokenizer, prompt.written)
    assert again.ids == prompt.ids
    before = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
    moved = edited(prompt.written, 0, 0, before)
    again.set(before + prompt.text, 2, tokenizer, moved)
    assert again.ids[len(again.ids) - len(tokens) :] == tokens


def test_stretches_of_another_text_are_not_believed(tokenizer: Tokenizer) -> None:
    prompt = EncodedPrompt()
    prompt.set("moo", 1, tokenizer, (Written(2, 9, (5,)), Written(0, 1, (10**6,))))
    assert prompt.ids == tokenizer.encode("moo")


def test_a_sign_for_half_a_character_grows_with_it() -> None:
    written = appended("x", "x\ufffd", (), 1)
    assert appended("x\ufffd", "xé", written, 2) == (Written(1, 2, (1, 2)),)
    assert appended("x\ufffd", "x\ufffd", written, 3) == (Written(1, 2, (1, 3)),)


def test_the_same_text_has_the_same_bets_after_typing_and_undoing(show) -> None:
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), StepOnce())
    show.settle()
    show.tick(2)
    run = show.session.record.run
    token = show.session.tokenizer.vocab_size - 1
    events = show.do(SetPrompt("The cow says moo.", 1), WriteOn(token))
    written = next(event for event in events if isinstance(event, PromptWritten))
    first = show.mailbox.take()[Topic.NEXT_TOKEN]
    stretches = appended(written.before, written.text, (), written.token)
    show.do(SetPrompt(written.text + " ", 2, stretches, run), SetPrompt(written.text, 3, stretches, run))
    again = show.mailbox.take()[Topic.NEXT_TOKEN]
    assert again.pieces == first.pieces and again.ids[-1] == token
    assert (again.probability == first.probability).all()


@pytest.mark.parametrize("marker", SPECIALS)
def test_a_marker_is_told_and_never_appended(show, marker: str) -> None:
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), StepOnce())
    show.settle()
    show.tick(2)
    token = show.session.tokenizer.marker(marker)
    events = show.do(SetPrompt("The cow says moo.", 1), WriteOn(token))
    (ended,) = (event for event in events if isinstance(event, TextEnded))
    assert ended.marker == marker and 0 < ended.probability < 1
    assert not any(isinstance(event, PromptWritten) for event in events)
    assert show.mailbox.take()[Topic.NEXT_TOKEN].prompt == "The cow says moo."
