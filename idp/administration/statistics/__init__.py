"""How often what happened, by day, as administrators read it."""
