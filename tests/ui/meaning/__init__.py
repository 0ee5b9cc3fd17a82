"""Tests of the Meaning view."""
