"""The prompt as the model sees it: token ids, kept in step with the text in the window.

The text is not enough. A token may be part of a character, so when the model writes on, its ids are appended as they
are; encoding the text again could give others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from explainer.text.tokenizer import Tokenizer


@dataclass(slots=True)
class Prompt:
    """Text and ids of the prompt.

    Attributes:
        text: what the window shows. serial: of the last ``SetPrompt``.
        ids: its tokens; an empty text has none.
    """

    text: str = ""
    serial: int = 0
    ids: list[int] = field(default_factory=list)

    @property
    def readable(self) -> str:
        """The text as a tokenizer can read it: half a character, typed or pasted, reads as “?”."""
        return self.text.encode("utf-8", "replace").decode()

    def set(self, text: str, serial: int, tokenizer: Tokenizer | None) -> None:
        """Take a new text. A text equal to the present one keeps its ids."""
        same = text == self.text and bool(self.ids) == bool(text)
        self.text, self.serial = text, serial
        if not same:
            self.encode(tokenizer)

    def encode(self, tokenizer: Tokenizer | None) -> None:
        """Cut the text into tokens anew, as a new model has another tokenizer."""
        self.ids = tokenizer.encode(self.readable) if tokenizer is not None else []

    def append(self, token: int, tokenizer: Tokenizer) -> None:
        """Append a token the model wrote."""
        self.ids.append(token)
        self.text = tokenizer.decode(self.ids)
