"""What a collector of traces is told, by whom it may be asked, and what of it is about people."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.app import create_app
from idp.outbound import Outbound
from idp.settings import OutboundSettings, Settings, TracingSettings
from idp.traces import open_traces
from idp.wiring import Provider, build
from idp.worker import Rounds, name_of
from tests.conftest import Parent, TestClock, make_parent
from tests.databases import on_one_database
from tests.mail_server import MailServer, mail_server
from tests.traces.collector import Collector, collecting, facts
from tests.web.pages.person import Person
from tests.workers import new_worker

__all__ = ["mail_server"]
ASKED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = bytes.fromhex("0af7651916cd43dd8448eb211c80319c")
NEWCOMER = "zoe.gagnon@exemple.quebec"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


def traced(settings: Settings, clock: TestClock, collector: Collector, *, share: float) -> Provider:
    tracing = TracingSettings(endpoint=collector.endpoint, share=share)
    return build(replace(settings, tracing=tracing), clock)


def told(provider: Provider) -> None:
    provider.traces.close()
    provider.database.close()


@on_one_database
def test_a_sign_in_is_traced_from_the_request_to_the_mail_server_without_the_person(
    house_settings: Settings, clock: TestClock, collector: Collector, mail_server: MailServer
) -> None:
    provider = traced(house_settings, clock, collector, share=1.0)
    parent: Parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    person = Person(create_app(provider), provider)
    person.sign_in(parent.address, parent.password)
    person.get(f"/static/{parent.address}?login_hint={parent.address}")
    newcomer = Person(person.app, provider).open("/inscription").send(address=NEWCOMER)
    code = newcomer.email_code
    worker = new_worker(provider, mail_server.settings(provider.settings))
    works = (name_of(worker),)
    rounds = Rounds(measures=provider.measures, clock=clock, works=works, traces=provider.traces)
    with rounds.counted(name_of(worker)):
        worker.run_once()
    assert mail_server.postbox.envelopes
    told(provider)

    signing_in = collector.named("POST /connexion")
    assert facts(signing_in) == {
        "http.request.method": "POST",
        "http.route": "/connexion",
        "http.response.status_code": 303,
    }
    assert "database write" in collector.within(signing_in)
    carried = [facts(span) for span in collector.spans if span.name == "deliver a message"]
    assert {"parvis.message": "code"} in carried
    assert "deliver a message" in collector.within(collector.named("round Worker"))
    posted = b"\n".join(collector.bodies).lower()
    brought = (parent.address, NEWCOMER, parent.account.id, "tremblay", "zoe", "127.0.0.1", code)
    assert [each for each in brought if each.lower().encode() in posted] == []


@on_one_database
def test_a_round_in_which_nothing_was_due_is_not_told(
    house_settings: Settings, clock: TestClock, collector: Collector
) -> None:
    provider = traced(house_settings, clock, collector, share=1.0)
    rounds = Rounds(
        measures=provider.measures, clock=clock, works=("Idle",), traces=provider.traces
    )
    with rounds.counted("Idle") as span:
        with provider.database.reading():
            pass
        span.forget()
    with provider.traces.root("something else"):
        pass
    told(provider)
    assert [span.name for span in collector.spans] == ["something else"]


@on_one_database
@pytest.mark.parametrize(
    ("proxies", "share", "followed", "spans"),
    [
        (("127.0.0.0/8",), 1.0, True, True),
        (("127.0.0.0/8",), 0.0, True, True),
        ((), 1.0, False, True),
        ((), 0.0, False, False),
    ],
)
def test_only_a_trusted_proxy_says_which_trace_a_request_belongs_to(  # noqa: PLR0917
    house_settings: Settings,
    clock: TestClock,
    collector: Collector,
    proxies: tuple[str, ...],
    share: float,
    followed: bool,  # noqa: FBT001 - a case
    spans: bool,  # noqa: FBT001 - a case
) -> None:
    server = replace(house_settings.server, trusted_proxies=proxies)
    provider = traced(replace(house_settings, server=server), clock, collector, share=share)
    client = create_app(provider).test_client()
    client.get("/health/live", base_url=provider.issuer, headers={"traceparent": ASKED})
    told(provider)
    assert [span.name for span in collector.spans] == (["GET /health/live"] if spans else [])
    assert {span.trace_id == TRACE for span in collector.spans} == ({followed} if spans else set())


def test_the_words_of_an_error_stay_out_and_a_call_names_its_server(collector: Collector) -> None:
    traces = open_traces(endpoint=collector.endpoint, share=1.0, version="1")
    settings = OutboundSettings(allow_loopback=True)
    outbound = Outbound(settings=settings, traces=traces)

    def fail() -> None:
        with traces.root("of a person"):
            outbound.post(f"{collector.endpoint}?login_hint=zoe", b"", "application/x-protobuf")
            raise ValueError("marie.tremblay@exemple.quebec")

    with pytest.raises(ValueError, match="marie"):
        fail()
    traces.close()
    assert facts(collector.named("of a person")) == {"error.type": "ValueError"}
    assert facts(collector.named("call POST")) == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "http.response.status_code": 200,
    }
    assert not any(each in b"".join(collector.bodies) for each in (b"marie", b"zoe"))


def test_who_traces_nothing_loads_nothing_of_it() -> None:
    program = (
        "import sys, idp.app, idp.cli.serve, idp.cli.worker\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'prometheus'))])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
