"""Widgets that views and frame share, each by itself."""
