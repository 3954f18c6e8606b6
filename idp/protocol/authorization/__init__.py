"""The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2 and §3.3.2).

`endpoint.py` is the list of what is checked, in order; a file a check; `respond.py` answers.
"""
