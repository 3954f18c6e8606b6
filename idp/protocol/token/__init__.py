"""The token endpoint (RFC 6749 §3.2, OpenID Connect Core §3.1.3).

`endpoint.py` holds the phases common to all grants; each grant and each client authentication
method has its own file.
"""
