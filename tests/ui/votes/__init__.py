"""Tests of the page Votes."""
