"""Tests of the page Is it really getting better."""
