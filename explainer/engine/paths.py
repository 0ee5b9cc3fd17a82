"""Where things lie on this computer that belong to no run folder of the user's own."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Where this program keeps what it makes by itself."""
    return Path(platformdirs.user_data_dir("Explainer", appauthor=False))


def autosaves_folder() -> Path:
    """Where work is kept by itself, so that nothing is lost (see ``autosaves``)."""
    return data_folder() / "autosaves"


def runs_folder() -> Path:
    """Where runs are saved unless another place is chosen."""
    return Path(platformdirs.user_documents_dir()) / "Explainer"
