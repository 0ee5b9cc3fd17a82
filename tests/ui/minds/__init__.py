"""Tests of the view Three minds."""
