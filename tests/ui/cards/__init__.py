"""Tests of what every card can do."""
