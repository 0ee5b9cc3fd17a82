"""The first start: brings what the program needs onto a machine that has a Python and nothing else.

``start.ensure`` is called by ``main.py`` and by ``python3 -m tests`` before anything else is loaded. Where the Python
that runs has all packages it returns at once. Else it goes on in the virtual environment ``.venv`` beside ``main.py``,
which it makes and fills when there is none. What only the system can bring (a Python that is new enough, the ``venv``
module of Debian, Qt's system libraries) is installed where that is allowed, and else named with the command to type.

Decision: the packages are installed, not the program: it runs from its folder, so a change in it needs no second step.
Rejected: ``pip install -e .``, which writes into the folder and needs a build tool besides.

Nothing here loads anything but the standard library, and nothing of the program. ``interrupt``, ``start``, ``older``
and ``system`` are written for Python 3.6, so that an old Python can say in one sentence what is wrong.
"""
