"""ASP.NET Identity: the table AspNetUsers, as JSON or CSV."""

from datetime import UTC, datetime

from idp.clock import DAY
from idp.former_hashes import read_aspnet
from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.reading.entry import AccountEntry, names

KNOWN = names(
    """
    Id UserName NormalizedUserName Email NormalizedEmail EmailConfirmed PasswordHash
    SecurityStamp ConcurrencyStamp PhoneNumber PhoneNumberConfirmed TwoFactorEnabled
    LockoutEnd LockoutEndDateUtc LockoutEnabled AccessFailedCount Discriminator
    """
)
NEEDED = ("Id", "Email")
MEMBER = "AspNetUsers"


def read_aspnet_user(entry: AccountEntry) -> FormerAccount:
    """Read a user; one that an administrator locked out is disabled.

    Who only mistyped a password is locked out for minutes.
    """
    addresses = [("Email", _cell(entry, "Email"))]
    name = _cell(entry, "UserName")
    if "@" in name:
        addresses.append(("UserName", name))
    text = _cell(entry, "PasswordHash")
    return FormerAccount(
        subject=entry.subject("Id"),
        addresses=entry.addresses(addresses),
        is_disabled=_is_locked(entry),
        password=entry.password("PasswordHash", lambda: read_aspnet(text)) if text else None,
    )


def _is_locked(entry: AccountEntry) -> bool:
    ends = [_cell(entry, name) for name in ("LockoutEnd", "LockoutEndDateUtc")]
    try:
        locks = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in ends if each]
    except ValueError as error:
        raise entry.wrong("former.row_kind", "LockoutEnd") from error
    return any(lock.timestamp() > entry.now + DAY for lock in locks)


def _cell(entry: AccountEntry, member: str) -> str:
    """Return a text; SQL Server writes NULL for none."""
    text = entry.text(member)
    return "" if text == "NULL" else text
