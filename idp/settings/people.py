"""Parents: sessions, passwords, codes, what pages say."""

from msgspec import Struct

from idp.clock import DAY, HOUR, MINUTE


class SessionSettings(Struct, frozen=True):
    """How long a browser stays signed in, and how long a sign-in may take."""

    idle_seconds: int = 30 * MINUTE
    """A session nobody used for this long, in seconds, is over."""
    absolute_seconds: int = 12 * HOUR
    """A session this old, in seconds, is over, used or not."""
    remembered_idle_seconds: int = 14 * DAY
    """Instead of `idle_seconds` on a device to be remembered."""
    remembered_seconds: int = 60 * DAY
    """Instead of `absolute_seconds` on a device to be remembered."""
    journey_seconds: int = 24 * HOUR
    """How long a portal's request waits for a parent who was interrupted; a day at most."""


class PasswordSettings(Struct, frozen=True):
    """Passwords."""

    minimum_length: int = 12
    """Characters. 15 follows NIST SP 800-63B-4 to the letter for a password that stands alone."""
    maximum_length: int = 256
    """Characters; a longer one would only cost time to hash."""
    minimum_score: int = 3
    """zxcvbn's estimate, 0 to 4."""
    memory_kib: int = 19_456
    """Argon2id memory (OWASP: 19 MiB with two passes)."""
    passes: int = 2
    """Argon2id passes over that memory."""
    parallel_hashes: int = 0
    """Hashes computed at once in a process, each in `memory_kib`; 0: the process's part of the
    cores. Never more than half of `server.threads` work on passwords or wait for it; one more
    request is answered 503."""


class CodeSettings(Struct, frozen=True):
    """Codes sent by email."""

    sign_up_seconds: int = 30 * MINUTE
    """Life of a code that proves a new address, in seconds."""
    recovery_seconds: int = 10 * MINUTE
    """Life of a code that leads to a new password, in seconds."""
    tries: int = 5
    """Wrong entries after which a code is dead."""
    resend_seconds: tuple[int, ...] = (30, 60, 120)
    """How long to wait before the second, third and later messages."""


class RecoverySettings(Struct, frozen=True):
    """What a recovery by email takes back from whoever knew the password (decision 0020)."""

    recent_seconds: int = 30 * DAY
    """What was added for less than this long, without a second proof, is suspended by a recovery;
    an address this young does not recover an account that has an older one. Seconds."""
    removal_seconds: int = 7 * DAY
    """How long an address waits to be removed when no code sent to it was given. Seconds."""


class PageSettings(Struct, frozen=True):
    """What pages say when no portal says otherwise."""

    name: str = "Parvis"
    """The name in the heading."""
    support_address: str = "soutien@parvis.localhost"
    """Where a parent's support message goes when the portal names nobody."""
    support_telephone: str = ""
    """The telephone of support, as an activation letter prints it; empty: none is printed."""
