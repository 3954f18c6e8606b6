"""An account with something in every room, and a look at whatever names it."""

from collections.abc import Iterator

from idp.accounts import Details
from idp.authenticators.labels import seal_label
from idp.ids import ClientId
from idp.imported_accounts import FormerIdentity
from idp.imported_accounts.former import FormerChild
from idp.storage import ActingTransaction, Statement, Transaction
from idp.upstream import Identity
from idp.wiring import Provider
from tests.conftest import Parent
from tests.imported_accounts.written import confirm, former_account, write
from tests.relying_party import RelyingParty

_CHILD = Statement(
    """INSERT INTO child_link (account_id, organisation, student_key, id, school, name_sealed,
                               confirmed_at, confirmed_by)
       VALUES (:id, '887000', :key, 'link', '001', :name, :now, 'number')"""
)
_PASSKEY = Statement(
    """INSERT INTO passkey (id, realm, holder_id, credential_id, public_key, sign_count, aaguid,
                            synced, backed_up, label_sealed, created_at)
       VALUES ('key', 'account', :id, :key, :key, 0, '', 0, 0, :name, :now)"""
)
_APP = Statement(
    """INSERT INTO authenticator_app (realm, holder_id, secret_sealed, confirmed_at, last_step)
       VALUES ('account', :id, :key, :now, 0)"""
)
_RECOVERY = Statement(
    """INSERT INTO recovery_code (realm, holder_id, code_hash, created_at)
       VALUES ('account', :id, :key, :now)"""
)
_PORTAL_SESSION = Statement(
    """INSERT INTO portal_session (sid, client_id, scope, account_id, expires_at)
       VALUES ('sid', 'relying-party', 'openid', :id, :now)"""
)
_SQLITE_COLUMNS = Statement(
    """SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name) AS c
       WHERE m.type = 'table'"""
)


def fill(provider: Provider, parent: Parent, relying_party: RelyingParty) -> None:
    """Give the parent something in every room."""
    account_id, now = parent.account.id, provider.clock.seconds()
    relying_party.tokens(scope="openid offline_access")
    identity = Identity("microsoft", ("tid", "oid"), "https://login.example", "subject", "Marie T.")
    former = former_account(
        "oid-1", parent.address, identities=(FormerIdentity(identity.issuer, identity.subject),)
    )
    (imported_id,) = write(provider, "b2c", former)
    confirm(provider, "b2c", [FormerChild("oid-1", "887000", "2045241")])
    with provider.database.writing() as tx:
        provider.directory.imported_accounts.take(tx, imported_id, account_id)
        provider.directory.details.keep(
            ActingTransaction(tx),
            account_id,
            Details(given_name="Marie", phone_number="+15145550199"),
        )
        provider.directory.upstream_links.add(tx, account_id, identity, linked_by="session")
        provider.directory.consents.give(
            ActingTransaction(tx), account_id, ClientId("relying-party"), ["openid", "email"]
        )
        values = {"id": account_id, "now": now, "key": b"a-key"}
        tx.run(_CHILD, **values, name=provider.vault.seal("Léa Tremblay", "child_link.name"))
        tx.run(_PASSKEY, **values, name=seal_label(provider.vault, "Mon téléphone"))
        for statement in (_APP, _RECOVERY):
            tx.run(statement, **values)
        tx.run(_PORTAL_SESSION, id=account_id, now=now)


def columns(tx: Transaction) -> set[tuple[str, str, str]]:
    """Return table, name and type of every column."""
    return {(table, name, kind) for table, name, kind in tx.rows(_SQLITE_COLUMNS)}


def naming(provider: Provider, *values: str | bytes) -> Iterator[str]:
    """Give each table of which a column holds one of `values`."""
    with provider.database.reading() as tx:
        for table, name, _ in sorted(columns(tx)):
            look = Statement(f'SELECT 1 FROM "{table}" WHERE "{name}" = :value LIMIT 1')
            if any(tx.row(look, value=value) for value in values):
                yield table
