"""The scopes of a receiver (CAEP Interoperability Profile 1.0 §2.7.3, OpenID SSF 1.0 §7.1.1)."""

MANAGE = "ssf.manage"
READ = "ssf.read"
