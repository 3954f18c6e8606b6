"""Seen from outside: who may ask for numbers, and where traces go."""

from msgspec import Struct


class WatchingSettings(Struct, frozen=True):
    """Numbers for Prometheus, on addresses of their own: never where browsers and portals come."""

    bind: str = ""
    """Where `parvis serve` tells them, `host:port`, at `/metrics`; empty: nowhere."""
    worker_bind: str = ""
    """Where `parvis worker` does; each worker of a machine needs its own."""
    token_file: str = ""
    """File with what Prometheus must show as its bearer token; an address that is not loopback
    needs one."""


class TracingSettings(Struct, frozen=True):
    """Traces by OpenTelemetry: what took how long within what."""

    endpoint: str = ""
    """Where they are posted (OTLP over HTTP), `https://host/v1/traces`; empty: nothing is traced,
    and nothing of it is loaded."""
    share: float = 0.05
    """How much of what begins here is traced, 0 to 1; what a trusted proxy traces always is."""
