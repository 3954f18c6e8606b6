"""The transmitter of security events: OpenID Shared Signals Framework 1.0.

A portal (here called receiver) describes one stream; events are pushed to it (RFC 8935) or wait
until it fetches them (RFC 8936). What they say is CAEP 1.0 and RISC 1.0.
"""
