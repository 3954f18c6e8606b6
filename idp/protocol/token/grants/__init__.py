"""A file a grant type (RFC 6749 §4): each says what is allowed, and mints nothing."""
