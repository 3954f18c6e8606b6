"""The engine granian, whose threads are given whole requests."""
