"""Which text a run learns from, and whether a text of the user's own is still the one it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from explainer.engine.settings import RunSettings
from explainer.marking import mark
from explainer.model.config import GPTConfig
from explainer.text.corpus import Corpus, CorpusError
from explainer.text.storyland import RICHNESS
from explainer.text.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class TextPrint:
    """A text file as it was when a run learned from it.

    Attributes:
        path: absolute.
        n_bytes, sha256: of its content; 0 and "" where an older program did not note them.
    """

    path: Path
    n_bytes: int = 0
    sha256: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether it cannot be read where it was."""
        try:
            return not self.path.is_file()
        except (OSError, ValueError):  # also a name that no file can have
            return True

    @property
    def is_changed(self) -> bool:
        """Whether there is another text in its place."""
        if not self.sha256 or self.is_gone:
            return False
        try:
            if not self.n_bytes or self.path.stat().st_size != self.n_bytes:  # what says it has 0 bytes may never end
                return True
            return _digest(self.path) != self.sha256
        except (OSError, ValueError):
            return False


def prints_of(paths: Iterable[Path]) -> tuple[TextPrint, ...]:
    """Note what text files hold now.

    Raises:
        CorpusError, OSError: one cannot be read.
    """
    return tuple(TextPrint(path, path.stat().st_size, _digest(path)) for path in paths)


def _digest(path: Path) -> str:
    if not path.is_file():
        raise CorpusError(mark("engine", "{path} is no file that can be read"), path=path)  # a pipe may never end
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_corpus(settings: RunSettings, config: GPTConfig, tokenizer: Tokenizer | None = None) -> Corpus:
    """Make the text of a run; ``tokenizer`` is that of a model which goes on learning.

    Raises:
        CorpusError: a file of the user's cannot be used.
    """
    if settings.text_files:
        return Corpus.from_files(
            list(settings.text_files), vocab_size=config.vocab_size, seed=settings.seed, tokenizer=tokenizer
        )
    return Corpus.storyland(
        seed=settings.seed,
        richness=RICHNESS[settings.preset],
        vocab_size=config.vocab_size,
        tokenizer=tokenizer,
    )
