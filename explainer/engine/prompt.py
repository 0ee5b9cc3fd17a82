"""The prompt as the model sees it: token ids, made of the text in the window and of what the model itself wrote in it.

The text is not enough, see ``authors``. When the model writes on, its ids are appended as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from explainer.engine.authors import Written, appended
from explainer.engine.stages.votes import readable
from explainer.text.tokenizer import Tokenizer


@dataclass(slots=True)
class EncodedPrompt:
    """Text and ids of the prompt.

    Attributes:
        text: what the window shows. serial: of the last ``SetPrompt``.
        written: what of it the model wrote, in the order of the text.
        ids: its tokens; an empty text has none.
    """

    text: str = ""
    serial: int = 0
    written: tuple[Written, ...] = ()
    ids: list[int] = field(default_factory=list)

    @property
    def readable(self) -> str:
        """The text as a tokenizer can read it: half a character, typed or pasted, reads as “?”."""
        return readable(self.text)

    def set(self, text: str, serial: int, tokenizer: Tokenizer | None, written: Sequence[Written] = ()) -> None:
        """Take a new text, of which the model wrote ``written``. The very same keeps its ids."""
        same = (text, tuple(written)) == (self.text, self.written) and bool(self.ids) == bool(text)
        self.text, self.serial, self.written = text, serial, tuple(written)
        if not same:
            self._encode(tokenizer)

    def new_model(self, tokenizer: Tokenizer) -> None:
        """Cut the text into tokens anew: another model has another tokenizer."""
        self.written = ()
        self._encode(tokenizer)

    def append(self, token: int, tokenizer: Tokenizer) -> None:
        """Append a token the model wrote."""
        self.ids.append(token)
        text = tokenizer.decode(self.ids)
        self.written = appended(self.text, text, self.written, token)
        self.text = text

    def _encode(self, tokenizer: Tokenizer | None) -> None:
        self.ids = []
        if tokenizer is None:
            return
        at = 0
        for stretch in self.written:
            known = all(0 <= token < tokenizer.vocab_size for token in stretch.ids)
            if not (at <= stretch.start <= stretch.end <= len(self.text)) or not known:
                continue  # of another text or another vocabulary: it reads like typed text
            self.ids += tokenizer.encode(readable(self.text[at : stretch.start])) if stretch.start > at else []
            self.ids += stretch.ids
            at = stretch.end
        self.ids += tokenizer.encode(readable(self.text[at:])) if at < len(self.text) else []
