"""The headings of a table: quiet words above their columns, an arrow where the rows are in their order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from explainer.ui.look import SMALL
from explainer.ui.widgets.datatable.columns import Column
from explainer.ui.widgets.datatable.painter import paint_legend

if TYPE_CHECKING:
    from explainer.ui.widgets.datatable.view import DataTable

DOWN, UP = " ▾", " ▴"


class Head(QHeaderView):
    """Says nothing while there are no rows."""

    def __init__(self, table: DataTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.setSectionsClickable(any(column.sorts for column in table.rows_model.shown))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        self.sectionClicked.connect(table.sort_by)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All of them."""
        with QPainter(self.viewport()) as painter:  # which ends it, should anything fail
            painter.fillRect(event.rect(), self._table.look.colour("card"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._write_all(painter)

    def _write_all(self, painter: QPainter) -> None:
        shown = self._table.rows_model.shown
        for section in range(self.count() if len(self._table.rows) else 0):
            if self.isSectionHidden(section):
                continue
            wide = self.sectionSize(section)
            if section == 0:  # and over what has none
                untitled = itertools.takewhile(lambda i: not shown[i].title, range(1, self.count()))
                wide += sum(self.sectionSize(i) for i in untitled)
            place = QRect(self.sectionViewportPosition(section), 0, wide, self.height())
            self._write(painter, place, shown[section], first=section == 0)

    def _write(self, painter: QPainter, rect: QRect, column: Column, *, first: bool) -> None:
        """One heading, on as many lines as it needs, and what stands below it."""
        model, look = self._table.rows_model, self._table.look
        narrow = bool(column.short) and rect.width() < look.px(column.roomy)
        title = column.short if narrow else column.title
        if model.sorted_by is not None and model.sorted_by[0] is column:
            title += UP if model.sorted_by[1] else DOWN
        side = Qt.AlignmentFlag.AlignRight if column.right and not first else Qt.AlignmentFlag.AlignLeft
        if column.centre:
            side = Qt.AlignmentFlag.AlignHCenter
        edge = look.px(self._table.SIZE.edge)
        if column.legend is not None:
            paint_legend(painter, look, column.legend, QRectF(rect).adjusted(edge, 0, 0, -look.px(3)))
            return
        # A short column may have a long heading: at its free side it may reach beyond.
        low = rect.height() < look.px(40)
        beyond = look.px(40) if side == Qt.AlignmentFlag.AlignRight and " " in title and low else 0
        box = QRectF(rect).adjusted(edge - beyond, 0, -edge, -look.px(5))
        painter.setFont(look.font(SMALL - 0.5))
        painter.setPen(look.colour("ink3"))
        if column.under is not None:
            below = QRectF(box.left(), box.bottom() - look.px(20), box.width(), look.px(20))
            painter.setPen(look.colour("ink2"))
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, column.under())
            box.setBottom(below.top())
        wrap = Qt.TextFlag.TextSingleLine if low else Qt.TextFlag.TextWordWrap
        painter.drawText(box, side | Qt.AlignmentFlag.AlignBottom | wrap, title)
