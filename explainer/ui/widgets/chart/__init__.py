"""The one chart of the program: lines, guides, marks and ticks, declared as data and drawn by pyqtgraph.

``plot`` says what can be drawn, ``ticks`` where axes end and which numbers stand at them; ``curves`` and ``axes`` are
what pyqtgraph draws of it, ``placing`` and ``lettering`` say where words go so that they cross nothing; ``widget`` is
what a page puts into its card.

Decision: pyqtgraph's ``GraphicsView``, ``ViewBox`` and ``AxisItem`` in places of our own, not its ``PlotWidget``. That
is the same view with a ``PlotItem`` round the box: two more axes, a title, and a form and a menu in English only that
nobody would see (15 ms to make, against 5), a layout that lets the axes arrive an event after the data, and room for
one column of numbers at the left.
"""

from explainer.ui.widgets.chart.plot import Guide, Line, Mark, Numbers, Plot, Scale
from explainer.ui.widgets.chart.widget import Chart

__all__ = ["Chart", "Guide", "Line", "Mark", "Numbers", "Plot", "Scale"]
