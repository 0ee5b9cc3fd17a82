"""What people look at and ask about: the prompt and every other question that panels put to the model.

Kept in one place, by the worker; it outlives a model, so that a new one is asked the same. What another model cannot
answer (heads it may not have, tokens of another vocabulary) is forgotten then.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from explainer.engine.prompt import EncodedPrompt
from explainer.model.generate import Sampling
from explainer.text.tokenizer import Tokenizer


@dataclass(slots=True)
class ViewQueries:
    """The present questions.

    Attributes:
        prompt: the text whose continuation is bet on.
        sampling, seed: how a next token is drawn, and the dice.
        muted: (block, head) pairs to do without, in the measurement of what that costs.
        contexts: two texts in which one word is compared, and their control, or "" for none; None takes the first
            suggestion.
        wanted: the token whose bet is to be explained; None takes the likeliest.
        branches: first tokens a person wants to see continued.
    """

    prompt: EncodedPrompt = field(default_factory=EncodedPrompt)
    sampling: Sampling = field(default_factory=lambda: Sampling(temperature=0.8, top_k=40))
    seed: int = 0
    muted: frozenset[tuple[int, int]] = frozenset()
    contexts: tuple[str, str, str] | None = None
    wanted: int | None = None
    branches: tuple[int, ...] = ()

    def new_model(self, tokenizer: Tokenizer) -> None:
        """Another model is there: cut the prompt anew and forget what belongs to the old one."""
        self.prompt.new_model(tokenizer)
        self.muted = frozenset()
        self.wanted = None
        self.branches = ()
