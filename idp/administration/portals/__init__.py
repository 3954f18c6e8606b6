"""Registering, changing and trying portals."""
