"""Tests of the Tokens view."""
