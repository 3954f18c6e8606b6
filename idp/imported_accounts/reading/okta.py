"""Okta: users as `GET /api/v1/users` lists them."""

from idp.former_hashes import read_okta
from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.model import FormerPassword
from idp.imported_accounts.reading.entry import AccountEntry, language, names

KNOWN = names(
    """
    id status created activated statusChanged lastLogin lastUpdated passwordChanged type
    profile credentials transitioningToStatus realmId _links _embedded
    """
)
MEMBER = "users"
_OPEN = {"ACTIVE", "PROVISIONED", "STAGED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"}
_SHUT = {"SUSPENDED", "DEPROVISIONED"}
_OWN = {"OKTA", "IMPORT"}


def read_okta_user(entry: AccountEntry) -> FormerAccount:
    """Read a user; members of a profile may be an organisation's own, and say nothing of access."""
    profile, status = entry.entry("profile"), entry.text("status")
    if status not in _OPEN | _SHUT:
        raise entry.wrong("former.row_unknown_word", "status")
    addresses = [(each, profile.text(each)) for each in ("email", "secondEmail")]
    if "@" in profile.text("login"):
        addresses.append(("login", profile.text("login")))
    provider = entry.entry("credentials").entry("provider")
    is_federated = provider.has("type") and provider.text("type") not in _OWN
    subject = entry.subject("id")
    return FormerAccount(
        subject=subject,
        addresses=entry.addresses(addresses),
        locale=language(profile.text("preferredLanguage") or profile.text("locale")),
        is_disabled=status in _SHUT,
        password=_password(entry),
        identities=(
            (entry.identity(provider.text("name"), subject, "credentials"),)
            if is_federated and provider.text("name")
            else ()
        ),
    )


def _password(entry: AccountEntry) -> FormerPassword | None:
    password = entry.entry("credentials").entry("password")
    if not password.has("hash"):
        return None
    found = password.entry("hash").members
    return entry.password("credentials", lambda: read_okta(found))
