"""The checks of `parvis doctor`, one line each.

Each check reports what is, or what is wrong and what to do; the next one runs in any case.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from msgspec import Struct

from idp.clients import Clients
from idp.clients.expiry import secret_endings
from idp.clock import MINUTE, Clock, as_datetime
from idp.continuity import Continuity
from idp.continuity.ending import ENDING
from idp.errors import DatabaseUnavailableError, OperationError, SettingsError
from idp.installation.reachability import host_problem, is_collected, seen_by_proxy
from idp.installation.seen_by_proxy import proxy_problem
from idp.keys import keyring_of, open_vault
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM, DEFAULT_ALGORITHM
from idp.keys.keepers import Keepers
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyState
from idp.mail.carrier import Carrier
from idp.mail.queue import Queue
from idp.measures import Measures
from idp.outbound import Outbound
from idp.settings import Settings
from idp.storage import Database
from idp.storage.moment import SKEW_SECONDS, database_seconds
from idp.storage.revision import first, needed, shape_of
from idp.storage.writability import Writability
from idp.upstream import UpstreamError
from idp.upstream.call_counts import CallCounts
from idp.upstream.expiry import WARNED_DAYS, endings
from idp.upstream.provider import Upstream

_WORKER_SECONDS = 10 * MINUTE
_OTHERS_MAY_READ = 0o077
_BUT_FOR_THE_GROUP = 0o037


class Health(StrEnum):
    """The result of a check."""

    GOOD = "ok"
    DOUBTFUL = "warning"
    """It works, but may not be what was meant."""
    BAD = "wrong"


class Finding(Struct, frozen=True):
    """One line of the diagnosis."""

    subject: str
    health: Health
    text: str


Found = tuple[Health, str]


def _is_read_by_others(path: Path) -> bool:
    """Tell whether anybody may read `path` besides its owner and this process.

    Kubernetes leaves a secret to root, and makes it readable for the group of the one pod.
    """
    found = path.stat()
    is_lent = found.st_uid != os.geteuid() and found.st_gid == os.getegid()
    return bool(found.st_mode & (_BUT_FOR_THE_GROUP if is_lent else _OTHERS_MAY_READ))


def _finding(subject: str, check: Callable[[], Found]) -> Finding:
    try:
        health, text = check()
    except (SettingsError, OperationError, DatabaseUnavailableError) as error:
        health, text = Health.BAD, str(error)
    except Exception as error:  # noqa: BLE001 - a check that fails is a finding
        # Its message may hold the password of a connection.
        health, text = Health.BAD, f"cannot tell: {type(error).__name__}"
    return Finding(subject, health, text)


class Diagnosis:
    """The checks, for settings that could be read, and those in `also`."""

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        also: Mapping[str, Callable[[], Found]] = MappingProxyType({}),
    ) -> None:
        self._also = also
        self._settings = settings
        self._clock = clock
        self._database = Database.open(settings.database)
        self._keyring = keyring_of(settings.keys)

    def findings(self) -> Iterator[Finding]:
        """Run every check, in the order in which an operator would."""
        checks: tuple[tuple[str, Callable[[], Found]], ...] = (
            ("encryption key", self._encryption_key),
            ("database", self._migrations),
            ("data keys", self._data_keys),
            ("continuity", self._continuity),
            ("signing keys", self._signing_keys),
            ("clock", self._clocks),
            ("mail", self._mail),
            ("worker", self._worker),
            ("proxy", self._proxy),
            ("host", self._host),
            ("slow bodies", self._slow_bodies),
            ("upstream", self._upstream),
            ("portal secrets", self._portal_secrets),
            *self._also.items(),
        )
        try:
            for subject, check in checks:
                yield _finding(subject, check)
        finally:
            self._database.close()

    def _encryption_key(self) -> Found:
        present = self._keyring.present
        present.get()
        if present.kind != "file":
            return Health.GOOD, f"{present}"
        path = Path(present.name)
        if _is_read_by_others(path):
            return Health.BAD, f"{path} is readable by others: chmod 600 {path}"
        return Health.GOOD, f"{path}; keep a copy away from the database"

    def _migrations(self) -> Found:
        shape, name = shape_of(self._database), self._database.dialect
        if shape.at is None:
            return Health.BAD, f"{name} is empty: run `parvis init`"
        if shape.fits and shape.at != needed():
            return Health.DOUBTFUL, f"{name} at step {shape.at}: a newer program is wanted"
        if not shape.fits:
            verb = "run `parvis db upgrade`" if shape.at < needed() else "this program is too old"
            if shape.at < first():
                verb = "made before 0.1.0, it is to be made anew"
            return Health.BAD, f"{name} at step {shape.at}, not {needed()}: {verb}"
        Writability(database=self._database, clock=self._clock).check(with_space=True)
        return Health.GOOD, f"{name} at step {shape.at}, takes writes"

    def _data_keys(self) -> Found:
        with self._database.reading() as tx:
            open_vault(tx, self._keyring)
        return Health.GOOD, "the encryption key opens them"

    def _continuity(self) -> Found:
        with self._database.reading() as tx:
            vault = open_vault(tx, self._keyring)
        folder = self._settings.database.anchor_folder
        continuity = Continuity(
            database=self._database, vault=vault, clock=self._clock, folder=folder, kinds=ENDING
        )
        refusal, _ = continuity.compared()
        if refusal is not None:
            return Health.BAD, refusal
        if continuity.memory is None:
            return (
                Health.DOUBTFUL,
                "database.anchor_folder is empty: a restored backup is not noticed",
            )
        if (remembered := continuity.memory.read()) is None:
            return (
                Health.DOUBTFUL,
                f"{continuity.memory.path} is not there yet: start `parvis serve`",
            )
        if not os.access(continuity.memory.path, os.W_OK):
            return Health.DOUBTFUL, f"{continuity.memory.path} cannot be written"
        seen = f"{as_datetime(remembered.mark.seen_at):%Y-%m-%d %H:%M} UTC"
        return Health.GOOD, f"event {remembered.mark.seq}, seen at {seen}: {continuity.memory.path}"

    def _signing_keys(self) -> Found:
        keepers = Keepers(keyring=self._keyring, settings=self._settings.keys)
        lifecycle = KeyLifecycle(
            keyring=self._keyring,
            keepers=keepers,
            clock=self._clock,
            keys=self._settings.keys,
            tokens=self._settings.tokens,
        )
        with self._database.reading() as tx:
            records = lifecycle.records(tx)
        active = {each.algorithm for each in records if each.state is KeyState.ACTIVE}
        if missing := {DEFAULT_ALGORITHM, ACCESS_TOKEN_ALGORITHM} - active:
            return Health.BAD, f"no {' nor '.join(sorted(missing))} key signs: run `parvis init`"
        now = self._clock.seconds()
        due = [
            each.kid
            for each in records
            if (at := lifecycle.time_line.due_at(each, records)) is not None
            and at <= now - _WORKER_SECONDS
        ]
        if due:
            return Health.DOUBTFUL, f"{', '.join(due)} should have turned: is the worker running?"
        return Health.GOOD, f"{', '.join(sorted(active))}"

    def _clocks(self) -> Found:
        skew = self._clock.seconds() - database_seconds(self._database)
        if abs(skew) > SKEW_SECONDS:
            return Health.BAD, f"{skew} s from the database's: codes and tokens live that much less"
        return Health.GOOD, "agrees with the database's"

    def _mail(self) -> Found:
        mail = self._settings.mail
        where = f"{mail.host}:{mail.port}, security {mail.security}"
        with Carrier(settings=self._settings) as carrier:
            problem = carrier.probe()
        if problem is not None:
            return Health.BAD, f"{where}: {problem}"
        return Health.GOOD, where

    def _worker(self) -> Found:
        with self._database.reading() as tx:
            vault = open_vault(tx, self._keyring)
            queue = Queue(vault=vault, clock=self._clock, settings=self._settings)
            if queue.is_any_due(tx):
                return Health.DOUBTFUL, "messages are due: is `parvis worker` running?"
        return Health.GOOD, "no message is waiting for it"

    def _proxy(self) -> Found:
        server = self._settings.server
        by_file = server.bind.startswith("unix:")
        if self._settings.secure and not server.trusted_proxies and not by_file:
            return Health.BAD, (
                "server.issuer is https and server.trusted_proxies is empty: "
                "all parents would share the limits of one address, the proxy's"
            )
        if not server.trusted_proxies and not by_file:
            return Health.GOOD, "none is trusted"
        trusted = (
            f"{', '.join(server.trusted_proxies) or server.bind}, {server.proxy_hops} in a row"
        )
        try:
            seen = seen_by_proxy(server)
        except (OSError, HTTPException, ValueError) as error:
            what = f"no answer by {server.issuer} ({type(error).__name__})"
            return Health.DOUBTFUL, f"{trusted}; cannot tell what they say: {what}"
        if problem := proxy_problem(seen, server):
            return Health.BAD, problem
        return Health.GOOD, f"{trusted}; this machine is counted as {seen.address}"

    def _host(self) -> Found:
        problem = host_problem(self._settings.server)
        if problem is not None:
            return Health.DOUBTFUL, problem
        return Health.GOOD, f"{self._settings.server.issuer} answers, another Host is refused"

    def _slow_bodies(self) -> Found:
        server = self._settings.server
        waits = f"`parvis serve` gives up after {server.body_seconds} s"
        try:
            collected = is_collected(server.issuer, host=urlsplit(server.issuer).netloc)
        except (OSError, HTTPException, ValueError, KeyError) as error:
            return (
                Health.DOUBTFUL,
                f"cannot tell: no answer by {server.issuer} ({type(error).__name__})",
            )
        if collected:
            return Health.GOOD, "the proxy in front collects them"
        if not server.trusted_proxies:
            return Health.GOOD, f"no proxy in front collects them: {waits}"
        return Health.DOUBTFUL, (
            f"the proxy in front passes them on as they come: let it buffer requests; {waits}"
        )

    def _portal_secrets(self) -> Found:
        clients = Clients(database=self._database).all()
        warned = max(self._settings.portals.warning_days, default=0)
        endings = list(secret_endings(clients, self._clock.seconds()))
        for ending in sorted(endings, key=lambda each: each.ends_at):
            what = f"the secret of {ending.client.id}"
            how = f"`parvis clients secret {ending.client.id}`"
            if ending.days_left < 0:
                return Health.BAD, f"{what} is over, it signs nobody in: run {how}"
            if ending.days_left < warned:
                return Health.DOUBTFUL, f"{what} ends in {ending.days_left} days: run {how}"
        return Health.GOOD, f"{len(endings)} end, none soon"

    def _upstream(self) -> Found:
        settings = self._settings.upstream
        if not settings.providers:
            return Health.GOOD, "no other provider to sign in with"
        for ending in endings(settings, as_datetime(self._clock.seconds()).date()):
            what = f"credential {ending.number} at {ending.provider}"
            if ending.days_left < 0 and ending.is_only:
                return Health.BAD, f"{what} has expired: register a new one there"
            if ending.days_left <= max(WARNED_DAYS):
                return Health.DOUBTFUL, f"{what} ends in {ending.days_left} days"
        outbound = Outbound(settings=self._settings.outbound)
        names = tuple(each.name for each in settings.providers)
        counts = CallCounts(measures=Measures(), providers=names)
        for each in settings.providers:
            try:
                Upstream(settings=each, outbound=outbound, counts=counts).documents.get()
            except UpstreamError as error:
                return Health.BAD, f"{each.name} does not say who it is: {error.detail}"
        return Health.GOOD, f"{len(settings.providers)} answering, credentials in force"
