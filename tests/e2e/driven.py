"""The real program, with a listener that tells a test where things are. Run by ``conftest``, not by people.

It starts ``explainer.cli.main`` unchanged. A timer in the window's thread reads questions from standard input, one
JSON object a line, and answers each with one on standard output. It only *looks*: all pressing and typing is done from
outside, with real clicks and keys.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import traceback

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from explainer.ui.panels.panel import Panel
from explainer.ui.window import MainWindow

questions: queue.SimpleQueue[str] = queue.SimpleQueue()


def listen() -> None:
    for line in sys.stdin:
        questions.put(line)


def shown() -> list[QWidget]:
    return [w for w in QApplication.allWidgets() if w.isVisible()]


def named(name: str) -> QWidget | None:
    """The visible widget with this accessible name; a button before anything else (a view is named like its button).

    Where Qt has named none (its file dialogs): the one with this object name.
    """
    found = [w for w in shown() if w.accessibleName() == name] or [w for w in shown() if w.objectName() == name]
    return next((w for w in found if isinstance(w, QAbstractButton)), found[0] if found else None)


def words(widget: QWidget) -> str:
    """What stands on a widget; "" where its method of that name is for something else."""
    try:
        return widget.text()  # type: ignore[attr-defined]
    except TypeError:
        return ""


def answer(question: dict) -> dict:
    kind = question["ask"]
    if kind == "windows":
        return {"titles": [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()]}
    if kind == "active":
        return {"active": QApplication.activeWindow() is not None}
    if kind == "names":
        return {"names": sorted({w.accessibleName() for w in shown()} - {""})}
    if kind == "page":
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        filling = window.spotlight.card
        return {"page": window.view, "filling": filling.title if filling is not None else ""}
    if kind == "unsaved":
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        prepared = window.show_state.prepared
        corpus = prepared.corpus if prepared is not None else ""
        return {"unsaved": window.isWindowModified(), "step": window.show_state.step, "corpus": corpus}
    if kind == "dice":
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        return {"dice": window.sampling.value.seed}
    if kind == "summary":
        return {"summary": " ".join(w.summary() for w in shown() if isinstance(w, Panel))}
    if kind == "texts":
        return {"texts": [words(w) for w in shown() if callable(getattr(w, "text", None))]}
    widget = named(question["name"])
    if widget is None:
        return {"found": False}
    centre = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
    text = next((getattr(widget, m)() for m in ("text", "toPlainText", "currentText") if hasattr(widget, m)), "")
    return {
        "found": True,
        "x": centre.x(),
        "y": centre.y(),
        "width": widget.width(),
        "height": widget.height(),
        "enabled": widget.isEnabled(),
        "focus": widget.hasFocus(),
        "text": text,
        "description": widget.accessibleDescription(),
    }


def serve() -> None:
    while not questions.empty():
        try:
            told = answer(json.loads(questions.get()))
        except Exception:
            told = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


original_exec = QApplication.exec


def exec_listening(*args: object) -> int:
    threading.Thread(target=listen, daemon=True).start()
    timer = QTimer()
    timer.timeout.connect(serve)
    timer.start(20)
    return original_exec()


QApplication.exec = staticmethod(exec_listening)  # type: ignore[method-assign]

if __name__ == "__main__":
    from explainer.cli import main

    raise SystemExit(main(sys.argv[1:]))
