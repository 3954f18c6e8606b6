"""What local sign-in costs while Microsoft answers, is slow, or is gone.

    python -m benchmarks.upstream [--seconds 20]

Parents sign in with their passwords while others press *Continuer avec Microsoft* and come back, a
few times a second: each return makes Parvis ask the stand-in for a token. The same pressing goes
on in every run; only the stand-in changes.
"""

import argparse
import http.client
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from benchmarks import targets
from benchmarks.driver import Result
from benchmarks.scenarios import password
from benchmarks.targets import Target
from tests import stand_in
from tests.stand_in import CLIENT_ID, SECRET

_PORT = 26_010
_PRESSERS = 6
_PAUSE_SECONDS = 2.0
_TRIAL_SECONDS = 16.0
_RECOVERY_SECONDS = 60.0
_SETTINGS = """
[outbound]
allow_loopback = true

[[upstream.providers]]
name = "microsoft"
label_fr = "Microsoft"
label_en = "Microsoft"
profile = "microsoft"
discovery_uri = "{origin}/common/v2.0/.well-known/openid-configuration"
client_id = "{client_id}"

[[upstream.providers.credentials]]
kind = "secret"
file = "{secret}"
"""


@dataclass
class Returns:
    """How long those who came back from the provider waited, in seconds."""

    waits: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each run (20)")
    seconds = parser.parse_args().seconds
    os.sched_setaffinity(0, {1 % (os.cpu_count() or 1)})
    folder = Path(tempfile.mkdtemp(prefix="parvis-benchmark-"))
    try:
        _print(_measure(folder, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, seconds: float) -> dict[str, tuple[Result, Returns]]:
    measured = {}
    with stand_in.running(f"http://127.0.0.1:{_PORT}") as microsoft:
        secret, config = folder / "secret", folder / "parvis.toml"
        secret.write_text(SECRET, "utf-8")
        config.write_text(
            _SETTINGS.format(origin=microsoft.origin, client_id=CLIENT_ID, secret=secret), "utf-8"
        )
        target = targets.parvis(folder, _PORT, config=config)
        try:
            password(target, 2.0)
            measured["answers"] = _run(target, seconds)
            microsoft.control(slow_seconds=60)
            measured["takes 60 s"] = _run(target, seconds)
            microsoft.control()
            _wait_until_it_answers(target)
            measured["answers again"] = _run(target, seconds)
        except BaseException:
            target.stop()
            raise
    try:
        measured["is gone"] = _run(target, seconds)
    finally:
        target.stop()
    return measured


def _run(target: Target, seconds: float) -> tuple[Result, Returns]:
    with _pressing(target) as returns:
        return password(target, seconds), returns


@contextmanager
def _pressing(target: Target) -> Iterator[Returns]:
    stop, returns = threading.Event(), Returns()

    def press() -> None:
        while not stop.wait(_PAUSE_SECONDS):
            returns.waits.append(_there_and_back(target))

    threads = [threading.Thread(target=press, daemon=True) for _ in range(_PRESSERS)]
    for number, thread in enumerate(threads):
        thread.start()
        # Spread over the pause, as people are.
        stop.wait(_PAUSE_SECONDS / _PRESSERS if number + 1 < _PRESSERS else 0)
    try:
        yield returns
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _there_and_back(target: Target) -> float:
    """Press the button, come back with a code, and return how long that return took."""
    there = _ask(target, "POST", "/continuer-avec/microsoft", urlencode(target.sign_in_form))
    state = dict(parse_qsl(urlsplit(there).query)).get("state")
    if state is None:
        return 0.0
    began = time.perf_counter()
    _ask(target, "GET", f"/continuer-avec/microsoft/retour?code=x&state={state}")
    return time.perf_counter() - began


def _ask(target: Target, method: str, path: str, body: str | None = None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    headers = {"Cookie": target.sign_in_cookie}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers.get("Location", "")


def _wait_until_it_answers(target: Target) -> None:
    """Press until a return is neither refused by the breaker nor slow: it closes by itself."""
    until = time.monotonic() + _RECOVERY_SECONDS
    while time.monotonic() < until:
        time.sleep(_TRIAL_SECONDS)
        path = "/continuer-avec/microsoft"
        there = _ask(target, "POST", path, urlencode(target.sign_in_form))
        state = dict(parse_qsl(urlsplit(there).query)).get("state", "")
        if "DOWN" not in _ask(target, "GET", f"{path}/retour?code=x&state={state}"):
            return
    raise RuntimeError("the breaker does not close")


def _print(measured: dict[str, tuple[Result, Returns]]) -> None:
    healthy = measured["answers"][0].p99_ms
    print("\n| Microsoft | sign-ins/s | median ms | p99 ms | of healthy | returns | longest s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (result, returns) in measured.items():
        print(
            f"| {name} | {result.per_second:.1f} | {result.median_ms:.0f} | {result.p99_ms:.0f} | "
            f"{result.p99_ms / healthy:.2f} | {len(returns.waits)} | {max(returns.waits):.1f} |"
        )


if __name__ == "__main__":
    main()
