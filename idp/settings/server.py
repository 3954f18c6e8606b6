"""Where Parvis runs: addresses, proxies, certificates of clients, database, log."""

from msgspec import Struct

from idp.discreet import Discreet, Hidden


class ServerSettings(Struct, frozen=True):
    """Where Parvis is reached, and whom it believes about that."""

    issuer: str = "http://127.0.0.1:8000"
    """The URL that names this provider, without a final slash; https except on loopback."""
    hosts: tuple[str, ...] = ()
    """Further `Host` values answered beside the issuer's own (host:port); any other gets 400."""
    security_contacts: tuple[str, ...] = ()
    """To whom a hole found here is told, as `mailto:` or `https:` URIs, the first one preferred:
    they stand in `/.well-known/security.txt` (RFC 9116). Empty: there is no such file."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (CIDR) of the proxies whose `forwarded_header` is believed; empty: none."""
    forwarded_header: str = "X-Forwarded-For"
    """Where proxies write who came to them: `X-Forwarded-For`, or `Forwarded` (RFC 7239). The other
    one is not read: a browser can send it through a proxy that does not know it."""
    proxy_hops: int = 1
    """How many proxies stand in a row between the browser and Parvis."""
    body_bytes: int = 65_536
    """The largest request body accepted, in bytes."""
    body_seconds: int = 10
    """How long `parvis serve` waits for a request to arrive whole; each 16 KiB of it buys a second
    more."""
    bind: str = "127.0.0.1:8000"
    """Where `parvis serve` listens: `host:port` or `unix:/path`."""
    engine: str = "gunicorn"
    """What reads requests in each process: `gunicorn`, or `granian`, which takes less of the
    processor for each (docs/installing.md says which to use when)."""
    workers: int = 2
    """Processes that `parvis serve` starts."""
    threads: int = 8
    """Threads in each process; slow work leaves a quarter of them, and passwords a half, alone."""
    recycle_requests: int = 250_000
    """Requests after which a process makes room for a fresh one, give or take a tenth; 0: never."""
    leaving_seconds: int = 5
    """How long Parvis goes on accepting connections once it is told to stop, while readiness says
    503: longer than the balancer takes to notice. 0 where nothing looks at readiness."""
    drain_seconds: int = 30
    """How long requests under way may take to end when Parvis is told to stop."""


class MtlsSettings(Struct, frozen=True):
    """Certificates of TLS clients, as a trusted proxy tells them (RFC 8705)."""

    header: str = ""
    """The header in which a trusted proxy says the certificate, and which it erases from what
    clients send; empty: no certificate is believed."""
    encoding: str = "rfc9440"
    """`rfc9440` (`Client-Cert`, between colons), `pem` (percent-encoded, nginx's
    `$ssl_client_escaped_cert`) or `base64` (HAProxy's `ssl_c_der,base64`)."""
    authorities_file: str = ""
    """The authorities (PEM, intermediate ones too) whose certificates identify clients; empty:
    `tls_client_auth` is not offered."""
    origin: str = ""
    """`https://host` where connections are asked for a certificate, when it is not the issuer's
    own: browsers would show it to parents. Its host belongs into `server.hosts` as well."""


class DatabaseSettings(Discreet, frozen=True):
    """The database."""

    url: Hidden[str] = "sqlite:///var/parvis.db"
    """`sqlite:///path`, or what libpq reads: `postgresql://user:password@host/name`, several hosts
    too (`@a:5432,b:5432/name`): the one that takes writes is found by itself."""
    anchor_folder: str = "keys"
    """Where each machine keeps, outside of the database, how far that had come: so it is known when
    it was put back to an earlier day, and what that would bring back to life. It must be kept
    between starts, and be no part of what a backup of the database takes along. Empty: nothing is
    kept, and such a database is served as if nothing had happened."""
    pool_size: int = 8
    """Connections kept by each process; at least the threads of one."""
    pool_timeout_seconds: int = 5
    """How long a request waits for a connection before it is answered 503."""
    busy_timeout_seconds: int = 5
    """SQLite: how long a writer waits for another process's transaction."""
    connect_timeout_seconds: int = 3
    """PostgreSQL: how long a host may take to accept a connection, and to acknowledge what is sent;
    2 at least."""
    request_timeout_seconds: int = 5
    """PostgreSQL: how long a statement of a request may run; no answer a second later closes its
    connection, and the request is answered 503. A slow one never holds every thread."""
    statement_timeout_seconds: int = 30
    """PostgreSQL: the same for a statement of the worker or of a command: imports, migrations.
    Behind a pooler the server ends none by itself: `ALTER ROLE parvis SET statement_timeout`
    does."""


class LogSettings(Struct, frozen=True):
    """The log: JSON lines on standard error."""

    level: str = "INFO"
    """`DEBUG`, `INFO` (a line for each request), `WARNING` or `ERROR`."""
