"""A family with something of everything, whose every page has something to be done on it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.accounts import Account, ProvenAddress, Session
from idp.authenticators import Holder, Realm
from idp.children.letters import LetterRequest
from idp.clients import MatchPolicy
from idp.ids import ClientId, Sid
from idp.normalisation.address import parse_address
from idp.normalisation.child_number import parse_child_number
from idp.settings import Settings
from idp.upstream import Identity
from idp.wiring import Provider, build
from tests.acting import acting
from tests.authenticators.device import Device, Lies
from tests.conftest import Parent, TestClock, make_parent, register
from tests.polling_party import DeviceParty, device_party
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, sign_in
from tests.stand_in import OUTBOUND, StandIn, running
from tests.web.authenticating.conftest import asked
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person
from tests.web.walks.conftest import add_address
from tests.web_application import browser_of

__all__ = ["import_lines"]
ISSUER = "http://localhost:8000"
OTHER = "m.tremblay@exemple.quebec"
WRONG = "marie.trembley@exemple.quebec"


@pytest.fixture(scope="session")
def another_provider() -> Iterator[StandIn]:
    with running(ISSUER) as stand_in:
        yield stand_in


@pytest.fixture
def provider(
    house_settings: Settings, clock: TestClock, another_provider: StandIn, tmp_path: Path
) -> Iterator[Provider]:
    """A house with passkeys and another provider, by the machine's clock as the provider."""
    clock.now = int(time.time())
    provider = build(
        replace(
            house_settings,
            server=replace(house_settings.server, issuer=ISSUER),
            upstream=another_provider.settings(tmp_path / "secret"),
            outbound=OUTBOUND,
        ),
        clock,
    )
    yield provider
    provider.database.close()


@dataclass
class Family:
    """A parent at a browser, who can do something on every page."""

    provider: Provider
    account: Account
    person: Person
    party: DeviceParty
    device: Device = field(default_factory=Device)
    journeys: dict[str, str] = field(default_factory=dict)
    """Requests of portals that wait for a step, by the step's path."""
    proofs: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What was begun to prove an address, and the code that was sent, by purpose."""
    letter: str = ""

    def come_in(self) -> Session:
        """Sign in anew, whatever became of the session before."""
        token = sign_in(self.provider, self.account)
        self.person.client.set_cookie("parvis-session", token, domain="localhost")
        with self.provider.database.reading() as tx:
            session = self.provider.directory.sessions.find(tx, token)
        assert session is not None
        return session

    def addresses(self) -> tuple[ProvenAddress, ...]:
        """Return the account's addresses, the oldest first."""
        with self.provider.database.reading() as tx:
            return self.provider.directory.addresses.of_account(tx, self.account.id)

    def know_browser(self) -> None:
        """Note that a second proof was made in this browser: a code to the oldest address."""
        self.person.open("/connexion")
        assert self.browser
        proven_by = self.addresses()[0].id
        with self.provider.database.writing() as tx:
            self.provider.directory.account_browsers.note(
                tx, self.account.id, self.browser, "Firefox", proven_by=proven_by
            )

    def end(self, sid: Sid) -> None:
        """End the session, as whoever throws somebody out does."""
        with self.provider.database.writing() as tx:
            self.provider.directory.accounts.hold(tx, self.account.id)
            self.provider.directory.sessions.end(tx, sid)

    @property
    def browser(self) -> str:
        """The id that the browser brings; empty before it was given one."""
        cookie = self.person.client.get_cookie("parvis-browser", domain="localhost")
        return cookie.value if cookie else ""

    def send(self, path: str, fields: dict[str, str]) -> TestResponse:
        """Send a form of our own from this browser."""
        proof = self.provider.vault.mac("csrf", self.browser).hex()
        return self.person.post(path, data={"csrf": proof, **fields})

    def value(self, path: str, name: str) -> str:
        """Return the value of a field of the page at `path`."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.person.open(path).text)
        assert found is not None, (path, name)
        return found[1]

    def new_passkey(self) -> dict[str, str]:
        """Return what a browser sends that made a passkey."""
        challenge, options = asked(self.person.open("/compte/cles-acces"))
        response = Device().create(options, Lies(origin=ISSUER))
        return {"challenge": challenge, "response": response, "label": "Clé"}


@pytest.fixture
def family(
    provider: Provider, parent: Parent, relying_party: RelyingParty, import_lines: Import
) -> Family:
    """A parent with children, addresses, ways in, portals, a letter and requests that wait."""
    lines = [line(), line("2222222", WRONG, code="")]
    import_lines(lines)
    provider.directory.children.confirm(
        acting(provider),
        account_id=parent.account.id,
        organisation="887000",
        typed="1234567",
        network="192.0.2.1",
    )
    import_lines([*lines, line("7654321", code="TREX71531400")])
    make_parent(provider, OTHER)
    add_address(provider, parent)
    relying_party.tokens(scope="openid offline_access")
    identity = Identity("microsoft", ("tid", "oid"), "https://login.example", "sub", "Marie T.")
    with provider.database.writing() as tx:
        provider.directory.upstream_links.add(tx, parent.account.id, identity, linked_by="session")
        wanted = LetterRequest(
            organisation="887000",
            number=parse_child_number("2222222", now=provider.clock.seconds()),
            listed=parse_address(WRONG),
            reason="call",
            reference="BIL-204",
        )
        letter = provider.directory.letters.prepare(tx, wanted, by="admin:test").code
    person = Person(browser_of(provider).application, provider)
    person.app.config["PROPAGATE_EXCEPTIONS"] = True
    family = Family(provider, parent.account, person, device_party(relying_party), letter=letter)
    family.come_in()
    family.know_browser()
    family.send("/compte/cles-acces", {"action": "passkey", **family.new_passkey()})
    _begin_journeys(family)
    _begin_proofs(family)
    sign_in(provider, parent.account)
    return family


def _begin_journeys(family: Family) -> None:
    party = family.party
    client = replace(party.client, match_policy=MatchPolicy.INFORM)
    portal = replace(
        client,
        id=ClientId("portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code",),
        response_types=("code",),
    )
    register(family.provider, portal)
    wishes = {"/consentement": "consent", "/choix-du-compte": "select_account"}
    for path, prompt in wishes.items():
        family.journeys[path] = begin_journey(family.person, prompt=prompt, scope="openid")
    family.journeys["/enfant"] = begin_journey(family.person, prompt="login")
    answer = family.send("/appareil", {"user_code": party.ask()["user_code"]})
    family.journeys["/approbation"] = answer.headers["Location"].partition("journey=")[2]


def _begin_proofs(family: Family) -> None:
    # What is proven first: what is not yet would go on for the same address.
    for path, address in (("/compte/adresses", "papa@exemple.quebec"), ("/compte/reunion", OTHER)):
        for kind in ("proven", "typed"):
            another = kind if path == "/compte/adresses" else ""
            fields = {"action": "add", "address": f"{another}{address}"}
            where = family.send(path, fields).headers["Location"]
            proof = dict(parse_qsl(urlsplit(where).query))["proof"]
            code = family.person.email_code
            family.proofs[f"{path} {kind}"] = (proof, code)
            if kind == "proven" and path == "/compte/reunion":
                family.send("/code", {"proof": proof, "action": "check", "code": code})
    family.provider.clock.advance(60)  # type: ignore[attr-defined]  # the test's own
    family.come_in()


def holder(family: Family) -> Holder:
    """Return whose passkeys and app they are."""
    return Holder(Realm.ACCOUNT, family.account.id)
