"""The stages as the show runs them: what is read and asked, what is shown, who votes, and what comes of it.

`training` knows how a model learns from text, from examples and from a judge; here is which text, which examples and
which judge, in pieces small enough that people are answered in between. Each stage is a `run.StageRun`, and all are
driven alike, by `pipeline`; `course` has the one under way, and remembers what every stage left behind.
"""
