"""Overview: one trip through the model, from the pieces of the text to the bets on the next one."""
