"""Further requirements of a client that registers itself (RFC 7591 §5).

An administrator who registers a portal knows its owner; here nobody reviewed it.
"""

from collections.abc import Callable, Iterator

from idp.clients.localized import localized
from idp.clients.lures import hidden_in, lure_in
from idp.clients.metadata import write_metadata
from idp.clients.model import ApplicationType, Client
from idp.clients.uris import is_private_use
from idp.errors import OperationError, PersonError
from idp.normalisation.address import parse_address
from idp.untrusted import split_uri

GRANT_TYPES = ("authorization_code", "implicit", "refresh_token")
"""Any other acts without a parent in front of a browser: an administrator allows it."""
_LONGEST_NAME = 100
_LONGEST_TEXT = 255
_LONGEST_AGE = 1_000_000_000
_LARGEST_BYTES = 16_384
_MOST_CONTACTS = 10
_LOOPBACK = ("http://127.0.0.1", "http://[::1]", "http://localhost")


def check_self_registered(client: Client) -> None:
    """Refuse a registration that would mislead a parent or cost too much.

    Raises OperationError naming the member.
    """
    for check in _CHECKS:
        for problem in check(client):
            raise OperationError(problem)


def _size(client: Client) -> Iterator[str]:
    # Every process keeps every client in memory.
    if len(write_metadata(client).encode()) > _LARGEST_BYTES:
        yield f"the metadata is larger than {_LARGEST_BYTES} bytes"


def _grant_types(client: Client) -> Iterator[str]:
    for grant_type in client.grant_types:
        if grant_type not in GRANT_TYPES:
            yield f"grant_types: {grant_type!r} is not for clients that register themselves"
    if not {"authorization_code", "implicit"} & {*client.grant_types}:
        yield "grant_types: authorization_code or implicit is needed"
    if not client.response_types:
        yield "response_types: one is needed"
    for response_type in client.response_types:
        if "code" in response_type.split() and "authorization_code" not in client.grant_types:
            yield f"response_types: {response_type!r} needs grant type authorization_code"


def _redirects(client: Client) -> Iterator[str]:
    web = client.application_type is ApplicationType.WEB
    for uri in client.redirect_uris:
        # OpenID Connect Registration §2, RFC 8252 §7.3
        if web and not uri.startswith("https:"):
            yield f"redirect_uris: {uri!r} must be https, for a web client"
        elif web and "implicit" in client.grant_types and split_uri(uri).hostname == "localhost":
            yield f"redirect_uris: {uri!r} must not be of localhost, for the implicit grant"
        elif not uri.startswith(("https:", *_LOOPBACK)) and not is_private_use(uri):
            yield f"redirect_uris: {uri!r} must be https, http on loopback, or a scheme of its own"


def _names(client: Client) -> Iterator[str]:
    said = localized(client.localized)
    for name in (each for each in said if each.startswith("client_name")):
        if not 0 < len(said[name]) <= _LONGEST_NAME:
            yield f"{name}: must have 1 to {_LONGEST_NAME} characters"
        elif problem := lure_in(said[name]):
            yield f"{name}: {problem}"


def _texts(client: Client) -> Iterator[str]:
    said = localized(client.localized)
    short = {"software_id": client.software_id, "software_version": client.software_version}
    for name, value in short.items():
        if value is not None and len(value) > _LONGEST_TEXT:
            yield f"{name}: is longer than {_LONGEST_TEXT} characters"
    for name, text in (*said.items(), *((name, value or "") for name, value in short.items())):
        if problem := hidden_in(text):
            yield f"{name.partition('#')[0]}: {problem}"


def _logo(client: Client) -> Iterator[str]:
    if client.branding.logo_uri and not client.branding.logo_uri.startswith("https://"):
        yield "logo_uri: must be https"


def _contacts(client: Client) -> Iterator[str]:
    if len(client.contacts) > _MOST_CONTACTS:
        yield f"contacts: no more than {_MOST_CONTACTS}"
    for contact in client.contacts:
        try:
            parse_address(contact)
        except PersonError:
            yield "contacts: each must be an email address"


def _defaults(client: Client) -> Iterator[str]:
    if client.default_max_age is not None and not 0 <= client.default_max_age < _LONGEST_AGE:
        yield "default_max_age: must be a number of seconds"


_CHECKS: tuple[Callable[[Client], Iterator[str]], ...] = (
    _size,
    _grant_types,
    _redirects,
    _names,
    _texts,
    _logo,
    _contacts,
    _defaults,
)
