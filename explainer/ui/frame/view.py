"""One view in the middle of the window: its title, its one-line caption, and its panel, which scrolls when it must."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explainer.ui.look import TITLE, Look
from explainer.ui.panels import Panel
from explainer.ui.widgets.textline import TextLine


class View(QWidget):
    """Title, caption, panel."""

    def __init__(self, look: Look, title: str, panel: Panel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.panel = panel
        self.setAccessibleName(title)
        self._title_text = title
        self.title = TextLine(look, title, size=TITLE, bold=True, colour="ink")
        self.caption = TextLine(look, panel.caption(), size=16)
        panel.caption_changed.connect(self.caption.set_text)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addWidget(self.caption, 1, Qt.AlignmentFlag.AlignBottom)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(panel)
        panel.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the panel how much room there is."""
        self.panel.fit(self.width() / self._look.zoom)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(8))
        self._head.setSpacing(px(14))
        self._head.setContentsMargins(px(1), px(2), 0, 0)
        metrics = self._look.metrics(TITLE, bold=True)
        self.panel.fit(self.width() / self._look.zoom)
        self.title.setFixedWidth(round(metrics.horizontalAdvance(self._title_text)) + px(4))
