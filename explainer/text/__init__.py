"""Words in, token ids out: the tokenizer, the built-in world Storyland, and corpora of either kind."""
