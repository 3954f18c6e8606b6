"""Portals, as administrators register, change and try them."""
