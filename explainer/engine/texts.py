"""Which text a run learns from."""

from __future__ import annotations

from explainer.engine.settings import RunSettings
from explainer.model.config import GPTConfig
from explainer.text.corpus import Corpus
from explainer.text.storyland import RICHNESS
from explainer.text.tokenizer import Tokenizer


def make_corpus(settings: RunSettings, config: GPTConfig, tokenizer: Tokenizer | None = None) -> Corpus:
    """Make the text of a run; ``tokenizer`` is that of a model which goes on learning.

    Raises:
        CorpusError: a file of the user's cannot be used; the text is a sentence for people.
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
