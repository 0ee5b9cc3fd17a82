"""Tests of what the window does with runs as files."""
