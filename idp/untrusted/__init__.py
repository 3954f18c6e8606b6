"""What strangers write, read in one place before anybody else looks at it: text, URIs, JSON, JWTs.

Owns the bounds that hold whatever is meant: no NUL and no half of a surrogate pair (no database
and no page holds them), no depth that another reader fails at, no number that is none, no member
said twice. What the content means is the caller's to check.
"""

from idp.untrusted.json_text import parse_json, read_json, read_object
from idp.untrusted.text import is_plain, is_storable
from idp.untrusted.uri import split_uri

__all__ = ["is_plain", "is_storable", "parse_json", "read_json", "read_object", "split_uri"]
