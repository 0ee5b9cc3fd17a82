"""The Three minds view: one question to every age of the model, votes, the judge, and feedback."""
