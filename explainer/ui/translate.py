"""Every text a user reads goes through here on its way to the screen.

Widgets use their own ``self.tr``. Texts that are data (stories, the engine's sentences) are marked where they are
written and translated where they are shown.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explainer.engine.events import Sentence


def mark(context: str, text: str) -> str:
    """Mark ``text`` for translation in ``context`` and return it as it is.

    Collected by ``pyside6-lupdate -tr-function-alias QT_TRANSLATE_NOOP+=mark``.
    """
    return text


def named(text: str) -> str:
    """A name the engine gave, such as a milestone's title, in the user's language."""
    return QCoreApplication.translate("engine", text)


def say(sentence: Sentence) -> str:
    """The engine's ``sentence`` in the user's language: its template translated, then its values put in."""
    template = named(sentence.template)
    try:
        return template.format(**sentence.values) if sentence.values else template
    except (KeyError, IndexError, ValueError):  # a translation with a wrong field must not take the sentence away
        return str(sentence)
