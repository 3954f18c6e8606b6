"""What a fault does to an installation: lost, doubled, orphaned, and how soon it is over."""
