"""The signing keys, and the key that seals them, as administrators manage them."""
