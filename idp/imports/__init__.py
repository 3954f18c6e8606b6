"""Imports, from a file to a decision: for the worker, commands and the console."""
