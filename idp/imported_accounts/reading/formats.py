"""The formats that can be imported, by the names that commands and the API give them."""

from collections.abc import Callable

from msgspec import Struct

from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.reading import (
    aspnet,
    auth0,
    b2c,
    firebase,
    keycloak,
    okta,
    plain,
)
from idp.imported_accounts.reading.entry import AccountEntry

Reader = Callable[[AccountEntry], FormerAccount]


class AccountFormat(Struct, frozen=True, kw_only=True):
    """How the files of a system are written.

    `member` is the object's member that lists the accounts, `parameters` one that the reader is
    made of; `needed` are the columns that CSV must have, which no other format may be written in.
    """

    name: str
    member: str
    known: frozenset[str]
    beginnings: tuple[str, ...] = ()
    reader: Reader | None = None
    parameters: str = ""
    needed: tuple[str, ...] = ()
    is_json: bool = True
    has_children: bool = False


_ALL = (
    AccountFormat(
        name="b2c",
        member=b2c.MEMBER,
        known=b2c.KNOWN,
        beginnings=b2c.BEGINNINGS,
        reader=b2c.read_b2c,
    ),
    AccountFormat(
        name="keycloak",
        member=keycloak.MEMBER,
        known=keycloak.KNOWN,
        reader=keycloak.read_realm_user,
    ),
    AccountFormat(
        name="aspnet",
        member=aspnet.MEMBER,
        known=aspnet.KNOWN,
        reader=aspnet.read_aspnet_user,
        needed=aspnet.NEEDED,
    ),
    AccountFormat(
        name="auth0", member=auth0.MEMBER, known=auth0.KNOWN, reader=auth0.read_auth0_user
    ),
    AccountFormat(name="okta", member=okta.MEMBER, known=okta.KNOWN, reader=okta.read_okta_user),
    AccountFormat(
        name="firebase",
        member=firebase.MEMBER,
        known=firebase.KNOWN,
        parameters=firebase.PARAMETERS,
    ),
    AccountFormat(
        name="csv",
        member=plain.MEMBER,
        known=plain.KNOWN,
        reader=plain.read_plain,
        needed=plain.NEEDED,
        is_json=False,
    ),
    AccountFormat(
        name="children",
        member=plain.MEMBER,
        known=plain.CHILD_KNOWN,
        needed=plain.CHILD_NEEDED,
        is_json=False,
        has_children=True,
    ),
)
FORMATS = {each.name: each for each in _ALL}
