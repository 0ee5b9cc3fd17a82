"""How the model learns: every stage is a generator of typed reports that knows no thread, no clock face and no window."""
