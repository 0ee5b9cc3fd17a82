"""The one style sheet: controls only. Cards, charts and texts that change often are painted by their widgets.

It is set once per theme or zoom, never per update: re-polishing a window costs as much as many paints.
"""

from __future__ import annotations

from explainer.ui.look import BODY, FAMILIES, SMALL, Look
from explainer.ui.theme import mix
from explainer.ui.widgets.scroll import LANE


def stylesheet(look: Look) -> str:
    """Qt style sheet for the whole window."""
    c, px = look.colours, look.px
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    hover = mix(c.card, c.ink, 0.06)
    pressed = mix(c.card, c.ink, 0.12)
    return f"""
* {{ font-family: {families}; font-size: {px(BODY)}px; }}
QMainWindow, #ground {{ background: {c.ground}; }}
QLabel {{ color: {c.ink}; background: transparent; }}
QLabel[tone="quiet"] {{ color: {c.ink2}; font-size: {px(SMALL)}px; }}
QLabel[tone="title"] {{ font-size: {px(24)}px; font-weight: 700; }}
QLabel[tone="heading"] {{ font-size: {px(16)}px; font-weight: 600; }}
QToolTip {{ color: {c.on_button}; background: {c.button}; border: none; padding: {px(6)}px; font-size: {px(14)}px; }}

QPushButton, QToolButton {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.line}; border-radius: {px(8)}px;
    padding: {px(7)}px {px(14)}px; font-weight: 600; font-size: {px(14.5)}px; margin: 1px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
QPushButton:checked, QToolButton:checked {{ background: {c.quiet_strong}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.ink3}; background: {c.ground}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.focus}; margin: 0px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0px; }}

QPushButton[kind="primary"] {{ color: {c.on_button}; background: {c.button}; border: 1px solid {c.button}; }}
QPushButton[kind="primary"]:hover {{ background: {c.button_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.focus}; }}
QPushButton[kind="primary"]:disabled {{ color: {c.ink3}; background: {c.quiet}; border-color: {c.line}; }}
QPushButton[kind="plain"], QToolButton[kind="plain"] {{ background: transparent; border: 1px solid transparent;
    padding: {px(2)}px {px(6)}px; font-weight: 500; color: {c.ink2}; }}
QPushButton[kind="plain"]:hover, QToolButton[kind="plain"]:hover {{ background: {pressed}; }}
QPushButton[kind="plain"]:focus, QToolButton[kind="plain"]:focus {{ border: 2px solid {c.focus}; }}
QPushButton[kind="plain"]:disabled {{ color: {c.line}; background: transparent; }}
QPushButton[kind="page"] {{ background: transparent; border: 1px solid transparent; color: {c.ink2};
    border-radius: {px(8)}px; padding: {px(5)}px {px(11)}px; }}
QPushButton[kind="page"]:hover {{ background: {mix(c.ground, c.ink, 0.07)}; }}
QPushButton[kind="page"]:checked {{ background: {c.card}; border-color: {c.edge}; color: {c.ink}; }}
QPushButton[kind="page"]:focus {{ border: 2px solid {c.focus}; }}
QPushButton[kind="nav"] {{ background: transparent; border: 1px solid transparent; color: {c.ink2}; text-align: left;
    padding: {px(1)}px {px(11)}px; font-size: {px(15)}px; }}
QPushButton[kind="nav"]:hover {{ background: {mix(c.ground, c.ink, 0.07)}; }}
QPushButton[kind="nav"]:checked {{ background: {c.button}; color: {c.on_button}; }}
QPushButton[kind="nav"]:focus {{ border: 2px solid {c.focus}; }}

QMenu {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.line}; padding: {px(6)}px; }}
QMenu::item {{ padding: {px(7)}px {px(24)}px {px(7)}px {px(14)}px; border-radius: {px(6)}px; }}
QMenu::item:selected {{ background: {pressed}; }}
QMenu::item:disabled {{ color: {c.ink3}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {px(5)}px {px(8)}px; }}

QLineEdit[kind="small"] {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.edge}; border-radius: {px(6)}px;
    padding: {px(4)}px {px(6)}px; selection-background-color: {c.focus};
    selection-color: {c.card}; }}
QLineEdit[kind="small"]:focus {{ border: 2px solid {c.focus}; }}
QLineEdit[kind="field"] {{ color: {c.ink}; background: {c.card}; border: 1px solid {c.edge}; border-radius: {px(8)}px;
    padding: {px(5)}px {px(8)}px; font-size: {px(15.5)}px; margin: 1px; selection-background-color: {c.focus};
    selection-color: {c.card}; }}
QLineEdit[kind="field"]:focus {{ border: 2px solid {c.focus}; margin: 0px; }}
QCheckBox {{ color: {c.ink}; spacing: {px(8)}px; padding: {px(3)}px; border: 2px solid transparent;
    border-radius: {px(5)}px; }}
QCheckBox:focus {{ border: 2px solid {c.focus}; }}
QCheckBox::indicator {{ width: {px(16)}px; height: {px(16)}px; border: 2px solid {c.edge}; border-radius: {px(4)}px;
    background: {c.card}; }}
QCheckBox::indicator:checked {{ background: {c.button}; border-color: {c.button}; }}

QSlider::groove:horizontal {{ height: {px(4)}px; background: {c.edge}; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{ width: {px(16)}px; height: {px(16)}px; margin: -{px(6)}px 0; border-radius: {px(8)}px;
    background: {c.ink}; }}
QSlider {{ border: 2px solid transparent; border-radius: {px(6)}px; min-height: {px(22)}px; }}
QSlider:focus {{ border: 2px solid {c.focus}; }}
QSlider::handle:horizontal:disabled {{ background: {c.edge}; }}

QFileDialog QToolButton {{ padding: {px(4)}px; min-width: {px(18)}px; }}
QFileDialog QTreeView, QFileDialog QListView {{ background: {c.card}; border: 1px solid {c.line}; }}
QHeaderView, QHeaderView::section {{ color: {c.ink2}; background: {c.quiet}; border: none; }}
QHeaderView::section {{ padding: {px(4)}px {px(8)}px; }}

QScrollArea, QAbstractScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(13)}px; margin: 0; }}
QScrollBar#lane:vertical {{ width: {px(LANE)}px; }}
QScrollBar:horizontal {{ background: transparent; height: {px(11)}px; margin: 0; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: {px(3)}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {px(28)}px; margin-left: {px(5)}px; }}
QScrollBar#lane::handle:vertical {{ margin-left: {px(2)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
