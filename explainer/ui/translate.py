"""Every text a user reads goes through here on its way to the screen.

Widgets use their own ``self.tr``, modules ``translate``. Texts that are data are marked where they are written
(``explainer.marking``) and translated where they are shown. All of it is found by::

    pyside6-lupdate explainer/**/*.py -tr-function-alias QT_TRANSLATE_NOOP+=mark -ts explainer_de.ts

which sees literals only: ``tests/unit/test_translatable.py`` holds the code to that. Stories are files of their own.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explainer.marking import Marked, Sentence, mark

__all__ = ("Marked", "mark", "named", "say", "translate", "translated")


def translate(context: str, text: str) -> str:
    """The literal ``text`` in the user's language, outside of a widget."""
    return QCoreApplication.translate(context, text)


def translated(text: Marked) -> str:
    """A text that was marked elsewhere, in the user's language."""
    return QCoreApplication.translate(text.context, text)


def named(text: str) -> str:
    """A name the engine gave, such as a milestone's title, in the user's language."""
    return QCoreApplication.translate("engine", text)


def say(sentence: Sentence) -> str:
    """The engine's ``sentence`` in the user's language: its template translated, then its values put in."""
    template = named(sentence.template)
    values = {name: _value(value) for name, value in sentence.values.items()}
    try:
        return template.format(**values) if values else template
    except (KeyError, IndexError, TypeError, ValueError):  # a wrong field must not take the sentence away
        return str(sentence)


def _value(value: object) -> object:
    match value:
        case Sentence():
            return say(value)
        case Marked():
            return named(value)
    return value
