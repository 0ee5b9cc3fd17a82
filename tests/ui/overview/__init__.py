"""The Overview's tests."""
