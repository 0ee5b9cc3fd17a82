"""Scripts that run in processes of their own: the real window, or the engine without one, and probes that look on."""
