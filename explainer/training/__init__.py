"""How the model learns: every stage is a generator of typed reports that knows no thread and no window."""
