"""Journeys: what a person does between a portal's request and its answer.

The request waits here; each page does one thing and returns; `dispatch.py` alone decides
what is next. Pages do not know one another.
"""
