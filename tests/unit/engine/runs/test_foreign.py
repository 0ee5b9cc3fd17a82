"""What ``test_mutated`` found, and its kind: files of a run that somebody else made, one example each."""

from __future__ import annotations

import functools
import json
import math
import operator
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, load_file, save

from explainer.engine.autosaves import list_kept
from explainer.engine.generators import drain_all
from explainer.engine.runs import store
from explainer.engine.runs.opening import open_run
from explainer.engine.runs.problems import reason, shown
from explainer.engine.runs.saving import save_run
from explainer.engine.texts import TextPrint
from explainer.marking import Sentence
from explainer.model.gpt import GPT
from explainer.text.corpus import CorpusError
from explainer.training.reports import Stage
from tests.mutations import paths_of
from tests.unit.engine.runs.test_mutated import made_once  # noqa: F401
from tests.unit.engine.runs.watched import is_sentence, survives
from tests.unit.engine.runs.whole_run import MINDS, SMALL, edit, new_session, opened, the_file, weights

LONG = "x\n" * 500_000
TERABYTE = 10**12
_DEEP: list[object] = json.loads("[" * 30 + "]" * 30)


def refused(folder: Path) -> str:
    """The sentence with which a run is refused."""
    sentence = survives(folder)
    assert sentence, "it opened"
    return sentence


# ---- sentences -------------------------------------------------------------------------------------------------------

WRONG = {
    "a number that is a text": lambda d: d["stages"][0].update(val_loss=LONG),
    "a count that is a text": lambda d: d["stages"][0].update(tokens=LONG),
    "a size nobody knows": lambda d: d["model"].update({LONG: 1}),
    "a size that is a text": lambda d: d["model"].update(n_layer=LONG),
    "weights of a long name": lambda d: d["stages"][0].update(snapshot=LONG),
    "a value of another kind": lambda d: d.update(stages=None),
    "a version without end": lambda d: d.update(version=math.inf),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_is_said_in_one_short_sentence(folder, change):
    edit(folder, change)
    assert "run.json" in refused(folder)


@pytest.mark.parametrize("part", ["id", "stage", "recipe", "snapshot"])
def test_an_entry_with_a_text_of_a_megabyte_is_told_of_in_short(folder, part):
    edit(folder, lambda d: d["minds"][1].update({part: LONG}))
    assert survives(folder) == ""
    (sentence,) = map(str, opened(folder).damage)
    assert is_sentence(sentence.replace(str(folder.parent), "…"), "run.json")


def test_reasons_are_words_and_texts_are_shown_short():
    assert str(reason(KeyError("stages"))) == "“stages” is missing"
    assert "NoneType" not in str(reason(TypeError("'NoneType' object is not iterable")))
    assert str(reason(ValueError("one\ntwo"))) == "one"
    assert str(reason(RuntimeError())) == "RuntimeError"
    assert shown("a\0b\u202e") == "a�b�" and len(shown("🐄" * 9999)) < 200


@pytest.mark.parametrize(
    ("measured", "values", "told"),
    [
        ("{good} of {of} real words", {"good": "9", "of": "10"}, "9 of 10 real words"),
        ("9 of 10 real words", None, "9 of 10 real words"),  # of an older run
        ("{good:>999999999}", {"good": "9"}, "{good:>999999999}"),
        ("{good.__class__}", {"good": "9"}, "{good.__class__}"),
        ("{good} of {of", {"good": "9"}, "{good} of {of"),
        ("{good} of {of}", {"good": "9"}, "{good} of {of}"),
    ],
)
def test_of_what_a_milestone_measured_only_our_kind_of_template_is_filled(folder, measured, values, told):
    said = {"id": "words", "title": "It writes words", "step": 2, "tokens": 99, "loss": 3.5, "measured": measured}
    edit(folder, lambda d: d.update(milestones=[said if values is None else said | {"values": values}]))
    assert survives(folder) == ""
    (milestone,) = opened(folder).record.marks
    assert str(Sentence(milestone.measured, milestone.values)) == told


@pytest.mark.parametrize("sentence", ["{good_after:>999999999}", "{nothing}", "{good_after.__class__}", "half a {"])
def test_of_what_came_of_a_run_only_our_kind_of_template_is_filled(folder, sentence):
    edit(folder, lambda d: d["feedback"]["outcomes"][0].update(sentence=sentence))
    assert survives(folder) == ""
    found = opened(folder).course.feedback.outcomes[0]
    assert str(Sentence(found.sentence, found.values)) == sentence


# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [math.inf, math.nan, 10**400, -1, 2**63])
def test_a_mind_of_a_step_that_cannot_be_costs_that_mind(folder, step):
    edit(folder, lambda d: d["minds"][1].update(step=step))
    assert survives(folder) == ""
    assert list(opened(folder).course.minds) == [mind for mind in MINDS if mind != "sft"]


@pytest.mark.parametrize("loss", [1e308, -1e308, 10**400])
def test_a_point_that_no_curve_can_show_is_passed_over(folder, loss):
    points = opened(folder).record.train_curve.points()[0].tolist()
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"kind": "step", "tokens": 10_000, "loss": loss}) + "\n")
    assert survives(folder) == ""
    assert opened(folder).record.train_curve.points()[0].tolist() == points


def test_counts_in_records_that_no_array_holds_cost_that_record(folder):
    edit(folder, lambda d: d["judge"]["votes_seen"].append(10**30))
    assert survives(folder) == ""
    assert str(opened(folder).damage[0]).startswith("The record of the judge")


def test_the_base_is_there_whether_it_is_listed_or_not(folder):
    edit(folder, lambda d: d["minds"].pop(0))
    assert survives(folder) == ""
    assert list(opened(folder).course.minds) == MINDS


# ---- time and memory -------------------------------------------------------------------------------------------------


def _weights_of(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    old = the_file(folder, "pretrain")
    name = store.put(folder / "snapshots", "pretrain-00000004", ".safetensors", save(tensors))
    edit(folder, lambda d: d["stages"][0].update(snapshot=name))
    old.unlink()


def test_ten_thousand_blocks_are_refused_before_they_are_made(folder, monkeypatch):
    """They need no more numbers than a small file has, and seconds of time."""
    _weights_of(folder, {"wte.weight": torch.zeros(10**6)})
    edit(folder, lambda d: d["model"].update(n_layer=10_000, n_embd=1, n_head=1))
    monkeypatch.setattr("explainer.engine.runs.opening.GPT", None)
    assert "One of the two is damaged" in refused(folder)


def test_a_context_whose_square_fills_the_memory_is_refused(folder, monkeypatch):
    _weights_of(folder, {f"{i}": torch.zeros(10**5) for i in range(9)})
    edit(folder, lambda d: d["model"].update(n_ctx=100_000, n_embd=2, n_head=1))
    monkeypatch.setattr("explainer.engine.runs.opening.GPT", None)
    assert "100,000 pieces at once" in refused(folder)


@pytest.mark.parametrize("name", ["pretrain", "sft", "judge", "tokenizer.json", "metrics.jsonl", "run.json"])
def test_a_file_of_a_terabyte_is_not_read(folder, name):
    path = folder / name if "." in name else the_file(folder, name)
    os.truncate(path, TERABYTE)
    sentence = survives(folder)
    if name in ("pretrain", "tokenizer.json", "run.json"):
        assert path.name in sentence and "1,000,000,000,000 bytes" in sentence
    elif name != "metrics.jsonl":
        assert "1,000,000,000,000 bytes" in str(opened(folder).damage[0])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("name", ["pretrain", "sft", "judge", "tokenizer.json", "metrics.jsonl", "preferences.jsonl"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder, name):
    path = folder / name if "." in name else the_file(folder, name)
    path.unlink()
    os.mkfifo(path)
    sentence = survives(folder)
    assert bool(sentence) == (name in ("pretrain", "tokenizer.json"))


def test_a_text_that_never_ends_is_not_read(tmp_path):
    """Linux says that files of its own have 0 bytes; some of them wait for ever."""
    text = tmp_path / "text"
    text.write_text("")
    assert TextPrint(text, 0, "ab" * 32).is_changed


# ---- names and texts -------------------------------------------------------------------------------------------------


NO_NAMES = ["", ".", "..", "a/b", "CON", "nul.json", "com1.safetensors", "a\0b", "x" * 300, "Ü", "a."]


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_lead_elsewhere_or_are_no_file_on_some_system(name):
    assert not store.is_name(name)


def test_our_own_names_are_names(folder):
    for path in folder.rglob("*"):
        assert path.name.startswith(".") or store.is_name(path.name)


@pytest.mark.parametrize("said", ["../../x.json", "/etc/x.json", "C:\\x.json", "..\\x.json", "\\\\host\\share\\x.json"])
def test_whatever_way_a_name_takes_the_file_is_in_the_folder(tmp_path, said):
    assert store.inside(tmp_path, said) == tmp_path / "x.json"


@pytest.mark.parametrize("run", ["CON", "../up", "Ü" * 80, "a\0", "nul.txt"])
def test_a_run_is_never_called_what_no_folder_can_be(folder, run):
    edit(folder, lambda d: d.update(run=run))
    assert store.is_name(opened(folder).record.run)


def test_a_folder_chosen_as_the_text_is_no_fault_of_the_run(folder, tmp_path):
    edit(folder, lambda d: d["settings"].update(text_files=["/tmp/mine.txt"]))
    with pytest.raises(CorpusError, match="is no file that can be read"):
        drain_all(open_run(folder, "cpu", texts=[tmp_path]))


@pytest.mark.parametrize("path", ["/tmp/a\0b", "/tmp/\ud800", "/" + "x" * 5000, ""])
def test_a_text_whose_path_cannot_be_is_gone(folder, path):
    edit(folder, lambda d: d.update(texts=[{"path": path, "bytes": 7, "sha256": "ab" * 32}]))
    edit(folder, lambda d: d["settings"].update(text_files=["text.txt"]))
    assert survives(folder) == ""
    again = opened(folder)
    assert again.texts_missing and not again.texts_changed


@pytest.mark.parametrize("text", ["half \ud800", "bytes \udcff"])
def test_half_a_character_is_saved_and_opened_again(folder, text):
    sample = {"step": 1, "tokens": 1, "start": "", "text": text}
    edit(folder, lambda d: d.update(samples=[sample], texts=[{"path": f"/tmp/{text}", "bytes": 1, "sha256": ""}]))
    again = opened(folder)
    save_run(again, folder)
    assert opened(folder).record.samples[0].text == text
    assert opened(folder).texts == again.texts


# ---- weights ---------------------------------------------------------------------------------------------------------


def test_weights_of_other_numbers_are_taken_as_numbers(folder):
    _weights_of(folder, {name: p.double() for name, p in load(the_file(folder, "pretrain").read_bytes()).items()})
    assert survives(folder, "base") == ""


def test_weights_that_are_too_large_for_this_model_are_no_numbers(folder):
    tensors = load_file(the_file(folder, "pretrain"))
    _weights_of(folder, tensors | {"ln_f.bias": torch.full((SMALL.n_embd,), 1e300, dtype=torch.float64)})
    assert "not numbers" in refused(folder)


def test_weights_of_a_name_too_many_are_another_models(folder):
    tensors = GPT(SMALL).state_dict() | {"more": torch.zeros(3)}
    _weights_of(folder, tensors)
    assert "another model’s" in refused(folder)


# ---- a stage under way, and what was kept by itself ------------------------------------------------------------------


@pytest.fixture
def practising(halfway, tmp_path) -> Path:
    """A run that was saved in the middle of practice."""
    halfway.pipeline.begin(Stage.RLHF)
    while halfway.pipeline.under_way().state is None or halfway.course.present.step < 1:
        halfway.pipeline.advance()
    save_run(halfway, tmp_path / "practising")
    return tmp_path / "practising"


def test_a_run_that_is_saved_before_it_is_gone_on_with_keeps_its_weights(tmp_path):
    """As where its text is not there any more."""
    made = new_session()
    made.pipeline.go_on()
    while made.course.present.step < 1:
        made.pipeline.advance()
    save_run(made, tmp_path / "reading")
    again = opened(tmp_path / "reading")
    assert again.pipeline.kept is not None
    save_run(again, tmp_path / "reading")
    assert weights(opened(tmp_path / "reading").model) == weights(again.model)


def _spoil_state(folder: Path, change) -> None:
    path = next((folder / "snapshots").glob("underway-*"))
    data = path.read_bytes()
    n = int.from_bytes(data[:8], "little")
    values = json.loads(json.loads(data[8 : 8 + n])["__metadata__"]["state"])
    change(values)
    spoiled = save(load(data), metadata={"format": "pt", "state": json.dumps(values)})
    name = store.put(folder / "snapshots", "underway-rlhf-00000001", ".safetensors", spoiled)
    edit(folder, lambda d: d["under_way"].update(snapshot=name))


SPOILS = {
    "dice of another kind": lambda v: v.update({"method.update.dice": "six"}),
    "half of the dice": lambda v: v["method.update.dice"]["state"].pop("inc"),
    "dice below nothing": lambda v: v["method.update.dice"]["state"].update(inc=-1),
    "no leash": lambda v: v.update(kl_penalty=[-1.0, None]),
    "prompts that are not there": lambda v: v.update({"asker.deck.waiting": [10**9]}),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_a_stage_that_cannot_be_gone_on_with_says_so_at_once(practising, spoil):
    _spoil_state(practising, spoil)
    again = opened(practising)
    kl_penalty = again.course.kl_penalty.coefficient
    with pytest.raises(ValueError) as refusal:
        again.pipeline.resume()
    assert is_sentence(f"{refusal.value}.")
    assert (
        not again.course.training
        and not again.course.feedback.running
        and again.course.kl_penalty.coefficient == kl_penalty
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, _DEEP])
def test_a_stage_with_values_that_are_never_written_is_not_gone_on_with(practising, value):
    _spoil_state(practising, lambda v: v.update(seconds=value))
    again = opened(practising)
    assert again.pipeline.kept is None and len(again.damage) == 1
    assert is_sentence(str(again.damage[0]).replace(str(practising.parent), "…"), "underway-")


def test_kept_work_with_times_and_counts_that_cannot_be_is_passed_over(folder, tmp_path):
    good = {"home": None, "closed": False, "stage": "sft", "step": 1, "planned": None, "complete": True}
    edit(folder, lambda d: d.update(autosave=good))
    assert len(list_kept(tmp_path)) == 1
    for bad in ({"step": math.inf}, {"step": 10**400}, {"planned": -math.inf}, {"stage": []}, {"home": []}):
        edit(folder, lambda d, bad=bad: d.update(autosave=good | bad))
        assert list_kept(tmp_path) == ()


def test_a_number_without_end_never_makes_a_file_that_cannot_be_read_again(folder):
    """JSON knows no infinity: what is read as one would be written as nothing, and the next opening would stumble."""
    about = json.loads((folder / "run.json").read_text())
    tried = 0
    for part in ("voting", "judge"):
        seen = set()
        for path in paths_of(about[part]):
            shape = tuple("*" if isinstance(step, int) else step for step in path)
            parent = functools.reduce(operator.getitem, path[:-1], about[part]) if path else None
            if path and isinstance(parent[path[-1]], float) and shape not in seen:
                seen.add(shape)
                edit(folder, lambda d, p=part, at=path: _put(d[p], at, math.inf))
                survives(folder)
                edit(folder, lambda d, p=part: d.update({p: about[p]}))
                tried += 1
    assert tried > 10


def _put(value, path, new):
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new
