"""Password hashes of other systems: read from their formats, bounded, verified; never made.

A hash is kept only until its owner signs in: then Argon2id takes its place. No scheme is kept that
a stolen file would give away, and none whose parameters would cost more than a sign-in may.
"""

from idp.former_hashes.bounds import Unusable, UnusableHash
from idp.former_hashes.encoded import read_encoded
from idp.former_hashes.model import FormerHash, read_kept, scheme_of, written
from idp.former_hashes.systems import (
    FirebaseParameters,
    read_aspnet,
    read_firebase,
    read_keycloak,
    read_okta,
)
from idp.former_hashes.verifying import matches

__all__ = [
    "FirebaseParameters",
    "FormerHash",
    "Unusable",
    "UnusableHash",
    "matches",
    "read_aspnet",
    "read_encoded",
    "read_firebase",
    "read_kept",
    "read_keycloak",
    "read_okta",
    "scheme_of",
    "written",
]
