"""Tests of the Prediction view."""
