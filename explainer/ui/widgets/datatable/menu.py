"""What can be done with the rows of a table besides looking: copying, sorting, and what a row offers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from explainer.ui.translate import translate
from explainer.ui.widgets.table import tab_text

if TYPE_CHECKING:
    from explainer.ui.widgets.datatable.view import DataTable


def copy_rows(table: DataTable) -> None:
    """Copy the chosen rows as they read, a line each, with tabs."""
    places = sorted(index.row() for index in table.selectionModel().selectedRows())
    if places:
        lines = ("\t".join(table.rows_model.texts(row)) for row in places)
        QGuiApplication.clipboard().setText("\n".join(lines))


def copy_all(table: DataTable) -> None:
    """Copy all rows with their headings and all their digits, as the card does."""
    numbers = table.numbers()
    if numbers is not None:
        QGuiApplication.clipboard().setText(tab_text(numbers))


def make_menu(table: DataTable) -> QMenu:
    """What can be done with the row that was come to, and with all."""
    menu, row = QMenu(table), table.current()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for column in table.rows_model.shown:
        if column.press is not None and row is not None:
            menu.addAction(column.title, partial(column.press, row))
    copy = menu.addAction(translate("DataTable", "Copy the row"), lambda: copy_rows(table))
    copy.setShortcut(QKeySequence.StandardKey.Copy)
    copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # to be read here; the table hears the key itself
    copy.setEnabled(row is not None)
    if table.numbers() is not None:
        menu.addAction(translate("DataTable", "Copy all rows"), lambda: copy_all(table))
    for section, column in enumerate(table.rows_model.shown):
        if column.sorts:
            text = translate("DataTable", "Sort by “{column}”").format(column=column.title)
            menu.addAction(text, partial(table.sort_by, section))
    return menu
