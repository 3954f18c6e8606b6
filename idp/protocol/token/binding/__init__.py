"""Tokens that only the holder of a key can use (RFC 8705 §3, RFC 9449)."""
