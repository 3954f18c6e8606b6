"""Proving control of an address by a code that is sent to it."""
