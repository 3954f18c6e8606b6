"""Support for parents: looking them up for a reason, and helping, never impersonating."""
