"""Tokens: what does it read? The text in pieces, and how the pieces were found."""
