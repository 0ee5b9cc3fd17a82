"""What was told: events picked out, and what a sentence for people must be like."""

from __future__ import annotations

from explainer.engine.events import Failed, PictureFailed, StateChanged, WorkerEnded


def kinds(events, kind):
    return [event for event in events if isinstance(event, kind)]


def failures(events):
    """Whatever went wrong: in training, in answering, in a picture."""
    return [event for event in events if isinstance(event, Failed | PictureFailed | WorkerEnded)]


def states(events):
    return [event.state for event in kinds(events, StateChanged)]


def plain(sentence) -> str:
    """A sentence for people: one that ends (or names the command to type), with nothing of a program's insides."""
    text = str(sentence)
    assert text.endswith((".", "”")) or "main.py" in text, text
    assert "\n" not in text and "Traceback" not in text and "Error" not in text and "{" not in text, text
    return text
