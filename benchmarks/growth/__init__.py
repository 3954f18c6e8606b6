"""What a request costs as an installation grows, from a thousand accounts to ten million."""
