"""Tests of the page One step."""
