"""Registry imports, as administrators send, compare and decide them."""
