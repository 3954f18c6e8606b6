"""One file per grant type (RFC 6749 §4): each returns what is allowed, and signs no token."""
