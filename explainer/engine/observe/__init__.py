"""Looking at the model: everything that turns weights and a question into a frame. Nothing here changes the model.

An *observer* computes the frame of one topic from an ``ObservationContext``, the one door to weights, which says whose
they are. The table in ``sources`` says for every topic how often it may be shown, what changes it, and which observer
makes it; the publisher knows no topic by name. To add one: a frame in ``engine.frames``, an observer in a module here,
a line in the table.
"""
