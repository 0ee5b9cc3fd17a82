"""A process that ends at any moment leaves a run that opens: the old one or the new one, and nothing between."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be copied here")
@pytest.mark.parametrize(
    ("what", "at_least"), [("save", 60), ("save over another", 60), ("autosave", 80), ("vote", 10)]
)
def test_ended_between_any_two_calls_that_write(tmp_path, what, at_least):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.unit.engine.runs.ended", what, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ended"] >= at_least
    order = found["left"]
    first = order[: order.index("after") + 1]  # the save happens at one moment: before it the old run, then the new one
    assert set(first[:-1]) == {"before"} and order[-1] == "after"
