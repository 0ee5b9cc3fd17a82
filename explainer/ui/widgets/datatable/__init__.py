"""The one table of the program: lists of answers, bars of bets, runs, scores of heads.

Columns are declared once as data (``columns``), a row is whatever a page's frame is made of, and a cell (``cells``) is
plain data again: words, a number, bars, a shade. ``model`` hands them to Qt, ``painter`` draws them, ``view`` is the
widget, ``hands`` are pointer and keys in it, ``menu`` what can be done with rows. The numbers of a card come from the
same columns.

Decision: Qt's model and view, as they bring scrolling, selection, headings and a table that screen readers can walk
through. Rejected: a widget per cell (a vocabulary has 16,000 rows); one painted list per page, of which there were
seventeen; and a delegate, which Qt calls from within its own painting: where a cell of ours fails there, the program
ends (Qt 6.11), in place of the one card that failed. So the view paints its cells itself.
"""

from explainer.ui.widgets.datatable.cells import (
    BarCell,
    BarsCell,
    Cell,
    Legend,
    LineCell,
    LinesCell,
    PieceCell,
    TextCell,
)
from explainer.ui.widgets.datatable.columns import Column, Size
from explainer.ui.widgets.datatable.hands import Take
from explainer.ui.widgets.datatable.view import DataTable

__all__ = [
    "BarCell",
    "BarsCell",
    "Cell",
    "Column",
    "DataTable",
    "Legend",
    "LineCell",
    "LinesCell",
    "PieceCell",
    "Size",
    "Take",
    "TextCell",
]
