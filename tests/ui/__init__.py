"""Tests of the window: real clicks and keys, on frames made by hand and, for a few, on the real engine."""
