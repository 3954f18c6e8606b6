"""How long everything is kept, as administrators set it within bounds."""
