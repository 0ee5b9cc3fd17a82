"""What the model wrote keeps its tokens, whatever is edited around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.authors import Written, appended, edited, only_markers, whole_markers
from explainer.engine.commands import SetDemand, SetPrompt, StepOnce, WriteOn
from explainer.engine.events import PromptWritten
from explainer.engine.frames import Topic
from explainer.engine.prompt import Prompt
from explainer.text.markers import EOT
from explainer.text.tokenizer import Tokenizer

MARKED = f"moo.{EOT}"


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


def test_half_a_marker_takes_the_whole_with_it() -> None:
    written = (Written(4, 17, (0,)),)
    assert whole_markers(MARKED, written, 16, 17) == (4, 17)
    assert whole_markers(MARKED, written, 2, 6) == (2, 17)
    assert whole_markers(MARKED, written, 9, 9) == (17, 17), "typed within one, it stands behind it"
    assert whole_markers(MARKED, written, 4, 4) == (4, 4)
    assert whole_markers(MARKED, written, 17, 17) == (17, 17)
    assert whole_markers(MARKED, (), 16, 17) == (16, 17), "typed by a person it is thirteen letters"


def test_a_marker_keeps_its_id_and_typed_letters_are_letters(tokenizer: Tokenizer) -> None:
    prompt = Prompt()
    prompt.set("moo.", 1, tokenizer)
    prompt.append(tokenizer.eot, tokenizer)
    assert prompt.text == MARKED
    ids = list(prompt.ids)
    prompt.set(MARKED + " x", 2, tokenizer, prompt.written)
    assert prompt.ids == ids + tokenizer.encode(" x")
    prompt.set(MARKED, 3, tokenizer, prompt.written)
    assert prompt.ids == ids
    prompt.set(MARKED, 4, tokenizer)
    assert tokenizer.eot not in prompt.ids and tokenizer.decode(prompt.ids) == MARKED


def test_another_model_has_other_tokens_and_the_same_markers(tokenizer: Tokenizer) -> None:
    other = Tokenizer.train(["Der Hund sagt wau. " * 20], 280)
    prompt = Prompt()
    prompt.set("moo", 1, tokenizer)
    for token in (tokenizer.vocab_size - 1, tokenizer.eot):
        prompt.append(token, tokenizer)
    prompt.new_model(other)
    assert prompt.ids == [*other.encode(prompt.text.removesuffix(EOT)), other.eot]
    assert only_markers(prompt.text, prompt.written) == prompt.written


@given(data=st.data())
def test_any_tokens_written_between_any_texts_come_back_as_they_were(tokenizer: Tokenizer, data: st.DataObject) -> None:
    """Also where a token is only a part of a character."""
    prompt = Prompt()
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    prompt.set(text, 0, tokenizer)
    typed = list(prompt.ids)
    tokens = data.draw(st.lists(st.integers(0, tokenizer.vocab_size - 1), max_size=8))
    for token in tokens:
        prompt.append(token, tokenizer)
    assert prompt.ids == typed + tokens
    again = Prompt()
    again.set(prompt.text, 1, tokenizer, prompt.written)
    assert again.ids == prompt.ids
    before = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
    moved = edited(prompt.written, 0, 0, before)
    again.set(before + prompt.text, 2, tokenizer, moved)
    assert again.ids[len(again.ids) - len(tokens) :] == tokens


def test_stretches_of_another_text_are_not_believed(tokenizer: Tokenizer) -> None:
    prompt = Prompt()
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
    events = show.do(SetPrompt("The cow says moo.", 1), WriteOn(show.session.tokenizer.eot))
    written = next(event for event in events if isinstance(event, PromptWritten))
    first = show.mailbox.take()[Topic.NEXT_TOKEN]
    stretches = appended(written.before, written.text, (), written.token)
    show.do(SetPrompt(written.text + " ", 2, stretches, run), SetPrompt(written.text, 3, stretches, run))
    again = show.mailbox.take()[Topic.NEXT_TOKEN]
    assert again.pieces == first.pieces and again.pieces[-1] == EOT
    assert (again.probability == first.probability).all()
