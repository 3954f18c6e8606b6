"""Paths of the endpoints of the OpenID Shared Signals Framework 1.0 (§7.1, §8)."""

CONFIGURATION = "/ssf/stream"
STATUS = "/ssf/status"
ADD_SUBJECT = "/ssf/subjects/add"
REMOVE_SUBJECT = "/ssf/subjects/remove"
VERIFICATION = "/ssf/verify"
POLL = "/ssf/poll"
METADATA = "/.well-known/ssf-configuration"
