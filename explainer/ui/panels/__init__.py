"""The views, each a panel that draws frames, and the registry that names them.

A panel owns nothing but what it shows. It is told which frames to draw, gives its commands to ``actions``, and says in
a sentence what it shows. Panels never import each other. To add a view, write its panel and put its ``PanelSpec`` into
``registry.SPECS``: navigation, keys, demand and pictures follow from there.
"""

from __future__ import annotations

from explainer.ui.panels.panel import Panel, PanelContext, PanelSpec

__all__ = ["Panel", "PanelContext", "PanelSpec"]
