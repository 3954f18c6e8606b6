"""The people who are really asked about: accounts, children and sessions made by the product."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.furnishing import (
    ORGANISATION,
    PASSWORD,
    REDIRECT_URI,
    list_parents,
    parents_address,
    parents_number,
)
from benchmarks.growth.district import PORTAL
from idp.accounts import NewSession, Purpose
from idp.accounts.acr import ACR_PASSWORD
from idp.clients import Branding, Client
from idp.clients.registration import add_secret, put_client
from idp.clock import HOUR
from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.registry.contact import contact_key, fiche_key
from idp.storage import Statement, Transaction
from idp.wiring import Provider

_TOGETHER = 100
_AWAY_SECONDS = 2 * HOUR
_WAS_HERE = Statement(
    """UPDATE browser_session SET seen_at = :seen_at
       WHERE account_id IN (SELECT account_id FROM address WHERE address_hash = :address_hash)"""
)


class Person(Struct):
    """A parent: an address, and the token of a browser's session."""

    address: str
    session: str


class People(Struct):
    """A portal's secret and those who are signed in."""

    secret: str
    persons: list[Person]


def make_people(provider: Provider, folder: Path, count: int) -> People:
    """Register a portal, list the parents at their school, and let them sign up and in."""
    secret = _portal(provider)
    list_parents(provider, folder, count)
    password_hash = provider.directory.passwords.hash(PASSWORD)
    persons: list[Person] = []
    while len(persons) < count:
        with provider.database.writing() as tx:
            numbers = range(len(persons), min(count, len(persons) + _TOGETHER))
            persons += [_signed_in(provider, tx, each, password_hash) for each in numbers]
            # No message of a benchmark is to leave.
            tx.run(Statement("DELETE FROM outbox"))
    return People(secret, persons)


def _portal(provider: Provider) -> str:
    client = Client(
        id=ClientId(PORTAL),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=(REDIRECT_URI,),
        grant_types=("authorization_code", "refresh_token"),
        scopes=("openid", "offline_access", "gpi"),
    )
    now = provider.clock.seconds()
    with provider.database.writing() as tx:
        put_client(tx, client, now=now)
        return add_secret(tx, client.id, now=now, overlap_seconds=0)


def _signed_in(provider: Provider, tx: Transaction, number: int, password_hash: str) -> Person:
    directory = provider.directory
    proof = directory.email_verifications.begin(
        tx,
        browser="x",
        purpose=Purpose.SIGN_UP,
        address=parse_address(parents_address(number)),
    )
    proof = replace(proof, proven_at=provider.clock.seconds())
    account = directory.accounts.create(tx, proof=proof, password_hash=password_hash, locale="fr")
    child = (ORGANISATION, fiche_key(provider.vault, ORGANISATION, parents_number(number)))
    if not directory.children.confirm_known(tx, account.id, [child]):
        raise LookupError(f"{parents_address(number)} is on no file")
    started = directory.sessions.start(
        tx,
        directory.accounts.hold(tx, account.id),
        NewSession(amr=("pwd",), acr=ACR_PASSWORD, remember=True, device="benchmark"),
        replacing=None,
    )
    return Person(parents_address(number), started.token)


def send_half_away(provider: Provider, people: People) -> None:
    """Let the first half have been here just now, the others not for two hours.

    The next visit of these is written down.
    """
    now, half = provider.clock.seconds(), len(people.persons) // 2
    with provider.database.writing() as tx:
        for number, person in enumerate(people.persons):
            tx.run(
                _WAS_HERE,
                address_hash=contact_key(provider.vault, person.address),
                seen_at=now if number < half else now - _AWAY_SECONDS,
            )
