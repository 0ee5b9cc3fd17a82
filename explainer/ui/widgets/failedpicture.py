"""What stands in a card in place of a picture that failed: one calm sentence, and its details to copy.

It is as large as the picture was, so that nothing on the page moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.ui.look import SMALL, Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph

T = TypeVar("T")


class FailedPicture(QWidget):
    """Takes the place of ``body``, which is not asked to paint any more."""

    def __init__(self, look: Look, body: QWidget, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self.details = details
        self.sentence = Paragraph(look, size=SMALL, colour="ink2")
        self.sentence.set_text(
            self.tr("This picture failed and is switched off. Learning goes on. Open the page again to try once more.")
        )
        self.copy = Button(look, self.tr("Copy details"), tip=self.tr("Copy the technical details for a report"))
        self.copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(self.sentence)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setAccessibleName(self.sentence.text())
        self.setSizePolicy(body.sizePolicy())
        self.setMaximumSize(body.maximumSize())
        self.setMinimumSize(body.minimumSize())

    def sizeHint(self) -> QSize:
        """That of the picture, where it still tells."""
        own = super().sizeHint()
        return self._of_body(lambda: self._body.sizeHint().expandedTo(own), own)

    def minimumSizeHint(self) -> QSize:
        """That of the picture, with room for the sentence."""
        own = super().minimumSizeHint()
        return self._of_body(lambda: self._body.minimumSizeHint().expandedTo(own), own)

    def hasHeightForWidth(self) -> bool:
        """As the picture."""
        return self._of_body(self._body.hasHeightForWidth, False)

    def heightForWidth(self, width: int) -> int:
        """As the picture."""
        return self._of_body(lambda: self._body.heightForWidth(width), self.height())

    def _of_body(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except Exception:  # its size may be what failed
            return otherwise

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.sentence.text()}\n\n{self.details}")
