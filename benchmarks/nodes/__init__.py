"""What several processes and two nodes answer, beside one, on one database."""
