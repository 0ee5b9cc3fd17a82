"""Meaning: what does it think words mean?"""
