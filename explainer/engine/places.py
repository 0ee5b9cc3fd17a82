"""Where things lie on this computer that belong to no run folder."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def votes_folder() -> Path:
    """Where votes by hand are kept as long as their model is not saved."""
    return Path(platformdirs.user_data_dir("Explainer", appauthor=False)) / "votes"


def runs_folder() -> Path:
    """Where runs are saved unless another folder is chosen."""
    return Path(platformdirs.user_documents_dir()) / "Explainer"


def autosaves_folder() -> Path:
    """Where runs are kept by themselves."""
    return Path(platformdirs.user_data_dir("Explainer", appauthor=False)) / "autosaves"
