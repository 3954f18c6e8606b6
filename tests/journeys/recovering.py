"""Accounts with additions of every kind, and how they are recovered, in the tests."""

from msgspec.structs import replace

from idp.accounts import EmailVerification, Purpose, Session
from idp.accounts.model import Started
from idp.additions import Added, Addition
from idp.ids import AddressId
from idp.mail.outbox import RECIPIENT
from idp.normalisation.address import parse_address
from idp.storage import ActingTransaction, Statement
from idp.upstream.model import Identity
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox
from tests.conftest import Parent
from tests.journeys.people import NEW_PASSWORD, VISITOR, prove

SECOND = "seconde@exemple.quebec"


IDENTITY = Identity("microsoft", ("tid", "oid"), "https://login.example", "sub", "m@exemple.quebec")


_PASSKEY = Statement(
    """INSERT INTO passkey (id, realm, holder_id, credential_id, public_key, sign_count, aaguid,
                            synced, backed_up, label_sealed, created_at, second_proof_at)
       VALUES ('key', 'account', :id, :key, :key, 0, '', 0, 0, :label, :now, :second_proof_at)"""
)


_APP = Statement(
    """INSERT INTO authenticator_app
           (realm, holder_id, secret_sealed, confirmed_at, last_step, second_proof_at)
       VALUES ('account', :id, :key, :now, 0, :second_proof_at)"""
)


_CODE = Statement(
    """INSERT INTO recovery_code (realm, holder_id, code_hash, created_at, second_proof_at)
       VALUES ('account', :id, :key, :now, :second_proof_at)"""
)


SIGNALS = Statement("SELECT kind FROM portal_signal WHERE account_id = :account_id")


KINDS = Statement("SELECT kind, actor FROM audit_event WHERE subject = :account_id ORDER BY seq")


def add_everything(provider: Provider, parent: Parent, added: Added) -> None:
    """Add one thing of each kind, as of now."""
    account_id, now = parent.account.id, provider.clock.seconds()
    add_address(provider, parent, SECOND, added)
    with provider.database.writing() as tx:
        provider.directory.upstream_links.add(tx, account_id, IDENTITY, added, linked_by="session")
        values = {"id": account_id, "now": now, "key": b"a-key"}
        values["second_proof_at"] = added.second_proof_at
        label = provider.vault.seal("Mon téléphone", "passkey.label")
        tx.run(_PASSKEY, **values, label=label)
        for statement in (_APP, _CODE):
            tx.run(statement, **values)


def add_address(provider: Provider, parent: Parent, address: str, added: Added) -> None:
    with provider.database.writing() as tx:
        proof = provider.directory.email_verifications.begin(
            tx, browser="browser", purpose=Purpose.ADD_ADDRESS, address=parse_address(address)
        )
        proven = replace(proof, proven_at=provider.clock.seconds())
        provider.directory.addresses.add(ActingTransaction(tx), parent.account.id, proven, added)


def suspended(provider: Provider, parent: Parent) -> tuple[Addition, ...]:
    with provider.database.reading() as tx:
        return provider.directory.additions.suspended(tx, parent.account.id)


def told(provider: Provider, kind: str) -> set[str]:
    """Return who was written to about that."""
    rows = Statement("SELECT recipient_sealed FROM outbox WHERE kind = :kind")
    with provider.database.reading() as tx:
        found = tx.rows(rows, kind=kind)
    return {provider.vault.open(bytes(row[0]), RECIPIENT) for row in found}


def address_id(provider: Provider, parent: Parent, address: str) -> AddressId:
    with provider.database.reading() as tx:
        found = provider.directory.addresses.every(tx, parent.account.id)
    return next(each.id for each in found if each.address.normal == address)


def recover(provider: Provider, journeys: Journeys, address: str) -> Session:
    """Recover the account by a code to `address`; the visitor is in."""
    proof = prove(provider, journeys, address, Purpose.RECOVER)
    entry = journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR)
    assert isinstance(entry, Started)
    return entry.session


def second_proof(provider: Provider, journeys: Journeys, session: Session, to: AddressId) -> None:
    proof = provider.own_account.second_proof.begin(session, to, VISITOR)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)
    proven = journeys.prove_address.find(proof.id, VISITOR)
    provider.own_account.second_proof.finish(session, proven, VISITOR)


def find_proof(journeys: Journeys, proof: EmailVerification) -> EmailVerification:
    return journeys.prove_address.find(proof.id, VISITOR)
