"""The record of events, as auditors read, export and verify it."""
