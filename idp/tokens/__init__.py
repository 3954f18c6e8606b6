"""Artefacts: authorization codes, grants, access, refresh and ID tokens, and their claims.

Owns how each is made and read. Does not own who may have one: that is decided in `idp/protocol`.
"""
