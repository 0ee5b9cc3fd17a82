"""A new session: text, tokenizer, and a model that knows nothing."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import torch

from explainer.engine.events import Preparing
from explainer.engine.record import Record, new_run_id
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.texts import make_corpus, prints_of
from explainer.marking import Sentence, mark
from explainer.model.config import PRESETS
from explainer.model.gpt import GPT
from explainer.training.precision import choose_device, choose_precision


def prepare(settings: RunSettings) -> Generator[Preparing, None, Session]:
    """Make a new session, telling how far it is; the session is the generator's return value.

    Raises:
        Problem: settings that make no sense, a device that is not there, or a text that cannot be used.
    """
    settings.check()
    settings = replace(settings, text_files=tuple(path.absolute() for path in settings.text_files))
    wanted = PRESETS[settings.preset]
    if settings.text_files:
        yield Preparing(Sentence(mark("engine", "Reading your text and cutting it into pieces")), 0.1)
    else:
        yield Preparing(Sentence(mark("engine", "Writing the first stories and cutting them into pieces")), 0.1)
    corpus = make_corpus(settings, wanted)
    yield Preparing(Sentence(mark("engine", "Timing this computer’s arithmetic")), 0.7)
    device = choose_device(settings.device)
    precision = choose_precision(device)
    yield Preparing(Sentence(mark("engine", "Setting every dial to a random start")), 0.9)
    config = replace(wanted, vocab_size=corpus.tokenizer.vocab_size)  # a small text supports fewer pieces
    model = GPT(config, generator=torch.Generator().manual_seed(settings.seed)).to(device)
    return Session(
        settings=settings,
        config=config,
        tokenizer=corpus.tokenizer,
        model=model,
        precision=precision,
        corpus_name=corpus.name,
        make_corpus=lambda: corpus,
        record=Record(run=new_run_id(), vocab_size=config.vocab_size),
        texts=prints_of(settings.text_files),
        _corpus=corpus,
    )
