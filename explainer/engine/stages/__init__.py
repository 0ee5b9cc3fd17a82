"""Stages two and three as the show runs them: what is asked, what is shown, who votes, and what comes of it.

`training` knows how a model learns from examples and from a judge; here is which examples and which judge, in pieces
small enough that people are answered in between. Each stage is a `run.StageRun`; `course` remembers what every stage
left behind.
"""
