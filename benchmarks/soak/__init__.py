"""What the memory of an installation does while it works for hours."""
