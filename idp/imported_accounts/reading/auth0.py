"""Auth0: exported users, and the hashes that its support gives out (both NDJSON)."""

from functools import partial

from idp.former_hashes import FormerHash, Unusable, UnusableHash, read_encoded
from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.model import FormerIdentity, FormerPassword
from idp.imported_accounts.reading.entry import AccountEntry, language, names

KNOWN = names(
    """
    user_id email email_verified username name given_name family_name nickname picture blocked
    phone_number phone_verified created_at updated_at last_login last_ip logins_count
    last_password_reset identities user_metadata app_metadata multifactor
    guardian_authenticators locale connection provider password_hash custom_password_hash
    passwordHash password_set_date tenant _id _tmp_is_unique version
    """
)
MEMBER = "users"
_OWN = "auth0"
_PLAIN = {"argon2", "bcrypt", "pbkdf2", "scrypt"}


def read_auth0_user(entry: AccountEntry) -> FormerAccount:
    """Read a user; `auth0|…` is what portals know."""
    return FormerAccount(
        subject=_subject(entry),
        addresses=entry.addresses([("email", entry.text("email"))]),
        locale=language(entry.text("locale")),
        is_disabled=entry.flag("blocked"),
        password=_password(entry),
        identities=tuple(_identities(entry)),
    )


def _subject(entry: AccountEntry) -> str:
    if entry.has("user_id"):
        return entry.subject("user_id")
    known = entry.entry("_id").text("$oid") if not isinstance(entry.members.get("_id"), str) else ""
    known = known or str(entry.members.get("_id") or "")
    return entry.subject("_id", f"{_OWN}|{known}" if known else "")


def _identities(entry: AccountEntry) -> list[FormerIdentity]:
    return [
        each.identity(each.text("connection"), str(each.members.get("user_id") or ""), "identities")
        for each in entry.entries("identities")
        if each.text("provider") != _OWN
    ]


def _password(entry: AccountEntry) -> FormerPassword | None:
    for member in ("passwordHash", "password_hash"):
        if text := entry.text(member):
            return entry.password(member, partial(read_encoded, text))
    if entry.has("custom_password_hash"):
        custom = entry.entry("custom_password_hash")
        return entry.password("custom_password_hash", lambda: _custom(custom))
    return None


def _custom(custom: AccountEntry) -> FormerHash:
    """Read a `custom_password_hash`: of the slow schemes alone, which say their own salt."""
    algorithm = custom.text("algorithm")
    if algorithm in _PLAIN:
        return read_encoded(custom.entry("hash").text("value"))
    known = algorithm in {"md5", "md4", "sha1", "sha256", "sha512", "hmac", "ldap"}
    raise UnusableHash(Unusable.WEAK if known else Unusable.UNKNOWN)
