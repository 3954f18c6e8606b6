"""The engine gunicorn, whose threads are given whole requests."""
