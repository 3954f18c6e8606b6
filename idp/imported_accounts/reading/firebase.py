"""Firebase: users of `auth:export`, with the project's parameters in the same file.

The parameters are those that the console shows: `"hash_config": {"base64_signer_key": …,
"base64_salt_separator": …, "rounds": 8, "mem_cost": 14}`, put beside `users` by hand.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

from idp.errors import Refused
from idp.files.problem import wrong_file
from idp.former_hashes import FirebaseParameters, FormerHash, Unusable, UnusableHash, read_firebase
from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.model import FormerIdentity, FormerPassword
from idp.imported_accounts.reading.entry import AccountEntry, names

KNOWN = names(
    """
    localId email emailVerified passwordHash salt displayName photoUrl lastSignedInAt
    createdAt disabled phoneNumber customAttributes providerUserInfo mfaInfo tenantId
    validSince lastLoginAt lastRefreshAt passwordUpdatedAt version rawSalt
    """
)
MEMBER = "users"
PARAMETERS = "hash_config"
_OWN = {"password", "phone"}


def firebase_reader(config: Mapping[str, Any] | None) -> Callable[[AccountEntry], FormerAccount]:
    """Return the reader of users under these parameters. Raises Refused when they are wrong."""
    parameters = None if config is None else _parameters(config)

    def read(entry: AccountEntry) -> FormerAccount:
        return FormerAccount(
            subject=entry.subject("localId"),
            addresses=entry.addresses([("email", entry.text("email"))]),
            is_disabled=entry.flag("disabled"),
            password=_password(entry, parameters),
            identities=tuple(_identities(entry)),
        )

    return read


def _password(entry: AccountEntry, parameters: FirebaseParameters | None) -> FormerPassword | None:
    text, salt = entry.text("passwordHash"), entry.text("salt")
    if not text:
        return None
    if parameters is None:
        raise _no_parameters()
    if not salt:
        return entry.password("salt", _unsalted)
    return entry.password("passwordHash", lambda: read_firebase(text, salt, parameters))


def _unsalted() -> FormerHash:
    raise UnusableHash(Unusable.WEAK)


def _identities(entry: AccountEntry) -> list[FormerIdentity]:
    return [
        each.identity(each.text("providerId"), each.text("rawId"), "providerUserInfo")
        for each in entry.entries("providerUserInfo")
        if each.text("providerId") not in _OWN
    ]


def _parameters(config: Mapping[str, Any]) -> FirebaseParameters:
    try:
        return FirebaseParameters(
            signer_key=b64decode(config["base64_signer_key"], validate=True),
            salt_separator=b64decode(config["base64_salt_separator"], validate=True),
            rounds=int(config["rounds"]),
            mem_cost=int(config["mem_cost"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _no_parameters() from error


def _no_parameters() -> Refused:
    return wrong_file("former.file_hash_config")
