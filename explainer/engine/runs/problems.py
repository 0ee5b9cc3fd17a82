"""What can be wrong with a run folder, as sentences for people."""

from __future__ import annotations


class RunFolderError(ValueError):
    """A run folder cannot be opened; the text is a sentence for people."""


class NoSuchMind(RunFolderError):
    """The run is whole, and does not have what was asked for."""
