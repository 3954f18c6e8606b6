"""Random histories of a school, its families and the calendar, and a model of the claim.

The model is written from the three conditions alone: it knows rows, addresses and links, and asks
nothing of Parvis. After each deed every account must be told what the model says; whoever loses the
claim by an import or by the calendar must be told once; and nothing that a token told may be found
wrong afterwards.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from idp.accounts import Account
from idp.children import SchoolStatus
from idp.children.letters import LetterRequest
from idp.clients import AuthenticationMethod, Branding, Client, MatchPolicy
from idp.clock import DAY
from idp.errors import PersonError
from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.normalisation.child_number import parse_child_number
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import EndingWatch
from tests.acting import acting
from tests.conftest import TestClock, make_parent, make_proof, register
from tests.registry.conftest import export, import_request, line, operation, silent
from tests.relying_party import RelyingParty, claims_of, sign_in

_DEEDS = 14
_LOST = Statement("SELECT account_id FROM portal_signal WHERE kind = 'school_claim_lost'")
_FORGET = Statement("DELETE FROM portal_signal")
_YEAR = 365 * DAY
_STAYS = ("9999999", "reste@exemple.quebec")


@dataclass
class Row:
    """What a file says of an adult on a student's file."""

    allowed: bool
    day: str
    """The last day of access, "" for none."""

    def holds(self, now: int) -> bool:
        """A day ends at five o'clock in UTC, which is midnight in Québec in winter."""
        return self.allowed and (not self.day or now < self.until)

    @property
    def until(self) -> int:
        """The end of its last day, in seconds."""
        if not self.day:
            return 1 << 40
        day = datetime.fromisoformat(self.day).replace(tzinfo=UTC)
        return int((day + timedelta(days=1, hours=5)).timestamp())


@dataclass
class Letter:
    """A letter that put `address` on the file of `student` in the place of `wrong`."""

    id: str
    student: str
    wrong: str
    address: str
    used_at: int
    revoked: bool = False


@dataclass
class Model:
    """The three conditions: which address is whose, what the file says, who confirmed whom."""

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    """By student and address."""
    owner: dict[str, str] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)
    stands: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """By student and address: the wrong address in whose place it stands, and until when."""

    def is_listed(self, student: str, address: str, now: int) -> bool:
        """Condition 2: the registry in force lists the address on the student's file."""
        row = self.rows.get((student, address))
        if row is not None and row.holds(now):
            return True
        wrong, until = self.stands.get((student, address), ("", 0))
        corrected = self.rows.get((student, wrong))
        return now < until and corrected is not None and corrected.holds(now)

    def files(self, account: str, now: int) -> set[str]:
        """The students on whose file an address of the account is."""
        return {
            student
            for address in self.addresses(account)
            for student in {each for each, _ in (*self.rows, *self.stands)}
            if self.is_listed(student, address, now)
        }

    def addresses(self, account: str) -> list[str]:
        """Condition 1: the addresses that the account proved."""
        return [address for address, owner in self.owner.items() if owner == account]

    def children(self, account: str, now: int) -> set[str]:
        """All three: the claim holds where there is any."""
        return {each for each in self.files(account, now) if (account, each) in self.links}


class History:
    """One history: a board of its own, four families' students, five addresses."""

    def __init__(self, provider: Provider, party: RelyingParty, folder: Path, seed: int) -> None:
        self.provider, self.party, self.folder = provider, party, folder
        self.chance = random.Random(seed)  # noqa: S311 - the same history each time
        self.board = f"{100_000 + seed}"
        self.network = f"10.{seed >> 16 & 255}.{seed >> 8 & 255}.{seed & 255}"
        self.students = [f"{1_000_000 + number}" for number in range(3)]
        self.everybody = [f"p{number}.{seed}@exemple.quebec" for number in range(5)]
        self.model = Model()
        self.accounts: dict[str, Account] = {}
        self.done: list[str] = []

    @property
    def now(self) -> int:
        """The time, in seconds."""
        return self.provider.clock.seconds()

    def run(self) -> None:
        """Do some deeds, and look after each."""
        for address in self.everybody[:3]:
            account = make_parent(self.provider, address).account
            self.accounts[account.id] = account
            self.model.owner[address] = account.id
        self._import()
        deeds: tuple[tuple[Callable[[], None], int], ...] = (
            *((self._import, 4), (self._time, 4), (self._confirm, 6), (self._letter, 3)),
            *((self._revoke, 1), (self._merge, 1), (self._address, 2), (self._unlink, 1)),
            (self._token, 3),
        )
        works, weights = zip(*deeds, strict=True)
        held = self._holding()
        for _ in range(_DEEDS):
            (deed,) = self.chance.choices(works, weights)
            self.done.append(deed.__name__)
            with self.provider.database.writing() as tx:
                tx.run(_FORGET)
            # Access may have ended since, which is told even if an import gives it back.
            ended = held - self._holding()
            deed()
            EndingWatch(
                children=self.provider.directory.children,
                database=self.provider.database,
                clock=self.provider.clock,
            ).run_once()
            before, held = held, self._look()
            if deed in (self._import, self._time):
                assert self._told() == Counter(before - held | ended), self.done
            self._pass(60)
        self._audit()

    def _look(self) -> set[str]:
        """See that every account is told what the model says; return who has the claim."""
        for account in self.accounts:
            with self.provider.database.reading() as tx:
                facts = self.provider.directory.children.facts(tx, self.accounts[account].id)
            wanted = len(self.model.children(account, self.now))
            verified = facts.status is SchoolStatus.VERIFIED
            assert (verified, len(facts.children)) == (wanted > 0, wanted), self.done
        return self._holding()

    def _told(self) -> Counter[str]:
        with self.provider.database.reading() as tx:
            lost = [row[0] for row in tx.rows(_LOST)]
        return Counter(each for each in lost if each in self.accounts)

    def _holding(self) -> set[str]:
        return {each for each in self.accounts if self.model.children(each, self.now)}

    def _pass(self, seconds: int) -> None:
        assert isinstance(self.provider.clock, TestClock)
        self.provider.clock.advance(seconds)

    def _import(self) -> None:
        today = datetime.fromtimestamp(self.now, UTC)
        rows = {}
        for student in self.students:
            for address in self.everybody:
                if self.chance.random() < 0.5:
                    days = self.chance.choice((None, None, -1, 0, 1, 20, 400))
                    day = "" if days is None else f"{today + timedelta(days=days):%Y-%m-%d}"
                    rows[student, address] = Row(self.chance.random() < 0.8, day)
        lines = [line(_STAYS[0], _STAYS[1], organisation=self.board, code="")]
        lines += [
            line(
                student,
                address,
                organisation=self.board,
                code="",
                allowed="oui" if row.allowed else "non",
                until=row.day,
            )
            for (student, address), row in rows.items()
        ]
        path = export(self.folder / "export.csv", lines)
        operation(self.provider).run(
            import_request(self.provider, path), actor="admin:a", progress=silent, show=silent
        )
        if self.chance.random() < 0.5:
            self.provider.imports.staging.keeping.run()
        self.model.rows = rows

    def _time(self) -> None:
        self._pass(self.chance.choice((3_600, 9 * 3_600, DAY, 2 * DAY, 21 * DAY, _YEAR)))

    def _confirm(self) -> None:
        account, student = self._somebody(), self.chance.choice(self.students)
        files = self.model.files(account, self.now)
        outcome = "confirmed"
        try:
            self.provider.directory.children.confirm(
                acting(self.provider),
                account_id=self.accounts[account].id,
                organisation=self.chance.choice(("", self.board)),
                typed=student,
                network=self.network,
            )
        except PersonError as error:
            outcome = error.code
        wanted = "confirmed" if student in files else "PRV-CHILD-NO-MATCH"
        assert outcome == wanted, self.done
        if student in files:
            self.model.links |= {(account, each) for each in files}

    def _letter(self) -> None:
        account = self._somebody()
        address = self.chance.choice(self.model.addresses(account))
        listed = [pair for pair, row in self.model.rows.items() if row.holds(self.now)]
        if not listed:
            return
        student, wrong = self.chance.choice(listed)
        wanted = LetterRequest(
            organisation=self.board,
            number=parse_child_number(student, now=self.now),
            listed=parse_address(wrong),
            reason="call",
            reference="",
        )
        with self.provider.database.writing() as tx:
            letter = self.provider.directory.letters.prepare(tx, wanted, by="admin:a")
            owned = self.provider.directory.addresses.of_account(tx, self.accounts[account].id)
        (address_id,) = [each.id for each in owned if each.address.normal == address]
        self.provider.directory.letters.use(
            acting(self.provider),
            account_id=self.accounts[account].id,
            address_id=address_id,
            typed=letter.code,
            network=self.network,
        )
        self.model.letters.append(Letter(letter.id, student, wrong, address, self.now))
        if wrong != address:
            until = min(self.now + _YEAR, self.model.rows[student, wrong].until)
            self.model.stands[student, address] = (wrong, until)

    def _revoke(self) -> None:
        if not self.model.letters:
            return
        letter = self.chance.choice(self.model.letters)
        with self.provider.database.writing() as tx:
            self.provider.directory.letters.revoke(tx, letter.id)
        if letter.revoked or letter.wrong == letter.address:
            letter.revoked = True
            return
        letter.revoked = True
        left = [
            each
            for each in self.model.letters
            if (each.student, each.address) == (letter.student, letter.address)
            and not each.revoked
            and each.wrong != each.address
            and each.used_at + _YEAR > self.now
        ]
        self.model.stands.pop((letter.student, letter.address), None)
        if left:
            last = max(left, key=lambda each: each.used_at)
            self.model.stands[last.student, last.address] = (last.wrong, last.used_at + _YEAR)

    def _merge(self) -> None:
        if len(self.accounts) < 2:
            return
        kept, lost = self.chance.sample(sorted(self.accounts), 2)
        kept_id, lost_id = self.accounts[kept].id, self.accounts[lost].id
        with self.provider.database.writing() as tx:
            self.provider.directory.children.move(tx, lost_id, kept_id)
            self.provider.directory.accounts.absorb(tx, kept_id, lost_id)
        for address in self.model.addresses(lost):
            self.model.owner[address] = kept
        self.model.links |= {(kept, each) for who, each in self.model.links if who == lost}
        self.model.links = {(who, each) for who, each in self.model.links if who != lost}
        del self.accounts[lost]

    def _address(self) -> None:
        """Prove another address, which may be on file, or give one up for somebody else."""
        account, address = self._somebody(), self.chance.choice(self.everybody)
        owner = self.model.owner.get(address)
        if owner is not None:
            if len(self.model.addresses(owner)) < 2:
                return
            with self.provider.database.writing() as tx:
                owned = self.provider.directory.addresses.of_account(tx, self.accounts[owner].id)
                (given_up,) = [each.id for each in owned if each.address.normal == address]
                self.provider.directory.addresses.take_away(tx, self.accounts[owner].id, given_up)
            self._pass(60)
        proof = make_proof(self.provider, address)
        with acting(self.provider)() as tx:
            self.provider.directory.addresses.add(tx, self.accounts[account].id, proof)
        self.model.owner[address] = account

    def _unlink(self) -> None:
        account = self._somebody()
        with acting(self.provider)() as tx:
            linked = self.provider.directory.children.linked(tx, self.accounts[account].id)
            for each in linked:
                self.provider.directory.children.unlink(tx, self.accounts[account].id, each.link_id)
        self.model.links = {(who, each) for who, each in self.model.links if who != account}

    def _token(self) -> None:
        """Let a portal have a token and refresh it: each says what holds at that moment."""
        account = self._somebody()
        party = replace(self.party, session=sign_in(self.provider, self.accounts[account]))
        tokens = party.tokens(scope="openid gpi gpi.children offline_access", prompt="none")
        for _ in range(2):
            wanted = self.model.children(account, self.now)
            said = claims_of(tokens["id_token"])
            assert said["gpi_email_verified"] is bool(wanted), self.done
            assert len(said["gpi_children"]) == len(wanted), self.done
            self._pass(self.chance.choice((60, 3_600)))
            tokens = party.refresh(tokens["refresh_token"])

    def _audit(self) -> None:
        after = 0
        while found := self.provider.tokens.rederivation.between(
            0, 1 << 40, after=after, chunk=500
        ):
            assert [each for each in found if each.reason] == [], self.done
            after = found[-1].claim.id

    def _somebody(self) -> str:
        return self.chance.choice(sorted(self.accounts))


def portal(provider: Provider) -> RelyingParty:
    """Register a portal that only wants to know."""
    client = Client(
        id=ClientId("portal-of-histories"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code", "refresh_token"),
        scopes=("openid", "gpi", "gpi.children", "offline_access"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
        match_policy=MatchPolicy.INFORM,
    )
    return RelyingParty(provider, client, register(provider, client).secret)
