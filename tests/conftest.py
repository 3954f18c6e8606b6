"""What every test knows: a house on a real database, a clock, a portal, a parent."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
from msgspec.structs import replace

from idp.accounts import Account, EmailVerification, Purpose
from idp.clients import AuthenticationMethod, Branding, Client, Profile
from idp.clients.registration import add_secret, put_client
from idp.clock import MINUTE
from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.settings import (
    DatabaseSettings,
    KeySettings,
    MailSettings,
    PasswordSettings,
    RegistrySettings,
    ServerSettings,
    Settings,
)
from idp.wiring import Provider, build
from tests.databases import Template, postgresql, quick_folder
from tests.relying_party import RelyingParty, sign_in

START = 1_795_435_200  # 2026-11-23 12:00 UTC


@dataclass
class TestClock:
    """A clock that moves when told."""

    __test__ = False
    now: int = START

    def seconds(self) -> int:
        return self.now

    def advance(self, seconds: int = 0, *, minutes: int = 0) -> None:
        self.now += seconds + minutes * MINUTE


@pytest.fixture
def clock() -> TestClock:
    """The clock of the house."""
    return TestClock()


@pytest.fixture(scope="session")
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a test: cheap hashes, keys in a temporary folder."""
    folder = tmp_path_factory.mktemp("keys")
    return Settings(
        database=DatabaseSettings(pool_size=60, anchor_folder=""),
        keys=KeySettings(
            encryption_key_file=str(folder / "encryption.key"),
            next_encryption_key_file=str(folder / "next.key"),
            store_folder=str(folder),
        ),
        passwords=PasswordSettings(memory_kib=256, passes=1),
        server=ServerSettings(threads=200),  # tests of races bring as many of their own
        mail=MailSettings(port=1),
        registry=RegistrySettings(directory=str(folder / "registry")),
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, plain_settings: Settings) -> Template:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    return Template(f"sqlite:///{path}", plain_settings, TestClock())


@pytest.fixture(scope="session")
def postgresql_template(plain_settings: Settings) -> Iterator[Template]:
    # Not under pytest's own folder: it shuts that to other users whenever another run starts.
    folder = Path(mkdtemp(prefix="parvis-postgresql-", dir=quick_folder()))
    with postgresql(folder) as url:
        template = Template(url, plain_settings, TestClock())
        yield template
        template.close()
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def house_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that name a fresh, prepared database: each test runs on both kinds."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with template.lent(tmp_path) as settings:
        yield settings


@pytest.fixture
def sqlite_settings(sqlite_template: Template, tmp_path: Path) -> Iterator[Settings]:
    """Settings that name a fresh, prepared file of SQLite, where one kind is enough."""
    with sqlite_template.lent(tmp_path) as settings:
        yield settings


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """Every part, on a fresh database, by the test's clock."""
    provider = build(house_settings, clock)
    yield provider
    provider.database.close()


@dataclass(frozen=True)
class Portal:
    """A registered client and its secret."""

    client: Client
    secret: str


@pytest.fixture
def portal(provider: Provider) -> Portal:
    """A school portal as an administrator would register it: code, PKCE, a secret."""
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail des Érables", name_en="Maples Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code", "refresh_token"),
        scopes=("openid", "profile", "email", "gpi", "gpi.children", "offline_access"),
        post_logout_redirect_uris=("https://portal.example.org/bye",),
        start_uri="https://portal.example.org/",
    )
    return register(provider, client)


def register(provider: Provider, client: Client) -> Portal:
    """Register `client` with a secret."""
    with provider.database.writing() as tx:
        put_client(tx, client, now=provider.clock.seconds())
        signs = client.token_endpoint_auth_method is AuthenticationMethod.CLIENT_SECRET_JWT
        secret = add_secret(
            tx,
            client.id,
            now=provider.clock.seconds(),
            overlap_seconds=0,
            readable_by=provider.vault if signs else None,
        )
    provider.directory.clients.forget()
    return Portal(client, secret)


@dataclass(frozen=True)
class Parent:
    """A parent with an account."""

    account: Account
    address: str
    password: str


@pytest.fixture
def parent(provider: Provider) -> Parent:
    """A parent whose address was proven by a code, with a password."""
    return make_parent(provider, "marie.tremblay@exemple.quebec")


def make_proof(provider: Provider, address: str) -> EmailVerification:
    """Return the proof of an address, as a code that came back leaves it."""
    with provider.database.writing() as tx:
        proof = provider.directory.email_verifications.begin(
            tx,
            browser="browser",
            purpose=Purpose.SIGN_UP,
            address=parse_address(address),
        )
    return replace(proof, proven_at=provider.clock.seconds())


def make_parent(provider: Provider, address: str) -> Parent:
    """Make an account with a proven address."""
    password = "trois-outardes-volent"
    password_hash = provider.directory.passwords.hash(password)
    proof = make_proof(provider, address)
    with provider.database.writing() as tx:
        account = provider.directory.accounts.create(
            tx, proof=proof, password_hash=password_hash, locale="fr"
        )
    return Parent(account, address, password)


@pytest.fixture
def relying_party(provider: Provider, parent: Parent) -> RelyingParty:
    """A portal that proves itself by a posted secret, and a parent signed in at the house."""
    client = Client(
        id=ClientId("relying-party"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code", "refresh_token"),
        scopes=("openid", "profile", "email", "gpi", "gpi.children", "offline_access"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
        start_uri="https://portal.example.org/",
    )
    registered = register(provider, client)
    return RelyingParty(provider, client, registered.secret, sign_in(provider, parent.account))


@pytest.fixture
def legacy_party(provider: Provider, relying_party: RelyingParty) -> RelyingParty:
    """A portal written for Azure AD B2C: `code id_token`, without PKCE, for the same parent."""
    client = replace(
        relying_party.client,
        id=ClientId("legacy-party"),
        redirect_uris=("https://old.example.org/",),
        profile=Profile.LEGACY,
        response_types=("code", "code id_token"),
        nonce_seconds=900,
    )
    registered = register(provider, client)
    return replace(relying_party, client=client, secret=registered.secret)
