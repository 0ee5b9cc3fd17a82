"""One running show: a worker thread that owns torch and the model, told by commands, heard through events and frames.

Usable without a window::

    with Engine(RunSettings(preset="xs", steps=200)) as engine:
        engine.send(Start())
        for event in engine.events():
            ...

Down go frozen commands (``commands``); up come events that are never lost (``events``) and frames of which only the
latest counts (``frames``). The state machine is the table in ``states``.
"""
