"""Sending, comparing and deciding registry imports."""
