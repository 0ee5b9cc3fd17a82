"""A run on disk: what is opened is what was saved, and what is damaged is told by name."""

from __future__ import annotations

import hashlib
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from explainer.engine import told
from explainer.engine.frames import MilestoneMark, Sample
from explainer.engine.generators import drain_all
from explainer.engine.runs.opening import open_run
from explainer.engine.runs.problems import RunFolderError
from explainer.engine.runs.saving import save_run
from explainer.model.generate import Sampling, generate
from explainer.text.tokenizer import Tokenizer
from explainer.training.reports import Stage, StepReport
from tests.unit.engine.runs.whole_run import edit, files, full_disk, the_file, truncate


@pytest.fixture
def trained(new_session):
    session = new_session()
    session.pipeline.go_on()
    while session.record.step < 5:
        session.pipeline.advance()
    session.record.samples.append(Sample(5, 320, "One", "One “day” 🐈\n"))
    session.record.marks.append(MilestoneMark("words", "It writes words", 5, 320, 3.5, "9 of 10 real words"))
    return session


@pytest.fixture
def folder(trained, tmp_path) -> Path:
    save_run(trained, tmp_path / "run")
    return tmp_path / "run"


# ---- there and back ---------------------------------------------------------------------------------------------


def test_what_is_opened_is_exactly_what_was_saved(trained, folder):
    opened = drain_all(open_run(folder, "cpu"))
    ours, theirs = trained.model.state_dict(), opened.model.state_dict()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert opened.config == trained.config
    assert opened.tokenizer.to_json() == trained.tokenizer.to_json()
    assert opened.pieces == trained.pieces
    a, b = trained.record, opened.record
    assert (a.run, a.stage, a.step, a.tokens, a.text_bytes, a.complete) == (
        b.run,
        b.stage,
        b.step,
        b.tokens,
        b.text_bytes,
        b.complete,
    )
    assert (a.samples, a.marks) == (b.samples, b.marks)
    assert b.validation is not None
    assert (b.validation.loss, b.validation.bits_per_byte) == (a.validation.loss, a.validation.bits_per_byte)
    for one, other in ((a.train_curve, b.train_curve), (a.val_curve, b.val_curve)):
        assert one.points()[0].tolist() == other.points()[0].tolist()
        np.testing.assert_allclose(one.points()[1], other.points()[1], atol=1e-5)
    assert opened.settings.preset == "xs" and opened.settings.text_files == trained.settings.text_files
    assert opened.pipeline.recorded and told.prepared(opened).recorded and told.prepared(opened).step == 5


def test_an_opened_model_writes_what_the_saved_one_wrote(trained, folder):
    opened = drain_all(open_run(folder, "cpu"))
    texts = [
        generate(session.model, [[5, 6]], max_new_tokens=30, sampling=Sampling(), seeds=1)
        for session in (trained, opened)
    ]
    assert texts[0] == texts[1]


def test_an_opened_model_can_be_trained_longer_and_saved_again(folder, tmp_path):
    opened = drain_all(open_run(folder, "cpu"))
    opened.pipeline.go_on()
    assert not opened.pipeline.recorded
    report = None
    while not isinstance(report, StepReport):
        report = opened.pipeline.advance()
    assert report.step == 6
    save_run(opened, folder)
    assert drain_all(open_run(folder, "cpu")).record.step == 6
    assert sorted(path.name.split("-")[0] for path in (folder / "snapshots").iterdir()) == ["pretrain", "underway"]


def test_a_run_without_a_single_step_can_be_saved_too(new_session, tmp_path):
    save_run(new_session(), tmp_path / "run")
    opened = drain_all(open_run(tmp_path / "run", "cpu"))
    assert opened.record.step == 0 and opened.record.validation is None


def test_a_run_folder_holds_what_the_contract_says(folder):
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    snapshots = [data["stages"][0]["snapshot"], data["under_way"]["snapshot"]]
    assert set(files(folder)) == {
        "run.json",
        "tokenizer.json",
        "metrics.jsonl",
        *(str(Path("snapshots") / name) for name in snapshots),
    }
    assert data["version"] == 3
    for name in snapshots:  # named by their content
        digest = hashlib.sha256((folder / "snapshots" / name).read_bytes()).hexdigest()
        assert name.endswith(f"-{digest[:16]}.safetensors")
    assert {"settings", "corpus", "model", "stages"} <= data.keys()
    for line in (folder / "metrics.jsonl").read_text().splitlines():
        assert {"kind", "tokens", "loss"} <= json.loads(line).keys()


def test_a_weight_that_is_shared_is_stored_once(trained, folder):
    weights = load_file(_weights(folder))
    assert sum(p.numel() for p in weights.values()) == trained.config.n_params


def test_one_snapshot_can_be_asked_for_by_its_step(folder):
    assert drain_all(open_run(folder, "cpu", mind="5")).record.step == 5
    (folder / "snapshots" / "my-notes.safetensors").write_bytes(b"")  # a stranger's file is not in the way
    with pytest.raises(RunFolderError, match=r"no snapshot of step 7\. It has: 5"):
        drain_all(open_run(folder, "cpu", mind="7"))


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_whoever_may_read_run_json_may_read_all_of_the_run(trained, tmp_path):
    """The weights were for their owner alone, so nobody could open a run in a shared folder."""
    umask = os.umask(0o027)
    try:
        save_run(trained, tmp_path / "run")
    finally:
        os.umask(umask)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert modes == {0o640}


def test_a_folder_whose_name_is_no_text_saves_and_opens(trained, tmp_path):
    """Names are bytes: this one is not UTF-8, which safetensors alone would not open."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xfcn"))
    save_run(trained, folder)
    assert drain_all(open_run(folder, "cpu")).record.step == 5


# ---- saving where it cannot be ----------------------------------------------------------------------------------


def test_a_file_in_the_place_of_the_folder_is_left_alone(trained, tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(OSError):
        save_run(trained, tmp_path / "run")
    assert (tmp_path / "run").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_read_only_folder_is_left_as_it_was(trained, folder):
    before = files(folder)
    for path in (folder, folder / "snapshots"):
        path.chmod(0o500)
    try:
        with pytest.raises(OSError):
            save_run(trained, folder)
    finally:
        for path in (folder, folder / "snapshots"):
            path.chmod(0o700)
    assert files(folder) == before


@pytest.mark.parametrize("victim", ["underway", "pretrain", "tokenizer", "metrics", "run.json"])
@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_disk_that_fills_up_leaves_the_older_run_whole(trained, folder, monkeypatch, victim, room):
    """Whichever file the disk is full at, and wherever in it: the run is what it was, and no half of a file is left."""
    before = files(folder)
    trained.pipeline.advance()
    if victim == "tokenizer":  # which would not be written anew
        (folder / "tokenizer.json").unlink()
        before.pop("tokenizer.json")
    with full_disk(monkeypatch, victim, room), pytest.raises(OSError, match="No space left"):
        save_run(trained, folder)
    after = files(folder)
    assert {name: after[name] for name in before} == before
    assert not any(name.endswith(".part") for name in after)
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["stages"][0]["step"] == 5
    save_run(trained, folder)
    assert drain_all(open_run(folder, "cpu")).record.step == 6
    assert len(files(folder)) == 5, "and what was left of the failed one is gone"


# ---- opening what is damaged ------------------------------------------------------------------------------------


def _weights(folder: Path) -> Path:
    return the_file(folder, "pretrain-00000005")


def _with_weights(folder: Path, change) -> None:
    weights = load_file(_weights(folder))
    change(weights)
    path = _weights(folder)
    path.unlink()
    save_file(weights, path.with_name("pretrain-00000005.safetensors"))  # a name that says nothing of its content
    edit(folder, lambda data: data["stages"][0].update(snapshot="pretrain-00000005.safetensors"))


def _turn_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-3] ^= 4
    path.write_bytes(data)


def _other_tokenizer(folder: Path) -> None:
    Tokenizer.train(["something else entirely, something else"], 264).save(folder / "tokenizer.json")


DAMAGE = {
    "no run.json": (lambda f: (f / "run.json").unlink(), "has no run.json"),
    "run.json cut off": (lambda f: truncate(f / "run.json"), "run.json cannot be read"),
    "run.json empty": (lambda f: (f / "run.json").write_text(""), "run.json cannot be read"),
    "run.json binary": (lambda f: (f / "run.json").write_bytes(b"\xff\xfe\x00"), "run.json cannot be read"),
    "run.json a list": (lambda f: (f / "run.json").write_text("[1]"), "run.json cannot be read"),
    "run.json without model": (lambda f: edit(f, lambda d: d.pop("model")), "run.json is damaged"),
    "run.json without stages": (lambda f: edit(f, lambda d: d.update(stages=[])), "run.json is damaged"),
    "a stage unknown": (lambda f: edit(f, lambda d: d["stages"][0].update(stage="x")), "run.json is damaged"),
    "a size that is text": (lambda f: edit(f, lambda d: d["model"].update(n_layer="2")), "run.json is damaged"),
    "a size that is half": (lambda f: edit(f, lambda d: d["model"].update(n_layer=1.5)), "run.json is damaged"),
    "a size unknown": (lambda f: edit(f, lambda d: d["model"].update(n_experts=8)), "run.json is damaged"),
    "heads that do not fit": (lambda f: edit(f, lambda d: d["model"].update(n_head=3)), "run.json is damaged"),
    "blocks without end": (lambda f: edit(f, lambda d: d["model"].update(n_layer=10**9)), "safetensors cannot be read"),
    "a newer version": (lambda f: edit(f, lambda d: d.update(version=99)), "newer Explainer"),
    "no version": (lambda f: edit(f, lambda d: d.pop("version")), "run.json cannot be read"),
    "no weights": (lambda f: _weights(f).unlink(), "safetensors are missing"),
    "weights cut off": (lambda f: truncate(_weights(f)), "safetensors cannot be read"),
    "weights empty": (lambda f: _weights(f).write_bytes(b""), "safetensors cannot be read"),
    "a bit of the weights turned": (lambda f: _turn_a_bit(_weights(f)), "the file was changed after it was written"),
    "weights that are text": (lambda f: _weights(f).write_text("hello" * 99), "safetensors cannot be read"),
    "weights NaN": (
        lambda f: _with_weights(f, lambda w: w["ln_f.bias"].fill_(math.nan)),
        "safetensors contain values that are not numbers",
    ),
    "a weight missing": (lambda f: _with_weights(f, lambda w: w.pop("ln_f.bias")), "safetensors cannot be read"),
    "weights of another size": (
        lambda f: _with_weights(f, lambda w: w.update({"ln_f.bias": torch.zeros(3)})),
        "safetensors cannot be read",
    ),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json cannot be read"),
    "tokenizer cut off": (lambda f: truncate(f / "tokenizer.json"), "tokenizer.json is not a tokenizer"),
    "tokenizer of another size": (_other_tokenizer, "tokenizer.json has 264 pieces and the model expects 300"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_run_is_refused_in_one_sentence_that_names_the_file(folder, damage):
    spoil, words = DAMAGE[damage]
    spoil(folder)
    before = files(folder)
    with pytest.raises(ValueError) as caught:
        drain_all(open_run(folder, "cpu"))
    text = str(caught.value)
    assert words in text and str(folder) in text
    assert "\n" not in text and "Traceback" not in text and "[Errno" not in text
    assert files(folder) == before


def test_weights_stored_in_another_place_are_not_fetched_from_there(folder, tmp_path):
    """A stranger's run.json cannot make the program read outside its folder."""
    secret = tmp_path / "secret.safetensors"
    secret.write_bytes(_weights(folder).read_bytes())
    edit(folder, lambda d: d["stages"][0].update(snapshot="../../secret.safetensors"))
    with pytest.raises(RunFolderError, match="missing"):
        drain_all(open_run(folder, "cpu"))


def test_a_file_or_nothing_instead_of_a_folder_is_told_plainly(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunFolderError, match="file is not a run"):
        drain_all(open_run(tmp_path / "file"))
    with pytest.raises(RunFolderError, match=r"no folder .*nothing\. Train one with"):
        drain_all(open_run(tmp_path / "nothing"))


def test_a_folder_that_may_not_be_entered_is_told_plainly(folder, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", denied)
    with pytest.raises(RunFolderError, match=r"run cannot be opened \(Permission denied\)"):
        drain_all(open_run(folder))


def test_a_device_that_is_not_there_is_told_plainly(folder, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="no “cuda” device"):
        drain_all(open_run(folder, "cuda"))


@pytest.mark.parametrize(
    "spoil",
    [lambda path: path.unlink(), truncate, lambda path: path.write_bytes(b"\xff\x00"), lambda p: p.write_text("[]\n")],
)
def test_a_lost_or_damaged_loss_curve_does_not_keep_the_model_from_opening(folder, spoil):
    spoil(folder / "metrics.jsonl")
    opened = drain_all(open_run(folder, "cpu"))
    assert opened.record.step == 5
    assert opened.record.stage is Stage.PRETRAIN
    assert len(opened.record.train_curve.points()[0]) < 5
