"""Speed, side by side: the driver, the floor, the peer; see README.md."""
