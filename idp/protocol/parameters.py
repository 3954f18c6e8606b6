"""The parameters of one request, read once and never changed (RFC 6749 §3.1, §3.2)."""

from collections import Counter
from typing import Self

from idp.protocol.errors import InvalidRequestError
from idp.protocol.incoming import Incoming, Pairs
from idp.untrusted import is_plain

REPEATABLE = frozenset({"resource", "audience"})
"""What may be said several times (RFC 8707 §2, RFC 8693 §2.1); else nothing (RFC 6749 §3.1)."""
_LONGEST_VALUE = 8_192
_MOST = 100
_OF_THE_BODY = frozenset(
    (
        *("client_id", "client_secret", "client_assertion", "client_assertion_type"),
        *("grant_type", "code", "code_verifier", "redirect_uri", "refresh_token", "scope"),
        *("token", "token_type_hint", "assertion", "device_code", "auth_req_id", "request"),
        *("subject_token", "actor_token", "resource", "audience", "authorization_details"),
        "client_notification_token",
    )
)
_NONE: frozenset[str] = frozenset()


class Parameters:
    """Names and values; a value that is empty counts as absent (RFC 6749 §3.1)."""

    __slots__ = ("_values", "broken", "pairs", "repeated", "too_long")

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self._values = dict(pairs)
        self.repeated = _NONE if len(self._values) == len(pairs) else _repeated(pairs)
        # All values are looked at as one, and one by one only when something is found.
        said = "".join([value for _, value in pairs])
        self.too_long = len(pairs) > _MOST or (len(said) > _LONGEST_VALUE and _has_long(pairs))
        self.broken = _NONE if is_plain(said) else _broken(pairs)

    @classmethod
    def of_body(cls, incoming: Incoming) -> Self:
        """Return the checked parameters of a POST's form. Raises InvalidRequestError.

        Form parameters are refused in the query, where logs would record them (RFC 6749 §3.2);
        anything else in the query is ignored: MSAL numbers its requests there.
        """
        if not _OF_THE_BODY.isdisjoint(dict(incoming.query)):
            raise InvalidRequestError("parameters belong in the body")
        parameters = cls(incoming.form)
        parameters.check()
        return parameters

    def get(self, name: str) -> str | None:
        """Return the value of `name`, or None."""
        return self._values.get(name) or None

    def get_all(self, name: str) -> tuple[str, ...]:
        """Return every value of `name`, one of `REPEATABLE`, each once."""
        return tuple(dict.fromkeys([value for each, value in self.pairs if each == name and value]))

    def require(self, name: str) -> str:
        """Return the value of `name`. Raises InvalidRequestError when there is none."""
        value = self.get(name)
        if value is None:
            raise InvalidRequestError(f"{name} is missing")
        return value

    def get_sound(self, name: str) -> str | None:
        """Return the value of `name` if it came once and can be sent back; otherwise None."""
        value = self.get(name)
        if value is None or name in self.repeated or name in self.broken:
            return None
        return value if len(value) <= _LONGEST_VALUE else None

    def check(self) -> None:
        """Refuse repeated, oversized and unreadable parameters. Raises InvalidRequestError."""
        if self.repeated:
            # The description never quotes the sender's text (RFC 6749 §5.2).
            raise InvalidRequestError("a parameter is repeated")
        if self.too_long:
            raise InvalidRequestError("a parameter is too long, or there are too many")
        if self.broken:
            raise InvalidRequestError("a parameter is not UTF-8, or holds a NUL")


def _has_long(pairs: Pairs) -> bool:
    return any(len(value) > _LONGEST_VALUE for _, value in pairs)


def _broken(pairs: Pairs) -> frozenset[str]:
    return frozenset(name for name, value in pairs if not is_plain(value))


def _repeated(pairs: Pairs) -> frozenset[str]:
    counts = Counter(name for name, _ in pairs)
    return frozenset(name for name, count in counts.items() if count > 1) - REPEATABLE
