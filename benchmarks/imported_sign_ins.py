"""How long imported parents take to come back, by each way: a hundred of each, through the pages.

    python -m benchmarks.imported_sign_ins [--people 100] [--postgresql]

A whole installation answers inside this process, with the settings that operators have. Every
parent opens the pages, types, reads the code from the outbox and types it; printed are the seconds
of the requests alone, the median and the slowest of each, and that each has an account and the
former `sub` afterwards. The tenant that is asked is a real HTTP server on loopback.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from idp.accounts import Purpose
from idp.app import create_app
from idp.clock import SystemClock
from idp.former_hashes import scheme_of, written
from idp.former_hashes.model import Pbkdf2
from idp.imported_accounts import FormerPassword
from idp.journeys.visitor import Visitor
from idp.normalisation.address import parse_address
from idp.settings import DatabaseSettings, KeySettings, LimitSettings, MailSettings, Settings
from idp.storage import Statement
from idp.upstream import Attempt, Identity, Returned, UpstreamPurpose
from idp.wiring import Provider, build
from tests.accounts.letters import codes_in_outbox
from tests.databases import postgresql, prepare
from tests.former_tenant import OUTBOUND, FormerTenantServer, former_tenant
from tests.imported_accounts.written import former_account, write
from tests.web.pages.person import Person

_PASSWORD, _NEW = "Hirondelle7!", "un violon dort sous la neige"
_ROUNDS = 100_000  # ASP.NET Core Identity, version 3
_OFTEN = LimitSettings(
    codes_open=9_999, codes_sent=9_999, addresses_typed=9_999, passwords_wrong=9_999
)
_OK = 200
_FORGET = Statement("DELETE FROM outbox")


@dataclass
class Parent:
    """Somebody at a browser of their own, and how long each page kept them waiting."""

    person: Person
    address: str
    waited: list[float] = field(default_factory=list)

    def send(self, **typed: str) -> None:
        """Send the open page's form, and count its time."""
        began = time.perf_counter()
        self.person.send(**typed)
        self.waited.append(time.perf_counter() - began)
        assert self.person.shown.status_code == _OK, (self.person.where, self.person.codes)

    def enter_code(self) -> None:
        """Type the code of the last message."""
        self.send(code=codes_in_outbox(self.person.provider)[-1])

    def sign_in(self) -> None:
        """Come back by the password of before."""
        self.person.open("/connexion")
        self.send(address=self.address, password=_PASSWORD)
        self.enter_code()

    def forget(self) -> None:
        """Come back by a code and a new password."""
        self.person.open("/mot-de-passe-oublie")
        self.send(address=self.address)
        self.enter_code()
        self.send(password=_NEW)


def _former_hash() -> FormerPassword:
    salt = b"sixteen bytes ok"
    key = hashlib.pbkdf2_hmac("sha512", _PASSWORD.encode(), salt, _ROUNDS, 32)
    former = Pbkdf2("sha512", _ROUNDS, salt, key)
    return FormerPassword(scheme_of(former), written(former))


def _elsewhere(parent: Parent) -> None:
    """Come back from Microsoft, whose answer was validated, and prove the school's address."""
    provider, journeys = parent.person.provider, parent.person.provider.journeys
    visitor = Visitor(parent.address, "192.0.2.7", "Firefox", "fr", "Portail", None)
    identity = Identity("microsoft", ("tid", parent.address), "https://i", parent.address, "Zoé")
    attempt = Attempt("microsoft", UpstreamPurpose.SIGN_IN, None, None, "nonce", "verifier")
    with provider.database.writing() as tx:
        arrived = provider.directory.upstream_arrivals.keep(
            tx, Returned(identity, attempt, None), visitor.browser
        )
    began = time.perf_counter()
    arrival = journeys.join_elsewhere.find(arrived, visitor)
    proof = journeys.join_elsewhere.prove(arrival, parent.address, visitor, former="")
    assert proof.purpose is Purpose.JOIN
    parent.waited.append(time.perf_counter() - began)
    code = codes_in_outbox(provider)[-1]
    began = time.perf_counter()
    journeys.prove_address.check(proof, code, visitor)
    proven = journeys.prove_address.find(proof.id, visitor)
    journeys.join_elsewhere.finish(arrival, proven, visitor, joins=False)
    parent.waited.append(time.perf_counter() - began)


_WAYS: dict[str, Callable[[Parent], None]] = {
    "password of before, PBKDF2": Parent.sign_in,
    "password of before, tenant": Parent.sign_in,
    "code and a new password": Parent.forget,
    "Microsoft (from its answer)": _elsewhere,
}


def _measure(settings: Settings, tenant: FormerTenantServer, people: int) -> None:
    prepare(settings, SystemClock())
    provider = build(settings)
    app = create_app(provider)
    for number, (way, come_back) in enumerate(_WAYS.items()):
        addresses = [f"parent{number}.{each}@exemple.quebec" for each in range(people)]
        known = _former_hash() if number == 0 else None
        write(provider, "b2c", *(former_account(f"oid-{a}", a, password=known) for a in addresses))
        if number == 1:
            tenant.known |= {each: (_PASSWORD, f"oid-{each}") for each in addresses}
        took = []
        for address in addresses:
            parent = Parent(Person(app, provider), address)
            come_back(parent)
            _check(provider, address)
            took.append(parent.waited)
            _deliver(provider)
        whole = [sum(each) for each in took]
        steps = " + ".join(f"{statistics.median(s) * 1000:.0f}" for s in zip(*took, strict=True))
        print(
            f"{way:30} {people} of {people}  median {statistics.median(whole) * 1000:4.0f} ms"
            f"  slowest {max(whole) * 1000:4.0f} ms  ({steps})"
        )
    provider.database.close()


def _check(provider: Provider, address: str) -> None:
    with provider.database.reading() as tx:
        account = provider.directory.accounts.find_by_address(tx, parse_address(address))
        assert account is not None
        found = provider.tokens.former_subjects.find(tx, account.id, "b2c")
    assert found == f"oid-{address}"


def _deliver(provider: Provider) -> None:
    """Forget the messages: reading a code looks through those that wait."""
    with provider.database.writing() as tx:
        tx.run(_FORGET)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, former_tenant() as tenant:
        folder = Path(name)
        settings = Settings(
            database=DatabaseSettings(url=f"sqlite:///{folder}/parvis.db", anchor_folder=""),
            keys=KeySettings(
                encryption_key_file=str(folder / "encryption.key"),
                next_encryption_key_file=str(folder / "next.key"),
                store_folder=str(folder),
            ),
            mail=MailSettings(port=1),
            limits=_OFTEN,
            outbound=OUTBOUND,
            former_tenant=tenant.settings,
        )
        if not options.postgresql:
            _measure(settings, tenant, options.people)
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            database = DatabaseSettings(url=url, anchor_folder="")
            _measure(replace(settings, database=database), tenant, options.people)


if __name__ == "__main__":
    main()
