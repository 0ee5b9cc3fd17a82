"""The program as people start it: as a process, in a real window on a virtual screen."""
