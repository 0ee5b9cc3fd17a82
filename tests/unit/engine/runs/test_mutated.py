"""Whatever stands in a run's files: no crash, no hang, nothing touched elsewhere, and always a sentence.

``EXPLAINER_MUTATIONS=1250 python -m pytest tests -k mutated`` tries 1,250 of each of the eight kinds: 10,000 in all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from explainer.engine.autosaves import list_kept
from explainer.engine.runs import opening, store
from explainer.engine.runs.autosave import Autosaver
from explainer.engine.runs.saving import save_run
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.votes import PreferenceLog, VotesError
from explainer.text.tokenizer import Tokenizer
from explainer.training.reports import Stage
from tests.mutations import as_json, changed, document, lines, mutated, weights_file
from tests.unit.engine.runs.watched import bounded, is_sentence, only_inside, put, state_of, survives
from tests.unit.engine.runs.whole_run import files, new_session, opened, through

MINDS = ["", "", "base", "sft", "rlhf", "400"]


@pytest.fixture(scope="module", autouse=True)
def made_once(trained) -> Iterator[None]:
    """Questions and texts are what they are, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TaskSet, "storyland", lru_cache(8)(TaskSet.storyland))
        patch.setattr(opening, "make_corpus", lambda settings, config, tokenizer: trained.corpus)
        yield


@pytest.fixture(scope="module")
def run_files(trained) -> dict[str, bytes]:
    """Every file of a run with everything that there can be."""
    return files(trained.folder)


@pytest.fixture(scope="module")
def under_way(tmp_path_factory) -> list[dict[str, bytes]]:
    """Runs that were kept in the middle of pretraining, of fine-tuning, and of practice."""
    made, found = new_session(), []
    made.pipeline.go_on()
    for stage in Stage:
        if stage is not Stage.PRETRAIN:
            through(made)
            made.pipeline.begin(stage)
        while made.pipeline.under_way().state is None or made.course.present.step < 1:
            made.pipeline.advance()
        folder = tmp_path_factory.mktemp("under_way") / str(stage)
        save_run(made, folder)
        found.append(files(folder))
    return found


def told_of(outcome: str) -> None:
    event("refused" if outcome else "opened")


@mutated(40)
@given(data=st.data())
def test_mutated_run_json(run_files, tmp_path, data):
    text = data.draw(document(json.loads(run_files["run.json"])))
    folder = put(run_files | {"run.json": text}, tmp_path / "run")
    told_of(survives(folder, data.draw(st.sampled_from(MINDS))))


@mutated(15)
@given(data=st.data())
def test_mutated_curves(run_files, tmp_path, data):
    text = data.draw(lines(run_files["metrics.jsonl"]))
    assert survives(put(run_files | {"metrics.jsonl": text}, tmp_path / "run")) == "", "without curves it opens too"


@mutated(40)
@given(data=st.data())
def test_mutated_tokenizer(run_files, tmp_path, data):
    text = data.draw(document(json.loads(run_files["tokenizer.json"])))
    folder = put({"tokenizer.json": text}, tmp_path / "run")
    with bounded(), only_inside(folder) as touched:
        try:
            tokenizer = Tokenizer.load(folder / "tokenizer.json")
        except ValueError as error:
            told_of(str(error))
            assert is_sentence(str(error), "tokenizer.json")
        else:
            told_of("")
            text = "Who is Mia? Ü🐄 <|end|>\n  1234"
            assert tokenizer.decode(tokenizer.encode(text)) == text
            assert b"".join(tokenizer.words(text)) == text.encode()
            assert len(tokenizer.merge_ids) == len(tokenizer.merges)
            assert all(tokenizer.piece(token) for token in range(tokenizer.vocab_size))
    assert not touched


@mutated(20)
@given(data=st.data())
def test_mutated_weights(run_files, tmp_path, data):
    names = sorted(name for name in run_files if name.endswith(".safetensors"))
    name = data.draw(st.sampled_from(names))
    spoiled = data.draw(weights_file(run_files[name]))
    told_of(survives(put(_in_place_of(run_files, name, spoiled), tmp_path / "run")))


def _in_place_of(run_files: dict[str, bytes], name: str, data: bytes) -> dict[str, bytes]:
    """The files, with one of weights replaced; its name says of its new content what it said of the old one."""
    old = Path(name).name
    new = store.named(old.rsplit("-", 1)[0], ".safetensors", data)
    found = {key: content for key, content in run_files.items() if key != name}
    about = run_files["run.json"].replace(old.encode(), new.encode())
    return found | {"run.json": about, str(Path(name).with_name(new)): data}


@mutated(15)
@given(data=st.data())
def test_mutated_stage_under_way(under_way, tmp_path, data):
    run = data.draw(st.sampled_from(under_way))
    if data.draw(st.booleans()):
        (name,) = (name for name in run if "underway" in name)
        run = _in_place_of(run, name, data.draw(weights_file(run[name])))
    else:
        about = json.loads(run["run.json"])
        about["under_way"] = data.draw(changed(about["under_way"]))
        run = run | {"run.json": as_json(about)}

    def go_on(session) -> None:
        try:
            session.pipeline.resume()
        except ValueError as error:
            event("not gone on with")
            is_sentence(f"{error}.")
            session.pipeline.go_on()
        for _ in range(2):
            session.pipeline.advance()

    told_of(survives(put(run, tmp_path / "run"), then=go_on))


@mutated(40)
@given(data=st.data())
def test_mutated_votes(run_files, tmp_path, data):
    text = data.draw(lines(run_files["preferences.jsonl"]))
    folder = put({"preferences.jsonl": text}, tmp_path / "votes")
    before = state_of(folder)
    with bounded(), only_inside(folder) as touched:
        try:
            book = PreferenceLog(folder / "preferences.jsonl")
        except VotesError as error:
            told_of(str(error))
            is_sentence(str(error), "preferences.jsonl")
            return
    told_of("")
    assert not touched and state_of(folder) == before
    book.add("pair", "Who?", ("A new one.", "Another."))
    book.undo(book.votes[0].id)
    again = PreferenceLog(folder / "preferences.jsonl")
    assert [(v.question, v.answers) for v in again.votes] == [(v.question, v.answers) for v in book.votes]
    book.export(tmp_path / "exported.jsonl")
    assert PreferenceLog(tmp_path / "exported.jsonl").unreadable == 0


@mutated(20)
@given(data=st.data())
def test_mutated_autosaves(kept_files, tmp_path, data):
    text = data.draw(document(json.loads(kept_files["run.json"])))
    root = put({"whole/run.json": kept_files["run.json"], "one/run.json": text}, tmp_path / "kept")
    with bounded(), only_inside(root) as touched:
        found = {kept.path.name: kept for kept in list_kept(root)}
    assert not touched and "whole" in found
    told_of("" if "one" in found else "not offered")
    for kept in found.values():
        is_sentence(f"{kept.run}, {kept.corpus}, {kept.preset}, step {kept.step:,} of {kept.planned or 0:,}.")


@pytest.fixture(scope="module")
def kept_files(trained, tmp_path_factory) -> dict[str, bytes]:
    """A run that was kept by itself."""
    root = tmp_path_factory.mktemp("autosaves")
    keeper, again = Autosaver(root), opened(trained.folder)
    keeper.begin(again)
    again.work.add()
    keeper.keep()
    (folder,) = root.iterdir()
    found = files(folder)
    keeper._lock.release()
    return found
