"""What somebody who watches is told after parents came in, and what of it is about them."""

import re
from dataclasses import dataclass

import pytest
from prometheus_client.parser import text_string_to_metric_families

from idp.administration.administrators.entry import Caller
from idp.app import create_app
from idp.errors import PersonError
from idp.mail import Message
from idp.once import build_all
from idp.serving.metrics import gauges
from idp.storage import Statement
from idp.web.metrics import Exposition, Occupancy
from idp.wiring import Provider
from idp.worker import Rounds, name_of
from tests.conftest import Parent, Portal, TestClock
from tests.databases import on_one_database
from tests.mail_server import MailServer, mail_server
from tests.registry.conftest import Import, import_lines, line
from tests.web.conftest import ask
from tests.web.pages.person import Person
from tests.workers import new_worker

__all__ = ["import_lines", "mail_server"]
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
OTHER = "zoe.gagnon@exemple.quebec"


@dataclass(frozen=True)
class Numbers:
    """The exposition, parsed by Prometheus's own reader."""

    text: str

    def __call__(self, name: str, **labels: str) -> float:
        (value,) = [
            sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name and sample.labels == labels
        ]
        return value

    def names(self) -> set[str]:
        return {
            sample.name
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        }

    def labels(self) -> set[tuple[str, str]]:
        return {
            each
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            for each in sample.labels.items()
        }


def exposed(provider: Provider) -> Numbers:
    occupancy = Occupancy(provider)
    occupancy.look()
    exposition = Exposition(measures=provider.measures, state=gauges(provider).read)
    return Numbers(exposition.written()[0].decode())


@dataclass(frozen=True)
class Morning:
    """One parent who comes in by a portal, another who signs up, and everything they brought."""

    secrets: tuple[str, ...]


@pytest.fixture
def morning(
    provider: Provider,
    portal: Portal,
    parent: Parent,
    clock: TestClock,
    import_lines: Import,
    mail_server: MailServer,
) -> Morning:
    app = create_app(provider)
    import_lines([line()])
    person, newcomer = Person(app, provider), Person(app, provider)
    journey = ask(person, scope="openid profile gpi gpi.children").partition("journey=")[2]
    person.sign_in(parent.address, "pas le bon mot de passe", journey=journey)
    person.sign_in(parent.address, parent.password, journey=journey)
    person.send(organisation="887000", number="1234567")
    code = person.shown.headers["Location"].partition("code=")[2].partition("&")[0]
    redeemed = person.post(
        "/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": portal.client.redirect_uris[0],
            "code_verifier": VERIFIER,
        },
        auth=(portal.client.id, portal.secret),
    ).json
    assert redeemed
    bearer = {"Authorization": f"Bearer {redeemed['access_token']}"}
    person.client.get("/userinfo", base_url=provider.settings.server.issuer, headers=bearer)
    person.get(f"/static/{parent.address}?login_hint={parent.address}")
    newcomer.open("/inscription").send(address=OTHER)
    email_code = newcomer.email_code
    newcomer.send(code=email_code).send(password="un violon dort sous la neige")
    clock.advance(7)
    worker = new_worker(provider, mail_server.settings(provider.settings))
    rounds = Rounds(measures=provider.measures, clock=clock, works=(name_of(worker),))
    with rounds.counted(name_of(worker)):
        worker.run_once()
    assert mail_server.postbox.envelopes
    with provider.database.reading() as tx:
        sids = [row[0] for row in tx.rows(Statement("SELECT sid FROM browser_session"))]
        ids = [row[0] for row in tx.rows(Statement("SELECT id FROM account"))]
    tokens = [value for value in redeemed.values() if isinstance(value, str) and len(value) > 8]
    brought = (parent.address, OTHER, "tremblay", "zoe", "1234567", "127.0.0.1")
    known = ("portal.example.org", "Érables", portal.secret, code, journey, email_code)
    return Morning((*brought, *known, *sids, *ids, *tokens))


@on_one_database
def test_what_happened_is_counted(provider: Provider, morning: Morning) -> None:
    told = exposed(provider)
    assert morning.secrets
    assert told("parvis_sign_ins_total", way="password", outcome="success") == 1
    assert told("parvis_sign_ins_total", way="password", outcome="wrong") == 1
    assert told("parvis_sign_ins_total", way="sign_up", outcome="success") == 1
    assert told("parvis_codes_sent_total", purpose="sign_up") == 1
    assert told("parvis_codes_tried_total", outcome="right") == 1
    assert told("parvis_school_claims_total", gpi_status="verified") == 2
    assert told("parvis_mail_attempts_total", message="code", outcome="sent") == 1
    assert told("parvis_mail_delay_seconds_sum", message="code") == 7
    assert told("parvis_http_requests_total", route="/token", method="POST", status="2xx") == 1
    assert told("parvis_http_request_seconds_count", route="/static/<path:name>") == 1
    assert told("parvis_password_hash_wait_seconds_count") == 5
    assert told("parvis_worker_rounds_total", work="Worker", outcome="done") == 1
    assert told("parvis_worker_round_timestamp_seconds", work="Worker") == provider.clock.seconds()


def test_how_things_stand_is_told(provider: Provider, morning: Morning, clock: TestClock) -> None:
    assert morning.secrets
    with provider.database.writing() as tx:
        provider.outbox.put(
            tx,
            Message(
                kind="password_changed",
                recipient=OTHER,
                locale="fr",
                values={"service": "Parvis", "support": "soutien@exemple.quebec"},
            ),
            expires_at=clock.now + 900,
        )
    clock.advance(60)
    told = exposed(provider)
    assert told("parvis_state_readable") == 1
    assert told("parvis_signing_keys", algorithm="RS256", state="active") == 1
    assert told("parvis_signing_key_age_seconds", algorithm="RS256", state="active") == 67
    assert told("parvis_queue_length", queue="mail") == 1
    assert told("parvis_queue_late_seconds", queue="mail") == 60
    assert told("parvis_queue_length", queue="portals") == 0
    assert told("parvis_queue_length", queue="imports") == 0
    assert told("parvis_queue_length", queue="imports_awaiting") == 0
    assert told("parvis_registry_age_seconds", organisation="887000") > 0
    assert told("parvis_places", room="database") == provider.settings.database.pool_size


@on_one_database
def test_nobody_is_in_the_numbers(provider: Provider, morning: Morning) -> None:
    told = exposed(provider)
    found = [each for each in morning.secrets if each.lower() in told.text.lower()]
    assert found == []


@on_one_database
def test_labels_hold_words_of_the_house_and_codes_of_boards_alone(
    provider: Provider, morning: Morning
) -> None:
    assert morning.secrets
    routes = {rule.rule for rule in create_app(provider).url_map.iter_rules()} | {"none"}
    words = re.compile(r"[A-Za-z_]+[0-9]*|[0-9.]+|\+Inf|[1-5]xx")
    odd = {
        (name, value)
        for name, value in exposed(provider).labels()
        if not (value in routes if name == "route" else words.fullmatch(value))
    }
    assert odd == set()


@on_one_database
def test_a_database_out_of_reach_is_told_and_hides_no_other_number(provider: Provider) -> None:
    def out_of_reach() -> list[object]:
        raise ConnectionError

    build_all(provider)
    exposition = Exposition(measures=provider.measures, state=out_of_reach)  # type: ignore[arg-type]
    told = Numbers(exposition.written()[0].decode())
    assert told("parvis_state_readable") == 0
    assert told("parvis_codes_sent_total", purpose="join") == 0


@on_one_database
def test_tries_to_come_in_as_an_administrator_are_counted(provider: Provider) -> None:
    caller = Caller(browser="a-browser", network="192.0.2.7", token=None)
    for code, outcome in (("PRV-ADMIN-WRONG", "wrong"), ("PRV-ADDRESS-AT", "refused")):
        address = "anne@exemple.quebec" if outcome == "wrong" else "nobody"
        with pytest.raises(PersonError) as caught:
            provider.administration.entry.by_password(caller, address, "un mot de passe", "000000")
        assert caught.value.code == code
        told = exposed(provider)
        name = "parvis_administrator_sign_ins_total"
        assert told(name, way="password", outcome=outcome) == 1
