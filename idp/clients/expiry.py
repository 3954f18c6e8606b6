"""Secrets that expire without a successor."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from idp.clients.model import Client, StoredSecret
from idp.clock import DAY


class SecretEnding(Struct, frozen=True):
    """The last secret of a portal; `days_left` is negative once it has expired."""

    client: Client
    secret: StoredSecret
    ends_at: int
    days_left: int


def live_secrets(client: Client, now: int) -> tuple[StoredSecret, ...]:
    """Return the secrets that are valid now, the oldest first."""
    return tuple(each for each in client.secrets if not each.expires_at or each.expires_at > now)


def last_secret(client: Client, now: int) -> StoredSecret | None:
    """Return the valid secret that ends last: any other one was replaced."""
    return max(live_secrets(client, now), key=_end, default=None)


def secret_endings(clients: Iterable[Client], now: int) -> Iterator[SecretEnding]:
    """Return the ending of every enabled portal that authenticates by a secret.

    Of several secrets the last to expire counts: the others were replaced.
    """
    for client in clients:
        if client.disabled or client.is_trial or not client.token_endpoint_auth_method.has_secret:
            continue
        last = max(client.secrets, key=_end, default=None)
        if last is not None and last.expires_at is not None:
            yield SecretEnding(client, last, last.expires_at, (last.expires_at - now) // DAY)


def warned_at(days_left: int, thresholds: Iterable[int]) -> int | None:
    """Return the last threshold that `days_left` has passed; None: too early to warn."""
    passed = [days for days in thresholds if days_left < days]
    return min(passed, default=None)


def _end(secret: StoredSecret) -> float:
    return float("inf") if secret.expires_at is None else secret.expires_at
