"""A text is noted without waiting for what never ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explainer.engine.texts import TextPrint, prints_of
from explainer.text.corpus import CorpusError


def test_a_text_is_known_again_and_another_is_not(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one")
    (found,) = prints_of([path])
    assert found.n_bytes == 3 and not found.is_changed and not found.is_gone
    path.write_text("two")
    assert found.is_changed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(CorpusError, match="no file that can be read"):
            prints_of([path])
        assert TextPrint(path, 0, "0" * 64).is_gone
        assert not TextPrint(path, 0, "0" * 64).is_changed
