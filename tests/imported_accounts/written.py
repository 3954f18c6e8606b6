"""Imported accounts for tests, written as an import writes them."""

from collections.abc import Iterable

from idp.imported_accounts import FormerIdentity, FormerPassword, ImportedId
from idp.imported_accounts.former import FormerAccount, FormerChild
from idp.imported_accounts.importing.rows import account_row, child_row
from idp.imported_accounts.importing.writing import write_children, write_new
from idp.normalisation.address import parse_address
from idp.wiring import Provider


def former_account(
    subject: str,
    *addresses: str,
    locale: str = "fr",
    is_disabled: bool = False,
    password: FormerPassword | None = None,
    identities: tuple[FormerIdentity, ...] = (),
) -> FormerAccount:
    return FormerAccount(
        subject=subject,
        addresses=tuple(map(parse_address, addresses)),
        locale=locale,
        is_disabled=is_disabled,
        password=password,
        identities=identities,
    )


def write(provider: Provider, source: str, *accounts: FormerAccount) -> tuple[ImportedId, ...]:
    rows = [account_row(provider.vault, source, each, 1) for each in accounts]
    with provider.database.writing() as tx:
        write_new(tx, source, rows, provider.clock.seconds())
    return tuple(ImportedId(row[0]) for row in rows)


def confirm(provider: Provider, source: str, children: Iterable[FormerChild]) -> None:
    rows = [child_row(provider.vault, source, each, 1) for each in children]
    with provider.database.writing() as tx:
        write_children(tx, rows, provider.clock.seconds())
