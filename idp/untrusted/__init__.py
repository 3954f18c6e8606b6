"""Parsers of untrusted text, URIs, JSON and JWTs.

Owns the general limits: no NUL and no half of a surrogate pair (no database and no page holds
them), limited depth, no NaN or infinity, no repeated member. Callers check the meaning.
"""

from idp.untrusted.json_text import parse_json, read_json, read_object
from idp.untrusted.text import is_plain, is_storable
from idp.untrusted.uri import split_uri

__all__ = ["is_plain", "is_storable", "parse_json", "read_json", "read_object", "split_uri"]
