"""The views, made of panels that draw frames, and the registry that names them.

A view is a list of pages; a page is one panel, in the view's own folder. A panel owns nothing but what it shows. It is
told which frames to draw, gives its commands to ``actions``, and says in a sentence what it shows. Views never import
each other (import-linter holds them to it); what several of them draw is in ``ui.pictures``. To add a page, write its
panel and put its ``PanelSpec`` into ``registry.VIEWS``: navigation, keys, demand and pictures follow from there.
"""

from __future__ import annotations

from explainer.ui.panels.panel import Panel, PanelContext, PanelSpec, ViewSpec

__all__ = ["Panel", "PanelContext", "PanelSpec", "ViewSpec"]
