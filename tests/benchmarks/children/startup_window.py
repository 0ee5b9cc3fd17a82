"""``python main.py`` with a probe that notes when things are painted, and presses Start. Imports only what it must."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.benchmarks.children.talk import end_on_error, listen, requests, say

LOOK_MS = 20
CLICK_MS = 100  # after the window is painted: no person is faster


def peak_rss_mb() -> float:
    """Return the greatest resident memory of this process so far, in MB of a million bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage's figure would include the parent's memory from before exec
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


def watch(window: object) -> None:
    """Called by ``run_app`` with the window, before it is shown."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea

    from tests.benchmarks.children.probe import PaintWatch

    end_on_error()
    moments: dict[str, float] = {}
    start = window.findChild(QAbstractButton, "start")
    chart = window.findChild(QAbstractScrollArea, "loss_chart")

    def note(name: str) -> bool:
        if name in moments:
            return False
        moments[name] = time.monotonic()
        say(moment=name, at=moments[name])
        return True

    def first_paint(_: object) -> None:
        if note("window"):
            QTimer.singleShot(CLICK_MS, window, start.click)

    def loss_points() -> int | None:
        return len(chart.plot.points()) or None

    def look() -> None:
        if window.show_state.prepared is not None:
            note("alive")
        if not requests.empty():
            request = requests.get()
            if request["do"] == "quit":
                timer.stop()
                window.end()
            else:
                say(peak_rss_mb=peak_rss_mb(), step=window.show_state.step)

    PaintWatch([window.centralWidget()], lambda: True, first_paint, window)
    PaintWatch([chart.viewport()], loss_points, lambda _: note("first_loss"), window)
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(LOOK_MS)
    listen()


def main() -> int:
    import explainer.ui.app as app

    original = app.run_app
    app.run_app = lambda *args, **kwargs: original(*args, **kwargs, on_window=watch)
    from explainer.cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
