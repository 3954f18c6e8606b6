"""Artefacts: authorization codes, grants, access, refresh and ID tokens, and their claims.

Owns how each is made and read. `idp/protocol` decides who may have one.
"""
