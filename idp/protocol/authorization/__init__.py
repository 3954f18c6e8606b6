"""The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2 and §3.3.2).

`endpoint.py` lists the checks in order, one file each; `respond.py` builds the answer.
"""
