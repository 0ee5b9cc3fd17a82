"""The GPT, and nothing about training it."""
