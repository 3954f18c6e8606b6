"""How soon portals hear that an import took the school claim away from those signed in there.

    python -m benchmarks.notifications [--sessions 1000] [--portals 4] [--postgresql] [--events]

Parents with a confirmed child are signed in, each at one of a few portals. An import then leaves
every one of their addresses out. The clock starts when it comes into force; each portal is a
server of its own thread that answers after 20 ms, and the worker is the one of `parvis worker`.
They are told by back-channel logout, or with `--events` by a pushed security event.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from msgspec.structs import replace
from typing_extensions import override

from benchmarks.registry_import import PROFILE
from idp.clients import AuthenticationMethod, Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId, new_id
from idp.imports.decisions import ImportRequest
from idp.registry.importing import Why, load_profile
from idp.settings import DatabaseSettings, KeySettings, OutboundSettings, PasswordSettings, Settings
from idp.signals.streams import Method, Stream
from idp.wiring import Provider, build
from idp.worker import Rounds, run
from tests.acting import acting
from tests.conftest import make_parent, register
from tests.databases import Template, postgresql
from tests.notified_portals import notification
from tests.registry.conftest import HEADER, line
from tests.relying_party import RelyingParty, sign_in

_ANSWER_SECONDS = 0.02
_STAYS = "reste@exemple.quebec"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--portals", type=int, default=4)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--events", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.postgresql:
            _measure(folder, f"sqlite:///{folder}/template.db", options)
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            _measure(folder, url, options)


def _measure(folder: Path, url: str, options: argparse.Namespace) -> None:
    clock = SystemClock()
    settings = Settings(
        database=DatabaseSettings(url=url),
        keys=KeySettings(encryption_key_file=str(folder / "encryption.key")),
        passwords=PasswordSettings(memory_kib=256, passes=1),
        outbound=OutboundSettings(allow_loopback=True),
    )
    provider = build(Template(url, settings, clock).copy(folder), clock)
    heard: list[float] = []
    with receiving(heard) as origin:
        parties = [
            portal_of(provider, origin, number, events=options.events)
            for number in range(options.portals)
        ]
        lines = sign_everybody_in(provider, folder, parties, options.sessions)
        print(f"{options.sessions} parents are signed in at {options.portals} portals")
        stop, worker = threading.Event(), notification(provider)
        rounds = Rounds(
            measures=provider.measures, clock=provider.clock, works=("PortalNotification",)
        )
        thread = threading.Thread(target=run, args=(worker, rounds, stop))
        thread.start()
        try:
            began = time.perf_counter()
            in_force = _import(provider, folder, lines[:1])
            print(f"the import took {in_force - began:.2f} s")
            while len(heard) < options.sessions and time.perf_counter() < in_force + 120:
                time.sleep(0.05)
        finally:
            stop.set()
            thread.join()
            worker.close()
    waits = sorted(each - in_force for each in heard)
    for share in (0.5, 0.99, 1.0):
        print(f"p{share * 100:.0f}: {waits[int(share * (len(waits) - 1))]:.2f} s")
    print(f"{len(waits)} of {options.sessions} were told")
    provider.database.close()


def sign_everybody_in(
    provider: Provider, folder: Path, parties: list[RelyingParty], sessions: int
) -> list[str]:
    """Let so many parents sign in, each at one of `parties`; return lines that list them.

    The first line lists somebody else.
    """
    addresses = [f"parent.{number}@exemple.quebec" for number in range(sessions)]
    lines = [line("9999999", _STAYS, code="")]
    lines += [line(f"{number:07}", each, code="") for number, each in enumerate(addresses)]
    _import(provider, folder, lines)
    for number, address in enumerate(addresses):
        account = make_parent(provider, address).account
        provider.directory.children.confirm(
            acting(provider),
            account_id=account.id,
            organisation="887000",
            typed=f"{number:07}",
            # Nobody signs a thousand parents in from one network.
            network=f"10.{number >> 8}.{number & 255}.1",
        )
        party = replace(parties[number % len(parties)], session=sign_in(provider, account))
        party.tokens(scope="openid gpi")
    return lines


def portal_of(provider: Provider, origin: str, number: int, *, events: bool) -> RelyingParty:
    """Register a portal that is told at `origin`, by pushed events or by logout tokens."""
    client = Client(
        id=ClientId(f"portal-{number}"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        scopes=("openid", "gpi"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
        backchannel_logout_uri=None if events else f"{origin}/{number}",
    )
    if events:
        stream = Stream(new_id(), client.id, method=Method.PUSH, endpoint_uri=f"{origin}/{number}")
        with provider.database.writing() as tx:
            provider.streams.add(tx, stream)
    return RelyingParty(provider, client, register(provider, client).secret)


def _import(provider: Provider, folder: Path, lines: list[str]) -> float:
    export = folder / "export.csv"
    export.write_text("\r\n".join([HEADER, *lines, ""]), "utf-8")
    provider.imports.decisions.run(
        ImportRequest(
            path=export,
            profile=load_profile(PROFILE),
            profile_name="gpi",
            taken_at=provider.clock.seconds(),
            allowed=frozenset(Why),
        ),
        actor="benchmark",
        progress=lambda *_: None,
        show=lambda _: None,
    )
    return time.perf_counter()


@contextmanager
def receiving(heard: list[float]) -> Iterator[str]:
    """Be portals at one origin; note when each was told."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(_ANSWER_SECONDS)
            heard.append(time.perf_counter())
            self.send_response(200)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
