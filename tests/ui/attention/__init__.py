"""Tests of the Attention view."""
