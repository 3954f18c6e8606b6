"""Keycloak: the users of an exported realm (`kc.sh export`), with their credentials."""

from functools import partial

from idp.former_hashes import FormerHash, Unusable, UnusableHash, read_keycloak
from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.model import FormerPassword
from idp.imported_accounts.reading.entry import AccountEntry, language, names
from idp.untrusted import read_object

KNOWN = names(
    """
    id username email emailVerified enabled createdTimestamp firstName lastName attributes
    credentials federatedIdentities requiredActions realmRoles clientRoles groups notBefore
    totp disableableCredentialTypes access userProfileMetadata serviceAccountClientId
    federationLink origin self clientConsents applicationRoles socialLinks
    """
)
MEMBER = "users"


def read_realm_user(entry: AccountEntry) -> FormerAccount:
    """Read a user of a realm; a service account is no person, and is left out."""
    if entry.has("serviceAccountClientId"):
        raise entry.wrong("former.row_no_person", "serviceAccountClientId")
    addresses = [("email", entry.text("email"))]
    username = entry.text("username")
    if "@" in username:
        addresses.append(("username", username))
    locale = entry.entry("attributes").texts("locale")
    return FormerAccount(
        subject=entry.subject("id"),
        addresses=entry.addresses(addresses),
        locale=language(locale[0] if locale else ""),
        is_disabled=not entry.needed_flag("enabled"),
        password=_password(entry),
        identities=tuple(
            each.identity(each.text("identityProvider"), each.text("userId"), "federatedIdentities")
            for each in entry.entries("federatedIdentities")
        ),
    )


def _password(entry: AccountEntry) -> FormerPassword | None:
    for each in entry.entries("credentials"):
        if each.text("type") == "password":
            return entry.password("credentials", partial(_hash, each))
    return None


def _hash(credential: AccountEntry) -> FormerHash:
    try:
        secret = read_object(credential.text("secretData"))
        parameters = read_object(credential.text("credentialData"))
    except ValueError as error:
        raise UnusableHash(Unusable.MALFORMED) from error
    return read_keycloak(secret, parameters)
