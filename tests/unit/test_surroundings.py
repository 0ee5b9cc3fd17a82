"""What the libraries are told before they are loaded: threads by the quota, who waits rests soon, oneDNN keeps less."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest
import torch

from explainer.engine.cores import CoreShare
from explainer.surroundings import SIZES_KEPT, TURNS, settle

NO_LIMIT = CoreShare(n_threads=4, logical=4, affinity=4, quota=None)
HALF = CoreShare(n_threads=2, logical=4, affinity=4, quota=2.0)


def settled(share: CoreShare, **before: str) -> dict[str, str]:
    settle(before, share)
    return before


def test_a_quota_sets_the_number_of_threads():
    assert settled(HALF)["OMP_NUM_THREADS"] == "2"


def test_without_a_quota_openmp_counts_for_itself():
    assert "OMP_NUM_THREADS" not in settled(NO_LIMIT)
    assert "OMP_NUM_THREADS" not in settled(CoreShare(n_threads=1, logical=4, affinity=1, quota=None))


def test_what_the_user_has_set_counts():
    own = {
        "OMP_NUM_THREADS": "3",
        "OPENBLAS_NUM_THREADS": "3",
        "GOMP_SPINCOUNT": "7",
        "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "9",
    }
    assert settled(HALF, **own) == own


def test_other_ways_of_setting_the_same_count_too():
    assert "GOMP_SPINCOUNT" not in settled(NO_LIMIT, OMP_WAIT_POLICY="ACTIVE")
    assert "ONEDNN_PRIMITIVE_CACHE_CAPACITY" not in settled(NO_LIMIT, DNNL_PRIMITIVE_CACHE_CAPACITY="9")


def run(code: str, **environment: str) -> str:
    """What a fresh process prints."""
    clean = {name: value for name, value in os.environ.items() if "OMP_" not in name and "DNN" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


@pytest.mark.parametrize("module", ["explainer.cli", "explainer.engine.worker", "explainer.model", "tests.benchmarks"])
def test_whatever_is_loaded_first_it_has_been_said_before_torch_is_there(module):
    code = f"""
import os, sys
def heard(event, about):
    if event == "import" and about[0] == "torch":
        print(os.environ.get("GOMP_SPINCOUNT"), os.environ.get("ONEDNN_PRIMITIVE_CACHE_CAPACITY"))
sys.addaudithook(heard)
import {module}
import torch
"""
    assert run(code).splitlines()[0].split() == [TURNS, SIZES_KEPT]


@pytest.mark.skipif(
    not torch.backends.mkldnn.is_available() or platform.machine().lower() not in ("x86_64", "amd64"),
    reason="PyTorch has no oneDNN here",
)
@pytest.mark.parametrize(("environment", "kept"), [({}, False), ({"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "1024"}, True)])
def test_onednn_forgets_what_it_compiled_for_sizes_long_past_unless_the_user_wants_it_kept(environment, kept):
    code = """
import explainer, torch, torch.nn.functional as F
with torch.inference_mode():
    for n in (*range(1, 400), 1):
        if n == 1:
            print("again", flush=True)
        F.gelu(torch.zeros(n, 8))
"""
    told = run(code, ONEDNN_VERBOSE="profile_create", OMP_NUM_THREADS="1", **environment)
    last = told.rpartition("again")[2]
    assert ("cache_miss" in last) is not kept
    assert ("cache_hit" in last) is kept
