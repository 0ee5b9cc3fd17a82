"""Runs on disk: how a show is written into a folder, opened again, and kept by itself while it goes on.

A run folder holds ``run.json`` (what everything is and which files belong to it), ``tokenizer.json``, ``metrics.jsonl``
(every curve), ``preferences.jsonl`` (votes by hand), and ``snapshots/*.safetensors``, named by their content: the ages
of the model, the judge, and what a stage under way needs to go on to the bit. No pickle is read or written.

``store`` writes files so that the folder is whole at every moment; ``weights``, ``logs`` and ``underway`` turn parts of
a session into files and back; ``saving`` and ``opening`` do all of it; ``autosave`` does so while training goes on.
"""
