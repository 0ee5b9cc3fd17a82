"""Runs as files: what would be lost, saving and opening, recent runs, and those that were kept by themselves."""
