"""Setting how long everything is kept, within bounds."""
