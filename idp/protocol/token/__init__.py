"""The token endpoint (RFC 6749 §3.2, OpenID Connect Core §3.1.3).

`endpoint.py` holds the phases that no grant can forget; a file a grant; a file a way in which a
client proves itself.
"""
