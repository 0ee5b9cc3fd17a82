"""What goes wrong on the command line, as plain sentences."""

from __future__ import annotations


class CommandError(Exception):
    """A sentence for people, and the exit code that goes with it."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def sentence(text: str) -> str:
    """Return ``text``, of one character or more, with a capital first letter and one full stop."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def reason(error: BaseException) -> str:
    """Return why something failed, in the fewest words that there are for it."""
    text = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return text.rstrip(".")
