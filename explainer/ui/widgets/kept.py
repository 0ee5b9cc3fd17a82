"""What people set in a page, as plain data that can be kept and put back: an order, a stretch of a curve, a choice.

A page names what of it can be set (``panels.panel.Panel.kept``); the orders of its tables and the stretches of its
charts are found without being named. A state is what JSON can hold, so that a lesson can be a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QWidget

from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.datatable import DataTable


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that can be set: how it is read, and how it is set as a person would, all that follows included.

    ``put`` raises ``ValueError`` or ``TypeError`` for what it cannot be.
    """

    get: Callable[[], Any]
    put: Callable[[Any], object]


def switch(button: QAbstractButton) -> Kept:
    """A button that is on or off."""
    return Kept(button.isChecked, lambda on: button.click() if button.isChecked() != bool(on) else None)


def one_of(buttons: Mapping[str, QAbstractButton]) -> Kept:
    """Buttons by name, one of which is on; None where none is."""

    def put(name: str | None) -> None:
        if name is not None and name not in buttons:
            raise ValueError(f"{name!r} is none of {', '.join(buttons)}")
        if name is not None and not buttons[name].isChecked():
            buttons[name].click()

    return Kept(lambda: next((name for name, button in buttons.items() if button.isChecked()), None), put)


def _order(table: DataTable) -> Kept:
    """By which column a table is sorted, and whether the other way round; None: as its rows come."""
    model = table.rows_model

    def get() -> list[Any] | None:
        sort = model.sorted_by
        return None if sort is None else [model.shown.index(sort[0]), sort[1]]

    def put(order: list[Any] | None) -> None:
        column, reverse = (None, False) if order is None else (model.shown[order[0]], bool(order[1]))
        model.sort_by(column, reverse=reverse)
        table.renew()

    return Kept(get, put)


def _stretch(chart: Chart) -> Kept:
    """The stretch of a chart that is seen larger."""
    return Kept(
        lambda: None if chart.span is None else list(chart.span),
        lambda span: chart.show_span(*span) if span is not None else chart.show_whole(),
    )


def found_in(page: QWidget) -> dict[str, Kept]:
    """The orders and stretches in ``page``, by their place in it."""
    tables = {f"order.{n}": _order(table) for n, table in enumerate(page.findChildren(DataTable))}
    return tables | {f"stretch.{n}": _stretch(chart) for n, chart in enumerate(page.findChildren(Chart))}
