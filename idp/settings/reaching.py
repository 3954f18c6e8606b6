"""Servers that Parvis calls: the mail server, and other people's."""

from msgspec import Struct


class MailSettings(Struct, frozen=True):
    """The mail server that carries the messages away."""

    host: str = "127.0.0.1"
    """Name or address of the server."""
    port: int = 1025
    """1025 is the mailbox of `make run`; 587 goes with `starttls`, 465 with `tls`."""
    security: str = "none"
    """`none` (loopback only), `starttls` (required, never skipped) or `tls`."""
    username: str = ""
    """Empty: the server asks for none."""
    password_file: str = ""
    """File whose content is the password; it stands in no setting."""
    sender: str = "ne-pas-repondre@parvis.localhost"
    """The address messages come from; its domain's SPF, DKIM and DMARC must cover the server."""
    sender_name: str = "Parvis"
    """The name shown beside that address."""
    accented_addresses: bool = False
    """Whether the server takes addresses with an accent before the @ (SMTPUTF8, RFC 6531); `parvis
    doctor` asks it. Otherwise whoever types one is told that Parvis cannot write there."""
    timeout_seconds: int = 20
    """How long each step of the conversation may take, but for the last."""
    accept_seconds: int = 60
    """How long the server may take to accept a message it has; whoever gives up sooner sends twice
    what was taken."""
    retry_seconds: tuple[int, ...] = (5, 15, 60, 300, 900, 1800)
    """Waits between attempts; the last one repeats until the message is no longer of use."""
    unconfirmed_retry_seconds: tuple[int, ...] = (300, 1800)
    """The same after a server had the whole message and did not answer: it may have taken it."""


class OutboundSettings(Struct, frozen=True):
    """Calls to other people's servers: identity providers, portals' keys and sign-out addresses."""

    connect_seconds: float = 2.0
    """How long a connection may take."""
    read_seconds: float = 5.0
    """How long the other side may be silent."""
    total_seconds: float = 8.0
    """When a call is over, whatever happened."""
    largest_bytes: int = 262_144
    """The largest answer taken."""
    places: int = 2
    """Threads of a process that may wait for answers at a time, within those of slow work."""
    allowed_networks: tuple[str, ...] = ()
    """Private networks (CIDR) that may be called, by https; empty: public addresses alone."""
    allow_loopback: bool = False
    """Whether this machine itself may be called, also by http: for trying things out alone."""
    authorities_file: str = ""
    """Certificate authorities (PEM) trusted beside the system's, for a board's own servers."""
    proxy: str = ""
    """`http://proxy.example.org:3128`, where only a proxy reaches other people's servers (CONNECT);
    `allowed_networks` are called without it. It must refuse private addresses itself: a name is
    looked up there, and here only as far as names can be. `HTTPS_PROXY` is not read."""
    proxy_username: str = ""
    """Empty: the proxy asks for none."""
    proxy_password_file: str = ""
    """File whose content is the password; it stands in no setting."""
